/**
 * What events cost the stores of a real browser: bytes, writes, time on the main thread at a sixth of the speed, and idle time.
 *
 *     npm run bench:storage [-- chromium-64 chromium-119]
 *
 * Fails where a promise of docs/guarantees.md does not hold. The times want a quiet machine; on a busy one run it before
 * the others: `chrt --rr 5 npm run bench:storage`, as root.
 */
import { cpus, loadavg } from 'node:os'
import { chromiumEntry } from '../test/support/browser/unpack.ts'
import type { Browser } from '../test/support/browser/launch.ts'
import { launchBrowser } from '../test/support/browser/launch.ts'
import type { StoreCall, StoragePage } from '../test/support/browser/storage-page.ts'
import {
  addUp,
  indexedDbFileBytes,
  openStoragePage,
  startKnowingEmulator,
} from '../test/support/browser/storage-page.ts'
import type { ChromiumName } from '../test/engines/engines.ts'
import type { Emulator } from '../tools/emulator/index.ts'
import { startEmulator } from '../tools/emulator/index.ts'

const EVENTS = 1000
/** As the peers are measured: ten events each 100 ms. */
const EVERY_MS = 100
const LIMIT_ONLINE_BYTES = 1_000_000
const LIMIT_OFFLINE_BYTES = 2_000_000
const IDLE_MS = 600_000

const SLOWDOWN = 6
const RUNS = 7
const THROTTLED_EVENTS = 300
const LIMIT_BLOCKED_MS = 4

let isBroken = false
function check(holds: boolean, promise: string): void {
  if (holds) return
  isBroken = true
  console.log(`NOT KEPT: ${promise}`)
}

const kB = (bytes: number): string => (bytes / 1000).toFixed(0)

function print(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
  console.log()
}

/** Runs with the page open on a fresh profile. */
async function withApp<T>(
  engine: ChromiumName,
  emulator: Emulator,
  run: (app: StoragePage, browser: Browser) => Promise<T>,
): Promise<T> {
  const browser = await launchBrowser({ engine })
  try {
    const app = await openStoragePage(browser, emulator)
    try {
      return await run(app, browser)
    } finally {
      await app.close()
    }
  } finally {
    await browser.close()
  }
}

async function measureBytes(engine: ChromiumName, plain: Emulator, knowing: Emulator): Promise<void> {
  const cases: {
    name: string
    emulator: Emulator
    limitBytes: number
    run: (app: StoragePage) => Promise<void>
    sent: number
  }[] = [
    {
      name: 'online, ten at a time',
      emulator: plain,
      limitBytes: LIMIT_ONLINE_BYTES,
      sent: EVENTS,
      run: (app) => app.track(EVENTS, EVERY_MS),
    },
    {
      name: 'online, ten at a time, long answers',
      emulator: knowing,
      limitBytes: LIMIT_ONLINE_BYTES,
      sent: EVENTS,
      run: (app) => app.track(EVENTS, EVERY_MS),
    },
    {
      name: 'online, one by one, long answers',
      emulator: knowing,
      limitBytes: LIMIT_ONLINE_BYTES,
      sent: EVENTS,
      run: (app) => app.trackOneByOne(EVENTS),
    },
    {
      name: 'offline, ten at a time',
      emulator: plain,
      limitBytes: LIMIT_OFFLINE_BYTES,
      sent: 0,
      run: async (app) => {
        await app.page.setOffline(true)
        await app.track(EVENTS, EVERY_MS)
      },
    },
  ]
  const rows = [['', 'writes', 'kB', 'IndexedDB kB', 'localStorage kB', 'cookie kB', 'files grew kB']]
  for (const { name, emulator, limitBytes, sent, run } of cases) {
    await withApp(engine, emulator, async (app, browser) => {
      await app.grant()
      await app.takeCalls()
      const before = await indexedDbFileBytes(browser)
      await run(app)
      await app.settle()
      const heard = await app.heard()
      if (heard.sent !== sent || heard.queued !== EVENTS - sent) throw new Error(`${name}: ${JSON.stringify(heard)}`)
      const { writes, bytes, byStore } = addUp(await app.takeCalls())
      const grewBytes = (await indexedDbFileBytes(browser)) - before
      const stores = (['indexedDB', 'localStorage', 'cookie'] as const).map((store) => kB(byStore[store]?.bytes ?? 0))
      rows.push([name, String(writes), kB(bytes), ...stores, kB(grewBytes)])
      check(bytes <= limitBytes, `${name}: at most ${kB(limitBytes)} kB`)
    })
  }
  console.log(`${EVENTS} events in ${engine}: what was handed to the stores, and how much the files of IndexedDB grew`)
  print(rows)
}

