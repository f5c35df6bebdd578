/**
 * Groups cohorts by the ad platforms they are activated on.
 * Pure.
 */

/** A cohort as far as activation looks at it. */
export interface Activatable {
  id: string
  activations?: string[]
}

/** Cohort ids per platform, in the order given; a platform without a cohort is absent. */
export function activationsOf(cohorts: readonly Activatable[]): Record<string, string[]> {
  const byPlatform = new Map<string, string[]>()
  for (const cohort of cohorts) {
    for (const platform of cohort.activations ?? []) {
      const ids = byPlatform.get(platform) ?? []
      ids.push(cohort.id)
      byPlatform.set(platform, ids)
    }
  }
  return Object.fromEntries(byPlatform)
}
