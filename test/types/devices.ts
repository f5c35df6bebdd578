/**
 * Devices without an adapter of their own, as an app types them.
 */
import { createTracker } from 'ctv-tracker/browser'
import { detectDevice, fireboltAdId, fireboltLifecycle, hostAdId, vizioAdId } from 'ctv-tracker/devices'
import type { Device, DeviceIdentity, FireboltAdvertising, FireboltLifecycle, HostAdId } from 'ctv-tracker/devices'

declare const Advertising: FireboltAdvertising
declare const Lifecycle: FireboltLifecycle

const device: Device = detectDevice()
// @ts-expect-error: no such family
const roku: boolean = device === 'roku'

const vizio: DeviceIdentity = vizioAdId()
createTracker({ apiKey: 'key', identity: vizio })
createTracker({ apiKey: 'key', identity: { aliases: [{ tag: 'login', id: 'abc' }], ...vizioAdId() } })
createTracker({
  apiKey: 'key',
  identity: fireboltAdId(Advertising, 'comcast_ifa'),
  ports: { lifecycle: fireboltLifecycle(Lifecycle) },
})
// In Firebolt 2 there is no such module.
createTracker({ apiKey: 'key', ports: { lifecycle: fireboltLifecycle(undefined) } })
// @ts-expect-error: no public document names a tag
fireboltAdId(Advertising)
// @ts-expect-error: the module, not the SDK
fireboltAdId({ Advertising }, 'comcast_ifa')

const told: HostAdId = { id: null, limitAdTracking: true }
createTracker({ apiKey: 'key', identity: hostAdId(() => '{"id":"a","limitAdTracking":false}', 'aaid') })
createTracker({ apiKey: 'key', identity: hostAdId(() => Promise.resolve(told), 'aaid') })
createTracker({ apiKey: 'key', identity: hostAdId((answer) => answer(told), 'aaid') })
// @ts-expect-error: an id alone says nothing of the viewer's limit
hostAdId(() => ({ id: 'a' }), 'aaid')
// @ts-expect-error: under which tag?
hostAdId(() => told)
