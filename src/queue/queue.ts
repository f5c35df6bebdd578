/**
 * The delivery loop: one request in flight, the next when that was answered and what it waits for is over.
 *
 * What an answer means is decided in policy.ts; the events themselves, and their records, are waiting.ts's.
 */
import type { Inspection } from '../api.ts'
import type { CcsResult } from '../ccs/client.ts'
import type { TrackedEvent } from '../ccs/wire.ts'
import type { Context } from '../context.ts'
import type { Identity } from '../identity/identity.ts'
import type { Entry } from './entries.ts'
import { chronological, keyOf } from './entries.ts'
import type { Outcome, Progress, Step } from './policy.ts'
import {
  ASIDE_MS,
  batchSize,
  giveUp,
  hear,
  INITIAL,
  outcomeOf,
  parseRetryAfter,
  reactionTo,
  resume,
  step,
  waitMs,
} from './policy.ts'
import type { QueuedEvent } from './record.ts'
import type { ViewChange, Waiting, WaitingOptions } from './waiting.ts'
import { createWaiting } from './waiting.ts'

export interface QueueOptions extends Omit<WaitingOptions, 'onWritten'> {
  /** Sends events of one identity; calls `done` once unless aborted by the returned function. */
  send(identity: Identity, events: readonly TrackedEvent[], done: (result: CcsResult) => void): () => void
  beacon(identity: Identity, events: readonly TrackedEvent[]): void
}

export interface Queue extends Pick<Waiting, '_open' | '_newestAt' | '_shift' | '_records'> {
  /** Adds an event of this process. */
  _add(event: QueuedEvent, change?: ViewChange): void
  /**
   * Something happened that may help: what is stopped for want of answers begins again; `isAnew`, with a session or an identity, also
   * what is stopped for want of authorisation.
   */
  _resume(isAnew?: boolean): void
  /** Another request was answered. */
  _hear(): void
  /** Calls `done` once nothing is being written, sent or about to be. */
  _whenIdle(done: () => void): void
  _isIdle(): boolean
  /** Whether an answer is still to come, be it after a back-off. */
  _isDue(): boolean
  /** On exit: starts no request until `isHeld` is false again. */
  _hold(isHeld: boolean): void
  /** Hands what is left to the engine, for the exit of an app whose queue only memory holds. */
  _beacon(): void
  /** Aborts the request in flight and sends nothing any more. */
  _close(): void
  _inspect(): Inspection['queue']
}

