/**
 * The script-tag build on platforms older than any browser that tests can start: everything newer is taken from the
 * page before it loads. What came when is MDN's table; `chromium-64`, which is real, says how far to trust it.
 *
 * `FLOOR=webkit-538,chromium-38` plays those alone.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Inspection } from '../../src/api.ts'
import type { Emulator, StoredEvent } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import { isCovered } from '../support/browser/api-floor/is-covered.ts'
import { findNewerThan } from '../support/browser/api-floor/newer-than.ts'
import type { FloorName } from '../support/browser/api-floor/profiles.ts'
import { PROBES } from '../support/browser/api-floor/probes.ts'
import { findLacks, FLOORS } from '../support/browser/api-floor/profiles.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import type { PageError } from '../support/browser/page-console.ts'
import type { VirtualFile } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import type { WireEvent } from '../support/evening/twelve-events.ts'
import { describeTwelve, readWire, TWELVE } from '../support/evening/twelve-events.ts'
import { API_KEY } from './play-evening.ts'
import type { Sessions } from './two-at-a-time.ts'
import { runSessions } from './two-at-a-time.ts'

const read = (path: string): Promise<Buffer> => readFile(fileURLToPath(new URL(path, import.meta.url)))
const PAGES = fileURLToPath(new URL('pages/', import.meta.url))

const LIMIT_MS = 15_000

/** What no engine lets go: constants, well-known symbols, prototypes (which go with what they belong to). */
const FIXED = /(^Symbol\.\w+|\.[A-Z_]+|\.prototype)$/

interface Act {
  thrown: string[]
  errors: string[]
  codes: string[]
  isOver: boolean
  atGrant: string[]
  fresh: string[]
  inspection: Inspection
}

interface Outcome {
  acts: Act[]
  pageErrors: PageError[]
  console: string[]
  floor: { removed: number; kept: string[] }
  failing: string[]
  events: StoredEvent[]
  wire: WireEvent[]
}

const chosen = process.env['FLOOR']?.split(',')
const floors = FLOORS.filter(({ name }) => !chosen || chosen.includes(name))
const STORES = ['kept', 'denied'] as const
const sessions = floors.flatMap(({ name }) => STORES.map((storage) => `${name}, storage ${storage}`))
const [missing, missingFor64] = await Promise.all([missingLibraries('chromium-119'), missingLibraries('chromium-64')])
const because = (libraries: string[]): string => (libraries.length > 0 ? ` (not run: ${libraries.join(', ')})` : '')

