/** One page with one peer: its script, its driver, a video that does what a trace says, and a clock that is moved by hand. */
import { readFile } from 'node:fs/promises'
import type { Browser } from '../../test/support/browser/launch.ts'
import type { Page } from '../../test/support/browser/page.ts'
import { startStaticServer } from '../../test/support/browser/static-server.ts'
import type { Collector } from './collector.ts'
import { createCollector } from './collector.ts'
import type { PeerName } from './peers.ts'
import { loadClock } from './scripts.ts'

export interface Row {
  t: number
  signal: string
  position?: number
  duration?: number
  rate?: number
  content?: string
  /** Where the timeline begins, with `load`: what can be sought begins there. */
  start?: number
  live?: boolean
  kind?: string
  adSpans?: [number, number][]
  /** How far the wall clock is ahead of the monotonic one from here on. */
  aheadMs?: number
}

export interface StageOptions {
  /** `nothing` is a page without a tracker. */
  peer: PeerName | 'nothing'
  script: string
  /** Scripts that run before everything else. */
  before?: readonly string[]
  /** `moved` by hand, which is the default; `real`, and no video; `start` is a page that loads the peer itself and times it. */
  clock?: 'moved' | 'real' | 'start'
}

/** A peer's page and its collector, of one origin. */
export interface PeerServer {
  readonly url: string
  readonly collector: Collector
  readonly clock: 'moved' | 'real' | 'start'
  stop(): Promise<void>
}

export interface Stage {
  readonly page: Page
  readonly collector: Collector
  /** A fresh page, on empty stores unless they are kept, and the peer started there. */
  start(keepsStores?: boolean): Promise<void>
  play(rows: readonly Row[]): Promise<void>
  /** The app closes its player for good; time goes by for what is still to be sent. */
  finish(): Promise<void>
  /** With the server, unless that was given. */
  close(): Promise<void>
}

/** Longer than any peer waits before it sends. */
const AFTER_MS = 15_000

/** The page is opened under this name: one peer speaks plain http with it alone. */
const HOST = 'localhost'

const SCRIPTS = {
  moved: ['clock.js', 'stage.js', 'fake-video.js', 'peer.js', 'driver.js'],
  real: ['peer.js', 'driver.js'],
  start: ['fake-video.js', 'start.js'],
} as const

export async function startPeerServer({
  peer,
  script,
  before = [],
  clock = 'moved',
}: StageOptions): Promise<PeerServer> {
  const read = (name: string): Promise<string> => readFile(new URL(`pages/${name}`, import.meta.url), 'utf8')
  const collector = createCollector()
  const early = Object.fromEntries(before.map((text, place) => [`before-${place}.js`, text]))
  const texts: Record<string, string> = {
    ...early,
    'clock.js': await loadClock(),
    'stage.js': await read('stage.js'),
    'fake-video.js': await read('fake-video.js'),
    'start.js': await read('start.js'),
    'peer.js': script,
    'driver.js': await read(`drivers/${peer}.js`),
  }
  const tags = [...Object.keys(early), ...SCRIPTS[clock]].map((name) => `<script src="${name}"></script>`)
  const html = `<!doctype html><meta charset="utf-8"><title>film</title><link rel="icon" href="data:,"><body>${tags.join('\n')}</body>`
  const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/${name}`, text]))
  const server = await startStaticServer({ files: { ...collector.files, '/page.html': html, ...files } })
  return { url: `http://${HOST}:${server.port}`, collector, clock, stop: server.stop }
}

export async function openStage(browser: Browser, options: StageOptions, given?: PeerServer): Promise<Stage> {
  const server = given ?? (await startPeerServer(options))
  const { url, collector, clock } = server
  const page = await browser.newPage()

  function throwErrors(): void {
    if (page.errors.length > 0) throw new Error(`${options.peer}: ${JSON.stringify(page.errors)}`)
  }

  return {
    page,
    collector,
    async start(keepsStores = false) {
      await page.goto('about:blank')
      if (!keepsStores) {
        await page.cdp.send('Storage.clearDataForOrigin', { origin: url, storageTypes: 'all' })
        await page.cdp.send('Network.clearBrowserCookies')
        collector.received.length = 0
      }
      await page.goto(`${url}/page.html`)
      throwErrors()
      if (clock !== 'start') await page.evaluate(`driver.start(${JSON.stringify(url)})`)
      if (clock === 'moved') await page.evaluate('stage.advance(1000)')
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
      if (!given) await server.stop()
    },
  }
}
