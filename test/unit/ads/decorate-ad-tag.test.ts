/**
 * Golden urls, each in the syntax of the vendor document named beside it.
 */
import { describe, expect, it } from 'vitest'
import { decorateAdTag } from '../../../src/ads/index.ts'
import type { AdTagOptions, AdTagPreset } from '../../../src/ads/index.ts'

const IDS = ['12345', '67890']
const SPLIT = { behavioral: ['12345', '67890'], contextual: ['99999'] }
const NONE: string[] = []

describe('Google Ad Manager, support.google.com/admanager/answer/1080597', () => {
  const google =
    'https://securepubads.g.doubleclick.net/gampad/ads?sz=400x300&gdfp_req=1&iu=/6062/videodemo&ciu_szs=728x90,300x250' +
    '&url=https://www.simplevideoad.com&correlator=7104&env=vp&unviewed_position_start=1&output=xml_vast2'

  it('adds cust_params with =, & and the comma encoded once', () => {
    expect(decorateAdTag(google, IDS, 'gam')).toBe(google + '&cust_params=permutive%3D12345%2C67890')
  })

  it("encodes the document's own key-values as the document does", () => {
    const targeting = { behavioral: ['blog'], contextual: ['value1', 'value2'] }
    expect(decorateAdTag(google, targeting, { preset: 'gam', key: 'section', contextualKey: 'anotherKey' })).toBe(
      google + '&cust_params=section%3Dblog%26anotherKey%3Dvalue1%2Cvalue2',
    )
  })

  it("merges into the document's cust_params and keeps its order and its bytes", () => {
    const cust = google.replace('&env=vp', '&cust_params=section%3Dblog%26anotherKey%3dvalue1%2cvalue2&env=vp')
    expect(decorateAdTag(cust, SPLIT, 'gam')).toBe(
      cust.replace('%2cvalue2', '%2cvalue2%26permutive%3D12345%2C67890%26prmtvctx%3D99999'),
    )
  })

  it('replaces old values where they stand', () => {
    expect(decorateAdTag('https://ads.test/?cust_params=a%3D1%26permutive%3D9%2C8%26b%3D2&c=3', IDS, 'gam')).toBe(
      'https://ads.test/?cust_params=a%3D1%26permutive%3D12345%2C67890%26b%3D2&c=3',
    )
  })

  it('replaces old values whose equals sign was never encoded, or in lower case', () => {
    for (const equals of ['=', '%3d']) {
      expect(decorateAdTag(`https://ads.test/?cust_params=permutive${equals}9%26b%3D2`, IDS, 'gam')).toBe(
        'https://ads.test/?cust_params=permutive%3D12345%2C67890%26b%3D2',
      )
    }
  })

  it('takes a cust_params away that held nothing but our keys, and leaves an empty one alone', () => {
    expect(decorateAdTag('https://ads.test/?a=1&cust_params=permutive%3D1%26prmtvctx%3D2&b=2', NONE, 'gam')).toBe(
      'https://ads.test/?a=1&b=2',
    )
    expect(decorateAdTag('https://ads.test/?cust_params=permutive%3D1', NONE, 'gam')).toBe('https://ads.test/')
    expect(decorateAdTag('https://ads.test/?a=1&cust_params=&b=2', NONE, 'gam')).toBe(
      'https://ads.test/?a=1&cust_params=&b=2',
    )
  })

  it('fills an empty cust_params and one that is a macro', () => {
    expect(decorateAdTag('https://ads.test/?cust_params=&b=2', ['1'], 'gam')).toBe(
      'https://ads.test/?cust_params=permutive%3D1&b=2',
    )
    expect(decorateAdTag('https://ads.test/?cust_params=[KV]&b=2', ['1'], 'gam')).toBe(
      'https://ads.test/?cust_params=[KV]%26permutive%3D1&b=2',
    )
  })

  it('takes old values out of every cust_params and writes the new ones into the first', () => {
    const tag = 'https://ads.test/?cust_params=a%3D1&x=2&cust_params=permutive%3D9%26b%3D2&cust_params=prmtvctx%3D8'
    expect(decorateAdTag(tag, ['1'], 'gam')).toBe(
      'https://ads.test/?cust_params=a%3D1%26permutive%3D1&x=2&cust_params=b%3D2',
    )
    expect(decorateAdTag(tag, NONE, 'gam')).toBe('https://ads.test/?cust_params=a%3D1&x=2&cust_params=b%3D2')
  })

  it('finds cust_params in a tag that is separated by semicolons, and adds it with one', () => {
    const tag =
      'https://ads.test/gampad/ads?iu=/1/tv;sz=1920x1080;cust_params=section%3Dblog%26permutive%3D9;ord=[timestamp]'
    expect(decorateAdTag(tag, IDS, 'gam')).toBe(tag.replace('%3D9', '%3D12345%2C67890'))
    expect(decorateAdTag(tag, NONE, 'gam')).toBe(tag.replace('%26permutive%3D9', ''))
    expect(decorateAdTag('https://ads.test/?iu=/1/tv;ord=7', ['1'], 'gam')).toBe(
      'https://ads.test/?iu=/1/tv;ord=7;cust_params=permutive%3D1',
    )
    expect(decorateAdTag('https://ads.test/?iu=/1/tv;ord=7;', ['1'], 'gam')).toBe(
      'https://ads.test/?iu=/1/tv;ord=7;cust_params=permutive%3D1;',
    )
  })

  it('takes a semicolon for a part of a value where the tag is separated by ampersands', () => {
    expect(decorateAdTag('https://ads.test/?iu=/1/a;b&cust_params=a%3D1;2&c', ['1'], 'gam')).toBe(
      'https://ads.test/?iu=/1/a;b&cust_params=a%3D1;2%26permutive%3D1&c',
    )
  })

  it('touches the first cust_params only, and none that merely ends in that name', () => {
    expect(decorateAdTag('https://ads.test/?my_cust_params=x&cust_params=a%3D1&cust_params=b%3D2', ['1'], 'gam')).toBe(
      'https://ads.test/?my_cust_params=x&cust_params=a%3D1%26permutive%3D1&cust_params=b%3D2',
    )
  })

  it('escapes an id by itself first, so that its delimiters survive the one decoding', () => {
    const url = decorateAdTag('https://ads.test/', ['a&b=c,d', 'é'], 'gam')
    expect(url).toBe('https://ads.test/?cust_params=permutive%3Da%2526b%253Dc%252Cd%2C%25C3%25A9')
    expect(new URL(url).searchParams.get('cust_params')).toBe('permutive=a%26b%3Dc%2Cd,%C3%A9')
  })

  it('can be told to encode twice, for a tag that travels inside another url', () => {
    const options: AdTagOptions = { preset: 'gam', encode: 2 }
    const url = decorateAdTag('https://ads.test/?cust_params=a%253D1', IDS, options)
    expect(url).toBe('https://ads.test/?cust_params=a%253D1%2526permutive%253D12345%252C67890')
    expect(decorateAdTag(url, ['1'], options)).toBe('https://ads.test/?cust_params=a%253D1%2526permutive%253D1')
  })
})

