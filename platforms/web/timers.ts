/**
 * Delays of a web engine.
 */
import type { Timers } from '../../src/ports/timers.ts'

export function createWebTimers(): Timers {
  return {
    after(delayMs, run) {
      const handle = setTimeout(run, delayMs)
      return () => clearTimeout(handle)
    },
  }
}
