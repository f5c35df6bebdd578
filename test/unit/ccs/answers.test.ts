/**
 * The cache of answers: per identity, bounded, and deaf to rubbish.
 */
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Answers, CachedAnswer } from '../../../src/ccs/answers.ts'
import type { Context } from '../../../src/context.ts'
import { createAnswers, entryOf, parseCache, remember } from '../../../src/ccs/answers.ts'

const USER = '2008c38f-dece-4570-976d-87593ed001c3'
const answer = (changes = {}) => ({ userId: USER, cohorts: ['1', '2'], activations: { gam: ['1'] }, ...changes })
const entry = (scope: string, changes: Partial<CachedAnswer> = {}): CachedAnswer => ({
  scope,
  at: 1000,
  userId: USER,
  cohorts: ['1', '2'],
  activations: { gam: ['1'] },
  ...changes,
})

describe('an answer', () => {
  it('is remembered under its identity, with its time', () => {
    expect(remember([], 'me', answer(), null, 1000, 0)).toEqual([entry('me')])
  })

  it('replaces the whole map', () => {
    const cache = remember(
      [entry('me', { activations: { gam: ['1'], freewheel: ['2'] } })],
      'me',
      answer({ activations: { dfp: ['9'] } }),
      entry('me'),
      2000,
      0,
    )
    expect(cache).toEqual([entry('me', { at: 2000, activations: { dfp: ['9'] } })])
  })

  it('with an empty map clears it', () => {
    const cache = remember([entry('me')], 'me', answer({ activations: {}, cohorts: [] }), entry('me'), 2000, 0)
    expect(cache).toEqual([entry('me', { at: 2000, activations: {}, cohorts: [] })])
  })

  it('without a map leaves it, and its age', () => {
    const cache = remember(
      [entry('me')],
      'me',
      answer({ activations: null, cohorts: null, userId: 'other' }),
      entry('me'),
      2000,
      0,
    )
    expect(cache).toEqual([entry('me', { userId: 'other' })])
  })

  it('without a map where there was none knows nothing', () => {
    expect(remember([], 'me', answer({ activations: null, cohorts: null }), null, 2000, 0)).toEqual([
      entry('me', { at: 2000, activations: {}, cohorts: [] }),
    ])
  })

  it('that says the same a little later changes nothing', () => {
    expect(remember([entry('me')], 'me', answer(), entry('me'), 1999, 1000)).toEqual([entry('me')])
  })

  it.each<[string, number, object]>([
    ['much later', 2000, {}],
    ['before, by a clock that was set back', 999, {}],
    ['of another user', 1500, { userId: 'other' }],
    ['with another cohort', 1500, { cohorts: ['1'] }],
    ['with another map', 1500, { activations: { gam: [] } }],
  ])('that comes %s has a time of its own', (_, wallMs, changes) => {
    expect(remember([entry('me')], 'me', answer(changes), entry('me'), wallMs, 1000)[0]!.at).toBe(wallMs)
  })

  it('never touches what another identity was answered', () => {
    const cache = remember(
      [entry('you', { activations: { gam: ['7'] } })],
      'me',
      answer({ activations: null }),
      null,
      2000,
      0,
    )
    expect(entryOf(cache, 'you')).toEqual(entry('you', { activations: { gam: ['7'] } }))
    expect(entryOf(cache, 'me')!.activations).toEqual({})
    expect(entryOf(cache, 'nobody')).toBeNull()
  })

  it('is one of four, the latest', () => {
    let cache: CachedAnswer[] = []
    for (const scope of ['a', 'b', 'c', 'd', 'a', 'e'])
      cache = remember(cache, scope, answer(), entryOf(cache, scope), 1, 0)
    expect(cache.map(({ scope }) => scope)).toEqual(['e', 'a', 'd', 'c'])
  })

  it('leaves the former cache as it was', () => {
    const before = [entry('me')]
    remember(before, 'me', answer({ activations: {} }), entry('me'), 5, 0)
    expect(before).toEqual([entry('me')])
  })
})

