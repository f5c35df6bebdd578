/**
 * Delays of a web engine.
 */
import type { Timers } from '../../src/ports/timers.ts'

export function createWebTimers(): Timers {
  return {
    after(delayMs, run) {
      // Beyond 2^31-1 ms the engine would fire at once.
      const handle = setTimeout(run, Math.min(delayMs, 2147483647))
      return () => clearTimeout(handle)
    },
  }
}
