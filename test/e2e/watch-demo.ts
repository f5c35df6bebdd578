/**
 * Viewers of the demo app in a real browser, with nothing but the remote in hand. Each returns what
 * was seen on screen and at the servers; asserts nothing.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import type { Ids } from '../../src/api.ts'
import type { AdLogEntry } from '../../demo-app/server/ads/routes.ts'
import type { Demo } from '../../demo-app/server/demo.ts'
import { startDemo } from '../../demo-app/server/demo.ts'
import type { Emulator, SeenRequest, StoredEvent } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import type { PageError } from '../support/browser/page-console.ts'
import type { ScreenRecord, Stored } from './app-page.ts'
import { readScreen, readStored, REMOTE } from './app-page.ts'

/** Key of the emulator's sample workspace. */
const API_KEY = '00000000-0000-4000-8000-000000000001'

const ENGINE = 'chromium-119'
const OUTPUT = fileURLToPath(new URL('output/', import.meta.url))
const RECORDER = fileURLToPath(new URL('pages/screen-recorder.js', import.meta.url))

/** The panel, as it can be read: the lines of each section, and the watched pieces of the bar, from and to in percent. */
export interface PanelText {
  sections: Record<string, string[]>
  bar: [from: number, to: number][]
}

/** One ad break as the viewer and the ad server saw it. */
export interface AdBreak {
  /** Address of the picture on screen. */
  src: string
  badge: string
  /** Key-values of the ad request. */
  keyValues: Record<string, string[]>
  creative: string
  /** What had been reported to the ad server when the film began. */
  reported: string[]
}

interface Stage {
  demo: Demo
  emulator: Emulator
  browser: Browser
  page: Page
}

async function withDemo<T>(watch: (stage: Stage) => Promise<T>): Promise<T> {
  const emulator = await startEmulator()
  const demo = await startDemo({ emulatorUrl: emulator.url, apiKey: API_KEY })
  const browser = await launchBrowser({ engine: ENGINE })
  try {
    const page = await browser.newPage()
    await page.setViewport(1280, 720)
    await page.addInitScript(await readFile(RECORDER, 'utf8'))
    await page.goto(demo.url)
    return await watch({ demo, emulator, browser, page })
  } finally {
    await browser.close()
    await Promise.all([demo.stop(), emulator.stop()])
  }
}

/** Posters and fonts are there, and nothing moves any more. */
async function screenshot(page: Page, name: string): Promise<void> {
  await page.waitFor(`document.fonts.status === 'loaded' && Array.from(document.images).every((image) => image.complete)
    && document.getAnimations().every((animation) => animation.playState !== 'running' || !(animation instanceof CSSTransition))`)
  await page.screenshot(`${OUTPUT}demo-${name}.png`)
}

const focused = (selector: string): string => `document.querySelector('${selector}.is-focused')`

/** Presses a key so often; the app answers each press at once. */
async function press(page: Page, key: Parameters<Page['press']>[0], times = 1): Promise<void> {
  for (let i = 0; i < times; i++) await page.press(key)
}

async function answerConsent(page: Page, answer: 'accepted' | 'declined'): Promise<void> {
  await page.waitFor(focused('.button'))
  if (answer === 'declined') await press(page, 'ArrowRight')
  await page.waitFor(`${focused('.button')}.dataset.choice === '${answer}'`)
  await press(page, 'Enter')
  await page.waitFor(focused('.tile'))
}

/** Moves the focus along the row to a film and presses OK. */
async function openFilm(page: Page, clip: string): Promise<void> {
  await page.waitFor(focused('.tile'))
  const [from, to] = await page.evaluate<[number, number]>(`(function () {
    var tile = ${focused('.tile')}
    var row = Array.from(tile.parentNode.children)
    return [row.indexOf(tile), row.findIndex((other) => other.dataset.clip === '${clip}')]
  })()`)
  if (to < 0) throw new Error(`no film '${clip}' in the focused row`)
  await press(page, to > from ? 'ArrowRight' : 'ArrowLeft', Math.abs(to - from))
  await page.waitFor(`${focused('.tile')}.dataset.clip === '${clip}'`)
  await press(page, 'Enter')
}

const VIDEO = `document.querySelector('.player video')`

/** Waits until the ad is on screen for everybody to see. */
async function waitForAd(page: Page): Promise<void> {
  await page.waitFor(`document.querySelector('.ad-badge:not(.is-hidden)') && ${VIDEO}.currentTime > 2`, { timeoutMs: 20_000 })
}

