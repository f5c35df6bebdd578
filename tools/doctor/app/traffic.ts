/**
 * What a page sent to the vendor's APIs and to ad servers, read off the browser's own account of its network.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../post.ts'
import { isRecord } from '../wire.ts'

/** Before anybody pressed a key, while it was used, and after it was opened anew. */
export type Phase = 'untouched' | 'used' | 'again'

/** One request of the app, with its answer. */
export interface Exchange {
  phase: Phase
  api: 'ccs' | 'contextual' | 'ad'
  url: string
  body: Record<string, unknown>
  answer: Answer
}

/** The part of the DevTools protocol that is used here. */
export interface Devtools {
  send(method: string, params?: object): Promise<unknown>
  on(event: string, listener: (params: unknown) => void): unknown
}

/** Keys under which cohorts stand in ad calls. */
const adKeys = /(^|[^a-z0-9])(permutive|prmtvctx)([^a-z0-9]|$)/i

/** Which API a request is for, or null where it is none of them. */
export function apiOf(method: string, url: string): Exchange['api'] | null {
  const { pathname } = new URL(url)
  if (method === 'POST' && pathname.endsWith('/ccs/v1/segmentation')) return 'ccs'
  if (method === 'POST' && pathname.endsWith('/ctx/v1/segment')) return 'contextual'
  return method === 'GET' && adKeys.test(unescapedTwice(url)) ? 'ad' : null
}

export interface Traffic {
  readonly exchanges: readonly Exchange[]
  /** Everything from here on belongs to this phase. */
  begin(phase: Phase): void
  /** Resolves when what was asked so far is answered and read; after ten seconds without what has not come. */
  settled(): Promise<void>
}

/** No app waits for longer. */
const answerLimitMs = 10_000
/** How soon an app asks for more once it was answered. */
const followMs = 250

interface Sent {
  requestId: string
  timestamp: number
  request: { method: string; url: string; postData?: string; hasPostData?: boolean }
}

export function recordTraffic(devtools: Devtools): Traffic {
  const exchanges: Exchange[] = []
  const open = new Map<string, { exchange: Exchange; sentAtS: number; status: number | null }>()
  const reading = new Set<Promise<void>>()
  let phase: Phase = 'untouched'
  /** Called when no request waits for its answer any more. */
  let onAnswered = (): void => {}
  const close = (requestId: string): void => {
    open.delete(requestId)
    if (open.size === 0) onAnswered()
  }

  const read = (work: Promise<void>): void => {
    const done = work.catch(() => undefined).finally(() => reading.delete(done))
    reading.add(done)
  }

  devtools.on('Network.requestWillBeSent', (params) => {
    const { requestId, timestamp, request } = params as Sent
    if (!/^https?:/.test(request.url)) return
    const api = apiOf(request.method, request.url)
    if (api === null) return
    const answer: Answer = {
      status: null,
      json: undefined,
      text: '',
      durationMs: 0,
      failure: 'connection',
      reason: 'no answer came',
    }
    const exchange: Exchange = { phase, api, url: request.url, body: parse(request.postData ?? ''), answer }
    exchanges.push(exchange)
    open.set(requestId, { exchange, sentAtS: timestamp, status: null })
    if (request.postData === undefined && request.hasPostData === true)
      read(
        devtools.send('Network.getRequestPostData', { requestId }).then((found) => {
          exchange.body = parse((found as { postData: string }).postData)
        }),
      )
  })
  devtools.on('Network.responseReceived', (params) => {
    const { requestId, response } = params as { requestId: string; response: { status: number } }
    const entry = open.get(requestId)
    if (entry !== undefined) entry.status = response.status
  })
  devtools.on('Network.loadingFinished', (params) => {
    const { requestId, timestamp } = params as { requestId: string; timestamp: number }
    const entry = open.get(requestId)
    if (entry === undefined) return
    close(requestId)
    const { answer } = entry.exchange
    Object.assign(answer, {
      status: entry.status,
      failure: null,
      reason: '',
      durationMs: Math.round((timestamp - entry.sentAtS) * 1000),
    })
    read(
      devtools.send('Network.getResponseBody', { requestId }).then((found) => {
        const { body, base64Encoded } = found as { body: string; base64Encoded: boolean }
        answer.text = base64Encoded ? Buffer.from(body, 'base64').toString() : body
        answer.json = parseJson(answer.text)
      }),
    )
  })
  devtools.on('Network.loadingFailed', (params) => {
    const { requestId, errorText } = params as { requestId: string; errorText: string }
    const entry = open.get(requestId)
    if (entry !== undefined) entry.exchange.answer.reason = errorText
    close(requestId)
  })

  return {
    exchanges,
    begin(next) {
      phase = next
    },
    async settled() {
      let isLate = false
      const late = sleep(answerLimitMs, undefined, { ref: false }).then(() => (isLate = true))
      do {
        while (open.size > 0 && !isLate)
          await Promise.race([late, new Promise<void>((resolve) => (onAnswered = resolve))])
        await Promise.all(reading)
        // An answer sets off what follows, an ad request say.
        await sleep(followMs)
      } while (reading.size > 0 || (open.size > 0 && !isLate))
    },
  }
}

function parse(text: string): Record<string, unknown> {
  const value = parseJson(text)
  return isRecord(value) ? value : {}
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Not JSON: the text says what it is.
    return undefined
  }
}

function unescapedTwice(url: string): string {
  const once = (text: string): string =>
    text.replace(/%[0-9a-f]{2}/gi, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)))
  return once(once(url))
}
