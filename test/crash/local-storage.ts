/**
 * What a kill costs where IndexedDB is missing and the queue lives in localStorage, which engines write late:
 * a page tracks offline at an even pace, is killed, and the next start delivers what was kept.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import { createJournal } from './journal.ts'
import { API_KEY, BUILD, DRAIN_MS, kill, openPage, PAGES, WORKSPACE } from './lane.ts'
import { startProxy } from './proxy.ts'
import { createRandom } from './random.ts'
import { atOnce } from './run.ts'
import { formatTable } from './table.ts'

export interface LocalStorageOptions {
  engines: readonly ChromiumName[]
  /** In each engine, each on a profile of its own. */
  kills: number
  seed: number
}

export interface Loss {
  engine: ChromiumName
  /** From the first event to the last before the kill, in seconds. */
  trackedS: number
  tracked: number
  lost: number
  /** From the first lost event to the last before the kill, in seconds. */
  lostS: number
}

/** Between two events. */
const PACE_MS = 500
const SHORTEST_MS = 5_000
const LONGEST_MS = 40_000
/** The pages are idle nearly all of the time. */
const AT_ONCE = 6

export function measureLocalStorage({ engines, kills, seed }: LocalStorageOptions): Promise<Loss[]> {
  const jobs = engines.flatMap((engine, i) =>
    Array.from({ length: kills }, (_, k) => ({ engine, seed: seed + i * 1_000 + k })),
  )
  return atOnce(AT_ONCE, jobs, measureKill)
}

async function measureKill({ engine, seed }: { engine: ChromiumName; seed: number }): Promise<Loss> {
  const random = createRandom(seed)
  const profile = await mkdtemp(join(tmpdir(), `ctv-tracker-crash-${engine}-`))
  const emulator = await startEmulator({ workspace: WORKSPACE })
  const proxy = await startProxy(emulator.url, random)
  const server = await startStaticServer({ folders: [PAGES], files: { '/ctv-tracker.min.js': await readFile(BUILD) } })
  const urlOf = (plan: object): string =>
    `${server.url}/crash.html?${encodeURIComponent(JSON.stringify({ ...plan, isLocal: true, isConsenting: true, seed, api: proxy.url, apiKey: API_KEY, delivery: 'at-least-once' }))}`
  try {
    const journal = createJournal(1, true, 0)
    proxy.setWeather({ cycle: 1, cutShare: 1, latencyMs: 0 })
    const first = await openPage(engine, profile, urlOf({ cycle: 1, firstOrder: 0, paceMs: PACE_MS }), journal)
    await new Promise((resolve) => setTimeout(resolve, random.between(SHORTEST_MS, LONGEST_MS)))
    await kill(first.browser, first.page)
    await proxy.settled()

    proxy.setWeather({ cycle: 2, cutShare: 0, latencyMs: 0 })
    const second = await openPage(
      engine,
      profile,
      urlOf({ cycle: 2, firstOrder: 0, isQuiet: true }),
      createJournal(2, true, 0),
    )
    await second.page.waitFor(
      'tracker.ready.then(function () { return tracker.inspect().queue.events.length === 0 })',
      { timeoutMs: DRAIN_MS },
    )
    await second.browser.close()

    const arrived = new Set(emulator.events().map(({ properties }) => properties['n']))
    const lost = journal.tracked.filter(({ n }) => !arrived.has(n))
    const lastMs = journal.tracked.at(-1)!.atMs
    return {
      engine,
      trackedS: (lastMs - journal.tracked[0]!.atMs) / 1000,
      tracked: journal.tracked.length,
      lost: lost.length,
      lostS: lost.length === 0 ? 0 : (lastMs - lost[0]!.atMs) / 1000,
    }
  } finally {
    await Promise.all([proxy.stop(), emulator.stop(), server.stop()])
    await rm(profile, { recursive: true, force: true })
  }
}

export function formatLosses(losses: readonly Loss[]): string {
  const engines = [...new Set(losses.map(({ engine }) => engine))]
  const rows = engines.map((engine) => {
    const own = losses.filter((loss) => loss.engine === engine)
    const sum = (pick: (loss: Loss) => number): number => own.reduce((total, loss) => total + pick(loss), 0)
    const sorted = (pick: (loss: Loss) => number): number[] => own.map(pick).sort((a, b) => a - b)
    const lived = sorted(({ trackedS }) => trackedS)
    const lost = sorted(({ lostS }) => lostS)
    const seconds = (value: number | undefined): string => value!.toFixed(1)
    return [
      engine,
      own.length,
      `${seconds(lived[0])} to ${seconds(lived.at(-1))}`,
      sum(({ tracked }) => tracked),
      sum((loss) => loss.lost),
      seconds(lost[0]),
      seconds(lost[lost.length >> 1]),
      seconds(lost.at(-1)),
    ]
  })
  return formatTable(
    ['engine', 'kills', 'seconds of events', 'events', 'lost', 'lost seconds: least', 'median', 'most'],
    rows,
  )
}
