/**
 * The pages on migration: the same evening, before and after, each against an emulator of its own, gives the same events.
 */
import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { Tracker, TrackerOptions } from '../../src/api.ts'
import { examplesOf, runExample } from '../support/doc-example.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, startApp, startEvening } from '../support/evening/evening.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import { createFakeVendorSdk } from '../support/fakes/fake-vendor-sdk.ts'

const STORED_ID = '2008c38f-dece-4570-976d-87593ed001c3'
const LOGIN = '973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b'
const FILM_SECONDS = 60

const evenings: Evening[] = []
afterEach(async () => {
  for (const { emulator } of evenings.splice(0)) await emulator.stop()
})

async function begin(): Promise<Evening> {
  const evening = await startEvening()
  evenings.push(evening)
  return evening
}

const exampleOf = (page: string, section: string): string =>
  examplesOf(page).find((example) => example.section === section)!.code

/** localStorage of an app, as the earlier client left it. */
function storageWith(entries: Record<string, string>) {
  const stored = new Map(Object.entries(entries))
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  }
}

/** Ids by the order in which they come, so that two evenings can be compared. */
function numbered(ids: (string | null | undefined)[]): (number | null)[] {
  const known = [...new Set(ids.filter(Boolean))]
  return ids.map((id) => (id ? known.indexOf(id) : null))
}

/** What the emulator has stored, without what is made anew in each evening. `views`: whether events of no view carry none. */
function eventsOf({ emulator }: Evening, { views = true } = {}) {
  const events = emulator.events()
  const viewNumbers = numbered(events.map(({ viewId }) => viewId))
  const sessions = numbered(events.map(({ sessionId }) => sessionId))
  return events.map(({ name, properties, userId }, i) => ({
    name,
    properties,
    userId,
    session: sessions[i],
    view: views || name.startsWith('Video') ? viewNumbers[i] : null,
  }))
}

const timesOf = ({ emulator }: Evening): number[] => emulator.events().map(({ time }) => Date.parse(time))

/** A play event leaves when half a second was watched, and not at the call. */
function expectSameTimes(after: Evening, before: Evening): void {
  const expected = timesOf(before)
  timesOf(after).forEach((time, i) => expect(Math.abs(time - expected[i]!)).toBeLessThanOrEqual(1000))
}

/** The tracker of an "after" example, on the television of an evening. */
function runAfter<E>(page: string, evening: Evening, localStorage: object): E {
  return runExample<E>(exampleOf(page, 'The same evening after'), {
    modules: {
      'ctv-tracker': {
        createTracker: (options: TrackerOptions): Tracker => startApp(evening, { ...options, apiKey: API_KEY }).tracker,
      },
    },
    globals: { localStorage },
  })
}

describe('from the vendor’s SDK', () => {
  const PAGE = 'docs/migration/from-permutive-sdk.md'
  const films = ['One', 'Two'].map((title) => ({
    url: `https://tv.example/${title}`,
    durationMs: FILM_SECONDS * 1000,
    video: { title, genre: ['drama'], runtime: FILM_SECONDS },
  }))

  interface App {
    told: string[]
    start(loginHash: string | null): void
    openFilm(film: (typeof films)[number], player: unknown): void
    onPlay(positionMs: number): void
    onPause(positionMs: number): void
    onStop(positionMs: number): void
    showScreen(screen: string): void
    adCohorts(): string[]
  }

  /** A screen, a film that is paused and goes on to its end, and one that is stopped. */
  async function play(app: App, { device }: Evening, settle: () => Promise<void>, loginHash: string | null) {
    app.start(loginHash)
    await device.settle()
    app.showScreen('home')
    const [first, second] = films.map(() => createFakePlayer(device, FILM_SECONDS))
    app.openFilm(films[0]!, first!)
    app.onPlay(0)
    await first!.play(20)
    app.onPause(20_000)
    first!.pause()
    await device.advance(300_000)
    app.onPlay(20_000)
    await first!.play(40)
    app.onStop(60_000)
    first!.pause()
    await device.advance(5000)
    app.openFilm(films[1]!, second!)
    app.onPlay(0)
    await second!.play(15)
    app.onStop(15_000)
    second!.pause()
    await device.settle()
    await settle()
    return { told: app.told, cohorts: app.adCohorts() }
  }

  async function both(loginHash: string | null) {
    const before = await begin()
    const sdk = createFakeVendorSdk(before, STORED_ID)
    const old = runExample<App>(exampleOf(PAGE, 'An evening before'), { modules: {}, globals: { permutive: sdk } })
    const heardBefore = await play(old, before, sdk.settle, loginHash)
    const after = await begin()
    const app = runAfter<App>(PAGE, after, storageWith({ 'permutive-id': STORED_ID }))
    const heardAfter = await play(app, after, () => after.device.settle(), loginHash)
    return { before, after, heardBefore, heardAfter }
  }

  it('the same evening gives the same events, under the id that the SDK has left', async () => {
    const { before, after } = await both(null)
    const events = eventsOf(before, { views: false })
    expect(events.map(({ name }) => name)).toEqual([
      'Screenview',
      'Videoview',
      'VideoCompletion',
      'Videoview',
      'VideoCompletion',
    ])
    expect(events[2]!.properties).toEqual({
      video: films[0]!.video,
      aggregations: { VideoEngagement: { engaged_time: 60, completion: 1 } },
    })
    expect(new Set(events.map(({ userId }) => userId))).toEqual(new Set([STORED_ID]))
    expect(eventsOf(after, { views: false })).toEqual(events)
    expectSameTimes(after, before)
  })

  it('the same evening gives the same cohorts for the ad call, and tells of the same one that was entered', async () => {
    const { heardBefore, heardAfter } = await both(null)
    expect(heardBefore.told).toEqual(['engaged'])
    expect(heardBefore.cohorts).toContain('67890')
    expect(heardAfter).toEqual(heardBefore)
  })

  it('the same evening of a viewer who logs in gives the same events, and what was learnt before stays theirs', async () => {
    const { before, after, heardBefore, heardAfter } = await both(LOGIN)
    expect(eventsOf(after, { views: false })).toEqual(eventsOf(before, { views: false }))
    expectSameTimes(after, before)
    expect(heardAfter).toEqual(heardBefore)
    for (const { emulator } of [before, after]) {
      expect(emulator.users()).toHaveLength(1)
      expect(emulator.users()[0]).toMatchObject({ userId: STORED_ID, aliases: [{ tag: 'email_sha256', id: LOGIN }] })
    }
  })
})

