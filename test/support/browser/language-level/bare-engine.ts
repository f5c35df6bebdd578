/**
 * A bare engine and pages in it: of a V8 of a television's generation, the harness's end of `bare-host.cjs`; of Hermes and JavaScriptCore
 * see `console-engine.ts`.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Script {
  name: string
  code: string
}

export interface BarePage {
  /** What the page's script wrote down, once it has finished; rejects with what a script threw as it was loaded. */
  readonly over: Promise<unknown>
  /** The page is left as a viewer leaves it; resolves to what its localStorage holds. */
  leave(): Promise<Record<string, string>>
}

export interface BareEngine {
  /** As it reports it, e.g. `3.28.71.20`. */
  readonly version: string
  openPage(options: { search: string; stored: Record<string, string>; scripts: Script[] }): BarePage
  stop(): Promise<void>
}

interface News {
  news: 'ready' | 'request' | 'over' | 'failed' | 'left'
  page: number
  v8: string
  evening: unknown
  error: string
  stored: Record<string, string>
  request: BareRequest
}

/** What a page asks of the network that it has not. */
export interface BareRequest {
  id: number
  method: string
  url: string
  headers: Record<string, string>
  body: string
}

const HOST = fileURLToPath(new URL('bare-host.cjs', import.meta.url))
const START_MS = 10_000

interface OpenPage {
  resolve(evening: unknown): void
  reject(error: Error): void
  left(stored: Record<string, string>): void
}

export async function startBareEngine(executable: string): Promise<BareEngine> {
  // Whatever NODE_OPTIONS says is meant for this process, and newer than that one.
  const child = spawn(executable, [HOST], { env: { PATH: process.env.PATH }, stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const pages = new Map<number, OpenPage>()
  const order = (message: object): boolean => child.stdin.write(`${JSON.stringify(message)}\n`)
  child.stdin.on('error', () => undefined) // It has ended; whoever waits for it hears of that.

  const version = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${executable} says nothing`)), START_MS)
    const fail = (error: Error): void => {
      clearTimeout(timer)
      reject(error)
      for (const page of pages.values()) page.reject(error)
    }
    child.once('error', fail)
    void exited.then(() => fail(new Error(`${executable} has ended`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const news = JSON.parse(line) as News
      const page = pages.get(news.page)
      if (news.news === 'ready') {
        clearTimeout(timer)
        resolve(news.v8)
      } else if (news.news === 'request')
        void relay(news.request).then((answer) => order({ order: 'answer', page: news.page, answer }))
      else if (news.news === 'over') page?.resolve(news.evening)
      else if (news.news === 'failed') page?.reject(new Error(news.error))
      else page?.left(news.stored)
    })
  }).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })

  return {
    version,
    openPage(options) {
      const page = pages.size + 1
      let left!: OpenPage['left']
      const hasLeft = new Promise<Record<string, string>>((resolve) => (left = resolve))
      const over = new Promise((resolve, reject) => pages.set(page, { resolve, reject, left }))
      // Nobody may be waiting when it fails.
      over.catch(() => undefined)
      order({ order: 'open', page, ...options })
      return {
        over,
        leave() {
          order({ order: 'leave', page })
          return hasLeft
        },
      }
    },
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** The page's request, made for it: the engine has no network of its own. Loopback only, as for every engine. */
export async function relay({ id, method, url, headers, body }: BareRequest): Promise<object> {
  try {
    if (new URL(url).hostname !== '127.0.0.1') throw new Error(`not on this machine: ${url}`)
    const response = await fetch(url, { method, headers, body })
    return { id, status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
  } catch {
    return { id, status: 0, headers: {}, body: '' }
  }
}
