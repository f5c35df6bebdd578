/**
 * What a test can do with every engine, the ones without DevTools included: so one suite drives them all.
 * A page of a Chromium (`page.ts`) can do more.
 */
import type { EngineName } from '../../engines/engines.ts'
import type { PageFunction, WaitOptions } from './evaluate.ts'
import type { PageError } from './page-console.ts'

export interface EnginePage {
  /** Uncaught exceptions and, where the engine tells of them, unhandled rejections; up to the last command. */
  readonly errors: PageError[]
  /**
   * Opens a loopback url, or a `file:` url below `filesFolder`, and resolves at its load event; rejects on any other url. Default
   * limit 15,000 ms.
   */
  goto(url: string, options?: { timeoutMs?: number }): Promise<void>
  reload(options?: { timeoutMs?: number }): Promise<void>
  /** Runs an expression, or a function with JSON arguments, in the page; awaits what has a `then`; throws what the page throws. */
  evaluate<T>(expression: string): Promise<T>
  evaluate<T, A extends unknown[]>(run: (...args: A) => T | Promise<T>, ...args: A): Promise<T>
  /** Resolves with the first truthy value; default limit 10,000 ms. Goes on across navigations. */
  waitFor<T>(condition: PageFunction<T>, options?: WaitOptions): Promise<T>
  /** Runs `source` in every later document before its own scripts. */
  addInitScript(source: string): Promise<void>
  /** Drops the page. */
  close(): Promise<void>
}

export interface EngineBrowser {
  readonly engine: EngineName
  /** As the browser reports it, e.g. `119.0.6045.105`; of WebKit its own number, `538.1`. */
  readonly version: string
  readonly pid: number
  readonly userDataDir: string
  newPage(): Promise<EnginePage>
  /** Asks the browser to quit (so that it writes its profile), ends what is left, removes a profile of ours. */
  close(): Promise<void>
  /** SIGKILL to the whole process group, which is no power cut; the profile stays until `close()` or this process ends. */
  kill(): Promise<void>
}
