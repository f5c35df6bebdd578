/**
 * Both clocks of a web engine.
 */
import type { Clock } from '../../src/ports/clock.ts'

/** `performance.now()` where the engine has it (WebKit 538 may not), else the wall clock for both. */
export function createWebClock(): Clock {
  // Not Date.now(), which pages replace more often than Date itself.
  const wallMs = () => +new Date()
  const timer =
    typeof performance == 'object' && performance && typeof performance.now == 'function' ? performance : null
  return {
    kind: timer ? 'monotonic' : 'wall',
    monotonicMs: timer ? () => timer.now() : wallMs,
    wallMs,
  }
}
