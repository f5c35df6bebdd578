/**
 * The advertising id of Firebolt devices (Comcast X1 and Flex, Sky Glass, Xumo), over the module `Advertising` of `@firebolt-js/sdk`,
 * which the app hands in.
 *
 * Sources: @firebolt-js/sdk 1.7.0, dist/lib/firebolt.d.ts and dist/docs/Advertising; docs.developer.comcast.com, Limit Ad Tracking And
 * CCPA Technical Requirements (`lmt`), Advertising Format and Behavior Guidelines (a viewer who opted out has another id in each
 * session).
 */
import type { DeviceIdentity } from './identity.ts'
import { attempt, createIdentity } from './identity.ts'

/** The members touched of the module `Advertising` of `@firebolt-js/sdk`. */
export interface FireboltAdvertising {
  /** `limitAdTracking` is optional; `skipRestriction` is for the app's player. */
  policy(): PromiseLike<{ limitAdTracking?: boolean }>
  advertisingId(): PromiseLike<{ ifa: string; lmt: string }>
}

/**
 * The advertising id of a Firebolt device, under a tag of the workspace: no public document names one for these devices.
 *
 * The policy is asked first. Where it limits ad tracking the id is not even read, and an id whose own `lmt` is not `'0'` is not used.
 */
export function fireboltAdId(advertising: FireboltAdvertising, deviceTag: string): DeviceIdentity {
  return createIdentity(deviceTag, (tell, isWanted) => {
    const refused = () => tell()
    const read = () =>
      advertising.advertisingId().then((told) => attempt(tell, () => tell(told.lmt, told.ifa)), refused)
    advertising
      .policy()
      .then((policy) => attempt(tell, () => void (policy.limitAdTracking || !isWanted() ? refused() : read())), refused)
  })
}
