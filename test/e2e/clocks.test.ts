/** The script-tag build in real engines whose `Date` starts wrong and is set later, against an emulator that shows its own time. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Emulator } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import { API_KEY } from '../support/evening/evening.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'

const BUILD = fileURLToPath(new URL('../../dist/ctv-tracker.js', import.meta.url))
const LIMIT_MS = 8000
const HOUR_MS = 3_600_000

/** A `Date` that is ahead of the real one by what `setAhead` says. `isWallOnly` takes `performance.now` away as well. */
function clockScript(aheadMs: number, isWallOnly: boolean): string {
  return `(function () {
    var Real = Date
    var ahead = ${aheadMs}
    function Skewed(time) {
      return arguments.length ? new Real(time) : new Real(Real.now() + ahead)
    }
    Skewed.prototype = Real.prototype
    Skewed.now = function () { return Real.now() + ahead }
    Skewed.parse = Real.parse
    Skewed.UTC = Real.UTC
    window.Date = Skewed
    window.setAhead = function (ms) { ahead = ms }
    window.trueNow = function () { return Real.now() }
    if (${isWallOnly}) Object.defineProperty(window.performance, 'now', { value: undefined })
  })()`
}

const engines = await Promise.all(
  (['chromium-64', 'chromium-119'] as ChromiumName[]).map(async (name) => ({
    name,
    missing: await missingLibraries(name),
  })),
)

for (const { name: engine, missing } of engines) {
  const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

  describe.skipIf(missing.length > 0)(`a clock that is set, in ${engine}${reason}`, () => {
    let emulator: Emulator
    let server: StaticServer
    let browser: Browser

    beforeAll(async () => {
      emulator = await startEmulator({ exposeHeaders: true })
      server = await startStaticServer({
        files: {
          '/ctv-tracker.js': await readFile(BUILD),
          '/clock.html': '<!doctype html><link rel="icon" href="data:,"><script src="ctv-tracker.js"></script>',
        },
      })
      browser = await launchBrowser({ engine })
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      await server?.stop()
      await emulator?.stop()
    })

    /** Tracks an event and waits until it is answered: how far its time is from the true one, ms. */
    async function send(page: Page, name: string): Promise<number> {
      const trueMs = await page.evaluate<number>(
        `(function () { var at = trueNow(); tracker.track('${name}'); return at })()`,
      )
      await vi.waitUntil(() => page.evaluate<boolean>(`sent.indexOf('${name}') >= 0`), {
        timeout: LIMIT_MS,
        interval: 20,
      })
      const event = await vi.waitUntil(() => emulator.events().find((received) => received.name === name), {
        timeout: LIMIT_MS,
        interval: 20,
      })
      return Math.abs(Date.parse(event.time) - trueMs)
    }

    async function open(aheadMs: number, isWallOnly = false): Promise<Page> {
      const page = await browser.newPage()
      await page.addInitScript(clockScript(aheadMs, isWallOnly))
      await page.goto(`${server.url}/clock.html`)
      const options = {
        apiKey: API_KEY,
        consent: 'granted',
        storageKey: `k${aheadMs}${isWallOnly}`,
        endpoints: { ccs: emulator.url, contextual: emulator.url },
      }
      await page.evaluate(`window.sent = []; window.sessions = 0; window.tracker = CtvTracker.createTracker(${JSON.stringify(options)})
        tracker.on('sent', function (sent) { sent.events.forEach(function (event) { window.sent.push(event.name) }) })
        tracker.on('session', function () { sessions++ })
        true`)
      return page
    }

    it.each([
      ['1970', -Date.now() + 40_000],
      ['2019', Date.parse('2019-12-31T00:00:30.000Z') - Date.now()],
      ['an hour ago', -HOUR_MS],
      ['2038', Date.parse('2038-01-19T03:14:07.000Z') - Date.now()],
    ])('started in %s, events are within two seconds of the server from its first answer on', async (year, aheadMs) => {
      const page = await open(aheadMs)
      try {
        const of = (name: string) => `${name}_${year.replace(/ /g, '_')}`
        const askedAtMs = performance.now()
        expect(await send(page, of('First'))).toBeGreaterThan(HOUR_MS / 2)
        // An answer that was long under way tells the time of its beginning.
        const nearMs = 2000 + (performance.now() - askedAtMs)
        expect(await send(page, of('Second'))).toBeLessThanOrEqual(nearMs)
        await page.evaluate('setAhead(0)')
        expect(await send(page, of('Third'))).toBeLessThanOrEqual(nearMs)
        await page.evaluate(`setAhead(${-5 * HOUR_MS})`)
        expect(await send(page, of('Fourth'))).toBeLessThanOrEqual(nearMs)
        expect(await page.evaluate('sessions')).toBe(1)
      } finally {
        await page.close()
      }
    })

    it('that is the only one, events are so from the first answer after it was set', async () => {
      const page = await open(-10 * HOUR_MS, true)
      try {
        expect(await page.evaluate('typeof performance.now')).toBe('undefined')
        await send(page, 'Wall_first')
        expect(await send(page, 'Wall_second')).toBeLessThanOrEqual(2000)
        await page.evaluate('setAhead(0)')
        await send(page, 'Wall_third')
        expect(await send(page, 'Wall_fourth')).toBeLessThanOrEqual(2000)
        expect(await page.evaluate('sessions')).toBe(2)
      } finally {
        await page.close()
      }
    })
  })
}
