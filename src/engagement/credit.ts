/**
 * Credit: how much of the time since the anchor was play. Wall time is credited only as far as the position advanced by the same amount.
 * State events are hints that evidence overrides; only an ad break and a hidden app veto. Reads no clock: `state.now` is the row's time.
 *
 * The anchor (`anchor…`, `stillAt`, `runMs`, `debtMs`, `slices…`) is changed in this file alone.
 */
import { insert, overlap } from './coverage.ts'
import { isAtEnd, isReplay, reachEnd } from './end.ts'
import {
  BACK_MS,
  BEHIND_MS,
  checkpointsDue,
  CREEP_MS,
  isPlayRate,
  LEAD_IN_MS,
  LOOP_MS,
  MAX_BACKSTEP_MS,
  MAX_GAP_MS,
  MAX_HEARTBEAT_MS,
  MAX_LIVE_GAP_MS,
  reachMs,
  SLACK_MS,
  START_LAG_MS,
  START_MS,
  STILL_MS,
  TAIL_MS,
  TAIL_STILL_MS,
} from './rules.ts'
import type { MeterState, Mode } from './state.ts'
import { announce, rotate, save } from './views.ts'
import type { Core } from './views.ts'

/** What comes next is judged from here and now; what was not yet credited is given up. */
export function anchor(state: MeterState, positionMs: number): void {
  state.anchorAt = state.stillAt = state.now
  state.anchorMs = state.runMs = positionMs
  forgetSlices(state)
  state.debtMs = 0
}

/** A view that a rotation opened counts from the anchor on: what came before was the former view's. */
export function cutRun(state: MeterState): void {
  state.runMs = state.anchorMs
  forgetSlices(state)
}

function forgetSlices(state: MeterState): void {
  state.slices = state.slicesMs = 0
}

/** Judges the position of the row in hand, -1 where it tells none. */
export function sample(core: Core, toldMs: number): void {
  const { state } = core
  if (state.ad || state.isSuspended) return
  if (toldMs < 0) return beat(core)
  if (state.anchorMs < 0 || !isPlayRate(state.rate)) return anchor(state, toldMs)
  const advancedMs = toldMs - state.anchorMs
  if (Math.abs(advancedMs) < STILL_MS) stand(core, toldMs)
  else if (advancedMs < 0) stepBack(core, toldMs)
  else if (isJump(state, advancedMs)) anchor(state, toldMs)
  else advance(core, toldMs)
}

/** An engine that tells no positions: time between its rows counts while it says that it plays. */
function beat(core: Core): void {
  const { state } = core
  if (state.hasPositions) return
  const elapsedMs = state.now - state.anchorAt
  state.anchorAt = state.now
  if (state.mode !== 'playing' || !isPlayRate(state.rate) || elapsedMs <= 0 || elapsedMs > MAX_HEARTBEAT_MS) return
  state.runMs = Math.max(0, state.shownEndMs)
  commit(core, elapsedMs, state.runMs, state.runMs + elapsedMs)
}

/** The player stands at the anchor. */
function stand(core: Core, toldMs: number): void {
  const { state } = core
  const elapsedMs = state.now - state.anchorAt
  if (elapsedMs >= SLACK_MS && isAtEnd(state, toldMs)) reachEnd(core, toldMs)
  else if (elapsedMs > SLACK_MS && state.mode !== 'playing') anchor(state, state.anchorMs)
  else state.stillAt = state.now
}

/** A little behind the anchor is noise for a while; further, or for longer, is a seek. */
function stepBack(core: Core, toldMs: number): void {
  const { state } = core
  if (toldMs - state.anchorMs >= -BACK_MS && state.now - state.anchorAt <= BEHIND_MS) return
  // From the end to the beginning without `ended`: a loop.
  if (toldMs < BACK_MS && isAtEnd(state, state.anchorMs)) reachEnd(core, state.anchorMs)
  anchor(state, toldMs)
}

/** The position advanced further than play can have brought it. */
function isJump({ now, anchorAt, stillAt, rate, isLive, durationMs }: MeterState, advancedMs: number): boolean {
  const elapsedMs = now - anchorAt
  const movingMs = now - stillAt
  const shownMs = advancedMs / rate
  // The clock stepped back: only the position is left to go by.
  if (elapsedMs < 0) return shownMs > MAX_BACKSTEP_MS
  if (shownMs > (isLive || !durationMs ? MAX_LIVE_GAP_MS : MAX_GAP_MS)) return true
  return (
    advancedMs > reachMs(rate * elapsedMs) ||
    // A jump after standing still. Coarse positions stand still too, but then catch up with the clock.
    (advancedMs > reachMs(rate * movingMs) && Math.abs(shownMs - elapsedMs) > Math.max(SLACK_MS, movingMs))
  )
}