describe.skipIf(missing.length > 0)(`a platform below the oldest browser${because(missing)}`, () => {
  let emulator: Emulator
  let browser: Browser
  let files: Record<string, VirtualFile>
  let outcomes: Sessions<string, Outcome>
  let inventory: string[]
  let inventoryOf64: string[] | null = null
  /** In the browser of these tests, and not in a real Chromium 64: newer than every platform here. */
  let newerThan64: string[]

  beforeAll(async () => {
    emulator = await startEmulator({ maxRequests: 10_000 })
    browser = await launchBrowser({ engine: 'chromium-119' })
    const scripts = ['floor-start.js', 'lacks.js', 'remove.js', 'ctv-tracker.min.js', 'floor.js']
    files = {
      '/ctv-tracker.min.js': await read('../../dist/ctv-tracker.min.js'),
      '/football.webm': await read('../../demo-app/media/football.webm'),
      '/probe': (_request, response) => void response.writeHead(204).end(),
      '/remove.js': await read('../support/browser/api-floor/remove.js'),
      '/floor.html': `<!doctype html><link rel="icon" href="data:,"><video id="video" muted></video>${scripts.map((src) => `<script src="${src}"></script>`).join('')}`,
    }
    inventory = await visit(browser, takeInventory)
    if (missingFor64.length === 0) {
      const oldBrowser = await launchBrowser({ engine: 'chromium-64' })
      inventoryOf64 = await visit(oldBrowser, takeInventory).finally(() => oldBrowser.close())
    }
    const had = new Set(inventoryOf64 ?? inventory)
    // Of an interface that is missing altogether, the name is enough.
    newerThan64 = inventory.filter((path) => !had.has(path) && (!path.includes('.') || had.has(path.split('.')[0]!)))
    outcomes = await runSessions(sessions, playOn)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await emulator?.stop()
  })

  async function playOn(session: string): Promise<Outcome> {
    const [name, storage] = session.split(', storage ') as [FloorName, string]
    const lacks = [...findLacks(FLOORS.find((floor) => floor.name === name)!), ...newerThan64]
    // An origin of its own, and so stores of its own.
    const server = await startStaticServer({
      folders: [PAGES],
      files: { ...files, '/lacks.js': `window.floor = { lacks: ${JSON.stringify(lacks)} }` },
    })
    const page = await browser.newPage()
    const events = (): StoredEvent[] => emulator.events().filter(({ properties }) => properties['session'] === session)
    const play = async (act: number): Promise<Act> => {
      const query = new URLSearchParams({ act: String(act), storage, session, api: emulator.url, key: API_KEY })
      await page.goto(`${server.url}/floor.html?${query}`.replaceAll('+', '%20'))
      await vi
        .waitUntil(() => page.evaluate<boolean>('evening.isOver'), { timeout: LIMIT_MS, interval: 50 })
        .catch(() => undefined)
      return page.evaluate<Act>('evening')
    }
    try {
      const acts = [await play(1)]
      const floor = await page.evaluate<Outcome['floor']>('({ removed: floor.removed, kept: floor.kept })')
      const failing = []
      for (const { code } of PROBES) if (await failsIn(page, code)) failing.push(code)
      acts.push(await play(2))
      await vi
        .waitUntil(() => events().length >= TWELVE.length, { timeout: LIMIT_MS, interval: 50 })
        .catch(() => undefined)
      const said = page.console.map(({ level, text }) => `${level}: ${text}`)
      return {
        acts,
        floor,
        failing,
        pageErrors: [...page.errors],
        console: said,
        events: events(),
        wire: readWire(emulator.requests, session),
      }
    } finally {
      await page.close()
      await server.stop()
    }
  }

  const failsIn = (page: Page, code: string): Promise<boolean> =>
    page.evaluate<boolean>(
      `(function () { try { (function () { return ${code} })(); return false } catch (error) { return true } })()`,
    )

  /** The engine as it is, on a plain page. */
  async function visit<T>(engine: Browser, look: (page: Page) => Promise<T>): Promise<T> {
    const server = await startStaticServer({ files: { '/plain.html': '<!doctype html>', '/probe': files['/probe']! } })
    const page = await engine.newPage()
    try {
      await page.goto(`${server.url}/plain.html`)
      return await look(page)
    } finally {
      await page.close()
      await server.stop()
    }
  }

  async function takeInventory(page: Page): Promise<string[]> {
    const paths = await page.evaluate<string[]>(String(await read('../support/browser/api-floor/inventory.js')))
    return paths.map((path) => path.replace('()', '')).filter((path) => !/\.(arguments|caller|length|name)$/.test(path))
  }

  it('code that counts on a newer platform works in the browser as it is', async () => {
    const failing = await visit(browser, async (page) => {
      const failing = []
      for (const { code } of PROBES) if (await failsIn(page, code)) failing.push(code)
      return failing
    })
    expect(failing).toEqual([])
  })

  it.skipIf(missingFor64.length > 0)(
    `of the names that a real Chromium 64 lacks, the table knows at least 4 of 5${because(missingFor64)}`,
    () => {
      const lacks = new Set(findNewerThan('chrome', 64))
      const unknown = newerThan64.filter((path) => !isCovered(lacks, path))
      const had = new Set(inventoryOf64)
      const wronglyTaken = inventory.filter((path) => had.has(path) && isCovered(lacks, path))
      expect(newerThan64.length).toBeGreaterThan(900)
      expect(unknown.length / newerThan64.length, unknown.join(' ')).toBeLessThan(0.2)
      // What this build offers before the table says so.
      expect(wronglyTaken.length / newerThan64.length, wronglyTaken.join(' ')).toBeLessThan(0.05)
    },
  )

  describe.each(floors.map(({ name, sets }) => [name, sets] as const))('%s (%s)', (name) => {
    it('lacks what came later: code that counts on it fails', () => {
      const { floor, failing } = outcomes.of(`${name}, storage kept`)
      expect(failing).toEqual(PROBES.filter(({ failsIn }) => failsIn.includes(name)).map(({ code }) => code))
      expect(floor.removed).toBeGreaterThan(2_000)
      expect(floor.kept.filter((path) => !FIXED.test(path))).toEqual([])
    })

    it.each(STORES)('12 of 12 events arrive, in order, storage %s', (storage) => {
      const { events, acts } = outcomes.of(`${name}, storage ${storage}`)
      expect(
        events.map((event) => event.name),
        JSON.stringify(acts),
      ).toEqual(TWELVE)
    })

    it.each(STORES)('the wire bodies are those of every engine, storage %s', (storage) => {
      const session = `${name}, storage ${storage}`
      expect(outcomes.of(session).wire).toEqual(describeTwelve({ session, isForgotten: storage === 'denied' }))
    })

    it('the film that the reload cut off is completed, as the viewer who came back', () => {
      const { events } = outcomes.of(`${name}, storage kept`)
      const [play, recovered, returned] = events.slice(7)
      expect(recovered).toMatchObject({
        viewId: play!.viewId,
        sessionId: play!.sessionId,
        userId: play!.userId,
        accepted: true,
      })
      expect(recovered!.properties).toMatchObject({ video_id: 'cup', categories: ['sports', 'football'] })
      expect(recovered!.properties['time_spent_seconds']).toBeGreaterThanOrEqual(0.5)
      expect(returned!.userId).toBe(play!.userId)
    })

    it('cohorts can be read as soon as consent is given, after the reload', () => {
      const [first, second] = outcomes.of(`${name}, storage kept`).acts
      expect(first!.fresh).toContain('12345')
      expect(second!.atGrant).toEqual(first!.fresh.filter((id) => id !== '99999'))
    })

    it('keeps ids and queue where the platform can', () => {
      const storage = (store: string): unknown => outcomes.of(`${name}, storage ${store}`).acts[0]!.inspection.storage
      expect(storage('kept')).toEqual({
        ids: 'localStorage',
        queue: name === 'webkit-538' ? 'localStorage' : 'indexedDB',
      })
      expect(storage('denied')).toEqual({ ids: 'memory', queue: 'memory' })
    })

    it.each(STORES)('nothing reaches the page, storage %s', (storage) => {
      const { acts, pageErrors, console } = outcomes.of(`${name}, storage ${storage}`)
      expect({
        thrown: acts.flatMap(({ thrown }) => thrown),
        errors: acts.flatMap(({ errors }) => errors),
        pageErrors,
        console,
      }).toEqual({ thrown: [], errors: [], pageErrors: [], console: [] })
    })
  })
})
