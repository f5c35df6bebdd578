/** Apps of portals and of Vizio's sets in a real engine, with the set's user agent, of the built package: what goes over the wire. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Emulator } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import { PORTAL_WITH_HBBTV } from '../fixtures/user-agents.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'

/** Key of the emulator's sample workspace. */
const API_KEY = '00000000-0000-4000-8000-000000000001'
const VIDA = '6f1f8a0e-53a7-4b5b-9c64-4f0f1d9f7c21'
const ENGINES: ChromiumName[] = ['chromium-64', 'chromium-119']

/** A fake of what a terminal says to a page: that it is an application, or that it is none. */
const TERMINAL = `window.oipfObjectFactory = {
  createApplicationManagerObject: function () {
    return { getOwnerApplication: function () { if (!window.isApplication) throw new Error('none'); return {} } }
  },
  createConfigurationObject: function () { return { configuration: { deviceId: 'd1' } } }
}`
/** A fake of Vizio's companion library, which comes when the page asks for it. */
const LIBRARY = `window.VIZIO = {
  setAdvertiserIDListener: function (listener) {
    setTimeout(function () { listener({ IFA: '${VIDA}', IFA_TYPE: 'VIDA', LMT: window.limit }) }, 0)
  }
}
document.dispatchEvent(new Event('VIZIO_LIBRARY_DID_LOAD'))`

const engines = await Promise.all(ENGINES.map(async (name) => ({ name, missing: await missingLibraries(name) })))

for (const { name: engine, missing } of engines) {
  const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

  describe.skipIf(missing.length > 0)(`an app in ${engine}${reason}`, () => {
    let emulator: Emulator
    let server: StaticServer
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      const { outputFiles } = await build({
        entryPoints: [fileURLToPath(new URL('pages/devices.js', import.meta.url))],
        bundle: true,
        write: false,
        // The built package, not the sources that the tests' own tsconfig.json leads to.
        tsconfigRaw: '{}',
        logLevel: 'silent',
      })
      const app = (head: string) => `<!doctype html><title>App</title><script>
window.api = '${emulator.url}'; window.key = '${API_KEY}'; ${head}</script><script src="app.js"></script>`
      emulator = await startEmulator()
      server = await startStaticServer({
        files: {
          '/portal.html': app(TERMINAL),
          '/hbbtv.html': app(`${TERMINAL}; window.isApplication = true`),
          '/vizio.html': app('window.limit = 0'),
          '/limited.html': app('window.limit = 1'),
          '/app.js': outputFiles[0]!.text,
          '/library.js': LIBRARY,
        },
      })
      browser = await launchBrowser({ engine })
    })
    beforeEach(async () => {
      page = await browser.newPage()
    })
    afterAll(async () => {
      await browser?.close()
      await server?.stop()
      await emulator?.stop()
    })

    async function open(path: string, userAgent: string): Promise<void> {
      await page.cdp.send('Network.setUserAgentOverride', { userAgent })
      await page.goto(server.url + path)
    }
    const tags = () => page.evaluate<string[]>('tracker.inspect().identity.tags')

    it('of the portal of a Titan OS set is no HbbTV application, and has no device id', async () => {
      await open('/portal.html', PORTAL_WITH_HBBTV[0]![1])
      expect(await page.evaluate('device')).toBe('titan')
      await page.evaluate('start()')
      await page.waitFor('codes.length > 0')
      expect([await tags(), await page.evaluate('codes')]).toEqual([[], ['device-id-unavailable']])
    })

    it('of a broadcaster on the same set is one', async () => {
      await open('/hbbtv.html', PORTAL_WITH_HBBTV[0]![1])
      expect(await page.evaluate('device')).toBe('hbbtv')
      await page.evaluate('start()')
      await page.waitFor('tracker.inspect().identity.tags.length > 0')
      expect(await tags()).toEqual(['hbbtv_device_id'])
    })

    it('on a Vizio set sends the id that the companion library tells, though that comes late', async () => {
      await open('/vizio.html', 'Mozilla/5.0 (X11; Linux armv7l) VIZIO SmartCast')
      expect(await page.evaluate('device')).toBe('vizio')
      // Within the two seconds that the tracker waits for it.
      await page.evaluate(
        `start(true); (function () { var script = document.createElement('script'); script.src = 'library.js'; document.body.appendChild(script) })()`,
      )
      await page.waitFor('tracker.inspect().identity.tags.length > 0')
      expect(await tags()).toEqual(['vida'])
      const sent = () =>
        page.requests
          .filter(({ url, postData }) => url.includes('/ccs/') && postData)
          .map(({ postData }) => (JSON.parse(postData!) as { alias?: unknown }).alias)
      await expect.poll(sent, { timeout: 20_000 }).toContainEqual({ tag: 'vida', id: VIDA })
    })

    it('on a Vizio set whose viewer limits ad tracking sends no such id', async () => {
      await open('/limited.html', 'Mozilla/5.0 (X11; Linux armv7l) VIZIO SmartCast')
      await page.evaluate(
        `(function () { var script = document.createElement('script'); script.src = 'library.js'; script.onload = function () { start(true) }; document.body.appendChild(script) })()`,
      )
      await page.waitFor('window.codes && codes.length > 0')
      expect([await tags(), await page.evaluate('codes')]).toEqual([[], ['device-id-unavailable']])
      const bodies = () => page.requests.filter(({ url, postData }) => url.includes('/ccs/') && postData)
      await expect.poll(() => bodies().length, { timeout: 20_000 }).toBeGreaterThan(0)
      expect(bodies().filter(({ postData }) => postData!.includes(VIDA))).toEqual([])
    })
  })
}
