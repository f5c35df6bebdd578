/**
 * Every script-tag build in one bare engine: it is loaded and plays the evening of twelve events, with a restart in it. What is
 * around the language is fake (`fake-browser.js`); the API behind it is the emulator. Asserts nothing.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { scriptBuilds } from '../../../../scripts/entries.mjs'
import type { SeenRequest } from '../../../../tools/emulator/index.ts'
import { startEmulator } from '../../../../tools/emulator/index.ts'
import { API_KEY } from '../../../e2e/play-evening.ts'
import type { BareName } from '../../../engines/engines.ts'
import { BARE } from '../../../engines/engines.ts'
import { unpackExecutable } from '../unpack.ts'
import type { BareEngine, Script } from './bare-engine.ts'
import { startBareEngine } from './bare-engine.ts'
import { startConsoleEngine } from './console-engine.ts'

const LIMIT_MS = 30_000

/** What `e2e/pages/floor.js` wrote down. */
export interface Act {
  thrown: string[]
  errors: string[]
  codes: string[]
  atGrant: string[]
  fresh: string[]
  addedGlobals: string[]
}

export interface BuildOutcome {
  /** File name; also the session's name in every event. */
  build: string
  acts: Act[]
  /** What loading the build threw, or what did not end. */
  failure: string | null
}

export interface LanguageLevel {
  /** As the engine reports it. */
  version: string
  outcomes: BuildOutcome[]
  requests: readonly SeenRequest[]
  /** Newer syntax that the engine takes all the same. */
  newerSyntax: string[]
}

export const BUILDS: readonly string[] = (scriptBuilds as { name: string }[]).flatMap(({ name }) => [
  `${name}.js`,
  `${name}.min.js`,
])

const read = async (path: string): Promise<string> => readFile(fileURLToPath(new URL(path, import.meta.url)), 'utf8')

/** Starts any of them. */
export async function startBare(name: BareName): Promise<BareEngine> {
  const executable = await unpackExecutable(name)
  const { kind } = BARE.find((entry) => entry.name === name)!
  return kind === 'node' ? startBareEngine(executable) : startConsoleEngine(kind, executable)
}

export async function playLanguageLevel(name: BareName): Promise<LanguageLevel> {
  const emulator = await startEmulator({ maxRequests: 10_000 })
  let engine: BareEngine | undefined
  try {
    engine = await startBare(name)
    const newerSyntax = []
    for (const code of BARE.find((entry) => entry.name === name)!.newer)
      if (await canParse(engine, code)) newerSyntax.push(code)
    const outcomes = await Promise.all(BUILDS.map((build) => playBuild(engine!, build, emulator.url)))
    return { version: engine.version, outcomes, newerSyntax, requests: [...emulator.requests] }
  } finally {
    await engine?.stop()
    await emulator.stop()
  }
}

async function canParse(engine: BareEngine, code: string): Promise<boolean> {
  const scripts = [
    { name: 'evening', code: 'var evening = { isOver: true }, fakeBrowser = { show: JSON.stringify }' },
    { name: 'newer', code: `if (false) { ${code} }` },
  ]
  return engine.openPage({ search: '', stored: {}, scripts }).over.then(
    () => true,
    () => false,
  )
}

async function playBuild(engine: BareEngine, build: string, api: string): Promise<BuildOutcome> {
  const outcome: BuildOutcome = { build, acts: [], failure: null }
  const files: [string, string][] = [
    ['fake-network.js', 'fake-network.js'],
    ['fake-browser.js', 'fake-browser.js'],
    ['floor-start.js', '../../../e2e/pages/floor-start.js'],
    [build, `../../../../dist/${build}`],
    ['floor.js', '../../../e2e/pages/floor.js'],
  ]
  try {
    const scripts: Script[] = await Promise.all(files.map(async ([name, path]) => ({ name, code: await read(path) })))
    let stored: Record<string, string> = {}
    for (const act of [1, 2]) {
      const query = new URLSearchParams({ act: String(act), storage: 'kept', session: build, api, key: API_KEY })
      const page = engine.openPage({ search: `?${query}`, stored, scripts })
      outcome.acts.push((await withLimit(page.over, `act ${act} does not end`)) as Act)
      stored = await withLimit(page.leave(), `the page of act ${act} is not left`)
    }
  } catch (error) {
    outcome.failure = (error as Error).message
  }
  return outcome
}

async function withLimit<T>(promise: Promise<T>, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>(
    (_resolve, reject) => (timer = setTimeout(() => reject(new Error(message)), LIMIT_MS)),
  )
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
