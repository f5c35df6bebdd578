/**
 * One POST to either API: where it goes, how it authenticates, what is remembered of it.
 */
import type { Exchange } from './api.ts'
import type { Context } from './context.ts'
import type { TransportResponse } from './ports/transport.ts'

/** So much of an answer `inspect()` shows. */
const MAX_SHOWN = 10_000

/** Where a request goes. */
export interface Target {
  api: Exchange['api']
  /** Base URL. */
  base: string
  path: string
  /** Parameters beside the key, or `''`. */
  query: string
  /** The API takes its key from a header only, whatever the options say. */
  isKeyInHeader?: boolean
}

/** The url of a request with its query; the key comes first, and only where it travels in the query. */
export function urlOf(
  { settings }: Pick<Context, 'settings'>,
  { base, path, query }: Target,
  isKeyed: boolean,
): string {
  const key = isKeyed ? 'k=' + encodeURIComponent(settings.apiKey) : ''
  const parameters = key && query ? key + '&' + query : key || query
  return base.replace(/\/+$/, '') + path + (parameters && '?' + parameters)
}

/** POSTs `body`; calls `done` once, and never after the returned function aborted the request. */
export function post(
  { settings, ports, diagnosis }: Context,
  target: Target,
  body: string,
  done: (response: TransportResponse, durationMs: number) => void,
): () => void {
  const { clock, transport } = ports
  const { auth, contentType, timeoutMs } = settings.transport
  const isQuery = auth == 'query' && !target.isKeyInHeader
  const headers: Record<string, string> = { 'Content-Type': contentType }
  if (!isQuery) headers['X-Api-Key'] = settings.apiKey
  const startMs = clock.monotonicMs()
  const exchange: Exchange = { api: target.api, at: clock.wallMs(), status: 0, durationMs: null }
  if (settings.debug) exchange.request = body
  diagnosis._noteExchange(exchange)
  const request = { url: urlOf({ settings }, target, isQuery), body, headers, timeoutMs }
  let isAborted = false
  const abort = transport.send(request, (response) => {
    // A transport of the app's own may answer what was aborted.
    if (isAborted) return
    exchange.status = response.status
    exchange.durationMs = Math.round(clock.monotonicMs() - startMs)
    if (settings.debug) exchange.answer = response.body.slice(0, MAX_SHOWN)
    done(response, exchange.durationMs)
  })
  return () => {
    isAborted = true
    abort()
  }
}
