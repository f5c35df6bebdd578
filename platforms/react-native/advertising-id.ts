/**
 * The advertising id of an Android TV, a Fire TV (also with Vega OS) or an Apple TV, read by a module of the app's own.
 *
 * Source: developer.amazon.com, Advertising ID (`isAdvertisingTrackingEnabled`); developer.android.com, Get a user-resettable advertising
 * ID; developer.apple.com, App Tracking Transparency.
 */
import type { DeviceIdSource } from '../../src/ports/device-id.ts'
import { readAdId } from '../web/ad-id.ts'

export interface AdvertisingIdOptions {
  /** Whether the viewer allows tracking: `true`, or a promise of it, and nothing else, means yes. It is asked first. */
  isTrackingEnabled(): unknown
  /** The id, or a promise of it. Called only after a yes. */
  read(): unknown
}

/**
 * A function for `identity.deviceId`. It gives no id where the viewer limits tracking, where a module throws or rejects, and where the id
 * is one of nothing but zeros, which stands for none. Use it with `identity.deviceTag`.
 */
export function advertisingId(options: AdvertisingIdOptions): DeviceIdSource['read'] {
  return (done, isWanted = () => true) => {
    const no = (): void => done(null)
    Promise.resolve()
      .then(() => isWanted() && options.isTrackingEnabled())
      // Fails closed: whatever is not a plain yes counts as no. Meanwhile the viewer may have refused.
      .then((isEnabled) => (isEnabled === true && isWanted() ? options.read() : null))
      .then(readAdId)
      .then(done, no)
  }
}