describe('FreeWheel, docs.uplynk.com/reference/freewheel and docs.prebid.org/dev-docs/modules/freewheel.html', () => {
  const globals =
    'https://2f3ba.v.fwmrm.net/ad/g/1?nw=193466&prof=193466:live&csid=section&caid=[VideoID]&resp=vast2&flag=+exvt+emcr'
  const slot = 'slid=pre&ptgt=a&tpos=0&maxa=1&slau=Pre%20Roll'

  it('fills the empty key-value section and repeats the key', () => {
    expect(decorateAdTag(`${globals};;${slot}`, IDS, 'freewheel')).toBe(
      `${globals};permutive=12345&permutive=67890;${slot}`,
    )
  })

  it('joins the key-values that are there, as Prebid writes them', () => {
    const tag = (more: string) =>
      `${globals};hb_pb_cat_dur=10.00_400_15s&hb_pb_cat_dur=15.00_402_30s&hb_cacheid=123${more};${slot};${slot};`
    expect(decorateAdTag(tag(''), SPLIT, 'freewheel')).toBe(tag('&permutive=12345&permutive=67890&prmtvctx=99999'))
  })

  it('adds the section to a call that has globals only', () => {
    expect(decorateAdTag(globals, ['1'], 'freewheel')).toBe(`${globals};permutive=1`)
    expect(decorateAdTag(`${globals}&;`, ['1'], 'freewheel')).toBe(`${globals}&;permutive=1`)
  })

  it('keeps a trailing & of the section where it is', () => {
    expect(decorateAdTag(`${globals}&;_fw_did=x&;${slot}`, ['1'], 'freewheel')).toBe(
      `${globals}&;_fw_did=x&permutive=1&;${slot}`,
    )
  })

  it('leaves an emptied section in its place when slots follow, and takes it away when it was the last', () => {
    expect(decorateAdTag(`${globals};permutive=1&permutive=2;${slot}`, NONE, 'freewheel')).toBe(`${globals};;${slot}`)
    expect(decorateAdTag(`${globals};permutive=1&permutive=2`, NONE, 'freewheel')).toBe(globals)
  })

  it('does not take a global or slot parameter of the same name for ours', () => {
    expect(decorateAdTag('https://fw.test/ad/g/1?permutive=g;a=1;permutive=s', ['1'], 'freewheel')).toBe(
      'https://fw.test/ad/g/1?permutive=g;a=1&permutive=1;permutive=s',
    )
  })

  it('escapes a semicolon in an id', () => {
    expect(decorateAdTag(`${globals};;${slot}`, ['a;b'], 'freewheel')).toBe(`${globals};permutive=a%3Bb;${slot}`)
  })
})

