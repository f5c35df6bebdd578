/**
 * The real end of the content: reached or not, and what follows from it. Changes the state and announces; it credits no time.
 */
import { insert, overlap } from './coverage.ts'
import { endZoneMs, REPLAY_MS } from './rules.ts'
import type { MeterState } from './state.ts'
import { announce, emit, save } from './views.ts'
import type { Core } from './views.ts'

/** A player that got here and stands still has come to the end, though it did not say so. */
export function isAtEnd({ durationMs, mode }: MeterState, positionMs: number): boolean {
  return (
    durationMs > 0 &&
    (mode === 'playing' || mode === 'waiting') &&
    Math.abs(positionMs - durationMs) <= endZoneMs(durationMs)
  )
}

/** A reported `ended` counts near the end only, and anywhere while there is no duration to compare with. */
export function isEndCredible({ durationMs }: MeterState, positionMs: number): boolean {
  return !durationMs || positionMs >= durationMs - Math.max(endZoneMs(durationMs), durationMs / 20)
}

/** Playback came to the end at this position: a duration unknown or told a little short is that, and the tail counts as shown. */
export function reachEnd(meter: Core, positionMs: number): void {
  const { view, durationMs, shownEndMs } = meter
  if (!meter.isLive && positionMs > 0 && (!durationMs || (positionMs > durationMs && positionMs < 2 * durationMs)))
    meter.durationMs = Math.round(positionMs)
  if (
    shownEndMs >= 0 &&
    Math.abs(positionMs - shownEndMs) <= endZoneMs(meter.durationMs) &&
    meter.durationMs > shownEndMs
  )
    insert(meter.shown, shownEndMs, meter.durationMs)
  meter.mode = 'ended'
  if (view.startedAt !== null) meter.isReplayable = true
  announce(meter)
  if (!view.reachedEnd) {
    view.reachedEnd = true
    emit(meter, 'ended')
  }
  save(meter)
}

/** After the end, a run that starts near the beginning. What goes on from where it ended is not a replay, however short the content. */
export function isReplay(state: MeterState): boolean {
  const { runMs, durationMs } = state
  return (
    state.isReplayable &&
    runMs - overlap(state.adSpans, 0, runMs) <= Math.max(REPLAY_MS, durationMs / 20) &&
    (!durationMs || runMs < durationMs - endZoneMs(durationMs))
  )
}
