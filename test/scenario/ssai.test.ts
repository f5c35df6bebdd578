/**
 * The examples of docs/ssai.md against each other, over loopback: the app with the tracker, the two servers, and stand-ins for
 * MediaTailor and DAI that do what their documents say. What counts is what would reach the ad server.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as http from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as ads from '../../src/ads/index.ts'
import * as server from '../../src/ads/server/index.ts'
import type { Tracker, TrackerOptions } from '../../src/api.ts'
import { examplesOf, runExample } from '../support/doc-example.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

const examples = Object.fromEntries(examplesOf('docs/ssai.md').map(({ section, code }) => [section, code]))

let evening: Evening
const servers: Server[] = []
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(async () => {
  await evening.emulator.stop()
  for (const one of servers.splice(0)) await new Promise((resolve) => one.close(resolve))
})

async function listen(one: Server): Promise<string> {
  servers.push(one)
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

/** `fetch` that finds the hosts of the examples on loopback. */
const fetchVia =
  (hosts: Record<string, string>): typeof fetch =>
  (url, options) => {
    const { origin } = new URL(url as string)
    if (!hosts[origin]) throw new Error(`unexpected request to ${origin}`)
    return fetch((url as string).replace(origin, hosts[origin]), options)
  }

/** A stitcher as far as the examples see it: takes a session, and says what its ad server would be asked with. */
interface Stitcher {
  origin: string
  url: string
  sessions: { url: string; headers: IncomingMessage['headers']; adCall: Record<string, string> }[]
}

/** https://docs.aws.amazon.com/mediatailor/latest/ug/passing-paramters-to-the-ads.html */
async function startMediaTailor(): Promise<Stitcher> {
  const sessions: Stitcher['sessions'] = []
  const url = await listen(
    createServer((request, response) => {
      void textOf(request).then((text) => {
        const { adsParams } = JSON.parse(text) as { adsParams: Record<string, string> }
        sessions.push({ url: request.url!, headers: request.headers, adCall: adsParams })
        const manifestUrl = request.url!.replace('/v1/session/', '/v1/master/') + '?aws.sessionId=1'
        response.end(JSON.stringify({ manifestUrl }))
      })
    }),
  )
  return { origin: 'https://1234.mediatailor.us-east-1.amazonaws.com', url, sessions }
}

/** https://developers.google.com/ad-manager/dynamic-ad-insertion/api/full-service/reference/live */
async function startDai(): Promise<Stitcher> {
  const sessions: Stitcher['sessions'] = []
  const url = await listen(
    createServer((request, response) => {
      void textOf(request).then((text) => {
        const custom = new URLSearchParams(new URLSearchParams(text).get('cust_params') ?? '')
        sessions.push({ url: request.url!, headers: request.headers, adCall: Object.fromEntries(custom) })
        response.end(JSON.stringify({ stream_id: '1', stream_manifest: 'https://dai.google.com/1.m3u8' }))
      })
    }),
  )
  return { origin: 'https://dai.google.com', url, sessions }
}

/** The server of a section, in front of a stitcher. */
function startServer(section: string, { origin, url }: Stitcher): Promise<string> {
  const { server: one } = runExample<{ server: Server }>(examples[section]!, {
    modules: { 'node:http': http, 'ctv-tracker/ads': ads, 'ctv-tracker/ads/server': server },
    globals: { fetch: fetchVia({ [origin]: url }), process: { env: { DAI_API_KEY: 'secret' } } },
  })
  return listen(one)
}

/** The app of the page, on a television of the evening. */
function startTelevision(url: string, options: Partial<TrackerOptions>) {
  return runExample<{ tracker: Tracker; startSession(film: { url: string }): Promise<string> }>(
    examples['In the app']!,
    {
      modules: { 'ctv-tracker': { createTracker: () => startApp(evening, options).tracker } },
      globals: { fetch: fetchVia({ 'https://tv.example': url }) },
    },
  )
}

describe.each([
  {
    section: 'AWS MediaTailor',
    start: startMediaTailor,
    own: {},
    path: '/v1/session/1234/tv/derby.m3u8',
    manifest: 'https://1234.mediatailor.us-east-1.amazonaws.com/v1/master/1234/tv/derby.m3u8?aws.sessionId=1',
  },
  {
    section: 'Google DAI',
    start: startDai,
    own: { section: 'sports' },
    path: '/linear/v1/hls/event/YOUR_ASSET_KEY/stream',
    manifest: 'https://dai.google.com/1.m3u8',
  },
])('$section', ({ section, start, own, path, manifest }) => {
  it('is asked with the cohorts of the viewer, behavioural and contextual, and with the ids that the server allows', async () => {
    const stitcher = await start()
    const { tracker, startSession } = startTelevision(await startServer(section, stitcher), { consent: 'granted' })
    tracker.track('Videoview', { categories: ['sports'] })
    tracker.track('Videoview', { categories: ['sports'] })
    tracker.prefetch(SPORTS)
    await evening.device.settle()
    const { userId } = tracker.ids
    expect(await startSession(SPORTS)).toBe(manifest)
    expect(stitcher.sessions.map(({ url }) => url)).toEqual([path])
    const { behavioral, contextual } = tracker.activations.get('gam', { split: true })
    expect([behavioral.length, contextual.length].every(Boolean)).toBe(true)
    expect(stitcher.sessions[0]!.adCall).toEqual({
      ...own,
      permutive: behavioral.join(),
      prmtvctx: contextual.join(),
      puid: userId,
    })
  })

  it('is asked with the contextual cohorts alone without consent, and learns nothing of the viewer', async () => {
    const stitcher = await start()
    const { tracker, startSession } = startTelevision(await startServer(section, stitcher), {})
    tracker.prefetch(SPORTS)
    await evening.device.settle()
    expect(await startSession(SPORTS)).toBe(manifest)
    expect(stitcher.sessions[0]!.adCall).toEqual({ ...own, prmtvctx: '99999' })
  })

  it('is told who the ads are for: the television, not the server', async () => {
    const stitcher = await start()
    const url = await startServer(section, stitcher)
    await fetch(url, { method: 'POST', headers: { 'User-Agent': 'TV/1' }, body: '{}' })
    expect(stitcher.sessions[0]!.headers).toMatchObject({ 'user-agent': 'TV/1', 'x-forwarded-for': '127.0.0.1' })
  })

  it('starts the session without cohorts where the post makes no sense', async () => {
    const stitcher = await start()
    const url = await startServer(section, stitcher)
    for (const body of ['', '{', '[]', '{"targeting":{"behavioral":"1"},"consent":"granted"}', 'x'.repeat(100_000)]) {
      const answer = await fetch(url, { method: 'POST', body })
      expect(await answer.json()).toEqual({ manifest })
      expect(stitcher.sessions.at(-1)!.adCall).toEqual(own)
    }
  })

  it('leaves the app without a manifest, and the server running, where the stitcher does not answer', async () => {
    const stitcher = await start()
    const url = await startServer(section, { ...stitcher, url: 'http://127.0.0.1:1' })
    for (let i = 0; i < 2; i++) expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(502)
  })
})
