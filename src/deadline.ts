/**
 * The first of an answer and a deadline. Pure but for the injected timers.
 */
import type { Timers } from './ports/timers.ts'

/** Returns what takes the answer: `done` runs once, with that or, after `delayMs`, with `late`. */
export function withDeadline<T>(
  timers: Timers,
  delayMs: number,
  late: T,
  done: (answer: T) => void,
): (answer: T) => void {
  let isSettled = false
  function settle(answer: T): void {
    if (isSettled) return
    isSettled = true
    cancel()
    done(answer)
  }
  const cancel = timers.after(delayMs, () => settle(late))
  return settle
}
