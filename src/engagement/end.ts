/**
 * The real end of the content: reached or not, and what follows from it. Changes the state and announces; it credits no time.
 */
import { insert, overlap } from './coverage.ts'
import { endZoneMs, NOWHERE, REPLAY_MS } from './rules.ts'
import { endOf, lengthOf } from './state.ts'
import type { MeterState } from './state.ts'
import { announce, emit, save } from './views.ts'
import type { Core } from './views.ts'

/** A player that got here and stands still has come to the end, though it did not say so. */
export function isAtEnd(state: MeterState, positionMs: number): boolean {
  const { _durationMs: durationMs, _mode: mode } = state
  return (
    durationMs > 0 &&
    (mode === 'playing' || mode === 'waiting') &&
    Math.abs(positionMs - endOf(state)) <= endZoneMs(lengthOf(state))
  )
}

/** A reported `ended` counts near the end only, and anywhere while there is no duration to compare with. */
export function isEndCredible(state: MeterState, positionMs: number): boolean {
  const lengthMs = lengthOf(state)
  return !lengthMs || positionMs >= endOf(state) - Math.max(endZoneMs(lengthMs), lengthMs / 20)
}

/** Playback came to the end at this position: a duration unknown or told a little short is that, and the tail counts as shown. */
export function reachEnd(meter: Core, positionMs: number): void {
  const { _view: view, _durationMs: durationMs, _startMs: startMs, _shownEndMs: shownEndMs } = meter
  const saidMs = endOf(meter)
  if (
    !meter._isLive &&
    positionMs > startMs &&
    (!durationMs || (positionMs > saidMs && positionMs - saidMs < saidMs - startMs))
  )
    meter._durationMs = Math.round(positionMs)
  const endMs = endOf(meter)
  if (shownEndMs !== NOWHERE && Math.abs(positionMs - shownEndMs) <= endZoneMs(lengthOf(meter)) && endMs > shownEndMs)
    insert(meter._shown, shownEndMs, endMs)
  meter._mode = 'ended'
  if (view.startedAt !== null) meter._isReplayable = true
  announce(meter)
  if (!view.reachedEnd) {
    view.reachedEnd = true
    emit(meter, 'ended')
  }
  save(meter)
}

/** After the end, a run that starts near the beginning. What goes on from where it ended is not a replay, however short the content. */
export function isReplay(state: MeterState): boolean {
  const { _runMs: runMs, _startMs: startMs } = state
  if (!state._isReplayable) return false
  const lengthMs = lengthOf(state)
  return (
    runMs - startMs - overlap(state._adSpans, startMs, runMs) <= Math.max(REPLAY_MS, lengthMs / 20) &&
    (!lengthMs || runMs < endOf(state) - endZoneMs(lengthMs))
  )
}
