/**
 * Key-values of the app's own, and that ids of the viewer go out with consent alone.
 */
import { describe, expect, it } from 'vitest'
import { daiParams, decorateAdTag, decorateAdsRequest, mediaTailorParams, openRtb } from '../../../src/ads/index.ts'
import type { AdTagOptions, ExtraOptions } from '../../../src/ads/index.ts'

const IDS = ['12345', '67890']
const GRANTED = { behavioral: ['12345'], contextual: ['99999'] }
const REFUSED = { behavioral: [], contextual: ['99999'] }
const NONE: string[] = []
const PUID = '2008c38f-dece-4570-976d-87593ed001c3'

const plain = (
  targeting: Parameters<typeof decorateAdTag>[1],
  more: Partial<AdTagOptions>,
  url = 'https://ads.test/',
) => decorateAdTag(url, targeting, { preset: 'springserve', ...more })

describe('key-values of the app’s own', () => {
  it('stand behind the cohorts, in the syntax of the ad server', () => {
    const extra = { puid: PUID, ptime: 1_705_327_200, prmtvvid: 'a2b3', genre: ['golf', 'tennis'] }
    expect(
      decorateAdTag('https://ads.test/?cust_params=a%3D1', IDS, { preset: 'gam', extra, consent: 'granted' }),
    ).toBe(
      `https://ads.test/?cust_params=a%3D1%26permutive%3D12345%2C67890%26puid%3D${PUID}%26ptime%3D1705327200%26prmtvvid%3Da2b3%26genre%3Dgolf%2Ctennis`,
    )
    expect(
      decorateAdTag('https://ads.test/?n=1;;slid=pre', ['1'], { preset: 'freewheel', extra: { genre: ['a', 'b'] } }),
    ).toBe('https://ads.test/?n=1;permutive=1&genre=a&genre=b;slid=pre')
    expect(decorateAdTag('https://ads.test/', ['1'], { preset: 'adswizz', extra: { ptime: 5 } })).toBe(
      'https://ads.test/?aw_0_1st.permutive=1&aw_0_1st.ptime=5',
    )
    expect(decorateAdTag('https://ads.test/', ['1'], { preset: 'xandr', extra: { ptime: 5 } })).toBe(
      'https://ads.test/?kw_permutive=1&kw_ptime=5',
    )
    expect(decorateAdTag('https://ads.test/', ['1'], { preset: 'mediatailor', extra: { ptime: 5 } })).toBe(
      'https://ads.test/?ads.permutive=1&ads.ptime=5',
    )
  })

  it('are in every builder', () => {
    const extra = { ptime: 5, puid: PUID }
    const consent = 'granted'
    expect(mediaTailorParams(IDS, { extra, consent })).toEqual({ permutive: '12345,67890', ptime: '5', puid: PUID })
    expect(daiParams(IDS, { extra, consent, custParams: 'a=1&ptime=4' })).toEqual({
      cust_params: `a=1&permutive=12345,67890&ptime=5&puid=${PUID}`,
    })
    expect(
      decorateAdsRequest({ adTagUrl: 'https://ads.test/' }, NONE, { preset: 'gam', extra, consent }).adTagUrl,
    ).toBe(`https://ads.test/?cust_params=ptime%3D5%26puid%3D${PUID}`)
    expect(openRtb(GRANTED, { extra })).toMatchObject({
      user: { ext: { data: { puid: PUID } } },
      site: { ext: { data: { ptime: '5' } } },
    })
  })

  it('are written once, replaced where they stand, and taken away by nothing', () => {
    const once = plain(['1'], { extra: { own: 'x', ptime: 1 } }, 'https://ads.test/?a=1')
    expect(once).toBe('https://ads.test/?a=1&permutive=1&own=x&ptime=1')
    expect(plain(['1'], { extra: { own: 'x', ptime: 1 } }, once)).toBe(once)
    expect(plain(['1'], { extra: { own: 'y', ptime: 2 } }, 'https://ads.test/?ptime=9&a=1&own=x')).toBe(
      'https://ads.test/?permutive=1&own=y&ptime=2&a=1',
    )
    for (const nothing of [null, undefined, '', ' ', NaN, Infinity, [], [null, '']])
      expect(plain(['1'], { extra: { own: nothing, ptime: nothing } }, once)).toBe('https://ads.test/?a=1&permutive=1')
  })

  it('stay where a call does not name them', () => {
    expect(plain(NONE, {}, 'https://ads.test/?ptime=1')).toBe('https://ads.test/?ptime=1')
  })

  it('are escaped by themselves, names and values', () => {
    expect(plain(NONE, { extra: { 'a&b': 'c=d,e' } })).toBe('https://ads.test/?a%26b=c%3Dd%2Ce')
  })

  it('carry a hundred values each at most, and give way after the cohorts, whole and from the last key on', () => {
    const many = Array.from({ length: 101 }, (_, i) => i)
    expect(plain(NONE, { extra: { own: many } })).toBe(`https://ads.test/?own=${many.slice(0, 100).join()}`)
    const short = (maxUrlLength: number) => plain(GRANTED, { extra: { own: ['a', 'b'], ptime: 5 }, maxUrlLength })
    expect(short(70)).toBe('https://ads.test/?permutive=12345&prmtvctx=99999&own=a,b&ptime=5')
    expect(short(50)).toBe('https://ads.test/?permutive=12345&own=a,b&ptime=5')
    expect(short(40)).toBe('https://ads.test/?own=a,b&ptime=5')
    expect(short(28)).toBe('https://ads.test/?own=a,b')
    expect(short(23)).toBe('https://ads.test/?own=a')
    expect(short(5)).toBe('https://ads.test/')
  })

  it.each([{ own: {} }, { own: true }, { own: [['a']] }, { own: [{}] }, { '': 'x' }, { own: '\ud800' }])(
    'that make no sense leave the call as the app built it: %j',
    (extra) => {
      expect(plain(IDS, { extra: extra as never }, 'https://ads.test/?a=1')).toBe('https://ads.test/?a=1')
      expect(mediaTailorParams(IDS, { extra: extra as never })).toEqual({})
      expect(daiParams(IDS, { extra: extra as never, custParams: 'a=1' })).toEqual({ cust_params: 'a=1' })
    },
  )

  it('are not changed by being read', () => {
    const extra = Object.freeze({ own: Object.freeze(['a', 'b']) })
    expect(plain(IDS, { extra, maxUrlLength: 20 })).toBe('https://ads.test/')
    expect(extra).toEqual({ own: ['a', 'b'] })
  })
})

