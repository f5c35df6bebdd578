/**
 * The platform-free core: `createTracker(options, ports)`.
 *
 * Apps import an entry of the package instead (`ctv-tracker`, `ctv-tracker/browser`, …), which brings the ports of its platform.
 */
export { createTracker } from './tracker.ts'
export { ConfigError } from './config-error.ts'
export { contentUrl } from './contextual/content-url.ts'
export { VERSION } from './version.ts'
export type * from './api.ts'
export type { DiagnosticCode } from './diagnostics.ts'
