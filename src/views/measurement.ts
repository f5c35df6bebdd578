/**
 * A meter, and what it has to say: kept until the row in hand is through, when the numbers are whole.
 */
import type { Totals } from '../api.ts'
import { copyFields } from '../copy-fields.ts'
import type { BareMeter } from '../engagement/meter.ts'
import { createBareMeter } from '../engagement/meter.ts'
import type { MeterState } from '../engagement/state.ts'
import type { MeterView } from '../engagement/types.ts'
import { ZERO } from '../events/completion.ts'
import type { Clock } from '../ports/clock.ts'
import type { PlayerSignal } from '../ports/player-hook.ts'

export interface Announcement {
  /** An entry of `MeterView.events`. */
  event: string
  totals: Totals
}

export interface Measurement extends Pick<BareMeter, 'coverage' | 'duration'> {
  /** Returns what the row announced, in order; null where that is nothing. */
  _push(signal: PlayerSignal, nowMs: number): Announcement[] | null
  /** Whether the content advanced since it was last asked. */
  _hasProgressed(): boolean
  /** Whether the view wants to be saved, asked once. */
  _isSaveDue(): boolean
  /** What live positions are, as far as they told by now. */
  _timeline(): MeterState['_timeline']
  /** Numbers of the newest view, live. */
  _totals(): Totals
}

/** `milestones`: shares in per cent that are announced. `timeline`: what a measurement of the same player before knew of it. */
export function createMeasurement(
  clock: Clock,
  viewTimeoutMs: number,
  milestones: readonly number[],
  timeline: MeterState['_timeline'],
): Measurement {
  let announcements: Announcement[] | null = null
  let isDue = false
  /** `endedAt` of the newest view when it was last looked at. */
  let creditedAt: number | null = null
  /** The greatest share that the player told of the newest view. */
  let share: number | null = null
  const {
    _core: core,
    push,
    views,
    coverage,
    duration,
  } = createBareMeter(
    {
      clock: clock.kind,
      viewTimeoutMs,
      keepViews: 1,
      milestones,
      // The numbers of the view may still change in this row; what was watched is that of another view then.
      onEvent: (event, view) => (announcements = announcements || []).push({ event, totals: totalsOf(view) }),
    },
    () => (isDue = true),
  )

  core._timeline = timeline
  const newest = (): MeterView | undefined => views[views.length - 1]

  function totalsOf(view: MeterView): Totals {
    const totals = view as MeterView & Totals
    totals.coverage = coverage()
    if (share == null) return totals
    // A copy: the meter brings its own numbers up to date before these are read.
    const told = {} as Totals
    copyFields(ZERO, totals, told)
    told.percentageWatched = share
    return told
  }

  return {
    _push(signal, nowMs) {
      announcements = null
      const before = newest()
      push(signal, nowMs)
      if (newest() != before) share = null
      if (signal.share! >= 0) share = Math.min(1, Math.max(share || 0, signal.share!))
      return announcements
    },
    coverage,
    duration,
    _hasProgressed() {
      const view = newest()
      const before = creditedAt
      creditedAt = view ? view.endedAt : null
      return creditedAt != null && creditedAt != before
    },
    _isSaveDue() {
      const wasDue = isDue
      isDue = false
      return wasDue
    },
    _timeline: () => core._timeline,
    _totals() {
      const view = newest()
      return view ? totalsOf(view) : ZERO
    },
  }
}
