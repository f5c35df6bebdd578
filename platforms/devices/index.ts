/**
 * `ctv-tracker/devices`: sets without an adapter of their own. Which one this is, its advertising id for `options.identity`, and where it
 * has one, its life cycle for `options.ports`. To be used with `ctv-tracker` or `ctv-tracker/browser`.
 */
export { detectDevice } from './detect.ts'
export type { Device } from './detect.ts'
export { fireboltAdId } from './firebolt-ad-id.ts'
export type { FireboltAdvertising } from './firebolt-ad-id.ts'
export { fireboltLifecycle } from './firebolt-lifecycle.ts'
export type { FireboltLifecycle } from './firebolt-lifecycle.ts'
export { hostAdId } from './host.ts'
export type { HostAdId, HostAnswer } from './host.ts'
export type { DeviceIdentity } from './identity.ts'
export { vizioAdId } from './vizio.ts'
