/**
 * Advertising ids as `options.identity` takes them. What every device shares: an id is handed over where the device says that tracking is
 * not limited, and at no other answer.
 */
import { readAdId } from '../web/ad-id.ts'

/** For `options.identity`: an advertising id, read at each grant of consent, under the tag that the workspace knows it by. */
export interface DeviceIdentity {
  /**
   * Hands over the id, or null where there is none, the viewer limits ad tracking, or the device says something odd. Nothing more is asked
   * of the device once `isWanted` says no.
   */
  deviceId(done: (id: string | null) => void, isWanted?: () => boolean): void
  deviceTag: string
}

/** Takes what the device said of its viewer's limit, and the id; without either there is no id. */
export type Tell = (limit?: unknown, id?: unknown) => void

/** Whether ad tracking is free, in the forms of IAB's `lmt` and of booleans. A device that cannot say is no permission. */
const isFree = (limit: unknown): boolean => limit === false || limit === 0 || limit === '0'

const always = (): boolean => true

export function createIdentity(deviceTag: string, ask: (tell: Tell, isWanted: () => boolean) => void): DeviceIdentity {
  return {
    deviceTag,
    deviceId(done, isWanted = always) {
      const tell: Tell = (limit, id) => done(isFree(limit) ? readAdId(id) : null)
      attempt(tell, () => ask(tell, isWanted))
    },
  }
}

/** Runs what touches the device. Where that is missing, or not as its vendor describes it, there is no id. */
export function attempt(tell: Tell, run: () => void): void {
  try {
    run()
  } catch (_odd) {
    tell()
  }
}
