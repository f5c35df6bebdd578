/**
 * Targeting as the ad calls need it: two capped lists of values. Pure.
 */

/** Cohort ids from `tracker.activations.get`: a merged list, or the split form. */
export type Targeting =
  readonly string[] | { readonly behavioral: readonly string[]; readonly contextual: readonly string[] }

/** Reads targeting into new arrays, values of the first and of the second key; throws for anything that is not targeting. */
export function readTargeting(targeting: Targeting, maxValues: number, merge: boolean): [string[], string[]] {
  const split = targeting as Exclude<Targeting, readonly string[]>
  const lists = (Array.isArray(targeting) ? [targeting, []] : [split.behavioral, split.contextual]).map(function (
    ids: readonly string[],
  ) {
    return ids.filter(function (id) {
      // Blank ids go. What is no string cannot be trimmed and throws: such a list is a mix-up, and none of it may reach an ad server.
      return id.trim()
    })
  })
  if (merge) lists[0] = lists[0]!.concat(lists.pop()!)
  return [lists[0]!.slice(0, maxValues), (lists[1] || []).slice(0, maxValues)]
}
