/**
 * What one engine shows of the script-tag build: a film to its end, a reload, a kill in mid-view and the start after it,
 * a refusal; and on pages of their own: a viewer who never accepts, an origin without storage, a packaged app.
 * Returns what was seen; asserts nothing.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { vi } from 'vitest'
import type { Ids } from '../../src/api.ts'
import type { Emulator, SeenRequest, Workspace } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import { loadSampleWorkspace } from '../../tools/emulator/workspace/load.ts'
import type { Stored } from '../e2e/app-page.ts'
import { NOTHING_STORED } from '../e2e/app-page.ts'
import type { Evening } from '../e2e/play-evening.ts'
import { API_KEY } from '../e2e/play-evening.ts'
import type { EngineBrowser, EnginePage } from '../support/browser/engine-page.ts'
import { launchEngine } from '../support/browser/launch-engine.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import type { EngineName } from './engines.ts'
import { readStored, untilWritten } from './stored.ts'

const E2E_PAGES = fileURLToPath(new URL('../e2e/pages/', import.meta.url))
const OWN_PAGES = fileURLToPath(new URL('pages/', import.meta.url))
const FILES = {
  '/engine.html': join(OWN_PAGES, 'engine.html'),
  '/fake-video.js': join(OWN_PAGES, 'fake-video.js'),
  '/remote.js': join(OWN_PAGES, 'remote.js'),
  '/globals.js': join(E2E_PAGES, 'globals.js'),
  '/evening.js': join(E2E_PAGES, 'evening.js'),
  '/ctv-tracker.min.js': fileURLToPath(new URL('../../dist/ctv-tracker.min.js', import.meta.url)),
  '/football.webm': fileURLToPath(new URL('../../demo-app/media/football.webm', import.meta.url)),
}
const KEY = { ok: 13, right: 39, back: 461, red: 403, green: 404 }

/** The sample, with a cohort that everybody is in who has started a film. */
export const STARTED = '29001'
const sample = loadSampleWorkspace().definition
export const WORKSPACE: Workspace = {
  ...sample,
  cohorts: [...sample.cohorts, { id: STARTED, name: 'Started', rule: { event: 'Videoview' }, activations: ['dfp'] }],
}

/** A part of the film that ran without a jump, s. */
type Stretch = [from: number, to: number]

export interface Session {
  version: string
  userAgent: string
  /** True: the engine has no media element, and the page's is a fake. */
  isFake: boolean
  globals: Evening['globals']
  beforeConsent: { stored: Stored; ids: Ids; routes: string[] }
  film: { ids: Ids; stored: Stored; shown: Stretch[]; durationS: number; spentS: number; share: number }
  afterReload: { ids: Ids; before: string[]; atGrant: string[]; userIdAtGrant: string | null; ccsBefore: number }
  cut: {
    ids: Ids
    recordKeys: string[]
    playedAtPause: number
    playedAtCut: number
    readAt: number
    at: number
    pausedAt: number
  }
  afterKill: { ids: Ids; before: string[]; atGrant: string[]; spentS: number; time: number; completionFirst: string[] }
  refusal: { before: Stored; after: Stored; ids: Ids }
  wire: SeenRequest[]
  denied: Page & { ids: Ids }
  withoutStorage: Page & { canStore: boolean }
  packaged: Page & { cookies: string }
  errors: string[]
}

/** A short film on a page of its own. */
interface Page {
  /** Also what the diagnostics said, by code. */
  diagnostics: string[]
  stored: Stored
  requests: SeenRequest[]
  playedS: number
}

interface Scene {
  emulator: Emulator
  page: EnginePage
}

