/**
 * Finds the API of a consent platform in this window or one around it, now or later.
 */
import type { Timers } from '../../../src/ports/timers.ts'

export type CmpApi = (...args: unknown[]) => unknown

const FIRST_LOOK_MS = 100
const LONGEST_LOOK_MS = 2000

/** The function of this name in the nearest window that has it. */
export function findApi(name: string): CmpApi | null {
  let frame: Window | null = typeof window == 'undefined' ? null : window
  while (frame) {
    try {
      const api = (frame as unknown as Record<string, unknown>)[name]
      if (typeof api == 'function') return api as CmpApi
    } catch (_foreign) {
      // A window of another origin shows nothing.
    }
    frame = frame.parent == frame ? null : frame.parent
  }
  return null
}

/**
 * Calls `register` with the API, and again whenever another function has taken its place: a stub makes way for the
 * platform itself, and not every platform takes over what the stub was told. Looks less and less often, no longer than
 * `waitMs`, and not at all once `isDone`. Returns what ends it.
 */
export function followCmp(
  name: string,
  timers: Timers,
  waitMs: number,
  register: (api: CmpApi) => void,
  isDone: () => boolean,
): () => void {
  let known: CmpApi | null = null
  let waitedMs = 0
  let delayMs = FIRST_LOOK_MS
  let cancel = () => {}
  function look(): void {
    const api = findApi(name)
    if (api && api != known) register((known = api))
    if (isDone() || waitedMs >= waitMs) return
    cancel = timers.after(delayMs, look)
    waitedMs += delayMs
    delayMs = Math.min(delayMs * 2, LONGEST_LOOK_MS)
  }
  look()
  return () => cancel()
}
