/** One page with one peer: its script, its driver, a video that does what a trace says, a clock that is moved by hand. */
import { readFile } from 'node:fs/promises'
import type { Browser } from '../../test/support/browser/launch.ts'
import type { Page } from '../../test/support/browser/page.ts'
import { startStaticServer } from '../../test/support/static-server.ts'
import type { Collector } from './collector.ts'
import { createCollector } from './collector.ts'
import type { PeerName } from './peers.ts'
import { loadClock } from './scripts.ts'

const read = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), 'utf8')

export interface Row {
  t: number
  signal: string
  position?: number
  duration?: number
  rate?: number
  content?: string
  /** How far the wall clock is ahead of the monotonic one from here on. */
  aheadMs?: number
}

export interface Stage {
  readonly page: Page
  readonly collector: Collector
  /** A fresh page on an empty profile: clock stopped, peer started. */
  start(): Promise<void>
  play(rows: readonly Row[]): Promise<void>
  /** The app closes its player for good; time goes by for what is still to be sent. */
  finish(): Promise<void>
  close(): Promise<void>
}

export interface StageOptions {
  /** `nothing` is a page without a tracker. */
  peer: PeerName | 'nothing'
  script: string
  /** Scripts that run before everything else. */
  before?: readonly string[]
}

/** Longer than any peer waits before it sends. */
const AFTER_MS = 15_000

/** The page is opened under this name: one peer speaks plain http with it alone. */
const HOST = 'localhost'

export async function openStage(browser: Browser, { peer, script, before = [] }: StageOptions): Promise<Stage> {
  const collector = createCollector()
  const own = { 'clock.js': await loadClock(), 'stage.js': await read('pages/stage.js'), 'fake-video.js': await read('pages/fake-video.js'), 'driver.js': await read(`pages/drivers/${peer}.js`) }
  const scripts: Record<string, string> = { ...Object.fromEntries(before.map((text, place) => [`before-${place}.js`, text])), 'clock.js': own['clock.js'], 'stage.js': own['stage.js'], 'fake-video.js': own['fake-video.js'], 'peer.js': script, 'driver.js': own['driver.js'] }
  const tags = Object.keys(scripts).map((name) => `<script src="${name}"></script>${name === 'stage.js' ? '<script>stage.installClock()</script>' : ''}`)
  const html = `<!doctype html><meta charset="utf-8"><title>film</title><link rel="icon" href="data:,"><body>${tags.join('\n')}</body>`
  const server = await startStaticServer({
    files: { ...collector.files, '/page.html': html, ...Object.fromEntries(Object.entries(scripts).map(([name, text]) => [`/${name}`, text])) },
  })
  const url = `http://${HOST}:${server.port}`
  const page = await browser.newPage()

  function throwErrors(): void {
    if (page.errors.length > 0) throw new Error(`${peer}: ${JSON.stringify(page.errors)}`)
  }

  return {
    page,
    collector,
    async start() {
      await page.goto('about:blank')
      await page.cdp.send('Storage.clearDataForOrigin', { origin: url, storageTypes: 'all' })
      await page.cdp.send('Network.clearBrowserCookies')
      collector.received.length = 0
      await page.goto(`${url}/page.html`)
      throwErrors()
      await page.evaluate(`(document.body.appendChild(fakeVideo.element), driver.start(${JSON.stringify(url)}), stage.advance(1000))`)
    },
    async play(rows) {
      await page.evaluate(`stage.play(${JSON.stringify(rows)})`)
      throwErrors()
    },
    async finish() {
      await page.evaluate(`(driver.finish && driver.finish(), stage.advance(${AFTER_MS}))`)
      // Beacons are not waited for in the page.
      await new Promise((resolve) => setTimeout(resolve, 50))
      throwErrors()
    },
    async close() {
      await page.close()
      await server.stop()
    },
  }
}
