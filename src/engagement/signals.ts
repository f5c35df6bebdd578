/**
 * What each signal does to the meter: one function a signal. They change the state, credit and announce; none reads a clock.
 */
import { endBreak, startBreak } from './ad-break.ts'
import { insert } from './coverage.ts'
import { anchor, creditCreep, creditTail, halt, isCreep, sample } from './credit.ts'
import { isEndCredible, reachEnd } from './end.ts'
import { isNumber } from './rules.ts'
import type { UntimedRow } from './signal.ts'
import { resetContent } from './state.ts'
import type { MeterState } from './state.ts'
import { closeView, openView, save } from './views.ts'
import type { Core } from './views.ts'

/** `toldMs` is the position of the row, -1 where it tells none; `hereMs` then is the last one. */
export type React = (core: Core, toldMs: number, hereMs: number, row: UntimedRow) => void

function load(core: Core, _toldMs: number, _hereMs: number, row: UntimedRow): void {
  const { state, view } = core
  const isOpen = state.phase !== 'closed'
  const content = typeof row.content === 'string' ? row.content : view.content
  const isFirst = view.content === null && view.startedAt === null
  if (isOpen && (content === view.content || isFirst)) {
    view.content = content
    if (isFirst) core.isUnsaved = true
    if (state.ad !== 'own') {
      state.mode = 'idle'
      anchor(state, -1)
    }
  } else {
    if (isOpen) closeView(core, 'content-change')
    resetContent(state)
    openView(core, content, 'open')
    anchor(state, -1)
  }
  addSpans(state, row.adSpans)
}

function addSpans({ adSpans }: MeterState, spans: unknown): void {
  if (!(spans instanceof Array)) return
  spans.forEach((span) => {
    if (span && isNumber(span[0]) && isNumber(span[1]) && span[1] > span[0])
      insert(adSpans, span[0] * 1000, span[1] * 1000)
  })
}

function play({ state }: Core, _toldMs: number, hereMs: number): void {
  state.isAdRunning = state.isIntended = true
  if ((state.mode === 'paused' && !isCreep(state, hereMs)) || state.anchorMs < 0) anchor(state, hereMs)
  if (state.mode === 'paused') state.mode = 'idle'
}

function playing(core: Core, toldMs: number, hereMs: number): void {
  const { state } = core
  state.isAdRunning = state.isIntended = true
  if (state.mode === 'idle' && isCreep(state, hereMs)) creditCreep(core, hereMs)
  else sample(core, toldMs)
  if (state.mode === 'playing') return
  state.mode = 'playing'
  anchor(state, hereMs)
}

function pause(core: Core, toldMs: number, hereMs: number): void {
  const { state } = core
  state.isAdRunning = state.isIntended = false
  halt(core, toldMs, hereMs, state.mode === 'seeking' ? 'seeking' : 'paused')
  save(core)
}

function waiting(core: Core, toldMs: number, hereMs: number): void {
  halt(core, toldMs, hereMs, 'waiting')
}

function seeking(core: Core, toldMs: number): void {
  creditTail(core, toldMs)
  core.state.mode = 'seeking'
  anchor(core.state, toldMs)
}

function seeked({ state }: Core, _toldMs: number, hereMs: number): void {
  state.mode = state.isIntended ? 'playing' : 'paused'
  anchor(state, hereMs)
}

/** Only what any row may tell: rate, duration, live. */
function durationchange(): void {}

function ended(core: Core, toldMs: number, hereMs: number): void {
  sample(core, toldMs)
  if (isEndCredible(core.state, hereMs)) reachEnd(core, hereMs)
}

function error(core: Core, toldMs: number, hereMs: number): void {
  halt(core, toldMs, hereMs, 'idle')
  save(core)
}

function adStart(core: Core, toldMs: number, hereMs: number, row: UntimedRow): void {
  if (core.state.ad) return
  sample(core, toldMs)
  startBreak(core.state, row.stitched, hereMs)
  save(core)
}

function adEnd({ state }: Core, _toldMs: number, hereMs: number): void {
  if (state.ad) endBreak(state, hereMs)
}

function suspend(core: Core, toldMs: number, _hereMs: number, row: UntimedRow): void {
  const { state } = core
  if (state.isSuspended) return
  sample(core, toldMs)
  state.isSuspended = true
  state.suspendIdleMs = state.idleMs
  state.suspendWallMs = isNumber(row.wall) ? row.wall : 0
  save(core)
}

function resume({ state }: Core, _toldMs: number, hereMs: number): void {
  state.isSuspended = false
  anchor(state, hereMs)
}

function stop(core: Core, toldMs: number): void {
  sample(core, toldMs)
  closeView(core, 'stop')
}

interface Reactions {
  readonly [signal: string]: React
}

/** What a player says of what it plays: inside a break of its own, that is the ad. */
const ofPlayer: Reactions = {
  play,
  playing,
  pause,
  waiting,
  seeking,
  seeked,
  ratechange: sample,
  timeupdate: sample,
  durationchange,
  ended,
  error,
}

/** What is said of content, break and screen, whatever plays. */
const ofView: Reactions = {
  load,
  'ad-start': adStart,
  'ad-end': adEnd,
  suspend,
  resume,
  stop,
}

export function isOfPlayer(signal: string): boolean {
  return ofPlayer.hasOwnProperty(signal)
}

/** Null for what is no signal. */
export function reactionTo(signal: string): React | null {
  return isOfPlayer(signal) ? ofPlayer[signal]! : ofView.hasOwnProperty(signal) ? ofView[signal]! : null
}
