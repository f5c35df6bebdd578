/**
 * One POST to either API: where it goes, how it authenticates, what is remembered of it.
 */
import type { Exchange } from './api.ts'
import type { Settings } from './options.ts'
import type { Ports } from './ports/ports.ts'
import type { TransportResponse } from './ports/transport.ts'

/** What a request needs of the tracker around it. */
export interface ApiHost {
  settings: Pick<Settings, 'apiKey' | 'transport' | 'debug'>
  ports: Pick<Ports, 'clock' | 'transport'>
  /** Keeps the latest exchanges for `inspect()`. */
  record(exchange: Exchange): void
}

/** The url of a request with its query; the key comes first, and only where it travels in the query. */
export function urlOf({ settings }: ApiHost, base: string, path: string, query: string, isKeyed: boolean): string {
  const key = isKeyed ? 'k=' + encodeURIComponent(settings.apiKey) : ''
  const parameters = key && query ? key + '&' + query : key || query
  return base.replace(/\/+$/, '') + path + (parameters && '?' + parameters)
}

/** POSTs `body`; calls `done` once unless aborted by the returned function. */
export function post(
  host: ApiHost,
  api: Exchange['api'],
  base: string,
  path: string,
  query: string,
  body: string,
  done: (response: TransportResponse, durationMs: number) => void,
): () => void {
  const { clock, transport } = host.ports
  const { auth, contentType, timeoutMs } = host.settings.transport
  const isQuery = auth == 'query'
  const headers: Record<string, string> = { 'Content-Type': contentType }
  if (!isQuery) headers['X-Api-Key'] = host.settings.apiKey
  const startMs = clock.monotonicMs()
  const exchange: Exchange = { api, at: clock.wallMs(), status: 0, durationMs: null }
  if (host.settings.debug) exchange.request = body
  host.record(exchange)
  return transport.send({ url: urlOf(host, base, path, query, isQuery), body, headers, timeoutMs }, (response) => {
    exchange.status = response.status
    exchange.durationMs = Math.round(clock.monotonicMs() - startMs)
    if (host.settings.debug) exchange.answer = response.body
    done(response, exchange.durationMs)
  })
}