describe('from hand-written Direct API code', () => {
  const PAGE = 'docs/migration/from-direct-api.md'
  const films = ['sports', 'news'].map((category) => ({
    url: `https://example.com/shows/${category}/`,
    properties: { video_id: category, title: category, categories: [category], duration_seconds: FILM_SECONDS },
  }))

  interface App {
    openFilm(film: (typeof films)[number], player: unknown): unknown
    onPlay(): void
    onPause(): void
    onStop(): void
    adCohorts(): string[]
  }

  /** A film that is paused and goes on to its end, a long break, and a film that is stopped. */
  async function play(app: App, { device }: Evening): Promise<string[]> {
    const [first, second] = films.map(() => createFakePlayer(device, FILM_SECONDS))
    await app.openFilm(films[0]!, first!)
    app.onPlay()
    await first!.play(20)
    app.onPause()
    first!.pause()
    await device.advance(60_000)
    app.onPlay()
    await first!.play(40)
    app.onPause()
    first!.pause()
    app.onStop()
    await device.settle()
    await device.advance(31 * 60_000)
    await app.openFilm(films[1]!, second!)
    app.onPlay()
    await second!.play(15)
    app.onPause()
    second!.pause()
    app.onStop()
    await device.settle()
    return app.adCohorts()
  }

  /** Their `fetch`, clock and storage. */
  function globalsOf({ emulator, device }: Evening) {
    const requests: { url: string; body: unknown }[] = []
    class DeviceDate extends Date {
      constructor() {
        super(device.time.wallMs)
      }
      static override now = () => device.time.wallMs
    }
    const fetchFromEmulator = async (
      url: string,
      { headers, body }: { headers: Record<string, string>; body: string },
    ) => {
      requests.push({ url, body: JSON.parse(body) })
      const own = new URL(url)
      return emulator.inject({ url: own.pathname + own.search.replace('YOUR_WORKSPACE_KEY', API_KEY), headers, body })
    }
    const globals = {
      fetch: fetchFromEmulator,
      Date: DeviceDate,
      localStorage: storageWith({ 'my-user-id': STORED_ID }),
      crypto: { randomUUID },
    }
    return { requests, globals }
  }

  it('the same evening gives the same events, contextual requests and cohorts for the ad call', async () => {
    const before = await begin()
    const { requests, globals } = globalsOf(before)
    const old = runExample<App>(exampleOf(PAGE, 'An evening before'), { modules: {}, globals })
    const cohortsBefore = await play(old, before)

    const after = await begin()
    const app = runAfter<App>(PAGE, after, storageWith({ 'my-user-id': STORED_ID }))
    const cohortsAfter = await play(app, after)

    const events = eventsOf(before)
    expect(events.map(({ name, session, view }) => [name, session, view])).toEqual([
      ['Videoview', 0, 0],
      ['VideoCompletion', 0, 0],
      ['Videoview', 1, 1],
      ['VideoCompletion', 1, 1],
    ])
    expect(events[1]!.properties).toEqual({ ...films[0]!.properties, time_spent_seconds: 60, percentage_watched: 1 })
    expect(new Set(events.map(({ userId }) => userId))).toEqual(new Set([STORED_ID]))
    expect(eventsOf(after)).toEqual(events)
    expectSameTimes(after, before)

    expect(after.device.sent.filter(({ url }) => url.includes('/ctx/')).map(({ json }) => json)).toEqual(
      requests.filter(({ url }) => url.includes('/ctx/')).map(({ body }) => body),
    )
    expect(cohortsBefore.length).toBeGreaterThan(0)
    expect(cohortsAfter).toEqual(cohortsBefore)
  })
})
