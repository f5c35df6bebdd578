/**
 * An example of a document in a real page: bundled as an app would bundle it, with the emulator in the place of the APIs and
 * films of ours in the place of `media.example`.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { vi } from 'vitest'
import type { Emulator, StoredEvent } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import { createStreams } from '../support/browser/streams.ts'
import { API_KEY } from './meter-truth-stage.ts'

export const ENGINE: ChromiumName = 'chromium-119'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PLAYERS = fileURLToPath(new URL('../players/node_modules/', import.meta.url))
const FILMS = fileURLToPath(new URL('../fixtures/media/', import.meta.url))

export interface ExampleOptions {
  /** What the page has besides a head: a video, a place for a player. */
  body: string
  /** Source of a script that runs before the example. */
  before?: string
  /** Packages that are faked, by name, and the file of the fake. */
  fakes?: Record<string, string>
}

export interface ExampleStage {
  readonly emulator: Emulator
  open(code: string, options: ExampleOptions): Promise<Page>
  /** The play event of the content with this title, once it is there. */
  findPlay(page: Page, title: string): Promise<StoredEvent>
  /** Closes the page opened last, with its server. */
  close(): Promise<void>
  stop(): Promise<void>
}

async function bundle(source: string, fakes: Record<string, string> = {}): Promise<Buffer> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: ROOT, loader: 'ts' },
    nodePaths: [PLAYERS],
    alias: fakes,
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'silent',
  })
  return Buffer.from(outputFiles[0]!.contents)
}

export async function startExamples(): Promise<ExampleStage> {
  const emulator = await startEmulator()
  let browser: Browser
  try {
    browser = await launchBrowser({ engine: ENGINE, args: ['--autoplay-policy=no-user-gesture-required'] })
  } catch (error) {
    await emulator.stop()
    throw error
  }
  let opened: { page: Page; server: StaticServer } | null = null
  const stage: ExampleStage = {
    emulator,
    async open(code, { body, before = '', fakes }) {
      const server = await startStaticServer({ folders: [FILMS], files: createStreams() })
      const page = await browser.newPage()
      opened = { page, server }
      const own = code
        .replace(
          "apiKey: 'YOUR_WORKSPACE_KEY'",
          `apiKey: '${API_KEY}', endpoints: { ccs: '${emulator.url}', contextual: '${emulator.url}' }, activations: { deadlineMs: 20_000 }`,
        )
        .replace('https://media.example/', `${server.url}/`)
      server.setFile(
        '/',
        `<!doctype html><link rel="icon" href="data:,">${body}<script src="before.js"></script><script src="example.js"></script>`,
      )
      server.setFile('/before.js', await bundle(before))
      server.setFile('/example.js', await bundle(own, fakes))
      await page.goto(`${server.url}/`)
      return page
    },
    findPlay: (page, title) =>
      vi.waitFor(
        () => {
          const found = emulator
            .events()
            .find(({ name, properties }) => name === 'Videoview' && properties.title === title)
          if (!found) throw new Error(`no play event of '${title}'; page errors: ${JSON.stringify(page.errors)}`)
          return found
        },
        { timeout: 20_000, interval: 100 },
      ),
    async close() {
      const { page, server } = opened ?? {}
      opened = null
      await page?.close()
      await server?.stop()
    },
    async stop() {
      await stage.close()
      await browser.close()
      await emulator.stop()
    },
  }
  return stage
}
