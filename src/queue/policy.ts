/**
 * What an answer means for the events it was about, and what is sent next. Pure.
 *
 * The table of the contract is one data structure: a row per outcome, a column per kind of delivery.
 */
import { copyFields } from '../copy-fields.ts'
import { isSaneTime } from '../time/event-clock.ts'

/** Largest batch the API takes. Source: Direct API guide, "up to 10 events". */
export const MAX_BATCH = 10
/** So many unclear outcomes in a row say that something is wrong: with the network, or with the events that are sent. */
const MANY_UNCLEAR = 5
/** From so many on other events are tried as well: what is wrong may be the events. */
const MOST_UNCLEAR = 10
/** A pause tries the head of the queue and a part of what is behind it: so many pauses reach all of it. */
const PAUSES_FOR_ALL = 4
const BACKOFF_BASE_MS = 2000
const BACKOFF_CAP_MS = 300_000
const MINUTE_MS = 60_000
/** The first pause and the longest: it doubles with each in a row. */
const PAUSES = { ambiguous: [5 * MINUTE_MS, 120 * MINUTE_MS], unauthorised: [10 * MINUTE_MS, 240 * MINUTE_MS] } as const
/** An event that was set aside is tried again by the next process, or by one that runs on for so long. */
export const ASIDE_MS = 6 * 60 * MINUTE_MS

export type Outcome = 'accepted' | 'ambiguous' | 'offline' | 'refused' | 'unauthorised' | 'failed' | 'busy'
/** `retry` counts: an event that stays so while others get through is taken for the cause. `wait` does not. */
export type Reaction = 'done' | 'retry' | 'drop' | 'split' | 'stop' | 'wait'
export type Delivery = 'at-least-once' | 'at-most-once'

/** At least once, at most once. */
const REACTIONS: Record<Outcome, readonly [Reaction, Reaction]> = {
  accepted: ['done', 'done'],
  ambiguous: ['retry', 'drop'],
  offline: ['wait', 'wait'],
  refused: ['split', 'split'],
  unauthorised: ['stop', 'stop'],
  failed: ['retry', 'retry'],
  busy: ['wait', 'wait'],
}

/**
 * `isAnswer`: the body is a JSON object that holds `user_id`. `isOffline`: the device was surely offline, so that nothing can have
 * been processed.
 */
export function outcomeOf(status: number, isAnswer: boolean, isOffline: boolean): Outcome {
  if (status >= 200 && status < 300 && isAnswer) return 'accepted'
  if (status == 401 || status == 403 || status == 404) return 'unauthorised'
  if (status == 500) return 'failed'
  if (status == 408 || status == 429 || status > 500) return 'busy'
  if (status >= 400) return 'refused'
  return isOffline ? 'offline' : 'ambiguous'
}

export function reactionTo(outcome: Outcome, delivery: Delivery): Reaction {
  return REACTIONS[outcome][+(delivery == 'at-most-once')]!
}

export interface Progress {
  /** Failures in a row: the exponent of the back-off. */
  _failures: number
  /** Outcomes in a row that do not tell what is wrong. */
  _unclear: number
  _hasSucceeded: boolean
  /** Nothing is sent until a pause is over or something happens that may help. */
  _stopped: 'unauthorised' | 'ambiguous' | null
  /** Pauses in a row without a success. */
  _stops: number
  /** The device was surely offline when the last request left. */
  _isOffline: boolean
  /** Sizes of the next batches from the head of the queue: a batch is taken apart, or sending begins again with one event. */
  _pieces: readonly number[]
  /** Something of the batch that is taken apart was accepted: what fails again is itself the cause. */
  _hasAccepted: boolean
  /** Something was accepted while others were passed over, and no whole batch since: what fails again is itself the cause. */
  _isProven: boolean
  /** Another request was answered while nothing was heard here. */
  _isHeard: boolean
  /** Events were passed over after this outcome, and nothing was accepted since: they may be the cause, or all fails. */
  _doubt: Outcome | null
  /** So many events may still be passed over before the next pause. */
  _tries: number
}

