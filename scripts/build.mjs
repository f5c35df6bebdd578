/**
 * Builds everything: the package (`dist`), the tools (`tools/dist`) and the demo (`demo-app/dist`).
 *
 * Names of parts build those and what they need: `node scripts/build.mjs demo-app`.
 * `--if-changed` builds only the parts whose sources differ from what their output was made of.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { planBuild } from './lib/build-parts.mjs'
import { formatSeconds, root, runTasks } from './lib/tasks.mjs'

const onlyChanged = process.argv.includes('--if-changed')
const stampFile = path.join(root, 'node_modules/.cache/ctv-tracker/build.json')
const stamps = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {}

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const parts = planBuild(wanted).filter(
  (part) => !onlyChanged || stamps[part.name] !== part.fingerprint || !part.isComplete(),
)
const startedAt = performance.now()

const results = await runTasks(parts, {
  onDone({ name, status, ms, output }) {
    console.log(`${status === 'passed' ? 'built ' : status}${formatSeconds(ms)}  ${name}`)
    if (status !== 'passed') console.error(output)
  },
})

for (const { name, status } of results) {
  if (status === 'passed') stamps[name] = parts.find((part) => part.name === name).fingerprint
  else delete stamps[name]
}
mkdirSync(path.dirname(stampFile), { recursive: true })
writeFileSync(stampFile, `${JSON.stringify(stamps, null, 2)}\n`)

if (parts.length > 0) console.log(`total ${formatSeconds(performance.now() - startedAt)}`)
if (results.some(({ status }) => status !== 'passed')) process.exitCode = 1
