/**
 * Ad-call parameters for SDKs and services that take values instead of a url. Pure.
 */
import type { ExtraOptions } from './extra.ts'
import type { AdFormat } from './format.ts'
import { joinValues, readKeyValues, replaceKeyValues } from './key-values.ts'
import type { Targeting } from './targeting.ts'

/** Options of `mediaTailorParams`. */
export interface MediaTailorOptions
  extends ExtraOptions, Partial<Pick<AdFormat, 'key' | 'contextualKey' | 'prefix' | 'valueDelimiter' | 'maxValues'>> {}

/** Options of `daiParams`. */
export interface DaiOptions
  extends ExtraOptions, Partial<Pick<AdFormat, 'key' | 'contextualKey' | 'valueDelimiter' | 'encode' | 'maxValues'>> {
  /** Key-values of your own, encoded as many times as `encode` says; ours are merged into them. Default `''`. */
  custParams?: string
}

/**
 * `adsParams` of an AWS MediaTailor session. Empty for empty targeting and for input that makes no sense; never throws.
 */
export function mediaTailorParams(targeting: Targeting, options: MediaTailorOptions = {}): Record<string, string> {
  try {
    const params: Record<string, string> = {}
    const keyValues = readKeyValues(targeting, 'springserve', options)
    keyValues._lists.forEach(function (values, i) {
      if (values[0]) params[keyValues._names[i]!] = joinValues(values, keyValues.valueDelimiter)
    })
    return params
  } catch (_) {
    // Input that makes no sense gives no parameters.
    return {}
  }
}

/**
 * `adTagParameters` of a Google DAI stream request: `cust_params`, raw unless `encode` says otherwise.
 * Without any key-value the object is empty, so that the stream's own ad tag is not overridden; never throws.
 */
export function daiParams(targeting: Targeting, options: DaiOptions = {}): { cust_params?: string } {
  let text
  try {
    text = options.custParams
    const keyValues = readKeyValues(targeting, 'springserve', options)
    text = replaceKeyValues(text || '', keyValues, keyValues._lists)
  } catch (_) {
    // Input that makes no sense leaves the app's own key-values as they are.
  }
  return text ? { cust_params: text } : {}
}