const isFilm = (clip: string): string => `${VIDEO} && ${VIDEO}.src.endsWith('/${clip}.webm')`

/** Waits until the film is so far, playing on. */
async function waitForFilm(page: Page, clip: string, positionS: number): Promise<void> {
  const isThere = `${isFilm(clip)} && !${VIDEO}.seeking && !${VIDEO}.paused && ${VIDEO}.currentTime >= ${positionS}`
  await page.waitFor(isThere, { timeoutMs: 30_000 })
}

async function readAd({ page, demo }: Stage): Promise<Omit<AdBreak, 'reported'> & { entry: AdLogEntry }> {
  const entry = demo.ads[demo.ads.length - 1]!
  const [src, badge] = await page.evaluate<[string, string]>(`[${VIDEO}.src, document.querySelector('.ad-badge').textContent]`)
  return { src: new URL(src).pathname, badge, keyValues: entry.keyValues, creative: entry.creative, entry }
}

function endOfBreak({ entry, ...ad }: Awaited<ReturnType<typeof readAd>>): AdBreak {
  return { ...ad, reported: [...entry.events] }
}

async function readPanel(page: Page): Promise<PanelText> {
  return page.evaluate<PanelText>(`(function () {
    var sections = {}
    document.querySelectorAll('.ctv-inspector-section').forEach((section) => {
      var title = section.querySelector('.ctv-inspector-title').textContent
      sections[title] = Array.from(section.querySelectorAll('.ctv-inspector-line')).map((line) => line.innerText.replace(/\\s+/g, ' ').trim())
    })
    var bar = []
    document.querySelectorAll('.ctv-inspector-bar .ctv-inspector-span').forEach(({ style }) => {
      var from = parseFloat(style.left)
      var to = from + parseFloat(style.width)
      var last = bar[bar.length - 1]
      // Nobody sees a gap of less than a pixel or two.
      if (last && from - last[1] < 0.5) last[1] = to
      else bar.push([from, to])
    })
    return { sections, bar }
  })()`)
}

const isPanelShown = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>(`getComputedStyle(${inPanel('')}).display !== 'none'`)

const inPanel = (selector: string): string => `document.querySelector('.ctv-inspector${selector}')`

const ccs = (emulator: Emulator): SeenRequest[] => emulator.requests.filter(({ route }) => route === 'ccs')

export interface Accepted {
  ads: AdBreak[]
  film: { screen: ScreenRecord; events: StoredEvent[]; panel: PanelText; ids: Ids; totals: number; panelShown: boolean[] }
  userIds: (string | null)[]
  cohortsAtThirdAd: string[]
  lastAdCallOnPanel: string[]
  errors: PageError[]
}

/** Accepts, watches two sports films to their ends, and gets the third ad. */
async function watchAccepted(stage: Stage): Promise<Accepted> {
  const { page, emulator } = stage
  await page.waitFor(focused('.button'))
  await screenshot(page, '1-consent')
  await answerConsent(page, 'accepted')
  await press(page, 'ArrowRight')
  await screenshot(page, '2-catalogue')

  await openFilm(page, 'football')
  await waitForAd(page)
  await screenshot(page, '3-pre-roll')
  const first = await readAd(stage)
  await waitForFilm(page, 'football', 2)
  const ads = [endOfBreak(first)]

  const panelShown = [await isPanelShown(page)]
  await press(page, 'i')
  panelShown.push(await isPanelShown(page))
  await press(page, 'Enter')
  await page.waitFor(`${VIDEO}.paused`)
  await press(page, 'Enter')
  await waitForFilm(page, 'football', 3)
  await press(page, 'ArrowRight')
  await waitForFilm(page, 'football', 15)
  // The panel follows at its own pace: it has drawn what came after the seek.
  await page.waitFor(`parseFloat(${inPanel('-bar .ctv-inspector-span:last-child')}.style.left) > 40`)
  const panel = await readPanel(page)
  await screenshot(page, '4-playing-with-panel')
  const ids = await page.evaluate<Ids>('demo.tracker.ids')
  const totals = await page.evaluate<number>('demo.tracker.inspect().views[0].totals.timeSpentSeconds')
  await press(page, 'i')
  panelShown.push(await isPanelShown(page))
  await press(page, 'ArrowRight')
  await page.waitFor(focused('.tile'), { timeoutMs: 30_000 })
  await vi.waitUntil(() => emulator.events().length >= 2, { timeout: 10_000 })
  const film = { screen: await readScreen(page, '/football.webm'), events: emulator.events(), panel, ids, totals, panelShown }

  await openFilm(page, 'tennis')
  await waitForAd(page)
  const second = await readAd(stage)
  await waitForFilm(page, 'tennis', 1)
  ads.push(endOfBreak(second))
  await press(page, 'ArrowRight', 3)
  await page.waitFor(focused('.tile'), { timeoutMs: 30_000 })
  await vi.waitUntil(() => emulator.events().length >= 4, { timeout: 10_000 })

  await openFilm(page, 'cycling')
  await waitForAd(page)
  await screenshot(page, '5-changed-ad')
  const third = await readAd(stage)
  await press(page, 'i')
  await screenshot(page, '6-changed-ad-with-panel')
  const lastAdCallOnPanel = (await readPanel(page)).sections['Last ad call'] ?? []
  const cohortsAtThirdAd = await page.evaluate<string[]>(`demo.tracker.activations.get('gam', { split: true }).behavioral`)
  ads.push(endOfBreak(third))
  await press(page, REMOTE.back)
  await page.waitFor(focused('.tile'))
  const userIds = [ids.userId, ...emulator.users().map(({ userId }) => userId)]
  return { ads, film, userIds, cohortsAtThirdAd, lastAdCallOnPanel, errors: page.errors }
}

