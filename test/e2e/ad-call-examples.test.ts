/**
 * The complete examples of docs/ad-calls.md, bundled as an app would and run in a browser: what reaches the ad server, byte for byte.
 *
 * The clients are the real ones where npm has them. IMA and its DAI part are served by Google alone; what stands in for them here
 * does nothing but send what it was handed (`pages/ima-stand-in.js`).
 */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findExamples } from '../../scripts/lib/doc-blocks.mjs'
import type { Emulator, Workspace } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { EngineName } from '../engines/engines.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { Page } from '../support/browser/page.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import { API_KEY } from './meter-truth-stage.ts'

const ENGINE: EngineName = 'chromium-119'
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PACKAGES = ['players', 'ad-clients'].map((folder) => `${ROOT}test/${folder}/node_modules`)
const STAND_IN = fileURLToPath(new URL('pages/ima-stand-in.js', import.meta.url))
const PAGE =
  '<!doctype html><link rel="icon" href="data:,"><video id="video" muted></video><div id="ads"></div><script src="ima.js"></script><script src="example.js"></script>'

const PLATFORMS = ['dfp', 'freewheel', 'adswizz_keyvalue', 'springserve', 'appnexus_adserver']

/** One cohort by what was opened, one by the content. */
const WORKSPACE: Workspace = {
  keys: [API_KEY],
  identifiers: [],
  events: { Screenview: { type: 'object' }, Videoview: { type: 'object' }, VideoCompletion: { type: 'object' } },
  cohorts: [
    {
      id: '12345',
      name: 'Opens sports',
      rule: { event: 'Screenview', where: [{ path: 'categories', contains: 'sports' }] },
      activations: PLATFORMS,
    },
  ],
  contextual: [
    {
      id: '99999',
      name: 'Sports content',
      when: { path: 'page_properties.video.categories', contains: 'sports' },
      activations: PLATFORMS,
    },
  ],
}

interface AdCall {
  method: string
  /** Host and the rest of the url, as the client sent it. */
  url: string
  body: string
}

/** Section of the page, what the ad server got, and what it answers. */
const EXAMPLES: Record<string, { url: string; body?: unknown; answer?: string }> = {
  'Fresh cohorts in the pre-roll': {
    url: '7cbf2.v.fwmrm.net/ad/g/1?nw=193466&prof=193466:tv&resp=vast4;permutive=12345&permutive=99999;slid=pre&ptgt=a',
  },
  'Google Ad Manager, IMA for HTML5': {
    url: 'pubads.g.doubleclick.net/gampad/ads?iu=/6062/videodemo&sz=1920x1080&gdfp_req=1&env=vp&output=xml_vast4&unviewed_position_start=1&cust_params=section%3Dblog%26permutive%3D12345%26prmtvctx%3D99999',
  },
  'Google Ad Manager, videojs-ima': {
    url: 'pubads.g.doubleclick.net/gampad/ads?iu=/6062/videodemo&sz=1920x1080&gdfp_req=1&env=vp&output=xml_vast4&unviewed_position_start=1&cust_params=section%3Dblog%26permutive%3D12345%2C99999',
  },
  'Google DAI': {
    url: 'dai.google.com/ondemand/v1/hls/content/2528370/vid/tears-of-steel/stream',
    body: { iu: '/6062/video', cust_params: 'section=sports&permutive=12345,99999' },
  },
  FreeWheel: {
    url: '2f3ba.v.fwmrm.net/ad/g/1?nw=193466&prof=193466:live&csid=section&resp=vast4&flag=+exvt+emcr;permutive=12345&permutive=99999;slid=pre&ptgt=a&tpos=0',
    answer: '<VAST version="4.2"></VAST>',
  },
  AdsWizz: { url: 'stream.example/live.mp3?aw_0_1st.playerid=tv&aw_0_1st.permutive=12345,99999' },
  SpringServe: {
    url: 'tv.springserve.com/vast/1?w=1920&h=1080&cb={{CACHEBUSTER}}&ip={{IP}}&permutive=12345&prmtvctx=99999',
    answer: '<VAST version="4.2"></VAST>',
  },
  Xandr: {
    url: 'ib.adnxs.com/ptv?id=5523324&vmaxduration=30&vskippable=0&vframeworks=1,2&kw_permutive=12345&kw_permutive=99999',
    answer: '<VAST version="4.2"></VAST>',
  },
  'AWS MediaTailor, session by GET': {
    url: '1234.mediatailor.us-east-1.amazonaws.com/v1/master/1234/tv/derby.m3u8?ads.permutive=12345,99999',
  },
  'AWS MediaTailor, session by POST': {
    url: '1234.mediatailor.us-east-1.amazonaws.com/v1/session/1234/tv/derby.mpd',
    body: { adsParams: { permutive: '12345,99999' } },
    answer: '{"manifestUrl":"/derby.mpd","trackingUrl":"/tracking"}',
  },
  'OpenRTB and Prebid.js': {
    url: 'rtb.openx.net/openrtbb/prebidjs',
    body: expect.objectContaining({
      user: { data: [{ name: 'permutive.com', segment: [{ id: '12345' }] }] },
      site: expect.objectContaining({
        content: {
          url: 'https://tv.example/derby',
          title: 'Derby',
          keywords: 'sports',
          data: [{ name: 'permutive.com', segment: [{ id: '99999' }] }],
        },
      }),
    }),
  },
}

