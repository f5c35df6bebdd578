/**
 * The distinctive identifier of an HbbTV terminal: one for each origin, resettable by the viewer, mostly absent before HbbTV 2.0.
 *
 * Source: ETSI TS 102 796, clauses 12.1.5 and A.2.20; developer.hbbtv.org, The Configuration class.
 */
import type { DeviceIdSource } from '../../src/ports/device-id.ts'
import type { OipfConfiguration } from './oipf.ts'
import { findConfiguration } from './oipf.ts'

/** "Not granted yet, may be asked for." Every other value that begins with `#` is a refusal. */
const MAY_BE_ASKED = '#1'

export function createDistinctiveIdSource(): DeviceIdSource {
  return {
    tag: 'hbbtv_device_id',
    read(done) {
      let id: string | null = null
      try {
        const { configuration } = findConfiguration()
        if (configuration.deviceId == MAY_BE_ASKED) {
          // The terminal asks the viewer; an answer that takes too long serves the next start.
          return configuration.requestAccessToDistinctiveIdentifier!((isGranted) =>
            done(isGranted === false ? null : readId(configuration)),
          )
        }
        id = readId(configuration)
      } catch (_absent) {
        // No terminal, or one that refuses.
      }
      done(id)
    },
  }
}

/** A status is no id: everyone who opted out would be one viewer. */
function readId(configuration: OipfConfiguration['configuration']): string | null {
  try {
    const { deviceId } = configuration
    return typeof deviceId == 'string' && /^[^#]/.test(deviceId) ? deviceId : null
  } catch (_refused) {
    return null
  }
}
