/**
 * Clocks that start wrong and are set later, against an emulator that lives in true time.
 */
import { afterEach, describe, expect, test } from 'vitest'
import type { Tracker } from '../../src/api.ts'
import { SPORTS } from '../support/evening.ts'
import { createFakePlayer } from '../support/fake-player.ts'
import type { SkewedEvening } from '../support/skewed-evening.ts'
import { startSkewedEvening, TRUE_START } from '../support/skewed-evening.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const IN_1970 = 40_000
const IN_2019 = Date.parse('2019-12-31T00:00:30.000Z')

let evening: SkewedEvening
afterEach(() => evening.emulator.stop())

const names = () => evening.emulator.events().map(({ name }) => name)
const timesOf = (name: string) => evening.emulator.events().filter((event) => event.name === name).map(({ time }) => Date.parse(time))
/** How far the event named so is from the true time given, s. */
const errorS = (name: string, trueMs: number) => Math.abs(timesOf(name)[0]! - trueMs) / 1000

/** Tracks an event and lets it go out; returns its true time. */
async function send(tracker: Tracker, name: string): Promise<number> {
  const at = evening.trueMs()
  tracker.track(name)
  await evening.device.advance(500)
  return at
}

describe.each([
  ['1970', IN_1970],
  ['2019', IN_2019],
  ['an hour ago', TRUE_START - HOUR_MS],
  ['an hour from now', TRUE_START + HOUR_MS],
  ['2038', Date.parse('2038-01-19T03:14:07.000Z')],
])('a device that boots in %s, where the server tells the time', (_, wallMs) => {
  test('follows the server from its first answer on, also when its own clock is set right', async () => {
    evening = await startSkewedEvening({ wallMs })
    const { tracker, heard } = evening.boot()
    await send(tracker, 'First')
    const second = await send(tracker, 'Second')
    await evening.device.advance(60_000)
    evening.setClock(evening.trueMs())
    const third = await send(tracker, 'Third')
    const fourth = await send(tracker, 'Fourth')
    expect(names()).toEqual(['First', 'Second', 'Third', 'Fourth'])
    expect(errorS('Second', second)).toBeLessThanOrEqual(2)
    expect(errorS('Third', third)).toBeLessThanOrEqual(2)
    expect(errorS('Fourth', fourth)).toBeLessThanOrEqual(2)
    expect(heard.session).toHaveLength(1)
  })

  test('completes a view in whose middle the clock is set, in one session, at the time it was', async () => {
    evening = await startSkewedEvening({ wallMs })
    const { tracker, heard } = evening.boot()
    await send(tracker, 'First')
    const player = createFakePlayer(evening.device, 40)
    const view = tracker.watch(player, SPORTS)
    await player.play(20)
    evening.setClock(evening.trueMs())
    await player.play(20)
    player.ended()
    const endedAt = evening.trueMs()
    await evening.device.advance(500)
    expect(names()).toEqual(['First', 'Videoview', 'VideoCompletion'])
    expect(errorS('VideoCompletion', endedAt)).toBeLessThanOrEqual(2)
    expect(view.totals.timeSpentSeconds).toBe(40)
    expect(heard.session).toHaveLength(1)
    expect(heard.view.map(({ state }) => state)).toEqual(['open', 'started', 'completed'])
  })

  test('keeps the past time of a view that timed out after the clock was set', async () => {
    evening = await startSkewedEvening({ wallMs })
    const { tracker } = evening.boot()
    await send(tracker, 'First')
    const player = createFakePlayer(evening.device, 600)
    tracker.watch(player, SPORTS)
    await player.play(20)
    const progressAt = evening.trueMs()
    player.pause()
    await evening.device.advance(1000)
    evening.setClock(evening.trueMs())
    await send(tracker, 'Search')
    await evening.device.advance(HOUR_MS)
    await player.play(2)
    await evening.device.advance(500)
    expect(errorS('VideoCompletion', progressAt)).toBeLessThanOrEqual(2)
  })
})

