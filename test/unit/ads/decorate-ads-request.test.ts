/**
 * The helper for ad requests of SDKs. IMA itself is only to be had from Google's servers: a loader that follows the rule of its
 * document, `requestAds` takes what the request says, stands in for it.
 */
import { describe, expect, it } from 'vitest'
import { decorateAdsRequest, decorateAdTag } from '../../../src/ads/index.ts'
import type { AdsRequest } from '../../../src/ads/index.ts'

const IDS = ['12345', '67890']
const TAG = 'https://pubads.g.doubleclick.net/gampad/ads?iu=/6062/videodemo&cust_params=section%3Dblog&correlator='

/** Fetches the url that the request had when it was handed over. */
function createAdsLoader(): { fetched: (string | undefined)[]; requestAds(request: AdsRequest): void } {
  const fetched: (string | undefined)[] = []
  return { fetched, requestAds: (request) => void fetched.push(request.adTagUrl) }
}

describe('decorateAdsRequest', () => {
  it('writes the cohorts into the ad tag, in the syntax of Google Ad Manager', () => {
    const request = { adTagUrl: TAG, linearAdSlotWidth: 1920 }
    decorateAdsRequest(request, IDS)
    expect(request).toEqual({ adTagUrl: decorateAdTag(TAG, IDS, 'gam'), linearAdSlotWidth: 1920 })
    expect(request.adTagUrl).toContain('cust_params=section%3Dblog%26permutive%3D12345%2C67890&')
  })

  it('returns the request itself, so that it can stand where the request is handed over', () => {
    const request = { adTagUrl: TAG }
    const loader = createAdsLoader()
    loader.requestAds(decorateAdsRequest(request, IDS))
    expect(loader.fetched).toEqual([decorateAdTag(TAG, IDS, 'gam')])
    expect(decorateAdsRequest(request, IDS)).toBe(request)
  })

  it('comes too late after requestAds: the call went out as it was, nothing throws, and the next one carries the cohorts', () => {
    const request = { adTagUrl: TAG }
    const loader = createAdsLoader()
    loader.requestAds(request)
    expect(decorateAdsRequest(request, IDS)).toBe(request)
    expect(loader.fetched).toEqual([TAG])
    loader.requestAds(request)
    expect(loader.fetched[1]).toBe(decorateAdTag(TAG, IDS, 'gam'))
  })

  it('takes other ad servers and options as decorateAdTag does', () => {
    expect(decorateAdsRequest({ adTagUrl: 'https://ads.test/' }, IDS, 'springserve').adTagUrl).toBe(
      'https://ads.test/?permutive=12345,67890',
    )
    expect(decorateAdsRequest({ adTagUrl: 'https://ads.test/' }, ['1'], { preset: 'gam', key: 'seg' }).adTagUrl).toBe(
      'https://ads.test/?cust_params=seg%3D1',
    )
  })

  it('replaces what an earlier call wrote, and takes it away again', () => {
    const request = { adTagUrl: TAG }
    decorateAdsRequest(decorateAdsRequest(request, ['9']), IDS)
    expect(request.adTagUrl).toBe(decorateAdTag(TAG, IDS, 'gam'))
    expect(decorateAdsRequest(request, []).adTagUrl).toBe(TAG)
  })

  it('leaves a request alone that brings its own response instead of an ad tag', () => {
    const request: AdsRequest & { adsResponse: string } = { adsResponse: '<VAST/>' }
    decorateAdsRequest(request, IDS)
    expect(request).toEqual({ adsResponse: '<VAST/>' })
    expect(Object.keys(request)).toEqual(['adsResponse'])
  })

  it.each([null, undefined, 5, 'https://ads.test/', Object.freeze({ adTagUrl: TAG })])(
    'returns %j as it came and does not throw',
    (request) => {
      expect(decorateAdsRequest(request as AdsRequest, IDS)).toBe(request)
      if (request instanceof Object) expect(request).toEqual({ adTagUrl: TAG })
    },
  )
})
