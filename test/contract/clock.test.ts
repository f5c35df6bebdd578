/**
 * The clocks and timers of a web engine, and of the fake device.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWebClock } from '../../platforms/web/clock.ts'
import { createWebTimers } from '../../platforms/web/timers.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Timers } from '../../src/ports/timers.ts'
import { createFakeDevice } from '../support/fakes/fake-platform.ts'

interface Subject {
  clock: Clock
  timers: Timers
  advance(ms: number): Promise<void> | void
  /** Sets the wall clock only, as the device does when it hears the right time. */
  correct(ms: number): void
}

const SUBJECTS: [string, () => Subject][] = [
  [
    'a web engine',
    () => ({
      clock: createWebClock(),
      timers: createWebTimers(),
      advance: (ms) => void vi.advanceTimersByTime(ms),
      correct: (ms) => vi.setSystemTime(Date.now() + ms),
    }),
  ],
  [
    'the fake device',
    () => {
      const device = createFakeDevice()
      const { clock, timers } = device.boot().ports
      return { clock, timers, advance: (ms) => device.advance(ms), correct: (ms) => (device.time.wallMs += ms) }
    },
  ],
]

beforeEach(() => {
  vi.useFakeTimers({
    now: Date.parse('2026-03-01T20:00:00Z'),
    toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe.each(SUBJECTS)('the clock of %s', (_, create) => {
  it('moves both times by what went by', async () => {
    const { clock, advance } = create()
    const before = [clock.monotonicMs(), clock.wallMs()] as const
    await advance(1500)
    expect(clock.monotonicMs() - before[0]).toBe(1500)
    expect(clock.wallMs() - before[1]).toBe(1500)
    expect(clock.kind).toBe('monotonic')
  })

  it('keeps the monotonic time where the wall clock is corrected', () => {
    const { clock, correct } = create()
    const before = [clock.monotonicMs(), clock.wallMs()] as const
    correct(-86_400_000)
    expect(clock.monotonicMs()).toBe(before[0])
    expect(clock.wallMs()).toBe(before[1] - 86_400_000)
  })

  it('counts the wall clock from 1970', () => {
    expect(create().clock.wallMs()).toBeGreaterThan(Date.parse('2020-01-01'))
  })
})

describe.each(SUBJECTS)('the timers of %s', (_, create) => {
  it('run once, when it is time, and never at once', async () => {
    const { timers, advance } = create()
    let runs = 0
    timers.after(100, () => runs++)
    timers.after(0, () => runs++)
    expect(runs).toBe(0)
    await advance(99)
    expect(runs).toBe(1)
    await advance(1)
    expect(runs).toBe(2)
    await advance(1000)
    expect(runs).toBe(2)
  })

  it('can be cancelled, at any time and more than once', async () => {
    const { timers, advance } = create()
    const runs: string[] = []
    const cancelFirst = timers.after(10, () => runs.push('first'))
    const cancelSecond = timers.after(20, () => runs.push('second'))
    cancelSecond()
    cancelSecond()
    await advance(10)
    cancelFirst()
    await advance(100)
    expect(runs).toEqual(['first'])
  })

  it('keep their order, and may set others', async () => {
    const { timers, advance } = create()
    const runs: string[] = []
    timers.after(20, () => runs.push('b'))
    timers.after(10, () => {
      runs.push('a')
      timers.after(5, () => runs.push('a5'))
    })
    await advance(15)
    expect(runs).toEqual(['a', 'a5'])
    await advance(5)
    expect(runs).toEqual(['a', 'a5', 'b'])
  })
})

describe('a delay longer than an engine can wait', () => {
  it('is as long as an engine can wait, and not over at once', async () => {
    const timers = createWebTimers()
    let runs = 0
    const cancel = timers.after(Infinity, () => runs++)
    timers.after(2 ** 31, () => runs++)
    vi.advanceTimersByTime(2 ** 31 - 2)
    expect(runs).toBe(0)
    vi.advanceTimersByTime(1)
    expect(runs).toBe(2)
    cancel()
  })
})

describe('a page that spoiled Date.now', () => {
  it.each<[string, unknown]>([
    [
      'throws',
      () => {
        throw new Error('spoiled')
      },
    ],
    ['is no number', () => 'today'],
    ['is gone', undefined],
  ])('which %s has the wall clock all the same', (_, value) => {
    const now = Date.now()
    vi.stubGlobal('Date', Object.assign(class extends Date {}, { now: value }))
    expect(createWebClock().wallMs()).toBe(now)
  })
})

describe('an engine without performance.now()', () => {
  it.each<[string, unknown]>([
    ['has no performance at all', undefined],
    ['has it as null', null],
    ['has no now', {}],
  ])('that %s has the wall clock for both, and says so', (_, value) => {
    vi.stubGlobal('performance', value)
    const clock = createWebClock()
    expect(clock.kind).toBe('wall')
    expect(clock.monotonicMs()).toBe(clock.wallMs())
    vi.setSystemTime(Date.now() - 5000)
    expect(clock.monotonicMs()).toBe(Date.now())
  })
})
