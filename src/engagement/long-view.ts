/**
 * The long view: what a pair of reports cannot tell. A rate that is told and not obeyed, and positions of a live stream in a window that
 * slides along with the clock. Both show over seconds, and what was not credited by then is made good. Reads no clock.
 *
 * Its state (`since…`, `lowMs`, `movedMs`, `last…`, `reports`) begins anew whenever the player says that it does something else.
 */
import { begin, place } from './anchor.ts'
import { commit } from './commit.ts'
import {
  BACK_MS,
  IN_STEP_MS,
  LIE_MS,
  LONG_VIEW_MS,
  MAX_LIVE_GAP_MS,
  MAX_SEGMENT_MS,
  MAX_WINDOW_MS,
  reachMs,
  STILL_MS,
} from './rules.ts'
import type { Core } from './views.ts'

/** Judges a position by what came before; true where that credited all there is to credit. */
export function lookBack(meter: Core, toldMs: number): boolean {
  return meter._rate !== 1 ? doubtRate(meter, toldMs) : meter._mode === 'playing' && followWindow(meter, toldMs)
}

/** Positions that keep step with the clock for long enough outweigh the rate that is told. */
function doubtRate(meter: Core, toldMs: number): boolean {
  const { _now: now, _rate: rate } = meter
  const elapsedMs = now - meter._sinceAt
  const driftMs = Math.abs(toldMs - meter._sinceMs - elapsedMs)
  if (driftMs > IN_STEP_MS) {
    meter._pace = rate
    return begin(meter, toldMs)
  }
  // A row that comes twice is no further evidence.
  if (now > meter._lastAt) meter._reports++
  meter._lastAt = now
  meter._driftMs = Math.max(meter._driftMs, driftMs)
  // Longer than it takes a rate that is obeyed, and a stall, to drift so far to either side.
  const isLong =
    meter._reports > 3 && (elapsedMs - LIE_MS - 3 * meter._driftMs) * Math.abs(rate - 1) > 3 * meter._driftMs
  if (!isLong || meter._pace === 1) return false
  meter._pace = 1
  meter._mode = 'playing'
  meter._runMs = meter._sinceMs
  commit(meter, uncreditedMs(meter), meter._sinceMs, toldMs)
  place(meter, toldMs)
  return true
}

/** Time in the long view that is not credited. */
function uncreditedMs(meter: Core): number {
  return meter._now - meter._sinceAt - (meter._spentMs + meter._adMs - meter._sinceCreditMs)
}

/**
 * A position in a window falls back by a segment whenever the window moves on by one, and falls with the clock while nothing plays; or it
 * stands where it is, at the distance of the window's end. While it does not sink, all time counts.
 */
function followWindow(meter: Core, toldMs: number): boolean {
  const { _now: now } = meter
  const stepMs = now - meter._lastAt
  const movedMs = toldMs - meter._lastMs
  if (stepMs < 0 || stepMs > MAX_LIVE_GAP_MS || movedMs > reachMs(stepMs) || movedMs < -MAX_SEGMENT_MS)
    return begin(meter, toldMs)
  meter._lastAt = now
  meter._lastMs = toldMs
  const isMoving = Math.abs(movedMs) >= STILL_MS
  if (isMoving) meter._movedMs += stepMs
  if (!isSliding(meter, toldMs)) return false
  if (isMoving) place(meter, toldMs)
  // Segments differ a little in length.
  if (toldMs >= meter._lowMs - BACK_MS) meter._sinceMs = Math.min(meter._sinceMs, toldMs)
  const creditMs = uncreditedMs(meter) + Math.min(0, toldMs - meter._sinceMs)
  if (creditMs > 0) {
    meter._runMs = Math.max(0, meter._shownEndMs)
    commit(meter, creditMs, meter._runMs, meter._runMs + creditMs)
  }
  return true
}

function isSliding(meter: Core, toldMs: number): boolean {
  const { _now: now, _timeline: timeline, _movedMs: movedMs } = meter
  const elapsedMs = now - meter._sinceAt
  const advancedMs = toldMs - meter._sinceMs
  if (timeline === 'sliding') {
    // It climbs further than any segment is long, or stands still for longer: a viewer stepped back without a word, nothing else.
    if (advancedMs <= MAX_WINDOW_MS && !(movedMs > elapsedMs / 2 && now - meter._anchorAt > MAX_SEGMENT_MS)) return true
    place(meter, toldMs)
    meter._timeline = 'fixed'
    return begin(meter, toldMs)
  }
  meter._lowMs = Math.min(meter._lowMs, toldMs)
  if (elapsedMs < LONG_VIEW_MS) return false
  if (advancedMs > elapsedMs * 0.75) {
    meter._timeline = 'fixed'
    return begin(meter, toldMs)
  }
  if (
    Math.abs(advancedMs) <= elapsedMs / 4 &&
    // What never moved has no other meaning; what moved before stands still because nothing plays.
    (movedMs ? movedMs >= elapsedMs / 2 : timeline === 'unknown')
  ) {
    meter._timeline = 'sliding'
    meter._sinceMs = meter._lowMs
    return true
  }
  // Another one begins, at once where the position sinks: nothing plays.
  return (elapsedMs > 2 * LONG_VIEW_MS || advancedMs < -elapsedMs / 2) && begin(meter, toldMs)
}
