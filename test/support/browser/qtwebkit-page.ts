/** A page of QtWebKit under the interface of every engine. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { EnginePage } from './engine-page.ts'
import { assertLocalUrl } from './flags.ts'
import type { PageError } from './page-console.ts'
import type { QtWebKitBridge } from './qtwebkit-bridge.ts'
import { createTextEvaluation, toPageError, type Encoded } from './text-evaluation.ts'

export interface QtWebKitPage extends EnginePage {
  /** Names of the IndexedDB databases that the page's origin has on the disk. */
  readDatabases(): Promise<string[]>
}

export async function openQtWebKitPage(
  bridge: QtWebKitBridge,
  userDataDir: string,
  filesFolder: string | null,
): Promise<QtWebKitPage> {
  const page = await bridge.order<number>('new', {})
  const errors: PageError[] = []
  bridge.onThrown(page, (text) => errors.push(toPageError(text)))

  async function run(script: string): Promise<Encoded> {
    const text = await bridge.order<string | null>('run', { page, script: `(${script})()` })
    if (typeof text !== 'string') throw new Error('the page has navigated, or does not answer')
    return JSON.parse(text) as Encoded
  }
  const { evaluate, waitFor } = createTextEvaluation(run)

  async function load(what: 'open' | 'reload', url: string, timeoutMs: number): Promise<void> {
    const isLoaded = await bridge.order<boolean>(what, { page, url }, timeoutMs).catch((error: unknown) => {
      throw new Error(`${url} did not load in ${timeoutMs} ms`, { cause: error })
    })
    if (!isLoaded) throw new Error(`${url} did not load`)
  }

  return {
    errors,
    async goto(url, { timeoutMs = 15_000 } = {}) {
      assertLocalUrl(url, filesFolder)
      await load('open', url, timeoutMs)
    },
    reload: ({ timeoutMs = 15_000 } = {}) => load('reload', 'reload', timeoutMs),
    evaluate,
    waitFor,
    async addInitScript(source) {
      await bridge.order('init', { page, script: source })
    },
    async readDatabases() {
      const { protocol, hostname, port } = new URL(await evaluate<string>('location.href'))
      const folder = join(userDataDir, 'databases', `${protocol.replace(':', '')}_${hostname}_${port || '0'}`)
      const names = await readdir(folder).catch(() => [])
      return names.filter((name) => existsSync(join(folder, name, 'IndexedDB.sqlite3'))).sort()
    },
    async close() {
      await bridge.order('close', { page })
    },
  }
}
