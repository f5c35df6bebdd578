import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const ccs = () => evening.device.sent.filter((request) => request.url.includes('/ccs/'))
const received = () => evening.emulator.events().map((event) => event.name)
const names = (count: number, from = 0) => Array.from({ length: count }, (_, i) => 'E' + (i + from))

describe('the queue', () => {
  it('sends at most ten events a request, one request at a time, in order', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    names(35).forEach((name) => tracker.track(name))
    await tracker.flush()
    await evening.device.settle()
    expect(received()).toEqual(names(35))
    expect(Math.max(...ccs().map((request) => (request.json['events'] as unknown[]).length))).toBeLessThanOrEqual(10)
  })

  it('keeps events over a kill and sends them at the next start, once, before those of that start', async () => {
    evening.device.isOnline = false
    const first = startApp(evening, { consent: 'granted' })
    names(12).forEach((name) => first.tracker.track(name))
    await evening.device.settle()
    first.process.kill()

    evening.device.isOnline = true
    const second = startApp(evening, { consent: 'granted' })
    second.tracker.track('Later')
    await evening.device.advance(1000)
    expect(received()).toEqual([...names(12), 'Later'])
    await evening.device.advance(600_000)
    expect(received()).toHaveLength(13)
  })

  it('backs off while the service is busy and honours a readable Retry-After', async () => {
    evening.device.answer = () => ({ status: 503, retryAfter: '30' })
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    await evening.device.settle()
    expect(ccs()).toHaveLength(1)
    await evening.device.advance(29_999)
    tracker.track('Two')
    expect(ccs()).toHaveLength(1)
    evening.device.answer = null
    await evening.device.advance(32_000)
    expect(received()).toEqual(['One', 'Two'])
    expect(heard.diagnostic.map((diagnostic) => diagnostic.code)).toEqual(['request-failed'])
  })

  it('sends again after a captive portal or a time-out, and at-most-once drops and reports instead', async () => {
    evening.device.answer = () => ({ status: 200, body: '<html>Welcome to the hotel</html>' })
    const loss = startApp(evening, { consent: 'granted', storageKey: 'once', queue: { delivery: 'at-most-once' } })
    loss.tracker.track('Counted')
    const careful = startApp(evening, { consent: 'granted', storageKey: 'least' })
    careful.tracker.track('Kept')
    await evening.device.settle()
    expect(loss.heard.dropped).toEqual([
      { events: [{ name: 'Counted', time: '2026-03-01T20:00:00.000Z' }], reason: 'ambiguous' },
    ])
    evening.device.answer = null
    await evening.device.advance(10_000)
    expect(received()).toEqual(['Kept'])
  })

  const silent = () => ({ status: 0 })

  it('stops after five ambiguous outcomes without one success, then tries one event alone after five minutes at most', async () => {
    evening.device.answer = silent
    const { tracker } = startApp(evening, { consent: 'granted' })
    names(3).forEach((name) => tracker.track(name))
    await evening.device.advance(120_000)
    expect(ccs()).toHaveLength(5)
    expect(tracker.inspect().queue).toMatchObject({ stopped: 'ambiguous', retryInMs: expect.any(Number) })
    evening.device.answer = null
    await evening.device.advance(180_000)
    expect(received()).toEqual(names(3))
    expect(ccs()[5]!.json['events']).toHaveLength(1)
    expect(tracker.inspect().queue).toMatchObject({ stopped: null, retryInMs: null })
  })

  it.each<[string, (app: ReturnType<typeof startApp>) => void]>([
    ['the network is back', ({ process }) => process.lifecycle('online')],
    ['the app is visible again', ({ process }) => process.lifecycle('visible')],
    ['a view opens', ({ tracker }) => void tracker.startView({ id: 'without-url', url: '', properties: {} })],
    ['the viewer is another', ({ tracker }) => tracker.identify({ tag: 'email', id: 'b' })],
    ['the Contextual API answers', ({ tracker }) => tracker.prefetch(SPORTS)],
  ])('tries again at once where %s', async (_, happen) => {
    evening.device.answer = (request) => (request.url.includes('/ccs/') ? { status: 0 } : undefined)
    const app = startApp(evening, { consent: 'granted' })
    app.tracker.track('One')
    await evening.device.advance(120_000)
    expect(app.tracker.inspect().queue.stopped).toBe('ambiguous')
    happen(app)
    await evening.device.settle()
    expect(ccs()).toHaveLength(6)
    // Tried in vain: the next such thing is waited for, or twice the time.
    expect(app.tracker.inspect().queue.stopped).toBe('ambiguous')
  })

  it('that is surely offline tries on, and at once when it is online', async () => {
    evening.device.isOnline = false
    const app = startApp(evening, { consent: 'granted' })
    app.tracker.track('One')
    await evening.device.advance(1_800_000)
    expect(ccs().length).toBeGreaterThan(8)
    expect(app.tracker.inspect().queue.stopped).toBeNull()
    evening.device.isOnline = true
    app.process.lifecycle('online')
    await evening.device.settle()
    expect(received()).toEqual(['One'])
  })

  it('stops on 401, keeps everything, says so, and tries again with the next session or after ten minutes at most', async () => {
    const { tracker, heard } = startApp(evening, { consent: 'granted', apiKey: '00000000-0000-4000-8000-0000000000ff' })
    tracker.track('One')
    await evening.device.advance(299_999)
    expect(ccs()).toHaveLength(1)
    expect(heard.diagnostic.map((diagnostic) => diagnostic.code)).toEqual(['unauthorised', 'delivery-stopped'])
    await evening.device.advance(300_001)
    expect(ccs()).toHaveLength(2)
    await evening.device.advance(1_800_001)
    const before = ccs().length
    tracker.track('Two')
    await evening.device.settle()
    expect(ccs().length).toBeGreaterThan(before)
    expect(tracker.inspect().queue.events).toHaveLength(2)
  })

  it('a day after one 403 in an evening has sent everything', async () => {
    let count = 0
    evening.device.answer = () => (count++ ? undefined : { status: 403 })
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    await evening.device.advance(600_000)
    expect(received()).toEqual(['One'])
  })

  it('takes events of an identity that is refused for the cause once another is accepted, and asks no more for it', async () => {
    const refuseAnna = (request: { body: string }) => (request.body.includes('"anna"') ? { status: 400 } : undefined)
    evening.device.isOnline = false
    const first = startApp(evening, { consent: 'granted', identity: { aliases: [{ tag: 'email', id: 'anna' }] } })
    names(12).forEach((name) => first.tracker.track(name))
    first.tracker.identify({ tag: 'email', id: 'ben' })
    first.tracker.track('Good')
    await evening.device.settle()
    first.process.kill()
    evening.device.isOnline = true
    evening.device.answer = refuseAnna
    const before = ccs().length

    const second = startApp(evening, { consent: 'granted' })
    await evening.device.advance(10_000)
    expect(received()).toEqual(['Good'])
    // Ten of Anna taken apart, one of Ben.
    expect(ccs().length - before).toBe(20)
    expect(second.heard.dropped).toEqual([])
    second.process.kill()

    const third = startApp(evening, { consent: 'granted' })
    await evening.device.advance(10_000)
    expect(third.heard.dropped.map(({ reason, events }) => [reason, events[0]!.name])).toEqual(
      names(12).map((name) => ['refused', name]),
    )
  })

  it('tries a refused event again after six hours, and then drops it, where no other process does', async () => {
    evening.device.answer = (request) => (request.body.includes('"Poison"') ? { status: 422 } : undefined)
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    tracker.track('Poison')
    tracker.track('Good')
    await evening.device.advance(6 * 3_600_000 - 1)
    expect(received()).toEqual(['Good'])
    expect(heard.dropped).toEqual([])
    await evening.device.advance(1)
    expect(heard.dropped.map(({ reason, events }) => [reason, events[0]!.name])).toEqual([['refused', 'Poison']])
  })

  it('drops an event of more than 32 kB at once, and no other for it', async () => {
    evening.device.isOnline = false
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    names(3).forEach((name) => tracker.track(name))
    tracker.track('Large', { text: 'x'.repeat(6_000_000) })
    tracker.track('Umlauts', { text: 'ä'.repeat(16_000) })
    tracker.track('Fits', { text: 'x'.repeat(31_000) })
    expect(heard.dropped.map(({ reason, events }) => [reason, events[0]!.name])).toEqual([
      ['max-bytes', 'Large'],
      ['max-bytes', 'Umlauts'],
    ])
    evening.device.isOnline = true
    await evening.device.advance(600_000)
    expect(received()).toEqual([...names(3), 'Fits'])
  })

  it('takes no content whose completion would be too large', async () => {
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    const watch = async (bytes: number): Promise<void> => {
      const view = tracker.startView({ id: 'film', url: 'app://film', properties: { text: 'x'.repeat(bytes) } })
      view.signal({ signal: 'playing', position: 0, duration: 60 })
      await evening.device.advance(2000)
      view.signal({ signal: 'timeupdate', position: 2 })
      view.end()
    }
    await watch(30_980)
    await watch(31_000)
    await evening.device.advance(10_000)
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
    expect([heard.dropped, heard.diagnostic.map(({ code }) => code)]).toEqual([[], ['bad-content']])
  })

  it('isolates one refused event, delivers the rest, tries it alone at the next start and then drops it with a report', async () => {
    const refusePoison = (request: { body: string }) =>
      request.body.includes('"Poison"') ? { status: 400, body: '{}' } : undefined
    evening.device.isOnline = false
    const first = startApp(evening, { consent: 'granted' })
    names(6).forEach((name) => first.tracker.track(name))
    first.tracker.track('Poison')
    names(3, 6).forEach((name) => first.tracker.track(name))
    await evening.device.settle()
    first.process.kill()
    evening.device.isOnline = true
    evening.device.answer = refusePoison

    const second = startApp(evening, { consent: 'granted' })
    await evening.device.advance(1000)
    expect(received()).toEqual(names(9))
    expect(second.heard.dropped).toEqual([])
    second.process.kill()

    const third = startApp(evening, { consent: 'granted' })
    await evening.device.advance(1000)
    expect(third.heard.dropped.map((drop) => [drop.reason, drop.events[0]!.name])).toEqual([['refused', 'Poison']])
    expect(third.tracker.inspect().queue.events).toEqual([])
  })

  it('treats a batch of which nothing is accepted as a refused key, and loses nothing', async () => {
    evening.device.isOnline = false
    const first = startApp(evening, { consent: 'granted' })
    names(8).forEach((name) => first.tracker.track(name))
    await evening.device.settle()
    first.process.kill()
    evening.device.isOnline = true
    evening.device.answer = () => ({ status: 422, body: '{}' })
    const second = startApp(evening, { consent: 'granted' })
    await evening.device.advance(1000)
    expect(second.tracker.inspect().queue.stopped).toBe('unauthorised')
    expect(second.heard.dropped).toEqual([])
    second.process.kill()
    evening.device.answer = null
    startApp(evening, { consent: 'granted' })
    await evening.device.advance(1000)
    expect(received()).toEqual(names(8))
  })

  it('drops the oldest over the cap and reports each', async () => {
    evening.device.isOnline = false
    const { tracker, heard } = startApp(evening, { consent: 'granted', queue: { maxEvents: 3 } })
    names(5).forEach((name) => tracker.track(name))
    await evening.device.settle()
    expect(heard.dropped.flatMap((drop) => drop.events.map((event) => event.name))).toEqual(['E0', 'E1'])
    expect(tracker.inspect().queue.events.map((event) => event.name)).toEqual(['E2', 'E3', 'E4'])
  })

  it('a bad name or properties that cannot be sent are a diagnostic, and nothing else is lost', async () => {
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    tracker.track('not a name')
    tracker.track('Looped', loop)
    tracker.track('Text', 'text' as never)
    tracker.track('Fine')
    await evening.device.settle()
    expect(received()).toEqual(['Fine'])
    expect(heard.diagnostic.map((diagnostic) => diagnostic.code)).toEqual(['bad-event', 'bad-event', 'bad-event'])
  })

  it.each([
    ['IndexedDB is missing', { records: 'missing' }, 'localStorage'],
    ['IndexedDB never answers', { records: 'hangs' }, 'localStorage'],
    ['IndexedDB fails', { records: 'fails' }, 'localStorage'],
    ['every store is denied', { records: 'missing', keyValue: true }, 'memory'],
  ] as const)('delivers where %s', async (_title, faults, queue) => {
    Object.assign(evening.device.faults, faults)
    const { tracker } = startApp(evening, { consent: 'granted' })
    names(12).forEach((name) => tracker.track(name))
    await evening.device.advance(5000)
    expect(received()).toEqual(names(12))
    expect(tracker.inspect().storage.queue).toBe(queue)
  })

  it('goes on below when IndexedDB fails in mid-session', async () => {
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    tracker.track('Before')
    await evening.device.settle()
    evening.device.faults.records = 'fails'
    tracker.track('After')
    await evening.device.settle()
    expect(received()).toEqual(['Before', 'After'])
    expect(heard.diagnostic.map((diagnostic) => diagnostic.code)).toEqual(['storage-failed'])
  })
})

