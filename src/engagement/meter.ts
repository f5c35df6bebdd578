/**
 * The engagement meter: turns player signals into time spent and share watched. A state machine without timers, clock reads or DOM.
 *
 * This file takes one row through the rooms, in the same order for every signal: time that passed, what the signal itself does,
 * then what any row may tell besides (rate, duration, live). All state is the one record of state.ts, changed in place: a row
 * allocates nothing.
 */
import { addSpans, countAdTime, endBreak, followStitched, hearAd, isContentBack } from './ad-break.ts'
import { begin, cutRun } from './anchor.ts'
import { isNumber, MAX_GAP_MS, milestonesWith, NOWHERE, SHORTER_MS, VIEW_TIMEOUT_MS } from './rules.ts'
import type { UntimedRow } from './signal.ts'
import { isOfPlayer, reactionTo } from './signals.ts'
import { createState, lengthOf } from './state.ts'
import type { MeterState } from './state.ts'
import type { Meter } from './types.ts'
import { createTotals, refresh, rotate, save } from './views.ts'
import type { Core } from './views.ts'

export interface BareMeter extends Omit<Meter, 'push' | 'checkpoint'> {
  /** Feeds one row of the time `t`. Never throws; a row it cannot read changes nothing. */
  push(row: UntimedRow, t: number): void
  /** What a checkpoint is made of. */
  readonly core: Core
}

/** A meter without the form of its checkpoints: `createMeter` adds that. `onSave` is called when the open view should be saved. */
export function createBareMeter(options: Core['options'], onSave: () => void): BareMeter {
  const core = createState() as Core
  core.view = createTotals(null)
  core.views = [core.view]
  core.isUnsaved = false
  core.options = options
  core.onSave = onSave
  core.milestones = milestonesWith(options.milestones || [])
  return {
    core,
    views: core.views,
    push: (row, t) => push(core, row, t),
    coverage() {
      const { shown, startMs } = core
      const list: [number, number][] = []
      for (let i = 0; i < shown.length; i += 3)
        list.push([(shown[i]! - startMs) / 1000, (shown[i + 1]! - startMs) / 1000])
      return list
    },
    duration: () => lengthOf(core) / 1000 || null,
  }
}

function push(meter: Core, row: UntimedRow, t: number): void {
  if (!row || !isNumber(t) || typeof row.signal !== 'string') return
  const { signal } = row
  const react = reactionTo(signal)
  if (!react) return
  const elapsedMs = t - meter.now
  meter.now = t
  if (meter.phase === 'closed' && signal !== 'load') return
  // Negative ones are places before the live edge, or else mean that there is none.
  const toldMs = isNumber(row.position) && (row.position >= 0 || meter.isLive) ? row.position * 1000 : NOWHERE
  const hereMs = toldMs === NOWHERE ? meter.anchorMs : toldMs
  const durationMs = isNumber(row.duration) && row.duration > 0 ? Math.round(row.duration * 1000) : 0
  const knownMs = meter.durationMs - meter.startMs

  passTime(meter, elapsedMs, row)
  if (row.adSpans && signal !== 'load') addSpans(meter, row.adSpans)
  if (meter.ad === 'stitched') followStitched(meter, toldMs)
  if (meter.ad !== 'own') meter.hasPositions = meter.hasPositions || toldMs !== NOWHERE
  else if (isOfPlayer(signal)) {
    hearAd(meter, signal, durationMs)
    if (!isContentBack(meter, signal, toldMs)) return
    endBreak(meter, hereMs)
  }
  react(meter, toldMs, hereMs, row)

  noteRate(meter, row.rate, hereMs)
  if (meter.ad !== 'own' || signal === 'load') noteContent(meter, row, durationMs)
  // What was credited is in the numbers already; players tell a duration with every row.
  if (
    meter.phase !== 'closed' &&
    (meter.durationMs - meter.startMs !== knownMs || meter.ad || row.adSpans || signal === 'load')
  )
    refresh(meter)
  if (signal === 'load') save(meter)
}

/** Time passed since the row before, as ad time and as inactivity; too much of that ends the view. */
function passTime(meter: Core, elapsedMs: number, row: UntimedRow): void {
  const { options } = meter
  if (elapsedMs > 0) {
    countAdTime(meter, elapsedMs)
    const isPlaying = meter.mode === 'playing' && !meter.ad && !meter.isSuspended
    // A clock that may be set can leap while the player runs; that is not inactivity.
    if (options.clock !== 'wall' || elapsedMs <= MAX_GAP_MS || !isPlaying) meter.idleMs += elapsedMs
  }
  // A monotonic clock may stand still while the device sleeps.
  if (row.signal === 'resume' && meter.isSuspended && isNumber(row.wall) && meter.suspendWallMs)
    meter.idleMs = Math.max(meter.idleMs, meter.suspendIdleMs + row.wall - meter.suspendWallMs)
  if (
    meter.idleMs > (options.viewTimeoutMs || VIEW_TIMEOUT_MS) &&
    meter.view.startedAt !== null &&
    meter.phase !== 'closed'
  ) {
    rotate(meter, 'timeout')
    cutRun(meter)
  }
}

function noteRate(state: MeterState, rate: unknown, hereMs: number): void {
  if (!isNumber(rate) || rate === state.rate) return
  // A rate of 0 is buffering.
  if (!rate && state.mode === 'playing') state.mode = 'waiting'
  else if (!state.rate && state.mode === 'waiting') state.mode = 'playing'
  state.rate = state.pace = rate
  begin(state, hereMs)
}

/** What the player knows of the content, outside ads beside it. `durationMs` is 0 where the row tells none. */
function noteContent(state: MeterState, { live, start }: UntimedRow, durationMs: number): void {
  if (typeof live === 'boolean') {
    state.isLive = live
    if (live) state.durationMs = 0
  }
  if (isNumber(start)) state.startMs = start * 1000
  if (state.isLive || !durationMs) return
  // Content cannot be shorter than what was shown of it.
  const leastMs = state.shown[state.shown.length - 2]! - SHORTER_MS
  if (!(durationMs < leastMs && state.durationMs >= leastMs)) state.durationMs = durationMs
}
