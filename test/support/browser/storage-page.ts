/**
 * `test/e2e/pages/storage.html` in a real browser, and what the tracker handed to the browser's stores there.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Emulator, Workspace } from '../../../tools/emulator/index.ts'
import { startEmulator } from '../../../tools/emulator/index.ts'
import type { Browser } from './launch.ts'
import type { Page } from './page.ts'
import type { StaticServer } from './static-server.ts'
import { startStaticServer } from './static-server.ts'

/** Key of the emulator's sample workspace. */
const API_KEY = '00000000-0000-4000-8000-000000000001'

const PAGES = fileURLToPath(new URL('../../e2e/pages/', import.meta.url))
const BUILD = fileURLToPath(new URL('../../../dist/ctv-tracker.min.js', import.meta.url))

/** An emulator that knows every viewer well: its answers list fifty cohorts, active on three ad platforms. */
export function startKnowingEmulator(): Promise<Emulator> {
  const workspace: Workspace = {
    keys: [API_KEY],
    identifiers: [],
    events: { Screenview: { type: 'object' } },
    cohorts: Array.from({ length: 50 }, (_, place) => ({
      id: String(10_000 + place),
      name: `cohort ${place}`,
      rule: { event: 'Screenview', count: { gte: 1 } },
      activations: ['dfp', 'freewheel', 'xandr'],
    })),
    contextual: [],
  }
  return startEmulator({ workspace })
}

/** One call of a store, as `pages/storage-log.js` wrote it down. */
export interface StoreCall {
  store: 'localStorage' | 'indexedDB' | 'cookie'
  name: string
  /** How long it held the main thread. */
  ms: number
  /** UTF-8 bytes of key and value; null where it writes nothing. */
  bytes: number | null
}

export interface Written {
  /** Calls that hand over bytes. */
  writes: number
  bytes: number
  byStore: Partial<Record<StoreCall['store'], { writes: number; bytes: number }>>
}

export function addUp(calls: readonly StoreCall[]): Written {
  const written: Written = { writes: 0, bytes: 0, byStore: {} }
  for (const { store, bytes } of calls) {
    if (bytes === null) continue
    const own = (written.byStore[store] ??= { writes: 0, bytes: 0 })
    for (const sum of [written, own]) {
      sum.writes++
      sum.bytes += bytes
    }
  }
  return written
}

/** What was scheduled, listened to and asked for since a moment. */
export interface Activity {
  timers: number
  listeners: number
  requests: number
  storeCalls: number
  /** What is still to run at the end. */
  openTimers: string[]
}

export interface StoragePage {
  readonly page: Page
  /** Consent, and everything read. */
  grant(): Promise<void>
  /** Tracks so many events, ten at a time. */
  track(count: number, everyMs: number): Promise<void>
  /** Each waits for the answer about the one before. */
  trackOneByOne(count: number): Promise<void>
  /** Until nothing is being written, sent or about to be: online everything is sent then, offline everything is written. */
  settle(): Promise<void>
  /** The calls since the last time. */
  takeCalls(): Promise<StoreCall[]>
  heard(): Promise<{ sent: number; dropped: number; queued: number; diagnostics: string[] }>
  /** Lets so much virtual time go by, which ends time for this page, and says what happened meanwhile. */
  idle(ms: number): Promise<Activity>
  close(): Promise<void>
}

export async function openStoragePage(browser: Browser, emulator: Emulator): Promise<StoragePage> {
  const server: StaticServer = await startStaticServer({
    folders: [PAGES],
    files: { '/ctv-tracker.min.js': await readFile(BUILD) },
  })
  const page = await browser.newPage()
  await page.goto(`${server.url}/storage.html?api=${encodeURIComponent(emulator.url)}&key=${API_KEY}`)
  return {
    page,
    grant: () => page.evaluate('(storagePage.tracker.consent.grant(), storagePage.tracker.ready)'),
    track: (count, everyMs) => page.evaluate(`storagePage.trackMany(${count}, ${everyMs})`),
    trackOneByOne: (count) => page.evaluate(`storagePage.trackOneByOne(${count})`),
    settle: () => page.evaluate('storagePage.tracker.flush()'),
    takeCalls: () => page.evaluate<StoreCall[]>('takeStorageCalls()'),
    heard: () => page.evaluate('storagePage.heard()'),
    async idle(ms) {
      const look = (): Promise<Activity & { isOver: boolean }> =>
        page.evaluate(`({
          timers: ledger.counts.timers,
          listeners: ledger.counts.listeners,
          requests: ledger.counts.requests,
          storeCalls: takeStorageCalls().length,
          openTimers: ledger.open().timers,
          isOver: !!window.isIdleOver,
        })`)
      const before = await look()
      // A timer that runs at the end shows that the time went by: not every engine moves its clocks with it.
      await page.evaluate(`void ledger.native.setTimeout(function () { window.isIdleOver = true }, ${ms})`)
      const expired = new Promise<void>((resolve) => page.cdp.on('Emulation.virtualTimeBudgetExpired', () => resolve()))
      await page.cdp.send('Emulation.setVirtualTimePolicy', { policy: 'advance', budget: ms + 1000 })
      await expired
      const after = await look()
      if (!after.isOver) throw new Error('virtual time did not go by')
      return {
        timers: after.timers - before.timers,
        listeners: after.listeners - before.listeners,
        requests: after.requests - before.requests,
        storeCalls: after.storeCalls,
        openTimers: after.openTimers,
      }
    },
    async close() {
      await page.close()
      await server.stop()
    },
  }
}

/** Bytes of the files in which the browser keeps IndexedDB, all origins of the profile together. */
export async function indexedDbFileBytes(browser: Browser): Promise<number> {
  const folder = join(browser.userDataDir, 'Default', 'IndexedDB')
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map(async (name) => {
      // A log that was compacted away in the meantime has no size.
      const stats = await stat(join(folder, name)).catch(() => null)
      return stats?.isFile() ? stats.size : 0
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
