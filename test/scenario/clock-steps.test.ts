/**
 * Clocks that start wrong and are set later, against an emulator that lives in true time.
 */
import { afterEach, describe, expect, it } from 'vitest'
import type { Tracker } from '../../src/api.ts'
import { SPORTS } from '../support/evening/evening.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { SkewedEvening } from '../support/evening/skewed-evening.ts'
import { startSkewedEvening, TRUE_START } from '../support/evening/skewed-evening.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const IN_1970 = 40_000
const IN_2019 = Date.parse('2019-12-31T00:00:30.000Z')

let evening: SkewedEvening
afterEach(() => evening.emulator.stop())

const names = () => evening.emulator.events().map(({ name }) => name)
const timesOf = (name: string) =>
  evening.emulator
    .events()
    .filter((event) => event.name === name)
    .map(({ time }) => Date.parse(time))
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
  it('follows the server from its first answer on, also when its own clock is set right', async () => {
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

  it('completes a view in whose middle the clock is set, in one session, at the time it was', async () => {
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

  it('recovers all that was watched of a view that began before the first answer, and was killed', async () => {
    evening = await startSkewedEvening({ wallMs })
    const { tracker, process } = evening.boot()
    const player = createFakePlayer(evening.device, 600)
    tracker.watch(player, SPORTS)
    await player.play(120)
    process.kill()
    await evening.device.advance(1000)
    evening.boot()
    await evening.device.advance(3000)
    const [completion] = evening.emulator.events().filter(({ name }) => name === 'VideoCompletion')
    // All but what came after the last save.
    expect(completion!.properties['time_spent_seconds']).toBeGreaterThanOrEqual(90)
  })

  it('keeps the past time of a view that timed out after the clock was set', async () => {
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
  it.each([
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

  it('ahead by an hour is taken for standby until the next answer', async () => {
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
  it('gives what comes after it the time it is, although its monotonic clock stood still', async () => {
    evening = await startSkewedEvening({ wallMs: TRUE_START + aheadMs })
    const { tracker } = evening.boot()
    await send(tracker, 'First')
    evening.sleep(8 * HOUR_MS)
    const at = await send(tracker, 'Second')
    expect(errorS('Second', at)).toBeLessThanOrEqual(2)
  })
})

it('a device that booted in 1970, was set right unseen and slept has the right time when it wakes', async () => {
  evening = await startSkewedEvening({ wallMs: IN_1970 })
  const { tracker } = evening.boot()
  await send(tracker, 'First')
  evening.setClock(evening.trueMs())
  evening.sleep(8 * HOUR_MS)
  const at = await send(tracker, 'Second')
  expect(errorS('Second', at)).toBeLessThanOrEqual(2)
  // Set wrong and right once more, and asleep again: what is left to be corrected is none.
  evening.setClock(evening.device.time.wallMs - 7 * HOUR_MS)
  await send(tracker, 'Third')
  evening.sleep(5 * HOUR_MS)
  const later = await send(tracker, 'Fourth')
  expect(errorS('Fourth', later)).toBeLessThanOrEqual(2)
})

describe('an engine that has no clock but the wall clock', () => {
  it.each([
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

  it.each([
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

  it('does not keep a session that ran out after its clock was set back', async () => {
    evening = await startSkewedEvening({ wallMs: TRUE_START, isWallOnly: true })
    const { tracker, heard } = evening.boot()
    await send(tracker, 'First')
    evening.setClock(IN_2019)
    await evening.device.advance(HOUR_MS)
    expect(tracker.ids.sessionId).toBeNull()
    await send(tracker, 'Second')
    expect(heard.session).toHaveLength(2)
  })

  it('counts on in one view when its clock is set in mid-view', async () => {
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

describe.each([
  ['on by an hour', HOUR_MS],
  ['on by eight years', 8 * 365 * DAY_MS],
  ['back by an hour', -HOUR_MS],
  ['back by eight years', -8 * 365 * DAY_MS],
])('a wall clock set %s in the middle of a process', (_, stepMs) => {
  const step = () => evening.setClock(evening.device.time.wallMs + stepMs)

  it('neither ends nor prolongs a session', async () => {
    evening = await startSkewedEvening({ wallMs: TRUE_START })
    const { tracker, heard } = evening.boot()
    await send(tracker, 'First')
    await evening.device.advance(HOUR_MS / 4)
    step()
    await send(tracker, 'Second')
    expect(heard.session).toHaveLength(1)
    step()
    await evening.device.advance(HOUR_MS / 2 + 1000)
    expect(tracker.ids.sessionId).toBeNull()
    await send(tracker, 'Third')
    expect(heard.session.map(({ reason }) => reason)).toEqual(['start', 'timeout'])
  })

  it('neither ends nor prolongs a view', async () => {
    evening = await startSkewedEvening({ wallMs: TRUE_START })
    const { tracker, heard } = evening.boot()
    const player = createFakePlayer(evening.device, 600)
    tracker.watch(player, SPORTS)
    await player.play(10)
    player.pause()
    step()
    await evening.device.advance(HOUR_MS / 4)
    await player.play(10)
    expect(heard.view.map(({ state }) => state)).toEqual(['open', 'started'])
    player.pause()
    step()
    await evening.device.advance(HOUR_MS / 2 + 1000)
    await player.play(10)
    expect(heard.view.map(({ state }) => state)).toEqual(['open', 'started', 'completed', 'open', 'started'])
  })

  it('leaves the age of activations and of the queue alone', async () => {
    evening = await startSkewedEvening({ wallMs: TRUE_START, exposeHeaders: false })
    const { tracker, heard } = evening.boot({ activations: { ttlMs: HOUR_MS }, queue: { maxAgeMs: HOUR_MS } })
    tracker.track('Videoview', { categories: ['news'] })
    await evening.device.advance(500)
    expect(tracker.activations.get('dfp')).toEqual(['23456'])
    evening.device.isOnline = false
    tracker.track('Kept')
    step()
    await evening.device.advance(HOUR_MS - 2000)
    expect(tracker.activations.get('dfp')).toEqual(['23456'])
    expect(heard.dropped).toEqual([])
    await evening.device.advance(2000)
    expect(tracker.activations.get('dfp')).toEqual([])
    evening.device.isOnline = true
    await evening.device.advance(HOUR_MS)
    expect(heard.dropped.map(({ events, reason }) => [events.map(({ name }) => name), reason])).toEqual([
      [['Kept'], 'max-age'],
    ])
  })
})

describe('a wall clock that differs from one start to the next', () => {
  it.each([
    ['29 days later', 29 * DAY_MS, ['Kept', 'Later']],
    ['31 days later', 31 * DAY_MS, ['Later']],
    ['earlier, by eight years', -8 * 365 * DAY_MS, ['Kept', 'Later']],
  ])('by its time %s: what waited in the queue is as old as that, or of no age', async (_, stepMs, expected) => {
    evening = await startSkewedEvening({ wallMs: TRUE_START, exposeHeaders: false })
    const first = evening.boot()
    evening.device.isOnline = false
    await send(first.tracker, 'Kept')
    first.process.kill()
    evening.device.isOnline = true
    evening.setClock(evening.device.time.wallMs + stepMs)
    const second = evening.boot()
    await send(second.tracker, 'Later')
    await evening.device.advance(1000)
    expect(names()).toEqual(expected)
    expect(second.heard.dropped).toHaveLength(2 - expected.length)
    // Not earlier than what was queued before it, where no server tells the time.
    if (stepMs < 0) expect(timesOf('Later')).toEqual(timesOf('Kept'))
  })

  it('by years, a boot in 1970: the session is a new one, and so it is when the clock is right again', async () => {
    evening = await startSkewedEvening({ wallMs: TRUE_START })
    const sessions: (string | null)[] = []
    for (const wallMs of [TRUE_START, IN_1970, TRUE_START + 60_000]) {
      evening.setClock(wallMs)
      const { tracker, process } = evening.boot()
      await send(tracker, 'Any')
      sessions.push(tracker.ids.sessionId)
      process.kill()
    }
    expect(new Set(sessions).size).toBe(3)
  })
})

describe('the last activity of a session, as it is stored', () => {
  it('is the right one after the clock was set right in mid-view: the next start goes on with the session', async () => {
    evening = await startSkewedEvening({ wallMs: IN_1970 })
    const first = evening.boot()
    const player = createFakePlayer(evening.device, 600)
    first.tracker.watch(player, SPORTS)
    await player.play(20)
    evening.setClock(evening.trueMs())
    await player.play(20)
    const { sessionId } = first.tracker.ids
    first.process.kill()
    await evening.device.advance(HOUR_MS / 4)
    const second = evening.boot()
    expect(second.tracker.ids.sessionId).toBe(sessionId)
  })

  it.each([
    ['localStorage', false],
    ['IndexedDB alone', true],
  ])('is known from the view that was open, after a kill, where %s keeps the session', async (_, isDenied) => {
    evening = await startSkewedEvening({ wallMs: TRUE_START })
    evening.device.faults.keyValue = isDenied
    const first = evening.boot()
    await evening.device.settle()
    const player = createFakePlayer(evening.device, 6000)
    first.tracker.watch(player, SPORTS)
    await player.play(590)
    const { sessionId } = first.tracker.ids
    first.process.kill()
    // More than the time-out after the session was stored last, less than that after the viewer was there last.
    await evening.device.advance(HOUR_MS / 2 - 120_000)
    const second = evening.boot()
    await evening.device.advance(3000)
    expect(second.tracker.ids.sessionId).toBe(sessionId)
  })

  it('is what the viewer did, not when it was stored', async () => {
    evening = await startSkewedEvening({ wallMs: TRUE_START })
    const first = evening.boot()
    await send(first.tracker, 'First')
    const { sessionId } = first.tracker.ids
    await evening.device.advance(HOUR_MS / 4)
    first.process.lifecycle('hidden')
    await evening.device.settle()
    first.process.kill()
    await evening.device.advance(HOUR_MS / 4 - 10_000)
    const second = evening.boot()
    expect(second.tracker.ids.sessionId).toBe(sessionId)
    second.process.kill()
    await evening.device.advance(20_000)
    expect(evening.boot().tracker.ids.sessionId).toBeNull()
  })
})
