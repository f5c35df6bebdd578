/**
 * The delivery loop: writes before it sends, acknowledges by event id, one request in flight.
 *
 * What an answer means is decided in policy.ts; this file carries it out over storage and client.
 */
import type { DropReason, EventSummary, Inspection, TrackerEvents } from '../api.ts'
import type { CcsClient, CcsResult } from '../ccs/client.ts'
import { formatTime } from '../ccs/wire.ts'
import type { DiagnosticCode } from '../diagnostics.ts'
import type { CreateId } from '../identity/ids.ts'
import type { Identity } from '../identity/identity.ts'
import { formatJson } from '../json.ts'
import type { Settings } from '../options.ts'
import type { Ports } from '../ports/ports.ts'
import type { StoredRecord, WriteOutcome } from '../ports/stores.ts'
import { EVENT_KEY } from '../storage/keys.ts'
import type { Storage } from '../storage/storage.ts'
import type { Progress } from './policy.ts'
import { backoffMs, batchSize, INITIAL, MAX_BATCH, outcomeOf, parseRetryAfter, reactionTo, step } from './policy.ts'
import type { EventRecord, QueuedEvent } from './record.ts'

interface Entry {
  record: EventRecord
  isWritten: boolean
  /** No store took it: dropping it makes no room. */
  isUnstored?: boolean
  /** Refused on its own in this process: it waits for the next one. */
  isAside?: boolean
  /** Monotonic time at which this process tracked it, hence stamped with this process's clock; undefined for what was stored. */
  addedMs?: number
}

/** What an event means for the record of its view; written in the same transaction. */
export interface ViewChange {
  /** The record of a view that this event starts. */
  opened?: StoredRecord
  /** Key of the record of a view that this event completes. */
  closedKey?: string
  /** Written only while that record is there and ours. */
  isGuarded?: boolean
  /** Hears how the write went. */
  done?(outcome: WriteOutcome): void
}

/** The completion of a view that an earlier process left open. */
export interface Recovered {
  event: QueuedEvent
  closedKey: string
  isGuarded: true
}

export interface QueueHost {
  settings: Settings
  ports: Ports
  emit(event: 'dropped', payload: TrackerEvents['dropped']): void
  report(code: DiagnosticCode, message: string, status?: number): void
}

type OnSent = (events: EventSummary[], result: CcsResult, identity: Identity) => void

