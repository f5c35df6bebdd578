/**
 * Predicates of the emulator's workspace.
 */
import { describe, expect, it } from 'vitest'
import { compilePath, compilePredicate } from '../../../tools/emulator/rules/predicate.ts'
import type { Predicate } from '../../../tools/emulator/rules/predicate.ts'

const value = {
  title: 'Match of the day',
  n: 3,
  flag: false,
  none: null,
  categories: ['sports', 'football'],
  video: { genre: ['news'], deep: { n: 0 } },
}

const readPath = (from: unknown, path: string): unknown => compilePath(path)(from)
const holds = (predicate: Predicate, on: unknown): boolean => compilePredicate(predicate)(on)

describe('a path', () => {
  it('follows dotted paths and steps into lists', () => {
    expect(readPath(value, 'video.deep.n')).toBe(0)
    expect(readPath(value, 'categories.1')).toBe('football')
  })

  it('finds nothing beyond what is there, nor anything inherited', () => {
    expect(readPath(value, 'video.nothing.n')).toBeUndefined()
    expect(readPath(value, 'title.length')).toBeUndefined()
    expect(readPath(value, 'constructor')).toBeUndefined()
    expect(readPath(null, 'a')).toBeUndefined()
  })
})

describe('a predicate', () => {
  it.each([
    [
      { path: 'n', eq: 3 },
      { path: 'n', eq: '3' },
    ],
    [
      { path: 'flag', eq: false },
      { path: 'flag', eq: 0 },
    ],
    [
      { path: 'none', eq: null },
      { path: 'absent', eq: null },
    ],
    [
      { path: 'video.deep', eq: { n: 0 } },
      { path: 'video.deep', eq: { n: 0, m: 1 } },
    ],
    [
      { path: 'categories', eq: ['sports', 'football'] },
      { path: 'categories', eq: ['football', 'sports'] },
    ],
    [
      { path: 'n', in: [1, 3] },
      { path: 'n', in: [1, 2] },
    ],
    [
      { path: 'categories', contains: 'sports' },
      { path: 'categories', contains: 'sport' },
    ],
    [
      { path: 'title', contains: 'day' },
      { path: 'title', contains: 'night' },
    ],
    [
      { path: 'n', gte: 3 },
      { path: 'n', gte: 3.1 },
    ],
    [
      { path: 'n', lte: 3 },
      { path: 'title', lte: 3 },
    ],
    [
      { path: 'video.genre', exists: true },
      { path: 'video.title', exists: true },
    ],
    [
      { path: 'video.title', exists: false },
      { path: 'none', exists: false },
    ],
    [
      { path: 'title', prefix: 'Match' },
      { path: 'title', prefix: 'match' },
    ],
    [
      { path: 'title', regex: '^M.*y$' },
      { path: 'n', regex: '3' },
    ],
    [
      { path: 'n', gte: 1, lte: 5 },
      { path: 'n', gte: 1, lte: 2 },
    ],
  ])('tells %j from %j', (met, unmet) => {
    expect(holds(met, value)).toBe(true)
    expect(holds(unmet, value)).toBe(false)
  })

  it('combines with any, all and not', () => {
    const yes = { path: 'n', eq: 3 }
    const no = { path: 'n', eq: 4 }
    expect(holds({ any: [no, yes] }, value)).toBe(true)
    expect(holds({ any: [no] }, value)).toBe(false)
    expect(holds({ all: [yes, no] }, value)).toBe(false)
    expect(holds({ all: [yes, { not: no }] }, value)).toBe(true)
  })
})
