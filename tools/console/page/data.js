/**
 * What the page knows, and how it learns it: one stream of requests, and plain reads for the rest.
 */

/**
 * @typedef {{ seq: number, at: number, route: string, method: string, path: string, query: Record<string, string>, headers:
 * Record<string, string>,
 *   body: unknown, status: number | null, answer: unknown, fault: string | null, endedAt: number | null, ignored: string[] }} SeenRequest
 * @typedef {{ tag: string, id: string, priority: number }} Alias
 * @typedef {{ userId: string, createdAt: number, aliases: Alias[], cohorts: string[] }} User
 * @typedef {{ seq: number, userId: string, name: string, time: string, properties: Record<string, unknown>, viewId: string | null,
 *   sessionId: string | null, receivedAt: number, accepted: boolean, reasons: string[] }} StoredEvent
 * @typedef {{ seq: number, user: string, segmentId: string, status: 'add' | 'block' | 'reset', metadata: Record<string, unknown> | null,
 *   changedAtS: number, receivedAt: number }} Override
 * @typedef {{ route: string, fault: { kind: string, latencyMs?: number, status?: number, retryAfter?: number | string, count?:
 * number }, remaining: number | null }} OrderedFault
 * @typedef {{ id: string, name: string, activations: string[] }} Cohort
 * @typedef {{ key: string, events: string[], cohorts: Cohort[], users: number }} Overview
 * @typedef {{ segment_basis_id: string, name: string, action_type: string, user_count: number, strength: number }} SegmentCount
 * @typedef {{ items: SegmentCount[], total: number, page: number, size: number }} CountsPage
 */

/** The emulator's own routes. */
const base = '/_emulator/'

/** As many as the emulator remembers by default. */
const keptRequests = 1000

/**
 * @template T
 * @param {string} path
 * @param {Record<string, string | number>} [query]
 * @returns {Promise<T>}
 */
export async function read(path, query = {}) {
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  return /** @type {Promise<T>} */ (answerOf(await fetch(`${base}${path}?${search}`, { cache: 'no-store' })))
}

/**
 * @param {'POST' | 'DELETE'} method
 * @param {string} path
 * @param {object} [body]
 */
export async function change(method, path, body) {
  const options =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return answerOf(await fetch(`${base}${path}`, options))
}

/** @param {Response} response */
async function answerOf(response) {
  const text = await response.text()
  const json = text === '' ? null : JSON.parse(text)
  if (response.ok) return json
  throw new Error(
    typeof json?.message === 'string'
      ? json.message
      : typeof json?.detail === 'string'
        ? json.detail
        : `the emulator answered ${response.status}`,
  )
}

/** The requests by their number, kept up to date; `onChange` hears of each change, `onState` of the connection. */
export class LiveRequests {
  /** @type {Map<number, SeenRequest>} */
  #bySeq = new Map()
  #onChange

  /**
   * @param {() => void} onChange
   * @param {(state: 'live' | 'lost') => void} onState
   */
  constructor(onChange, onState) {
    this.#onChange = onChange
    const stream = new EventSource(`${base}stream`)
    // It tells what is known first. After a restart of the emulator, numbers begin anew.
    stream.addEventListener('open', () => this.clear())
    stream.addEventListener('request', (event) => this.#take(JSON.parse(event.data)))
    stream.addEventListener('known', () => onState('live'))
    stream.addEventListener('error', () => onState('lost'))
  }

  /** Newest first. */
  get list() {
    return [...this.#bySeq.values()].sort((a, b) => b.seq - a.seq)
  }

  get size() {
    return this.#bySeq.size
  }

  /** Forgets them here; the emulator keeps its own list. */
  clear() {
    this.#bySeq.clear()
    this.#onChange()
  }

  /** @param {SeenRequest} request */
  #take(request) {
    this.#bySeq.set(request.seq, request)
    // Now and then, since it means to sort.
    if (this.#bySeq.size > keptRequests * 1.2) {
      const oldest = [...this.#bySeq.keys()].sort((a, b) => a - b)
      for (const seq of oldest.slice(0, oldest.length - keptRequests)) this.#bySeq.delete(seq)
    }
    this.#onChange()
  }
}

/**
 * Runs `run` soon after the last of several calls, and at the latest so often.
 *
 * @param {() => void} run
 * @param {number} ms
 */
export function throttled(run, ms) {
  /** @type {number | undefined} */
  let timer
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined
      run()
    }, ms)
  }
}
