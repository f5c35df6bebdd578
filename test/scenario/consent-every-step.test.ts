/**
 * Consent changes at every point of an evening: between any two callbacks of stores, network and timers.
 */
import { describe, expect, it } from 'vitest'
import type { ConsentStatus, Tracker } from '../../src/api.ts'
import { createTracker } from '../../src/tracker.ts'
import { API_KEY, SPORTS } from '../support/evening/evening.ts'
import type { FakeDevice, FakeProcess } from '../support/fakes/fake-platform.ts'
import { createFakeDevice } from '../support/fakes/fake-platform.ts'

interface App {
  device: FakeDevice
  tracker: Tracker
  process: FakeProcess
  other: Tracker | null
  say(status: ConsentStatus): void
}

const CCS_ANSWER = {
  status: 200,
  body: JSON.stringify({
    user_id: '00000000-0000-4000-8000-00000000000a',
    cohorts: ['c1'],
    activations: { dfp: ['c1'] },
  }),
}
/** The Contextual API knows nothing, so that every cohort seen is one of CCS. */
const answer: FakeDevice['answer'] = ({ url }) =>
  url.includes('/ccs/') ? CCS_ANSWER : { status: 200, body: '{"activations":{}}' }
const left = ({ keyValue, rows }: FakeDevice) => [
  ...keyValue.keys().map((key) => key + '=' + keyValue.get(key)),
  ...rows.keys().map((key) => key + '=' + rows.get(key)),
]
const ccs = (device: FakeDevice) => device.sent.filter(({ url }) => url.includes('/ccs/'))
const namesOf = (device: FakeDevice) =>
  ccs(device).flatMap(({ json }) => (json['events'] as { name: string }[]).map(({ name }) => name))

/** Runs what is under way, a callback at a time. */
function* callbacks(device: FakeDevice): Generator<void> {
  for (let run = device.steps!.shift(); run; run = device.steps!.shift()) {
    run()
    yield
  }
}

/** Lets time pass, a timer at a time. */
function* wait(device: FakeDevice, ms: number): Generator<void> {
  const { time } = device
  const end = time.monotonicMs + ms
  for (;;) {
    yield* callbacks(device)
    time.timers.sort((a, b) => a.at - b.at)
    const next = time.timers[0]
    const to = next && next.at <= end ? next.at : end
    time.wallMs += to - time.monotonicMs
    time.monotonicMs = to
    if (!next || next.at > end) return
    time.timers.shift()
    next.run()
    yield
  }
}

function start(device: FakeDevice, source: App['say'][] | null) {
  const process = device.boot()
  const deviceId = {
    tag: 'tifa',
    read: (done: (id: string | null) => void) => void process.ports.timers.after(700, () => done('the-tv')),
  }
  const tracker = createTracker(
    {
      apiKey: API_KEY,
      identity: { deviceId: true },
      ports: { deviceId },
      consent: {
        subscribe(listener) {
          source?.push(listener)
          listener('granted')
          return () => {}
        },
      },
    },
    process.ports,
  )
  return { process, tracker }
}

/**
 * An evening with every kind of thing under way: reading, recovering, waiting for an id, writing, sending, backing off. Yields
 * between any two callbacks.
 */
function* evening(app: App, hasOther: boolean): Generator<void> {
  const { device } = app
  device.steps = []
  device.answer = answer
  // What an earlier evening left: an event and an open view.
  const before = start(device, null)
  const leftOpen = before.tracker.startView(SPORTS)
  for (const action of watching(device, leftOpen, 0)) void action
  for (const step of wait(device, 5000)) void step
  device.answer = () => 'never'
  before.tracker.track('Earlier')
  for (const step of callbacks(device)) void step
  before.process.kill()
  device.answer = answer

  const says: App['say'][] = []
  if (hasOther) app.other = start(device, null).tracker
  Object.assign(app, start(device, says), { say: says[0] })
  const { tracker, process } = app
  yield
  tracker.track('One')
  yield
  yield* wait(device, 300)
  const view = tracker.startView(SPORTS)
  yield* wait(device, 1000)
  yield* watching(device, view, 0)
  yield* wait(device, 300)
  device.answer = () => ({ status: 503, body: '' })
  tracker.track('Two')
  yield* wait(device, 1000)
  device.answer = answer
  tracker.track('Three')
  process.lifecycle('hidden')
  yield
  yield* callbacks(device)
  process.lifecycle('visible')
  yield* wait(device, 5000)
  tracker.identify({ tag: 'login', id: 'ben' })
  yield
  yield* callbacks(device)
  yield* watching(device, view, 4)
  void tracker.activations.fresh('dfp')
  yield* wait(device, 500)
  view.end()
  yield
  yield* wait(device, 12_000)
}

