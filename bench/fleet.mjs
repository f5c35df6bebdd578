/**
 * A fleet of TVs through an outage, on the queue's own policy: what the servers see during it and after it.
 *
 *     npm run bench:fleet              1,000,000 TVs
 *     npm run bench:fleet -- 50000     as many as that
 *     npm run bench:fleet -- --write   also draws docs/images/fleet.svg
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { root } from '../scripts/lib/tasks.mjs'
import { drawFleet } from './fleet/drawing.mjs'
import { describeRun, isWithin, LIMITS, planOf, readRun, scenarios } from './fleet/scenarios.mjs'
import { assumptions } from './fleet/simulation.mjs'

const given = process.argv.slice(2)
const tvs = Number(given.find((argument) => !argument.startsWith('-')) ?? 1_000_000)
if (!(Number.isInteger(tvs) && tvs > 0)) {
  console.error('How many TVs? Expected a whole number, as in: npm run bench:fleet -- 50000')
  process.exit(1)
}

const { outputFiles } = await build({
  entryPoints: [path.join(root, 'src/queue/policy.ts')],
  bundle: true,
  format: 'esm',
  write: false,
  logLevel: 'silent',
})
const policyCode = outputFiles[0].text

function run(scenario, steadyPerS) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('fleet/worker.mjs', import.meta.url), {
      workerData: { policyCode, plan: planOf(scenario, tvs, steadyPerS) },
    })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

const startedMs = performance.now()
const runs = new Array(scenarios.length)
const readings = new Array(scenarios.length)
/** Runs the given scenarios, as many at a time as there are processors. */
async function runAll(places, steadyPerS) {
  const waiting = [...places]
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
        runs[place] = await run(scenarios[place], steadyPerS)
        readings[place] = readRun(scenarios[place], runs[place])
      }
    }),
  )
}
const places = [...scenarios.keys()]
await runAll(places.filter((place) => !scenarios[place].capacity))
const { steadyPerS } = readings[0]
await runAll(
  places.filter((place) => scenarios[place].capacity),
  steadyPerS,
)

console.log(
  `${tvs.toLocaleString('en-US')} TVs, ${Math.round(steadyPerS).toLocaleString('en-US')} requests/s when all is well; assumed of each: ${JSON.stringify(assumptions)}`,
)
console.log(
  `limits after an outage: ${LIMITS.peak}× in any 10 s, ${LIMITS.later}× from ${LIMITS.laterFromS / 60} minutes on\n`,
)
console.log(
  '| Outage of ten minutes | During it, mean | busiest 10 s | Afterwards, busiest 10 s | Below 1.5× after | From 10 minutes on |\n|---|---|---|---|---|---|',
)
scenarios.forEach((scenario, place) => console.log(describeRun(scenario, readings[place])))
console.log()
scenarios.forEach((scenario, place) => {
  const { waitingEvents, waitingTvs, refused, peakSecond } = readings[place]
  console.log(
    `${scenario.name}: busiest second afterwards ${peakSecond.toFixed(1)}×, ${refused} requests in vain, at the end ${waitingEvents} events wait on ${waitingTvs} TVs`,
  )
  if (isWithin(scenario, readings[place])) return
  console.error('  beyond the limits')
  process.exitCode = 1
})
console.log(`\n${((performance.now() - startedMs) / 1000).toFixed(0)} s`)
if (given.includes('--write')) writeFileSync(path.join(root, 'docs/images/fleet.svg'), drawFleet(scenarios, runs, tvs))
