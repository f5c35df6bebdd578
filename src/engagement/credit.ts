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
  if (meter.ad || meter.isSuspended) return
  if (toldMs === NOWHERE) return beat(meter)
  if (meter.anchorMs === NOWHERE) return anchor(meter, toldMs)
  if ((meter.isLive || meter.rate !== 1) && lookBack(meter, toldMs)) return
  if (!isPlayRate(meter.pace)) return place(meter, toldMs)
  const advancedMs = toldMs - meter.anchorMs
  if (Math.abs(advancedMs) < STILL_MS) stand(meter, toldMs)
  else if (advancedMs < 0) stepBack(meter, toldMs)
  else if (isJump(meter, advancedMs)) place(meter, toldMs)
  else advance(meter, toldMs)
}

/** An engine that tells no positions: time between its rows counts while it says that it plays. */
function beat(meter: Core): void {
  if (meter.hasPositions) return
  const elapsedMs = meter.now - meter.anchorAt
  meter.anchorAt = meter.now
  if (meter.mode !== 'playing' || !isPlayRate(meter.rate) || elapsedMs <= 0 || elapsedMs > MAX_HEARTBEAT_MS) return
  meter.runMs = Math.max(0, meter.shownEndMs)
  commit(meter, elapsedMs, meter.runMs, meter.runMs + elapsedMs)
}

/** The player stands at the anchor. */
function stand(meter: Core, toldMs: number): void {
  const elapsedMs = meter.now - meter.anchorAt
  if (elapsedMs >= SLACK_MS && isAtEnd(meter, toldMs)) reachEnd(meter, toldMs)
  else if (elapsedMs > SLACK_MS && meter.mode !== 'playing') place(meter, meter.anchorMs)
  else meter.stillAt = meter.now
}

/** A little behind the anchor is noise for a while; further, or for longer, is a seek. */
function stepBack(meter: Core, toldMs: number): void {
  const { now, mode, startMs } = meter
  // In a clip of a second there is no room for noise of a second.
  const backMs = Math.min(BACK_MS, lengthOf(meter) / 3 || BACK_MS)
  if (toldMs - meter.anchorMs >= -backMs && now - meter.anchorAt <= BEHIND_MS) return
  const againMs = toldMs - startMs
  if (againMs < BACK_MS && (mode === 'playing' || mode === 'waiting') && comesToEnd(meter)) loop(meter, toldMs)
  else place(meter, toldMs)
}

/** From the end to the beginning without `ended`: what it showed in between was the rest, and the beginning again. */
function loop(meter: Core, toldMs: number): void {
  const { mode, startMs, stillAt } = meter
  const restMs = (endOf(meter) - meter.anchorMs) / meter.pace
  playOut(meter)
  place(meter, startMs)
  meter.mode = mode
  meter.anchorAt = meter.stillAt = Math.min(meter.now, stillAt + Math.max(0, restMs))
  if (toldMs > startMs) advance(meter, toldMs)
}

/** Where the player is by now, if it plays on since its last report. */
function expectedMs({ mode, isShowing, now, stillAt, anchorAt, unseenMs, anchorMs, pace }: MeterState): number {
  const sinceMs = mode === 'playing' && isShowing ? now - stillAt : now - anchorAt <= END_PAUSE_MS ? unseenMs : 0
  return anchorMs + (isPlayRate(pace) ? Math.max(0, Math.min(sinceMs, MAX_HEARTBEAT_MS)) * pace : 0)
}

/** The content was shown to its end by now, though no report is as late. */
export function comesToEnd(meter: Core): boolean {
  const { durationMs, anchorMs, ad, isSuspended } = meter
  if (!durationMs || anchorMs === NOWHERE || ad || isSuspended || anchorMs !== meter.shownEndMs) return false
  return expectedMs(meter) >= endOf(meter) - endZoneMs(lengthOf(meter))
}

/** Shows the rest. */
export function playOut(meter: Core): void {
  const { anchorMs } = meter
  const toMs = Math.min(expectedMs(meter), endOf(meter))
  if (toMs > anchorMs) {
    meter.anchorMs = toMs
    commit(meter, (toMs - anchorMs) / meter.pace, anchorMs, toMs)
  }
  reachEnd(meter, meter.anchorMs)
}

