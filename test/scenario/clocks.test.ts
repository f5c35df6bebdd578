import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTracker } from '../../src/tracker.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

const HOUR_MS = 3_600_000

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const completions = () => evening.emulator.events().filter((event) => event.name === 'VideoCompletion')
const reasons = (heard: { session: { reason: string }[] }) => heard.session.map(({ reason }) => reason)

describe('a device that slept for eight hours, its monotonic clock with it', () => {
  async function sleep(process: { lifecycle(state: 'hidden' | 'visible'): void }): Promise<void> {
    process.lifecycle('hidden')
    await evening.device.settle()
    evening.device.time.wallMs += 8 * HOUR_MS
    process.lifecycle('visible')
    await evening.device.settle()
  }

  it('goes on with a new view in a new session, and the old completion keeps its time', async () => {
    const { tracker, process, heard } = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 600)
    const view = tracker.watch(player, SPORTS)
    await player.play(5)
    player.pause()
    const { sessionId } = tracker.ids
    await sleep(process)
    await player.play(3)
    view.end()
    await evening.device.settle()

    const events = evening.emulator.events()
    expect(events.map((event) => [event.name, event.sessionId === sessionId])).toEqual([
      ['Videoview', true],
      ['VideoCompletion', true],
      ['Videoview', false],
      ['VideoCompletion', false],
    ])
    expect(Date.parse(events[1]!.time)).toBeLessThanOrEqual(Date.parse('2026-03-01T20:00:06.000Z'))
    expect(reasons(heard)).toEqual(['start', 'timeout'])
  })

  it('opens the next session for its time-out', async () => {
    const { tracker, process, heard } = startApp(evening, { consent: 'granted' })
    tracker.track('Before')
    await evening.device.settle()
    await sleep(process)
    expect(tracker.ids.sessionId).toBeNull()
    tracker.track('After')
    expect(reasons(heard)).toEqual(['start', 'timeout'])
  })
})

describe('a session', () => {
  it('that timed out is not revived by progress: what is tracked next lies in a new one', async () => {
    const { tracker, heard } = startApp(evening, { consent: 'granted', sessionTimeoutMs: 60_000 })
    const player = createFakePlayer(evening.device, 600)
    const view = tracker.watch(player, SPORTS)
    await player.play(5)
    const first = tracker.ids.sessionId
    player.pause()
    await evening.device.advance(120_000)
    expect(tracker.ids.sessionId).toBeNull()
    await player.play(5)
    tracker.track('Search')
    view.end()
    await evening.device.settle()
    expect(reasons(heard)).toEqual(['start', 'timeout'])
    // The view keeps its session up to its completion.
    expect(evening.emulator.events().map((event) => [event.name, event.sessionId === first])).toEqual([
      ['Videoview', true],
      ['Search', false],
      ['VideoCompletion', true],
    ])
  })

  it('is kept by credited progress and by activity, and by nothing else', async () => {
    const { tracker, heard } = startApp(evening, { consent: 'granted', sessionTimeoutMs: 60_000 })
    const player = createFakePlayer(evening.device, 600)
    tracker.watch(player, SPORTS)
    await player.play(100)
    player.pause()
    for (let i = 0; i < 3; i++) {
      await evening.device.advance(50_000)
      tracker.activity()
    }
    const { sessionId } = tracker.ids
    expect(heard.session.map((session) => session.sessionId)).toEqual([sessionId])
    await evening.device.advance(50_000)
    tracker.prefetch(SPORTS)
    tracker.activations.get('dfp')
    player.seek(20)
    await evening.device.advance(10_001)
    expect(tracker.ids.sessionId).toBeNull()
  })
})