describe('recovery', () => {
  it('a killed view is completed at the next start, before everything of that start, with its own ids and time', async () => {
    const first = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 120)
    const view = first.tracker.watch(player, SPORTS)
    await player.play(47)
    const { id } = view
    const { sessionId } = first.tracker.ids
    first.process.kill()
    await evening.device.advance(4_000_000)

    const second = startApp(evening, { consent: 'granted' })
    second.tracker.track('Screen')
    await evening.device.advance(1000)
    const events = evening.emulator.events()
    expect(events.map((event) => event.name)).toEqual(['Videoview', 'VideoCompletion', 'Screen'])
    expect(events[1]).toMatchObject({ viewId: id, sessionId })
    expect(events[2]!.sessionId).not.toBe(sessionId)
    expect(Date.parse(events[1]!.time)).toBeLessThan(Date.parse('2026-03-01T20:00:48.000Z'))
    expect(events[1]!.properties['time_spent_seconds']).toBeGreaterThanOrEqual(39)
    expect(events[1]!.properties['time_spent_seconds']).toBeLessThanOrEqual(47)
    second.process.kill()
    startApp(evening, { consent: 'granted' })
    await evening.device.advance(10_000)
    expect(received()).toEqual(['Videoview', 'VideoCompletion', 'Screen'])
  })

  it('a view killed while hidden is completed with what was watched until then', async () => {
    const first = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 120)
    first.tracker.watch(player, SPORTS)
    await player.play(33)
    first.process.lifecycle('hidden')
    first.process.kill()
    startApp(evening, { consent: 'granted' })
    await evening.device.advance(1000)
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
    expect(evening.emulator.events()[1]!.properties['time_spent_seconds']).toBeCloseTo(33, 0)
  })

  it('a view that ended before the kill is not completed twice', async () => {
    const first = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 20)
    first.tracker.watch(player, SPORTS)
    await player.play(10)
    first.process.lifecycle('hidden')
    first.process.lifecycle('visible')
    await player.play(10)
    player.ended()
    await evening.device.settle()
    first.process.kill()
    startApp(evening, { consent: 'granted' })
    await evening.device.advance(1000)
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
  })

  it('a view in another living tab is left alone', async () => {
    const first = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 120)
    const view = first.tracker.watch(player, SPORTS)
    await player.play(15)
    startApp(evening, { consent: 'granted' })
    await evening.device.advance(1000)
    await player.play(5)
    view.end()
    await evening.device.settle()
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
    expect(evening.emulator.events()[1]!.properties['time_spent_seconds']).toBeGreaterThan(18)
  })
})