const text = readFileSync(`${ROOT}docs/ad-calls.md`, 'utf8')
const rows = text.split('\n')

/** The heading under which a line stands. */
const sectionOf = (line: number): string =>
  rows
    .slice(0, line)
    .findLast((row) => /^##+ /.test(row))!
    .replace(/^#+ /, '')

const examples = findExamples(text).flatMap(({ line, code }) =>
  code.includes('createTracker(') ? [{ section: sectionOf(line), code }] : [],
)

const missing = await missingLibraries(ENGINE)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`the examples of the page on ad calls in ${ENGINE}${reason}`, () => {
  let browser: Browser | undefined

  beforeAll(async () => {
    browser = await launchBrowser({ engine: ENGINE, args: ['--autoplay-policy=no-user-gesture-required'] })
  })
  afterAll(() => browser?.close())

  it('are those that are known here', () => {
    expect(examples.map(({ section }) => section)).toEqual(Object.keys(EXAMPLES))
  })

  /** Runs the code in a page of its own; `calls` are those of the ad server at `url`. */
  async function run<T>(
    code: string,
    url: string,
    answer: string,
    look: (page: Page, calls: AdCall[], emulator: Emulator) => Promise<T>,
  ): Promise<T> {
    const calls: AdCall[] = []
    const emulator: Emulator = await startEmulator({ workspace: WORKSPACE })
    const server = await startStaticServer({ files: { '/': PAGE, '/ima.js': readFileSync(STAND_IN) } })
    const page = await browser!.newPage()
    try {
      server.setFile(
        `/${url.replace(/\?.*/, '')}`,
        (request, response) => void record(request, response, calls, answer),
      )
      server.setFile('/example.js', await bundle(code, server.url, emulator))
      await page.goto(`${server.url}/`)
      return await look(page, calls, emulator)
    } catch (error) {
      throw new Error(`${(error as Error).message}; page errors: ${JSON.stringify(page.errors)}`, { cause: error })
    } finally {
      await page.close()
      await Promise.all([server.stop(), emulator.stop()])
    }
  }

  it.each(examples)('send the cohorts of what was just opened: $section', async ({ section, code }) => {
    const { url, body, answer = '' } = EXAMPLES[section]!
    await run(code, url, answer, async (page, calls, emulator) => {
      await vi.waitUntil(() => emulator.requests.filter(({ status }) => status === 200).length >= 2, {
        timeout: 20_000,
      })
      await page.press('Enter')
      await vi.waitUntil(() => calls.length > 0, { timeout: 20_000 })
      expect(calls[0]).toEqual({ method: body === undefined ? 'GET' : 'POST', url, body: expect.anything() })
      if (body !== undefined) expect(JSON.parse(calls[0]!.body)).toEqual(body)
      expect(emulator.events().map(({ name }) => name)).toContain('Screenview')
    })
  })

  it('would come too late in the event that videojs-ima fires with the request: it has been sent as it was, and nothing throws', async () => {
    const tag = 'pubads.g.doubleclick.net/gampad/ads?iu=/1/tv'
    const code = `
      import videojs from 'video.js'
      import 'videojs-contrib-ads'
      import 'videojs-ima'
      import { decorateAdsRequest } from 'ctv-tracker/ads'
      const player = videojs('video')
      player.on('ads-request', ({ AdsRequest }) => (window.decorated = decorateAdsRequest(AdsRequest, ['12345']).adTagUrl))
      player.ima({ id: 'video', adTagUrl: 'https://${tag}' })`
    await run(code, tag, '', async (page, calls) => {
      expect(await page.waitFor('window.decorated')).toContain('iu=/1/tv&cust_params=permutive%3D12345')
      await vi.waitUntil(() => calls.length > 0, { timeout: 20_000 })
      expect(calls.map(({ url }) => url)).toEqual([tag])
      expect(page.errors).toEqual([])
    })
  })
})

/** The example as it stands, but for its key and for hosts that are somebody else's: those are paths of the test's server. */
async function bundle(code: string, serverUrl: string, emulator: Emulator): Promise<Buffer> {
  const own = code
    .replace(
      "apiKey: 'YOUR_WORKSPACE_KEY'",
      `apiKey: '${API_KEY}', endpoints: { ccs: '${emulator.url}', contextual: '${emulator.url}' }`,
    )
    .replace(/'https:\/\/(?!tv\.example)/g, `'${serverUrl}/`)
    .replace(
      'pbjs.processQueue()',
      `pbjs.processQueue(); pbjs.setConfig({ openxOrtbUrl: '${serverUrl}/rtb.openx.net/openrtbb/prebidjs' } as never)`,
    )
    // The answers have their time, however busy the machine is.
    .replace('deadlineMs: 300', 'deadlineMs: 20_000')
  const { outputFiles } = await build({
    stdin: { contents: own, resolveDir: ROOT, loader: 'ts' },
    nodePaths: PACKAGES,
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'silent',
  })
  return Buffer.from(outputFiles[0]!.contents)
}

async function record(
  request: IncomingMessage,
  response: ServerResponse,
  calls: AdCall[],
  answer: string,
): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  calls.push({ method: request.method!, url: request.url!.slice(1), body })
  response
    .writeHead(200, { 'content-type': answer.startsWith('<') ? 'application/xml' : 'application/json' })
    .end(answer)
}
