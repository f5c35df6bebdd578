/**
 * Alias lists, and the stand-in for an identity.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAliases, scopeOf } from '../../../src/identity/identity.ts'

describe('aliases', () => {
  it.each([[null], [undefined], [[]]])('of %j are none', (input) => {
    expect(parseAliases(input)).toEqual([])
  })

  it('may be a single one', () => {
    expect(parseAliases({ tag: 'email_sha256', id: 'a1b2' })).toEqual([
      { tag: 'email_sha256', id: 'a1b2', priority: 0 },
    ])
  })

  it('have the priority of their place', () => {
    const parsed = parseAliases([
      { tag: 'email_sha256', id: 'a' },
      { tag: 'idfa', id: 'b' },
      { tag: 'tifa', id: 'c' },
    ])
    expect(parsed.map(({ tag, priority }) => [tag, priority])).toEqual([
      ['email_sha256', 0],
      ['idfa', 1],
      ['tifa', 2],
    ])
  })

  it('stand in order of their given priorities', () => {
    const parsed = parseAliases([
      { tag: 'weak', id: 'a', priority: 9 },
      { tag: 'strong', id: 'b', priority: -1 },
      { tag: 'middle', id: 'c', priority: 4 },
    ])
    expect(parsed.map(({ tag, priority }) => [tag, priority])).toEqual([
      ['strong', -1],
      ['middle', 4],
      ['weak', 9],
    ])
  })

  it('carry nothing else along, and leave the list of the app as it was', () => {
    const given = [
      { tag: 'b', id: '2', priority: 1, note: 'x' },
      { tag: 'a', id: '1', priority: 0 },
    ]
    const before = JSON.stringify(given)
    const parsed = parseAliases(given)
    expect(parsed).toEqual([
      { tag: 'a', id: '1', priority: 0 },
      { tag: 'b', id: '2', priority: 1 },
    ])
    parsed[0]!.id = 'changed'
    expect(JSON.stringify(given)).toBe(before)
  })

  it.each<[string, unknown]>([
    ['a string', 'me'],
    ['a number', 5],
    ['true', true],
    ['a list of strings', ['me']],
    ['a hole', [null]],
    ['no tag', { id: 'a' }],
    ['an empty tag', { tag: '', id: 'a' }],
    ['a tag that is no string', { tag: 1, id: 'a' }],
    ['no id', { tag: 'a' }],
    ['an empty id', { tag: 'a', id: '' }],
    ['an id that is no string', { tag: 'a', id: 7 }],
    ['a list in a list', [[{ tag: 'a', id: 'b' }]]],
  ])('of %s are refused in one sentence', (_, input) => {
    expect(() => parseAliases(input)).toThrow('expected an alias { tag, id } of two non-empty strings')
  })

  it.each<[string, unknown]>([
    ['a string', '1'],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['an object', {}],
  ])('with %s as priority are refused', (_, priority) => {
    expect(() => parseAliases({ tag: 'a', id: 'b', priority })).toThrow(
      'expected a whole number as priority of an alias',
    )
  })

  it.each<[string, { tag: string; id: string; priority?: number }[]]>([
    [
      'a tag twice',
      [
        { tag: 'a', id: '1' },
        { tag: 'a', id: '2' },
      ],
    ],
    [
      'a priority twice',
      [
        { tag: 'a', id: '1', priority: 3 },
        { tag: 'b', id: '2', priority: 3 },
      ],
    ],
    [
      'a priority that is another’s place',
      [
        { tag: 'a', id: '1' },
        { tag: 'b', id: '2', priority: 0 },
      ],
    ],
  ])('with %s are refused', (_, input) => {
    expect(() => parseAliases(input)).toThrow('expected each tag and each priority once')
  })
})

describe('the scope', () => {
  const me = { tag: 'email_sha256', id: 'a1b2c3' }
  const tv = { tag: 'tifa', id: 'd4e5f6' }

  it('is equal where workspace and aliases are equal', () => {
    expect(scopeOf('w', [{ ...me }, tv])).toBe(scopeOf('w', [me, { ...tv, priority: 5 }]))
  })

  it('differs with workspace, tag, id, order and number of aliases', () => {
    const scopes = [
      scopeOf('w', []),
      scopeOf('v', []),
      scopeOf('w', [me]),
      scopeOf('v', [me]),
      scopeOf('w', [tv]),
      scopeOf('w', [me, tv]),
      scopeOf('w', [tv, me]),
      scopeOf('w', [{ tag: me.id, id: me.tag }]),
      scopeOf('w', [{ tag: 'email_sha256', id: 'a1b2c4' }]),
      scopeOf('w', [{ tag: 'email_sha256a', id: '1b2c3' }]),
    ]
    expect(new Set(scopes).size).toBe(scopes.length)
  })

  it('gives neither key nor ids away, and is short', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string({ minLength: 8 }), (workspace, id) => {
        const scope = scopeOf(workspace, [{ tag: 'tag', id }])
        expect(scope).toMatch(/^[0-9a-z]{1,14}$/)
        expect(scope).not.toContain(id)
        expect(scope).not.toContain(workspace)
      }),
    )
  })

  it('does not collide among ten thousand viewers', () => {
    const scopes = new Set(
      Array.from({ length: 10_000 }, (_, viewer) => scopeOf('workspace', [{ tag: 'internal_id', id: String(viewer) }])),
    )
    expect(scopes.size).toBe(10_000)
  })
})
