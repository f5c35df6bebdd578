/**
 * `npm run test:crash`: kills real browsers at random moments and says what was lost.
 * A kill of all processes, not a power cut: what the system has taken over from the browser survives.
 */
import { parseArgs } from 'node:util'
import type { EngineName } from '../engines/engines.ts'
import { ENGINES } from '../engines/engines.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import { runCrashes } from './run.ts'
import { formatReports, formatViolations } from './table.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: process.env['CRASH_KILLS'] ?? '200' },
    seed: { type: 'string', default: process.env['CRASH_SEED'] ?? '1' },
    engines: { type: 'string', default: process.env['CRASH_ENGINES'] ?? 'chromium-64,chromium-87,chromium-119' },
    'at-most-once': { type: 'boolean', default: false },
  },
})

const startedMs = performance.now()
const seconds = (): string => `${Math.round((performance.now() - startedMs) / 1000)} s`

const engines: EngineName[] = []
for (const name of values.engines.split(',')) {
  const entry = ENGINES.find((engine) => engine.name === name)
  if (!entry) throw new Error(`--engines: no engine '${name}'; there are ${ENGINES.map((engine) => engine.name).join(', ')}`)
  const missing = await missingLibraries(entry.name)
  if (missing.length > 0) console.log(`${name}: not run, this machine lacks ${missing.join(', ')}`)
  else engines.push(entry.name)
}

const kills = Number(values.kills)
const seed = Number(values.seed)
console.log(`${kills} kills in each of ${engines.join(', ')}; seed ${seed}, to repeat: --seed ${seed}`)

let done = 0
const reports = await runCrashes({
  engines: engines.map((engine) => ({ engine, kills })),
  seed,
  delivery: values['at-most-once'] ? 'at-most-once' : 'at-least-once',
  onKill() {
    if (++done % 50 === 0) console.log(`  ${done} of ${kills * engines.length} kills after ${seconds()}`)
  },
})
console.log(`\n${formatReports(reports)}\n`)
console.log(`${seconds()} in all`)
const violations = formatViolations(reports)
if (violations) {
  console.error(violations)
  process.exitCode = 1
}
