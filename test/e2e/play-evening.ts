/**
 * One viewer's evening with the script-tag build in one engine: before consent, a film to its end, a film
 * left by a reload, one accepted in its middle and left by a kill of the browser, a refusal, and a page that may
 * not connect. Returns what was seen; asserts nothing.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { vi } from 'vitest'
import type { Ids, Inspection, SplitTargeting, TrackerEvents } from '../../src/api.ts'
import type { Emulator, SeenRequest, StoredEvent } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import type { PageError } from '../support/browser/page-console.ts'
import type { ServedRequest, StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import type { ScreenRecord, Stored } from './app-page.ts'
import { NOTHING_STORED, readScreen, readStored, REMOTE } from './app-page.ts'

/** Key of the emulator's sample workspace. */
export const API_KEY = '00000000-0000-4000-8000-000000000001'

/** What of the film's properties (`pages/evening.js`) may reach the wire. */
export const WIRE_PROPERTIES = {
  video_id: 'football',
  title: 'Harbour Derby',
  categories: ['sports', 'football'],
  rating: 0,
  subtitled: false,
  released: '2026-01-01T00:00:00.000Z',
}

const PAGES = fileURLToPath(new URL('pages/', import.meta.url))
const BUILD = fileURLToPath(new URL('../../dist/ctv-tracker.min.js', import.meta.url))
const CLIP = fileURLToPath(new URL('../../demo-app/media/football.webm', import.meta.url))

export type Heard = { [K in keyof TrackerEvents]: { payload: TrackerEvents[K]; gam: string[] }[] }

export interface Evening {
  globals: { added: string[]; offered: string[]; patchedOnLoad: string[]; patchedInTheEnd: string[] }
  beforeConsent: { stored: Stored; requests: SeenRequest[]; ids: Ids; targeting: SplitTargeting }
  film: {
    ids: Ids
    stored: Stored
    screen: ScreenRecord
    events: StoredEvent[]
    requests: SeenRequest[]
    heard: Heard
    served: ServedRequest[]
  }
  /** The film played on between the look at the screen and the reload: so long at most. */
  reload: { ids: Ids; screen: ScreenRecord; playedOnAtMostS: number; events: StoredEvent[] }
  afterReload: {
    ids: Ids
    requestsBeforeGrant: number
    beforeGrant: string[]
    atGrant: string[]
    userId: string | null
    playedBeforeGrant: number
  }
  afterKill: {
    ids: Ids
    pausedAt: number
    screenAtPause: ScreenRecord
    screenAtCut: ScreenRecord
    cutAt: number
    userIdAfter: string | null
    eventsAfter: StoredEvent[]
  }
  refusal: {
    before: Stored
    ids: Ids
    ccsRequests: number
    ccsRequestsLater: number
    storedLater: Stored
    isEnded: boolean
  }
  noConnection: { errors: PageError[]; codes: string[]; queued: number; requests: number; screen: ScreenRecord }
  errors: PageError[]
}

interface Scene {
  emulator: Emulator
  server: StaticServer
  page: Page
}

export async function playEvening(engine: ChromiumName): Promise<Evening> {
  const profile = await mkdtemp(join(tmpdir(), `ctv-tracker-evening-${engine}-`))
  const emulator = await startEmulator()
  const files = { '/ctv-tracker.min.js': await readFile(BUILD), '/football.webm': await readFile(CLIP) }
  const server = await startStaticServer({ folders: [PAGES], files })
  const strict = await startStaticServer({ folders: [PAGES], files, csp: "default-src 'self'" })
  const launch = (): Promise<Browser> => launchBrowser({ engine, userDataDir: profile })
  let browser: Browser | undefined
  try {
    browser = await launch()
    let page = await openEvening(browser, server, emulator)
    const beforeConsent = await lookBeforeConsent({ emulator, server, page })
    const film = await watchFilm({ emulator, server, page })
    const globals = await page.evaluate<Evening['globals']>(
      '({ added: evening.addedByLibrary, offered: Object.keys(CtvTracker).sort(), patchedOnLoad: evening.patchedByLibrary, patchedInTheEnd: globals.patched() })',
    )
    const { left, afterReload } = await reloadInMidPlay({ emulator, server, page })
    const cut = await playUntilCut({ emulator, server, page })
    const reload = { ...left, events: emulator.events().slice(film.events.length) }
    const { errors } = page
    await browser.kill()
    const cutAt = Date.now()

    browser = await launch()
    page = await openEvening(browser, server, emulator)
    const afterKill = { ...cut, cutAt, ...(await comeBack({ emulator, server, page })) }
    const refusal = await refuse({ emulator, server, page })
    errors.push(...page.errors)

    page = await openEvening(browser, strict, emulator)
    const noConnection = await watchWithoutConnection({ emulator, server: strict, page })
    return { globals, beforeConsent, film, reload, afterReload, afterKill, refusal, noConnection, errors }
  } finally {
    await browser?.close()
    await Promise.all([emulator.stop(), server.stop(), strict.stop()])
    await rm(profile, { recursive: true, force: true })
  }
}

