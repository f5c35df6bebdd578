/**
 * The API report, `docs/api-report.md`: every name the package exports, with its declaration, so that a change
 * of the API is a change of this file. `--write` brings it up to date; without it a difference is a failure.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describeApi } from './lib/api-report.mjs'
import { moduleEntries } from './entries.mjs'
import { root } from './lib/tasks.mjs'

const file = path.join(root, 'docs/api-report.md')
const { text, undocumented } = describeApi(moduleEntries)

if (process.argv.includes('--write')) {
  writeFileSync(file, text)
  console.log('docs/api-report.md written')
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  const known = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const now = text.split('\n')
  console.error('docs/api-report.md differs from the built package; look at the change, then `npm run api`:')
  for (const line of now.filter((row) => !known.includes(row)).slice(0, 15)) console.error(`+ ${line}`)
  for (const line of known.filter((row) => !now.includes(row)).slice(0, 15)) console.error(`- ${line}`)
  process.exitCode = 1
} else console.log('docs/api-report.md is up to date')

for (const name of undocumented) {
  console.error(`${name} is exported without a sentence that says what it is`)
  process.exitCode = 1
}
