/**
 * Weights of labels and assets for each user, from 0 to 1. The documents give no formula; this is
 * the emulator's own, chosen to be short enough to check by hand.
 * Pure.
 *
 * - base, for what the user watched: seconds of it / seconds of what this user watched longest.
 * - discovery, for what the user never started: the mean, weighted with the base weights, of the
 *   share of viewers of each thing watched who also watched this one.
 * - growth: either, whichever applies.
 *
 * A user without any seconds has no weights.
 */
import type { Engagement, UserSeconds } from './engagement.ts'
import type { SegmentType } from './query.ts'

/** A user's weights by index of a subject. */
export type Weights = ReadonlyMap<number, number>

/** What a user watched longest decides discovery; more would cost the square of it. */
export const discoveryDepth = 50

/** Calls back with the weights of every user who has any. */
export function eachUsersWeights(
  { subjects, users }: Engagement,
  type: SegmentType,
  take: (weights: Weights) => void,
): void {
  const affinity = type === 'base' ? undefined : affinityOf(users, subjects.length)
  for (const user of users) {
    const base = baseWeights(user)
    if (base.size === 0) continue
    if (affinity === undefined) take(base)
    else {
      const discovery = discoveryWeights(user, base, affinity)
      take(type === 'discovery' ? discovery : new Map([...base, ...discovery]))
    }
  }
}

function baseWeights(user: UserSeconds): Weights {
  let most = 0
  for (const seconds of user.values()) most = Math.max(most, seconds)
  if (most === 0) return new Map()
  return new Map([...user].map(([index, seconds]) => [index, seconds / most]))
}

function discoveryWeights(user: UserSeconds, base: Weights, affinity: Affinity): Weights {
  const watched = [...longest(user)].filter((index) => (base.get(index) ?? 0) > 0)
  const found = new Map<number, number>()
  let whole = 0
  for (const from of watched) {
    const weight = base.get(from) ?? 0
    whole += weight
    for (const [to, share] of affinity(from)) if (!user.has(to)) found.set(to, (found.get(to) ?? 0) + weight * share)
  }
  return new Map([...found].map(([index, sum]) => [index, sum / whole]))
}

/** The share of the viewers of one thing who also watched another, by the other. */
type Affinity = (from: number) => ReadonlyMap<number, number>

function affinityOf(users: readonly UserSeconds[], subjects: number): Affinity {
  const viewers = new Array<number>(subjects).fill(0)
  const together: Map<number, number>[] = Array.from({ length: subjects }, () => new Map())
  for (const user of users) {
    const watched = longest(user)
    for (const from of watched) {
      viewers[from] = (viewers[from] ?? 0) + 1
      const others = together[from]
      for (const to of watched) if (to !== from) others?.set(to, (others.get(to) ?? 0) + 1)
    }
  }
  const shares = together.map(
    (others, from) => new Map([...others].map(([to, both]) => [to, both / (viewers[from] ?? 1)])),
  )
  return (from) => shares[from] ?? new Map()
}

function longest(user: UserSeconds): number[] {
  if (user.size <= discoveryDepth) return [...user.keys()]
  return [...user]
    .sort((a, b) => b[1] - a[1])
    .slice(0, discoveryDepth)
    .map(([index]) => index)
}
