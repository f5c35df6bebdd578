/**
 * The anchor, from which the next position is judged, and the beginning of the long view. Pure: it changes the state it is given.
 */
import type { MeterState } from './state.ts'

/** The player said so: what comes next is judged from here and now, and what was not yet credited is given up. */
export function anchor(state: MeterState, positionMs: number): void {
  place(state, positionMs)
  begin(state, positionMs)
  state._unseenMs = 0
}

/** The same, as far as positions alone tell: the long view goes on. */
export function place(state: MeterState, positionMs: number): void {
  state._anchorAt = state._stillAt = state._now
  state._anchorMs = state._runMs = positionMs
  forgetSlices(state)
  state._debtMs = 0
}

/** A view that a rotation opened counts from the anchor on: what came before was the former view's. */
export function cutRun(state: MeterState): void {
  state._runMs = state._anchorMs
  forgetSlices(state)
}

function forgetSlices(state: MeterState): void {
  state._slices = state._slicesMs = 0
}

/** The long view begins here and now: long-view.ts. */
export function begin(state: MeterState, positionMs: number): false {
  state._sinceAt = state._lastAt = state._now
  state._sinceMs = state._lowMs = state._lastMs = positionMs
  state._sinceCreditMs = state._spentMs + state._adMs
  state._movedMs = state._driftMs = state._reports = 0
  return false
}
