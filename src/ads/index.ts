/**
 * `ctv-tracker/ads`: puts cohort ids into ad calls. Nothing here keeps state, or reads a device or a clock.
 */
export { decorateAdTag } from './decorate-ad-tag.ts'
export type { AdTagOptions } from './decorate-ad-tag.ts'
export { decorateAdsRequest } from './decorate-ads-request.ts'
export type { AdsRequest } from './decorate-ads-request.ts'
export type { AdFormat, AdTagPreset } from './format.ts'
export { daiParams, mediaTailorParams, openRtbUserData } from './params.ts'
export type { DaiOptions, MediaTailorOptions, OpenRtbData, OpenRtbOptions } from './params.ts'
export type { Targeting } from './targeting.ts'
