/**
 * A bounded union of intervals on a media timeline, in integer milliseconds. Pure: it changes only the list it is given.
 *
 * The list is flat: `a, b, gap` for each interval, sorted and disjoint. Above the cap the smallest hole is bridged
 * and its length kept in `gap`, which is never counted: memory is bounded and nothing is over-reported.
 */

export type Intervals = number[]

const MAX_INTERVALS = 64

/** Adds `[from, to]`. An interval that lies wholly inside it loses its gap: it has now been shown without a break. */
export function insert(list: Intervals, from: number, to: number): void {
  let a = Math.round(from)
  let b = Math.round(to)
  let gap = 0
  let i = 0
  while (i < list.length && list[i + 1]! < a) i += 3
  let end = i
  for (; end < list.length && list[end]! <= b; end += 3) {
    if (list[end]! < a || list[end + 1]! > b) gap += list[end + 2]!
  }
  if (end > i) {
    a = Math.min(a, list[i]!)
    b = Math.max(b, list[end - 2]!)
  }
  if (end === i + 3) {
    // By far the most frequent case, a run that grows, allocates nothing.
    list[i] = a
    list[i + 1] = b
    list[i + 2] = gap
  } else list.splice(i, end - i, a, b, gap)
  if (list.length > MAX_INTERVALS * 3) {
    end = 3
    for (i = 3; i < list.length; i += 3) if (list[i]! - list[i - 2]! < list[end]! - list[end - 2]!) end = i
    list[end + 2]! += list[end - 1]! + list[end]! - list[end - 2]!
    list.splice(end - 2, 2 + 1)
  }
}

/** Milliseconds of `[from, to]` that lie in the list, gaps included. */
export function overlap(list: Intervals, from: number, to: number): number {
  let sum = 0
  for (let i = 0; i < list.length; i += 3) sum += Math.max(0, Math.min(to, list[i + 1]!) - Math.max(from, list[i]!))
  return sum
}

/** Milliseconds in the list from `from` on, without gaps and without what `excluded` covers. */
export function measure(list: Intervals, excluded: Intervals, from = -Infinity): number {
  let sum = 0
  for (let i = 0; i < list.length; i += 3) {
    const a = Math.max(from, list[i]!)
    const b = list[i + 1]!
    sum += Math.max(0, b - a - list[i + 2]! - overlap(excluded, a, b))
  }
  return sum
}

/** The list as text: differences in base 36, so that 64 intervals stay small on Unix-epoch timelines too. */
export function formatIntervals(list: Intervals): string {
  return list.map((value, i) => (i % 3 === 2 ? value : value - (list[i - (i % 3 ? 1 : 2)] || 0)).toString(36)).join(' ')
}

/** The reverse of `formatIntervals`. */
export function parseIntervals(text: string): Intervals {
  const list: Intervals = []
  if (text)
    text
      .split(' ')
      .forEach((value, i) => list.push(parseInt(value, 36) + (i % 3 === 2 ? 0 : list[i - (i % 3 ? 1 : 2)] || 0)))
  return list
}