async function openEvening(browser: Browser, server: StaticServer, emulator: Emulator): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${server.url}/evening.html?api=${encodeURIComponent(emulator.url)}&key=${API_KEY}`)
  return page
}

const readIds = (page: Page): Promise<Ids> => page.evaluate<Ids>('evening.tracker.ids')

const ccsRequests = (emulator: Emulator): SeenRequest[] => emulator.requests.filter(({ route }) => route === 'ccs')

/** Waits until the film is so far, playing on. */
async function playUntil(page: Page, positionS: number): Promise<void> {
  await page.waitFor(`!evening.video.seeking && !evening.video.paused && evening.video.currentTime >= ${positionS}`, {
    timeoutMs: 30_000,
  })
}

/** Presses ▶ or ◀ so often and waits until the film goes on from there. */
async function seek(page: Page, key: 'ArrowRight' | 'ArrowLeft', presses = 1): Promise<void> {
  for (let i = 0; i < presses; i++) await page.press(key)
  await page.waitFor('!evening.video.seeking')
}

async function playToTheEnd(page: Page): Promise<void> {
  await page.waitFor('readScreen().some(function (record) { return record.isEnded })', { timeoutMs: 30_000 })
}

async function lookBeforeConsent({ emulator, page }: Scene): Promise<Evening['beforeConsent']> {
  // The answer, and not only the request: whatever it would set off has been set off.
  await page.waitFor('evening.tracker.activations.get("gam").length > 0')
  return {
    stored: await readStored(page),
    requests: [...emulator.requests],
    ids: await readIds(page),
    targeting: await page.evaluate<SplitTargeting>('evening.tracker.activations.get("gam", { split: true })'),
  }
}

async function watchFilm({ emulator, server, page }: Scene): Promise<Evening['film']> {
  await page.press(REMOTE.red)
  await page.press('Enter')
  await playUntil(page, 3)
  await page.press('Enter')
  await page.waitFor('evening.video.paused')
  // The pause itself: two seconds of the page's clock.
  await page.waitFor(
    `(evening.pausedAt = evening.pausedAt || performance.now(), performance.now() - evening.pausedAt >= 2000)`,
  )
  await page.press('Enter')
  await playUntil(page, 7)
  await seek(page, 'ArrowRight')
  await playUntil(page, 18)
  await seek(page, 'ArrowLeft', 2)
  await playUntil(page, 1.5)
  await seek(page, 'ArrowRight', 2)
  await playToTheEnd(page)
  await page.waitFor('evening.heard.sent.length === 2')
  return {
    ids: await readIds(page),
    stored: await readStored(page),
    screen: await readScreen(page, 'football.webm'),
    events: emulator.events(),
    requests: [...emulator.requests],
    heard: await page.evaluate<Heard>('evening.heard'),
    served: server.requests.filter(({ path }) => path === '/football.webm'),
  }
}

/** Starts another film and reloads while it plays; then plays without consent for a while, and accepts. */
async function reloadInMidPlay({
  emulator,
  page,
}: Scene): Promise<{ left: Omit<Evening['reload'], 'events'>; afterReload: Evening['afterReload'] }> {
  await page.press(REMOTE.back)
  await page.press('Enter')
  await playUntil(page, 1.5)
  // The answer to the play, with the cohorts that the next start knows.
  await page.waitFor('evening.heard.sent.length >= 3')
  const known = ccsRequests(emulator).length
  const ids = await readIds(page)
  const screen = await readScreen(page, 'football.webm')
  const readAtMs = performance.now()
  await page.reload()
  const left = { ids, screen, playedOnAtMostS: (performance.now() - readAtMs) / 1000 }
  await page.press('Enter')
  await playUntil(page, 1)
  const requestsBeforeGrant = ccsRequests(emulator).length - known
  const afterReload = await page.evaluate<Omit<Evening['afterReload'], 'ids' | 'requestsBeforeGrant'>>(`(function () {
    var tracker = evening.tracker
    var before = tracker.activations.get('gam', { split: true }).behavioral
    tracker.consent.grant()
    return {
      beforeGrant: before,
      atGrant: tracker.activations.get('gam', { split: true }).behavioral,
      userId: tracker.ids.userId,
      playedBeforeGrant: readScreen()[0].playedSeconds,
    }
  })()`)
  return { left, afterReload: { ...afterReload, requestsBeforeGrant, ids: await readIds(page) } }
}

/** Up to the moment before the kill: the pause makes a checkpoint, then the film plays on. */
async function playUntilCut({
  emulator,
  page,
}: Scene): Promise<Pick<Evening['afterKill'], 'ids' | 'pausedAt' | 'screenAtPause' | 'screenAtCut'>> {
  await playUntil(page, 3)
  const pausedAt = Date.now()
  await page.press('Enter')
  await page.waitFor('evening.video.paused')
  const screenAtPause = await readScreen(page, 'football.webm')
  await page.press('Enter')
  await playUntil(page, 4)
  // What the reload cut off, and the play of this film.
  await vi.waitUntil(() => emulator.events().length >= 5, { timeout: 10_000 })
  // What the page has not noted as answered, it would send again after the kill.
  await page.waitFor('evening.tracker.inspect().queue.events.length === 0')
  return { ids: await readIds(page), pausedAt, screenAtPause, screenAtCut: await readScreen(page, 'football.webm') }
}

async function comeBack({ emulator, page }: Scene): Promise<Pick<Evening['afterKill'], 'userIdAfter' | 'eventsAfter'>> {
  const known = emulator.events().length
  await page.press(REMOTE.red)
  await page.press('Enter')
  await page.waitFor(
    'evening.heard.sent.length > 0 && evening.heard.view.some(function (e) { return e.payload.state === "started" })',
  )
  await vi.waitUntil(() => emulator.events().length >= known + 2, { timeout: 10_000 })
  return { userIdAfter: (await readIds(page)).userId, eventsAfter: emulator.events().slice(known) }
}

async function refuse({ emulator, page }: Scene): Promise<Evening['refusal']> {
  const before = await readStored(page)
  await page.press(REMOTE.green)
  const ids = await readIds(page)
  const ccsBefore = ccsRequests(emulator).length
  await vi.waitUntil(async () => isDeepStrictEqual(await readStored(page), NOTHING_STORED), { timeout: 10_000 })
  // The film goes on, to its end, where a measured one would send its completion.
  await seek(page, 'ArrowRight', 3)
  await playToTheEnd(page)
  const isEnded = (await readScreen(page, 'football.webm')).isEnded
  // The next start asks Contextual; had anything been left to send, it would have been sent before.
  const seen = emulator.requests.length
  await page.reload()
  await page.waitFor('evening.tracker.activations.get("gam").length > 0')
  await vi.waitUntil(() => emulator.requests.length > seen)
  return {
    before,
    ids,
    ccsRequests: ccsBefore,
    ccsRequestsLater: ccsRequests(emulator).length,
    storedLater: await readStored(page),
    isEnded,
  }
}

async function watchWithoutConnection({ emulator, page }: Scene): Promise<Evening['noConnection']> {
  const known = emulator.requests.length
  await page.press(REMOTE.red)
  await page.press('Enter')
  await playUntil(page, 1.5)
  await page.press(REMOTE.back)
  await page.waitFor('evening.heard.diagnostic.length >= 2')
  const { queue } = await page.evaluate<Inspection>('evening.tracker.inspect()')
  const heard = await page.evaluate<Heard>('evening.heard')
  return {
    errors: [...page.errors],
    codes: heard.diagnostic.map(({ payload }) => payload.code),
    queued: queue.events.length,
    requests: emulator.requests.length - known,
    screen: await readScreen(page, 'football.webm'),
  }
}
