/**
 * `ctv-tracker/react-native` in Hermes, as an app bundles it: a film, a kill in the middle of it, the next process, a refusal.
 * The engine, the tracker, AsyncStorage and react-native-get-random-values are real; React Native around them is a fake, and so are the
 * native parts: what AsyncStorage keeps is a map of this process. Returns what was seen; asserts nothing.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'
import { vi } from 'vitest'
import { compiledPath, moduleEntries } from '../../scripts/entries.mjs'
import type { Ids } from '../../src/api.ts'
import type { Emulator, SeenRequest } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import { API_KEY } from '../e2e/play-evening.ts'
import type { Script } from '../support/browser/language-level/bare-engine.ts'
import type { ConsolePage } from '../support/browser/language-level/console-engine.ts'
import { openConsolePage, statement } from '../support/browser/language-level/console-engine.ts'
import { unpackExecutable } from '../support/browser/unpack.ts'
import { BARE, type BareName } from './engines.ts'
import { WORKSPACE } from './play-session.ts'

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** What `app.look()` says. */
export interface Look {
  ids: Ids
  storage: { ids: string | null; queue: string | null }
  spentS: number[]
  isReady: boolean
  atGrant?: string[]
  behavioral: string[]
  diagnostics: string[]
  sent: number
  thrown: string[]
}

export interface NativeSession {
  beforeConsent: { calls: string[]; look: Look; routes: string[] }
  film: { look: Look; rows: string[] }
  afterKill: { atGrant: Look; ready: Look; events: { name: string; viewId: string | null; spentS: unknown }[] }
  refusal: { before: string[]; after: string[]; look: Look }
  denied: { rows: string[]; calls: string[]; reads: string[] }
  requests: SeenRequest[]
}

