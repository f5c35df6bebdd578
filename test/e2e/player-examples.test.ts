/** The examples of docs/players.md, bundled as an app would and run with the real players. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findExamples } from '../../scripts/lib/doc-blocks.mjs'
import type { Emulator } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import { startStaticServer } from '../support/static-server.ts'
import { createStreams } from '../support/streams.ts'
import { API_KEY } from './meter-truth-stage.ts'

const ENGINE: ChromiumName = 'chromium-119'
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PLAYERS = fileURLToPath(new URL('../players/node_modules/', import.meta.url))
const PAGE = '<!doctype html><link rel="icon" href="data:,"><video id="video" muted></video><script src="example.js"></script>'

/** The players that need a licence are compiled only, those of televisions run in unit tests. */
const examples = findExamples(readFileSync(`${ROOT}docs/players.md`, 'utf8')).flatMap(({ code }) => {
  const title = /title: '(.+?)'/.exec(code)![1]!
  return /YOUR_LICENSE|players\/(avplay|oipf|broadcast)'/.test(code) ? [] : [{ title, code }]
})

const missing = await missingLibraries(ENGINE)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`the examples of the page on players in ${ENGINE}${reason}`, () => {
  let emulator: Emulator
  let browser: Browser | undefined

  beforeAll(async () => {
    emulator = await startEmulator()
    browser = await launchBrowser({ engine: ENGINE, args: ['--autoplay-policy=no-user-gesture-required'] })
  })
  afterAll(async () => {
    await browser?.close()
    await emulator?.stop()
  })

  it('are four', () => {
    expect(examples).toHaveLength(4)
  })

  it.each(examples)('play, and the play is counted: $title', async ({ title, code }) => {
    const server = await startStaticServer({ files: { ...createStreams(), '/': PAGE } })
    const page = await browser!.newPage()
    try {
      const own = code
        .replace("apiKey: 'YOUR_WORKSPACE_KEY'", `apiKey: '${API_KEY}', endpoints: { ccs: '${emulator.url}', contextual: '${emulator.url}' }`)
        .replace('https://media.example/', `${server.url}/`)
      const { outputFiles } = await build({
        stdin: { contents: own, resolveDir: ROOT, loader: 'ts' },
        nodePaths: [PLAYERS],
        bundle: true,
        write: false,
        format: 'iife',
        logLevel: 'silent',
      })
      server.setFile('/example.js', Buffer.from(outputFiles[0]!.contents))
      await page.goto(`${server.url}/`)
      const event = await vi.waitFor(
        () => {
          const found = emulator.events().find(({ name, properties }) => name === 'Videoview' && properties.title === title)
          if (!found) throw new Error(`no play event of '${title}'; page errors: ${JSON.stringify(page.errors)}`)
          return found
        },
        { timeout: 20_000, interval: 100 },
      )
      expect(event.viewId).toMatch(/^[0-9a-f-]{36}$/)
      expect(page.errors).toEqual([])
    } finally {
      await page.close()
      await server.stop()
    }
  })
})
