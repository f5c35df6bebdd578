/**
 * One POST to either API: where it goes, how it authenticates, what is remembered of it.
 */
import type { Exchange } from './api.ts'
import type { Clock } from './ports/clock.ts'
import type { Transport } from './ports/transport.ts'

export interface ApiOptions {
  transport: Transport
  clock: Clock
  apiKey: string
  timeoutMs: number
  auth: 'query' | 'header'
  contentType: string
  /** Keeps the latest exchanges for `inspect()`. */
  record(exchange: Exchange): void
  /** Whether exchanges keep their bodies. */
  keepsBodies: boolean
}

export interface ApiAnswer {
  status: number
  body: string
  date: string | null
  retryAfter: string | null
  durationMs: number
}

export interface Target {
  base: string
  path: string
  query: string
}

/** The url of a request with its query; the key is last, and only where it travels in the query. */
export function urlOf(options: ApiOptions, { base, path, query }: Target, isKeyed: boolean): string {
  const key = isKeyed ? 'k=' + encodeURIComponent(options.apiKey) : ''
  const parameters = key && query ? key + '&' + query : key || query
  return base.replace(/\/+$/, '') + path + (parameters ? '?' + parameters : '')
}

/** POSTs `body`; calls `done` once unless aborted by the returned function. */
export function post(
  options: ApiOptions,
  api: Exchange['api'],
  target: Target,
  body: string,
  done: (answer: ApiAnswer) => void,
): () => void {
  const headers: Record<string, string> = { 'Content-Type': options.contentType }
  if (options.auth == 'header') headers['X-Api-Key'] = options.apiKey
  const startMs = options.clock.monotonicMs()
  const exchange: Exchange = { api, at: options.clock.wallMs(), status: 0, durationMs: null }
  if (options.keepsBodies) exchange.request = body
  options.record(exchange)
  return options.transport.send(
    { url: urlOf(options, target, options.auth == 'query'), body, headers, timeoutMs: options.timeoutMs },
    (response) => {
      const durationMs = Math.round(options.clock.monotonicMs() - startMs)
      exchange.status = response.status
      exchange.durationMs = durationMs
      if (options.keepsBodies) exchange.answer = response.body
      done({ status: response.status, body: response.body, date: response.date, retryAfter: response.retryAfter, durationMs })
    },
  )
}