export function createQueue(context: Context, options: QueueOptions): Queue {
  const { settings, ports, diagnosis } = context
  const { clock, timers } = ports
  const { report } = diagnosis
  const { write, createId, owner, send, beacon } = options
  const waiting = createWaiting(context, { write, createId, owner, onWritten: kick })
  let progress: Progress = INITIAL
  let abort: (() => void) | null = null
  let cancelRetry: (() => void) | null = null
  let cancelAside: (() => void) | null = null
  let retryAtMs = 0
  let isReady = false
  let isClosed = false
  let isHeldBack = false
  const idle: (() => void)[] = []

  function canSend(): boolean {
    return isReady && !isClosed && !isHeldBack && !abort && !cancelRetry && !progress._stopped
  }

  function upcoming(): Entry[] {
    const batch = waiting._next(!!progress._doubt)
    return batch.slice(0, batchSize(progress, batch.length))
  }

  /** Sends what may be sent; with nothing to do, tells those who wait for that. */
  function kick(): void {
    if (canSend()) {
      waiting._dropOld()
      const batch = canSend() ? upcoming() : []
      if (batch[0]) return dispatch(batch)
      // All that is left was tried in vain.
      if (progress._doubt && canSend() && !waiting._isWriting()) take(giveUp(progress), 0)
    }
    if (idle[0] && isIdle()) idle.splice(0).forEach((done) => done())
  }

  /**
   * Sends what no other process took while this one could not answer: an empty write tells. Where one of several was taken, the first
   * goes alone.
   */
  function dispatch(batch: Entry[]): void {
    waiting._setInFlight(batch)
    let isAsking = true
    abort = () => (isAsking = false)
    write({ ifMine: batch.filter((entry) => !entry._isUnstored).map(keyOf) }, (outcome) => {
      if (!isAsking) return
      abort = null
      if (outcome == 'taken') {
        if (batch[1]) return dispatch(batch.slice(0, 1))
        waiting._forget(batch)
      } else if (!isHeldBack) return request(batch)
      // On exit no request is started; what waits is looked at again then.
      waiting._setInFlight([])
      kick()
    })
  }

  function request(batch: Entry[]): void {
    const wasOffline = ports.transport.isOffline()
    let isAnswered = false
    waiting._setInFlight(batch)
    // In flight from here on: a transport of the app's own may answer, or end the grant, before it returns.
    abort = () => {}
    const cancel = send(batch[0]!._record.identity, chronological(batch), (result) => {
      isAnswered = true
      abort = null
      waiting._setInFlight([])
      settle(batch, result, wasOffline)
      kick()
    })
    if (isAnswered) return
    if (isClosed) cancel()
    else abort = cancel
  }

  function settle(batch: Entry[], result: CcsResult, wasOffline: boolean): void {
    const { _status: status, _answer: answer, _serverMs: serverMs, _retryAfter: retryAfter } = result
    const outcome = outcomeOf(status, !!answer, wasOffline)
    const first = batch[0]!
    const next = step(progress, outcome, reactionTo(outcome, settings.queue.delivery), {
      _size: batch.length,
      _wasAside: !!first._record.isRefused,
      _sendable: waiting._sendable(),
    })
    const { _events: events } = next
    if (events == 'ack') waiting._remove(batch)
    else if (events == 'drop') waiting._drop(batch, 'ambiguous')
    else if (events == 'refuse') waiting._drop(batch, 'refused')
    else if (events != 'keep') first._aside = events == 'pass' ? 'silent' : 'refused'
    if (outcome != 'accepted') reportFailure(outcome, batch.length, result)
    take(next, parseRetryAfter(retryAfter, serverMs || clock.wallMs()), next._isProof ? first : undefined)
  }

  /** Goes on where the policy says, with what was left out so far judged or brought back. */
  function take({ _progress: next, _back: back, _wait: isWaiting }: Step, retryAfterMs: number, proof?: Entry): void {
    progress = next
    if (back) waiting._bringBack(back)
    const isClear = !next._doubt && (!next._pieces[0] || next._hasAccepted)
    if (isClear && waiting._judge(proof)) cancelAside = cancelAside || timers.after(ASIDE_MS, retryBlamed)
    if (next._stopped) report('delivery-stopped', [next._stopped])
    if (isWaiting) wait(retryAfterMs)
  }

  function retryBlamed(): void {
    cancelAside = null
    waiting._retryBlamed()
    kick()
  }

  function reportFailure(outcome: Outcome, events: number, { _status: status, _reason: reason }: CcsResult): void {
    const code = outcome == 'refused' ? 'request-refused' : outcome == 'unauthorised' ? outcome : 'request-failed'
    report(code, ['ccs', status, outcome, events, reason], status)
  }

  function wait(retryAfterMs: number): void {
    const bytes = ports.random.bytes(2)
    const delayMs = waitMs(progress, (bytes[0]! * 256 + bytes[1]!) / 65536, retryAfterMs)
    retryAtMs = clock.monotonicMs() + delayMs
    cancelRetry = timers.after(delayMs, goOn)
  }

  /** The wait is over, or cut short. */
  function goOn(): void {
    if (cancelRetry) cancelRetry()
    cancelRetry = null
    progress = resume(progress)
    kick()
  }

  function resumeIfStopped(isAnew?: boolean): void {
    if (progress._isOffline || progress._stopped == 'ambiguous' || (progress._stopped && isAnew)) goOn()
  }

  function isIdle(): boolean {
    return !waiting._isWriting() && !abort && (isReady || isClosed) && !(canSend() && upcoming()[0])
  }

  return {
    _open(records, recovered) {
      waiting._open(records, recovered)
      isReady = true
      kick()
    },
    _add: waiting._add,
    _newestAt: waiting._newestAt,
    _shift: waiting._shift,
    _records: waiting._records,
    _resume: resumeIfStopped,
    _hear() {
      progress = hear(progress)
      resumeIfStopped()
    },
    _whenIdle(done) {
      idle.push(done)
      kick()
    },
    _isIdle: isIdle,
    _isDue: () => !isClosed && (!isReady || !!abort || (!progress._stopped && waiting._sendable() > 0)),
    _hold(isHeld) {
      isHeldBack = isHeld
      kick()
    },
    _beacon() {
      const batch = upcoming()
      if (batch[0]) beacon(batch[0]._record.identity, chronological(batch))
    },
    _close() {
      isClosed = true
      if (abort) abort()
      if (cancelRetry) cancelRetry()
      if (cancelAside) cancelAside()
      abort = cancelRetry = cancelAside = null
      idle.splice(0).forEach((done) => done())
    },
    _inspect: () => ({
      events: waiting._summaries(),
      inFlight: waiting._inFlight(),
      retryInMs: cancelRetry && Math.max(0, retryAtMs - clock.monotonicMs()),
      stopped: progress._stopped,
    }),
  }
}
