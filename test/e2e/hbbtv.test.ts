/** The HbbTV script in an XHTML page of a real engine: what happens when the page announces to leave, and when it leaves. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Emulator } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'

/** Key of the emulator's sample workspace. */
const API_KEY = '00000000-0000-4000-8000-000000000001'
const ENGINES: ChromiumName[] = ['chromium-64', 'chromium-119']
const read = (path: string): Promise<Buffer> => readFile(fileURLToPath(new URL(path, import.meta.url)))

const engines = await Promise.all(ENGINES.map(async (name) => ({ name, missing: await missingLibraries(name) })))

for (const { name: engine, missing } of engines) {
  const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

  describe.skipIf(missing.length > 0)(`an HbbTV page in ${engine}${reason}`, () => {
    let emulator: Emulator
    let server: StaticServer
    let browser: Browser
    let page: Page
    const events = () => emulator.events().map(({ name }) => name)
    const seconds = () => page.evaluate<number>('seconds()')

    beforeAll(async () => {
      emulator = await startEmulator()
      const xhtml = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//HbbTV//1.1.1//EN" "http://www.hbbtv.org/dtd/HbbTV-1.1.1.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>App</title></head><body>
<script type="text/javascript">//<![CDATA[
window.api = '${emulator.url}'; window.key = '${API_KEY}'
//]]></script><script type="text/javascript" src="ctv-tracker.hbbtv.min.js"></script><script type="text/javascript" src="hbbtv.js"></script>
</body></html>`
      server = await startStaticServer({
        files: {
          '/app.xhtml': (_request: IncomingMessage, response: ServerResponse) =>
            void response.writeHead(200, { 'content-type': 'application/xhtml+xml' }).end(xhtml),
          '/elsewhere.html': '<!doctype html><title>Elsewhere</title>',
          '/no-content': (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(204).end(),
          '/ctv-tracker.hbbtv.min.js': await read('../../dist/ctv-tracker.hbbtv.min.js'),
          '/hbbtv.js': await read('pages/hbbtv.js'),
        },
      })
      browser = await launchBrowser({ engine })
      page = await browser.newPage()
    })
    afterAll(async () => {
      await browser?.close()
      await server?.stop()
      await emulator?.stop()
    })

    it('sends nothing by having been loaded', async () => {
      await page.goto(`${server.url}/app.xhtml`)
      await page.evaluate('tracker.ready')
      expect([await page.evaluate('tracker.ids.sessionId'), events()]).toEqual([null, []])
    })

    it('goes on measuring where it announced to leave and stayed', async () => {
      await page.evaluate('play()')
      await page.waitFor('seconds() > 1')
      await page.evaluate(`leave('${server.url}/no-content')`)
      await page.waitFor('heardEvents().length > 0')
      const before = await seconds()
      await page.waitFor(`seconds() > ${before + 1}`)
      expect(await page.evaluate('heardEvents()')).toEqual(['beforeunload'])
      await vi.waitFor(() => expect(events()).toEqual(['Videoview']), { timeout: 15_000 })
    })

    it('leaves its film to the next start, which completes it once', async () => {
      const before = await seconds()
      await page.goto(`${server.url}/elsewhere.html`)
      await page.goto(`${server.url}/app.xhtml`)
      await vi.waitFor(() => expect(events()).toEqual(['Videoview', 'VideoCompletion']), { timeout: 15_000 })
      const [, completion] = emulator.events()
      expect(completion!.properties['time_spent_seconds']).toBeGreaterThanOrEqual(before)
      expect(page.errors).toEqual([])
    })
  })
}
