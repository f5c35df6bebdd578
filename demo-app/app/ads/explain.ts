/**
 * Why this ad, in one line for the viewer. Pure.
 */
import type { AdReason } from './ad-call.ts'

/** Ad servers put cohorts of people under this key, signals of the content under another. */
const PEOPLE_KEY = 'permutive'

/** `since` says when a cohort was entered, as `20:14`, or nothing where that was before this start. */
export function explainAd(because: readonly AdReason[], since: (cohort: string) => string): string {
  if (because.length === 0) return 'The house ad: no campaign asks for these cohorts.'
  const isForPeople = because.some(({ key }) => key === PEOPLE_KEY)
  const cohorts = because.map(({ cohort, name }) => {
    const entered = since(cohort)
    return 'cohort ' + cohort + (name && ', ' + name) + (entered && ', since ' + entered)
  })
  const reason = cohorts.join(' and ')
  return isForPeople ? 'This ad because of ' + reason : 'This ad because of what you chose: ' + reason
}
