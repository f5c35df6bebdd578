/**
 * The device id of LG TVs, LGUDID, over the Luna service bus. It lasts as long as the device: no advertising id.
 *
 * webOS TV 3.0 and later, not in the emulator. Spoken to directly, since webOSTV.js is a wrapper around the same bridge and not every
 * app ships it. Source: webostv.developer.lge.com, References, Device Unique ID.
 */
import type { DeviceIdSource } from '../../src/ports/device-id.ts'

/** The members touched. */
export interface ServiceBridge {
  onservicecallback: (answer: string) => void
  call(uri: string, parameters: string): void
}

declare const PalmServiceBridge: new () => ServiceBridge

export function createLgudidSource(): DeviceIdSource {
  // Kept until it is asked again, as LG's library keeps its own: a bridge that nobody holds may be collected before it answers.
  let bridge: ServiceBridge
  return {
    tag: 'lgudid',
    read(done) {
      try {
        bridge = new PalmServiceBridge()
        bridge.onservicecallback = (answer) => done(parseAnswer(answer))
        bridge.call('luna://com.webos.service.sm/deviceid/getIDs', '{"idType":["LGUDID"]}')
      } catch (_absent) {
        // No LG TV.
        done(null)
      }
    },
  }
}

/** The id, or null for a refusal and for anything the reference does not describe. */
function parseAnswer(answer: string): string | null {
  try {
    const { errorCode, returnValue, idList } = JSON.parse(answer)
    const found = idList.filter(({ idType }: { idType: unknown }) => idType == 'LGUDID')[0].idValue
    return returnValue !== false && !errorCode && found && typeof found == 'string' ? found : null
  } catch (_refused) {
    return null
  }
}