describe('clocks', () => {
  it('a new event is never earlier than the newest queued one when the clock is set back', async () => {
    evening.device.isOnline = false
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    evening.device.time.wallMs -= 3_600_000
    tracker.track('Two')
    expect(tracker.inspect().queue.events.map((event) => event.time)).toEqual([
      '2026-03-01T20:00:00.000Z',
      '2026-03-01T20:00:00.000Z',
    ])
  })

  it('events follow the server where its clock is readable and differs', async () => {
    evening.device.time.wallMs = Date.parse('2019-12-31T00:00:00.000Z')
    evening.device.answer = () => ({
      status: 200,
      body: JSON.stringify({ user_id: 'x' }),
      date: 'Sun, 01 Mar 2026 20:00:00 GMT',
    })
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    await evening.device.settle()
    tracker.track('Two')
    await evening.device.settle()
    const time = (ccs()[1]!.json['events'] as { time: string }[])[0]!.time
    expect(Math.abs(Date.parse(time) - Date.parse('2026-03-01T20:00:00.000Z'))).toBeLessThan(2000)
    expect(heard.diagnostic.map((diagnostic) => diagnostic.code)).toContain('clock-corrected')
  })

  it('a jump of the wall clock in mid-view neither adds time nor splits session or view', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 60)
    const view = tracker.watch(player, SPORTS)
    await player.play(10)
    const { sessionId } = tracker.ids
    evening.device.time.wallMs += 200_000_000_000
    await player.play(10)
    expect(view.totals.timeSpentSeconds).toBeCloseTo(20, 0)
    expect(tracker.ids.sessionId).toBe(sessionId)
  })
})
