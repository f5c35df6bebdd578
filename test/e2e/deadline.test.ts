/**
 * `fresh` over real sockets: the script build in a browser, an emulator in a process of its own that is late or breaks off.
 * The exact rules are those of test/scenario/deadline.test.ts; here it is held against a timer of the same length beside it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fault, StoredEvent } from '../../tools/emulator/index.ts'
import type { EngineName } from '../engines/engines.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import type { ToolsCommand } from '../support/packages/tools-command.ts'
import { buildToolsCommand } from '../support/packages/tools-command.ts'
import { API_KEY } from './meter-truth-stage.ts'

const ENGINE: EngineName = 'chromium-119'
const BUILD = fileURLToPath(new URL('../../dist/ctv-tracker.js', import.meta.url))
const PAGES = fileURLToPath(new URL('pages/', import.meta.url))

const DEADLINE_MS = 300
/** A longer run, for the table: `DEADLINE_TIMES=3`. */
const TIMES = Number(process.env['DEADLINE_TIMES'] ?? 1)
/** How much later than a timer of its length a deadline may be. */
const TOLERANCE_MS = 20
const NEWS_COHORT = '23456'

interface Round {
  afterMs: number
  /** When a timer of the deadline's length, set with it, went off. */
  timerMs: number
  ids: string[]
  source: 'fresh' | 'cached' | 'none'
  /** An answer had come in by then. */
  hasAnswered: boolean
}

interface Outcome {
  rounds: Round[]
  /** Whether an answer came, and what was known, once the network was well again. */
  late: { answers: number; ids: string[] }[]
}

const CASES: Record<string, { fault: Fault; rounds: number; timeoutMs: number }> = {
  '50 ms': { fault: { kind: 'latency', latencyMs: 50 }, rounds: 9, timeoutMs: 10_000 },
  '280 ms': { fault: { kind: 'latency', latencyMs: 280 }, rounds: 9, timeoutMs: 10_000 },
  '2 s': { fault: { kind: 'latency', latencyMs: 2000 }, rounds: 3, timeoutMs: 10_000 },
  'connection dropped': { fault: { kind: 'drop-before' }, rounds: 5, timeoutMs: 10_000 },
  'no answer': { fault: { kind: 'hang' }, rounds: 3, timeoutMs: 1000 },
}
const names = Object.keys(CASES)
const LATE = names.slice(2)

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

