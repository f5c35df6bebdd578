/**
 * The ad request object of an SDK that takes one, as IMA for HTML5. Typed by its shape; no SDK is imported.
 */
import { decorateAdTag } from './decorate-ad-tag.ts'
import type { AdTagOptions } from './decorate-ad-tag.ts'
import type { AdTagPreset } from './format.ts'
import type { Targeting } from './targeting.ts'

/** The part of `google.ima.AdsRequest` that counts here: the url of the ad tag. */
export interface AdsRequest {
  adTagUrl?: string
}

/**
 * Writes cohort ids into the ad tag of an ad request and returns that request, for
 * `adsLoader.requestAds(decorateAdsRequest(request, targeting))`.
 *
 * It must run before `requestAds`, which takes the url along: afterwards only the object is changed, not the call under way, and
 * nothing can tell. `options` as in `decorateAdTag`, default `'gam'`. A request without an ad tag (`adsResponse` instead), or one
 * that cannot be written to, is returned as it came; never throws.
 */
export function decorateAdsRequest<R extends AdsRequest>(
  request: R,
  targeting: Targeting,
  options: AdTagPreset | AdTagOptions = 'gam',
): R {
  try {
    if (request.adTagUrl) request.adTagUrl = decorateAdTag(request.adTagUrl, targeting, options)
  } catch (_) {
    // No object, or a frozen one: the ad call goes out as the app built it.
  }
  return request
}
