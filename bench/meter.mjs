/**
 * What one position report costs in steady play, and whether eight hours of live leave anything behind in the heap.
 *
 *     npm run bench:meter
 */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

if (typeof globalThis.gc !== 'function') {
  console.error('Run it with: node --expose-gc bench/meter.mjs')
  process.exit(1)
}

const entry = fileURLToPath(new URL('../src/engagement/index.ts', import.meta.url))
const { outputFiles } = await build({
  entryPoints: [entry],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2015',
  write: false,
  logLevel: 'silent',
})
const { createMeter } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)

const HOUR_MS = 3_600_000

function heapBytes() {
  for (let i = 0; i < 4; i++) globalThis.gc()
  return process.memoryUsage().heapUsed
}

/** A meter that plays, and how to feed it reports `tickMs` apart; the row object is reused, so that only the meter is measured. */
function player({ live, originS, islands, save }) {
  let checkpoints = 0
  const meter = createMeter({ keepViews: 0, onCheckpoint: save ? () => checkpoints++ : undefined })
  const row = { t: 0, signal: 'load', content: 'A', live }
  meter.push(row)
  row.content = row.live = undefined
  const send = (signal, t, position) => {
    row.signal = signal
    row.t = t
    row.position = position
    meter.push(row)
  }
  if (!live) meter.push({ t: 0, signal: 'durationchange', duration: 100_000 })
  let t = 0
  let position = originS
  for (let i = 0; i < islands; i++) {
    position += 10
    send('seeking', t, position)
    send('seeked', t, position)
    send('playing', t, position)
    for (let k = 0; k < 8; k++) {
      t += 250
      position += 0.25
      send('timeupdate', t, position)
    }
  }
  send('playing', t, position)
  return {
    meter,
    checkpoints: () => checkpoints,
    report(count, tickMs) {
      for (let i = 0; i < count; i++) {
        t += tickMs
        position += tickMs / 1000
        send('timeupdate', t, position)
      }
    },
  }
}

const cases = {
  'on demand, one run': { live: false, originS: 0, islands: 0 },
  'on demand, 64 intervals behind': { live: false, originS: 0, islands: 70 },
  'live on a Unix-epoch timeline': { live: true, originS: 1_767_225_600, islands: 0 },
}

console.log('position report in steady play   median ns   (of 15 rounds of 20,000 reports)')
for (const [name, options] of Object.entries(cases)) {
  const rounds = []
  for (let round = 0; round < 20; round++) {
    const { report } = player(options)
    report(1000, 250)
    const startedAt = process.hrtime.bigint()
    report(20_000, 250)
    // The first rounds only warm up.
    if (round >= 5) rounds.push(Number(process.hrtime.bigint() - startedAt) / 20_000)
  }
  rounds.sort((a, b) => a - b)
  console.log(`${name.padEnd(32)} ${rounds[7].toFixed(0).padStart(9)}`)
}

console.log('\nheap after each hour of an eight-hour live view, a report every 250 ms, bytes more than after the first')
const eight = player({ live: true, originS: 1_767_225_600, islands: 70, save: true })
eight.report(HOUR_MS / 250, 250)
const first = heapBytes()
const more = []
for (let hour = 2; hour <= 8; hour++) {
  eight.report(HOUR_MS / 250, 250)
  more.push(heapBytes() - first)
}
console.log(more.map((bytes) => bytes.toLocaleString('en-US')).join('  '))
console.log(
  `${eight.checkpoints()} checkpoints, the last of ${JSON.stringify(eight.meter.checkpoint()).length} bytes; ${eight.meter.views[0].timeSpentSeconds} s credited`,
)