describe('the clock of the server', () => {
  const serverDate = (aheadMs: number) => new Date(evening.device.time.wallMs + aheadMs).toUTCString()

  it('moves what this process tracked, and not the completion of a view of an earlier one', async () => {
    const { device } = evening
    device.isOnline = false
    const first = startApp(evening, { consent: 'granted' })
    for (let i = 0; i < 10; i++) first.tracker.track('E' + i)
    const player = createFakePlayer(device, 60)
    first.tracker.watch(player, SPORTS)
    await player.play(20)
    await device.settle()
    const killedAt = device.time.wallMs
    first.process.kill()

    device.isOnline = true
    let answers = 0
    device.answer = (request) =>
      request.url.includes('/ccs/') && !answers++
        ? { status: 200, date: serverDate(HOUR_MS), body: JSON.stringify({ user_id: first.tracker.ids.userId }) }
        : undefined
    const second = startApp(evening, { consent: 'granted' })
    second.tracker.track('Search')
    await device.advance(10_000)
    const [completion] = completions()
    expect(Date.parse(completion!.time)).toBeLessThanOrEqual(killedAt)
    const search = evening.emulator.events().find((event) => event.name === 'Search')!
    expect(Date.parse(search.time)).toBeGreaterThan(killedAt + HOUR_MS - 2000)
  })

  it.each<[string, () => { status: number; date: string; body?: string }]>([
    ['of a box on the way that is busy', () => ({ status: 503, date: 'Thu, 01 Jan 1970 00:00:01 GMT' })],
    ['of a box on the way an hour ahead', () => ({ status: 503, date: serverDate(HOUR_MS) })],
    ['of the year 275760', () => ({ status: 200, date: 'Sat, 13 Sep 275760 00:00:00 GMT', body: '{"user_id":"u"}' })],
    ['of 1970', () => ({ status: 200, date: 'Thu, 01 Jan 1970 00:00:01 GMT', body: '{"user_id":"u"}' })],
  ])('is not read off an answer %s', async (_, answer) => {
    const { device } = evening
    let answers = 0
    device.answer = (request) => (request.url.includes('/ccs/') && !answers++ ? answer() : undefined)
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    tracker.track('Two')
    const trackedAt = device.time.wallMs
    await device.advance(20_000)
    tracker.track('Three')
    await device.advance(20_000)
    const times = evening.emulator.events().map(({ time }) => Date.parse(time))
    expect(times.length).toBeGreaterThan(1)
    for (const time of times) expect(Math.abs(time - trackedAt)).toBeLessThanOrEqual(20_000)
    expect(heard.dropped).toEqual([])
    expect(heard.diagnostic.map(({ code }) => code)).not.toContain('clock-corrected')
    expect(tracker.inspect().queue.events).toEqual([])
  })

  it('moves no event that was just accepted', async () => {
    const { device } = evening
    device.answer = (request) =>
      request.url.includes('/ccs/') ? { status: 200, date: serverDate(HOUR_MS), body: '{"user_id":"u"}' } : undefined
    const written: string[] = []
    const set = device.rows.set
    device.rows.set = (key, value) => {
      if (key.includes('e:')) written.push(key)
      set(key, value)
    }
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    await device.advance(10_000)
    expect(tracker.inspect().queue.events).toEqual([])
    expect(written).toHaveLength(1)
  })

  it('is not read off an answer that was long under way', async () => {
    const { device } = evening
    const process = device.boot()
    const slow = { ...process.ports.transport, send: process.ports.transport.send }
    // The Date is that of the moment the server answered, eight seconds before it arrives.
    slow.send = (request, done) =>
      process.ports.transport.send(request, (response) => {
        const date = serverDate(0)
        process.ports.timers.after(8000, () => done({ ...response, date }))
      })
    const tracker = createTracker({ apiKey: API_KEY, consent: 'granted', ports: { transport: slow } }, process.ports)
    const codes: string[] = []
    tracker.on('diagnostic', ({ code }) => codes.push(code))
    tracker.track('One')
    await device.advance(9000)
    tracker.track('Two')
    await device.advance(9000)
    expect(evening.emulator.events().map((event) => event.time)).toEqual([
      '2026-03-01T20:00:00.000Z',
      '2026-03-01T20:00:09.000Z',
    ])
    expect(codes).toEqual([])
  })

  it('is what a Retry-After with a date is held against', async () => {
    const { device } = evening
    device.time.wallMs = 0
    const serverMs = Date.parse('2026-03-01T20:00:00.000Z')
    const asked = {
      status: 429,
      date: new Date(serverMs).toUTCString(),
      retryAfter: new Date(serverMs + 30_000).toUTCString(),
    }
    device.answer = () => (device.sent.length === 1 ? asked : undefined)
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('Search')
    await device.advance(29_000)
    expect(device.sent).toHaveLength(1)
    await device.advance(60_000)
    expect(device.sent.map(({ status }) => status)).toEqual([429, 200])
  })
})

describe('a wall clock set back between two starts', () => {
  it('ends session and cached activations, and keeps id and queue', async () => {
    const { device } = evening
    const first = startApp(evening, { consent: 'granted' })
    first.tracker.track('Videoview', { categories: ['news'] })
    await device.settle()
    const { userId, sessionId } = first.tracker.ids
    expect(first.tracker.activations.get('dfp')).toEqual(['23456'])
    device.isOnline = false
    first.tracker.track('Kept')
    await device.settle()
    first.process.kill()

    device.time.wallMs -= 24 * HOUR_MS
    device.isOnline = true
    const second = startApp(evening, { consent: 'granted' })
    expect(second.tracker.activations.get('dfp')).toEqual([])
    second.tracker.track('Later')
    await device.advance(2000)
    expect(second.tracker.ids.userId).toBe(userId)
    expect(second.tracker.ids.sessionId).not.toBe(sessionId)
    expect(second.heard.dropped).toEqual([])
    expect(evening.emulator.events().map((event) => event.name)).toEqual(['Videoview', 'Kept', 'Later'])
  })
})
