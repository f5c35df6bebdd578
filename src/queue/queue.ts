/**
 * The delivery loop: writes before it sends, acknowledges by event id, one request in flight.
 *
 * What an answer means is decided in policy.ts, which events go next in entries.ts; this file carries it out over storage and client.
 */
import type { DropReason, Inspection } from '../api.ts'
import type { CcsResult } from '../ccs/client.ts'
import type { TrackedEvent } from '../ccs/wire.ts'
import type { Context } from '../context.ts'
import type { CreateId } from '../identity/ids.ts'
import type { Identity } from '../identity/identity.ts'
import type { StoredRecord, WriteOutcome } from '../ports/stores.ts'
import { EVENT_KEY } from '../storage/keys.ts'
import type { Storage } from '../storage/storage.ts'
import type { Change } from '../storage/writer.ts'
import type { Entry } from './entries.ts'
import {
  ageMs,
  chronological,
  keyOf,
  newestAt,
  nextBatch,
  oldest,
  restored,
  summaryOf,
  suspects,
  without,
} from './entries.ts'
import type { Progress } from './policy.ts'
import { backoffMs, batchSize, INITIAL, MAX_BATCH, outcomeOf, parseRetryAfter, reactionTo, step } from './policy.ts'
import type { EventRecord, QueuedEvent } from './record.ts'

/** What an event means for the stored view; written in the same transaction. */
export interface ViewChange {
  puts?: StoredRecord[]
  deletes?: string[]
  /** Written only while the record of this key is there and ours. */
  ifMine?: string
  /** Hears how the write went. */
  done?(outcome: WriteOutcome): void
}

/** The completion of a view that an earlier process left open. */
export interface Recovered {
  event: QueuedEvent
  change: ViewChange
}

export interface QueueOptions {
  storage: Pick<Storage, 'write'>
  createId: CreateId
  /** Mark of this process on its records. */
  owner: string
  /** Sends events of one identity; calls `done` once unless aborted by the returned function. */
  send(identity: Identity, events: readonly TrackedEvent[], done: (result: CcsResult) => void): () => void
  beacon(identity: Identity, events: readonly TrackedEvent[]): void
}

export interface Queue {
  /** Takes what earlier processes stored, then what was recovered of them, and lets sending begin. */
  open(records: EventRecord[], recovered: Recovered[]): void
  /** Adds an event of this process. */
  add(event: QueuedEvent, change?: ViewChange): void
  /** Wall-clock time of the newest queued event, or -Infinity. */
  newestAt(): number
  /** Moves the unsent events of this process in time, those in flight included: an answer that tells the time may have refused them. */
  shift(byMs: number): void
  /** Lets sending begin again after it was stopped for want of authorisation. */
  resume(): void
  /** Calls `done` once nothing is being written, sent or about to be. */
  whenIdle(done: () => void): void
  isIdle(): boolean
  /** Whether an answer is still to come, be it after a back-off. */
  isDue(): boolean
  /** Records that are not written yet. */
  unwritten(): EventRecord[]
  /** On exit: starts no request until `isHeld` is false again. */
  hold(isHeld: boolean): void
  /** Hands what is left to the engine, for the exit of an app whose queue only memory holds. */
  beacon(): void
  /** Aborts the request in flight and sends nothing any more. */
  close(): void
  inspect(): Inspection['queue']
}