describe('ids of the viewer', () => {
  const extra = { puid: PUID, ppid: 'login', prmtvvid: 'a2b3', hid: 'household' }
  const keys = (options: ExtraOptions, targeting: Parameters<typeof mediaTailorParams>[0] = GRANTED) =>
    Object.keys(mediaTailorParams(targeting, { extra, ...options })).filter((key) => key in extra)

  it('are those of puid, of ppid, and of the keys that the app names', () => {
    expect(keys({ consent: 'granted' })).toEqual(['puid', 'ppid', 'prmtvvid', 'hid'])
    expect(keys({ consent: 'denied' })).toEqual(['prmtvvid', 'hid'])
    expect(keys({ consent: 'denied', userKeys: ['hid', 'prmtvvid'] })).toEqual([])
  })

  it('go out with consent alone, whatever the cohorts', () => {
    for (const consent of ['denied', 'unknown', 'anything'] as never[])
      for (const targeting of [GRANTED, REFUSED, IDS, NONE]) expect(keys({ consent }, targeting)).not.toContain('puid')
    for (const targeting of [GRANTED, REFUSED, IDS, NONE])
      expect(keys({ consent: 'granted' }, targeting)).toContain('puid')
  })

  it('stay out where the split form holds no behavioural cohort and nobody said that there is consent', () => {
    expect(keys({}, REFUSED)).toEqual(['prmtvvid', 'hid'])
    // A list does not say whose cohorts it has: without consent it is what is contextual.
    for (const list of [IDS, []]) expect(keys({}, list)).toEqual(['prmtvvid', 'hid'])
    expect(keys({}, GRANTED)).toEqual(['puid', 'ppid', 'prmtvvid', 'hid'])
  })

  it('that an earlier call wrote are taken out again when consent is gone', () => {
    const granted = plain(GRANTED, { extra, consent: 'granted' })
    expect(granted).toContain(PUID)
    expect(plain(REFUSED, { extra, consent: 'denied' }, granted)).toBe(
      'https://ads.test/?prmtvctx=99999&prmtvvid=a2b3&hid=household',
    )
  })

  it('that the tracker does not have are null, and null takes them out', () => {
    expect(plain(IDS, { extra: { puid: null }, consent: 'granted' }, `https://ads.test/?puid=${PUID}`)).toBe(
      'https://ads.test/?permutive=12345,67890',
    )
  })
})
