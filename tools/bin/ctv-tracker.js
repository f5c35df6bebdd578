#!/usr/bin/env node
// Committed as it is, because npm links commands before anything is built.
import { existsSync } from 'node:fs'

const main = new URL('../dist/cli/main.js', import.meta.url)
if (existsSync(main)) {
  const { run } = await import(main.href)
  await run(process.argv)
} else {
  process.stderr.write(
    'ctv-tracker: not built yet; run `npm run build --workspace ctv-tracker-tools` in the repository\n',
  )
  process.exitCode = 1
}
