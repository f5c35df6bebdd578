/**
 * Samsung's advertising id, TIFA: resettable by the viewer, withheld where the viewer limits ad tracking.
 *
 * Needs the privilege http://developer.samsung.com/privilege/adinfo and the script $WEBAPIS/webapis/webapis.js.
 * Source: developer.samsung.com/smarttv, Samsung Product API references, AdInfo (Tizen 2.4 and later).
 */
import type { DeviceIdSource } from '../../src/ports/device-id.ts'
import { readAdId } from '../web/ad-id.ts'

/** The members touched. Each throws without the privilege, and is missing in older firmware. */
export interface AdInfo {
  isLATEnabled(): boolean
  getTIFA(): string
}

declare const webapis: { adinfo: AdInfo }

export function createTifaSource(): DeviceIdSource {
  return {
    tag: 'tifa',
    read(done) {
      let id: unknown
      try {
        // Fails closed: whatever is not a plain "not limited" counts as limited.
        if (webapis.adinfo.isLATEnabled() === false) id = webapis.adinfo.getTIFA()
      } catch (_absent) {
        // No Samsung TV, no privilege, or no id.
      }
      done(readAdId(id))
    },
  }
}
