/**
 * The device's own id, where the app wants it: of the platform, or of a function of the app.
 */
import type { Alias } from '../api.ts'
import type { Context } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import type { DeviceIdSource } from '../ports/device-id.ts'
import { isDeviceId } from './ids.ts'

/** CCS waits no longer than this for it. */
const DEADLINE_MS = 2000

/** Calls `done` once, with the id as an alias, or null where there is none in time. What is returned ends the wait. */
export function askDeviceId({ settings, ports, diagnosis }: Context, done: (alias: Alias | null) => void): () => void {
  const { guard } = diagnosis
  const { deviceId, deviceTag } = settings.identity
  const source = deviceId === true ? ports.deviceId : { tag: '', read: deviceId as DeviceIdSource['read'] }
  let isWanted = true
  const settle = withDeadline<string | null>(ports.timers, DEADLINE_MS, null, (id) => {
    isWanted = false
    done(isDeviceId(id) ? { tag: deviceTag || source!.tag, id } : null)
  })
  if (source) guard(() => source.read(guard(settle), () => isWanted))()
  else settle(null)
  return () => settle(null)
}
