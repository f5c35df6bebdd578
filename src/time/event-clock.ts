/**
 * The time of events: the device's wall clock, corrected where the server told another time.
 */
import type { Clock } from '../ports/clock.ts'

/** The server's time is taken over where the device's differs by more; an answer that took longer says little of the time it arrives. */
export const CLOCK_TOLERANCE_MS = 2000

/** Whether a clock may tell it: a device or a box on the way that does not know the time says 1970 or 2000, and nobody says 2100. */
export function isSaneTime(ms: number): boolean {
  return ms >= 1_577_836_800_000 && ms < 4_102_444_800_000
}

export interface EventClock {
  /** The wall clock as it would run had nobody set it since the server told the time, ms. */
  _localMs(): number
  /** The time of an event of now; without the server's word never earlier than `newestMs`, that of the newest event. */
  _nowMs(newestMs: number): number
  /** The time of an event of the past, `localMs` then. */
  _pastMs(localMs: number): number
  /** Takes the server's time; returns by how many ms unsent events of this process move. */
  _correct(serverMs: number): number
  /** What is added to `localMs`: the server's time less the device's. */
  _offsetMs(): number
}

export function createEventClock(clock: Clock): EventClock {
  let offsetMs = 0
  let isServerTime = false
  /** The wall clock was set by so many ms since the server told the time; `localMs` takes them back. */
  let stepMs = 0
  /** `localMs` less the monotonic clock, when the server told the time; null before. */
  let aheadMs: number | null = null

  function localMs(): number {
    const wallMs = clock.wallMs()
    if (aheadMs == null) return wallMs
    const leapMs = wallMs + stepMs - clock.monotonicMs() - aheadMs
    const behindMs = stepMs + offsetMs
    // The wall clock fell behind the monotonic one: somebody set it back.
    if (leapMs < -CLOCK_TOLERANCE_MS) stepMs -= leapMs
    // It came to where the server's clock is: somebody set it right, and no offset is needed any more.
    else if (Math.abs(leapMs - behindMs) < 1000 + Math.abs(behindMs) / 100) stepMs = -offsetMs
    // It is ahead by some other amount: the device slept, during which the monotonic clock may stand still.
    return wallMs + stepMs
  }

  return {
    _localMs: localMs,
    _nowMs(newestMs) {
      const nowMs = localMs() + offsetMs
      return isServerTime ? nowMs : Math.max(nowMs, newestMs)
    },
    _pastMs: (pastLocalMs) => pastLocalMs + offsetMs,
    _correct(serverMs) {
      // The header counts whole seconds: half of one is added.
      const nowMs = localMs()
      const differenceMs = serverMs + 500 - nowMs
      aheadMs = nowMs - clock.monotonicMs()
      const nextMs = Math.abs(differenceMs) > CLOCK_TOLERANCE_MS ? differenceMs : 0
      const moveMs = nextMs - offsetMs
      isServerTime = nextMs != 0
      if (Math.abs(moveMs) <= CLOCK_TOLERANCE_MS) return 0
      offsetMs = nextMs
      return moveMs
    },
    _offsetMs: () => offsetMs,
  }
}