describe('a clock that was right and is set wrong', () => {
  test.each([
    ['an hour', -HOUR_MS],
    ['eight years', -8 * 365 * DAY_MS],
  ])('back by %s changes no time of an event, where the server told the time before', async (_, stepMs) => {
    evening = await startSkewedEvening({ wallMs: TRUE_START })
    const { tracker, heard } = evening.boot()
    await send(tracker, 'First')
    evening.setClock(evening.device.time.wallMs + stepMs)
    const at = await send(tracker, 'Second')
    expect(errorS('Second', at)).toBeLessThanOrEqual(2)
    const later = await send(tracker, 'Third')
    expect(errorS('Third', later)).toBeLessThanOrEqual(2)
    expect(heard.session).toHaveLength(1)
  })

  test('ahead by an hour is taken for standby until the next answer', async () => {
    evening = await startSkewedEvening({ wallMs: TRUE_START })
    const { tracker } = evening.boot()
    await send(tracker, 'First')
    evening.setClock(evening.device.time.wallMs + HOUR_MS)
    const at = await send(tracker, 'Second')
    expect(Math.round(errorS('Second', at))).toBe(3600)
    const later = await send(tracker, 'Third')
    expect(errorS('Third', later)).toBeLessThanOrEqual(2)
  })
})

describe.each([
  ['right', 0],
  ['an hour behind', -HOUR_MS],
  ['fifty years behind', -50 * 365 * DAY_MS],
])('a device that slept for eight hours with a clock that is %s', (_, aheadMs) => {
  test('gives what comes after it the time it is, although its monotonic clock stood still', async () => {
    evening = await startSkewedEvening({ wallMs: TRUE_START + aheadMs })
    const { tracker } = evening.boot()
    await send(tracker, 'First')
    evening.sleep(8 * HOUR_MS)
    const at = await send(tracker, 'Second')
    expect(errorS('Second', at)).toBeLessThanOrEqual(2)
  })
})

describe('an engine that has no clock but the wall clock', () => {
  test.each([
    ['on by fifty-six years, as after a boot in 1970,', IN_1970, TRUE_START],
    ['back by an hour', TRUE_START + HOUR_MS, TRUE_START],
  ])('set %s loses nothing that was tracked before', async (_, wallMs, set) => {
    evening = await startSkewedEvening({ wallMs, isWallOnly: true })
    const { tracker, heard } = evening.boot()
    evening.device.isOnline = false
    tracker.track('Before')
    await evening.device.advance(1000)
    evening.setClock(set)
    tracker.track('After')
    evening.device.isOnline = true
    await evening.device.advance(10_000)
    expect(names()).toEqual(['Before', 'After'])
    expect(heard.dropped).toEqual([])
  })

  test.each([
    ['back', -8 * 365 * DAY_MS],
    ['on', 8 * 365 * DAY_MS],
  ])('opens one session more when it is set %s, and that one runs out as any other', async (_, stepMs) => {
    evening = await startSkewedEvening({ wallMs: TRUE_START, isWallOnly: true })
    const { tracker, heard } = evening.boot()
    await send(tracker, 'First')
    evening.setClock(evening.device.time.wallMs + stepMs)
    await send(tracker, 'Second')
    await evening.device.advance(HOUR_MS / 4)
    await send(tracker, 'Third')
    expect(heard.session.map(({ reason }) => reason)).toEqual(['start', 'timeout'])
    await evening.device.advance(HOUR_MS)
    expect(tracker.ids.sessionId).toBeNull()
    await send(tracker, 'Fourth')
    expect(heard.session).toHaveLength(3)
  })

  test('does not keep a session that ran out after its clock was set back', async () => {
    evening = await startSkewedEvening({ wallMs: TRUE_START, isWallOnly: true })
    const { tracker, heard } = evening.boot()
    await send(tracker, 'First')
    evening.setClock(IN_2019)
    await evening.device.advance(HOUR_MS)
    expect(tracker.ids.sessionId).toBeNull()
    await send(tracker, 'Second')
    expect(heard.session).toHaveLength(2)
  })

  test('counts on in one view when its clock is set in mid-view', async () => {
    evening = await startSkewedEvening({ wallMs: IN_2019, isWallOnly: true })
    const { tracker, heard } = evening.boot()
    const player = createFakePlayer(evening.device, 40)
    const view = tracker.watch(player, SPORTS)
    await player.play(20)
    evening.setClock(evening.trueMs())
    await player.play(20)
    player.ended()
    await evening.device.advance(500)
    expect(heard.view.map(({ state }) => state)).toEqual(['open', 'started', 'completed'])
    expect(view.totals.timeSpentSeconds).toBeGreaterThanOrEqual(39)
    expect(view.totals.timeSpentSeconds).toBeLessThanOrEqual(40)
  })
})