describe('ad servers that take plain query parameters', () => {
  it('writes AdsWizz first-party parameters, aw_0_1st.<key> as in public stream urls', () => {
    expect(
      decorateAdTag('https://stream.test/live.mp3?aw_0_1st.playerid=app&aw_0_req.userConsentV2=CP', SPLIT, 'adswizz'),
    ).toBe(
      'https://stream.test/live.mp3?aw_0_1st.playerid=app&aw_0_req.userConsentV2=CP&aw_0_1st.permutive=12345,67890&aw_0_1st.prmtvctx=99999',
    )
  })

  it('writes SpringServe keys with plain commas, support.iris.tv/springserve-passing-contextual-data', () => {
    const tag = 'https://tv.springserve.com/vast/1?w=1920&h=1080&cb={{CACHEBUSTER}}&ip={{IP}}'
    expect(decorateAdTag(tag, ['ic_4146983', 'ic_3809148'], { preset: 'springserve', key: 'iris_context' })).toBe(
      tag + '&iris_context=ic_4146983,ic_3809148',
    )
    expect(decorateAdTag(tag, IDS, 'springserve')).toBe(tag + '&permutive=12345,67890')
  })

  it('writes Xandr keywords with their kw_ prefix, learn.microsoft.com/en-us/xandr/monetize/key-value-analytics-report', () => {
    const tag = 'https://ib.adnxs.com/ptv?id=5523324&vmaxduration=30&vskippable=0&vplaybackmethod=5&vframeworks=1,2'
    expect(decorateAdTag(tag, ['value1'], { preset: 'xandr', key: 'keyname' })).toBe(tag + '&kw_keyname=value1')
    expect(decorateAdTag(tag, SPLIT, 'xandr')).toBe(tag + '&kw_permutive=12345&kw_permutive=67890&kw_prmtvctx=99999')
    expect(decorateAdTag(tag, IDS, { preset: 'xandr', valueDelimiter: ',' })).toBe(tag + '&kw_permutive=12345,67890')
  })

  it('writes MediaTailor manifest parameters, docs.aws.amazon.com/mediatailor/latest/ug/passing-paramters-to-the-ads.html', () => {
    const targeting = { behavioral: ['value1'], contextual: ['value2'] }
    expect(
      decorateAdTag('https://mt.test/master.m3u8', targeting, {
        preset: 'mediatailor',
        key: 'param1',
        contextualKey: 'param2',
      }),
    ).toBe('https://mt.test/master.m3u8?ads.param1=value1&ads.param2=value2')
  })

  it('makes a query where there is none, and takes it away again', () => {
    expect(decorateAdTag('https://ads.test/a#f', IDS, 'springserve')).toBe('https://ads.test/a?permutive=12345,67890#f')
    expect(decorateAdTag('https://ads.test/a?permutive=12345,67890#f', NONE, 'springserve')).toBe(
      'https://ads.test/a#f',
    )
    expect(decorateAdTag('https://ads.test/a?', IDS, 'springserve')).toBe('https://ads.test/a?permutive=12345,67890')
    expect(decorateAdTag('https://ads.test/a?', NONE, 'springserve')).toBe('https://ads.test/a?')
  })

  it('keeps a trailing & at the end and empty parameters where they are', () => {
    expect(decorateAdTag('https://ads.test/?a=1&&b=&c&', ['1'], 'springserve')).toBe(
      'https://ads.test/?a=1&&b=&c&permutive=1&',
    )
    expect(decorateAdTag('https://ads.test/?a=1&&b=&c&permutive=1&', NONE, 'springserve')).toBe(
      'https://ads.test/?a=1&&b=&c&',
    )
  })

  it('removes every repetition of our keys, also without a value, and none that only looks like them', () => {
    expect(
      decorateAdTag(
        'https://ads.test/?permutive=1&a=1&permutive&prmtvctx=2&permutive2=3&xpermutive=4&permutive%3D=5',
        NONE,
        'springserve',
      ),
    ).toBe('https://ads.test/?a=1&permutive2=3&xpermutive=4&permutive%3D=5')
  })

  it('takes #{x} for a macro and the rest after # for a fragment', () => {
    expect(decorateAdTag('https://ads.test/?a=#{MACRO}#top?x=1', ['1'], 'springserve')).toBe(
      'https://ads.test/?a=#{MACRO}&permutive=1#top?x=1',
    )
    expect(decorateAdTag('https://ads.test/#top?permutive=2', ['1'], 'springserve')).toBe(
      'https://ads.test/?permutive=1#top?permutive=2',
    )
  })
})

