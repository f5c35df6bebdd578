/**
 * The first of an answer and a deadline. Pure but for the injected timers.
 */
import type { Timers } from './ports/timers.ts'

/**
 * Returns what takes the answer: `done` runs once, with that or, after `delayMs`, with `late`. The time goes by in two halves, so that in a
 * page that was frozen in the first one answers are heard before the time is over.
 */
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
  const halfMs = delayMs / 2
  let cancel = timers.after(halfMs, () => (cancel = timers.after(halfMs, () => settle(late))))
  return settle
}
