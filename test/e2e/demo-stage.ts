/**
 * The demo app in a real browser, as its viewers have it: what they press, and what they can read on screen.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { AdLogEntry } from '../../demo-app/server/ads/routes.ts'
import type { Demo } from '../../demo-app/server/demo.ts'
import { startDemo } from '../../demo-app/server/demo.ts'
import type { Emulator } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'

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

export interface Stage {
  demo: Demo
  emulator: Emulator
  page: Page
}

export async function withDemo<T>(watch: (stage: Stage) => Promise<T>): Promise<T> {
  const emulator = await startEmulator()
  const demo = await startDemo({ emulatorUrl: emulator.url, apiKey: API_KEY })
  let browser: Browser | undefined
  try {
    browser = await launchBrowser({ engine: ENGINE })
    const page = await browser.newPage()
    await page.setViewport(1280, 720)
    await page.addInitScript(await readFile(RECORDER, 'utf8'))
    await page.goto(demo.url)
    return await watch({ demo, emulator, page })
  } finally {
    await browser?.close()
    await Promise.all([demo.stop(), emulator.stop()])
  }
}

/** Posters and fonts are there, and nothing moves any more. */
export async function waitForPictures(page: Page): Promise<void> {
  await page.waitFor(`document.fonts.status === 'loaded' && Array.from(document.images).every((image) => image.complete)
    && document.getAnimations().every((animation) => animation.playState !== 'running' || !(animation instanceof CSSTransition))`)
}

export async function screenshot(page: Page, name: string): Promise<void> {
  await waitForPictures(page)
  await page.screenshot(`${OUTPUT}demo-${name}.png`)
}

export const focused = (selector: string): string => `document.querySelector('${selector}.is-focused')`

/** Presses a key so often; the app answers each press at once. */
export async function press(page: Page, key: Parameters<Page['press']>[0], times = 1): Promise<void> {
  for (let i = 0; i < times; i++) await page.press(key)
}

export async function answerConsent(page: Page, answer: 'accepted' | 'declined'): Promise<void> {
  await page.waitFor(focused('.button'))
  if (answer === 'declined') await press(page, 'ArrowRight')
  await page.waitFor(`${focused('.button')}.dataset.choice === '${answer}'`)
  await press(page, 'Enter')
  await page.waitFor(focused('.tile'))
}

/**
 * Moves the focus along the row to a film, lets it rest there until the tracker knows what the film is about, and
 * presses OK.
 */
export async function openFilm(page: Page, clip: string): Promise<void> {
  await moveTo(page, clip)
  await page.waitFor(`demo.tracker.inspect().activations.contextual.some(({ url }) => url.includes('${clip}'))`)
  await press(page, 'Enter')
}

/** Moves the focus along the row to a film. */
export async function moveTo(page: Page, clip: string): Promise<void> {
  await page.waitFor(focused('.tile'))
  const [from, to] = await page.evaluate<[number, number]>(`(function () {
    var tile = ${focused('.tile')}
    var row = Array.from(tile.parentNode.children)
    return [row.indexOf(tile), row.findIndex((other) => other.dataset.clip === '${clip}')]
  })()`)
  if (to < 0) throw new Error(`no film '${clip}' in the focused row`)
  await press(page, to > from ? 'ArrowRight' : 'ArrowLeft', Math.abs(to - from))
  await page.waitFor(`${focused('.tile')}.dataset.clip === '${clip}'`)
}

export const VIDEO = `document.querySelector('.player video')`

/** Waits until the ad is on screen for everybody to see. */
export async function waitForAd(page: Page): Promise<void> {
  await page.waitFor(`document.querySelector('.ad-badge:not(.is-hidden)') && ${VIDEO}.currentTime > 2`, {
    timeoutMs: 20_000,
  })
}

const isFilm = (clip: string): string => `${VIDEO} && ${VIDEO}.src.endsWith('/${clip}.webm')`

/** Waits until the film is so far, playing on. */
export async function waitForFilm(page: Page, clip: string, positionS: number): Promise<void> {
  const isThere = `${isFilm(clip)} && !${VIDEO}.seeking && !${VIDEO}.paused && ${VIDEO}.currentTime >= ${positionS}`
  await page.waitFor(isThere, { timeoutMs: 30_000 })
}

export async function readAd({ page, demo }: Stage): Promise<Omit<AdBreak, 'reported'> & { entry: AdLogEntry }> {
  const entry = demo.ads[demo.ads.length - 1]!
  const [src, badge] = await page.evaluate<[string, string]>(
    `[${VIDEO}.src, document.querySelector('.ad-badge').textContent]`,
  )
  return { src: new URL(src).pathname, badge, keyValues: entry.keyValues, creative: entry.creative, entry }
}

/** The line under the ad. */
export const readReason = (page: Page): Promise<string> =>
  page.evaluate<string>(`document.querySelector('.ad-why').textContent`)

export function endOfBreak({ entry, ...ad }: Awaited<ReturnType<typeof readAd>>): AdBreak {
  return { ...ad, reported: [...entry.events] }
}

/** Both pages of the panel; leaves the first on screen, scrolled to its end where it is longer than the screen. */
export async function readPanel(page: Page): Promise<PanelText> {
  const first = await readPanelPage(page)
  while (!(await isOnSecondPage(page))) await press(page, 'PageDown')
  const second = await readPanelPage(page)
  await press(page, 'PageUp')
  return { sections: { ...second.sections, ...first.sections }, bar: first.bar }
}

const isOnSecondPage = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>(`/page 2/.test(${inPanel('-foot')}.textContent)`)

async function readPanelPage(page: Page): Promise<PanelText> {
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

export const isPanelShown = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>(`getComputedStyle(${inPanel('')}).display !== 'none'`)

export const inPanel = (selector: string): string => `document.querySelector('.ctv-inspector${selector}')`