function* watching(device: FakeDevice, view: ReturnType<Tracker['startView']>, from: number): Generator<void> {
  view.signal({ signal: 'durationchange', duration: 60 })
  view.signal({ signal: 'playing', position: from })
  for (let second = 1; second <= 3; second++) {
    device.time.monotonicMs += 1000
    device.time.wallMs += 1000
    view.signal({ signal: 'timeupdate', position: from + second })
    yield
  }
}

/** Plays the evening to its point number `point`; null where it has fewer. */
function playTo(point: number, hasOther = false): App | null {
  const app = { device: createFakeDevice(), other: null } as unknown as App
  const steps = evening(app, hasOther)
  for (let count = 0; count <= point; count++) if (steps.next().done) return null
  return app
}

const REFUSALS: Record<string, (app: App) => void> = {
  'revoked by the app': ({ tracker }) => tracker.consent.revoke(),
  'denied by its source': ({ say }) => say('denied'),
  'denied by its source, after a moment of not knowing': ({ say }) => {
    say('unknown')
    say('denied')
  },
  'revoked in another tab': ({ other }) => other!.consent.revoke(),
}

describe.each(Object.entries(REFUSALS))('consent %s', (title, refuse) => {
  it('at any point of an evening leaves no trace, then or later', async () => {
    let points = 0
    for (let app; (app = playTo(points, title.includes('tab'))); points++) {
      const { device, tracker, process } = app
      const at = 'point ' + points
      const isHere = !title.includes('tab')
      const idBefore = tracker.ids.userId
      const heard: unknown[] = []
      refuse(app)
      if (isHere) {
        expect(left(device), at).toEqual([])
        expect(tracker.ids, at).toEqual({ userId: null, sessionId: null, viewId: null })
      } else await device.settle()
      const eventsBefore = namesOf(device)
      expect(tracker.consent.status, at).toBe('denied')
      tracker.on('sent', (payload) => heard.push(payload))
      tracker.on('activations', (payload) => payload.source === 'ccs' && heard.push(payload))
      tracker.track('Farewell')
      await device.advance(60_000)
      expect(left(device), at).toEqual([])
      expect(namesOf(device), at).toEqual(eventsBefore)
      expect(heard, at).toEqual([])
      expect([tracker.activations.get('dfp'), tracker.cohorts], at).toEqual([[], []])
      // The ear for the app's life stays, until destroy.
      expect(process.leaks(), at).toBe(1)

      // A later grant begins from nothing.
      device.answer = answer
      app.say('granted')
      expect(tracker.ids.userId === null || tracker.ids.userId !== idBefore, at).toBe(true)
      tracker.track('Anew')
      await device.advance(60_000)
      expect(
        namesOf(device)
          .slice(eventsBefore.length)
          .filter((name) => !/^Video/.test(name)),
        at,
      ).toEqual(['Anew'])
      expect(
        namesOf(device)
          .slice(eventsBefore.length)
          .filter((name) => name === 'VideoCompletion'),
        at,
      ).toEqual([])
    }
    expect(points).toBeGreaterThan(60)
  }, 60_000)
})

describe('consent no longer known', () => {
  it('at any point of an evening touches nothing, and what was accepted leaves after the next grant', async () => {
    let points = 0
    for (let app; (app = playTo(points)); points++) {
      const { device, tracker, process, say } = app
      const at = 'point ' + points
      const sentBefore = ccs(device).length
      say('unknown')
      const kept = left(device)
      const accepted = device.rows
        .keys()
        .flatMap((row) =>
          row.startsWith('row.e:') ? [JSON.parse(device.rows.get(row)!) as { name: string; done?: true }] : [],
        )
      tracker.track('Unheard')
      await device.advance(60_000)
      expect(left(device), at).toEqual(kept)
      expect(ccs(device).length, at).toBe(sentBefore)
      expect(tracker.ids, at).toEqual({ userId: null, sessionId: null, viewId: null })
      expect(tracker.activations.get('dfp'), at).toEqual([])
      expect(process.leaks(), at).toBe(1)

      device.answer = answer
      say('granted')
      await device.advance(60_000)
      for (const { name, done } of accepted) if (!done) expect(namesOf(device), at).toContain(name)
      expect(namesOf(device), at).not.toContain('Unheard')
      expect(
        device.rows.keys().filter((row) => row.startsWith('row.e:') && !device.rows.get(row)!.includes('"done"')),
        at,
      ).toEqual([])
    }
    expect(points).toBeGreaterThan(60)
  }, 60_000)
})
