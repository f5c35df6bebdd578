/**
 * Checks what the clients are built with. A mistake throws TypeError with option, expectation and
 * what came, except for keys, which are never repeated.
 */

export interface ConnectionOptions {
  /** Base URL of the API, or of the emulator. */
  baseUrl: string
  /** Secret key, sent as `Authorization: Bearer KEY`. */
  apiKey: string
  /** How long one request may take, in ms. Default 30,000. */
  timeoutMs?: number
  /** Replaces Node's fetch, for tests and proxies. */
  fetch?: typeof fetch
}

/** The base URL, to which paths are added. */
export function checkBaseUrl(baseUrl: unknown): URL {
  const url = typeof baseUrl === 'string' ? parseUrl(baseUrl) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw expected('baseUrl', 'an http or https URL', baseUrl)
  // Fetch would refuse it with a message that repeats the password.
  if (url.username !== '' || url.password !== '')
    throw new TypeError('baseUrl: expected a URL without user and password')
  return url
}

export function checkKey(apiKey: unknown): string {
  if (typeof apiKey !== 'string' || apiKey === '') throw new TypeError('apiKey: expected a non-empty string')
  if (!/^[!-~]+$/.test(apiKey))
    throw new TypeError('apiKey: expected visible ASCII characters only, without spaces or line breaks')
  return apiKey
}

export function checkId(name: string, id: unknown): string {
  if (typeof id !== 'string' || !/^[!-~]+$/.test(id)) throw expected(name, 'a non-empty string without spaces', id)
  return id
}

export function checkTimeout(timeoutMs: unknown): number {
  if (timeoutMs === undefined) return 30_000
  if (typeof timeoutMs !== 'number' || !(timeoutMs > 0) || timeoutMs > 2 ** 31 - 1)
    throw expected('timeoutMs', 'a positive number of ms', timeoutMs)
  return timeoutMs
}

/** A mistake of the caller. */
export function expected(name: string, what: string, received: unknown): TypeError {
  return new TypeError(`${name}: expected ${what}, received ${JSON.stringify(received) ?? 'nothing'}`)
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    // What it should have been is said by the caller.
    return undefined
  }
}
