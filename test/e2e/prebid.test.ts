/**
 * Prebid.js from npm, in a browser, with bidders on loopback: what of our user data is in the bid requests.
 */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EngineName } from '../engines/engines.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { Page } from '../support/browser/page.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'

const ENGINE: EngineName = 'chromium-119'
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CLIENTS = `${ROOT}test/ad-clients/node_modules`
const PAGE = '<!doctype html><link rel="icon" href="data:,"><script src="prebid.js"></script>'
const BIDDERS = ['openx', 'server'] as const

interface BidRequest {
  user?: { data?: unknown; keywords?: string; ext?: unknown }
  site?: { content?: unknown }
}

const ours = (...ids: string[]) => ({ name: 'permutive.com', segment: ids.map((id) => ({ id })) })

const missing = await missingLibraries(ENGINE)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`Prebid.js in ${ENGINE}${reason}`, () => {
  let browser: Browser | undefined
  let server: StaticServer | undefined
  let page: Page
  /** Bid requests of the latest auction. */
  const asked: Partial<Record<(typeof BIDDERS)[number], BidRequest>> = {}

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [`${ROOT}test/e2e/pages/prebid.js`],
      nodePaths: [CLIENTS],
      bundle: true,
      write: false,
      format: 'iife',
      logLevel: 'silent',
    })
    const answer = (bidder: (typeof BIDDERS)[number]) => async (request: IncomingMessage, response: ServerResponse) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      asked[bidder] = JSON.parse(body) as BidRequest
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"1","seatbid":[]}')
    }
    server = await startStaticServer({
      files: {
        '/': PAGE,
        '/prebid.js': Buffer.from(outputFiles[0]!.contents),
        '/openx': (request, response) => void answer('openx')(request, response),
        '/server': (request, response) => void answer('server')(request, response),
      },
    })
    browser = await launchBrowser({ engine: ENGINE })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  beforeEach(async () => {
    page = await browser!.newPage()
    await page.goto(`${server!.url}/`)
    await page.waitFor('!!window.stage')
    return () => page.close()
  })

  /** Runs lines of an app, then an auction; what was sent to each bidder as `user`. */
  async function auction(
    code: string,
    bidders: readonly (typeof BIDDERS)[number][] = BIDDERS,
  ): Promise<BidRequest['user'][]> {
    for (const bidder of BIDDERS) delete asked[bidder]
    await page.evaluate(
      `(function () { var pbjs = stage.pbjs, openRtb = stage.openRtb, openRtbUserData = stage.openRtbUserData; ${code} })()`,
    )
    await page.evaluate('stage.requestBids()')
    expect(Object.keys(asked).sort()).toEqual([...bidders])
    return bidders.map((bidder) => asked[bidder]!.user)
  }

  const setUserData = (ids: string) => `pbjs.setConfig({ ortb2: { user: { data: openRtbUserData(${ids}) } } })`

  it('is the version of the lockfile', async () => {
    const { packages } = JSON.parse(readFileSync(`${ROOT}test/ad-clients/package-lock.json`, 'utf8')) as {
      packages: Record<string, { version: string }>
    }
    expect(await page.evaluate('stage.requestBids()')).toBe(`v${packages['node_modules/prebid.js']!.version}`)
  })

  it('sends every bidder exactly our user data, as set by setConfig', async () => {
    for (const user of await auction(setUserData(`['12345', '67890']`)))
      expect(user).toEqual({ data: [ours('12345', '67890')] })
  })

  it('sends behavioural cohorts first, then contextual ones', async () => {
    for (const user of await auction(setUserData(`{ behavioral: ['12345'], contextual: ['99999'] }`)))
      expect(user).toEqual({ data: [ours('12345', '99999')] })
  })

  it('sends the new cohorts alone once they were set again, and none once they were taken away', async () => {
    await auction(setUserData(`['1', '2']`))
    for (const user of await auction(setUserData(`['3']`))) expect(user).toEqual({ data: [ours('3')] })
    for (const user of await auction(setUserData('[]'))) expect(user?.data ?? []).toEqual([])
  })

  const setSignals = `pbjs.setConfig({ ortb2: openRtb({ behavioral: ['12345'], contextual: ['99999'] }) })`

  it('sends behavioural cohorts as user data and contextual ones as content data', async () => {
    await auction(setSignals)
    for (const bidder of BIDDERS)
      expect(asked[bidder]).toMatchObject({
        user: { data: [ours('12345')] },
        site: { content: { data: [ours('99999')] } },
      })
  })

  it('takes the user data of a viewer without consent away, and leaves the content data', async () => {
    const refused = `pbjs.setConfig({ consentManagement: { gdpr: { cmpApi: 'static', defaultGdprScope: true,
      rules: [{ purpose: 'personalizedAds', enforcePurpose: true, enforceVendor: false }],
      consentData: { getTCData: { tcString: 'CP', gdprApplies: true, eventStatus: 'tcloaded', cmpStatus: 'loaded',
        purpose: { consents: { 1: true, 2: true }, legitimateInterests: {} },
        vendor: { consents: { 69: true }, legitimateInterests: {} } } } } } });`
    // Under these rules a Prebid Server is not asked.
    const [user] = await auction(refused + setSignals, ['openx'])
    expect(user?.data).toBeUndefined()
    expect(asked.openx!.site!.content).toEqual({ data: [ours('99999')] })
  })

  it('forgets other ortb2 data at setConfig, so that it belongs into the same call', async () => {
    const own = `user: { keywords: 'own' }`
    for (const user of await auction(`pbjs.setConfig({ ortb2: { ${own} } }); ${setUserData(`['1']`)}`))
      expect(user).toEqual({ data: [ours('1')] })
    const together = await auction(
      `pbjs.setConfig({ ortb2: { user: { keywords: 'own', data: openRtbUserData(['1']) } } })`,
    )
    for (const user of together) expect(user).toEqual({ keywords: 'own', data: [ours('1')] })
  })

  it('adds to what was there at mergeConfig, so that old cohorts would stay', async () => {
    const users = await auction(
      `${setUserData(`['1']`)}; pbjs.mergeConfig({ ortb2: { user: { data: openRtbUserData(['2']) } } })`,
    )
    for (const user of users) expect(user).toEqual({ data: [ours('1'), ours('2')] })
  })

  it('carries 500 segments as they are', async () => {
    const ids = Array.from({ length: 500 }, (_, i) => String(10_000 + i))
    for (const user of await auction(
      setUserData(`Array.from({ length: 600 }, function (_, i) { return String(10000 + i) })`),
    ))
      expect(user).toEqual({ data: [ours(...ids)] })
  })

  it('sends ours beside those of Permutive’s own module, where a page has both', async () => {
    const module = `localStorage.setItem('_psegs', '[4000001]'); localStorage.setItem('_papns', '[]');
      pbjs.setConfig({ realTimeData: { dataProviders: [{ name: 'permutive', waitForIt: false, params: { acBidders: ['openx'] } }] } });`
    const [user] = await auction(module + setUserData(`['12345']`))
    // Under one name, which no bidder can tell apart: give ours another where that matters.
    expect(user!.data).toEqual([ours('12345'), ours('4000001'), { name: 'permutive', segment: [] }])
    await page.evaluate('localStorage.clear()')
  })
})