/** The position advanced further than play can have brought it. */
function isJump(state: MeterState, advancedMs: number): boolean {
  const { pace } = state
  const elapsedMs = state.now - state.anchorAt
  const movingMs = state.now - state.stillAt
  const shownMs = advancedMs / pace
  // The clock stepped back: only the position is left to go by.
  if (elapsedMs < 0) return shownMs > MAX_BACKSTEP_MS
  if (shownMs > (state.durationMs ? MAX_GAP_MS : MAX_LIVE_GAP_MS)) return true
  return (
    advancedMs > reachMs(pace * elapsedMs) ||
    // A jump after standing still. Coarse positions stand still too, but then catch up with the clock.
    (advancedMs > reachMs(pace * movingMs) && Math.abs(shownMs - elapsedMs) > Math.max(SLACK_MS, movingMs))
  )
}

/** The player came from the anchor to here: credits that, or holds it back where the state says that nothing plays. */
function advance(meter: Core, toldMs: number): void {
  const { mode, anchorMs } = meter
  const shownMs = (toldMs - anchorMs) / meter.pace
  const stepMs = meter.now - meter.anchorAt
  const elapsedMs = stepMs < 0 ? shownMs : stepMs
  const creditMs = settle(meter, elapsedMs, shownMs)
  meter.anchorAt = meter.stillAt = meter.now
  meter.anchorMs = toldMs
  if (mode === 'playing') return commit(meter, creditMs, anchorMs, toldMs)
  if (creditMs < elapsedMs / 2) return place(meter, toldMs)
  meter.slicesMs += creditMs
  if (++meter.slices > 1 && meter.slicesMs >= (mode === 'paused' ? 2 * START_MS : START_MS)) {
    meter.mode = 'playing'
    commit(meter, meter.slicesMs, meter.runMs, toldMs)
  }
}

/** What shows less than the clock leaves a debt; what shows more is credited as far as it repays one: jitter averages out. */
function settle(state: MeterState, elapsedMs: number, shownMs: number): number {
  const leadMs = shownMs - elapsedMs
  if (leadMs < 0) {
    state.debtMs = Math.min(SLACK_MS, state.debtMs - leadMs)
    return shownMs
  }
  const repaidMs = Math.min(state.debtMs, leadMs)
  state.debtMs -= repaidMs
  return elapsedMs + repaidMs
}

/** Samples, then leaves `playing`; a pause takes the place of any other mode too, but not of the end. */
export function halt(meter: Core, toldMs: number, hereMs: number, mode: Mode): void {
  const unseenMs = meter.mode === 'playing' && toldMs < meter.anchorMs + STILL_MS ? meter.now - meter.stillAt : 0
  sample(meter, toldMs)
  if (meter.mode === 'playing' || (meter.mode !== 'ended' && mode === 'paused')) {
    meter.mode = mode
    anchor(meter, hereMs)
    meter.unseenMs = unseenMs
  }
}

/** Engines report a pause a little early: pictures up to the position of the next play are still shown. */
export function isCreep(state: MeterState, hereMs: number): boolean {
  const { pace } = state
  const creepMs = hereMs - state.anchorMs
  return (
    state.anchorMs !== NOWHERE &&
    state.anchorMs === state.shownEndMs &&
    creepMs > 0 &&
    creepMs <= CREEP_MS &&
    isPlayRate(pace) &&
    creepMs / pace <= state.now - state.anchorAt &&
    !state.ad &&
    !state.isSuspended
  )
}

/** The row in hand says that the player seeks, and where to: what it showed since the anchor is inferred from the clock. */
export function creditTail(meter: Core, toldMs: number): void {
  const { anchorAt, anchorMs } = meter
  if (meter.mode !== 'playing' || !meter.isShowing || meter.ad || meter.isSuspended || anchorMs === NOWHERE) return
  // An engine says that it plays a little before it does. Between two skips of a key that is held it may not come to that.
  const isFresh = anchorMs === meter.runMs
  const isSkipping = isFresh && meter.shownEndMs !== NOWHERE && anchorMs !== meter.shownEndMs
  const tailMs = meter.now - anchorAt - (isFresh ? START_LAG_MS : 0)
  if (
    tailMs > (isSkipping ? START_MS : 0) &&
    tailMs <= TAIL_MS &&
    meter.stillAt - anchorAt <= TAIL_STILL_MS &&
    isPlayRate(meter.pace)
  ) {
    meter.anchorMs += tailMs * meter.pace
    commit(meter, tailMs, anchorMs, meter.anchorMs)
  }
  const endMs = meter.anchorMs
  // A loop: what played ran to the very end.
  if (
    toldMs !== NOWHERE &&
    toldMs - meter.startMs < BACK_MS &&
    endMs === meter.shownEndMs &&
    endMs >= endOf(meter) - LOOP_MS &&
    isAtEnd(meter, endMs)
  )
    reachEnd(meter, endMs)
}
