/**
 * The ports every web engine fills alike; a device's entry adds what is its own.
 */
import type { DeviceIdSource } from '../../src/ports/device-id.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { createWebClock } from './clock.ts'
import { openCookies } from './cookie-store.ts'
import { createWebDeferred } from './deferred.ts'
import { openIndexedDb } from './indexed-db.ts'
import { createWebLifecycle } from './lifecycle.ts'
import { openLocalStorage } from './local-storage.ts'
import { log } from './log.ts'
import { createWebRandom } from './random.ts'
import { createWebTimers } from './timers.ts'
import { createWebTransport } from './transport.ts'

export function createWebPorts(
  playerHook: Ports['playerHook'],
  deviceId: DeviceIdSource | null = null,
  lifecycle = createWebLifecycle(),
): Ports {
  return {
    clock: createWebClock(),
    timers: createWebTimers(),
    random: createWebRandom(),
    stores: { keyValue: [openLocalStorage, openCookies], records: [openIndexedDb] },
    transport: createWebTransport(),
    lifecycle,
    deviceId,
    playerHook,
    createDeferred: createWebDeferred,
    log,
  }
}
