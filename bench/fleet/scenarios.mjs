/**
 * The evenings a fleet is put through, and what is read off each.
 */

/** The outage, in seconds of the run: a minute before it shows the steady rate. */
export const OUTAGE = { fromS: 60, toS: 660 }
export const DURATION_S = OUTAGE.toS + 12 * 60
const WINDOW_S = 10
/** When the run begins, by the wall clocks. */
export const BEGAN_MS = Date.UTC(2026, 2, 1, 20)

/** After an outage, in multiples of the steady rate of requests. */
export const LIMITS = { peak: 4, later: 1.5, laterFromS: 600 }

const noConnection = { ...OUTAGE, status: 0 }
const busy = { ...OUTAGE, status: 503 }
const oneMinute = { ...OUTAGE, status: 429, retryAfter: '60' }
const itsEnd = { ...OUTAGE, status: 429, retryAfter: new Date(BEGAN_MS + OUTAGE.toS * 1000).toUTCString() }
const atItsBeginning = { programmeEndS: OUTAGE.fromS }
const inItsMiddle = { programmeEndS: (OUTAGE.fromS + OUTAGE.toS) / 2 }
/** What a server can take, as a multiple of the steady rate. */
const ENOUGH = 4

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {boolean} hasOutage The limit of the peak applies. What has none tells what a programme's end is by itself.
 * @property {string} [line] How it is drawn.
 * @property {{ fromS: number, toS: number, status: number, retryAfter?: string }} [outage]
 * @property {number} [programmeEndS]
 * @property {number} [capacity] What the server can take, in multiples of the steady rate; beyond it answers 429.
 */

/** @type {Scenario[]} */
export const scenarios = [
  { name: 'no connection', outage: noConnection, line: 'a' },
  { name: '503, or 429 without a readable Retry-After', outage: busy, line: 'b' },
  { name: '429, Retry-After of 60 s', outage: oneMinute, line: 'c' },
  { name: '429, Retry-After with the date of the end', outage: itsEnd, line: 'd' },
  { name: '503; a programme ends for all at the beginning', outage: busy, ...atItsBeginning, line: 'e' },
  { name: '429, 60 s; a programme ends for all at the beginning', outage: oneMinute, ...atItsBeginning },
  { name: '429, date; a programme ends for all at the beginning', outage: itsEnd, ...atItsBeginning },
  { name: '503; a programme ends for all in the middle', outage: busy, ...inItsMiddle },
  { name: '429, 60 s; a programme ends for all in the middle', outage: oneMinute, ...inItsMiddle },
  { name: 'no outage; a programme ends for all', ...atItsBeginning },
  {
    name: `no outage; a programme ends for all; the server takes ${ENOUGH} times the steady rate, else 429`,
    ...atItsBeginning,
    capacity: ENOUGH,
  },
].map((scenario) => ({ ...scenario, hasOutage: 'outage' in scenario }))

/**
 * Arguments of the simulation; a server that can take a multiple of the steady rate needs to know that rate.
 *
 * @param {Scenario} scenario
 * @param {number} tvs
 * @param {number} steadyPerS
 */
export function planOf({ outage, programmeEndS, capacity }, tvs, steadyPerS) {
  return {
    tvs,
    durationS: DURATION_S,
    beganMs: BEGAN_MS,
    outage,
    programmeEndS,
    capacity: capacity ? { perS: capacity * steadyPerS, status: 429 } : undefined,
  }
}

const mean = (perS, fromS, toS) => perS.subarray(fromS, toS).reduce((sum, count) => sum + count, 0) / (toS - fromS)

/** Means of each window of ten seconds that lies in the given time, in order of their beginning. */
function windows(perS, fromS, toS) {
  const means = []
  for (let s = fromS; s + WINDOW_S <= toS; s++) means.push(mean(perS, s, s + WINDOW_S))
  return means
}

/** What a run comes to, in multiples of its steady rate. */
export function readRun({ hasOutage }, run) {
  const { requestsPerS, refusedPerS, waitingEvents, waitingTvs } = run
  const steadyPerS = mean(requestsPerS, 0, OUTAGE.fromS)
  const fromS = hasOutage ? OUTAGE.toS : OUTAGE.fromS
  const after = windows(requestsPerS, fromS, DURATION_S).map((perS) => perS / steadyPerS)
  const laterFromS = fromS + LIMITS.laterFromS
  return {
    steadyPerS,
    outageMean: hasOutage ? mean(requestsPerS, OUTAGE.fromS, OUTAGE.toS) / steadyPerS : null,
    outagePeak: hasOutage ? Math.max(...windows(requestsPerS, OUTAGE.fromS, OUTAGE.toS)) / steadyPerS : null,
    peak: Math.max(...after),
    peakSecond: Math.max(...requestsPerS.subarray(fromS)) / steadyPerS,
    later: Math.max(...windows(requestsPerS, laterFromS, DURATION_S)) / steadyPerS,
    /** Seconds until every window lies below the lower limit. */
    calmAfterS: after.reduce((calm, times, s) => (times > LIMITS.later ? s + WINDOW_S : calm), 0),
    refused: refusedPerS.reduce((sum, count) => sum + count, 0),
    waitingEvents,
    waitingTvs,
  }
}

/** Whether a run keeps the limits that apply to it. */
export function isWithin({ hasOutage }, { peak, later }) {
  return later <= LIMITS.later && (!hasOutage || peak <= LIMITS.peak)
}

const times = (value) => (value == null ? '' : `${value.toFixed(value < 10 ? 1 : 0)}×`)

/** A row of the table in `docs/guarantees.md`. */
export function describeRun({ name }, { outageMean, outagePeak, peak, calmAfterS, later }) {
  return `| ${[name, times(outageMean), times(outagePeak), times(peak), `${calmAfterS} s`, times(later)].join(' | ')} |`
}