export interface Declined {
  ad: AdBreak
  panel: PanelText
  stored: Stored
  storedAfterReload: Stored
  requests: SeenRequest[]
  screen: ScreenRecord
  askedAgain: boolean
  errors: PageError[]
}

/** Declines, watches, and starts the app again. */
async function watchDeclined(stage: Stage): Promise<Declined> {
  const { page, emulator } = stage
  await answerConsent(page, 'declined')
  await openFilm(page, 'football')
  await waitForAd(page)
  const ad = await readAd(stage)
  await press(page, 'i')
  await waitForFilm(page, 'football', 2)
  await page.waitFor(`/contextual: 200/.test(${inPanel('')}.textContent)`)
  const panel = await readPanel(page)
  await screenshot(page, '7-declined')
  await press(page, 'ArrowRight', 3)
  await page.waitFor(focused('.tile'), { timeoutMs: 30_000 })
  const screen = await readScreen(page, '/football.webm')
  const stored = await readStored(page)
  const seen = emulator.requests.length
  await page.reload()
  // The focus rests on a film: the next start asks Contextual; anything left to send would have been sent before.
  await page.waitFor(focused('.tile'))
  await vi.waitUntil(() => emulator.requests.length > seen, { timeout: 10_000 })
  const askedAgain = await page.evaluate<boolean>(`document.querySelector('.consent') !== null`)
  const storedAfterReload = await readStored(page)
  return { ad: endOfBreak(ad), panel, stored, storedAfterReload, requests: [...emulator.requests], screen, askedAgain, errors: page.errors }
}

export interface Troubled {
  withoutAds: { screen: ScreenRecord; adsServed: number }
  withoutApi: { screen: ScreenRecord; ad: AdBreak; panel: PanelText; queued: number }
  errors: PageError[]
}

/** Watches while the ad server does not answer, then while CCS and Contextual are gone. */
async function watchTroubled(stage: Stage): Promise<Troubled> {
  const { page, emulator } = stage
  await answerConsent(page, 'accepted')
  await page.cdp.send('Network.setBlockedURLs', { urls: ['*/ads/*'] })
  await openFilm(page, 'football')
  await waitForFilm(page, 'football', 2)
  await vi.waitUntil(() => emulator.events().length >= 1, { timeout: 10_000 })
  const withoutAds = { screen: await readScreen(page, '/football.webm'), adsServed: stage.demo.ads.length }
  await press(page, REMOTE.back)
  await vi.waitUntil(() => ccs(emulator).length >= 2, { timeout: 10_000 })
  await page.cdp.send('Network.setBlockedURLs', { urls: [] })

  await emulator.stop()
  await openFilm(page, 'tennis')
  await waitForAd(page)
  const ad = await readAd(stage)
  await waitForFilm(page, 'tennis', 2)
  await press(page, 'i')
  const panel = await readPanel(page)
  await screenshot(page, '8-without-api')
  const queued = await page.evaluate<number>('demo.tracker.inspect().queue.events.length')
  const withoutApi = { screen: await readScreen(page, '/tennis.webm'), ad: endOfBreak(ad), panel, queued }
  return { withoutAds, withoutApi, errors: page.errors }
}

export const VIEWERS = {
  accepted: () => withDemo(watchAccepted),
  declined: () => withDemo(watchDeclined),
  troubled: () => withDemo(watchTroubled),
}
