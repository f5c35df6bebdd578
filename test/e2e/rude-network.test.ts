/** The script-tag build in Chromium 119 over real sockets, against a server that misbehaves once in each way and then works. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'

const BUILD = fileURLToPath(new URL('../../dist/ctv-tracker.js', import.meta.url))
const LIMIT_MS = 30_000
const ANSWER = '{"user_id":"u","cohorts":["1"],"activations":{"dfp":["1"]}}'
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After' }
const JSON_TYPE = { ...CORS, 'content-type': 'application/json' }

interface Rudeness {
  answer(response: ServerResponse, request: IncomingMessage): void
  /** The server took the events all the same. */
  isProcessed: boolean
  /** What the tracker learns. */
  status: number
}

const RUDE: Record<string, Rudeness> = {
  reset: { answer: (_, request) => request.socket.destroy(), isProcessed: false, status: 0 },
  silence: { answer: () => {}, isProcessed: true, status: 0 },
  'a body cut by the connection': {
    answer(response) {
      response.writeHead(200, { ...JSON_TYPE, 'content-length': 1000 })
      response.write(ANSWER.slice(0, 20), () => response.socket?.destroy())
    },
    isProcessed: true,
    status: 0,
  },
  'half a body': {
    answer: (response) => response.writeHead(200, JSON_TYPE).end(ANSWER.slice(0, 20)),
    isProcessed: true,
    status: 200,
  },
  'JSON that is no answer': {
    answer: (response) => response.writeHead(200, JSON_TYPE).end('[1, 2]'),
    isProcessed: false,
    status: 200,
  },
  'a captive portal': {
    answer: (response) => response.writeHead(200, { ...CORS, 'content-type': 'text/html' }).end('<h1>Welcome</h1>'),
    isProcessed: false,
    status: 200,
  },
  'a redirect to a login page': {
    answer: (response) => response.writeHead(302, { ...CORS, location: '/login' }).end(),
    isProcessed: false,
    status: 200,
  },
  'an answer withheld by CORS': {
    answer: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER),
    isProcessed: true,
    status: 0,
  },
  'too many requests': {
    answer: (response) => response.writeHead(429, { ...JSON_TYPE, 'retry-after': '1' }).end('{}'),
    isProcessed: false,
    status: 429,
  },
  'a broken gateway': {
    answer: (response) => response.writeHead(502, CORS).end('bad gateway'),
    isProcessed: false,
    status: 502,
  },
  'five megabytes': {
    answer: (response) =>
      response.writeHead(200, JSON_TYPE).end(ANSWER.slice(0, -1) + ',"more":"' + 'x'.repeat(5e6) + '"}'),
    isProcessed: true,
    status: 200,
  },
}
/** An answer all the same: nothing is sent again. */
const TAKEN = ['five megabytes']

const missing = await missingLibraries('chromium-119')

describe.skipIf(missing.length > 0)(
  `a network that misbehaves, in chromium-119${missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''}`,
  () => {
    const processed: Record<string, number> = {}
    const kinds = Object.keys(RUDE)
    let rude: Server
    let server: StaticServer
    let browser: Browser

    beforeAll(async () => {
      const asked = new Set<string>()
      rude = createServer((request, response) => {
        const kind = RUDE[kinds[Number(request.url!.split('/')[1])]!]
        // Chromium repeats a request by itself where a connection that was in use is reset.
        response.setHeader('connection', 'close')
        if (request.method === 'OPTIONS')
          return void response
            .writeHead(204, {
              ...CORS,
              'access-control-allow-headers': '*',
              'access-control-allow-methods': '*',
            })
            .end()
        if (!kind) return void response.writeHead(200, { ...CORS, 'content-type': 'text/html' }).end('<h1>Log in</h1>')
        const name = kinds[Number(request.url!.split('/')[1])]!
        request.resume().on('end', () => {
          const isFirst = !asked.has(name)
          asked.add(name)
          if (!isFirst || kind.isProcessed) processed[name] = (processed[name] ?? 0) + 1
          if (isFirst) kind.answer(response, request)
          else response.writeHead(200, JSON_TYPE).end(ANSWER)
        })
      })
      await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
      server = await startStaticServer({
        files: {
          '/ctv-tracker.js': await readFile(BUILD),
          '/page.html': '<!doctype html><link rel="icon" href="data:,"><script src="ctv-tracker.js"></script>',
        },
      })
      browser = await launchBrowser({ engine: 'chromium-119' })
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      await server?.stop()
      rude?.closeAllConnections()
      await new Promise((resolve) => (rude ? rude.close(resolve) : resolve(null)))
    })

    it('delays the event and loses none; it arrives twice only where the first request was processed unseen', async () => {
      const base = `http://127.0.0.1:${(rude.address() as AddressInfo).port}`
      const page = await browser.newPage()
      await page.goto(server.url + '/page.html')
      await page.evaluate(`
      window.sent = {}
      window.trackers = ${JSON.stringify(kinds)}.map(function (kind, place) {
        var tracker = CtvTracker.createTracker({
          apiKey: 'k',
          consent: 'granted',
          storageKey: 'rude-' + place,
          endpoints: { ccs: '${base}/' + place },
          contextual: { enabled: false },
          transport: { timeoutMs: kind == 'silence' ? 3000 : 10000 },
        })
        sent[kind] = []
        tracker.on('sent', function (event) { sent[kind].push(event.status) })
        tracker.track('Pageview')
        return tracker
      })
      0`)
      const left = () =>
        page.evaluate<number>(
          'trackers.filter(function (tracker) { return tracker.inspect().queue.events.length > 0 }).length',
        )
      await vi.waitUntil(async () => (await left()) === 0, { timeout: LIMIT_MS, interval: 100 })
      const sent = await page.evaluate<Record<string, number[]>>('sent')
      for (const kind of kinds) {
        const { status, isProcessed } = RUDE[kind]!
        const isTaken = TAKEN.includes(kind)
        expect(sent[kind], kind).toEqual(isTaken ? [200] : [status, 200])
        expect(processed[kind], kind).toBe(isProcessed && !isTaken ? 2 : 1)
      }
    }, 60_000)
  },
)
