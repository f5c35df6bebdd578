/**
 * Stands between a page and the emulator, and cuts connections: before the request reached the server,
 * after it was processed, or in the middle of the answer. Remembers what became of each CCS request.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request as connect } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Random } from './random.ts'

export type Fate = 'pass' | 'cut-before' | 'cut-after' | 'cut-half'

export interface WireEvent {
  name: string
  time: string
  session_id?: string
  view_id?: string
  properties?: { n?: number; time_spent_seconds?: number }
}

export interface CcsRequest {
  /** The process that sent it. */
  readonly cycle: number
  readonly userId: string | null
  readonly events: WireEvent[]
  readonly fate: Fate
  readonly arrivedMs: number
  /** When it was answered, or cut. */
  endedMs: number
  /** The server took it in. */
  isProcessed: boolean
}

/** How the connection behaves from now on. */
export interface Weather {
  cycle: number
  /** Share of the requests that are cut. */
  cutShare: number
  /** Longest delay on either way. */
  latencyMs: number
}

export interface Proxy {
  readonly url: string
  /** CCS requests, in order of arrival at the proxy. */
  readonly requests: readonly CcsRequest[]
  setWeather(weather: Weather): void
  /** Resolves when nothing is under way: what a killed browser sent has reached the server. */
  settled(): Promise<void>
  stop(): Promise<void>
}

const CUTS: readonly Fate[] = ['cut-before', 'cut-after', 'cut-half']

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

export async function startProxy(target: string, random: Random): Promise<Proxy> {
  const requests: CcsRequest[] = []
  const waiting: (() => void)[] = []
  let weather: Weather = { cycle: 0, cutShare: 0, latencyMs: 0 }
  let underWay = 0

  const server = createServer((request, response) => {
    underWay++
    handle(request, response)
      .catch(() => response.destroy())
      .finally(() => {
        underWay--
        if (underWay === 0) waiting.splice(0).forEach((resolve) => resolve())
      })
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { cycle, cutShare, latencyMs } = weather
    // Rejects where the browser was killed before the request was whole: then there was none.
    const body = await readAll(request)
    const isCcs = request.method === 'POST' && request.url!.startsWith('/ccs/')
    const fate: Fate = isCcs && random.chance(cutShare) ? CUTS[random.between(0, CUTS.length - 1)]! : 'pass'
    const seen = isCcs ? parseCcsRequest(cycle, fate, body) : null
    if (seen) requests.push(seen)
    const delays = isCcs ? [random.between(0, latencyMs), random.between(0, latencyMs)] : [0, 0]
    await sleep(delays[0]!)
    if (fate === 'cut-before') {
      response.destroy()
      return
    }
    const answer = await forward(target, request, body)
    if (seen) seen.isProcessed = answer.status === 200
    await sleep(delays[1]!)
    if (seen) seen.endedMs = performance.now()
    if (fate === 'cut-after') {
      response.destroy()
      return
    }
    response.writeHead(answer.status, answer.headers)
    if (fate === 'pass') response.end(answer.body)
    else response.write(answer.body.subarray(0, answer.body.length >> 1), () => response.destroy())
  }

  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    setWeather: (next) => void (weather = next),
    settled: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function parseCcsRequest(cycle: number, fate: Fate, body: Buffer): CcsRequest {
  const { user_id = null, events } = JSON.parse(body.toString()) as { user_id?: string; events: WireEvent[] }
  return { cycle, userId: user_id, events, fate, arrivedMs: performance.now(), endedMs: Infinity, isProcessed: false }
}

function forward(target: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onward = connect(
      target + request.url!,
      { method: request.method, headers: { ...request.headers, connection: 'close' } },
      (answer) => {
        readAll(answer).then(
          (text) =>
            resolve({
              status: answer.statusCode!,
              headers: { ...answer.headers, connection: 'keep-alive' },
              body: text,
            }),
          reject,
        )
      },
    )
    onward.once('error', reject).end(body)
  })
}

function readAll(stream: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    stream.on('data', (piece: Buffer) => pieces.push(piece))
    stream.once('end', () => resolve(Buffer.concat(pieces)))
    stream.once('error', reject)
    stream.once('close', () => reject(new Error('the other side has gone')))
  })
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
