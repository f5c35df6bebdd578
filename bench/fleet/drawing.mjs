/**
 * Draws what the servers see of a fleet, in multiples of the steady rate, on a scale of doublings.
 */
import { drawing, line, rect, round, text } from '../../scripts/lib/svg.mjs'
import { DURATION_S, LIMITS, OUTAGE, readRun } from './scenarios.mjs'

const WIDTH = 880
const HEIGHT = 560
const PLOT = { left: 84, right: 848, top: 112, bottom: 420 }
const LOWEST = 1 / 8
const HIGHEST = 256
const BLOCK_S = 10

const STYLE = `
  .paper { fill: #ffffff; stroke: #d1d9e0 } .ink { fill: #1f2328 } .muted { fill: #59636e }
  .grid { stroke: #d8dee4; stroke-width: 1 } .frame { stroke: #818b98; stroke-width: 1.5; fill: none }
  .outage { fill: #fff1cf } .limit { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 8 4 }
  .a, .b, .c, .d, .e { fill: none; stroke-width: 2.5; stroke-linejoin: round }
  .a { stroke: #818b98; stroke-dasharray: 2 3 } .b { stroke: #0550ae } .c { stroke: #1a7f37 } .d { stroke: #8250df } .e { stroke: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; stroke: #3d444d } .ink { fill: #f0f6fc } .muted { fill: #a5aeb8 }
    .grid { stroke: #262c36 } .frame { stroke: #656c76 } .outage { fill: #3b2f12 } .limit { stroke: #a5aeb8 }
    .a { stroke: #a5aeb8 } .b { stroke: #58a6ff } .c { stroke: #3fb950 } .d { stroke: #bc8cff } .e { stroke: #f0883e }
  }
  text { font: 15px system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif }
  .title { font-size: 20px; font-weight: 600 } .strong { font-weight: 600 }`

const onTime = (second) => PLOT.left + (second / DURATION_S) * (PLOT.right - PLOT.left)
const onRate = (times) =>
  PLOT.bottom - (Math.log2(Math.max(LOWEST, times) / LOWEST) / Math.log2(HIGHEST / LOWEST)) * (PLOT.bottom - PLOT.top)

/** Means of ten seconds each, as a path. */
function curve(kind, requestsPerS, steadyPerS) {
  const points = []
  for (let s = 0; s < DURATION_S; s += BLOCK_S) {
    const perS = requestsPerS.subarray(s, s + BLOCK_S).reduce((sum, count) => sum + count, 0) / BLOCK_S
    points.push(`${round(onTime(s + BLOCK_S / 2))} ${round(onRate(perS / steadyPerS))}`)
  }
  return `<path class="${kind}" d="M${points.join('L')}"/>`
}

export function drawFleet(scenarios, runs, tvs) {
  const drawn = scenarios.flatMap((scenario, place) =>
    scenario.line ? [{ scenario, run: runs[place], reading: readRun(scenario, runs[place]) }] : [],
  )
  const parts = [
    rect('outage', onTime(OUTAGE.fromS), PLOT.top, onTime(OUTAGE.toS) - onTime(OUTAGE.fromS), PLOT.bottom - PLOT.top),
    text(PLOT.left - 60, PLOT.top - 16, 'Requests, in multiples of the steady rate, means of 10 s', {
      kind: 'ink strong',
    }),
    text((onTime(OUTAGE.fromS) + onTime(OUTAGE.toS)) / 2, PLOT.bottom - 12, 'outage', {
      kind: 'ink',
      anchor: 'middle',
    }),
  ]
  for (let times = LOWEST; times <= HIGHEST; times *= 2) {
    const label = times < 1 ? `1/${1 / times}` : String(times)
    parts.push(
      line('grid', PLOT.left, onRate(times), PLOT.right, onRate(times)),
      text(PLOT.left - 10, onRate(times) + 5, label, { anchor: 'end' }),
    )
  }
  for (let s = OUTAGE.fromS; s <= DURATION_S; s += 120) {
    parts.push(
      line('grid', onTime(s), PLOT.top, onTime(s), PLOT.bottom),
      text(onTime(s), PLOT.bottom + 22, String((s - OUTAGE.fromS) / 60), { anchor: 'middle' }),
    )
  }
  parts.push(
    text(PLOT.right, PLOT.bottom + 44, 'minutes', { anchor: 'end' }),
    `<path class="frame" d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}"/>`,
  )
  for (const { scenario, run, reading } of drawn) parts.push(curve(scenario.line, run.requestsPerS, reading.steadyPerS))
  const laterFromS = OUTAGE.toS + LIMITS.laterFromS
  parts.push(
    line('limit', onTime(OUTAGE.toS), onRate(LIMITS.peak), onTime(laterFromS), onRate(LIMITS.peak)),
    text(onTime(laterFromS) - 6, onRate(LIMITS.peak) - 8, `limit ${LIMITS.peak}×`, { kind: 'ink', anchor: 'end' }),
    line('limit', onTime(laterFromS), onRate(LIMITS.later), PLOT.right, onRate(LIMITS.later)),
    text(PLOT.right, onRate(LIMITS.later) - 8, `limit ${LIMITS.later}×`, { kind: 'ink', anchor: 'end' }),
  )
  drawn.forEach(({ scenario }, place) => {
    const x = place < 3 ? 28 : 400
    const y = PLOT.bottom + 74 + (place % 3) * 26
    parts.push(line(scenario.line, x, y - 5, x + 28, y - 5), text(x + 38, y, scenario.name))
  })
  return drawing({
    width: WIDTH,
    height: HEIGHT,
    title: 'A fleet in an outage of ten minutes',
    note: `${tvs.toLocaleString('en-US')} TVs, simulated on the queue's own policy.`,
    description: drawn
      .map(
        ({ scenario, reading }) =>
          `${scenario.name}: at most ${reading.peak.toFixed(1)} times the steady rate afterwards.`,
      )
      .join(' '),
    style: STYLE,
    parts,
  })
}
