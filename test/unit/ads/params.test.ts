import { describe, expect, it } from 'vitest'
import { daiParams, mediaTailorParams, openRtbUserData } from '../../../src/ads/index.ts'

const IDS = ['12345', '67890']
const SPLIT = { behavioral: ['12345', '67890'], contextual: ['99999'] }
const NO_TARGETING = [null, undefined, '12345', 5, {}, { behavioral: IDS }, [1], ['1', null], ['\ud800&']] as never[]

describe('mediaTailorParams, docs.aws.amazon.com/mediatailor/latest/ug/passing-paramters-to-the-ads.html', () => {
  it('gives the adsParams of a session', () => {
    expect(mediaTailorParams(IDS)).toEqual({ permutive: '12345,67890' })
    expect(mediaTailorParams(SPLIT)).toEqual({ permutive: '12345,67890', prmtvctx: '99999' })
    expect(mediaTailorParams(['value1'], { key: 'param1' })).toEqual({ param1: 'value1' })
  })

  it('escapes the characters that MediaTailor does not take raw', () => {
    expect(mediaTailorParams(['a:?&=%/b'])).toEqual({ permutive: 'a%3A%3F%26%3D%25%2Fb' })
  })

  it('caps each key at 100 values', () => {
    const many = Array.from({ length: 101 }, (_, i) => String(i))
    expect(mediaTailorParams(many)['permutive']!.split(',')).toEqual(many.slice(0, 100))
    expect(mediaTailorParams(many, { maxValues: 1 })).toEqual({ permutive: '0' })
  })

  it('gives no parameter for empty targeting', () => {
    expect(mediaTailorParams([])).toEqual({})
    expect(mediaTailorParams({ behavioral: [], contextual: ['9'] })).toEqual({ prmtvctx: '9' })
  })

  it.each([...NO_TARGETING, { behavioral: ['1'], contextual: ['\ud800'] }])(
    'gives no parameter for %j',
    (targeting) => {
      expect(mediaTailorParams(targeting)).toEqual({})
    },
  )

  it('does not throw on null for options', () => {
    expect(mediaTailorParams(IDS, null as never)).toEqual({ permutive: '12345,67890' })
  })
})

describe('daiParams, support.google.com/admanager/answer/7320899', () => {
  it('gives cust_params raw, as the DAI SDK for HTML5 wants them', () => {
    expect(daiParams(IDS)).toEqual({ cust_params: 'permutive=12345,67890' })
    expect(daiParams(SPLIT)).toEqual({ cust_params: 'permutive=12345,67890&prmtvctx=99999' })
  })

  it('encodes the values only, as Chromecast wants them', () => {
    const targeting = { behavioral: ['sports'], contextual: ['golf', 'tennis'] }
    expect(daiParams(targeting, { key: 'section', contextualKey: 'multi', valueDelimiter: '%2C' })).toEqual({
      cust_params: 'section=sports&multi=golf%2Ctennis',
    })
  })

  it('encodes the whole, as Roku and server-side beaconing want it', () => {
    const targeting = { behavioral: ['sports'], contextual: ['golf', 'tennis'] }
    expect(daiParams(targeting, { key: 'section', contextualKey: 'page', encode: 1 })).toEqual({
      cust_params: 'section%3Dsports%26page%3Dgolf%2Ctennis',
    })
  })

  it("merges into the app's own key-values and does so only once", () => {
    const once = daiParams(IDS, { custParams: 'section=sports&page=golf,tennis' })
    expect(once).toEqual({ cust_params: 'section=sports&page=golf,tennis&permutive=12345,67890' })
    expect(daiParams(IDS, { custParams: once.cust_params })).toEqual(once)
    expect(daiParams([], { custParams: once.cust_params })).toEqual({ cust_params: 'section=sports&page=golf,tennis' })
  })

  it('is empty without any key-value, so that nothing is overridden', () => {
    expect(daiParams([])).toEqual({})
    expect(daiParams([], { custParams: 'permutive=1' })).toEqual({})
  })

  it.each(NO_TARGETING)("leaves the app's own key-values for %j", (targeting) => {
    expect(daiParams(targeting)).toEqual({})
    expect(daiParams(targeting, { custParams: 'a=1' })).toEqual({ cust_params: 'a=1' })
  })

  it('does not throw on null for options', () => {
    expect(daiParams(IDS, null as never)).toEqual({})
  })
})

describe('openRtbUserData, as the Permutive module of Prebid.js writes user.data', () => {
  it('gives one entry of segments, behavioural first', () => {
    expect(openRtbUserData(IDS)).toEqual([{ name: 'permutive.com', segment: [{ id: '12345' }, { id: '67890' }] }])
    expect(openRtbUserData(SPLIT)).toEqual([
      { name: 'permutive.com', segment: [{ id: '12345' }, { id: '67890' }, { id: '99999' }] },
    ])
  })

  it('carries ids as they are', () => {
    expect(openRtbUserData(['a b&c'])).toEqual([{ name: 'permutive.com', segment: [{ id: 'a b&c' }] }])
  })

  it('caps the whole at 500 segments', () => {
    const many = Array.from({ length: 300 }, (_, i) => String(i))
    expect(openRtbUserData({ behavioral: many, contextual: many })[0]!.segment).toHaveLength(500)
    expect(openRtbUserData(many, { maxValues: 2 })[0]!.segment).toEqual([{ id: '0' }, { id: '1' }])
  })

  it('takes another provider name', () => {
    expect(openRtbUserData(['1'], { name: 'permutive' })).toEqual([{ name: 'permutive', segment: [{ id: '1' }] }])
  })

  it('is empty for empty targeting', () => {
    expect(openRtbUserData([])).toEqual([])
    expect(openRtbUserData({ behavioral: [], contextual: [] })).toEqual([])
  })

  it.each(NO_TARGETING.slice(0, -1))('is empty for %j', (targeting) => {
    expect(openRtbUserData(targeting)).toEqual([])
  })

  it('does not throw on null for options', () => {
    expect(openRtbUserData(IDS, null as never)).toEqual([])
  })
})