export const INITIAL: Progress = {
  _failures: 0,
  _unclear: 0,
  _hasSucceeded: false,
  _stopped: null,
  _stops: 0,
  _isOffline: false,
  _pieces: [],
  _hasAccepted: false,
  _isProven: false,
  _isHeard: false,
  _doubt: null,
  _tries: 0,
}

/** Size of the next batch from the head of the queue, of which `available` events share an identity. */
export function batchSize(progress: Progress, available: number): number {
  return Math.min(available, progress._pieces[0] || MAX_BATCH)
}

/** What an answer was about. */
export interface Sent {
  _size: number
  /** It is one event, which was set aside before. */
  _wasAside: boolean
  /** How many events can be sent in this process, these included. */
  _sendable: number
}

export interface Step {
  _progress: Progress
  /**
   * What happens to the events that were sent. `set-aside` keeps a refused one for the next process, once something else is accepted;
   * `refuse` drops one that was set aside before. `pass` leaves one out for now.
   */
  _events: 'ack' | 'keep' | 'drop' | 'set-aside' | 'refuse' | 'pass'
  /** Which of the events left out come back: the first of them, or all. */
  _back?: 'first' | 'all'
  /** Those left out are judged by this success: what was refused is to blame, what was passed over comes back. */
  _isProof?: boolean
  /** Whether to wait before the next request. */
  _wait: boolean
}

/** The head of the queue alone, then the rest of its batch. */
const headFirst = (size: number): number[] => (size > 1 ? [1, size - 1] : [1])

/** The step after an answer. */
export function step(progress: Progress, outcome: Outcome, reaction: Reaction, sent: Sent): Step {
  const next = copyOf(progress)
  const isFailure = reaction == 'retry' || reaction == 'wait' || reaction == 'drop'
  next._failures = isFailure ? progress._failures + 1 : 0
  next._unclear = reaction == 'retry' ? progress._unclear + 1 : outcome == 'offline' ? progress._unclear : 0
  next._isOffline = outcome == 'offline'
  next._isHeard = progress._isHeard && next._unclear > 0
  if (reaction == 'done') return succeed(next)
  if (reaction == 'drop') return advance(next, 'drop', true)
  if (isToBlame(next, reaction, sent)) return blame(next, reaction, sent, progress._failures)
  if (reaction == 'stop' || (reaction == 'retry' && next._unclear >= MANY_UNCLEAR)) return doubt(next, outcome, sent)
  return { _progress: next, _events: 'keep', _wait: true }
}

function succeed(next: Progress): Step {
  const isProof = !!next._doubt
  next._isProven = isProof || (next._isProven && !!next._pieces[0])
  next._hasSucceeded = true
  next._stops = next._tries = 0
  next._doubt = null
  next._pieces = isProof ? [] : next._pieces.slice(1)
  next._hasAccepted = !!next._pieces[0]
  return { _progress: next, _events: 'ack', _isProof: isProof, _wait: false }
}

/** The piece that was sent is done with. */
function advance(next: Progress, events: Step['_events'], wait: boolean): Step {
  next._pieces = next._pieces.slice(1)
  next._hasAccepted = next._hasAccepted && !!next._pieces[0]
  return { _progress: next, _events: events, _wait: wait }
}

function isToBlame(
  { _hasAccepted: hasAccepted, _isProven: isProven, _hasSucceeded: hasSucceeded, _unclear: unclear }: Progress,
  reaction: Reaction,
  sent: Sent,
): boolean {
  if (reaction == 'split' || reaction == 'wait') return reaction == 'split'
  if (sent._wasAside && hasSucceeded) return true
  return (hasAccepted || isProven) && (reaction == 'stop' || sent._size > 1 || unclear >= MANY_UNCLEAR)
}

/** What was sent is itself the cause. */
function blame(
  next: Progress,
  reaction: Reaction,
  { _size: size, _wasAside: wasAside, _sendable: sendable }: Sent,
  failuresBefore: number,
): Step {
  if (size > 1) next._pieces = [size >> 1, size - (size >> 1)].concat(next._pieces.slice(1))
  const isLast = size == 1 && !next._pieces[1]
  // Nothing of the batch was accepted: it may be the key rather than the events, and what lies behind them tells.
  if (isLast && next._pieces[0] && !(next._hasAccepted || next._isProven || wasAside))
    next._doubt = next._doubt || 'refused'
  const isPaced = !!next._doubt && isLast && sendable > 1
  if (reaction == 'split' && next._doubt) next._failures = failuresBefore + +isPaced
  const wait = reaction == 'retry' || isPaced
  if (size > 1) return { _progress: next, _events: 'keep', _wait: wait }
  next._unclear = 0
  return advance(next, wasAside ? 'refuse' : 'set-aside', wait)
}

