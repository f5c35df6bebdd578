/**
 * Urls of contents: examples, and what holds for every address. The seed is fixed; `URL_SEED` and `URL_RUNS` explore further.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moduleEntries } from '../../../scripts/entries.mjs'
import type { ContentAddress } from '../../../src/api.ts'
import { contentUrl, STRIPPED } from '../../../src/contextual/content-url.ts'

const settings = { numRuns: Number(process.env['URL_RUNS'] ?? 1000), seed: Number(process.env['URL_SEED'] ?? 41_119) }
const web = (webUrl: string, more: Omit<ContentAddress, 'webUrl'> = {}) => contentUrl({ webUrl, ...more })

describe('the url of a content with a web page', () => {
  it.each([
    ['is that of the page', 'https://example.com/shows/pl-highlights/', 'https://example.com/shows/pl-highlights/'],
    [
      'has no campaign in it',
      'https://example.com/a?utm_source=tv&v=1&UTM_Campaign=x&gclid=1&fbclid=2&msclkid=3',
      'https://example.com/a?v=1',
    ],
    [
      'has no session in it',
      'https://example.com/a?PHPSESSID=1&sid=2&jsessionid=3&ASPSESSIONIDQQ=4&v=1',
      'https://example.com/a?v=1',
    ],
    [
      'has no viewer in it',
      'https://example.com/a?user_id=4711&email=a%40b.tv&access_token=x',
      'https://example.com/a',
    ],
    [
      'has no session in its path',
      'https://example.com/a;jsessionid=AB12!-7/b;v=2;SID=9;w?x=1',
      'https://example.com/a/b;v=2;w?x=1',
    ],
    ['sees through escaped names', 'https://example.com/a?utm%5Fsource=tv&%67clid=1', 'https://example.com/a'],
    ['has no fragment', 'https://example.com/a?v=1#t=30', 'https://example.com/a?v=1'],
    ['has no user before its host', 'https://anna:secret@example.com/a', 'https://example.com/a'],
    [
      'has scheme and host in lower case, and the path as it is',
      'HTTPS://WWW.Example.COM/A/B?C=D',
      'https://www.example.com/A/B?C=D',
    ],
    ['has no default port, https', 'https://example.com:443/a', 'https://example.com/a'],
    ['has no default port, http', 'http://example.com:80/a', 'http://example.com/a'],
    ['has no port of no digits', 'http://example.com:/a', 'http://example.com/a'],
    ['keeps any other port', 'http://example.com:443/a', 'http://example.com:443/a'],
    ['keeps the brackets of an address', 'http://[::1]:8080/a', 'http://[::1]:8080/a'],
    ['has a path', 'https://example.com', 'https://example.com/'],
    ['has a path before its query', 'https://example.com?v=1', 'https://example.com/?v=1'],
    [
      'has its parameters by name, those of one name in their order',
      'https://example.com/?b=2&a=9&b=1&B=0',
      'https://example.com/?B=0&a=9&b=2&b=1',
    ],
    [
      'keeps escapes, empty values and odd ones as they are',
      'https://example.com/%7e?q=%C3%A4+%2f%zz&a&b=&c==d',
      'https://example.com/%7e?a&b=&c==d&q=%C3%A4+%2f%zz',
    ],
    ['has no empty parameters', 'https://example.com/?&a=1&&', 'https://example.com/?a=1'],
    ['has no space around it', '  https://example.com/a\n', 'https://example.com/a'],
  ])('%s', (_, from, to) => {
    expect(web(from)).toBe(to)
  })

  it('keeps the order of many parameters of one name', () => {
    const query = Array.from({ length: 40 }, (_, place) => `v=${place}`).join('&')
    expect(web(`https://example.com/?${query}&utm_id=1`)).toBe(`https://example.com/?${query}`)
  })

  it('leaves out the names an app adds, and keeps those it asks for', () => {
    const page = 'https://example.com/a;box=1?sid=series-7&ref=home&Box_id=3&v=1'
    expect(web(page, { strip: ['REF', 'box*'], keep: ['sid'] })).toBe('https://example.com/a?sid=series-7&v=1')
    expect(web(page, { strip: ['box_id'], keep: ['s*'] })).toBe('https://example.com/a;box=1?ref=home&sid=series-7&v=1')
  })

  it('is what the app names, where the page is none', () => {
    for (const webUrl of [
      '',
      'file:///opt/app/index.html',
      '/relative',
      'https://',
      'https:///a',
      'https://a b/',
      'https://a\\b/',
      'ftp://example.com/',
      null,
      undefined,
    ])
      expect(contentUrl({ webUrl, scheme: 'myapp', id: 7 })).toBe('myapp://7')
  })
})

describe('the url of a content without a web page', () => {
  it.each<[string, ContentAddress, string]>([
    ['has the parts of its id', { scheme: 'myapp', id: 'podcast/1234' }, 'myapp://podcast/1234'],
    ['escapes once', { scheme: 'myapp', id: 'a b%20?&#ä' }, 'myapp://a%20b%2520%3F%26%23%C3%A4'],
    ['has its scheme in lower case, and the id as it is', { scheme: 'MyApp', id: 'AbC' }, 'myapp://AbC'],
    ['takes numbers', { scheme: 'smart-tv+2.0', id: 0 }, 'smart-tv+2.0://0'],
  ])('%s', (_, address, url) => {
    expect(contentUrl(address)).toBe(url)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a text', 'https://example.com/'],
    ['an id alone', { id: '1' }],
    ['a scheme alone', { scheme: 'myapp' }],
    ['a blank id', { scheme: 'myapp', id: ' ' }],
    ['an id that is no number', { scheme: 'myapp', id: NaN }],
    ['an id of half a character', { scheme: 'myapp', id: '\ud800' }],
    ['an id that is an object', { scheme: 'myapp', id: {} }],
    ['a scheme that is none', { scheme: 'my app', id: '1' }],
    ['a scheme with its colon', { scheme: 'myapp://', id: '1' }],
    ['a page that is no text', { webUrl: 5 }],
    ['lists that are none', { webUrl: 'https://example.com/?a=1', strip: 7 }],
    ['a list of other things', { webUrl: 'https://example.com/?a=1', keep: [null], strip: ['a'] }],
    [
      'a getter that throws',
      {
        get webUrl() {
          throw new Error('spoiled')
        },
      },
    ],
  ])('is empty for %s', (_, address) => {
    expect(contentUrl(address as ContentAddress)).toBe('')
  })
})

const name = fc.oneof(
  fc.stringMatching(/^[a-z0-9_.[\]-]{1,6}$/),
  fc.constantFrom('v', 'id', 'vid', 'list', '%zz', '%76', 'q%3D'),
)
const value = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_.~%+=,;:@/?-]{0,8}$/),
  fc.constantFrom('', '%C3%A4', '%', '+', 'a;jsessionid=2', 'https://x.tv/?y'),
)
const isListed = (written: string) =>
  STRIPPED.split(' ').some((item) =>
    item.endsWith('*')
      ? unescape(written).toLowerCase().startsWith(item.slice(0, -1))
      : unescape(written).toLowerCase() === item,
  )
const foreign = fc
  .tuple(
    name.filter((written) => !isListed(written)),
    value,
  )
  .map((pair) => pair.join('='))
/** Any listed name, in any case, with some ending where any is meant. */
const listedName = fc
  .tuple(fc.constantFrom(...STRIPPED.split(' ')), fc.stringMatching(/^[a-z0-9]{0,4}$/), fc.boolean(), fc.boolean())
  .map(([item, ending, isUpper, isEscaped]) => {
    const written = item.replace('*', ending)
    const cased = isUpper ? written.toUpperCase() : written
    return isEscaped ? `%${cased.charCodeAt(0).toString(16)}${cased.slice(1)}` : cased
  })
