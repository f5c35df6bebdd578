/**
 * What every room of the tracker is built with.
 */
import type { Arrivals } from './arrivals.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Settings } from './options.ts'
import type { Ports } from './ports/ports.ts'

export interface Context {
  settings: Settings
  /** Those of the platform or of the app, guarded: see `guardPorts`. */
  ports: Ports
  diagnosis: Diagnosis
  arrivals: Arrivals
}
