/**
 * One page of `pages/meter-truth.html`: what a session does with its video, and what was shown and counted in the end.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import type { PlayerSignal, Totals } from '../../src/api.ts'
import type { Emulator } from '../../tools/emulator/index.ts'
import type { Browser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import type { PageError } from '../support/browser/page-console.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import type { FrameLogRow, Showing } from './shown.ts'
import { readShowings } from './shown.ts'

/** Key of the emulator's sample workspace. */
export const API_KEY = '00000000-0000-4000-8000-000000000001'

export const PAGES = fileURLToPath(new URL('pages/', import.meta.url))
export const OUTPUT = fileURLToPath(new URL('output/', import.meta.url))
export const BUILD = fileURLToPath(new URL('../../dist/ctv-tracker.js', import.meta.url))
const MEDIA = fileURLToPath(new URL('../../demo-app/media/', import.meta.url))

/** Less is zapping, and no view. */
export const START_S = 0.5

export interface Counted {
  contentId: string
  timeSpentSeconds: number
  percentageWatched: number
}

export interface Outcome {
  /** Showings long enough for a view, oldest first. */
  shown: Showing[]
  /** The completions that arrived, in the order in which their views started. */
  counted: Counted[]
  /** What the last view said of itself at the end. */
  totals: Totals
  errors: PageError[]
}

export interface Stage {
  page: Page
  /** Serves this page alone. */
  server: StaticServer
  /** Puts a clip of the demo into the video, has it watched, and goes to a position. */
  open(clip: string, fromS?: number): Promise<void>
  play(): Promise<void>
  pause(): Promise<void>
  /** Waits until the video plays at `positionS` or beyond. */
  playUntil(positionS: number): Promise<void>
  playToTheEnd(): Promise<void>
  /** Sets a property of the video. */
  set(property: 'currentTime' | 'playbackRate' | 'loop', value: number | boolean): Promise<void>
  /** Waits for so much time on the page's clock. */
  elapse(ms: number): Promise<void>
  hide(): Promise<void>
  show(): Promise<void>
}

export async function playSession(
  name: string,
  browser: Browser,
  emulator: Emulator,
  play: (stage: Stage) => Promise<void>,
): Promise<Outcome> {
  const server = await startStaticServer({
    folders: [PAGES, MEDIA],
    files: { '/ctv-tracker.js': await readFile(BUILD) },
  })
  const page = await browser.newPage()
  try {
    await page.goto(`${server.url}/meter-truth.html?api=${encodeURIComponent(emulator.url)}&key=${API_KEY}`)
    await play(createStage(page, server))
    return await readOutcome(name, page, emulator)
  } finally {
    await page.close()
    await server.stop()
  }
}

function createStage(page: Page, server: StaticServer): Stage {
  const waitFor = (condition: string): Promise<unknown> => page.waitFor(condition, { timeoutMs: 15_000 })
  return {
    page,
    server,
    async open(clip, fromS = 0) {
      await page.evaluate(`stage.video.src = '${clip}.webm', stage.watch('${clip}')`)
      await waitFor('stage.video.readyState > 1')
      if (fromS > 0) await page.evaluate(`stage.video.currentTime = ${fromS}`)
      await waitFor('stage.video.readyState > 1 && !stage.video.seeking')
    },
    async play() {
      await page.evaluate('stage.video.play()')
    },
    async pause() {
      await page.evaluate('stage.video.pause()')
      await waitFor('stage.video.paused')
    },
    async playUntil(positionS) {
      await waitFor(`!stage.video.seeking && !stage.video.paused && stage.video.currentTime >= ${positionS}`)
    },
    async playToTheEnd() {
      await waitFor('stage.video.ended')
    },
    async set(property, value) {
      await page.evaluate(`stage.video.${property} = ${value}`)
    },
    async elapse(ms) {
      const endMs = ms + (await page.evaluate<number>('performance.now()'))
      await waitFor(`performance.now() >= ${endMs}`)
    },
    async hide() {
      // Freezing hides the page first; unfrozen it stays hidden, and its app may play on.
      await page.cdp.send('Page.setWebLifecycleState', { state: 'frozen' })
      await page.cdp.send('Page.setWebLifecycleState', { state: 'active' })
      await waitFor('document.hidden')
    },
    async show() {
      // A page with the focus is one on screen.
      await page.cdp.send('Emulation.setFocusEmulationEnabled', { enabled: true })
      await waitFor('!document.hidden')
    },
  }
}

interface Record {
  frameLog: FrameLogRow[]
  signals: (PlayerSignal & { wallMs: number })[]
  viewIds: string[]
  totals: Totals
}

/** Ends the last view and waits for every completion. The whole record stays in `output/`, for whoever looks into a difference. */
async function readOutcome(name: string, page: Page, emulator: Emulator): Promise<Outcome> {
  const record = await page.evaluate<Record>(`(function () {
    stage.end()
    return { frameLog: frameLog, signals: stage.signals, viewIds: stage.viewIds, totals: stage.readTotals() }
  })()`)
  const shown = readShowings(record.frameLog).filter(({ playedS }) => playedS >= START_S)
  const counted = await vi.waitFor(() => record.viewIds.map((viewId) => readCompletion(emulator, viewId)), {
    timeout: 10_000,
  })
  await mkdir(OUTPUT, { recursive: true })
  await writeFile(
    `${OUTPUT}meter-truth-${name.replace(/\W+/g, '-')}.json`,
    JSON.stringify({ shown, counted, ...record }, null, 1),
  )
  return { shown, counted, totals: record.totals, errors: page.errors }
}

export function readCompletion(emulator: Emulator, viewId: string): Counted {
  const completions = emulator.events().filter((event) => event.viewId === viewId && event.name === 'VideoCompletion')
  if (completions.length !== 1) throw new Error(`${completions.length} completions of view ${viewId}`)
  const { video_id, time_spent_seconds, percentage_watched } = completions[0]!.properties
  return {
    contentId: String(video_id),
    timeSpentSeconds: Number(time_spent_seconds),
    percentageWatched: Number(percentage_watched),
  }
}
