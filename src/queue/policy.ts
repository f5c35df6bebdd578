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

/** At least once, at most once. */
const REACTIONS: Record<Outcome, readonly [Reaction, Reaction]> = {
  accepted: ['done', 'done'],
  ambiguous: ['retry', 'drop'],
  refused: ['split', 'split'],
  unauthorised: ['stop', 'stop'],
  busy: ['retry', 'retry'],
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
  return outcome == 'ambiguous' && isOffline ? 'retry' : REACTIONS[outcome][+(delivery == 'at-most-once')]!
}

export interface Progress {
  /** Failures in a row: the exponent of the back-off. */
  failures: number
  /** Ambiguous outcomes in a row. */
  ambiguous: number
  hasSucceeded: boolean
  stopped: 'unauthorised' | 'ambiguous' | null
  /** How a refused batch is taken apart: sizes of the pieces from the head of the queue; empty while none is. */
  pieces: readonly number[]
  /** A batch was refused and cut in two: if its first half is accepted, the second must hold the event that was refused. */
  isSuspect: boolean
  /** Something of the refused batch was accepted. */
  hasAccepted: boolean
}

export const INITIAL: Progress = {
  failures: 0,
  ambiguous: 0,
  hasSucceeded: false,
  stopped: null,
  pieces: [],
  isSuspect: false,
  hasAccepted: false,
}

/** Size of the next batch from the head of the queue, of which `available` events share an identity. */
export function batchSize(progress: Progress, available: number): number {
  return Math.min(available, progress.pieces[0] || MAX_BATCH)
}

export interface Step {
  progress: Progress
  /**
   * What happens to the events of the batch; `set-aside` keeps a refused one for the next process, `restore` also brings back those set
   * aside by this split.
   */
  events: 'ack' | 'keep' | 'drop' | 'set-aside' | 'restore'
  /** Whether to wait before the next request. */
  wait: boolean
}

/** The step after an answer about `size` events. */
export function step(progress: Progress, outcome: Outcome, reaction: Reaction, size: number): Step {
  const hasSucceeded = progress.hasSucceeded || outcome == 'accepted'
  const wasSplit = !!progress.pieces[0]
  const rest = progress.pieces.slice(1)
  const halve = (whole: number): number[] => [whole >> 1, whole - (whole >> 1)]
  let { pieces, isSuspect, hasAccepted } = progress
  let failures = 0
  let ambiguous = 0
  let stopped: Progress['stopped'] = reaction == 'stop' ? 'unauthorised' : null
  let events: Step['events'] = 'keep'

  if (reaction == 'split' && size > 1) {
    pieces = halve(size).concat(rest)
    hasAccepted = wasSplit && hasAccepted
    isSuspect = true
  } else if (reaction == 'split') {
    events = 'set-aside'
    pieces = rest
    isSuspect = false
    // Nothing of the batch was accepted: it is the key rather than the events.
    if (wasSplit && !rest[0] && !hasAccepted) stopped = 'unauthorised'
  } else if (reaction == 'done' || reaction == 'drop') {
    events = reaction == 'done' ? 'ack' : reaction
    // A piece that is known to be bad is halved without being sent whole.
    isSuspect = isSuspect && reaction == 'done' && rest[0]! > 1
    pieces = isSuspect ? halve(rest[0]!).concat(rest.slice(1)) : rest
    hasAccepted = true
  }
  if (outcome == 'busy' || outcome == 'ambiguous') {
    failures = progress.failures + 1
    if (outcome == 'ambiguous') ambiguous = progress.ambiguous + 1
    if (reaction == 'retry' && ambiguous >= MAX_AMBIGUOUS && !hasSucceeded) stopped = outcome as 'ambiguous'
  }
  if (stopped == 'unauthorised') {
    events = wasSplit && !hasAccepted ? 'restore' : 'keep'
    pieces = []
  }
  return {
    progress: { failures, ambiguous, hasSucceeded, stopped, pieces, isSuspect, hasAccepted },
    events,
    wait: failures > 0 && !stopped,
  }
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
