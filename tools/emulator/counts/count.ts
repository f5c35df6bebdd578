/**
 * Counts the users of each label or asset.
 * Pure.
 */
import type { Engagement } from './engagement.ts'
import type { SegmentBasis, SegmentType } from './query.ts'
import { eachUsersWeights } from './weights.ts'

/** One segment with its size, as documented. */
export interface SegmentCount {
  segment_type: SegmentType
  segment_basis: SegmentBasis
  segment_basis_id: string
  action_type: string
  name: string
  user_count: number
  strength: number
  min_weight: number
}

/** The segments that have a user, largest first; strength, the mean weight of the users, has 4 decimals. */
export function countSegments(
  engagement: Engagement,
  type: SegmentType,
  basis: SegmentBasis,
  minWeight: number,
): SegmentCount[] {
  const counts = engagement.subjects.map(() => ({ users: 0, weight: 0 }))
  eachUsersWeights(engagement, type, (weights) => {
    for (const [index, weight] of weights) {
      const count = counts[index]
      if (count === undefined || weight < minWeight) continue
      count.users += 1
      count.weight += weight
    }
  })
  return engagement.subjects
    .flatMap(({ id, name, actionType }, i): SegmentCount[] => {
      const { users, weight } = counts[i] ?? { users: 0, weight: 0 }
      if (users === 0) return []
      return [
        {
          segment_type: type,
          segment_basis: basis,
          segment_basis_id: id,
          action_type: actionType,
          name,
          user_count: users,
          strength: Math.round((weight / users) * 10_000) / 10_000,
          min_weight: minWeight,
        },
      ]
    })
    .sort(
      (a, b) =>
        b.user_count - a.user_count || b.strength - a.strength || (a.segment_basis_id < b.segment_basis_id ? -1 : 1),
    )
}
