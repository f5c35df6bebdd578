/** Writes `views.json`, which `page.html` plays: `node --import ./scripts/typescript.mjs bench/views/write.ts`. */
import { writeFileSync } from 'node:fs'
import { readAllViews } from '../compare/views.ts'

writeFileSync(new URL('views.json', import.meta.url), JSON.stringify(readAllViews()))
