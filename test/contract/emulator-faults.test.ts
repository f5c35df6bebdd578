/**
 * What ordered faults look like to a client, over HTTP and in process, and what they leave behind.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator, Fault } from '../../tools/emulator/index.ts'

const path = '/ccs/v1/segmentation?k=00000000-0000-4000-8000-000000000001'
const body = {
  user_id: '2008c38f-dece-4570-976d-87593ed001c3',
  events: [{ name: 'Pageview', time: '2024-01-15T10:30:00Z', properties: {} }],
}

/** What a client sees: the status and the text, or that the connection broke. */
interface Seen {
  status: number | 'broken'
  text: string
  retryAfter: string | null
}

let emulator: Emulator

beforeEach(async () => {
  emulator = await startEmulator()
})

afterEach(() => emulator.stop())

async function overHttp(signal?: AbortSignal): Promise<Seen> {
  const request: RequestInit = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: signal ?? null,
  }
  try {
    const response = await fetch(emulator.url + path, request)
    return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') }
  } catch {
    // Every failure of the network looks the same to a script.
    return { status: 'broken', text: '', retryAfter: null }
  }
}

async function inProcess(signal?: AbortSignal): Promise<Seen> {
  try {
    const response = await emulator.inject(signal === undefined ? { url: path, body } : { url: path, body, signal })
    return { status: response.status, text: response.body, retryAfter: response.headers['retry-after'] ?? null }
  } catch {
    return { status: 'broken', text: '', retryAfter: null }
  }
}