/** Nobody knows whether what was sent is the cause: after a while other events are tried as well. */
function doubt(next: Progress, outcome: Outcome, { _size: size, _sendable: sendable }: Sent): Step {
  const isTrying = outcome == 'unauthorised' ? next._stops > 0 : next._isHeard || next._unclear >= MOST_UNCLEAR
  if (!isTrying) return pause(next, outcome, size)
  next._pieces = headFirst(size)
  if (size > 1) return { _progress: next, _events: 'keep', _wait: false }
  next._doubt = outcome
  next._tries = next._tries ? next._tries - 1 : Math.ceil(sendable / PAUSES_FOR_ALL)
  const passed: Step = next._tries ? { _progress: next, _events: 'pass', _wait: false } : pause(next, outcome, size)
  passed._events = 'pass'
  return passed
}

/** The head of the queue is tried again later, first and alone. */
function pause(next: Progress, outcome: Outcome, size: number): Step {
  let back: Step['_back']
  next._tries = 0
  next._stops++
  if (outcome == 'unauthorised' || (outcome == 'ambiguous' && (next._isHeard || !next._hasSucceeded))) {
    next._stopped = outcome
    next._pieces = headFirst(size)
    back = 'all'
  }
  if (next._doubt && next._doubt != 'refused') back = 'first'
  else if (back) next._doubt = null
  return { _progress: next, _events: 'keep', _back: back, _wait: true }
}

/** Everything was tried, and nothing was accepted: it is not the events. */
export function giveUp(progress: Progress): Step {
  const { _doubt: cause } = progress
  const next = copyOf(progress)
  next._doubt = null
  const paused = pause(next, cause == 'refused' ? 'unauthorised' : cause!, 1)
  paused._back = 'all'
  return paused
}

/** Something happened that may help: sending begins again. */
export function resume(progress: Progress): Progress {
  const next = copyOf(progress)
  next._stopped = null
  return next
}

/** Another request was answered: if there are no answers here, it is not for want of a network. */
export function hear(progress: Progress): Progress {
  const next = copyOf(progress)
  next._isHeard = next._unclear >= MANY_UNCLEAR
  return next
}

function copyOf(progress: Progress): Progress {
  const copy = {} as Progress
  copyFields(progress, progress, copy)
  return copy
}

/** Milliseconds until the next request. `random` is in [0, 1). */
export function waitMs(
  { _stopped: stopped, _stops: stops, _failures: failures }: Progress,
  random: number,
  retryAfterMs: number,
): number {
  if (!stopped) return backoffMs(failures, random, retryAfterMs)
  const [firstMs, mostMs] = PAUSES[stopped]
  return Math.min(mostMs, firstMs * Math.pow(2, stops - 1)) * (1 - random / 2)
}

/**
 * Back-off with full jitter: a random part of a cap that doubles with each failure, up to five minutes.
 * A readable Retry-After comes first and whole, and widens the cap: a fleet that was told one time does not come back at that time.
 * `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number, retryAfterMs: number): number {
  return retryAfterMs + random * Math.min(BACKOFF_CAP_MS, retryAfterMs + BACKOFF_BASE_MS * Math.pow(2, failures - 1))
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`; nothing else that an engine takes for a date. Source: RFC 9110, 5.6.7. */
const HTTP_DATE = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/

/** Milliseconds of a Retry-After header, seconds or a date; 0 where there is none, or no time to tell from. At most a day. */
export function parseRetryAfter(header: string | null, nowMs: number): number {
  if (!header) return 0
  const waitMs = /^\d+$/.test(header)
    ? +header * 1000
    : HTTP_DATE.test(header) && isSaneTime(nowMs)
      ? Date.parse(header) - nowMs
      : 0
  return waitMs > 0 ? Math.min(waitMs, 86_400_000) : 0
}
