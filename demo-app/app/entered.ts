/**
 * When each cohort was entered, as far as this start saw it.
 */
import type { Tracker } from 'ctv-tracker/browser'
import { formatClock } from './dom.ts'

/** Returns what says when a cohort was entered: `20:14`, or nothing. */
export function watchCohorts(tracker: Tracker): (cohort: string) => string {
  let since: Record<string, string> = {}
  tracker.on('cohorts', ({ entered, left }) => {
    for (const cohort of entered) since[cohort] = formatClock(new Date())
    for (const cohort of left) delete since[cohort]
  })
  tracker.on('consent', ({ status }) => {
    if (status === 'denied') since = {}
  })
  return (cohort) => since[cohort] || ''
}