describe.each([
  ['over HTTP', overHttp],
  ['in process', inProcess],
])('%s', (_way, ask) => {
  it('a status is answered in the envelope and nothing is processed', async () => {
    emulator.fault('ccs', { kind: 'status', status: 429, retryAfter: 7, count: 1 })
    const { status, text, retryAfter } = await ask()
    expect(status).toBe(429)
    expect(retryAfter).toBe('7')
    expect(JSON.parse(text)).toMatchObject({ error: { status_code: 429, status: 'TooManyRequests' } })
    expect(emulator.events()).toEqual([])
    expect((await ask()).status).toBe(200)
  })

  it.each([400, 403, 413, 422, 500, 502, 503])('%i can be ordered', async (status) => {
    emulator.fault('*', { kind: 'status', status })
    expect((await ask()).status).toBe(status)
  })

  it.each<[Fault['kind'], number]>([
    ['drop-before', 0],
    ['drop-after', 1],
    ['half-body', 1],
  ])('%s breaks the connection and leaves %i event', async (kind, stored) => {
    emulator.fault('ccs', { kind, count: 1 } as Fault)
    expect((await ask()).status).toBe('broken')
    expect(emulator.events()).toHaveLength(stored)
    expect((await ask()).status).toBe(200)
  })

  it('half a body with a clean end is no JSON', async () => {
    emulator.fault('ccs', { kind: 'half-body', cleanEnd: true, count: 1 })
    const { status, text } = await ask()
    expect(status).toBe(200)
    expect(text).toMatch(/^\{"user_id"/)
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
    expect(emulator.events()).toHaveLength(1)
  })

  it('a captive portal answers 200 with a page', async () => {
    emulator.fault('ccs', { kind: 'captive-portal', count: 1 })
    const { status, text } = await ask()
    expect(status).toBe(200)
    expect(text).toMatch(/^<!doctype html>/)
    expect(emulator.events()).toEqual([])
  })

  it('a hanging request ends only when the client gives up', async () => {
    emulator.fault('ccs', { kind: 'hang', count: 1 })
    const client = new AbortController()
    const asked = ask(client.signal)
    const outcome = await Promise.race([asked, ask().then(() => 'the next request was answered')])
    expect(outcome).toBe('the next request was answered')
    client.abort()
    expect((await asked).status).toBe('broken')
    expect(emulator.events()).toHaveLength(1)
  })

  it('a hanging request ends when the emulator stops', async () => {
    emulator.fault('ccs', { kind: 'hang', count: 1 })
    const asked = ask()
    await ask()
    await emulator.stop()
    expect((await asked).status).toBe('broken')
  })
})

describe('latency', () => {
  it('holds the request back by the time ordered, on the clock given', async () => {
    const slept: number[] = []
    const own = await startEmulator({ listen: false, sleep: async (ms) => void slept.push(ms) })
    own.fault('ccs', { kind: 'latency', latencyMs: 1500, count: 1 })
    own.fault('ccs', { kind: 'status', status: 503, latencyMs: 20, count: 1 })
    expect((await own.inject({ url: path, body })).status).toBe(200)
    expect((await own.inject({ url: path, body })).status).toBe(503)
    await own.stop()
    expect(slept).toEqual([1500, 20])
  })

  it('does not hold up the end of the emulator', async () => {
    emulator.fault('ccs', { kind: 'latency', latencyMs: 3_600_000 })
    const asked = overHttp()
    await overHttpUntilSeen()
    await emulator.stop()
    expect((await asked).status).not.toBe(200)
  })
})

/** Resolves when the emulator has seen a request. */
async function overHttpUntilSeen(): Promise<void> {
  while (emulator.requests.length === 0 || emulator.requests[0]?.fault === null)
    await new Promise((resolve) => setImmediate(resolve))
}

describe('a fault', () => {
  it('hits only the route it was ordered for', async () => {
    emulator.fault('contextual', { kind: 'drop-before' })
    expect((await inProcess()).status).toBe(200)
  })

  it('comes before the key and the body are looked at', async () => {
    emulator.fault('ccs', { kind: 'status', status: 503 })
    expect((await emulator.inject({ url: '/ccs/v1/segmentation', body: '{broken' })).status).toBe(503)
  })

  it('is over when faults are cleared', async () => {
    emulator.fault('*', { kind: 'drop-before' })
    emulator.clearFaults()
    expect((await inProcess()).status).toBe(200)
  })

  it('that is wrong is refused with the field and what was expected', () => {
    expect(() => emulator.fault('ccs', { kind: 'status', status: 99 })).toThrow(
      'status: expected a whole number from 400 to 599, received 99',
    )
  })
})

describe('seen requests', () => {
  it('hold what came and what was answered, the lost ones too', async () => {
    emulator.fault('ccs', { kind: 'drop-after', count: 1 })
    await inProcess()
    await inProcess()
    await emulator.inject({ url: '/nowhere?a=1', method: 'GET' })
    expect(emulator.requests).toMatchObject([
      {
        seq: 1,
        route: 'ccs',
        method: 'POST',
        path: '/ccs/v1/segmentation',
        body,
        status: null,
        answer: null,
        fault: 'drop-after',
      },
      {
        seq: 2,
        route: 'ccs',
        query: { k: '00000000-0000-4000-8000-000000000001' },
        status: 200,
        answer: { user_id: body.user_id },
        fault: null,
      },
      { seq: 3, route: 'unknown', method: 'GET', path: '/nowhere', query: { a: '1' }, body: null, status: 404 },
    ])
  })

  it('are as many as asked for, the newest', async () => {
    const own = await startEmulator({ listen: false, maxRequests: 2 })
    for (let i = 0; i < 3; i += 1) await own.inject({ url: path, body })
    expect(own.requests.map(({ seq }) => seq)).toEqual([2, 3])
    await own.stop()
  })

  it('are reported when they are over', async () => {
    const seen: (number | null)[] = []
    const own = await startEmulator({ onRequest: ({ status }) => void seen.push(status) })
    own.fault('ccs', { kind: 'drop-before', count: 1 })
    await own.inject({ url: path, body }).catch(() => undefined)
    await own.inject({ url: path, body })
    await own.stop()
    expect(seen).toEqual([null, 200])
  })
})