describe('macros', () => {
  it.each([
    '[#x]',
    '[a#b?c]',
    '%%#x%%',
    '%%PATTERN:a#b%%',
    '{{#if x}}',
    '{{a#}}',
    '${#x}',
    '${a?#b}',
    '#{x}',
    '#{a#b}',
  ])('keep their # and ?: %s', (macro) => {
    expect(decorateAdTag(`https://ads.test/${macro}/a?m=${macro}&n=${macro}#top`, ['1'], 'springserve')).toBe(
      `https://ads.test/${macro}/a?m=${macro}&n=${macro}&permutive=1#top`,
    )
    expect(decorateAdTag(`https://ads.test/${macro}`, ['1'], 'gam')).toBe(
      `https://ads.test/${macro}?cust_params=permutive%3D1`,
    )
  })

  it.each(['[x', '%%x', '{{x', '${x', '100%', '$', '{', ']'])('do not begin with what is never closed: %s', (text) => {
    expect(decorateAdTag(`https://ads.test/?m=${text}#top`, ['1'], 'springserve')).toBe(
      `https://ads.test/?m=${text}&permutive=1#top`,
    )
  })

  it('cost no time where thousands of them are opened and never closed', () => {
    const tag = `https://ads.test/?m=${'{{[%%${'.repeat(2000)}`
    expect(decorateAdTag(tag, ['1'], 'springserve')).toBe(`${tag}&permutive=1`)
  })
})

describe('targeting and keys', () => {
  it('removes contextual values of an earlier call when a merged list follows', () => {
    const split = decorateAdTag('https://ads.test/?a=1', SPLIT, 'springserve')
    expect(decorateAdTag(split, IDS, 'springserve')).toBe('https://ads.test/?a=1&permutive=12345,67890')
  })

  it('writes no key for an empty half', () => {
    expect(decorateAdTag('https://ads.test/', { behavioral: [], contextual: ['9'] }, 'springserve')).toBe(
      'https://ads.test/?prmtvctx=9',
    )
    expect(decorateAdTag('https://ads.test/', { behavioral: ['1'], contextual: [] }, 'springserve')).toBe(
      'https://ads.test/?permutive=1',
    )
  })

  it('merges both halves under one key when the keys are the same', () => {
    expect(decorateAdTag('https://ads.test/', SPLIT, { preset: 'gam', contextualKey: 'permutive' })).toBe(
      'https://ads.test/?cust_params=permutive%3D12345%2C67890%2C99999',
    )
  })

  it('skips blank ids', () => {
    expect(decorateAdTag('https://ads.test/', ['', '1', ' '], 'springserve')).toBe('https://ads.test/?permutive=1')
  })

  it('takes the default for an option that is undefined', () => {
    expect(decorateAdTag('https://ads.test/', ['1'], { preset: 'springserve', key: undefined })).toBe(
      'https://ads.test/?permutive=1',
    )
  })

  it('does not change the targeting it was given', () => {
    const targeting = { behavioral: ['1', '2', '3'], contextual: ['4'] }
    decorateAdTag('https://ads.test/', targeting, { preset: 'gam', maxValues: 2, maxUrlLength: 20 })
    expect(targeting).toEqual({ behavioral: ['1', '2', '3'], contextual: ['4'] })
  })
})