export function createQueue(
  { settings, ports, diagnosis }: Context,
  { storage, createId, owner, send, beacon }: QueueOptions,
): Queue {
  const { clock, timers } = ports
  const { maxEvents, maxAgeMs, delivery } = settings.queue
  const { emit, report } = diagnosis
  let entries: Entry[] = []
  let progress: Progress = INITIAL
  let inFlight: Entry[] = []
  let abort: (() => void) | null = null
  let cancelRetry: (() => void) | null = null
  let retryAtMs = 0
  /** Place of the next event. Before the stores were read it is later than any that an earlier process gave. */
  let seq = clock.wallMs()
  let isReady = false
  let isClosed = false
  let isHeldBack = false
  let writing = 0
  /** How often a full store made room: one transaction may hold many events. */
  let sheds = 0
  const idle: (() => void)[] = []

  // Writing

  function write(change: Change, done?: (outcome: WriteOutcome) => void): void {
    writing++
    storage.write(change, (outcome) => {
      writing--
      if (done) done(outcome)
      kick()
    })
  }

  function remove(gone: Entry[]): void {
    entries = without(entries, gone)
    const deletes = gone.map(keyOf)
    // Also what is not written yet: writes keep their order.
    write({ deletes }, (outcome) => {
      // What shared the transaction found no room.
      if (outcome == 'full') write({ deletes })
    })
  }

  function drop(gone: Entry[], reason: DropReason): void {
    if (!gone[0]) return
    remove(gone)
    emit('dropped', { events: gone.map(summaryOf), reason })
  }

  function create({ name, at, identity, sessionId, viewId, properties }: QueuedEvent): Entry {
    const record = { key: EVENT_KEY + createId(), owner, seq: seq++, name, at, identity, sessionId, viewId, properties }
    return { record, isWritten: false, addedMs: clock.monotonicMs() }
  }

  function persist(entry: Entry, change: ViewChange): void {
    const { puts = [], deletes = [], ifMine, done } = change
    const shedsBefore = sheds
    write({ puts: [entry.record as StoredRecord].concat(puts), deletes, ifMine }, (outcome) => {
      if (outcome == 'full' && makeRoom(entry, shedsBefore)) return persist(entry, change)
      if (outcome == 'taken') entries = without(entries, [entry])
      if (outcome == 'full' || outcome == 'failed') {
        entry.isUnstored = true
        report('storage-failed', ['memory-only'])
        if (deletes[0]) write({ deletes, ifMine })
      }
      entry.isWritten = true
      if (done) done(outcome)
    })
  }

  /** The oldest written events make room for `entry`, once for all who shared the transaction; false where none is left to go. */
  function makeRoom(entry: Entry, shedsBefore: number): boolean {
    if (entries.indexOf(entry) < 0) return false
    const victims = oldest(entries, inFlight, MAX_BATCH, (other) => other.isWritten && !other.isUnstored)
    if (!victims[0]) return false
    if (sheds == shedsBefore) {
      sheds++
      drop(victims, 'storage-full')
    }
    return true
  }

  function enforceCount(): void {
    drop(
      oldest(entries, inFlight, entries.length - maxEvents, () => true),
      'max-events',
    )
  }

  // Sending

  function canSend(): boolean {
    return isReady && !isClosed && !isHeldBack && !abort && !cancelRetry && !progress.stopped
  }

  function upcoming(): Entry[] {
    const batch = nextBatch(entries, inFlight)
    return batch.slice(0, batchSize(progress, batch.length))
  }

  function kick(): void {
    if (canSend()) {
      drop(
        oldest(entries, inFlight, entries.length, (entry) => ageMs(entry, clock) > maxAgeMs),
        'max-age',
      )
      const batch = upcoming()
      if (batch[0]) return dispatch(batch)
    }
    if (idle[0] && isIdle()) idle.splice(0).forEach((done) => done())
  }

  function dispatch(batch: Entry[]): void {
    const wasOffline = ports.transport.isOffline()
    let isAnswered = false
    inFlight = batch
    const cancel = send(batch[0]!.record.identity, chronological(batch), (result) => {
      isAnswered = true
      abort = null
      inFlight = []
      settle(batch, result, wasOffline)
      kick()
    })
    // A transport of the app's own may answer at once.
    if (!isAnswered) abort = cancel
  }

  function settle(
    batch: Entry[],
    { status, answer, serverMs, retryAfter, reason }: CcsResult,
    wasOffline: boolean,
  ): void {
    const outcome = outcomeOf(status, !!answer)
    const next = step(progress, outcome, reactionTo(outcome, delivery, wasOffline), batch.length)
    const first = batch[0]!
    progress = next.progress
    if (next.wait) wait(parseRetryAfter(retryAfter, serverMs || clock.wallMs()))
    if (next.events == 'ack') remove(batch)
    else if (next.events == 'drop') drop(batch, 'ambiguous')
    else if (outcome == 'refused' && first.record.isRefused) drop(batch, 'refused')
    else if (next.events == 'set-aside') first.isAside = true
    else if (next.events == 'restore') suspects(entries).forEach((entry) => (entry.isAside = false))
    // An event is marked for the next process once it is known that it was refused for itself, and not with everything else.
    if (!progress.pieces[0] || progress.hasAccepted) suspects(entries).forEach(markRefused)
    if (outcome != 'accepted')
      report(
        outcome == 'refused' ? 'request-refused' : outcome == 'unauthorised' ? outcome : 'request-failed',
        ['ccs', status, outcome, batch.length, reason],
        status,
      )
    if (progress.stopped) report('delivery-stopped', [progress.stopped], status)
  }

  function markRefused({ record }: Entry): void {
    record.isRefused = true
    write({ puts: [record] })
  }

  function wait(retryAfterMs: number): void {
    const [high, low] = ports.random.bytes(2)
    const waitMs = backoffMs(progress.failures, (high! * 256 + low!) / 65536, retryAfterMs)
    retryAtMs = clock.monotonicMs() + waitMs
    cancelRetry = timers.after(waitMs, () => {
      cancelRetry = null
      kick()
    })
  }

  function isIdle(): boolean {
    return !writing && !abort && (isReady || isClosed) && !(canSend() && upcoming()[0])
  }

  return {
    open(records, recovered) {
      const own = entries
      entries = restored(records)
      const last = entries[entries.length - 1]
      seq = last ? last.record.seq + 1 : 0
      const additions = recovered.map(({ event }) => create(event))
      // Their time is that of an earlier process.
      additions.forEach((entry) => (entry.addedMs = undefined))
      entries = entries.concat(additions)
      // What was tracked while the stores were read, and is not written yet, comes after what they held.
      own.forEach(({ record }) => {
        record.seq = seq++
        record.at = Math.max(record.at, newestAt(entries))
      })
      entries = entries.concat(own)
      additions.forEach((entry, place) => persist(entry, recovered[place]!.change))
      isReady = true
      enforceCount()
      kick()
    },
    add(event, change) {
      const entry = create(event)
      entries.push(entry)
      persist(entry, change || {})
      enforceCount()
    },
    newestAt: () => newestAt(entries),
    shift(byMs) {
      entries.forEach((entry) => {
        if (entry.addedMs == null) return
        entry.record.at += byMs
        if (entry.isWritten) write({ puts: [entry.record] })
      })
    },
    resume() {
      if (progress.stopped != 'unauthorised') return
      progress.stopped = null
      kick()
    },
    whenIdle(done) {
      idle.push(done)
      kick()
    },
    isIdle,
    isDue: () => !isClosed && (!isReady || !!abort || (!progress.stopped && entries.some((entry) => !entry.isAside))),
    unwritten: () => entries.filter((entry) => !entry.isWritten).map((entry) => entry.record),
    hold(isHeld) {
      isHeldBack = isHeld
      kick()
    },
    beacon() {
      const batch = upcoming()
      if (batch[0]) beacon(batch[0].record.identity, chronological(batch))
    },
    close() {
      isClosed = true
      if (abort) abort()
      if (cancelRetry) cancelRetry()
      abort = cancelRetry = null
      idle.splice(0).forEach((done) => done())
    },
    inspect: () => ({
      events: entries.map(summaryOf),
      inFlight: inFlight.length,
      retryInMs: cancelRetry && Math.max(0, retryAtMs - clock.monotonicMs()),
      stopped: progress.stopped,
    }),
  }
}
