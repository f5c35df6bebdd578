/**
 * What each signal does to the meter: one function a signal. They change the state, credit and announce; none reads a clock.
 */
import { addSpans, endBreak, startBreak } from './ad-break.ts'
import { anchor } from './anchor.ts'
import { commit } from './commit.ts'
import { comesToEnd, creditTail, halt, isCreep, playOut, sample } from './credit.ts'
import { isEndCredible, reachEnd } from './end.ts'
import { isNumber, NOWHERE, STILL_MS } from './rules.ts'
import type { UntimedRow } from './signal.ts'
import { resetContent } from './state.ts'
import { closeView, openView, save } from './views.ts'
import type { Core } from './views.ts'

/** `toldMs` is the position that the row tells, `NOWHERE` where it tells none; `hereMs` then is the last one. */
type Reaction = (meter: Core, toldMs: number, hereMs: number, row: UntimedRow) => void

/** What a player says of what it plays: inside a break of its own, that is the ad. */
const ofPlayer: { readonly [signal: string]: Reaction } = {
  play(meter, _toldMs, hereMs) {
    meter._isAdRunning = meter._isIntended = true
    if ((meter._mode === 'paused' && !isCreep(meter, hereMs)) || meter._anchorMs === NOWHERE) anchor(meter, hereMs)
    if (meter._mode === 'paused') meter._mode = 'idle'
  },
  playing(meter, toldMs, hereMs) {
    meter._isAdRunning = meter._isIntended = true
    if (meter._mode === 'idle' && isCreep(meter, hereMs))
      commit(meter, (hereMs - meter._anchorMs) / meter._pace, meter._anchorMs, hereMs)
    else sample(meter, toldMs)
    meter._isShowing = true
    if (meter._mode === 'playing') return
    meter._mode = 'playing'
    anchor(meter, hereMs)
  },
  pause(meter, toldMs, hereMs) {
    meter._isAdRunning = meter._isIntended = false
    halt(meter, toldMs, hereMs, meter._mode === 'seeking' ? 'seeking' : 'paused')
    save(meter)
  },
  waiting(meter, toldMs, hereMs) {
    halt(meter, toldMs, hereMs, 'waiting')
  },
  seeking(meter, toldMs) {
    creditTail(meter, toldMs)
    meter._mode = 'seeking'
    anchor(meter, toldMs)
  },
  seeked(meter, _toldMs, hereMs) {
    meter._mode = meter._isIntended ? 'playing' : 'paused'
    meter._isShowing = false
    anchor(meter, hereMs)
  },
  ratechange: sample,
  timeupdate: sample,
  // Only what any row may tell: rate, duration, live.
  durationchange() {},
  ended(meter, toldMs, hereMs) {
    // The position that comes with the end may be an old one, or 0 again.
    const reachedMs = Math.max(hereMs, meter._anchorMs)
    if (toldMs < meter._anchorMs + STILL_MS && comesToEnd(meter)) return playOut(meter)
    sample(meter, toldMs)
    if (isEndCredible(meter, reachedMs)) reachEnd(meter, reachedMs)
  },
  error(meter, toldMs, hereMs) {
    halt(meter, toldMs, hereMs, 'idle')
    save(meter)
  },
}

/** What is said of content, break and screen, whatever plays. */
const ofView: { readonly [signal: string]: Reaction } = {
  load(meter, _toldMs, _hereMs, { content, adSpans }) {
    openContent(meter, typeof content === 'string' ? content : meter._view.content)
    addSpans(meter, adSpans)
  },
  'ad-start'(meter, toldMs, hereMs, { stitched }) {
    if (meter._ad) return
    sample(meter, toldMs)
    startBreak(meter, stitched ? 'stitched' : 'own', hereMs)
    save(meter)
  },
  'ad-end'(meter, _toldMs, hereMs) {
    if (meter._ad) endBreak(meter, hereMs)
  },
  suspend(meter, toldMs, _hereMs, { wall }) {
    if (meter._isSuspended) return
    sample(meter, toldMs)
    meter._isSuspended = true
    meter._suspendIdleMs = meter._idleMs
    meter._suspendWallMs = isNumber(wall) ? wall : 0
    save(meter)
  },
  resume(meter, _toldMs, hereMs) {
    meter._isSuspended = false
    anchor(meter, hereMs)
  },
  stop(meter, toldMs) {
    sample(meter, toldMs)
    closeView(meter, 'stop')
  },
}

/** The same content goes on in its view, and so does the view that had no content yet. An ad beside the content is not interrupted. */
function openContent(meter: Core, content: string | null): void {
  const { _phase: phase, _view: view } = meter
  const isUnnamed = view.content === null && view.startedAt === null
  if (phase === 'closed' || (content !== view.content && !isUnnamed)) {
    if (phase !== 'closed') closeView(meter, 'content-change')
    resetContent(meter)
    openView(meter, content, 'open')
  } else {
    view.content = content
    if (isUnnamed) meter._isUnsaved = true
    if (meter._ad === 'own') return
    meter._mode = 'idle'
  }
  anchor(meter, NOWHERE)
}

export function isOfPlayer(signal: string): boolean {
  return ofPlayer.hasOwnProperty(signal)
}

/** Null for what is no signal. */
export function reactionTo(signal: string): Reaction | null {
  return isOfPlayer(signal) ? ofPlayer[signal]! : ofView.hasOwnProperty(signal) ? ofView[signal]! : null
}
