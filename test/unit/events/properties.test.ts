/**
 * Cleaning of properties: what goes, what stays, at every depth.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRecord } from '../../../src/checks.ts'
import { cleanProperties, mergeProperties, withoutPaths } from '../../../src/events/properties.ts'

const EMPTY: [string, unknown][] = [
  ['null', null],
  ['undefined', undefined],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['an empty string', ''],
  ['an empty list', []],
  ['an empty object', {}],
  ['an invalid date', new Date(NaN)],
  ['a function', () => 1],
  ['a list of nothing but empty values', [null, '', [], {}, [[{}]]]],
  ['an object of nothing but empty values', { a: null, b: { c: '' }, d: [[]] }],
]

const KEPT: [string, unknown, unknown][] = [
  ['zero', 0, 0],
  ['a negative number', -1.5, -1.5],
  ['false', false, false],
  ['true', true, true],
  ['a blank', ' ', ' '],
  ['the string null', 'null', 'null'],
  ['a list of zero and false', [0, false], [0, false]],
  ['a date', new Date(Date.UTC(2026, 2, 1, 20, 0, 0, 7)), '2026-03-01T20:00:00.007Z'],
  ['the beginning of time', new Date(0), '1970-01-01T00:00:00.000Z'],
]

describe('cleaning', () => {
  it.each(EMPTY)('takes away %s', (_, value) => {
    expect(cleanProperties({ gone: value, stays: 1 })).toEqual({ stays: 1 })
    expect('gone' in cleanProperties({ gone: value, stays: 1 })).toBe(false)
  })

  it.each(EMPTY)('takes away %s deep inside, and every container that it leaves empty', (_, value) => {
    expect(cleanProperties({ a: { b: [{ c: value }] }, stays: 1 })).toEqual({ stays: 1 })
    expect(cleanProperties({ a: { b: [{ c: value, d: 2 }, value] } })).toEqual({ a: { b: [{ d: 2 }] } })
  })

  it.each(KEPT)('keeps %s', (_, value, kept) => {
    expect(cleanProperties({ a: value, b: { c: [value] } })).toEqual({ a: kept, b: { c: [kept] } })
  })

  it.each([null, undefined, {}])('makes an empty object of %s', (value) => {
    expect(cleanProperties(value)).toEqual({})
  })

  it.each<[string, unknown]>([
    ['a string', 'text'],
    ['a number', 1],
    ['true', true],
    ['a list', [1]],
    ['a function', () => ({})],
    ['a date', new Date(0)],
  ])('refuses %s in the place of properties', (_, value) => {
    expect(() => cleanProperties(value)).toThrow(/expected an object/)
  })

  it('closes the gaps of a list', () => {
    const sparse: unknown[] = []
    sparse[3] = 'x'
    expect(cleanProperties({ list: [null, 1, undefined, 2, ''], sparse })).toEqual({ list: [1, 2], sparse: ['x'] })
  })

  it('takes objects without a prototype, and instances of the app by their own properties', () => {
    class Video {
      id = 7
      get title() {
        return 'inherited'
      }
    }
    const bare = Object.assign(Object.create(null), { a: 1 })
    expect(cleanProperties({ bare, video: new Video() })).toEqual({ bare: { a: 1 }, video: { id: 7 } })
  })

  it('leaves inherited properties alone', () => {
    expect(cleanProperties(Object.assign(Object.create({ inherited: 1 }), { own: 2 }))).toEqual({ own: 2 })
  })

  it('never lets __proto__ from JSON reach a prototype', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"polluted":1},"deep":{"__proto__":{"polluted":1},"a":1},"constructor":{"x":2}}',
    )
    const cleaned = cleanProperties(hostile)
    expect(Object.keys(cleaned)).toEqual(['deep', 'constructor'])
    expect((cleaned as { polluted?: number }).polluted).toBeUndefined()
    expect((cleaned.deep as { polluted?: number }).polluted).toBeUndefined()
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('throws where an object holds itself', () => {
    const own: Record<string, unknown> = { a: 1 }
    own.self = { inside: [own] }
    expect(() => cleanProperties(own)).toThrow(/nested too deeply/)
    const list: unknown[] = []
    list.push(list)
    expect(() => cleanProperties({ list })).toThrow(/nested too deeply/)
  })

  it('takes the same object twice, where it does not hold itself', () => {
    const genre = { name: 'sports' }
    expect(cleanProperties({ a: genre, b: [genre, genre] })).toEqual({ a: genre, b: [genre, genre] })
  })

  it('takes thirty levels, and refuses a hundred', () => {
    const nest = (levels: number): unknown => (levels ? { a: nest(levels - 1) } : 1)
    expect(cleanProperties(nest(30))).toEqual(nest(30))
    expect(() => cleanProperties(nest(100))).toThrow(/nested too deeply/)
  })

  it('throws what a getter throws', () => {
    const hostile = { fine: 1, deep: {} }
    Object.defineProperty(hostile.deep, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('no access')
      },
    })
    expect(() => cleanProperties(hostile)).toThrow('no access')
  })

  it('copies: what the app changes later is not in the event', () => {
    const given = { tags: ['a'], deep: { b: 1 } }
    const cleaned = cleanProperties(given)
    given.tags.push('later')
    given.deep.b = 2
    expect(cleaned).toEqual({ tags: ['a'], deep: { b: 1 } })
  })

  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(null, undefined, NaN, Infinity, -Infinity, '', 0, false, true),
      fc.string(),
      fc.double(),
      fc.date(),
      tie('list'),
      tie('record'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    record: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  }))

  it('has nothing left to do the second time', () => {
    fc.assert(
      fc.property(json.record, (properties) => {
        const once = cleanProperties(properties)
        expect(cleanProperties(once)).toEqual(once)
      }),
    )
  })

  it('leaves nothing that JSON would change, and nothing empty', () => {
    const isEmpty = (value: unknown): boolean =>
      value === null ||
      value === '' ||
      (typeof value === 'object' &&
        (Object.keys(value as object).length === 0 || Object.values(value as object).some(isEmpty)))
    fc.assert(
      fc.property(json.record, (properties) => {
        const cleaned = JSON.parse(JSON.stringify(cleanProperties(properties)))
        expect(cleaned).toEqual(JSON.parse(JSON.stringify(cleaned)))
        expect(Object.values(cleaned).some(isEmpty)).toBe(false)
      }),
    )
  })
})

describe('merging', () => {
  it('lays one over the other at every depth', () => {
    expect(mergeProperties({ a: 1, deep: { b: 1, c: [1] } }, { deep: { c: [2], d: 3 }, e: 4 })).toEqual({
      a: 1,
      deep: { b: 1, c: [2], d: 3 },
      e: 4,
    })
  })

  it('replaces where only one side is an object', () => {
    expect(mergeProperties({ a: { b: 1 }, c: 1, d: [1] }, { a: 2, c: { e: 1 }, d: { f: 1 } })).toEqual({
      a: 2,
      c: { e: 1 },
      d: { f: 1 },
    })
  })

  it('leaves both as they were', () => {
    const base = { deep: { a: 1 } }
    const over = { deep: { b: 2 } }
    mergeProperties(base, over)
    expect([base, over]).toEqual([{ deep: { a: 1 } }, { deep: { b: 2 } }])
  })
})

describe('leaving paths out', () => {
  const properties = { title: 'x', viewer: { age: 30, city: { name: 'y', zip: 1 } }, list: [{ age: 1 }] }

  it.each<[string[], unknown]>([
    [[], properties],
    [['viewer'], { title: 'x', list: [{ age: 1 }] }],
    [['viewer.age'], { title: 'x', viewer: { city: { name: 'y', zip: 1 } }, list: [{ age: 1 }] }],
    [['viewer.city.zip', 'title'], { viewer: { age: 30, city: { name: 'y' } }, list: [{ age: 1 }] }],
    [['missing', 'viewer.missing.deep', 'title.length', 'list.5.age'], properties],
    [['list.age'], { title: 'x', viewer: { age: 30, city: { name: 'y', zip: 1 } }, list: [{}] }],
  ])('takes away %j', (paths, left) => {
    expect(withoutPaths(properties, paths)).toEqual(left)
  })

  it.each<[unknown, string, unknown]>([
    [
      { cast: [{ name: 'a', mail: 'b' }, 'c', null, [{ mail: 'd' }]] },
      'cast.mail',
      { cast: [{ name: 'a' }, 'c', null, [{}]] },
    ],
    [{ cast: ['a', { mail: 'b' }] }, 'cast.1.mail', { cast: ['a', {}] }],
    [{ cast: ['a', 'b', 'c'] }, 'cast.1', { cast: ['a', 'c'] }],
    [{ 'user.id': 1, user: { id: 2, name: 'x' } }, 'user.id', { user: { name: 'x' } }],
    [{ 'user.data': { id: 1, name: 'x' } }, 'user.data.id', { 'user.data': { name: 'x' } }],
    [{ a: { 'b.c': { d: 1 } } }, 'a.b.c.d', { a: { 'b.c': {} } }],
    [{ ab: 1, a: 2 }, 'a', { ab: 1 }],
  ])('finds in %j the path %s', (given, path, left) => {
    expect(withoutPaths(given as Record<string, unknown>, [path])).toEqual(left)
  })

  it('leaves the original as it was', () => {
    const before = JSON.stringify(properties)
    withoutPaths(properties, ['viewer.city.zip', 'viewer.age'])
    expect(JSON.stringify(properties)).toBe(before)
  })
})

it.each<[unknown, boolean]>([
  [{}, true],
  [Object.create(null), true],
  [[], false],
  [null, false],
  [undefined, false],
  [new Date(0), false],
  ['x', false],
  [() => 1, false],
])('%o as a record: %s', (value, is) => {
  expect(isRecord(value)).toBe(is)
})