describe('the stored cache', () => {
  it('is read as it was written', () => {
    const cache = [entry('a'), entry('b', { activations: {}, cohorts: [] })]
    expect(parseCache(JSON.stringify(cache))).toEqual(cache)
  })

  it.each<[string, string | null]>([
    ['nothing', null],
    ['an empty string', ''],
    ['half of it', '[{"scope":"a"'],
    ['null', 'null'],
    ['an object', '{}'],
    ['a number', '1'],
    ['a string', '"a"'],
    ['a list of rubbish', '[null,1,"a",[],{},{"scope":1,"at":1,"activations":{}}]'],
    ['an entry without a time', '[{"scope":"a","activations":{}}]'],
    ['an entry without a map', '[{"scope":"a","at":1,"activations":[]}]'],
  ])('is empty where the store holds %s', (_, text) => {
    expect(parseCache(text)).toEqual([])
  })

  it('keeps what can be read beside what cannot', () => {
    const text = JSON.stringify([
      null,
      entry('a'),
      { ...entry('b'), at: '1' },
      { scope: 'c', at: 1, activations: { gam: ['1', {}], dfp: 1 }, userId: 5 },
    ])
    expect(parseCache(text)).toEqual([
      entry('a'),
      { scope: 'c', at: 1, userId: '', cohorts: [], activations: { gam: ['1'] } },
    ])
  })

  it('cannot reach a prototype', () => {
    const [parsed] = parseCache(
      '[{"scope":"a","at":1,"activations":{"__proto__":["1"],"gam":["2"]},"__proto__":{"userId":"x"}}]',
    )
    expect(parsed).toEqual({ scope: 'a', at: 1, userId: '', cohorts: [], activations: { gam: ['2'] } })
    expect(Object.getPrototypeOf(parsed!.activations)).toBe(Object.prototype)
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => Array.isArray(parseCache(text))))
  })
})

describe('what is known of an identity', () => {
  const TTL = 100_000
  let wallMs: number
  let monotonicMs: number
  let kept: string | null
  let writes: number

  function pass(ms: number): void {
    wallMs += ms
    monotonicMs += ms
  }

  function create(): Answers {
    const clock = { kind: 'monotonic', wallMs: () => wallMs, monotonicMs: () => monotonicMs }
    const context = { ports: { clock }, settings: { activations: { ttlMs: TTL } } } as unknown as Context
    return createAnswers(context, {
      _get: () => kept,
      _set(_key, text) {
        kept = text
        writes++
      },
    })
  }

  beforeEach(() => {
    wallMs = 1_000_000
    monotonicMs = 7
    kept = null
    writes = 0
  })

  it('is nothing at first, and nothing is written', () => {
    const answers = create()
    expect([answers._last('me'), answers._fresh('me'), writes]).toEqual([null, null, 0])
  })

  it('survives a restart, as long as it is not too old by the wall clock', () => {
    create()._add('me', answer())
    monotonicMs = 0
    const next = create()
    wallMs += TTL
    expect(next._fresh('me')!.activations).toEqual({ gam: ['1'] })
    expect(next._ageMs(next._last('me')!)).toBe(TTL)
    wallMs += 1
    expect(next._fresh('me')).toBeNull()
    expect(next._last('me')!.userId).toBe(USER)
  })

  it('counts as too old at the next start where the clock was set back', () => {
    create()._add('me', answer())
    wallMs -= 1
    expect(create()._fresh('me')).toBeNull()
  })

  it('ages within a process by the monotonic clock, whatever is set', () => {
    const answers = create()
    answers._add('me', answer())
    wallMs -= 500_000
    monotonicMs += TTL
    expect([answers._ageMs(answers._last('me')!), answers._fresh('me') && 'fresh']).toEqual([TTL, 'fresh'])
    monotonicMs += 1
    expect(answers._fresh('me')).toBeNull()
  })

  it('is no younger after an answer without a map', () => {
    const answers = create()
    answers._add('me', answer())
    pass(TTL)
    answers._add('me', answer({ activations: null }))
    expect(answers._ageMs(answers._last('me')!)).toBe(TTL)
    pass(1)
    expect(answers._fresh('me')).toBeNull()
  })

  it('is not handed on by an answer without a map once it is too old', () => {
    const answers = create()
    answers._add('me', answer())
    pass(TTL + 1)
    answers._add('me', answer({ activations: null, cohorts: null }))
    expect(answers._last('me')).toMatchObject({ activations: {}, cohorts: [] })
    expect(answers._ageMs(answers._last('me')!)).toBe(0)
  })

  it('is written again after a hundredth of its time, or when it changes', () => {
    const answers = create()
    answers._add('me', answer())
    pass(TTL / 100 - 1)
    answers._add('me', answer())
    expect(writes).toBe(1)
    pass(1)
    answers._add('me', answer())
    expect(writes).toBe(2)
    answers._add('me', answer({ cohorts: ['1'] }))
    expect(writes).toBe(3)
    expect(parseCache(kept)).toEqual([answers._last('me')])
  })

  it('comes from the copy in another store only where there is nothing yet', () => {
    const copy = JSON.stringify([entry('me', { at: wallMs, cohorts: ['9'] })])
    const answers = create()
    answers._adopt(copy)
    expect(answers._fresh('me')!.cohorts).toEqual(['9'])
    answers._add('me', answer())
    answers._adopt(copy)
    expect(answers._fresh('me')!.cohorts).toEqual(['1', '2'])
    answers._adopt(undefined)
    expect(answers._fresh('me')!.cohorts).toEqual(['1', '2'])
  })
})
