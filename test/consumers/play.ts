/**
 * Plays a bundle where it will run: in Chromium 64, and in the V8 of webOS 3 with a fake browser around it. What must come
 * of it is a view, its completion, and an ad call with the cohorts that the API answered.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Emulator } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import { API_KEY } from '../e2e/play-evening.ts'
import { launchEngine } from '../support/browser/launch-engine.ts'
import { startBareEngine } from '../support/browser/language-level/bare-engine.ts'
import { startStaticServer } from '../support/browser/static-server.ts'

const LIMIT_MS = 20_000
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const read = (path: string): Promise<string> => readFile(here(path), 'utf8')

export interface Script {
  name: string
  code: string
}

/** What `app/play.js` and the page wrote down. */
interface Evening {
  thrown: string[]
  errors: string[]
  adTag?: string
  mounts?: number
}

interface ChromiumOptions {
  /** Served, but loaded by nobody's tag. */
  files?: readonly Script[]
  hasAdCall?: boolean
}

export interface Stage {
  /** Throws where not all of it came to be. */
  inChromium(scripts: readonly Script[], options?: ChromiumOptions): Promise<Evening>
  inV8(scripts: readonly Script[]): Promise<Evening>
  close(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const emulator = await startEmulator()
  const video = await readFile(here('../../demo-app/media/football.webm'))
  const server = await startStaticServer({ files: { '/football.webm': video } })
  const browser = await launchEngine({ engine: 'chromium-64' })
  const v8 = await startBareEngine(here('v8/node_modules/v8-3.28/bin/node'))
  const start = { name: 'floor-start.js', code: await read('../e2e/pages/floor-start.js') }
  const play = { name: 'play.js', code: await read('app/play.js') }
  let sessions = 0
  const query = (session: string): string =>
    `?${new URLSearchParams({ act: '1', storage: 'kept', session, api: emulator.url, key: API_KEY })}`

  return {
    async inChromium(scripts, { files = [], hasAdCall = true } = {}) {
      const session = `session-${++sessions}`
      const all = [start, play, ...scripts]
      for (const { name, code } of [...all, ...files]) server.setFile(`/${session}/${name}`, code)
      const tags = all.map(({ name }) => `<script src="${name}"></script>`).join('\n')
      server.setFile(
        `/${session}/index.html`,
        `<!doctype html><meta charset="utf-8"><video id="video"></video>\n${tags}`,
      )
      const page = await browser.newPage()
      try {
        await page.goto(`${server.url}/${session}/index.html${query(session)}`)
        const evening = (): Promise<Evening> =>
          page.evaluate('(evening.video = null, JSON.parse(JSON.stringify(evening)))')
        await page
          .waitFor('evening.isOver || evening.errors.length > 0', { timeoutMs: LIMIT_MS })
          .catch(async (error: Error) =>
            Promise.reject(new Error(`${error.message} ${JSON.stringify(await evening())}`)),
          )
        return check(await evening(), emulator, session, hasAdCall)
      } finally {
        await page.close()
      }
    },
    async inV8(scripts) {
      const session = `session-${++sessions}`
      const [network, fake] = await Promise.all(
        ['fake-network.js', 'fake-browser.js'].map(async (name) => ({
          name,
          code: await read(`../support/browser/language-level/${name}`),
        })),
      )
      const page = v8.openPage({
        search: query(session),
        stored: {},
        scripts: [network!, fake!, start, play, ...scripts],
      })
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>(
        (_resolve, reject) => (timer = setTimeout(() => reject(new Error('does not end in V8')), LIMIT_MS)),
      )
      const evening = await Promise.race([page.over, late]).finally(() => clearTimeout(timer))
      await page.leave()
      return check(evening as Evening, emulator, session, true)
    },
    async close() {
      await Promise.all([browser.close(), v8.stop(), server.stop(), emulator.stop()])
    },
  }
}

function check(evening: Evening, emulator: Emulator, session: string, hasAdCall: boolean): Evening {
  const problems = [...evening.thrown, ...evening.errors]
  const names = emulator.requests
    .filter(({ body }) => JSON.stringify(body).includes(JSON.stringify(session)))
    .flatMap(({ body }) => ((body as { events?: { name: string }[] }).events ?? []).map(({ name }) => name))
  if (names.join() !== 'Videoview,VideoCompletion') problems.push(`sent ${names.join() || 'no event'}`)
  if (hasAdCall && !/[?&]cust_params=permutive%3D\d+/.test(evening.adTag ?? ''))
    problems.push(`called ${evening.adTag}`)
  if (problems.length > 0) throw new Error(problems.join('; '))
  return evening
}
