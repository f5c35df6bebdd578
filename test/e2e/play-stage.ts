/**
 * The page of `npm run play` in a real browser, served from a folder by a server that has nothing but files.
 */
import { fileURLToPath } from 'node:url'
import type { Counts } from '../../demo-app/play/page/ledger.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import type { StaticServer } from '../support/browser/static-server.ts'

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url))
const OUTPUT = fileURLToPath(new URL('output/', import.meta.url))

export interface PlayStage {
  page: Page
  server: StaticServer
}

export async function withPlay<T>(watch: (stage: PlayStage) => Promise<T>): Promise<T> {
  const server = await startStaticServer({ folders: [DOCS] })
  let browser: Browser | undefined
  try {
    browser = await launchBrowser({ engine: 'chromium-119' })
    const page = await browser.newPage()
    await page.setViewport(1280, 720)
    await page.goto(`${server.url}/play/`)
    return await watch({ page, server })
  } finally {
    await browser?.close()
    await server.stop()
  }
}

const TV = `document.querySelector('#screen iframe').contentDocument`
const VIDEO = `${TV}.querySelector('video')`

/** Answers the consent question, and waits for the catalogue. */
export async function accept(page: Page): Promise<void> {
  await page.waitFor(`${TV}.querySelector('.button.is-focused')`)
  await page.press('Enter')
}

/** Presses OK on the tile that has the focus and waits until its film has run for so long. */
export async function watchFilm(page: Page, positionS: number): Promise<void> {
  await page.waitFor(`${TV}.querySelector('.tile.is-focused')`)
  await page.press('Enter')
  await page.waitFor(
    `${VIDEO} && !/\\/ad-/.test(${VIDEO}.currentSrc) && !${VIDEO}.paused && ${VIDEO}.currentTime >= ${positionS}`,
    { timeoutMs: 30_000 },
  )
}

export async function leaveFilm(page: Page): Promise<void> {
  await page.press('Escape')
  await page.waitFor(`${TV}.querySelector('.tile.is-focused')`)
}

export type Switch = 'kill' | 'unplug' | 'offline' | 'clock' | 'full' | 'start'

export async function press(page: Page, name: Switch): Promise<void> {
  await page.evaluate(`document.getElementById('${name}').click()`)
}

/** Pulls the plug or kills the app, and starts it again once the page has looked at its disk. */
export async function goDark(page: Page, how: 'kill' | 'unplug'): Promise<Counts> {
  await press(page, how)
  await page.waitFor(`!document.getElementById('dark').hidden`)
  return readCounts(page)
}

export function readCounts(page: Page): Promise<Counts> {
  return page.evaluate<Counts>(`Object.fromEntries(
    Array.from(document.querySelectorAll('[id^=count-]'), (each) => [each.id.slice(6), Number(each.textContent)]))`)
}

export async function waitForCounts(page: Page, expected: Partial<Counts>): Promise<void> {
  const tests = Object.entries(expected).map(([name, count]) => `count('${name}') === ${count}`)
  await page.waitFor(
    `(function (count) { return ${tests.join(' && ')} })((name) => Number(document.getElementById('count-' + name).textContent))`,
    { timeoutMs: 20_000 },
  )
}

/** What the page says beside the counters: whether all is well, and the two clocks. */
export const readVerdict = (page: Page): Promise<{ state: string; watchedS: number; reportedS: number }> =>
  page.evaluate(`({
    state: document.getElementById('verdict').dataset.state,
    watchedS: parseFloat(document.getElementById('watched').textContent),
    reportedS: parseFloat(document.getElementById('reported').textContent),
  })`)

/** Takes away what the tracker stored, behind its back and that of the page. */
export async function sabotageDisk(page: Page): Promise<void> {
  await page.evaluate(`indexedDB.databases().then((databases) => Promise.all(databases.map(({ name }) => new Promise((resolve) => {
    indexedDB.deleteDatabase(name).onsuccess = resolve
  }))))`)
}

export async function screenshots(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [1280, 720],
    [1920, 1080],
  ] as const) {
    await page.setViewport(width, height)
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
    await page.screenshot(`${OUTPUT}play-${name}-${height}p.png`)
  }
  await page.setViewport(1280, 720)
}

/** Whether the page scrolls sideways in a window of this width, and in a window of 1280 × 720 at all. */
export async function findOverflow(page: Page, width: number): Promise<{ sideways: boolean; scrolls: boolean }> {
  await page.setViewport(width, 800)
  await page.waitFor(`innerWidth === ${width}`)
  await page.screenshot(`${OUTPUT}play-narrow.png`)
  const sideways = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
  await page.setViewport(1280, 720)
  await page.waitFor('innerWidth === 1280')
  const scrolls = await page.evaluate<boolean>('document.documentElement.scrollHeight > innerHeight')
  return { sideways, scrolls }
}