export async function playSession(engine: EngineName): Promise<Session> {
  const profile = await mkdtemp(join(tmpdir(), `ctv-tracker-engine-${engine}-`))
  const filesFolder = await mkdtemp(join(tmpdir(), 'ctv-tracker-packaged-'))
  const emulator = await startEmulator({ workspace: WORKSPACE })
  const files = Object.fromEntries(
    await Promise.all(Object.entries(FILES).map(async ([path, file]) => [path, await readFile(file)] as const)),
  )
  await Promise.all(Object.entries(FILES).map(([path, file]) => cp(file, join(filesFolder, path))))
  const server = await startStaticServer({ files })
  const otherOrigin = await startStaticServer({ files })
  // An opaque origin: the engine itself refuses every store.
  const sandboxed = await startStaticServer({ files, csp: 'sandbox allow-scripts' })
  // What the manifest of a packaged app asks for; in the Chromiums only CORS decides.
  const args = engine === 'phantomjs-2.1' ? ['--local-to-remote-url-access=true'] : []
  const launch = (): Promise<EngineBrowser> => launchEngine({ engine, userDataDir: profile, filesFolder, args })
  let browser: EngineBrowser | undefined
  const open = async (base: string): Promise<EnginePage> => {
    const page = await browser!.newPage()
    await page.goto(`${base}/engine.html?api=${encodeURIComponent(emulator.url)}&key=${API_KEY}`)
    await untilTargeted(page)
    return page
  }
  try {
    browser = await launch()
    let page = await open(server.url)
    const { version } = browser
    const userAgent = await page.evaluate<string>('navigator.userAgent')
    const isFake = await page.evaluate<boolean>('!!evening.video.isFake')
    const beforeConsent = {
      stored: await readStored(page),
      ids: await readIds(page),
      routes: routesOf(emulator.requests),
    }
    const film = await watchFilm({ emulator, page })
    const globals = await page.evaluate<Evening['globals']>(
      '({ added: evening.addedByLibrary, offered: Object.keys(CtvTracker).sort(), patchedOnLoad: evening.patchedByLibrary, patchedInTheEnd: globals.patched() })',
    )
    const afterReload = await reload({ emulator, page })
    const cutBefore = await playUntilCut({ emulator, page }, profile)
    const errors = page.errors.map(({ name, message }) => `${name}: ${message}`)
    await browser.kill()
    const cut = { ...cutBefore, at: Date.now() }
    await browser.close()

    browser = await launch()
    page = await open(server.url)
    const afterKill = await comeBack({ emulator, page })
    const wire = [...emulator.requests]
    const refusal = await refuse({ emulator, page })
    errors.push(...page.errors.map(({ name, message }) => `${name}: ${message}`))

    page = await open(otherOrigin.url)
    const denied = { ...(await watchShortly({ emulator, page }, 'green')), ids: await readIds(page) }
    page = await open(sandboxed.url)
    const canStore = await page.evaluate<boolean>(
      '(function () { try { localStorage.setItem("a", "b"); return true } catch (e) { return false } })()',
    )
    const withoutStorage = { ...(await watchShortly({ emulator, page }, 'red')), canStore }
    page = await open(pathToFileURL(filesFolder).href)
    const packaged = {
      ...(await watchShortly({ emulator, page }, 'red')),
      cookies: await page.evaluate<string>('document.cookie'),
    }
    return {
      version,
      userAgent,
      isFake,
      globals,
      beforeConsent,
      film,
      afterReload,
      cut,
      afterKill,
      refusal,
      wire,
      denied,
      withoutStorage,
      packaged,
      errors,
    }
  } finally {
    await browser?.close()
    await Promise.all([emulator.stop(), server.stop(), otherOrigin.stop(), sandboxed.stop()])
    await Promise.all([profile, filesFolder].map((folder) => rm(folder, { recursive: true, force: true })))
  }
}

const routesOf = (requests: readonly SeenRequest[]): string[] => requests.map(({ route }) => route)
const ccsCount = (emulator: Emulator): number => emulator.requests.filter(({ route }) => route === 'ccs').length
const readIds = (page: EnginePage): Promise<Ids> => page.evaluate<Ids>('evening.tracker.ids')
const position = (page: EnginePage): Promise<number> => page.evaluate<number>('evening.video.currentTime')
const press = (page: EnginePage, key: keyof typeof KEY): Promise<void> =>
  page.evaluate<undefined>(`remote(${KEY[key]})`)

/** The Contextual API has answered: whatever that sets off has been set off. */
async function untilTargeted(page: EnginePage): Promise<void> {
  await page.waitFor('evening.tracker.activations.get("gam").length > 0')
}

async function playUntil(page: EnginePage, positionS: number): Promise<void> {
  await page.waitFor(`!evening.video.seeking && !evening.video.paused && evening.video.currentTime >= ${positionS}`, {
    timeoutMs: 30_000,
  })
}

/** Pauses and says where, once the page has heard of it. */
async function pause(page: EnginePage): Promise<number> {
  await page.evaluate(
    'window.pausesHeard = 0, evening.video.addEventListener("pause", function () { window.pausesHeard++ })',
  )
  await press(page, 'ok')
  await page.waitFor('window.pausesHeard > 0')
  return position(page)
}

/** ▶: where the film was left, and where it came to, as the page read it then. */
async function jump(page: EnginePage): Promise<{ left: number; entered: number }> {
  const left = await page.evaluate<number>(`(function () {
    var video = evening.video
    function hear() { video.removeEventListener('seeked', hear); window.enteredAt = video.currentTime }
    window.enteredAt = null
    video.addEventListener('seeked', hear)
    var at = video.currentTime
    remote(${KEY.right})
    return at
  })()`)
  await page.waitFor('window.enteredAt !== null')
  return { left, entered: await page.evaluate<number>('window.enteredAt') }
}