const missing = await missingLibraries(ENGINE)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`fresh of ${DEADLINE_MS} ms over real sockets, in ${ENGINE}${reason}`, () => {
  const outcomes: Record<string, Outcome> = {}
  let folder: string
  let command: ToolsCommand | undefined
  let browser: Browser | undefined
  let server: StaticServer | undefined
  let events: StoredEvent[]

  beforeAll(async () => {
    folder = await mkdtemp(`${tmpdir()}/deadline-`)
    command = await buildToolsCommand(folder)
    const { url } = await command.startEmulator()
    server = await startStaticServer({ folders: [PAGES], files: { '/ctv-tracker.js': await readFile(BUILD) } })
    browser = await launchBrowser({ engine: ENGINE })
    for (const name of names) outcomes[name] = await ask(name, url)
    events = (await (await fetch(`${url}/_emulator/events`)).json()) as StoredEvent[]
  }, 240_000)

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await command?.dispose()
    await rm(folder, { recursive: true })
    console.log(formatTable())
  })

  async function ask(name: string, url: string): Promise<Outcome> {
    const { fault, rounds: count, timeoutMs } = CASES[name]!
    const page = await browser!.newPage()
    try {
      const query = new URLSearchParams({
        api: url,
        key: API_KEY,
        name: `deadline-${names.indexOf(name)}`,
        timeoutMs: String(timeoutMs),
      })
      await page.goto(`${server!.url}/deadline.html?${query}`)
      await page.evaluate('Promise.resolve(stage.tracker.ready).then(() => true)')
      const rounds: Round[] = []
      const late: Outcome['late'] = []
      for (let i = 0; i < count * TIMES; i++) {
        await fetch(`${url}/_emulator/faults`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ route: 'ccs', ...fault }),
        })
        const before = await page.evaluate<number>('stage.readAnswers()')
        rounds.push(await page.evaluate<Round>(`stage.round(${DEADLINE_MS})`))
        await fetch(`${url}/_emulator/faults`, { method: 'DELETE' })
        await page.waitFor('stage.isDelivered()', { timeoutMs: 20_000 })
        late.push(
          await page.evaluate(
            `({ answers: stage.readAnswers() - ${before}, ids: stage.tracker.activations.get('freewheel') })`,
          ),
        )
      }
      return { rounds, late }
    } finally {
      await page.close()
    }
  }

  it.each(names)('is back by its deadline: %s', (name) => {
    const overrunsMs = outcomes[name]!.rounds.map(({ afterMs, timerMs }) => afterMs - timerMs)
    expect(median(overrunsMs)).toBeLessThanOrEqual(TOLERANCE_MS)
  })

  it.each(LATE)('waits for its deadline where nothing comes: %s', (name) => {
    for (const { afterMs } of outcomes[name]!.rounds) expect(afterMs).toBeGreaterThanOrEqual(DEADLINE_MS - 2)
  })

  it('is back with the answer where that comes in time, the sooner the sooner', () => {
    const [soon, later] = ['50 ms', '280 ms'].map((name) => outcomes[name]!.rounds)
    expect(median(soon!.map(({ afterMs }) => afterMs))).toBeLessThan(median(later!.map(({ afterMs }) => afterMs)))
    expect(soon!.filter(({ source }) => source === 'fresh').length).toBeGreaterThan(soon!.length / 2)
  })

  it.each(names)('says where the cohorts are from, each time: %s', (name) => {
    for (const { source, hasAnswered, ids } of outcomes[name]!.rounds) {
      expect(source).toBe(hasAnswered ? 'fresh' : ids.length > 0 ? 'cached' : 'none')
      expect(ids.includes(NEWS_COHORT)).toBe(source !== 'none')
    }
  })

  it.each(LATE)('has nothing at first, then what came late: %s', (name) => {
    const [first, ...rest] = outcomes[name]!.rounds
    expect(first!.source).toBe('none')
    for (const { source } of rest) expect(source).toBe('cached')
  })

  it.each(names)('leaves the late answer to the cache: %s', (name) => {
    for (const { answers, ids } of outcomes[name]!.late) {
      expect(answers).toBe(1)
      expect(ids).toContain(NEWS_COHORT)
    }
  })

  it('causes no event twice: what the emulator stored, by time, name and view', () => {
    const keys = events.map(({ userId, time, name, viewId }) => [userId, time, name, viewId].join(' '))
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toHaveLength(Object.values(CASES).reduce((sum, { rounds }) => sum + rounds * TIMES, 0))
    expect(events.every(({ viewId }) => viewId !== null)).toBe(true)
  })

  function formatTable(): string {
    const rows = names.map((name) => {
      const rounds = outcomes[name]?.rounds ?? []
      if (rounds.length === 0) return [name, '-', '-', '-', '-', '-', '-']
      const afterMs = rounds.map((round) => round.afterMs)
      const sources = ['fresh', 'cached', 'none']
        .map((source) => [rounds.filter((round) => round.source === source).length, source])
        .filter(([count]) => count)
      const overrunsMs = rounds.map((round) => Math.max(0, round.afterMs - round.timerMs))
      return [
        name,
        String(rounds.length),
        median(afterMs).toFixed(0),
        Math.max(...afterMs).toFixed(0),
        median(overrunsMs).toFixed(1),
        Math.max(...overrunsMs).toFixed(1),
        sources.map((pair) => pair.join(' ')).join(', '),
      ]
    })
    const head = ['answer after', 'calls', 'median ms', 'longest ms', 'overrun ms: median', 'longest', 'source']
    return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
  }
})
