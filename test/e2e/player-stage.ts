/**
 * One page of `pages/players.html`: a real player, its hook, and what a session does with them.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import type { MeterView, PlayerSignal, Totals } from '../../src/api.ts'
import type { Emulator } from '../../tools/emulator/index.ts'
import type { Browser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import type { PageError } from '../support/browser/page-console.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import { AD_S, createStreams, MOVIE_S, NEXT_S, RECORDING_START_S } from '../support/browser/streams.ts'
import type { Counted } from './meter-truth-stage.ts'
import { API_KEY, BUILD, OUTPUT, PAGES, readCompletion, START_S } from './meter-truth-stage.ts'
import type { Film, PlayerLogRow } from './shown-by-player.ts'
import { readPlayerShowings } from './shown-by-player.ts'
import type { Showing } from './shown.ts'

const MODULES = fileURLToPath(new URL('../../dist/esm/', import.meta.url))
const LIBRARIES = fileURLToPath(new URL('../players/node_modules/', import.meta.url))
const DEMO_MEDIA = fileURLToPath(new URL('../../demo-app/media/', import.meta.url))

export type PlayerName = 'videojs' | 'shaka' | 'hlsjs' | 'dashjs'

/** A clip of the demo, in one file. */
const NATURE_S = 30

/** A film of the streams is told by the width of its pictures. */
const FILMS: Record<string, Film> = {
  movie: { width: 320, durationS: MOVIE_S },
  periods: { width: 320, durationS: MOVIE_S },
  interstitial: { width: 320, durationS: MOVIE_S },
  recording: { width: 320, durationS: RECORDING_START_S + MOVIE_S },
  cut: { width: 320, durationS: MOVIE_S },
  ad: { width: 160, durationS: AD_S },
  live: { width: 320, durationS: NaN },
  nature: { width: 640, durationS: NATURE_S },
  next: { width: 160, durationS: NEXT_S },
}

export interface PlayerOutcome {
  shown: Showing[]
  counted: Counted[]
  totals: Totals
  signals: (PlayerSignal & { wallMs: number })[]
  /** What a second hook heard, if the session had one. */
  echo: PlayerSignal[]
  /** Totals of that hook's own meter. */
  echoTotals: MeterView
  /** Listeners before, while and after a hook is attached. */
  listeners: number[]
  viewIds: string[]
  /** CMCD of the requests for media. */
  cmcd: string[]
  errors: PageError[]
}

export interface PlayerStage {
  page: Page
  server: StaticServer
  /** Has a stream watched and loaded. */
  open(stream: string, content?: object): Promise<void>
  /** Has a stream watched and asked for, as live, which some players begin to load with `play` only. */
  tune(stream: string, content?: object): Promise<void>
  play(): Promise<void>
  pause(): Promise<void>
  playUntil(positionS: number): Promise<void>
  playToTheEnd(): Promise<void>
  seek(positionS: number): Promise<void>
  elapse(ms: number): Promise<void>
}

export async function playOn(
  player: PlayerName,
  session: string,
  browser: Browser,
  emulator: Emulator,
  play: (stage: PlayerStage) => Promise<void>,
): Promise<PlayerOutcome> {
  const server = await startStaticServer({
    folders: [PAGES, MODULES, LIBRARIES, DEMO_MEDIA],
    files: { '/ctv-tracker.js': await readFile(BUILD), ...createStreams() },
  })
  const page = await browser.newPage()
  try {
    await page.goto(
      `${server.url}/players.html?player=${player}&api=${encodeURIComponent(emulator.url)}&key=${API_KEY}`,
    )
    await page.waitFor('!!window.stage')
    await play(createStage(page, server))
    return await readOutcome(`${player}-${session}`, page, emulator)
  } catch (error) {
    const lost = server.requests.filter(({ status }) => status !== null && status >= 400).map(({ path }) => path)
    throw new Error(
      `${(error as Error).message}; not found: ${lost.join()}; page errors: ${JSON.stringify(page.errors)}`,
      { cause: error },
    )
  } finally {
    await page.close()
    await server.stop()
  }
}

function createStage(page: Page, server: StaticServer): PlayerStage {
  const waitFor = (condition: string): Promise<unknown> => page.waitFor(condition, { timeoutMs: 60_000 })
  const tune = async (stream: string, content: object = {}): Promise<void> => {
    const id = stream.replace(/\W.*/, '')
    await page.evaluate(
      `frameLog.push({ kind: 'watch', wallMs: performance.now(), id: '${id}' }), stage.open('${stream}', ${JSON.stringify(content)})`,
    )
  }
  return {
    page,
    server,
    tune,
    async open(stream, content) {
      await tune(stream, content)
      await waitFor('stage.video.readyState > 1 && !stage.video.seeking')
      // Its first picture: what is shown from there on is in the log.
      await waitFor(`frameLog.findLast(({ kind }) => kind === 'frame' || kind === 'watch').kind === 'frame'`)
    },
    async play() {
      await page.evaluate('stage.play()')
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
    async seek(positionS) {
      await page.evaluate(`stage.video.currentTime = ${positionS}`)
      await waitFor('!stage.video.seeking')
    },
    async elapse(ms) {
      const endMs = ms + (await page.evaluate<number>('performance.now()'))
      await waitFor(`performance.now() >= ${endMs}`)
    },
  }
}

/** Ends the last view and waits for every completion. The whole record stays in `output/`, for whoever looks into a difference. */
async function readOutcome(name: string, page: Page, emulator: Emulator): Promise<PlayerOutcome> {
  type Record = Pick<PlayerOutcome, 'signals' | 'echo' | 'echoTotals' | 'totals' | 'listeners' | 'cmcd'> & {
    frameLog: PlayerLogRow[]
    viewIds: string[]
  }
  const record = await page.evaluate<Record>(`(async function () {
    stage.end()
    const echoTotals = stage.readEcho()
    const listeners = stage.countListeners()
    const urls = performance.getEntriesByType('resource').map(({ name }) => new URL(name))
    const cmcd = urls.map(({ searchParams }) => searchParams.get('CMCD')).filter(Boolean)
    // Who forgets to end a view must not hear of it from the player either.
    const forgotten = stage.listen()
    await stage.destroy()
    forgotten.sample()
    forgotten.detach()
    return { frameLog, signals: stage.signals, echo: stage.echo, echoTotals, viewIds: stage.viewIds, totals: stage.readTotals(), listeners, cmcd }
  })()`)
  const { frameLog, viewIds, ...rest } = record
  const shown = readPlayerShowings(frameLog, (id) => FILMS[id]!).filter(({ playedS }) => playedS >= START_S)
  const counted = await vi.waitFor(() => viewIds.map((viewId) => readCompletion(emulator, viewId)), { timeout: 10_000 })
  await mkdir(OUTPUT, { recursive: true })
  await writeFile(
    `${OUTPUT}player-${name.replace(/\W+/g, '-')}.json`,
    JSON.stringify({ shown, counted, ...record }, null, 1),
  )
  return { shown, counted, ...rest, viewIds, errors: page.errors }
}
