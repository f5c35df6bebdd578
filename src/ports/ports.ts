/**
 * Everything impure the tracker needs; an entry of the package fills it for its platform.
 */
import type { Clock } from './clock.ts'
import type { CreateDeferred } from './deferred.ts'
import type { DeviceIdSource } from './device-id.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { PlayerHook } from './player-hook.ts'
import type { Random } from './random.ts'
import type { Stores } from './stores.ts'
import type { Timers } from './timers.ts'
import type { Transport } from './transport.ts'

export interface Ports {
  clock: Clock
  timers: Timers
  random: Random
  stores: Stores
  transport: Transport
  lifecycle: Lifecycle
  /** Null where the platform has none. */
  deviceId: DeviceIdSource | null
  /** Turns what the platform calls a player into a hook; null for anything else. */
  playerHook(player: unknown): PlayerHook | null
  createDeferred: CreateDeferred
  /** Writes one line for the developer. */
  log(line: string): void
}
