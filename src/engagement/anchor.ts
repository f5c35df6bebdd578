/**
 * The anchor, from which the next position is judged, and the beginning of the long view. Pure: it changes the state it is given.
 */
import type { MeterState } from './state.ts'

/** The player said so: what comes next is judged from here and now, and what was not yet credited is given up. */
export function anchor(state: MeterState, positionMs: number): void {
  place(state, positionMs)
  begin(state, positionMs)
  state.unseenMs = 0
}

/** The same, as far as positions alone tell: the long view goes on. */
export function place(state: MeterState, positionMs: number): void {
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

/** The long view begins here and now: long-view.ts. */
export function begin(state: MeterState, positionMs: number): false {
  state.sinceAt = state.lastAt = state.now
  state.sinceMs = state.lowMs = state.lastMs = positionMs
  state.sinceCreditMs = state.spentMs + state.adMs
  state.movedMs = state.driftMs = state.reports = 0
  return false
}
