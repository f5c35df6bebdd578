import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIntervals, insert, measure, overlap, parseIntervals } from '../../../src/engagement/coverage.ts'

function union(...pairs: [number, number][]): number[] {
  const list: number[] = []
  for (const [a, b] of pairs) insert(list, a, b)
  return list
}

/** 70 intervals of 10 ms, with holes of 990 ms except a small one after number `small`. */
function seventy(small = -2): number[] {
  return union(
    ...Array.from({ length: 70 }, (_, i): [number, number] => [i * 1000 + (i === small + 1 ? -500 : 0), i * 1000 + 10]),
  )
}

describe('an interval union', () => {
  it('keeps separate intervals sorted', () => {
    expect(union([500, 600], [0, 100], [200, 300])).toEqual([0, 100, 0, 200, 300, 0, 500, 600, 0])
  })

  it('joins intervals that overlap or touch', () => {
    expect(union([0, 100], [100, 200])).toEqual([0, 200, 0])
    expect(union([100, 200], [0, 100])).toEqual([0, 200, 0])
    expect(union([0, 100], [200, 300], [400, 500], [50, 450])).toEqual([0, 500, 0])
    expect(union([0, 100], [20, 50])).toEqual([0, 100, 0])
    expect(union([20, 50], [0, 100])).toEqual([0, 100, 0])
  })

  it('keeps apart what is one millisecond apart', () => {
    expect(union([0, 100], [101, 200])).toHaveLength(6)
    expect(union([101, 200], [0, 100])).toHaveLength(6)
  })

  it('rounds to whole milliseconds', () => {
    expect(union([0.4, 99.6])).toEqual([0, 100, 0])
  })

  it('is exact to the millisecond on a Unix-epoch timeline', () => {
    const epoch = 1_767_225_600_123
    const list = union([epoch, epoch + 1], [epoch + 2, epoch + 3])
    expect(measure(list, [])).toBe(2)
    expect(parseIntervals(formatIntervals(list))).toEqual(list)
  })

  it('keeps 64 intervals and no more', () => {
    const exact = union(...Array.from({ length: 64 }, (_, i): [number, number] => [i * 1000, i * 1000 + 10]))
    expect(exact).toHaveLength(64 * 3)
    expect(seventy()).toHaveLength(64 * 3)
  })

  it('bridges the smallest hole and does not count it', () => {
    const list = seventy(30)
    expect(list).toHaveLength(64 * 3)
    expect(measure(list, [])).toBe(70 * 10 + 500)
    const bridged = list.findIndex((value, i) => i % 3 === 2 && value === 490)
    expect(list[bridged - 2]).toBeLessThanOrEqual(30_000)
    expect(list[bridged - 1]).toBeGreaterThanOrEqual(31_010)
  })

  it('counts a bridged hole once a run covers the whole interval', () => {
    const list = seventy()
    insert(list, 0, 70_000)
    expect(list).toEqual([0, 70_000, 0])
  })

  it('goes on not counting a bridged hole while a run covers only part of the interval', () => {
    const list = [1000, 2000, 300]
    insert(list, 500, 1500)
    expect(list).toEqual([500, 2000, 300])
    insert(list, 500, 1999)
    expect(list).toEqual([500, 2000, 300])
    insert(list, 500, 2000)
    expect(list).toEqual([500, 2000, 0])
    const right = [1000, 2000, 300]
    insert(right, 1001, 2500)
    expect(right).toEqual([1000, 2500, 300])
    insert(right, 1000, 2500)
    expect(right).toEqual([1000, 2500, 0])
  })

  it('adds the gaps of all intervals that a run joins without covering them', () => {
    const list = [0, 1000, 100, 2000, 3000, 200, 4000, 5000, 400]
    insert(list, 500, 4500)
    expect(list).toEqual([0, 5000, 500])
  })

  it('measures how much of a stretch it covers', () => {
    const list = union([100, 200], [300, 400])
    expect(overlap(list, 150, 350)).toBe(100)
    expect(overlap(list, 0, 100)).toBe(0)
    expect(overlap(list, 0, 1000)).toBe(200)
    expect(overlap([], 0, 1000)).toBe(0)
  })

  it('measures itself without what is excluded, and never below zero', () => {
    expect(measure(union([0, 100], [200, 300]), union([50, 250]))).toBe(100)
    expect(measure([0, 100, 80], union([0, 90]))).toBe(0)
    expect(measure([0, 100, 80, 200, 300, 0], union([0, 90]))).toBe(100)
  })

  it('survives being written as text', () => {
    for (const list of [[], union([0, 1]), union([5, 1000], [2000, 3_600_000]), seventy(3)]) {
      expect(parseIntervals(formatIntervals(list))).toEqual(list)
    }
  })

  it('never counts more than was shown, and exactly that below the cap', () => {
    const runs = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 20 }))
        .map(([a, length]): [number, number] => [a, a + length]),
      { maxLength: 150 },
    )
    fc.assert(
      fc.property(runs, (pairs) => {
        const shown = new Uint8Array(4000)
        let capped = false
        const list: number[] = []
        for (const [a, b] of pairs) {
          insert(list, a, b)
          shown.fill(1, a, b)
          if (list.some((value, i) => i % 3 === 2 && value > 0)) capped = true
        }
        const truth = shown.reduce((sum, one) => sum + one, 0)
        if (capped) expect(measure(list, [])).toBeLessThanOrEqual(truth)
        else expect(measure(list, [])).toBe(truth)
        expect(list.length).toBeLessThanOrEqual(64 * 3)
        for (let i = 3; i < list.length; i += 3) expect(list[i]!).toBeGreaterThan(list[i - 2]!)
      }),
      { numRuns: 200, seed: 20_260 },
    )
  })
})