describe('caps', () => {
  const many = Array.from({ length: 150 }, (_, i) => String(10_000 + i))

  it('carries the first 100 values of each key', () => {
    expect(decorateAdTag('https://ads.test/', many, 'springserve')).toBe(
      'https://ads.test/?permutive=' + many.slice(0, 100).join(','),
    )
    const url = decorateAdTag('https://ads.test/', { behavioral: many, contextual: many }, 'springserve')
    expect(url).toBe(
      `https://ads.test/?permutive=${many.slice(0, 100).join(',')}&prmtvctx=${many.slice(0, 100).join(',')}`,
    )
  })

  it('takes another cap', () => {
    expect(decorateAdTag('https://ads.test/', many, { preset: 'springserve', maxValues: 2 })).toBe(
      'https://ads.test/?permutive=10000,10001',
    )
  })

  it('drops whole values from the end, contextual first, until the url fits', () => {
    const max = (maxUrlLength: number) =>
      decorateAdTag('https://ads.test/?a=1', SPLIT, { preset: 'springserve', maxUrlLength })
    expect(max(54)).toBe('https://ads.test/?a=1&permutive=12345,67890&prmtvctx=99999'.slice(0, 43))
    expect(max(58)).toBe('https://ads.test/?a=1&permutive=12345,67890&prmtvctx=99999')
    expect(max(43)).toBe('https://ads.test/?a=1&permutive=12345,67890')
    expect(max(42)).toBe('https://ads.test/?a=1&permutive=12345')
    expect(max(36)).toBe('https://ads.test/?a=1')
    expect(max(5)).toBe('https://ads.test/?a=1')
  })

  it('uses the room that its own old keys leave, so that a second call finds nothing better', () => {
    const url = 'https://ads.test/a?permutive=1'
    const options: AdTagOptions = { preset: 'springserve', maxUrlLength: url.length }
    expect(decorateAdTag(url.replace('=1', '=999') + '&', ['1'], options)).toBe(url)
    expect(decorateAdTag(url, ['1'], options)).toBe(url)
  })

  it('holds a MediaTailor manifest url to 2,000 characters', () => {
    const long = Array.from({ length: 100 }, (_, i) => `${i}`.padStart(30, 'x'))
    const url = decorateAdTag('https://mt.test/master.m3u8', long, 'mediatailor')
    expect(url.length).toBeLessThanOrEqual(2000)
    expect(url.length).toBeGreaterThan(2000 - 31)
  })
})

describe('input that makes no sense', () => {
  const url = 'https://ads.test/?a=1&permutive=9'
  const loose = decorateAdTag as (...args: unknown[]) => unknown

  it.each([
    ['no url', '', IDS, 'gam'],
    ['undefined for a url', undefined, IDS, 'gam'],
    ['a number for a url', 5, IDS, 'gam'],
    ['an object for a url', null, IDS, 'gam'],
    ['null for targeting', url, null, 'springserve'],
    ['no targeting', url, undefined, 'springserve'],
    ['a string for targeting', url, '12345', 'springserve'],
    ['half a split form', url, { behavioral: IDS }, 'springserve'],
    ['a result of fresh for targeting', url, { ids: IDS, source: 'fresh' }, 'springserve'],
    ['numbers for ids', url, ['1', 2], 'springserve'],
    ['null for an id', url, [null], 'springserve'],
    ['an object for an id', url, [{ id: '1' }], 'springserve'],
    ['half a character in an id', url, ['\ud800'], 'springserve'],
    ['no preset', url, IDS, undefined],
    ['an unknown preset', url, IDS, 'nope'],
    ['a preset every object inherits', url, IDS, 'toString'],
    ['options without a preset', url, IDS, {}],
    ['null for options', url, IDS, null],
    ['an empty key', url, IDS, { preset: 'springserve', key: '' }],
    ['an empty contextual key', url, IDS, { preset: 'springserve', contextualKey: '' }],
    ['an empty delimiter of pairs', url, IDS, { preset: 'springserve', pairDelimiter: '' }],
  ])('returns the url as it came for %s', (_, badUrl, targeting, preset) => {
    expect(loose(badUrl, targeting, preset)).toBe(badUrl)
  })

  it('knows every preset of the documentation', () => {
    const presets: AdTagPreset[] = ['gam', 'freewheel', 'adswizz', 'springserve', 'xandr', 'mediatailor']
    for (const preset of presets) expect(decorateAdTag('https://ads.test/', ['1'], preset)).toContain('permutive')
  })
})
