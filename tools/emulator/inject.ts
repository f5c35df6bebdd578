/**
 * Requests without a socket, for tests in one process.
 */
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { InjectRequest, InjectResponse } from './types.ts'

/** Response headers that scripts of another origin may always read. */
const safelisted = [
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
]

export async function injectRequest(app: FastifyInstance, request: InjectRequest): Promise<InjectResponse> {
  const { url, body, signal } = request
  signal?.throwIfAborted()
  const isText = typeof body === 'string'
  const options: InjectOptions = {
    method: (request.method ?? 'POST') as 'POST',
    url,
    headers: { ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }), ...request.headers },
  }
  if (body !== undefined) options.payload = isText ? body : JSON.stringify(body)
  const response = await untilAborted(app.inject(options), signal)
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]))
  const exposed = (headers['access-control-expose-headers'] ?? '').split(',').map((name) => name.trim().toLowerCase())
  return {
    status: response.statusCode,
    headers,
    scriptHeaders: Object.fromEntries(
      Object.entries(headers).filter(([name]) => safelisted.includes(name) || exposed.includes(name)),
    ),
    body: response.body,
    json: () => JSON.parse(response.body) as unknown,
  }
}

/** The request goes on after an abort, as it does on a server whose client has left. */
async function untilAborted<T>(response: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return response
  let leave = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason as Error)
    signal.addEventListener('abort', leave)
  })
  try {
    return await Promise.race([response, aborted])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
