/**
 * Credit: how much of the time since the anchor was play. Wall time is credited only as far as the position advanced by the same amount.
 * State events are hints that evidence overrides; only an ad break and a hidden app veto. Reads no clock: `now` is the row's time.
 */
import { anchor, place } from './anchor.ts'
import { commit } from './commit.ts'
import { isAtEnd, reachEnd } from './end.ts'
import { lookBack } from './long-view.ts'
import {
  BACK_MS,
  BEHIND_MS,
  CREEP_MS,
  END_PAUSE_MS,
  endZoneMs,
  isPlayRate,
  LOOP_MS,
  MAX_BACKSTEP_MS,
  MAX_GAP_MS,
  MAX_HEARTBEAT_MS,
  MAX_LIVE_GAP_MS,
  NOWHERE,
  reachMs,
  SLACK_MS,
  START_LAG_MS,
  START_MS,
  STILL_MS,
  TAIL_MS,
  TAIL_STILL_MS,
} from './rules.ts'
import { endOf, lengthOf } from './state.ts'
import type { MeterState, Mode } from './state.ts'
import type { Core } from './views.ts'

/** Judges the position of the row in hand, `NOWHERE` where it tells none. */
export function sample(meter: Core, toldMs: number): void {
  if (meter._ad || meter._isSuspended) return
  if (toldMs === NOWHERE) return beat(meter)
  if (meter._anchorMs === NOWHERE) return anchor(meter, toldMs)
  if ((meter._isLive || meter._rate !== 1) && lookBack(meter, toldMs)) return
  if (!isPlayRate(meter._pace)) return place(meter, toldMs)
  const advancedMs = toldMs - meter._anchorMs
  if (Math.abs(advancedMs) < STILL_MS) stand(meter, toldMs)
  else if (advancedMs < 0) stepBack(meter, toldMs)
  else if (isJump(meter, advancedMs)) place(meter, toldMs)
  else advance(meter, toldMs)
}

/** An engine that tells no positions: time between its rows counts while it says that it plays. */
function beat(meter: Core): void {
  if (meter._hasPositions) return
  const elapsedMs = meter._now - meter._anchorAt
  meter._anchorAt = meter._now
  if (meter._mode !== 'playing' || !isPlayRate(meter._rate) || elapsedMs <= 0 || elapsedMs > MAX_HEARTBEAT_MS) return
  meter._runMs = Math.max(0, meter._shownEndMs)
  commit(meter, elapsedMs, meter._runMs, meter._runMs + elapsedMs)
}

/** The player stands at the anchor. */
function stand(meter: Core, toldMs: number): void {
  const elapsedMs = meter._now - meter._anchorAt
  if (elapsedMs >= SLACK_MS && isAtEnd(meter, toldMs)) reachEnd(meter, toldMs)
  else if (elapsedMs > SLACK_MS && meter._mode !== 'playing') place(meter, meter._anchorMs)
  else meter._stillAt = meter._now
}

/** A little behind the anchor is noise for a while; further, or for longer, is a seek. */
function stepBack(meter: Core, toldMs: number): void {
  const { _now: now, _mode: mode, _startMs: startMs } = meter
  // In a clip of a second there is no room for noise of a second.
  const backMs = Math.min(BACK_MS, lengthOf(meter) / 3 || BACK_MS)
  if (toldMs - meter._anchorMs >= -backMs && now - meter._anchorAt <= BEHIND_MS) return
  const againMs = toldMs - startMs
  if (againMs < BACK_MS && (mode === 'playing' || mode === 'waiting') && comesToEnd(meter)) loop(meter, toldMs)
  else place(meter, toldMs)
}

/** From the end to the beginning without `ended`: what it showed in between was the rest, and the beginning again. */
function loop(meter: Core, toldMs: number): void {
  const { _mode: mode, _startMs: startMs, _stillAt: stillAt } = meter
  const restMs = (endOf(meter) - meter._anchorMs) / meter._pace
  playOut(meter)
  place(meter, startMs)
  meter._mode = mode
  meter._anchorAt = meter._stillAt = Math.min(meter._now, stillAt + Math.max(0, restMs))
  if (toldMs > startMs) advance(meter, toldMs)
}

/** Where the player is by now, if it plays on since its last report. */
function expectedMs({
  _mode: mode,
  _isShowing: isShowing,
  _now: now,
  _stillAt: stillAt,
  _anchorAt: anchorAt,
  _unseenMs: unseenMs,
  _anchorMs: anchorMs,
  _pace: pace,
}: MeterState): number {
  const sinceMs = mode === 'playing' && isShowing ? now - stillAt : now - anchorAt <= END_PAUSE_MS ? unseenMs : 0
  return anchorMs + (isPlayRate(pace) ? Math.max(0, Math.min(sinceMs, MAX_HEARTBEAT_MS)) * pace : 0)
}

/** The content was shown to its end by now, though no report is as late. */
export function comesToEnd(meter: Core): boolean {
  const { _durationMs: durationMs, _anchorMs: anchorMs, _ad: ad, _isSuspended: isSuspended } = meter
  if (!durationMs || ad || isSuspended || anchorMs !== meter._shownEndMs) return false
  return expectedMs(meter) >= endOf(meter) - endZoneMs(lengthOf(meter))
}

