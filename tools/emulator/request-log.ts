/**
 * The requests the emulator has seen, newest last, bounded in number and in bytes so that neither a long run nor a
 * flood fills memory. Bodies and answers are kept as text, which is many times smaller than what it parses to.
 * Preflights and the emulator's own routes are not in it, and no secret is.
 */
import type { Fault, RouteName } from './faults.ts'
import { parseJson } from './json.ts'
import type { Redact } from '../text/redact.ts'

/** One request to a vendor's route, or to a route that does not exist. */
export interface SeenRequest {
  /** Counts from 1, also when older ones have left the list. */
  seq: number
  /** Wall clock in ms. */
  at: number
  route: RouteName | 'unknown'
  method: string
  path: string
  query: Record<string, string>
  /** Without what is secret in them. */
  headers: Record<string, string>
  /** The parsed body; the text where it is not JSON; null where there is none, or where it was refused unread. */
  readonly body: unknown
  /** Status sent, or null while there is none: pending, or the connection was dropped. */
  status: number | null
  /** The parsed answer; null where none was sent. */
  readonly answer: unknown
  /** The fault that hit it. */
  fault: Fault['kind'] | null
  /** Wall clock in ms when it was answered, dropped or given up; null while it is pending. */
  endedAt: number | null
}

/** A request as it arrives. */
export type ArrivedRequest = Pick<SeenRequest, 'at' | 'route' | 'method' | 'path' | 'query' | 'headers'>

/** Hears of a request when its body was read and again when it has ended. */
export type RequestWatcher = (request: SeenRequest) => void

/** Keeps the newest requests. */
export interface RequestLog {
  readonly entries: SeenRequest[]
  add(request: ArrivedRequest): SeenRequest
  /** Keeps what was sent or answered. */
  keep(request: SeenRequest, part: 'body' | 'answer', text: string): void
  end(request: SeenRequest, atMs: number): void
  /** Tells the watchers that more is known of a request. */
  tell(request: SeenRequest): void
  /** Returns what ends the watching. */
  watch(watcher: RequestWatcher): () => void
}

export interface LogLimits {
  requests: number
  /** All that is kept, as characters of text; the newest request is kept whatever its size. */
  bytes: number
}

interface Texts {
  body: string
  answer: string
}

export function createRequestLog(limits: LogLimits, redact: Redact): RequestLog {
  const entries: SeenRequest[] = []
  const kept = new Map<SeenRequest, Texts>()
  const watchers = new Set<RequestWatcher>()
  let seq = 0
  let bytes = 0
  const tell = (request: SeenRequest): void => {
    for (const watcher of watchers) watcher(request)
  }
  function forgetOldest(): void {
    while (entries.length > limits.requests || (bytes > limits.bytes && entries.length > 1)) {
      const oldest = entries.shift()!
      bytes -= sizeOf(oldest, kept.get(oldest)!)
      kept.delete(oldest)
    }
  }
  return {
    entries,
    tell,
    end(request, atMs) {
      request.endedAt = atMs
      tell(request)
    },
    watch(watcher) {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    add(arrived) {
      seq += 1
      const texts: Texts = { body: '', answer: '' }
      const entry = createEntry(seq, withoutSecrets(arrived, redact), texts)
      entries.push(entry)
      kept.set(entry, texts)
      bytes += sizeOf(entry, texts)
      forgetOldest()
      return entry
    },
    keep(request, part, text) {
      const texts = kept.get(request)
      if (texts === undefined) return
      const clean = redact(text)
      bytes += clean.length - texts[part].length
      texts[part] = clean
      forgetOldest()
    },
  }
}

function createEntry(seq: number, arrived: ArrivedRequest, texts: Texts): SeenRequest {
  return {
    seq,
    ...arrived,
    get body() {
      return readable(texts.body)
    },
    status: null,
    get answer() {
      return readable(texts.answer)
    },
    fault: null,
    endedAt: null,
  }
}

/** What was sent, parsed where it is JSON; null where it is empty. */
function readable(text: string): unknown {
  if (text === '') return null
  try {
    return parseJson(text)
  } catch {
    // Not readable as JSON: the text itself is the record.
    return text
  }
}

function sizeOf({ path, query, headers }: SeenRequest, { body, answer }: Texts): number {
  const pairs = [...Object.entries(query), ...Object.entries(headers)].flat()
  return path.length + pairs.reduce((sum, each) => sum + each.length, 0) + body.length + answer.length
}

/** A log is looked at by more people than one: of credentials only the scheme is kept. */
function withoutSecrets({ path, query, headers, ...others }: ArrivedRequest, redact: Redact): ArrivedRequest {
  const clean = (values: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [redact(name), redact(value)]))
  const bare = Object.entries(headers).map(([name, value]) => [
    name,
    /^(proxy-)?authorization$/.test(name) ? value.replace(/^(\S+ )?.*$/s, '$1…') : name === 'cookie' ? '…' : value,
  ])
  return {
    ...others,
    path: redact(path),
    query: clean(query),
    headers: clean(Object.fromEntries(bare) as Record<string, string>),
  }
}
