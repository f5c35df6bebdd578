/**
 * The time of events: what it makes of the server's word, and of a wall clock that somebody sets.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { EventClock } from '../../../src/time/event-clock.ts'
import { createEventClock } from '../../../src/time/event-clock.ts'

const START = Date.parse('2026-03-01T20:00:00.000Z')
const HOUR = 3_600_000

let wallMs: number
let monotonicMs: number
let time: EventClock

/** The server's header of this moment, in whole seconds, where its clock is `aheadMs` before the device's. */
const serverMs = (aheadMs: number): number => Math.floor((wallMs + aheadMs) / 1000) * 1000

function pass(ms: number): void {
  wallMs += ms
  monotonicMs += ms
}

beforeEach(() => {
  wallMs = START
  monotonicMs = 5000
  time = createEventClock({ kind: 'monotonic', wallMs: () => wallMs, monotonicMs: () => monotonicMs })
})

describe('before the server told the time', () => {
  it('an event has the time of the wall clock', () => {
    expect(time._nowMs(-Infinity)).toBe(START)
    pass(1234)
    expect(time._nowMs(START)).toBe(START + 1234)
    expect(time._offsetMs()).toBe(0)
  })

  it('an event is never earlier than the newest one, also when the clock was set back', () => {
    wallMs -= HOUR
    expect(time._nowMs(START)).toBe(START)
  })

  it('a clock that was set, in whichever direction, is believed', () => {
    wallMs -= HOUR
    expect(time._localMs()).toBe(START - HOUR)
    wallMs += 3 * HOUR
    expect(time._localMs()).toBe(START + 2 * HOUR)
  })
})

describe('the time of the server', () => {
  it.each([2000, -2000, 1400, 0])('that differs by %i ms is not taken over', (aheadMs) => {
    expect(time._correct(serverMs(aheadMs) - 500)).toBe(0)
    expect(time._nowMs(-Infinity)).toBe(START)
  })

  it.each([2001, -2001, HOUR, -HOUR])('that differs by %i ms moves every event by as much', (aheadMs) => {
    expect(time._correct(START + aheadMs - 500)).toBe(aheadMs)
    expect(time._offsetMs()).toBe(aheadMs)
    expect(time._nowMs(-Infinity)).toBe(START + aheadMs)
    expect(time._pastMs(START - 10)).toBe(START - 10 + aheadMs)
  })

  it('counts whole seconds: half of one is added', () => {
    time._correct(START + HOUR)
    expect(time._offsetMs()).toBe(HOUR + 500)
  })

  it('comes before the order of events: a new one may be earlier than one that the wrong clock stamped', () => {
    time._correct(START - HOUR - 500)
    expect(time._nowMs(START)).toBe(START - HOUR)
  })

  it('heard again, a little different, moves nothing', () => {
    time._correct(START + HOUR)
    pass(60_000)
    expect(time._correct(serverMs(HOUR + 1900))).toBe(0)
    expect(time._offsetMs()).toBe(HOUR + 500)
  })

  it('that agrees with the device after all takes the offset back', () => {
    time._correct(START + HOUR - 500)
    expect(time._correct(START - 500)).toBe(-HOUR)
    expect(time._offsetMs()).toBe(0)
    expect(time._nowMs(START + 5)).toBe(START + 5)
  })
})

describe('after the server told the time', () => {
  it('a wall clock that is set back changes no time', () => {
    time._correct(START - 500)
    pass(1000)
    wallMs -= HOUR
    expect(time._localMs()).toBe(START + 1000)
    pass(1000)
    expect(time._localMs()).toBe(START + 2000)
  })

  it('a wall clock that wavers by two seconds was not set', () => {
    time._correct(START - 500)
    wallMs -= 2000
    expect(time._localMs()).toBe(START - 2000)
  })

  it.each([HOUR, -HOUR])('a clock %i ms away from the server that is set right changes no time', (aheadMs) => {
    time._correct(START + aheadMs - 500)
    pass(1000)
    const before = time._nowMs(-Infinity)
    wallMs += aheadMs
    expect(time._nowMs(-Infinity)).toBe(before)
    pass(5000)
    expect(time._nowMs(-Infinity)).toBe(before + 5000)
    // What happened before it was set keeps its place as well.
    expect(time._pastMs(time._localMs() - 6000)).toBe(before - 1000)
  })

  it('a device that slept, its monotonic clock standing still, goes on with the wall clock', () => {
    time._correct(START - 500)
    wallMs += 3 * HOUR
    expect(time._localMs()).toBe(START + 3 * HOUR)
  })
})
