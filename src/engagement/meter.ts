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
  readonly _core: Core
}

/** A meter without the form of its checkpoints: `createMeter` adds that. `onSave` is called when the open view should be saved. */
export function createBareMeter(options: Core['_options'], onSave: () => void): BareMeter {
  const core = createState() as Core
  core._view = createTotals(null)
  core._views = [core._view]
  core._isUnsaved = false
  core._options = options
  core._onSave = onSave
  core._milestones = milestonesWith(options.milestones || [])
  return {
    _core: core,
    views: core._views,
    push: (row, t) => push(core, row, t),
    coverage() {
      const { _shown: shown, _durationMs: durationMs } = core
      const zeroMs = durationMs ? core._startMs : core._originMs
      const list: [number, number][] = []
      for (let i = 0; i < shown.length; i += 3) {
        // A recording may begin after what was shown of it while it was live.
        const fromMs = durationMs ? Math.max(shown[i]!, zeroMs) : shown[i]!
        const toMs = shown[i + 1]!
        if (toMs > fromMs) list.push([(fromMs - zeroMs) / 1000, (toMs - zeroMs) / 1000])
      }
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
  const elapsedMs = t - meter._now
  meter._now = t
  if (meter._phase === 'closed' && signal !== 'load') return
  // Negative ones are places before the live edge, or else mean that there is none.
  const toldMs = isNumber(row.position) && (row.position >= 0 || meter._isLive) ? row.position * 1000 : NOWHERE
  const hereMs = toldMs === NOWHERE ? meter._anchorMs : toldMs
  const durationMs = isNumber(row.duration) && row.duration > 0 ? Math.round(row.duration * 1000) : 0
  const knownMs = meter._durationMs - meter._startMs

  passTime(meter, elapsedMs, row)
  if (row.adSpans && signal !== 'load') addSpans(meter, row.adSpans)
  if (meter._ad === 'stitched') followStitched(meter, toldMs)
  if (meter._ad !== 'own') meter._hasPositions = meter._hasPositions || toldMs !== NOWHERE
  else if (isOfPlayer(signal)) {
    hearAd(meter, signal, durationMs)
    if (!isContentBack(meter, signal, toldMs)) return
    endBreak(meter, hereMs)
  }
  react(meter, toldMs, hereMs, row)

  noteRate(meter, row.rate, hereMs)
  if (meter._ad !== 'own' || signal === 'load') noteContent(meter, row, durationMs)
  // What was credited is in the numbers already; players tell a duration with every row.
  if (
    meter._phase !== 'closed' &&
    (meter._durationMs - meter._startMs !== knownMs || meter._ad || row.adSpans || signal === 'load')
  )
    refresh(meter)
  if (signal === 'load') save(meter)
}

/** Time passed since the row before, as ad time and as inactivity; too much of that ends the view. */
function passTime(meter: Core, elapsedMs: number, row: UntimedRow): void {
  const { _options: options } = meter
  if (elapsedMs > 0) {
    countAdTime(meter, elapsedMs)
    const isPlaying = meter._mode === 'playing' && !meter._ad && !meter._isSuspended
    // A clock that may be set can leap while the player runs; that is not inactivity.
    if (options.clock !== 'wall' || elapsedMs <= MAX_GAP_MS || !isPlaying) meter._idleMs += elapsedMs
  }
  // A monotonic clock may stand still while the device sleeps.
  if (row.signal === 'resume' && meter._isSuspended && isNumber(row.wall) && meter._suspendWallMs)
    meter._idleMs = Math.max(meter._idleMs, meter._suspendIdleMs + row.wall - meter._suspendWallMs)
  if (
    meter._idleMs > (options.viewTimeoutMs || VIEW_TIMEOUT_MS) &&
    meter._view.startedAt !== null &&
    meter._phase !== 'closed'
  ) {
    rotate(meter, 'timeout')
    cutRun(meter)
  }
}

function noteRate(state: MeterState, rate: unknown, hereMs: number): void {
  if (!isNumber(rate) || rate === state._rate) return
  // A rate of 0 is buffering.
  if (!rate && state._mode === 'playing') state._mode = 'waiting'
  else if (!state._rate && state._mode === 'waiting') state._mode = 'playing'
  state._rate = state._pace = rate
  begin(state, hereMs)
}

/** What the player knows of the content, outside ads beside it. `durationMs` is 0 where the row tells none. */
function noteContent(state: MeterState, { live, start }: UntimedRow, durationMs: number): void {
  if (typeof live === 'boolean') {
    state._isLive = live
    if (live) state._durationMs = 0
  }
  if (isNumber(start)) state._startMs = start * 1000
  if (state._isLive || !durationMs) return
  // Content cannot be shorter than what was shown of it.
  const leastMs = state._shown[state._shown.length - 2]! - SHORTER_MS
  if (!(durationMs < leastMs && state._durationMs >= leastMs)) state._durationMs = durationMs
}