const tracking = fc.tuple(listedName, value).map((pair) => pair.join('='))
const segment = fc.stringMatching(/^[A-Za-z0-9._~%!$&'()*+,=:@-]{0,6}$/)
const base = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTPS://'),
    fc.constantFrom('', 'u@', 'anna:pw@'),
    fc.constantFrom('example.com', 'WWW.Example.com', '[::1]', 'x.tv:80', 'x.tv:443', 'x.tv:8080'),
    fc.array(segment, { maxLength: 3 }),
  )
  .map(([scheme, user, host, segments]) => scheme + user + host + segments.map((part) => '/' + part).join(''))
const pageOf = (start: string, parameters: string[], fragment = '') =>
  start + (parameters.length > 0 ? '?' + parameters.join('&') : '') + fragment

describe('every content url', () => {
  it('stays as it is when it is built again', () => {
    fc.assert(
      fc.property(
        base,
        fc.array(fc.oneof(foreign, tracking, fc.constant('')), { maxLength: 6 }),
        fc.constantFrom('', '#', '#a?utm_x=1'),
        (start, parameters, fragment) => {
          const once = web(pageOf(start, parameters, fragment))
          expect(once).not.toBe('')
          expect(web(once)).toBe(once)
        },
      ),
      settings,
    )
  })

  it('is the same whatever campaign, session, viewer and fragment came with it, wherever they stand', () => {
    fc.assert(
      fc.property(
        base,
        fc.array(foreign, { maxLength: 4 }),
        fc.array(fc.tuple(tracking, fc.nat(8)), { maxLength: 4 }),
        fc.constantFrom('', '#x'),
        (start, parameters, added, fragment) => {
          const spoiled = [...parameters]
          for (const [parameter, place] of added) spoiled.splice(place, 0, parameter)
          expect(web(pageOf(start, spoiled, fragment))).toBe(web(pageOf(start, parameters)))
        },
      ),
      settings,
    )
  })

  it('is the same whatever the order of parameters of different names', () => {
    fc.assert(
      fc.property(
        base,
        fc.uniqueArray(foreign, { maxLength: 6, selector: (parameter) => parameter.split('=')[0] }),
        fc.infiniteStream(fc.nat(1000)),
        (start, parameters, numbers) => {
          const shuffled = parameters
            .map((parameter) => ({ parameter, at: numbers.next().value as number }))
            .sort((a, b) => a.at - b.at)
          expect(
            web(
              pageOf(
                start,
                shuffled.map(({ parameter }) => parameter),
              ),
            ),
          ).toBe(web(pageOf(start, parameters)))
        },
      ),
      settings,
    )
  })

  it('holds every foreign parameter, byte for byte', () => {
    fc.assert(
      fc.property(
        base,
        fc.array(foreign, { minLength: 1, maxLength: 6 }),
        fc.array(tracking, { maxLength: 3 }),
        (start, parameters, added) => {
          const query = web(pageOf(start, [...added, ...parameters]))
            .split('?')
            .slice(1)
            .join('?')
            .split('&')
          expect([...query].sort()).toEqual([...parameters].sort())
        },
      ),
      settings,
    )
  })

  it('holds no user id that came as a parameter, in the path, before the host or behind the #', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.constantFrom('user_id', 'uid', 'UserId', 'user', 'sid', 'PHPSESSID', 'token', 'tifa'),
        fc.array(foreign, { maxLength: 3 }),
        (id, field, parameters) => {
          const page = `https://${id}@example.com/a;${field}=${id}/b`
          expect(web(pageOf(page, [...parameters, `${field}=${id}`], `#${id}`))).not.toContain(id)
        },
      ),
      settings,
    )
  })

  it('is one for each id, and back again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((id) => id.trim() !== ''),
        (id) => {
          const url = contentUrl({ scheme: 'myapp', id })
          expect(url.slice('myapp://'.length).split('/').map(decodeURIComponent).join('/')).toBe(id)
        },
      ),
      settings,
    )
  })

  it('never throws, and is a text', () => {
    const anything = fc.anything()
    const parts = fc.record(
      { webUrl: fc.oneof(anything, fc.webUrl()), scheme: anything, id: anything, strip: anything, keep: anything },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(anything, parts), (address) => typeof contentUrl(address as ContentAddress) === 'string'),
      settings,
    )
  })
})

it('is built by every entry that has a tracker', async () => {
  const entries: [string, Record<string, unknown>][] = await Promise.all(
    Object.entries(moduleEntries).map(
      async ([entry, source]) =>
        [entry, await import(new URL(`../../../${source}`, import.meta.url).href)] as [string, Record<string, unknown>],
    ),
  )
  const offering = (name: string) => entries.filter(([, module]) => name in module).map(([entry]) => entry)
  expect(offering('contentUrl')).toEqual(offering('createTracker'))
  expect(offering('contentUrl')).toContain('./browser')
})