/** The player came from the anchor to here: credits that, or holds it back where the state says that nothing plays. */
function advance(core: Core, toldMs: number): void {
  const { state } = core
  const { mode, anchorMs } = state
  const shownMs = (toldMs - anchorMs) / state.rate
  const stepMs = state.now - state.anchorAt
  const elapsedMs = stepMs < 0 ? shownMs : stepMs
  const creditMs = settle(state, elapsedMs, shownMs)
  state.anchorAt = state.stillAt = state.now
  state.anchorMs = toldMs
  if (mode === 'playing') return commit(core, creditMs, anchorMs, toldMs)
  if (creditMs < elapsedMs / 2) return anchor(state, toldMs)
  state.slicesMs += creditMs
  if (++state.slices > 1 && state.slicesMs >= (mode === 'paused' ? 2 * START_MS : START_MS)) {
    state.mode = 'playing'
    commit(core, state.slicesMs, state.runMs, toldMs)
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

/** Credits time for the slice `[fromMs, toMs]`; what was shown is the whole run up to there. */
function commit(core: Core, creditMs: number, fromMs: number, toMs: number): void {
  const { state } = core
  if (isReplay(state)) rotate(core, 'replay')
  if (!state.shown.length && state.runMs <= LEAD_IN_MS) state.runMs = 0
  const inAdsMs = (creditMs * overlap(state.adSpans, fromMs, toMs)) / (toMs - fromMs)
  state.adMs += inAdsMs
  state.spentMs += creditMs - inAdsMs
  state.phase = 'open'
  state.idleMs = 0
  insert(state.shown, state.runMs, toMs)
  state.shownEndMs = toMs
  core.isUnsaved = true
  if (creditMs > inAdsMs) {
    const { view } = core
    view.endedAt = state.now
    if (view.startedAt === null) view.startedAt = state.now
  }
  announce(core)
  const due = checkpointsDue(state.spentMs)
  if (due > state.checkpoints) {
    state.checkpoints = due
    save(core)
  }
}

/** Samples, then leaves the running state. */
export function halt(core: Core, toldMs: number, hereMs: number, mode: Mode): void {
  const { state } = core
  sample(core, toldMs)
  if (state.mode === 'playing' || (state.mode !== 'ended' && mode === 'paused')) {
    state.mode = mode
    anchor(state, hereMs)
  }
}

/** Engines report a pause a little early: pictures up to the position of the next play are still shown. */
export function isCreep(state: MeterState, hereMs: number): boolean {
  const { anchorMs, rate } = state
  const creepMs = hereMs - anchorMs
  return (
    anchorMs >= 0 &&
    anchorMs === state.shownEndMs &&
    creepMs > 0 &&
    creepMs <= CREEP_MS &&
    isPlayRate(rate) &&
    creepMs / rate <= state.now - state.anchorAt &&
    !state.ad &&
    !state.isSuspended
  )
}

/** Credits the pictures that were shown after the report of the pause. */
export function creditCreep(core: Core, hereMs: number): void {
  const { anchorMs, rate } = core.state
  commit(core, (hereMs - anchorMs) / rate, anchorMs, hereMs)
}

/** The row in hand says that the player seeks, and where to: what it showed since the anchor is inferred from the clock. */
export function creditTail(core: Core, toldMs: number): void {
  const { state } = core
  const { anchorAt, anchorMs, durationMs } = state
  if (state.mode !== 'playing' || state.ad || state.isSuspended || anchorMs < 0) return
  // An engine says that it plays a little before it does.
  const tailMs = state.now - anchorAt - (anchorMs === state.runMs ? START_LAG_MS : 0)
  if (tailMs > 0 && tailMs <= TAIL_MS && state.stillAt - anchorAt <= TAIL_STILL_MS && isPlayRate(state.rate)) {
    state.anchorMs += tailMs * state.rate
    commit(core, tailMs, anchorMs, state.anchorMs)
  }
  const endMs = state.anchorMs
  // A loop: what played ran to the very end.
  if (
    toldMs >= 0 &&
    toldMs < BACK_MS &&
    endMs === state.shownEndMs &&
    endMs >= durationMs - LOOP_MS &&
    isAtEnd(state, endMs)
  )
    reachEnd(core, endMs)
}