export interface Queue {
  /** Takes what earlier processes stored, then what was recovered of them, and lets sending begin. */
  open(records: EventRecord[], recovered: Recovered[]): void
  /** Adds an event of this process, and takes it over. */
  add(event: QueuedEvent, view?: ViewChange): void
  /** Wall-clock time of the newest queued event, or -Infinity. */
  newestAt(): number
  /** Moves the unsent events of this process in time. */
  shift(offsetMs: number): void
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

const summary = ({ record }: Entry): EventSummary => ({ name: record.name, time: formatTime(record.at) })
const keyOf = ({ record }: Entry): string => record.key

/** Chronological as the API asks; equal times keep the order of tracking. */
const chronological = (batch: Entry[]): EventRecord[] =>
  batch.map((entry) => entry.record).sort((a, b) => a.at - b.at || a.seq - b.seq)

export function createQueue(
  { settings, ports, emit, report }: QueueHost,
  storage: Storage,
  client: CcsClient,
  owner: string,
  createId: CreateId,
  onSent: OnSent,
): Queue {
  const { clock, timers } = ports
  let entries: Entry[] = []
  let progress: Progress = INITIAL
  let inFlight: Entry[] = []
  let abort: (() => void) | null = null
  let cancelRetry: (() => void) | null = null
  let retryAtMs = 0
  // Until the stores were read: an exit copy made before comes after what earlier processes left there.
  let seq = clock.wallMs()
  let isReady = false
  let isClosed = false
  let isHeldBack = false
  let writing = 0
  /** How often a full store made room: one transaction may hold many events. */
  let sheds = 0
  const idle: (() => void)[] = []

  function write(
    puts: StoredRecord[],
    deletes: string[],
    done?: ((outcome: WriteOutcome) => void) | null,
    ifMine?: string,
  ): void {
    writing++
    storage.write({ puts, deletes, ifMine }, (outcome) => {
      writing--
      if (done) done(outcome)
      kick()
    })
  }

  function remove(gone: Entry[]): void {
    entries = entries.filter((entry) => gone.indexOf(entry) < 0)
    const keys = gone.map(keyOf)
    // Also what is not written yet: writes keep their order.
    write([], keys, (outcome) => {
      // What shared the transaction found no room.
      if (outcome == 'full') write([], keys)
    })
  }

  function drop(gone: Entry[], reason: DropReason): void {
    if (!gone[0]) return
    remove(gone)
    emit('dropped', { events: gone.map(summary), reason })
  }

  /** The oldest entries that are not in flight and pass `test`. */
  function oldest(count: number, test: (entry: Entry) => unknown): Entry[] {
    return entries.filter((entry) => inFlight.indexOf(entry) < 0 && test(entry)).slice(0, Math.max(0, count))
  }

  function enforceCount(): void {
    drop(
      oldest(entries.length - settings.queue.maxEvents, () => true),
      'max-events',
    )
  }

  /** Age is monotonic for what this process tracked, unknown where a wall clock that may be set is all there is; else a wall-clock difference. */
  function isTooOld({ addedMs, record }: Entry): boolean {
    return (
      (addedMs == null ? clock.wallMs() - record.at : clock.kind == 'wall' ? 0 : clock.monotonicMs() - addedMs) >
      settings.queue.maxAgeMs
    )
  }

  function create(event: QueuedEvent): Entry {
    const record = event as EventRecord
    record.key = EVENT_KEY + createId()
    record.owner = owner
    record.seq = seq++
    return { record, isWritten: false, addedMs: clock.monotonicMs() }
  }

  function persist(entry: Entry, view: ViewChange): void {
    const { opened, closedKey, done } = view
    const ifMine = view.isGuarded ? closedKey : undefined
    const before = sheds
    const deletes = closedKey ? [closedKey] : []
    write(
      opened ? [entry.record, opened] : [entry.record],
      deletes,
      (outcome) => {
        // No room: the oldest written events make some; with none left this one stays in memory.
        const victims =
          outcome == 'full' && entries.indexOf(entry) >= 0
            ? oldest(MAX_BATCH, (other) => other.isWritten && !other.isUnstored)
            : []
        if (victims[0]) {
          if (sheds == before) {
            sheds++
            drop(victims, 'storage-full')
          }
          return persist(entry, view)
        }
        if (outcome == 'taken') entries = entries.filter((other) => other != entry)
        if (outcome == 'full' || outcome == 'failed') {
          entry.isUnstored = true
          report('storage-failed', 'An event lives in memory only.')
          if (closedKey) write([], deletes, null, ifMine)
        }
        entry.isWritten = true
        if (done) done(outcome)
      },
      ifMine,
    )
  }

  /** The events of the next request: from the head, of one identity, all written. */
  function nextBatch(): Entry[] {
    const batch: Entry[] = []
    let identity = ''
    entries.every((entry) => {
      const { record } = entry
      if (entry.isAside || inFlight.indexOf(entry) >= 0) return true
      const own = formatJson(record.identity)
      if (!entry.isWritten || (batch[0] && (own != identity || record.isRefused))) return false
      identity = own
      return batch.push(entry) < MAX_BATCH && !record.isRefused
    })
    return batch.slice(0, batchSize(progress, batch.length))
  }

  function canSend(): boolean {
    return isReady && !isClosed && !isHeldBack && !abort && !cancelRetry && !progress.stopped
  }

  function kick(): void {
    if (canSend()) {
      drop(oldest(entries.length, isTooOld), 'max-age')
      // Whoever heard of a drop may have ended the sending, or begun it.
      const batch = canSend() ? nextBatch() : []
      if (batch[0]) return send(batch)
    }
    if (idle[0] && isIdle()) idle.splice(0).forEach((done) => done())
  }

  function send(batch: Entry[]): void {
    const { identity } = batch[0]!.record
    const wasOffline = ports.transport.isOffline()
    inFlight = batch
    let isDone = false
    const cancel = client.send(identity, chronological(batch), (result) => {
      isDone = true
      // A transport of the app's own may answer what was aborted.
      if (isClosed) return
      abort = null
      inFlight = []
      // Not idle before the answer was heard: a store may be done with the batch at once.
      writing++
      settle(batch, result, wasOffline)
      onSent(batch.map(summary), result, identity)
      writing--
      kick()
    })
    // A transport of the app's own may answer at once.
    if (!isDone) abort = cancel
  }

  function settle(
    batch: Entry[],
    { status, answer, serverMs, retryAfter, reason }: CcsResult,
    wasOffline: boolean,
  ): void {
    const first = batch[0]!
    const outcome = outcomeOf(status, !!answer)
    const next = step(progress, outcome, reactionTo(outcome, settings.queue.delivery, wasOffline), batch.length)
    progress = next.progress
    // Before anyone hears of the failure, and may ask to send again.
    if (next.wait) wait(parseRetryAfter(retryAfter, serverMs || clock.wallMs()))
    if (next.events == 'ack') remove(batch)
    else if (next.events == 'drop') drop(batch, 'ambiguous')
    else if (outcome == 'refused' && first.record.isRefused) drop(batch, 'refused')
    else if (next.events == 'set-aside') first.isAside = true
    else if (next.events == 'restore') suspects().forEach((entry) => (entry.isAside = false))
    // Refused for itself, and not with everything else: only then does the next process hear of it.
    if (!progress.pieces[0] || progress.hasAccepted)
      suspects().forEach((entry) => {
        entry.record.isRefused = true
        write([entry.record], [])
      })
    if (outcome != 'accepted')
      report(
        outcome == 'refused' ? 'request-refused' : outcome == 'unauthorised' ? outcome : 'request-failed',
        'CCS ' +
          (status ? 'answered ' + status : 'did not answer') +
          ', ' +
          outcome +
          ': ' +
          batch.length +
          ' event(s)' +
          (reason && ', ' + reason),
        status,
      )
    if (progress.stopped)
      report(
        'delivery-stopped',
        'Until the next ' + (progress.stopped == 'ambiguous' ? 'start.' : 'session, identify or start.'),
        status,
      )
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

  /** Set aside while it is not known yet whether anything of their batch is accepted. */
  function suspects(): Entry[] {
    return entries.filter((entry) => entry.isAside && !entry.record.isRefused)
  }

  function newestAt(): number {
    return entries.reduce((newest, { record }) => Math.max(newest, record.at), -Infinity)
  }

  function isIdle(): boolean {
    return !writing && !abort && (isReady || isClosed) && !(canSend() && nextBatch()[0])
  }

  return {
    open(records, recovered) {
      const own = entries
      entries = records.sort((a, b) => a.seq - b.seq || a.at - b.at).map((record) => ({ record, isWritten: true }))
      const newest = records[records.length - 1]
      seq = newest ? newest.seq + 1 : 0
      const additions = recovered.map(({ event }) => create(event))
      additions.forEach((entry) => (entry.addedMs = undefined))
      entries = entries.concat(additions)
      // What was tracked while the store was read, and is not written yet, comes after what it held.
      own.forEach(({ record }) => {
        record.seq = seq++
        record.at = Math.max(record.at, newestAt())
      })
      entries = entries.concat(own)
      additions.forEach((entry, place) => persist(entry, recovered[place]!))
      isReady = true
      enforceCount()
      kick()
    },
    add(event, view) {
      const entry = create(event)
      entries.push(entry)
      persist(entry, view || {})
      enforceCount()
    },
    newestAt,
    shift(offsetMs) {
      entries.forEach((entry) => {
        if (entry.addedMs == null || inFlight.indexOf(entry) >= 0) return
        entry.record.at += offsetMs
        if (entry.isWritten) write([entry.record], [])
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
      const batch = nextBatch()
      if (batch[0]) client.beacon(batch[0].record.identity, chronological(batch))
    },
    close() {
      isClosed = true
      if (abort) abort()
      if (cancelRetry) cancelRetry()
      abort = cancelRetry = null
      idle.splice(0).forEach((done) => done())
    },
    inspect: () => ({
      events: entries.map(summary),
      inFlight: inFlight.length,
      retryInMs: cancelRetry && Math.max(0, retryAtMs - clock.monotonicMs()),
      stopped: progress.stopped,
    }),
  }
}
