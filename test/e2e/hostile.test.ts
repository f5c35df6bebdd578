/**
 * The script-tag build on pages that another script has spoiled: an evening on each, and nothing of it reaches the app.
 *
 * `SPOILED=no-xhr,to-json` plays those alone, `SPOILED_ENGINE=chromium-64` in another engine.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Inspection } from '../../src/api.ts'
import type { Emulator, StoredEvent } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import type { PageError } from '../support/browser/page-console.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import { PROFILES } from './hostile-profiles.ts'
import type { Sessions } from './two-at-a-time.ts'
import { runSessions } from './two-at-a-time.ts'

/** Key of the emulator's sample workspace. */
const API_KEY = '00000000-0000-4000-8000-000000000001'
const PAGES = fileURLToPath(new URL('pages/', import.meta.url))
const BUILD = fileURLToPath(new URL('../../dist/ctv-tracker.js', import.meta.url))

/** How long what is expected may take; and what is not expected gets this long as well, where a page waits for it. */
const LIMIT_MS = 8_000

const EXPECTED = {
  all: ['Pageview', 'Videoview', 'Pageview', 'VideoCompletion'],
  repeated: ['Pageview'],
  'app only': ['Pageview'],
  none: [],
}

/** What `pages/hostile.js` wrote down. */
interface HostEvening {
  thrown: string[]
  errors: string[]
  codes: string[]
  beats: number
  freshAnswers: number
  isPlayed: boolean
  isFlushed: boolean
  isDestroyed: boolean
  during?: Inspection
}

interface Outcome {
  evening: HostEvening
  /** Uncaught errors as the browser saw them. */
  pageErrors: PageError[]
  open: { timers: string[]; listeners: string[] }
  events: StoredEvent[]
  /** Requests that failed, and why. */
  failures: string[]
}

const engine = (process.env['SPOILED_ENGINE'] ?? 'chromium-119') as ChromiumName
const names = process.env['SPOILED']?.split(',') ?? Object.keys(PROFILES)
const missing = await missingLibraries(engine)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`a spoiled page in ${engine}${reason}`, () => {
  let emulator: Emulator
  let browser: Browser
  const tabs: Page[] = []
  let outcomes: Sessions<string, Outcome>

  beforeAll(async () => {
    emulator = await startEmulator({ maxRequests: 10_000 })
    browser = await launchBrowser({ engine })
    outcomes = await runSessions(names, playOn)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await emulator?.stop()
  })

  async function playOn(name: string): Promise<Outcome> {
    const profile = PROFILES[name]!
    const scripts = ['ledger.js', 'hostile-start.js', 'spoil.js', 'ctv-tracker.js', 'hostile.js']
    const server: StaticServer = await startStaticServer({
      folders: [PAGES],
      files: {
        '/ctv-tracker.js': await readFile(BUILD),
        '/spoil.js': `(function () { ${profile.spoil} })()`,
        '/hostile.html': `<!doctype html><link rel="icon" href="data:,"><video id="video"></video>${scripts.map((src) => `<script src="${src}"></script>`).join('')}`,
      },
      ...(profile.csp && { csp: profile.csp }),
    })
    // A tab is used again: nothing of the evening before may be counted here.
    const page = tabs.pop() ?? (await browser.newPage())
    await page.goto('about:blank')
    const [errorsBefore, requestsBefore] = [page.errors.length, page.requests.length]
    const look = (): Promise<HostEvening> => page.evaluate<HostEvening>('evening')
    const until = (isReached: (evening: HostEvening) => boolean): Promise<unknown> =>
      vi.waitUntil(async () => isReached(await look()), {
        timeout: LIMIT_MS,
        interval: 50,
      })
    const events = (): StoredEvent[] => emulator.events().filter(({ properties }) => properties['profile'] === name)
    const failures = (): string[] =>
      page.requests.slice(requestsBefore).flatMap(({ url, failure }) => (failure ? [`${failure} ${url}`] : []))
    try {
      const url = `${server.url}/hostile.html?profile=${name}&api=${encodeURIComponent(emulator.url)}&key=${API_KEY}`
      await page.goto(url)
      await until(({ isPlayed }) => isPlayed).catch((error: Error) => {
        throw new Error(`${name}: ${error.message} ${failures().join()}`)
      })
      await vi
        .waitUntil(() => events().length >= EXPECTED[profile.delivered].length, { timeout: LIMIT_MS, interval: 50 })
        .catch(() => undefined)
      await page.evaluate('evening.leave && evening.leave()')
      await until(({ isDestroyed }) => isDestroyed).catch(() => undefined)
      const { beats } = await look()
      await until((evening) => evening.beats > beats + 2)
      return {
        evening: await look(),
        pageErrors: page.errors.slice(errorsBefore),
        open: await page.evaluate('ledger.open()'),
        events: events(),
        failures: failures(),
      }
    } finally {
      tabs.push(page)
      await server.stop()
    }
  }

  describe.each(names)('%s', (name) => {
    const profile = PROFILES[name]!

    it(`where ${profile.where}: nothing is thrown into the app, at no time`, () => {
      const { evening, pageErrors } = outcomes.of(name)
      expect({ thrown: evening.thrown, errors: evening.errors, pageErrors }).toEqual({
        thrown: [],
        errors: [],
        pageErrors: [],
      })
    })

    it(`where ${profile.where}: nothing is left after destroy()`, () => {
      const { evening, open } = outcomes.of(name)
      expect(evening.isDestroyed).toBe(true)
      expect(open).toEqual({ timers: [], listeners: [] })
    })

    it(`where ${profile.where}: of the events arrives: ${profile.delivered}`, () => {
      const { evening, events, failures } = outcomes.of(name)
      if (profile.storage) expect(evening.during!.storage).toEqual(profile.storage)
      if (profile.code) expect(evening.codes).toContain(profile.code)
      const first = events.map((event) => event.name).slice(0, profile.delivered === 'repeated' ? 1 : undefined)
      expect(
        first,
        JSON.stringify({ codes: evening.codes, failures, events: events.map((event) => [event.name, event.viewId]) }),
      ).toEqual(EXPECTED[profile.delivered])
      const content = { profile: name, categories: ['sports', 'football'] }
      const whole = [
        { profile: name, list: ['a', 'b'], nested: { at: '1970-01-01T00:00:00.000Z', deep: { flag: false } } },
        content,
        { profile: name, inView: true },
        { ...content, time_spent_seconds: expect.any(Number), percentage_watched: expect.any(Number) },
      ]
      expect(events.slice(0, first.length).map(({ properties }) => properties)).toEqual(whole.slice(0, first.length))
      // Five answers that cannot be understood, and no more is sent.
      expect(events.length).toBeLessThanOrEqual(profile.delivered === 'repeated' ? 20 : first.length)
    })
  })
})
