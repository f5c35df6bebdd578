/**
 * Ad-call parameters for SDKs and services that take values instead of a url. Pure.
 */
import type { AdFormat } from './format.ts'
import { joinValues, readKeyValues, replaceKeyValues } from './key-values.ts'
import { readTargeting } from './targeting.ts'
import type { Targeting } from './targeting.ts'

/** Options of `mediaTailorParams`. */
export type MediaTailorOptions = Partial<
  Pick<AdFormat, 'key' | 'contextualKey' | 'prefix' | 'valueDelimiter' | 'maxValues'>
>

/** Options of `daiParams`. */
export interface DaiOptions extends Partial<
  Pick<AdFormat, 'key' | 'contextualKey' | 'valueDelimiter' | 'encode' | 'maxValues'>
> {
  /** Key-values of your own, encoded as many times as `encode` says; ours are merged into them. Default `''`. */
  custParams?: string
}

/** Options of `openRtbUserData`. */
export interface OpenRtbOptions {
  /** Name of the data provider. Default `'permutive.com'`. */
  name?: string
  /** Most segments. Default 500. */
  maxValues?: number
}

/** An entry of OpenRTB 2.x `user.data`. */
export interface OpenRtbData {
  name: string
  segment: { id: string }[]
}

/**
 * `adsParams` of an AWS MediaTailor session. Empty for empty targeting and for input that makes no sense; never throws.
 */
export function mediaTailorParams(targeting: Targeting, options: MediaTailorOptions = {}): Record<string, string> {
  const params: Record<string, string> = {}
  try {
    const keyValues = readKeyValues(targeting, 'springserve', options)
    keyValues.lists.forEach(function (values, i) {
      if (values.length) params[keyValues.names[i]!] = joinValues(values, keyValues.valueDelimiter)
    })
  } catch (_) {
    // Input that makes no sense gives no parameters.
  }
  return params
}

/**
 * `adTagParameters` of a Google DAI stream request: `cust_params`, raw unless `encode` says otherwise.
 * Without any key-value the object is empty, so that the stream's own ad tag is not overridden; never throws.
 */
export function daiParams(targeting: Targeting, options: DaiOptions = {}): { cust_params?: string } {
  let text
  try {
    text = options.custParams
    text = replaceKeyValues(text || '', readKeyValues(targeting, 'springserve', options))
  } catch (_) {
    // Input that makes no sense leaves the app's own key-values as they are.
  }
  return text ? { cust_params: text } : {}
}

/**
 * `user.data` for OpenRTB and Prebid: one entry, behavioural ids first. Empty for empty targeting
 * and for input that makes no sense; never throws.
 */
export function openRtbUserData(targeting: Targeting, options: OpenRtbOptions = {}): OpenRtbData[] {
  try {
    const segment = readTargeting(targeting, options.maxValues || 500, true)[0].map(function (id) {
      return { id }
    })
    return segment.length ? [{ name: options.name || 'permutive.com', segment }] : []
  } catch (_) {
    // Input that makes no sense gives no data.
    return []
  }
}
