/**
 * One profile through many kills: start the browser, let the page track, SIGKILL all its processes at a random
 * moment, start again on the same profile; at last a quiet start that delivers what is left.
 */
import { readdirSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import type { Journal } from './journal.ts'
import { addLine, createJournal } from './journal.ts'
import type { Evidence } from './judge.ts'
import { startProxy } from './proxy.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'

export const API_KEY = '00000000-0000-4000-8000-000000000001'
export const PAGES = fileURLToPath(new URL('pages/', import.meta.url))
export const BUILD = fileURLToPath(new URL('../../dist/ctv-tracker.min.js', import.meta.url))
/** Every event is welcome, and no cohort is computed. */
export const WORKSPACE = {
  keys: [API_KEY],
  identifiers: [],
  events: { Crash: {}, Videoview: {}, VideoCompletion: {} },
  cohorts: [],
  contextual: [],
}

/** How much of its requests a process loses: a good network, bad ones, none at all. */
const CUT_SHARES = [0, 0, 0.2, 0.4, 1]
/** Numbers of one process; more than it can track. */
const ORDERS_PER_CYCLE = 1_000_000
/** How long the page may take to begin, on a busy machine. */
const BEGIN_MS = 30_000
/** Starts that only deliver, until one of them could read its store in time. */
const QUIET_STARTS = 5
/** How long the last start may take to deliver what is left. */
export const DRAIN_MS = 60_000

export interface LaneOptions {
  engine: ChromiumName
  kills: number
  seed: number
  delivery: Evidence['delivery']
  /** Longest life of a process, from the first script of its page on. */
  lifeMs: number
  onKill?(): void
}

/** What a page is told in its address. */
interface Plan {
  cycle: number
  firstOrder: number
  isConsenting: boolean
  isHiding: boolean
  isQuiet: boolean
  seed: number
}

export async function runLane({ engine, kills, seed, delivery, lifeMs, onKill }: LaneOptions): Promise<Evidence> {
  const random = createRandom(seed)
  const profile = await mkdtemp(join(tmpdir(), `ctv-tracker-crash-${engine}-`))
  const emulator = await startEmulator({ workspace: WORKSPACE })
  const proxy = await startProxy(emulator.url, createRandom(seed + 1))
  const server = await startStaticServer({ folders: [PAGES], files: { '/ctv-tracker.min.js': await readFile(BUILD) } })
  const journals: Journal[] = []
  let database = ''
  let isDrained = false

  async function start(plan: Plan): Promise<Started> {
    const journal = createJournal(plan.cycle, plan.isConsenting, plan.firstOrder)
    journals.push(journal)
    const query = encodeURIComponent(JSON.stringify({ ...plan, api: proxy.url, apiKey: API_KEY, delivery }))
    return openPage(engine, profile, `${server.url}/crash.html?${query}`, journal)
  }

  /** A database that was found corrupt is deleted with its folder, and a new one made. */
  function lookForWipe(): void {
    const now = databaseOf(profile)
    journals.at(-1)!.isWiped = database !== '' && now !== database
    database = now
  }

  try {
    for (let cycle = 1; cycle <= kills; cycle++) {
      const plan = planOf(cycle, random)
      proxy.setWeather({
        cycle,
        cutShare: CUT_SHARES[random.between(0, CUT_SHARES.length - 1)]!,
        latencyMs: random.between(0, 120),
      })
      const { browser, page } = await start(plan)
      try {
        await new Promise((resolve) => setTimeout(resolve, random.next() * lifeMs))
      } finally {
        await kill(browser, page)
      }
      await proxy.settled()
      lookForWipe()
      onKill?.()
    }
    for (let cycle = kills + 1; cycle <= kills + QUIET_STARTS && !isDrained; cycle++) {
      proxy.setWeather({ cycle, cutShare: 0, latencyMs: 0 })
      const { browser, page } = await start({ ...planOf(cycle, random), isConsenting: true, isQuiet: true })
      await page.waitFor('tracker.ready.then(function () { return tracker.inspect().queue.events.length === 0 })', {
        timeoutMs: DRAIN_MS,
      })
      await browser.close()
      lookForWipe()
      // A store that was too slow for this start has kept what it holds.
      isDrained = !journals.at(-1)!.diagnostics.includes('storage-slow')
    }
    const stored = emulator.events().length
    const passed = proxy.requests.reduce((sum, { isProcessed, events }) => sum + (isProcessed ? events.length : 0), 0)
    if (stored !== passed) throw new Error(`the emulator stored ${stored} events, the proxy saw ${passed} processed`)
    return { journals, requests: proxy.requests, delivery }
  } finally {
    await stopAll([proxy, emulator, server])
    await rm(profile, { recursive: true, force: true })
  }
}

/** When the engine made the database that is there now; '' where there is none. */
function databaseOf(profile: string): string {
  const path = readdirSync(profile, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('.indexeddb.leveldb'),
  )
  if (path === undefined) return ''
  const { ino, birthtimeMs } = statSync(join(profile, path))
  return `${ino} ${birthtimeMs}`
}

function planOf(cycle: number, random: Random): Plan {
  return {
    cycle,
    firstOrder: cycle * ORDERS_PER_CYCLE,
    isConsenting: !random.chance(0.08),
    isHiding: random.chance(0.25),
    isQuiet: false,
    seed: random.between(0, 2 ** 31),
  }
}

interface Started {
  browser: Browser
  page: Page
}

/** Resolves when the page's first script has run. */
export async function openPage(engine: ChromiumName, profile: string, url: string, journal: Journal): Promise<Started> {
  const browser = await launchBrowser({ engine, userDataDir: profile })
  try {
    const page = await browser.newPage()
    const begun = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the page did not begin in ${BEGIN_MS} ms`)), BEGIN_MS)
      page.cdp.on<{ args: { value: string }[] }>('Runtime.consoleAPICalled', ({ args }) => {
        if (addLine(journal, args[0]!.value) !== 'begun') return
        clearTimeout(timer)
        resolve()
      })
    })
    // The load event may never come: the browser may be killed before it.
    page.goto(url).catch(() => undefined)
    await begun
    return { browser, page }
  } catch (error) {
    await browser.close()
    throw error
  }
}

/** SIGKILL to all of the browser's processes; what it had told by then has been heard afterwards. */
export async function kill(browser: Browser, page: Page): Promise<void> {
  await browser.kill()
  await page.cdp.closed
  await browser.close()
}

async function stopAll(servers: { stop(): Promise<void> }[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()))
}
