/**
 * What every answer of the demo server has in common.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** A packaged TV app has the origin `null` or `file://`, so every origin may read. Nothing here is private. */
export const COMMON_HEADERS: OutgoingHttpHeaders = {
  'access-control-allow-origin': '*',
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
}

export function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
): void {
  response.writeHead(status, { ...COMMON_HEADERS, 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** The URL that the client asked for, with the host it knows us by; null where the request line or host makes no sense. */
export function requestUrl(request: IncomingMessage): URL | null {
  const host = request.headers.host ?? ''
  if (!/^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host)) return null
  try {
    return new URL(`http://${host}${request.url?.startsWith('/') ? request.url : '/'}`)
  } catch {
    // Nothing that could be served has such a path.
    return null
  }
}
