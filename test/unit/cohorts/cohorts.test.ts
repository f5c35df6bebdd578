/**
 * Ids per ad platform: joined names, order, and values from outside.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createRoom,
  idsFor,
  joinedNames,
  parseActivations,
  parseIds,
  union,
  without,
} from '../../../src/cohorts/cohorts.ts'

describe('joined names', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['gam', { gam: 'dfp' }, ['gam', 'dfp']],
    ['dfp', { gam: 'dfp' }, ['dfp', 'gam']],
    ['freewheel', { gam: 'dfp' }, ['freewheel']],
    ['dfp', { gam: 'dfp', google: 'dfp' }, ['dfp', 'gam', 'google']],
    ['gam', {}, ['gam']],
    ['gam', { gam: 'gam' }, ['gam']],
    ['gam', { gam: 'dfp', dfp: 'gam' }, ['gam', 'dfp']],
    ['constructor', { gam: 'dfp' }, ['constructor']],
  ])('of %s under %j are %j', (platform, aliases, names) => {
    expect(joinedNames(platform, aliases)).toEqual(names)
  })

  it('hold both ways', () => {
    const name = fc.constantFrom('gam', 'dfp', 'freewheel', 'xandr', 'adswizz')
    fc.assert(
      fc.property(fc.dictionary(name, name), name, name, (aliases, one, other) => {
        expect(joinedNames(one, aliases).includes(other)).toBe(joinedNames(other, aliases).includes(one))
      }),
    )
  })
})

describe('the ids that another list does not have', () => {
  it.each<[string[], string[], string[]]>([
    [['1', '2', '3'], ['2'], ['1', '3']],
    [['1'], [], ['1']],
    [[], ['1'], []],
    [['constructor', '__proto__'], ['__proto__'], ['constructor']],
  ])('%j without %j are %j', (list, other, left) => {
    expect(without(list, other)).toEqual(left)
  })
})

describe('the union', () => {
  it('of the guide’s example is the behavioural ids, then the contextual ones', () => {
    expect(
      union([
        ['12345', '67890'],
        ['99999', '88888'],
      ]),
    ).toEqual(['12345', '67890', '99999', '88888'])
  })

  it('keeps the first place of an id, and passes over what is missing', () => {
    expect(union([['b', 'a', 'b'], undefined, ['a', 'c'], []])).toEqual(['b', 'a', 'c'])
    expect(union([])).toEqual([])
  })

  it('holds each id once, in order of first sight', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom('1', '2', '3', '4'))), (lists) => {
        expect(union(lists)).toEqual([...new Set(lists.flat())])
      }),
    )
  })
})

describe('ids of a platform', () => {
  const activations = { dfp: ['1', '2'], gam: ['2', '3'], freewheel: ['9'] }

  it('come from all its names, in the order of the names', () => {
    expect(idsFor(activations, ['gam', 'dfp'])).toEqual(['2', '3', '1'])
    expect(idsFor(activations, ['xandr'])).toEqual([])
    expect(idsFor(null, ['gam'])).toEqual([])
    expect(idsFor(undefined, ['gam'])).toEqual([])
  })

  it('are never what every object inherits', () => {
    expect(idsFor(activations, ['constructor', 'toString', '__proto__', 'hasOwnProperty'])).toEqual([])
  })

  it('are a list of their own', () => {
    idsFor(activations, ['gam']).push('x')
    expect(activations.gam).toEqual(['2', '3'])
  })
})

describe('a map from outside', () => {
  it('is taken as it is', () => {
    expect(parseActivations({ gam: ['12345'], dfp: [] }, createRoom())).toEqual({ gam: ['12345'], dfp: [] })
    expect(parseActivations({}, createRoom())).toEqual({})
  })

  it.each([[null], [undefined], [''], ['gam'], [1], [true], [[]], [['gam']]])('is none where it is %j', (value) => {
    expect(parseActivations(value, createRoom())).toBeNull()
  })

  it('loses entries of another form, and ids of another kind', () => {
    expect(
      parseActivations(
        { gam: ['1', 2, null, {}, ['3'], true], dfp: 'x', xandr: null, freewheel: { 0: '1' } },
        createRoom(),
      ),
    ).toEqual({ gam: ['1', '2'] })
  })

  it('keeps ids of at most 64 characters, whole, at most 1,000 of a platform, and 50,000 characters in all', () => {
    const longest = 'x'.repeat(64)
    expect(parseActivations({ gam: [longest, longest + 'x', '1'] }, createRoom())).toEqual({ gam: [longest, '1'] })
    expect(parseActivations({ [longest + 'x']: ['1'], gam: [] }, createRoom())).toEqual({ gam: [] })
    const many = Array.from({ length: 5000 }, (_, n) => 'id' + n)
    expect(parseActivations({ gam: many }, createRoom())!['gam']).toEqual(many.slice(0, 1000))
    const room = createRoom()
    const all = parseActivations(Object.fromEntries(many.map((name) => [name, many])), room)!
    expect(JSON.stringify(all).length).toBeLessThan(50_500)
    expect(parseIds(['1234567890', '1'], { left: 5 })).toEqual(['1'])
  })

  it('cannot reach a prototype', () => {
    const parsed = parseActivations(JSON.parse('{"__proto__":["1"],"constructor":["2"],"gam":["3"]}'), createRoom())!
    expect(Object.keys(parsed)).toEqual(['constructor', 'gam'])
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    expect(idsFor(parsed, ['__proto__'])).toEqual([])
  })

  it.each<[unknown, string[] | null]>([
    [
      ['1', 2, 3.5],
      ['1', '2', '3.5'],
    ],
    [[], []],
    [[null, undefined, {}, false], []],
    ['1', null],
    [{ length: 1, 0: '1' }, null],
    [null, null],
  ])('holds ids: %j gives %j', (value, ids) => {
    expect(parseIds(value, createRoom())).toEqual(ids)
  })
})