async function watchFilm({ emulator, page }: Scene): Promise<Session['film']> {
  await press(page, 'red')
  await press(page, 'ok')
  await playUntil(page, 2)
  const paused = await pause(page)
  const first = await jump(page)
  await press(page, 'ok')
  await playUntil(page, first.entered + 1)
  const second = await jump(page)
  // To a moment before the end, and over it.
  const third = await jump(page)
  await page.waitFor('evening.video.ended', { timeoutMs: 30_000 })
  await vi.waitUntil(() => emulator.events().length >= 2, { timeout: 15_000 })
  await page.waitFor('evening.heard.sent.length === 2')
  const durationS = await page.evaluate<number>('evening.video.duration')
  const { properties } = emulator.events()[1]!
  return {
    ids: await readIds(page),
    stored: await readStored(page),
    shown: [
      [0, paused],
      [first.entered, second.left],
      [second.entered, third.left],
      [third.entered, durationS],
    ],
    durationS,
    spentS: properties['time_spent_seconds'] as number,
    share: properties['percentage_watched'] as number,
  }
}

/** Grants and reads on the next line. */
const GRANT_AND_READ = `(function () {
  var tracker = evening.tracker
  function behavioural() { return tracker.activations.get('gam', { split: true }).behavioral }
  var before = behavioural()
  tracker.consent.grant()
  return { before: before, atGrant: behavioural(), userIdAtGrant: tracker.ids.userId }
})()`

async function reload({ emulator, page }: Scene): Promise<Session['afterReload']> {
  const known = ccsCount(emulator)
  await page.reload()
  await untilTargeted(page)
  const ccsBefore = ccsCount(emulator) - known
  const granted =
    await page.evaluate<Pick<Session['afterReload'], 'before' | 'atGrant' | 'userIdAtGrant'>>(GRANT_AND_READ)
  return { ...granted, ccsBefore, ids: await readIds(page) }
}

/** The pause makes a checkpoint; then the film plays on. */
async function playUntilCut({ emulator, page }: Scene, profile: string): Promise<Omit<Session['cut'], 'at'>> {
  const known = emulator.events().length
  await press(page, 'ok')
  await playUntil(page, 1.5)
  const pausedAt = Date.now()
  const playedAtPause = await pause(page)
  await vi.waitUntil(() => emulator.events().length > known, { timeout: 15_000 })
  await page.waitFor('evening.tracker.inspect().queue.events.length === 0')
  const ids = await readIds(page)
  await untilWritten(page, profile)
  await press(page, 'ok')
  await playUntil(page, playedAtPause + 0.5)
  const recordKeys = (await readStored(page)).localStorage.filter((key) => key.startsWith('ctv-tracker.r.'))
  const playedAtCut = await position(page)
  return { ids, recordKeys, playedAtPause, pausedAt, playedAtCut, readAt: Date.now() }
}

async function comeBack({ emulator, page }: Scene): Promise<Session['afterKill']> {
  const known = emulator.events().length
  const { before, atGrant } = await page.evaluate<Pick<Session['afterKill'], 'before' | 'atGrant'>>(GRANT_AND_READ)
  await press(page, 'ok')
  await vi.waitUntil(() => emulator.events().length >= known + 2, { timeout: 15_000 })
  // Two events: in one request where the second was tracked before the first could leave.
  await page.waitFor('evening.heard.sent.reduce(function (sum, e) { return sum + e.payload.events.length }, 0) === 2')
  const events = emulator.events().slice(known)
  return {
    ids: await readIds(page),
    before,
    atGrant,
    spentS: events[0]!.properties['time_spent_seconds'] as number,
    time: Date.parse(events[0]!.time),
    completionFirst: events.map(({ name, viewId }) => `${name} ${viewId}`),
  }
}

async function refuse({ page }: Scene): Promise<Session['refusal']> {
  const before = await readStored(page)
  await press(page, 'green')
  const ids = await readIds(page)
  await vi.waitUntil(async () => isDeepStrictEqual(await readStored(page), NOTHING_STORED), { timeout: 10_000 })
  return { before, after: await readStored(page), ids }
}

/** Accepts or refuses, watches a second or so, and goes back. */
async function watchShortly({ emulator, page }: Scene, answer: 'red' | 'green'): Promise<Page> {
  const known = emulator.requests.length
  const events = emulator.events().length
  await press(page, answer)
  await press(page, 'ok')
  await playUntil(page, 1.2)
  await press(page, 'back')
  if (answer === 'red') await vi.waitUntil(() => emulator.events().length >= events + 2, { timeout: 15_000 })
  // A second film would ask again; had the first anything left to send, it would be sent by then.
  const playedS = await position(page)
  await press(page, 'ok')
  await playUntil(page, 1)
  return {
    diagnostics: await page.evaluate<string[]>(
      'evening.heard.diagnostic.map(function (told) { return told.payload.code })',
    ),
    stored: await readStored(page),
    requests: emulator.requests.slice(known),
    playedS,
  }
}
