/**
 * The requests the emulator has seen, newest last, bounded so that a long run does not fill memory.
 * Preflights and the emulator's own routes are not in it.
 */
import type { Fault, RouteName } from './faults.ts'

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
  headers: Record<string, string>
  /** The parsed body; the text where it is not JSON; null where there is none. */
  body: unknown
  /** Status sent, or null while there is none: pending, or the connection was dropped. */
  status: number | null
  /** The parsed answer; null where none was sent. */
  answer: unknown
  /** The fault that hit it. */
  fault: Fault['kind'] | null
  /** Wall clock in ms when it was answered, dropped or given up; null while it is pending. */
  endedAt: number | null
}

/** Hears of a request when its body was read and again when it has ended. */
export type RequestWatcher = (request: SeenRequest) => void

/** Keeps the newest requests. */
export interface RequestLog {
  readonly entries: SeenRequest[]
  add(request: Omit<SeenRequest, 'seq'>): SeenRequest
  end(request: SeenRequest, atMs: number): void
  /** Tells the watchers that more is known of a request. */
  tell(request: SeenRequest): void
  /** Returns what ends the watching. */
  watch(watcher: RequestWatcher): () => void
}

export function createRequestLog(limit: number): RequestLog {
  const entries: SeenRequest[] = []
  const watchers = new Set<RequestWatcher>()
  let seq = 0
  const tell = (request: SeenRequest): void => {
    for (const watcher of watchers) watcher(request)
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
    add(request) {
      seq += 1
      const entry = { seq, ...request }
      entries.push(entry)
      if (entries.length > limit) entries.shift()
      return entry
    },
  }
}