/** As Metro resolves and Babel compiles it, by other tools: modules in one file, in ES5. */
async function bundleApp(): Promise<string> {
  const bundled = await build({
    entryPoints: [path('react-native/app.js')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    mainFields: ['react-native', 'browser', 'main'],
    resolveExtensions: ['.native.ts', '.native.js', '.ts', '.tsx', '.js', '.json'],
    nodePaths: [path('node_modules')],
    alias: {
      'react-native': path('react-native/react-native.js'),
      ...Object.fromEntries(
        ['./react-native', './players/react-native-video'].map((entry) => [
          `ctv-tracker${entry.slice(1)}`,
          path(`../../${compiledPath(moduleEntries[entry as keyof typeof moduleEntries])}`),
        ]),
      ),
    },
    define: { global: 'globalThis', __DEV__: 'false' },
  })
  const { outputText } = ts.transpileModule(bundled.outputFiles[0]!.text, {
    compilerOptions: { target: ts.ScriptTarget.ES5, downlevelIteration: true, ignoreDeprecations: '5.0' },
  })
  return outputText
}

/** The native part of AsyncStorage: a batch is carried out as a whole, and what was carried out outlives the process. */
class Disk {
  readonly rows = new Map<string, string>()
  calls: string[] = []

  carryOut(method: string, given: unknown[]): unknown[] {
    this.calls.push(method)
    if (method === 'getAllKeys') return [null, [...this.rows.keys()]]
    const [list] = given as [string[] & [string, string][]]
    if (method === 'multiGet') return [null, list.map((key) => [key, this.rows.get(key) ?? null])]
    if (method === 'multiSet') for (const [key, value] of list) this.rows.set(key, value)
    if (method === 'multiRemove') for (const key of list) this.rows.delete(key)
    return [null]
  }
}

/** A process of the app. */
class Process {
  page!: ConsolePage
  #looks: ((look: Look) => void)[] = []
  failure: string | null = null

  static async start(name: BareName, scripts: Script[], disk: Disk): Promise<Process> {
    const process = new Process()
    const { kind } = BARE.find((entry) => entry.name === name)!
    const random = (bytes: number): string =>
      Array.from({ length: 500 }, () => randomBytes(bytes).toString('base64')).join(' ')
    process.page = await openConsolePage({
      kind: kind as 'hermes' | 'jsc',
      executable: await unpackExecutable(name),
      stored: { random16: random(16), random2: random(2), left: '500' },
      scripts,
      onCall(call) {
        const { id, method, given } = call as { id: number; method: string; given: unknown[] }
        process.page.command(statement('fakeBrowser.answerCall', id, disk.carryOut(method, given)))
      },
      onNews({ news, error, told }) {
        if (news === 'told') process.#looks.shift()?.(told as Look)
        else if (news === 'failed') process.failure ??= error
      },
    })
    return process
  }

  async look(): Promise<Look> {
    const looked = new Promise<Look>((resolve) => this.#looks.push(resolve))
    this.page.command('host.tell(app.look())')
    return looked
  }

  async until(isSo: (look: Look) => boolean): Promise<Look> {
    let look!: Look
    await vi.waitUntil(
      async () => {
        if (this.failure !== null) throw new Error(this.failure)
        look = await this.look()
        return isSo(look)
      },
      { timeout: 15_000, interval: 30 },
    )
    return look
  }
}

export async function playReactNative(name: BareName): Promise<NativeSession> {
  const read = (file: string): Promise<string> => readFile(path(`../support/browser/language-level/${file}`), 'utf8')
  const scripts = [
    { name: 'fake-network.js', code: await read('fake-network.js') },
    { name: 'fake-react-native.js', code: await read('fake-react-native.js') },
    { name: 'app.js', code: await bundleApp() },
  ]
  const emulator = await startEmulator({ workspace: WORKSPACE })
  const disk = new Disk()
  const processes: Process[] = []
  const boot = async (): Promise<Process> => {
    const process = await Process.start(name, scripts, disk)
    processes.push(process)
    process.page.command(statement('app.start', emulator.url, API_KEY))
    return process
  }
  try {
    const first = await boot()
    first.page.command('app.play()')
    await vi.waitUntil(() => routesOf(emulator).length > 0, { timeout: 15_000 })
    const beforeConsent = { calls: [...disk.calls], look: await first.look(), routes: routesOf(emulator) }
    first.page.command('app.grant()')
    await first.until(({ sent, spentS }) => sent > 0 && (spentS[0] ?? 0) >= 1.5)
    first.page.command('app.background()')
    const look = await first.until(({ behavioral }) => behavioral.length > 0)
    await vi.waitUntil(() => savedSeconds(disk) >= 1.5, { timeout: 15_000 })
    const film = { look, rows: [...disk.rows.keys()].sort() }
    await first.page.kill()

    const known = emulator.events().length
    const second = await boot()
    second.page.command('app.grant()')
    const atGrant = await second.look()
    await vi.waitUntil(() => emulator.events().length > known, { timeout: 15_000 })
    const ready = await second.until(({ isReady, sent }) => isReady && sent > 0)
    const events = emulator
      .events()
      .slice(known)
      .map(({ name: event, viewId, properties }) => ({ name: event, viewId, spentS: properties['time_spent_seconds'] }))
    const before = [...disk.rows.keys()].sort()
    second.page.command('app.revoke()')
    await vi.waitUntil(() => disk.rows.size === 0, { timeout: 15_000 })
    const refusal = { before, after: [...disk.rows.keys()], look: await second.look() }
    await second.page.kill()

    // What an earlier process left, for a viewer who refuses at the start.
    disk.rows.set('ctv-tracker.r.kv:id', '{"key":"kv:id","owner":"x","value":"x"}')
    disk.rows.set('basket', 'of the app')
    disk.calls = []
    const third = await boot()
    third.page.command('app.revoke()')
    await vi.waitUntil(() => disk.rows.size === 1, { timeout: 15_000 })
    const denied = {
      rows: [...disk.rows.keys()],
      calls: [...disk.calls],
      reads: disk.calls.filter((call) => call === 'multiGet'),
    }
    return {
      beforeConsent,
      film,
      afterKill: { atGrant, ready, events },
      refusal,
      denied,
      requests: [...emulator.requests],
    }
  } finally {
    await Promise.all(processes.map(({ page }) => page.kill()))
    await emulator.stop()
  }
}

const routesOf = (emulator: Emulator): string[] => emulator.requests.map(({ route }) => route)

/** What the stored view would report. */
function savedSeconds(disk: Disk): number {
  const texts = [...disk.rows].filter(([key]) => /\.p:/.test(key)).map(([, text]) => text)
  return Math.max(
    0,
    ...texts.map((text) => (JSON.parse(text) as { totals: { timeSpentSeconds: number } }).totals.timeSpentSeconds),
  )
}
