/**
 * `ctv-tracker/ads`: puts cohort ids into ad calls. Nothing here keeps state, or reads a device or a clock.
 */
export { decorateAdTag } from './decorate-ad-tag.ts'
export type { AdTagOptions } from './decorate-ad-tag.ts'
export { decorateAdsRequest } from './decorate-ads-request.ts'
export type { AdsRequest } from './decorate-ads-request.ts'
export type { AdFormat, AdTagPreset } from './format.ts'
export type { ExtraOptions, ExtraValue } from './extra.ts'
export { openRtb, openRtbUserData } from './open-rtb.ts'
export type {
  OpenRtbContent,
  OpenRtbData,
  OpenRtbInventory,
  OpenRtbOptions,
  OpenRtbSignalOptions,
  OpenRtbSignals,
} from './open-rtb.ts'
export { daiParams, mediaTailorParams } from './params.ts'
export type { DaiOptions, MediaTailorOptions } from './params.ts'
export type { Targeting } from './targeting.ts'
