/** What a thousand events cost the stores of a real browser, and what an idle page costs. `npm run bench:storage` has the figures. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Emulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { StoragePage } from '../support/browser/storage-page.ts'
import { addUp, openStoragePage, startKnowingEmulator } from '../support/browser/storage-page.ts'

const MB = 1_000_000
const ENGINES: ChromiumName[] = ['chromium-64', 'chromium-119']

const engines = await Promise.all(ENGINES.map(async (name) => ({ name, missing: await missingLibraries(name) })))

for (const { name: engine, missing } of engines) {
  const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

  describe.skipIf(missing.length > 0)(`the stores of ${engine}${reason}`, () => {
    let emulator: Emulator
    let browser: Browser
    let app: StoragePage

    beforeAll(async () => {
      emulator = await startKnowingEmulator()
      browser = await launchBrowser({ engine })
      app = await openStoragePage(browser, emulator)
      await app.grant()
      await app.takeCalls()
    })
    afterAll(async () => {
      await app?.close()
      await browser?.close()
      await emulator?.stop()
    })

    it('get at most 1 MB for a thousand events online, in batches', async () => {
      await app.track(1000, 10)
      await app.settle()
      expect(await app.heard()).toMatchObject({ sent: 1000, queued: 0, dropped: 0, diagnostics: [] })
      const { bytes, byStore } = addUp(await app.takeCalls())
      // Each event was written before it was sent.
      expect(byStore.indexedDB!.writes).toBeGreaterThanOrEqual(1000)
      expect(bytes).toBeLessThanOrEqual(MB)
    })

    it('get at most 1 kB for an event that is sent alone, however long the answers are', async () => {
      await app.trackOneByOne(100)
      await app.settle()
      expect(await app.heard()).toMatchObject({ sent: 1100, queued: 0 })
      expect(addUp(await app.takeCalls()).bytes).toBeLessThanOrEqual(100 * 1000)
    })

    it('get at most 2 MB for a thousand events offline, and as much for the last hundred as for the first', async () => {
      await app.page.setOffline(true)
      await app.track(100, 10)
      await app.settle()
      const first = addUp(await app.takeCalls()).bytes
      await app.track(800, 10)
      await app.settle()
      const middle = addUp(await app.takeCalls()).bytes
      await app.track(100, 10)
      await app.settle()
      const last = addUp(await app.takeCalls()).bytes
      expect(await app.heard()).toMatchObject({ sent: 1100, queued: 1000, dropped: 0 })
      expect(first + middle + last).toBeLessThanOrEqual(2 * MB)
      expect(Math.abs(last - first)).toBeLessThan(first / 10)
    })

    it('are left alone while nothing happens, and so are timers and network, for ten minutes', async () => {
      const quiet = await openStoragePage(browser, emulator)
      try {
        await quiet.grant()
        await quiet.track(20, 10)
        await quiet.settle()
        expect(await quiet.heard()).toMatchObject({ sent: 20, queued: 0 })
        expect(await quiet.idle(600_000)).toEqual({
          timers: 0,
          listeners: 0,
          requests: 0,
          storeCalls: 0,
          openTimers: [],
        })
      } finally {
        await quiet.close()
      }
    })
  })
}
