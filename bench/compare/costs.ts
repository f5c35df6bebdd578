/** What a peer costs a page: its start at a sixth of the speed, an hour of playing, an evening. */
import { readFile } from 'node:fs/promises'
import type { Browser } from '../../test/support/browser/launch.ts'
import type { Page } from '../../test/support/browser/page.ts'
import type { StoreCall } from '../../test/support/browser/storage-page.ts'
import { addUp } from '../../test/support/browser/storage-page.ts'
import { createEvening, HOUR } from './evening.ts'
import type { StageOptions } from './stage.ts'
import { openStage } from './stage.ts'

export interface StartCost {
  /** Parsing and running the script, median. */
  loadMs: number
  /** From the call that starts the peer to the end of the call that gives it its first film, median. */
  openMs: number
}

export interface PlayCost {
  /** Processor time in tasks of the main thread for an hour of playing, the page's own included. */
  taskMs: number
  /** Heap in use after it. */
  heapBytes: number
}

export interface EveningCost {
  storageWrites: number
  storageBytes: number
  requests: number
  sentBytes: number
}

const SLOWDOWN = 6

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Each page is fresh, and its script differs by a comment, so that nothing compiled is found again. */
export async function measureStart(browser: Browser, options: StageOptions, pages: number): Promise<StartCost> {
  const stage = await openStage(browser, { ...options, clock: 'start' })
  const runs: StartCost[] = []
  try {
    await stage.page.throttleCpu(SLOWDOWN)
    for (let run = 0; run < pages; run++) {
      await stage.start()
      runs.push(await stage.page.evaluate<StartCost>(`stage.measureStart(${JSON.stringify(`\n//${run}`)})`))
    }
  } finally {
    await stage.close()
  }
  return { loadMs: median(runs.map(({ loadMs }) => loadMs)), openMs: median(runs.map(({ openMs }) => openMs)) }
}

async function readMetric(page: Page, name: string): Promise<number> {
  const { metrics } = await page.cdp.send<{ metrics: { name: string; value: number }[] }>('Performance.getMetrics')
  return metrics.find((metric) => metric.name === name)!.value
}

/** Medians over so many pages. */
export async function measureHour(browser: Browser, options: StageOptions, pages: number): Promise<PlayCost> {
  const runs: PlayCost[] = []
  for (let run = 0; run < pages; run++) runs.push(await playHour(browser, options))
  return { taskMs: median(runs.map(({ taskMs }) => taskMs)), heapBytes: median(runs.map(({ heapBytes }) => heapBytes)) }
}

async function playHour(browser: Browser, options: StageOptions): Promise<PlayCost> {
  const stage = await openStage(browser, options)
  try {
    // Time of the processor, which a busy machine does not stretch.
    await stage.page.cdp.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' })
    await stage.page.cdp.send('Performance.enable')
    await stage.start()
    const beforeS = await readMetric(stage.page, 'TaskDuration')
    await stage.play(HOUR)
    const afterS = await readMetric(stage.page, 'TaskDuration')
    for (let i = 0; i < 3; i++) await stage.page.cdp.send('HeapProfiler.collectGarbage')
    return { taskMs: (afterS - beforeS) * 1000, heapBytes: await readMetric(stage.page, 'JSHeapUsedSize') }
  } finally {
    await stage.close()
  }
}

export async function measureEvening(browser: Browser, options: StageOptions): Promise<EveningCost> {
  const log = await readFile(new URL('../../test/e2e/pages/storage-log.js', import.meta.url), 'utf8')
  const stage = await openStage(browser, { ...options, before: [log] })
  try {
    await stage.start()
    await stage.play(createEvening())
    await stage.finish()
    const { writes, bytes } = addUp(await stage.page.evaluate<StoreCall[]>('takeStorageCalls()'))
    const { received } = stage.collector
    return {
      storageWrites: writes,
      storageBytes: bytes,
      requests: received.length,
      sentBytes: received.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    }
  } finally {
    await stage.close()
  }
}