const sort = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
/** The value below which a share of the sorted values lies. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!

/**
 * How long each call takes, in the order of the calls: the median over the runs of the first call, of the second, and so on.
 * The runs do the same; what a busy machine or the garbage collector adds hits another call each time.
 */
function typicalTimes(runs: readonly (readonly number[])[]): number[] {
  const calls = Math.max(...runs.map((times) => times.length))
  return Array.from({ length: calls }, (_, place) =>
    quantile(sort(runs.flatMap((times) => (place < times.length ? [times[place]!] : []))), 0.5),
  )
}

async function measureTimes(engine: ChromiumName, emulator: Emulator): Promise<void> {
  const runs: StoreCall[][] = []
  for (let run = 0; run < RUNS; run++) {
    await withApp(engine, emulator, async (app) => {
      await app.page.throttleCpu(SLOWDOWN)
      await app.grant()
      await app.track(THROTTLED_EVENTS, EVERY_MS)
      await app.settle()
      runs.push(await app.takeCalls())
    })
  }
  const nameOf = ({ store, name }: StoreCall): string => `${store}.${name}`
  const all = runs.flat()
  const rows = [['', 'calls a run', 'median', 'p99', 'longest call', 'longest seen']]
  const row = (name: string, own: readonly StoreCall[], longestMs: number): void => {
    const times = sort(own.map(({ ms }) => ms))
    rows.push([
      name,
      (own.length / RUNS).toFixed(0),
      ...[quantile(times, 0.5), quantile(times, 0.99), longestMs, times.at(-1)!].map((ms) => ms.toFixed(1)),
    ])
  }
  let longestMs = 0
  for (const name of [...new Set(all.map(nameOf))].sort()) {
    const own = Math.max(
      ...typicalTimes(runs.map((calls) => calls.filter((call) => nameOf(call) === name).map(({ ms }) => ms))),
    )
    longestMs = Math.max(longestMs, own)
    row(
      name,
      all.filter((call) => nameOf(call) === name),
      own,
    )
  }
  row('all', all, longestMs)
  console.log(
    `Calls of stores in ${engine} at 1/${SLOWDOWN} of the speed, ms on the main thread, from the grant on, ${THROTTLED_EVENTS} events online, ${RUNS} fresh profiles`,
  )
  console.log(
    'longest call: the highest of the medians, over the runs, of the first call, the second, and so on; longest seen: whatever delayed it',
  )
  print(rows)
  const over = all.filter(({ ms }) => ms > LIMIT_BLOCKED_MS).length
  console.log(
    `${over} of ${all.length} calls were seen to take longer than ${LIMIT_BLOCKED_MS} ms; load of the machine ${loadavg()[0]!.toFixed(1)} on ${cpus().length} processors\n`,
  )
  check(longestMs <= LIMIT_BLOCKED_MS, `no call longer than ${LIMIT_BLOCKED_MS} ms`)
}

async function measureIdle(engine: ChromiumName, emulator: Emulator): Promise<void> {
  await withApp(engine, emulator, async (app) => {
    await app.grant()
    await app.track(20, EVERY_MS)
    await app.settle()
    const { timers, requests, storeCalls, openTimers } = await app.idle(IDLE_MS)
    console.log(
      `${IDLE_MS / 60_000} idle minutes in ${engine}: ${timers} timers set, ${openTimers.length} open, ${requests} requests, ${storeCalls} calls of stores\n`,
    )
    check(timers + requests + storeCalls + openTimers.length === 0, 'nothing while idle')
  })
}

const engines = process.argv.slice(2).map((name) => chromiumEntry(name).name)
const plain = await startEmulator()
const knowing = await startKnowingEmulator()
try {
  for (const engine of engines.length > 0 ? engines : (['chromium-119'] as const)) {
    await measureBytes(engine, plain, knowing)
    await measureTimes(engine, knowing)
    await measureIdle(engine, plain)
  }
} finally {
  await Promise.all([plain.stop(), knowing.stop()])
}
if (isBroken) process.exitCode = 1
