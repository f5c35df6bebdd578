/**
 * A clock that moves when it is told, with the timers that hang on it.
 * The shapes are those of the tracker's `ports.clock` and `ports.timers`, declared anew.
 */

/** Fits the tracker's `ports.clock`. */
export interface ClockPort {
  readonly kind: 'monotonic' | 'wall'
  /** Milliseconds from an arbitrary origin. */
  monotonicMs(): number
  /** Milliseconds since the Unix epoch. */
  wallMs(): number
}

/** Fits the tracker's `ports.timers`. */
export interface TimersPort {
  /** Runs `run` once after `delayMs` milliseconds; returns what cancels it. */
  after(delayMs: number, run: () => void): () => void
}

export interface FakeClockOptions {
  /** Wall clock at the start, in ms since the Unix epoch. Default 2026-01-01T20:00:00Z. */
  wallMs?: number
}

export interface FakeClock {
  readonly clock: ClockPort
  readonly timers: TimersPort
  /** Timers that were set and have neither run nor been cancelled. */
  readonly pendingTimers: number
  /** Moves both clocks by `ms`, running each timer at its time, in order. Throws RangeError for a negative or endless number. */
  advance(ms: number): void
  /** Sets the wall clock alone, as a television does that learns the time late. */
  setWall(wallMs: number): void
}

interface Timer {
  atMs: number
  run: () => void
}

export function createFakeClock({ wallMs: startMs = Date.UTC(2026, 0, 1, 20) }: FakeClockOptions = {}): FakeClock {
  let monotonicMs = 0
  let wallMs = startMs
  let timers: Timer[] = []

  function moveTo(atMs: number): void {
    wallMs += atMs - monotonicMs
    monotonicMs = atMs
  }

  /** The earliest timer up to `untilMs`; of two at the same time, the one set first. */
  function takeDue(untilMs: number): Timer | undefined {
    const due = timers.reduce<Timer | undefined>(
      (best, timer) => (timer.atMs <= untilMs && (best === undefined || timer.atMs < best.atMs) ? timer : best),
      undefined,
    )
    timers = timers.filter((timer) => timer !== due)
    return due
  }

  return {
    clock: { kind: 'monotonic', monotonicMs: () => monotonicMs, wallMs: () => wallMs },
    timers: {
      after(delayMs, run) {
        const timer = { atMs: monotonicMs + Math.max(0, delayMs), run }
        timers.push(timer)
        return () => {
          timers = timers.filter((other) => other !== timer)
        }
      },
    },
    get pendingTimers() {
      return timers.length
    },
    advance(ms) {
      if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`ms: expected a number of at least 0, received ${ms}`)
      const endMs = monotonicMs + ms
      for (let due = takeDue(endMs); due !== undefined; due = takeDue(endMs)) {
        moveTo(Math.max(due.atMs, monotonicMs))
        due.run()
      }
      moveTo(endMs)
    },
    setWall(ms) {
      wallMs = ms
    },
  }
}
