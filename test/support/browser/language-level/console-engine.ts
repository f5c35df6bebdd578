/**
 * Engines that come as a console, Hermes and the JavaScriptCore shell: one process a page, spoken to line by line. They have neither timers
 * nor a network of their own: the harness keeps time, and carries requests and the calls of native modules.
 */
import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { BareEngine, BareRequest, Script } from './bare-engine.ts'
import { relay } from './bare-engine.ts'

export type ConsoleKind = 'hermes' | 'jsc'

const HOST = fileURLToPath(new URL('console-host.js', import.meta.url))
/** Reads commands as Hermes does at its prompt; promises go on after each. */
const JSC_LOOP = `
var line
while ((line = readline())) {
  try { (0, eval)(line) } catch (error) { print('@' + JSON.stringify({ news: 'failed', error: String(error) })) }
  drainMicrotasks()
}`
/** A page may come to its end in a promise, after the command that led there. */
const LOOK_MS = 20

interface News {
  news: 'timer' | 'request' | 'call' | 'over' | 'failed' | 'left' | 'told'
  timer: number
  delayMs: number
  request: BareRequest
  call: unknown
  evening: unknown
  error: string
  stored: Record<string, string>
  told: unknown
}

export interface ConsolePage {
  /** Runs a statement; what it throws is a failure of the page. */
  command(statement: string): void
  /** Ends the process as SIGKILL does. */
  kill(): Promise<void>
}

export interface ConsolePageOptions {
  kind: ConsoleKind
  executable: string
  search?: string
  stored?: Record<string, string>
  scripts: Script[]
  /** A call of a native module: what it is answered with is the test's matter. */
  onCall?(call: unknown): void
  onNews?(news: News): void
}

/** A statement in one line: what the console reads is one. */
export const statement = (name: string, ...given: unknown[]): string =>
  `${name}(${given.map((value) => JSON.stringify(value).replace(/[\u2028\u2029]/g, (it) => `\\u${it.charCodeAt(0).toString(16)}`)).join(', ')})`

export async function openConsolePage(options: ConsolePageOptions): Promise<ConsolePage> {
  const { kind, executable, search = '', stored = {}, scripts } = options
  const host = await readFile(HOST, 'utf8')
  const script = join(tmpdir(), `ctv-tracker-console-${process.pid}-${performance.now()}.js`)
  if (kind === 'jsc') await writeFile(script, host + JSC_LOOP)
  const args = kind === 'jsc' ? [script] : ['-prompt=', '-prompt2=']
  // Hermes ends at once where it has no home.
  const env = { PATH: process.env['PATH'], HOME: tmpdir() }
  const child = spawn(executable, args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
  void exited.then(() => options.onNews?.({ news: 'failed', error: `${executable} has ended` } as News))
  const timers = new Set<NodeJS.Timeout>()
  const send = (line: string): void => {
    if (child.exitCode === null && !child.killed) child.stdin.write(`${line}\n`)
  }
  const command = (line: string): void => send(`${line}; host.look()`)
  child.stdin.on('error', () => undefined) // It has ended; whoever waits for it hears of that.
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('@')) return
    const news = JSON.parse(line.slice(1)) as News
    if (news.news === 'timer') {
      const timer = setTimeout(() => {
        timers.delete(timer)
        command(statement('host.fire', news.timer))
      }, news.delayMs)
      timers.add(timer)
    } else if (news.news === 'request')
      void relay(news.request).then((answer) =>
        command(`host.run(function () { ${statement('fakeBrowser.answer', answer)} })`),
      )
    else if (news.news === 'call') options.onCall?.(news.call)
    else options.onNews?.(news)
  })
  if (kind === 'hermes') send(statement('(0, eval)', host))
  send(statement('host.open', { search, stored }))
  for (const { code } of scripts) send(statement('host.load', code))
  send('host.look()')
  return {
    command: (line) => command(`host.run(function () { ${line} })`),
    async kill() {
      for (const timer of timers) clearTimeout(timer)
      await end(child, exited)
      await rm(script, { force: true })
    },
  }
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGKILL')
  await exited
}

/** As the engine reports it. */
async function versionOf(kind: ConsoleKind, executable: string): Promise<string> {
  if (kind === 'hermes') {
    const { stdout } = await promisify(execFile)(executable, ['-version'])
    return /release version: ([\d.]+)/.exec(stdout)?.[1] ?? stdout
  }
  // The shell does not tell: its package does.
  const { stdout } = await promisify(execFile)('dpkg-query', ['-W', '-f', '${Version}', 'libjavascriptcoregtk-4.0-bin'])
  return stdout
}

/** The same pages as a bare V8 has. */
export async function startConsoleEngine(kind: ConsoleKind, executable: string): Promise<BareEngine> {
  const version = await versionOf(kind, executable)
  const pages: ConsolePage[] = []
  return {
    version,
    openPage({ search, stored, scripts }) {
      let left!: (stored: Record<string, string>) => void
      const hasLeft = new Promise<Record<string, string>>((resolve) => (left = resolve))
      let looking: NodeJS.Timeout | undefined
      let page: Promise<ConsolePage>
      const over = new Promise<unknown>((resolve, reject) => {
        page = openConsolePage({
          kind,
          executable,
          search,
          stored,
          scripts,
          onNews({ news, evening, error, stored: kept }) {
            if (news !== 'left') clearInterval(looking)
            if (news === 'over') resolve(evening)
            else if (news === 'failed') reject(new Error(error))
            else left(kept)
          },
        })
        page.then((opened) => {
          pages.push(opened)
          looking = setInterval(() => opened.command(''), LOOK_MS)
        }, reject)
      })
      // Nobody may be waiting when it fails.
      over.catch(() => undefined)
      return {
        over: over.finally(() => clearInterval(looking)),
        async leave() {
          const opened = await page
          opened.command('host.leave()')
          const kept = await hasLeft
          await opened.kill()
          return kept
        },
      }
    },
    async stop() {
      await Promise.all(pages.map((page) => page.kill()))
    },
  }
}
