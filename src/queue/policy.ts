/**
 * What an answer means for the events it was about, and what is sent next. Pure.
 *
 * The table of the contract is one data structure: a row per outcome, a column per kind of delivery.
 */

/** Largest batch the API takes. Source: Direct API guide, "up to 10 events". */
export const MAX_BATCH = 10
/** So many ambiguous outcomes in a row, without one success since the start, end the sending until the next start. */
const MAX_AMBIGUOUS = 5
const BACKOFF_BASE_MS = 2000
const BACKOFF_CAP_MS = 300_000

export type Outcome = 'accepted' | 'ambiguous' | 'refused' | 'unauthorised' | 'busy'
export type Reaction = 'done' | 'retry' | 'drop' | 'split' | 'stop'
export type Delivery = 'at-least-once' | 'at-most-once'

const REACTIONS: Record<Outcome, Record<Delivery, Reaction>> = {
  accepted: { 'at-least-once': 'done', 'at-most-once': 'done' },
  ambiguous: { 'at-least-once': 'retry', 'at-most-once': 'drop' },
  refused: { 'at-least-once': 'split', 'at-most-once': 'split' },
  unauthorised: { 'at-least-once': 'stop', 'at-most-once': 'stop' },
  busy: { 'at-least-once': 'retry', 'at-most-once': 'retry' },
}

/** `isAnswer`: the body is a JSON object that holds `user_id`. */
export function outcomeOf(status: number, isAnswer: boolean): Outcome {
  if (status >= 200 && status < 300 && isAnswer) return 'accepted'
  if (status == 401 || status == 403 || status == 404) return 'unauthorised'
  if (status == 408 || status == 429 || status >= 500) return 'busy'
  if (status >= 400) return 'refused'
  return 'ambiguous'
}

/** `isOffline`: the device was surely offline, so that nothing can have been processed. */
export function reactionTo(outcome: Outcome, delivery: Delivery, isOffline: boolean): Reaction {
  return outcome == 'ambiguous' && isOffline ? 'retry' : REACTIONS[outcome][delivery]
}

/**
 * How a refused batch is taken apart: sizes of the pieces from the head of the queue.
 * `isSuspect` says that the first piece must hold a refused event, since the rest of its parent was accepted.
 */
export interface Split {
  sizes: readonly number[]
  isSuspect: boolean
  hasAccepted: boolean
}

export interface Progress {
  /** Failures in a row: the exponent of the back-off. */
  failures: number
  /** Ambiguous outcomes in a row. */
  ambiguous: number
  hasSucceeded: boolean
  stopped: 'unauthorised' | 'ambiguous' | null
  split: Split | null
}

export const INITIAL: Progress = { failures: 0, ambiguous: 0, hasSucceeded: false, stopped: null, split: null }

/** Size of the next batch from the head of the queue, of which `available` events share an identity. */
export function batchSize(progress: Progress, available: number): number {
  const piece = progress.split && progress.split.sizes[0]
  return Math.min(available, piece || MAX_BATCH)
}

/** A piece that is known to be bad is halved without being sent whole. */
function halve(sizes: readonly number[], isSuspect: boolean, hasAccepted: boolean): Split | null {
  const first = sizes[0]
  if (!first) return null
  if (!isSuspect || first == 1) return { sizes, isSuspect: false, hasAccepted }
  const half = first >> 1
  return { sizes: [half, first - half].concat(sizes.slice(1)), isSuspect: true, hasAccepted }
}

export interface Step {
  progress: Progress
  /** What happens to the events of the batch; `set-aside` keeps a refused one for the next process, `restore` also brings back those set aside by this split. */
  events: 'ack' | 'keep' | 'drop' | 'set-aside' | 'restore'
  /** Whether to wait before the next request. */
  wait: boolean
}

/** The step after an answer about `size` events. */
export function step(progress: Progress, outcome: Outcome, reaction: Reaction, size: number): Step {
  const { hasSucceeded, split } = progress
  const next = (changes: Partial<Progress>): Progress => ({
    failures: changes.failures || 0,
    ambiguous: changes.ambiguous || 0,
    hasSucceeded: hasSucceeded || outcome == 'accepted',
    stopped: changes.stopped || null,
    split: changes.split === undefined ? split : changes.split,
  })
  if (reaction == 'stop')
    return { progress: next({ stopped: 'unauthorised', split: null }), events: split && !split.hasAccepted ? 'restore' : 'keep', wait: false }
  if (reaction == 'done') {
    // The left half was accepted: what made its parent be refused lies in the right one.
    const rest = split && halve(split.sizes.slice(1), split.isSuspect, true)
    return { progress: next({ split: rest }), events: 'ack', wait: false }
  }
  if (reaction == 'split') {
    if (size > 1) {
      const half = size >> 1
      const rest = split ? split.sizes.slice(1) : []
      const sizes = [half, size - half].concat(rest)
      return { progress: next({ split: { sizes, isSuspect: true, hasAccepted: !!split && split.hasAccepted } }), events: 'keep', wait: false }
    }
    if (!split) return { progress: next({}), events: 'set-aside', wait: false }
    const rest = halve(split.sizes.slice(1), false, split.hasAccepted)
    if (!rest && !split.hasAccepted) return { progress: next({ stopped: 'unauthorised', split: null }), events: 'restore', wait: false }
    return { progress: next({ split: rest }), events: 'set-aside', wait: false }
  }
  const failures = progress.failures + 1
  const ambiguous = outcome == 'ambiguous' ? progress.ambiguous + 1 : 0
  const isHopeless = reaction == 'retry' && ambiguous >= MAX_AMBIGUOUS && !hasSucceeded
  return {
    progress: next({ failures, ambiguous, stopped: isHopeless ? 'ambiguous' : null, split: reaction == 'drop' ? dropFirst(split) : split }),
    events: reaction == 'drop' ? 'drop' : 'keep',
    wait: !isHopeless,
  }
}

function dropFirst(split: Split | null): Split | null {
  return split && halve(split.sizes.slice(1), false, true)
}

/**
 * Back-off with full jitter: a random part of a cap that doubles with each failure, up to five minutes.
 * A readable Retry-After comes first and whole, and widens the cap: a fleet that was told one time does not come back at that time.
 * `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number, retryAfterMs: number): number {
  return retryAfterMs + random * Math.min(BACKOFF_CAP_MS, retryAfterMs + BACKOFF_BASE_MS * Math.pow(2, failures - 1))
}

/** Milliseconds of a Retry-After header, seconds or a date; 0 where there is none. At most a day. */
export function parseRetryAfter(header: string | null, nowMs: number): number {
  if (!header) return 0
  const waitMs = /^\d+$/.test(header) ? +header * 1000 : Date.parse(header) - nowMs
  return waitMs > 0 ? Math.min(waitMs, 86_400_000) : 0
}
