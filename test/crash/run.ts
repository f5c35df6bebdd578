/** The kills of one or several engines, spread over lanes that run two at a time. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ChromiumName } from '../engines/engines.ts'
import type { Evidence, Verdict } from './judge.ts'
import { judge } from './judge.ts'
import { runLane } from './lane.ts'

export interface RunOptions {
  /** How often each engine is killed. */
  engines: readonly { engine: ChromiumName; kills: number }[]
  seed: number
  delivery: Evidence['delivery']
  onKill?(engine: ChromiumName): void
}

export interface EngineReport {
  engine: ChromiumName
  kills: number
  verdict: Verdict
  /** Diagnostics by code. */
  diagnostics: Map<string, number>
}

/** Where the evidence of a lane with violations is kept. */
export const EVIDENCE = fileURLToPath(new URL('../../node_modules/.cache/ctv-tracker/crash/', import.meta.url))

/** So many kills go through one profile. */
const KILLS_PER_LANE = 50
const LANES_AT_ONCE = 2
/** The longest life of a process. */
const LIFE_MS = 1_800

export async function runCrashes({ engines, seed, delivery, onKill }: RunOptions): Promise<EngineReport[]> {
  const lanes = engines.flatMap(({ engine, kills }) => {
    const count = Math.ceil(kills / KILLS_PER_LANE)
    return Array.from({ length: count }, (_, i) => ({
      engine,
      kills: Math.floor(kills / count) + (i < kills % count ? 1 : 0),
      seed: seed + i * 1_000,
    }))
  })
  const evidence = await atOnce(LANES_AT_ONCE, lanes, async (lane) => {
    const found = await runLane({ ...lane, delivery, lifeMs: LIFE_MS, onKill: () => onKill?.(lane.engine) })
    const verdict = judge(found)
    if (verdict.violations.length > 0) await keep(`${lane.engine}-${lane.seed}`, found)
    return { ...found, verdict }
  })
  return engines.map(({ engine, kills }) => {
    const own = evidence.filter((_, i) => lanes[i]!.engine === engine)
    const diagnostics = new Map<string, number>()
    for (const { journals } of own)
      for (const journal of journals)
        for (const code of journal.diagnostics) diagnostics.set(code, (diagnostics.get(code) ?? 0) + 1)
    return { engine, kills, verdict: add(own.map(({ verdict }) => verdict)), diagnostics }
  })
}

/** For a look at what went wrong. */
async function keep(name: string, { journals, requests }: Evidence): Promise<void> {
  await mkdir(EVIDENCE, { recursive: true })
  const plain = journals.map((journal) => ({ ...journal, spent: [...journal.spent] }))
  await writeFile(join(EVIDENCE, `${name}.json`), JSON.stringify({ journals: plain, requests }, null, 1))
}

function add(verdicts: readonly Verdict[]): Verdict {
  const sum = (pick: (verdict: Verdict) => number): number =>
    verdicts.reduce((total, verdict) => total + pick(verdict), 0)
  return {
    accepted: sum(({ accepted }) => accepted),
    delivered: sum(({ delivered }) => delivered),
    reported: sum(({ reported }) => reported),
    allowedDuplicates: {
      cut: sum(({ allowedDuplicates }) => allowedDuplicates.cut),
      killed: sum(({ allowedDuplicates }) => allowedDuplicates.killed),
    },
    wipes: sum(({ wipes }) => wipes),
    wiped: sum(({ wiped }) => wiped),
    openViews: sum(({ openViews }) => openViews),
    completedViews: sum(({ completedViews }) => completedViews),
    violations: verdicts.flatMap(({ violations }) => violations),
  }
}

/** Results in the order of the jobs; the first failure ends the run once the jobs under way have ended. */
export async function atOnce<J, R>(limit: number, jobs: readonly J[], run: (job: J) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  let failure: unknown
  async function work(): Promise<void> {
    while (next < jobs.length && failure === undefined) {
      const place = next++
      try {
        results[place] = await run(jobs[place]!)
      } catch (error) {
        failure ??= error
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, work))
  if (failure !== undefined) throw failure
  return results
}
