/**
 * Requests that mean no good, or nothing: the emulator answers, keeps within its bounds, and goes on.
 */
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator, EmulatorOptions, Fault } from '../../tools/emulator/index.ts'

const key = '00000000-0000-4000-8000-000000000001'
const ccs = `/ccs/v1/segmentation?k=${key}`

let emulator: Emulator
const start = async (options: EmulatorOptions = {}): Promise<Emulator> => (emulator = await startEmulator(options))

afterEach(() => emulator.stop())

describe('with the console open', () => {
  const faults: Fault[] = [
    { kind: 'latency', latencyMs: 0 },
    { kind: 'status', status: 503 },
    { kind: 'drop-before' },
    { kind: 'drop-after' },
    { kind: 'half-body' },
    { kind: 'half-body', cleanEnd: true },
    { kind: 'captive-portal' },
  ]
  const bodies = ['', 'null', '7', '"text"', '[]', '{', '{"events":7}', '{"events":[null]}', '{"events":{"length":3}}']

  it.each(faults)('no body can end it while %j is ordered', async (fault) => {
    await start()
    const control = new AbortController()
    const stream = await fetch(`${emulator.url}/_emulator/stream`, { signal: control.signal })
    emulator.fault('*', fault)
    for (const body of bodies) {
      for (const path of [ccs, `/ctx/v1/segment?k=${key}`, `/v2.0/identify?k=${key}`])
        await fetch(emulator.url + path, { method: 'POST', body }).catch(() => null)
    }
    emulator.clearFaults()
    const told = await tellsOf(stream, bodies.length * 3)
    expect(told).toBe(bodies.length * 3)
    control.abort()
    expect((await fetch(emulator.url + ccs, { method: 'POST', body: '{}' })).status).toBe(400)
  })

  /** Reads the stream until it told of the end of so many requests; returns of how many it did. */
  async function tellsOf(stream: Response, count: number): Promise<number> {
    const ended = new Set<number>()
    let text = ''
    for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString()
      for (const [, json] of text.matchAll(/^event: request\ndata: (.+)\n\n/gm)) {
        const { seq, endedAt } = JSON.parse(json!) as { seq: number; endedAt: number | null }
        if (endedAt !== null) ended.add(seq)
      }
      if (ended.size >= count) break
    }
    return ended.size
  }
})

describe('fault orders', () => {
  it.each([
    { kind: 'status', status: 503, retryAfter: 'a\nb' },
    { kind: 'status', status: 503, retryAfter: 'ü' },
    { kind: 'status', status: 503, retryAfter: '' },
    { kind: 'status', status: 503, retryAfter: null },
    { kind: 'half-body', cleanEnd: 'yes' },
  ])('that no answer could carry are refused: %j', async (fault) => {
    await start()
    const response = await fetch(`${emulator.url}/_emulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    })
    expect(response.status).toBe(400)
    expect(((await response.json()) as { message: string }).message).toMatch(/^(retryAfter|cleanEnd): expected/)
  })

  it('keep nothing but what they mean, and are no more than can be listed', async () => {
    await start()
    emulator.fault('ccs', { kind: 'hang', count: 1, note: 'x'.repeat(100_000) } as unknown as Fault)
    const read = async (): Promise<unknown[]> =>
      (await (await fetch(`${emulator.url}/_emulator/faults`)).json()) as unknown[]
    expect(await read()).toEqual([{ route: 'ccs', fault: { kind: 'hang', count: 1 }, remaining: 1 }])
    for (let i = 1; i < 1000; i += 1) emulator.fault('ccs', { kind: 'hang', count: 1 })
    expect(() => emulator.fault('ccs', { kind: 'hang', count: 1 })).toThrow(/^faults: expected at most 1000/)
    expect(await read()).toHaveLength(1000)
  })
})

/** Says that a body follows and sends the beginning of it. */
function sendHalf(target: string, headers: string[] = []): { socket: Socket; answer: Promise<string> } {
  const socket = connect(emulator.port, '127.0.0.1')
  const answer = new Promise<string>((resolve, reject) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += String(chunk)
      if (text.includes('\r\n\r\n')) resolve(text)
    })
    socket.once('close', () => resolve(text))
    socket.once('error', reject)
  })
  const lines = [`POST ${target} HTTP/1.1`, `Host: 127.0.0.1:${emulator.port}`, 'Content-Length: 990000', ...headers]
  socket.write(`${lines.join('\r\n')}\r\n\r\n{"events":`)
  return { socket, answer }
}

describe('a body', () => {
  it.each([
    ['/ccs/v1/segmentation', 401],
    ['/ccs/v1/segmentation?k=nobody', 401],
    ['/ctx/v1/segment', 401],
    ['/v2.0/identify', 401],
    ['/networks/42/segments', 401],
    ['/nowhere', 404],
  ])('for %s is not waited for: %i', async (target, status) => {
    await start()
    const { socket, answer } = sendHalf(target)
    expect(await answer).toMatch(`HTTP/1.1 ${status} `)
    socket.destroy()
  })

  it('of a foreign page for the console is not waited for either', async () => {
    await start()
    const { socket, answer } = sendHalf('/_emulator/faults', ['Origin: https://elsewhere.example'])
    expect(await answer).toMatch('HTTP/1.1 403 ')
    socket.destroy()
  })

  it('is read whatever its key where a fault will hit it', async () => {
    await start()
    emulator.fault('ccs', { kind: 'status', status: 503, count: 1 })
    const response = await emulator.inject({ url: '/ccs/v1/segmentation', body: { events: 'seen' } })
    expect(response.status).toBe(503)
    expect(emulator.requests[0]).toMatchObject({ status: 503, body: { events: 'seen' } })
  })

  it('that never ends is given up, however many there are', async () => {
    await start({ requestTimeoutMs: 100 })
    const halves = Array.from({ length: 200 }, () => sendHalf(ccs))
    const answers = await Promise.all(halves.map(({ answer }) => answer))
    expect(new Set(answers.map((text) => text.split('\r\n')[0]))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']))
    await Promise.all(
      halves.map(
        ({ socket }) => new Promise((resolve) => (socket.closed ? resolve(null) : socket.once('close', resolve))),
      ),
    )
    expect(emulator.requests.filter(({ endedAt }) => endedAt === null)).toEqual([])
    expect((await emulator.inject({ url: ccs, body: {} })).status).toBe(400)
  })
})

describe('the list of requests', () => {
  it('is bounded in bytes, the newest kept', async () => {
    await start({ maxRequestBytes: 3_000_000 })
    const body = `{"x":"${'y'.repeat(900_000)}"}`
    for (let i = 0; i < 10; i += 1) await emulator.inject({ url: ccs, body })
    expect(emulator.requests.map(({ seq }) => seq)).toEqual([8, 9, 10])
    await emulator.inject({ url: ccs, body: {} })
    expect(emulator.requests.map(({ seq }) => seq)).toEqual([8, 9, 10, 11])
    expect(emulator.requests[0]!.body).toEqual(JSON.parse(body))
  })
})
