/**
 * Requests with a secret key: time-out, retries for reads, errors that do not repeat the key.
 *
 * The retries are written out: a package would bring back-off, but not `Retry-After`, and one that
 * replaces the agent below Node's fetch ties itself to the version of undici inside Node.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { SegmentsError, SegmentsValidationError } from './errors.ts'
import type { ValidationIssue } from './errors.ts'
import { checkBaseUrl, checkKey, checkTimeout } from './options.ts'
import type { ConnectionOptions } from './options.ts'

export interface HttpRequest {
  method: 'GET' | 'POST'
  path: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: unknown
  /** The only status that is a success. */
  success: number
}

/** Sends a request and gives the parsed body, undefined where it is no JSON; rejects with SegmentsError. */
export type Send = (request: HttpRequest) => Promise<unknown>

const readAttempts = 3
const firstDelayMs = 250
const longestDelayMs = 30_000
/** Failures before anything was sent. */
const neverConnected = new Set(['bad port', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
/** Worth asking again, for reads. */
const passing = new Set([408, 429, 500, 502, 503, 504])

export function createSend(options: ConnectionOptions): Send {
  const base = checkBaseUrl(options.baseUrl)
  const key = checkKey(options.apiKey)
  const timeoutMs = checkTimeout(options.timeoutMs)
  // Looked up at each request, so that tests may replace the global one later.
  const request: typeof fetch = options.fetch ?? ((...asked) => fetch(...asked))
  const withoutKey = (text: string): string => text.replaceAll(key, '(key)')

  async function ask({ method, path, query = {}, headers = {}, body }: HttpRequest): Promise<Response> {
    const url = new URL(base)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`
    url.search = new URLSearchParams(query).toString()
    const init: RequestInit = {
      method,
      headers: { ...headers, accept: 'application/json', authorization: `Bearer ${key}` },
      // The key is for this address, not for wherever it points to.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    }
    if (body !== undefined) {
      init.headers = { ...init.headers, 'content-type': 'application/json' }
      init.body = JSON.stringify(body)
    }
    return request(url, init)
  }

  async function attempt(
    asked: HttpRequest,
  ): Promise<{ value: unknown } | { error: SegmentsError; retryAfterMs: number | null }> {
    try {
      const response = await ask(asked)
      const text = await response.text()
      const json = parseOrUndefined(text)
      if (response.status === asked.success) return { value: json }
      return {
        error: explainStatus(response.status, json, asked.success, withoutKey),
        retryAfterMs: parseRetryAfter(response.headers.get('retry-after')),
      }
    } catch (error) {
      const isDoubtful = asked.method === 'POST' && !neverConnected.has(causeOf(error))
      const doubt = isDoubtful ? '; whether the change was taken is not known' : ''
      return {
        error: new SegmentsError(withoutKey(`${explainFailure(error, base, timeoutMs)}${doubt}`), null),
        retryAfterMs: null,
      }
    }
  }

  return async (asked) => {
    for (let tried = 1; ; tried += 1) {
      const outcome = await attempt(asked)
      if ('value' in outcome) return outcome.value
      const { error, retryAfterMs } = outcome
      const isPassing = error.status === null || passing.has(error.status)
      const isLast = tried >= readAttempts || (retryAfterMs ?? 0) > longestDelayMs
      if (asked.method !== 'GET' || !isPassing || isLast) throw error
      await sleep(retryAfterMs ?? Math.random() * firstDelayMs * 2 ** tried)
    }
  }
}

function explainStatus(
  status: number,
  json: unknown,
  success: number,
  withoutKey: (text: string) => string,
): SegmentsError {
  const issues = status === 422 ? parseIssues(json, withoutKey) : []
  if (issues.length > 0) return new SegmentsValidationError(issues)
  const reason = reasonOf(json)
  const known =
    status === 401 || status === 403
      ? 'the key was refused'
      : status < 400
        ? `expected status ${success}`
        : 'the request was refused'
  return new SegmentsError(
    withoutKey(`${known} (status ${status})${reason === undefined ? '' : `: ${reason}`}`),
    status,
  )
}

/** `detail` of a 422; entries of another shape are left out. */
function parseIssues(json: unknown, withoutKey: (text: string) => string): ValidationIssue[] {
  const detail = fieldOf(json, 'detail')
  if (!Array.isArray(detail)) return []
  return detail.flatMap((each: unknown): ValidationIssue[] => {
    const [location, message, type] = [fieldOf(each, 'loc'), fieldOf(each, 'msg'), fieldOf(each, 'type')]
    if (!Array.isArray(location) || typeof message !== 'string') return []
    const steps = location.filter(
      (step): step is string | number => typeof step === 'string' || typeof step === 'number',
    )
    return [{ location: steps, message: withoutKey(message), type: typeof type === 'string' ? type : '' }]
  })
}

/** The sentence in an error body, wherever APIs put it; one line of it. */
function reasonOf(json: unknown): string | undefined {
  const error = fieldOf(json, 'error')
  const found = [
    fieldOf(json, 'message'),
    fieldOf(json, 'detail'),
    fieldOf(error, 'cause'),
    fieldOf(error, 'message'),
    error,
  ]
  const reason = found.find((each): each is string => typeof each === 'string' && each.trim() !== '')
  return reason?.trim().split('\n')[0]?.slice(0, 300)
}

function explainFailure(error: unknown, base: URL, timeoutMs: number): string {
  if ((error as Error).name === 'TimeoutError') return `no answer from ${base.origin} within ${timeoutMs} ms`
  return `no answer from ${base.origin} (${causeOf(error)})`
}

/** Fetch hides the reason in the cause: a code where the system gave one, else a sentence. */
function causeOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } }
  return cause?.code ?? cause?.message ?? message ?? 'unknown reason'
}

/** Seconds or a date, as ms from now; null where there is none. */
function parseRetryAfter(text: string | null): number | null {
  if (text === null) return null
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // The status tells; a body that is no JSON adds nothing.
    return undefined
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
