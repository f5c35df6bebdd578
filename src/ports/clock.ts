/**
 * Time, as the core asks for it: the core never reads a clock itself.
 *
 * Two clocks always: the monotonic one for durations, the wall clock for timestamps.
 */
export interface Clock {
  /** `'wall'` where the engine has no monotonic clock and `monotonicMs()` is only the wall clock. */
  readonly kind: 'monotonic' | 'wall'
  /** Milliseconds from an arbitrary origin; never goes back where `kind` is `'monotonic'`, may stop while the device sleeps. */
  monotonicMs(): number
  /** Milliseconds since the Unix epoch; jumps when the device corrects its clock. */
  wallMs(): number
}
