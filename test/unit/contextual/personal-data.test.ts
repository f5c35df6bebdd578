/**
 * What counts as data of the viewer, and what does not.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findPersonalData } from '../../../src/contextual/personal-data.ts'

const USER = '0b9f7c1e-8f0e-4d8e-9d3f-2f1f6f0c1a11'
const HASH = 'Zm9v/YmFy+Zm9vYmFyZm9v=='
const IDS = [null, USER, HASH, 'anna', '4711']

function found(value: unknown, ids: readonly unknown[] = IDS): string[] {
  const paths: string[] = []
  findPersonalData(value, 'content', ids, (path) => paths.push(path))
  return paths
}

describe('data of the viewer', () => {
  it.each<[string, unknown, string[]]>([
    ['an e-mail address', { a: { mail: 'Anna.B+tv@home.example' } }, ['content.a.mail']],
    ['one in a sentence', { a: 'Write to <anna@home.example>, please' }, ['content.a']],
    ['one in a list', { a: ['x', { b: 'anna@home.example' }] }, ['content.a.1.b']],
    ['one in a url', { url: 'https://x.tv/?m=anna@home.example' }, ['content.url']],
    ['one that is escaped in a url', { url: 'https://x.tv/anna%40home.example/' }, ['content.url']],
    ['one before the host', { url: 'https://anna@home.example/' }, ['content.url']],
    ['a known id', { a: USER, b: [HASH], c: { d: 'anna' } }, ['content.a', 'content.b.0', 'content.c.d']],
    ['a known id as a number', { a: 4711 }, ['content.a']],
    [
      'a known id in a url',
      { url: `https://x.tv/u/${USER}/?v=1`, poster: 'https://x.tv/p.jpg?for=4711&v=1' },
      ['content.url', 'content.poster'],
    ],
    ['a known id escaped in a url', { url: 'https://x.tv/?u=%61nna' }, ['content.url']],
    ['a name, which is not told', { seen: { [USER]: 1, 'anna@home.example': 2 } }, ['content.seen', 'content.seen']],
  ])('is %s', (_, value, paths) => {
    expect(found(value)).toEqual(paths)
  })

  it.each<[string, unknown]>([
    ['a title', { title: 'Meet me @ the corner. At 8.30' }],
    ['a channel', { url: 'https://x.tv/@news.today/live', author: '@news.today' }],
    ['a picture for sharp screens', { poster: 'https://x.tv/poster@2x.png' }],
    ['a word that holds an id', { title: 'Susannah', genre: 'anna-bella', code: '14711' }],
    ['an id unlike the known ones', { video_id: '4712', uuid: USER.replace('0', '1') }],
    ['what is no text', { a: true, b: 0, c: 1.5, d: [], e: {} }],
    ['a broken escape', { url: 'https://x.tv/?q=%zz%' }],
    ['a name of every object', { toString: 'x', valueOf: 1, constructor: { prototype: 2 } }],
  ])('is not %s', (_, value) => {
    expect(found(value)).toEqual([])
  })

  it('is not a text that says null, where an id is not known', () => {
    expect(found({ a: 'null', b: 'undefined', c: '' }, [null, undefined])).toEqual([])
  })

  it('never throws, and finds an id however deep it lies', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 6 }), (json, keys) => {
        const value = keys.reduceRight<unknown>((below, key) => ({ other: json, [key]: below }), USER)
        expect(found(value, [USER])).toContain(['content', ...keys].join('.'))
      }),
      { seed: 41_119 },
    )
  })
})