/** Shows the rest. */
export function playOut(meter: Core): void {
  const { _anchorMs: anchorMs } = meter
  const toMs = Math.min(expectedMs(meter), endOf(meter))
  if (toMs > anchorMs) {
    meter._anchorMs = toMs
    commit(meter, (toMs - anchorMs) / meter._pace, anchorMs, toMs)
  }
  reachEnd(meter, meter._anchorMs)
}

/** The position advanced further than play can have brought it. */
function isJump(state: MeterState, advancedMs: number): boolean {
  const { _pace: pace } = state
  const elapsedMs = state._now - state._anchorAt
  const movingMs = state._now - state._stillAt
  const shownMs = advancedMs / pace
  // The clock stepped back: only the position is left to go by.
  if (elapsedMs < 0) return shownMs > MAX_BACKSTEP_MS
  if (shownMs > (state._durationMs ? MAX_GAP_MS : MAX_LIVE_GAP_MS)) return true
  return (
    advancedMs > reachMs(pace * elapsedMs) ||
    // A jump after standing still. Coarse positions stand still too, but then catch up with the clock.
    (advancedMs > reachMs(pace * movingMs) && Math.abs(shownMs - elapsedMs) > Math.max(SLACK_MS, movingMs))
  )
}

/** The player came from the anchor to here: credits that, or holds it back where the state says that nothing plays. */
function advance(meter: Core, toldMs: number): void {
  const { _mode: mode, _anchorMs: anchorMs } = meter
  const shownMs = (toldMs - anchorMs) / meter._pace
  const stepMs = meter._now - meter._anchorAt
  const elapsedMs = stepMs < 0 ? shownMs : stepMs
  const creditMs = settle(meter, elapsedMs, shownMs)
  meter._anchorAt = meter._stillAt = meter._now
  meter._anchorMs = toldMs
  if (mode === 'playing') return commit(meter, creditMs, anchorMs, toldMs)
  if (creditMs < elapsedMs / 2) return place(meter, toldMs)
  meter._slicesMs += creditMs
  if (++meter._slices > 1 && meter._slicesMs >= (mode === 'paused' ? 2 * START_MS : START_MS)) {
    meter._mode = 'playing'
    commit(meter, meter._slicesMs, meter._runMs, toldMs)
  }
}

/** What shows less than the clock leaves a debt; what shows more is credited as far as it repays one: jitter averages out. */
function settle(state: MeterState, elapsedMs: number, shownMs: number): number {
  // Negative where it lags: that adds to the debt.
  const repaidMs = Math.min(state._debtMs, shownMs - elapsedMs)
  state._debtMs = Math.min(SLACK_MS, state._debtMs - repaidMs)
  return elapsedMs + repaidMs
}

/** Samples, then leaves `playing`; a pause takes the place of any other mode too, but not of the end. */
export function halt(meter: Core, toldMs: number, hereMs: number, mode: Mode): void {
  const unseenMs = meter._mode === 'playing' && toldMs < meter._anchorMs + STILL_MS ? meter._now - meter._stillAt : 0
  sample(meter, toldMs)
  if (meter._mode === 'playing' || (meter._mode !== 'ended' && mode === 'paused')) {
    meter._mode = mode
    anchor(meter, hereMs)
    meter._unseenMs = unseenMs
  }
}

/** Engines report a pause a little early: pictures up to the position of the next play are still shown. */
export function isCreep(state: MeterState, hereMs: number): boolean {
  const { _pace: pace } = state
  const creepMs = hereMs - state._anchorMs
  return (
    state._anchorMs === state._shownEndMs &&
    creepMs > 0 &&
    creepMs <= CREEP_MS &&
    isPlayRate(pace) &&
    creepMs / pace <= state._now - state._anchorAt &&
    !state._ad &&
    !state._isSuspended
  )
}

/** The row in hand says that the player seeks, and where to: what it showed since the anchor is inferred from the clock. */
export function creditTail(meter: Core, toldMs: number): void {
  const { _anchorAt: anchorAt, _anchorMs: anchorMs } = meter
  if (meter._mode !== 'playing' || !meter._isShowing || meter._ad || meter._isSuspended || anchorMs === NOWHERE) return
  // An engine says that it plays a little before it does. Between two skips of a key that is held it may not come to that.
  const isFresh = anchorMs === meter._runMs
  const isSkipping = isFresh && meter._shownEndMs !== NOWHERE && anchorMs !== meter._shownEndMs
  const tailMs = meter._now - anchorAt - (isFresh ? START_LAG_MS : 0)
  if (
    tailMs > (isSkipping ? START_MS : 0) &&
    tailMs <= TAIL_MS &&
    meter._stillAt - anchorAt <= TAIL_STILL_MS &&
    isPlayRate(meter._pace)
  ) {
    meter._anchorMs += tailMs * meter._pace
    commit(meter, tailMs, anchorMs, meter._anchorMs)
  }
  const endMs = meter._anchorMs
  // A loop: what played ran to the very end.
  if (
    toldMs !== NOWHERE &&
    toldMs - meter._startMs < BACK_MS &&
    endMs === meter._shownEndMs &&
    endMs >= endOf(meter) - LOOP_MS &&
    isAtEnd(meter, endMs)
  )
    reachEnd(meter, endMs)
}
