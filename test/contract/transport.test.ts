/**
 * @vitest-environment happy-dom
 *
 * The transport of web engines: over a loopback server for what travels, over a fake XMLHttpRequest for what goes wrong.
 */
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWebTransport } from '../../platforms/web/transport.ts'
import type { TransportRequest, TransportResponse } from '../../src/ports/transport.ts'

const NOTHING: TransportResponse = { status: 0, body: '', date: null, retryAfter: null }
const request = (changes: Partial<TransportRequest> = {}): TransportRequest => ({
  url: 'https://api.test/ccs',
  body: '{"events":[]}',
  headers: { 'Content-Type': 'application/json' },
  timeoutMs: 5000,
  ...changes,
})

describe('over a real server', () => {
  interface Received {
    method: string
    url: string
    headers: IncomingHttpHeaders
    body: string
  }
  let server: Server
  let base: string
  let received: Received[]
  let handle: (got: Received, response: ServerResponse) => void

  beforeAll(async () => {
    server = createServer((incoming, response) => {
      response.setHeader('Access-Control-Allow-Origin', '*')
      response.setHeader('Access-Control-Allow-Headers', '*')
      if (incoming.method === 'OPTIONS') return void response.end()
      let body = ''
      incoming.setEncoding('utf8').on('data', (part) => (body += part))
      incoming.on('end', () => {
        const got = { method: incoming.method!, url: incoming.url!, headers: incoming.headers, body }
        received.push(got)
        handle(got, response)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = 'http://127.0.0.1:' + (server.address() as AddressInfo).port
  })
  afterAll(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  beforeEach(() => {
    received = []
  })

  const send = (changes: Partial<TransportRequest> = {}) =>
    new Promise<TransportResponse>((resolve) =>
      createWebTransport().send(request({ url: base + '/ccs?k=1&activations=true', ...changes }), resolve),
    )

  it('posts the body as it is, with its headers', async () => {
    handle = (_got, response) => response.end('{"user_id":"x"}')
    const answer = await send({
      body: '{"title":"Größe 🎬"}',
      headers: { 'Content-Type': 'text/plain', 'X-Api-Key': 'KEY' },
    })
    expect(answer).toMatchObject({ status: 200, body: '{"user_id":"x"}' })
    expect(received).toEqual([
      {
        method: 'POST',
        url: '/ccs?k=1&activations=true',
        body: '{"title":"Größe 🎬"}',
        headers: expect.objectContaining({ 'content-type': expect.stringContaining('text/plain'), 'x-api-key': 'KEY' }),
      },
    ])
  })

  it.each([200, 204, 400, 401, 429, 503])('gives a status of %i as it came', async (status) => {
    handle = (_got, response) => void response.writeHead(status).end(status === 204 ? undefined : 'text')
    expect(await send()).toMatchObject({ status, body: status === 204 ? '' : 'text' })
  })

  it('gives nothing where the server drops the connection', async () => {
    handle = (_got, response) => void response.destroy()
    expect(await send()).toEqual(NOTHING)
  })

  it('gives nothing where nobody listens', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    expect(await send({ url: 'http://127.0.0.1:' + port })).toEqual(NOTHING)
  })

  it('gives nothing where no answer comes in time', async () => {
    handle = () => {}
    expect(await send({ timeoutMs: 50 })).toEqual(NOTHING)
  })
})

/** As much of XMLHttpRequest as the transport touches; the test plays the network. */
class FakeXhr {
  static all: FakeXhr[] = []
  static fault: 'open' | 'send' | null = null
  static readable = ''
  static headers: Record<string, string> = {}
  status = 0
  responseText = ''
  timeout = 0
  onload: (() => void) | null = null
  onerror: (() => void) | null = null
  ontimeout: (() => void) | null = null
  onabort: (() => void) | null = null
  calls: unknown[][] = []
  asked: string[] = []
  constructor() {
    FakeXhr.all.push(this)
  }
  open(...args: unknown[]) {
    if (FakeXhr.fault === 'open') throw new Error('refused')
    this.calls.push(['open', ...args])
  }
  setRequestHeader(...args: unknown[]) {
    this.calls.push(['header', ...args])
  }
  send(body: string) {
    if (FakeXhr.fault === 'send') throw new Error('refused')
    this.calls.push(['send', body, this.timeout])
  }
  abort() {
    this.calls.push(['abort'])
    this.onabort?.()
  }
  getAllResponseHeaders() {
    return FakeXhr.readable
  }
  getResponseHeader(name: string) {
    this.asked.push(name)
    return FakeXhr.headers[name] ?? null
  }
  answer(status: number, body = '') {
    this.status = status
    this.responseText = body
    this.onload?.()
  }
}

describe('over a fake request', () => {
  beforeEach(() => {
    FakeXhr.all = []
    FakeXhr.fault = null
    FakeXhr.readable = ''
    FakeXhr.headers = {}
    vi.stubGlobal('XMLHttpRequest', FakeXhr)
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  function send(changes: Partial<TransportRequest> = {}) {
    const answers: TransportResponse[] = []
    const abort = createWebTransport().send(request(changes), (answer) => answers.push(answer))
    return { answers, abort, xhr: FakeXhr.all[FakeXhr.all.length - 1]! }
  }
  const isAborted = (xhr: FakeXhr) => xhr.calls.some(([name]) => name === 'abort')

  it('opens, sets headers and deadline, and sends, in this order', () => {
    expect(send().xhr.calls).toEqual([
      ['open', 'POST', 'https://api.test/ccs', true],
      ['header', 'Content-Type', 'application/json'],
      ['send', '{"events":[]}', 5000],
    ])
  })

  it('answers once, whatever else the engine fires', () => {
    const { answers, xhr } = send()
    xhr.answer(200, 'x')
    xhr.onerror?.()
    xhr.ontimeout?.()
    xhr.abort()
    vi.advanceTimersByTime(10_000)
    expect(answers).toEqual([{ status: 200, body: 'x', date: null, retryAfter: null }])
  })

  it.each(['onerror', 'ontimeout', 'onabort'] as const)('answers nothing at %s', (event) => {
    const { answers, xhr } = send()
    xhr.status = 200
    xhr.responseText = 'half'
    xhr[event]!()
    expect(answers).toEqual([NOTHING])
  })

  it('gives up by its own timer where the engine’s never fires, and ends the request', () => {
    const { answers, xhr } = send({ timeoutMs: 3000 })
    vi.advanceTimersByTime(2999)
    expect(answers).toEqual([])
    vi.advanceTimersByTime(1)
    expect(answers).toEqual([NOTHING])
    expect(isAborted(xhr)).toBe(true)
    xhr.answer(200, 'late')
    expect(answers.length).toBe(1)
  })

  it('never answers once it is aborted, and keeps no timer', () => {
    const { answers, abort, xhr } = send()
    abort()
    expect(isAborted(xhr)).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    xhr.answer(200, 'late')
    vi.advanceTimersByTime(10_000)
    expect(answers).toEqual([])
  })

  it('keeps no timer once it has answered, and may be aborted then', () => {
    const { answers, abort, xhr } = send()
    xhr.answer(200, 'x')
    expect(vi.getTimerCount()).toBe(0)
    abort()
    expect(answers.length).toBe(1)
  })

  it.each(['open', 'send'] as const)('answers nothing, later, where %s throws', (fault) => {
    FakeXhr.fault = fault
    const { answers } = send()
    expect(answers).toEqual([])
    vi.advanceTimersByTime(0)
    expect(answers).toEqual([NOTHING])
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each<[string, unknown]>([
    ['there is no XMLHttpRequest', undefined],
    [
      'none can be made',
      function () {
        throw new Error('spoiled')
      },
    ],
  ])('answers nothing, later, where %s', (_, value) => {
    vi.stubGlobal('XMLHttpRequest', value)
    const { answers, abort } = send()
    expect(answers).toEqual([])
    vi.advanceTimersByTime(0)
    expect(answers).toEqual([NOTHING])
    expect(vi.getTimerCount()).toBe(0)
    expect(abort).not.toThrow()
  })

  it('leaves no timer where send threw and the caller aborted', () => {
    FakeXhr.fault = 'send'
    send().abort()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not answer where send threw and the caller aborted', () => {
    FakeXhr.fault = 'send'
    const { answers, abort } = send()
    abort()
    vi.advanceTimersByTime(10_000)
    expect(answers).toEqual([])
  })

  it('reads Date and Retry-After where scripts may', () => {
    FakeXhr.readable = 'content-type: application/json\r\ndate: Sun, 01 Mar 2026 20:00:00 GMT\r\nretry-after: 5\r\n'
    FakeXhr.headers = { Date: 'Sun, 01 Mar 2026 20:00:00 GMT', 'Retry-After': '5' }
    const { answers, xhr } = send()
    xhr.answer(429)
    expect(answers[0]).toEqual({ status: 429, body: '', date: 'Sun, 01 Mar 2026 20:00:00 GMT', retryAfter: '5' })
  })

  it.each(['', 'content-type: text/html\r\nx-date: 1\r\n', 'last-modified: date: x\r\n'])(
    'never asks for a header that is hidden: %j',
    (readable) => {
      FakeXhr.readable = readable
      FakeXhr.headers = { Date: 'x', 'Retry-After': 'x' }
      const { answers, xhr } = send()
      xhr.answer(200, 'x')
      expect(xhr.asked).toEqual([])
      expect(answers[0]).toMatchObject({ date: null, retryAfter: null })
    },
  )

  it.each(['status', 'responseText', 'getAllResponseHeaders', 'getResponseHeader'])(
    'answers nothing where the page put something in place of %s that throws',
    (member) => {
      FakeXhr.readable = 'date: x\r\n'
      const { answers, xhr } = send()
      Object.defineProperty(xhr, member, {
        get() {
          throw new Error('spoiled')
        },
        set() {},
      })
      expect(() => xhr.answer(200, 'x')).not.toThrow()
      expect(answers).toEqual([NOTHING])
      expect(vi.getTimerCount()).toBe(0)
    },
  )

  it('takes an engine that gives no list of headers', () => {
    FakeXhr.readable = null as never
    const { answers, xhr } = send()
    xhr.answer(200, 'x')
    expect(answers[0]).toMatchObject({ status: 200, date: null })
  })
})

describe('the rest', () => {
  afterEach(() => vi.unstubAllGlobals())

  it.each([true, false])('hands a beacon over, and says whether the engine took it: %s', (isTaken) => {
    const calls: unknown[][] = []
    vi.stubGlobal('navigator', { sendBeacon: (...args: unknown[]) => (calls.push(args), isTaken) })
    expect(createWebTransport().beacon('https://api.test/ccs?k=1', '{}')).toBe(isTaken)
    expect(calls).toEqual([['https://api.test/ccs?k=1', '{}']])
  })

  it('has no beacon where the engine has none', () => {
    vi.stubGlobal('navigator', {})
    expect(createWebTransport().beacon('https://api.test', '{}')).toBe(false)
  })

  it('has neither beacon nor an opinion where the window has no navigator', () => {
    vi.stubGlobal('navigator', undefined)
    expect([createWebTransport().beacon('https://api.test', '{}'), createWebTransport().isOffline()]).toEqual([
      false,
      false,
    ])
  })

  it.each<[unknown, boolean]>([
    [false, true],
    [true, false],
    [undefined, false],
  ])('with navigator.onLine %s the device is surely offline: %s', (onLine, isOffline) => {
    vi.stubGlobal('navigator', { onLine })
    expect(createWebTransport().isOffline()).toBe(isOffline)
  })
})
