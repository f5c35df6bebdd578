/**
 * `npm run test:crash`: kills real browsers at random moments and says what was lost.
 * A kill of all processes, not a power cut: what the system has taken over from the browser survives.
 */
import { parseArgs } from 'node:util'
import type { ChromiumName } from '../engines/engines.ts'
import { CHROMIUMS } from '../engines/engines.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import { formatLosses, measureLocalStorage } from './local-storage.ts'
import { runCrashes } from './run.ts'
import { formatReports, formatViolations } from './table.ts'
import { formatTornLogs } from './torn-log.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: process.env['CRASH_KILLS'] },
    seed: { type: 'string', default: process.env['CRASH_SEED'] ?? '1' },
    engines: { type: 'string', default: process.env['CRASH_ENGINES'] ?? 'chromium-64,chromium-87,chromium-119' },
    'at-most-once': { type: 'boolean', default: false },
    'local-storage': { type: 'boolean', default: false },
    'torn-log': { type: 'boolean', default: false },
  },
})

const startedMs = performance.now()
const seconds = (): string => `${Math.round((performance.now() - startedMs) / 1000)} s`

const engines: ChromiumName[] = []
for (const name of values.engines.split(',')) {
  const entry = CHROMIUMS.find((engine) => engine.name === name)
  if (!entry)
    throw new Error(`--engines: no engine '${name}'; there are ${CHROMIUMS.map((engine) => engine.name).join(', ')}`)
  const missing = await missingLibraries(entry.name)
  if (missing.length > 0) console.log(`${name}: not run, this machine lacks ${missing.join(', ')}`)
  else engines.push(entry.name)
}

const seed = Number(values.seed)
if (values['torn-log']) console.log(await formatTornLogs(engines))
else if (values['local-storage']) await measureLoss(Number(values.kills ?? 12))
else await crash(Number(values.kills ?? 200))

/** The default: nothing accepted may be lost. */
async function crash(kills: number): Promise<void> {
  console.log(
    `${kills} kills in each of ${engines.join(', ')}; the plan comes from seed ${seed}, the machine's timing from nowhere`,
  )
  let done = 0
  const reports = await runCrashes({
    engines: engines.map((engine) => ({ engine, kills })),
    seed,
    delivery: values['at-most-once'] ? 'at-most-once' : 'at-least-once',
    onKill() {
      if (++done % 50 === 0) console.log(`  ${done} of ${kills * engines.length} kills after ${seconds()}`)
    },
  })
  console.log(`\n${formatReports(reports)}\n\n${seconds()} in all`)
  const violations = formatViolations(reports)
  if (violations) {
    console.error(violations)
    process.exitCode = 1
  }
}

/** `--local-storage`: what is lost where there is no IndexedDB. A measurement, so nothing fails. */
async function measureLoss(kills: number): Promise<void> {
  console.log(
    `IndexedDB taken away, no connection, one event each half second; ${kills} kills in each of ${engines.join(', ')}, seed ${seed}`,
  )
  const losses = await measureLocalStorage({ engines, kills, seed })
  console.log(`\n${formatLosses(losses)}\n\n${seconds()} in all`)
}
