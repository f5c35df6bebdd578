/**
 * A meter, and what it has to say: kept until the row in hand is through, when the numbers are whole.
 */
import type { Totals } from '../api.ts'
import type { BareMeter } from '../engagement/meter.ts'
import { createBareMeter } from '../engagement/meter.ts'
import type { MeterView } from '../engagement/types.ts'
import { ZERO } from '../events/completion.ts'
import type { Clock } from '../ports/clock.ts'

export interface Announcement {
  /** An entry of `MeterView.events`. */
  event: string
  view: MeterView
}

export interface Measurement extends Pick<BareMeter, 'push' | 'coverage' | 'duration'> {
  /** What was announced since it was last asked, in order; null where nothing was. */
  _announced(): Announcement[] | null
  /** Whether the content advanced since it was last asked. */
  _hasProgressed(): boolean
  /** Whether the view wants to be saved, asked once. */
  _isSaveDue(): boolean
  /** Numbers of the newest view, live. */
  _totals(): Totals
}

export function createMeasurement(clock: Clock, viewTimeoutMs: number): Measurement {
  let announcements: Announcement[] | null = null
  let isDue = false
  /** `endedAt` of the newest view when it was last looked at. */
  let creditedAt: number | null = null
  const { push, views, coverage, duration } = createBareMeter(
    {
      clock: clock.kind,
      viewTimeoutMs,
      keepViews: 1,
      onEvent: (event, view) => (announcements = announcements || []).push({ event, view }),
    },
    () => (isDue = true),
  )
  return {
    push,
    coverage,
    duration,
    _announced() {
      const told = announcements
      announcements = null
      return told
    },
    _hasProgressed() {
      const newest = views[views.length - 1]
      const before = creditedAt
      creditedAt = newest ? newest.endedAt : null
      return creditedAt != null && creditedAt != before
    },
    _isSaveDue() {
      const wasDue = isDue
      isDue = false
      return wasDue
    },
    _totals: () => views[views.length - 1] || ZERO,
  }
}
