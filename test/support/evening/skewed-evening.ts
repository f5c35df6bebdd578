/**
 * An evening on a device whose wall clock is not to be trusted: the emulator lives in true time.
 */
import type { TrackerOptions } from '../../../src/api.ts'
import { startEmulator } from '../../../tools/emulator/index.ts'
import type { Evening, Run } from './evening.ts'
import { startApp } from './evening.ts'
import { createFakeDevice } from '../fakes/fake-platform.ts'

export const TRUE_START = Date.parse('2026-03-01T20:00:00.000Z')

export interface SkewedEvening extends Evening {
  /** The time it really is, ms. */
  trueMs(): number
  /** How far the wall clock is ahead of it, ms. */
  aheadMs(): number
  /** Somebody or something sets the clock. */
  setClock(wallMs: number): void
  /** Time goes on while the device sleeps; its monotonic clock stands still. */
  sleep(ms: number): void
  /** Starts the app in a new process. */
  boot(options?: Partial<TrackerOptions>): Run
}

/** `isWallOnly`: an engine that has no other clock. */
export async function startSkewedEvening({
  wallMs,
  exposeHeaders = true,
  isWallOnly = false,
}: {
  wallMs: number
  exposeHeaders?: boolean
  isWallOnly?: boolean
}): Promise<SkewedEvening> {
  let sleptMs = 0
  const emulator = await startEmulator({ listen: false, exposeHeaders, now: () => trueMs() })
  const device = createFakeDevice(emulator, wallMs)
  const { time } = device
  const startedMs = time.monotonicMs
  const trueMs = () => TRUE_START + time.monotonicMs - startedMs + sleptMs
  const evening: SkewedEvening = {
    emulator,
    device,
    trueMs,
    aheadMs: () => time.wallMs - trueMs(),
    setClock: (to) => (time.wallMs = to),
    sleep(ms) {
      sleptMs += ms
      time.wallMs += ms
    },
    boot(options) {
      const clock = { kind: 'wall' as const, monotonicMs: () => time.wallMs, wallMs: () => time.wallMs }
      return startApp(evening, { consent: 'granted', ...(isWallOnly ? { ports: { clock } } : {}), ...options })
    },
  }
  return evening
}
