/**
 * The delivery loop: writes before it sends, acknowledges by event id, one request in flight.
 *
 * What an answer means is decided in policy.ts; this file carries it out over storage and client.
 */
import type { DropReason, EventSummary, Inspection } from '../api.ts'
import type { CcsClient, CcsResult } from '../ccs/client.ts'
import type { TrackedEvent } from '../ccs/wire.ts'
import { formatTime } from '../ccs/wire.ts'
import type { Identity } from '../identity/identity.ts'
import type { DiagnosticCode } from '../diagnostics.ts'
import type { Clock } from '../ports/clock.ts'
import type { RecordChange, StoredRecord, WriteOutcome } from '../ports/stores.ts'
import type { Timers } from '../ports/timers.ts'
import type { Storage } from '../storage/storage.ts'
import type { Delivery, Outcome, Progress } from './policy.ts'
import { backoffMs, batchSize, INITIAL, MAX_BATCH, outcomeOf, parseRetryAfter, reactionTo, step } from './policy.ts'
import type { EventRecord } from './record.ts'
import { EVENT_KEY } from './record.ts'

interface Entry {
  record: EventRecord
  isWritten: boolean
  /** Refused on its own in this process: it waits for the next one. */
  isAside: boolean
  /** Monotonic time at which this process tracked it, hence stamped with this process's clock; null for what was stored. */
  addedMs: number | null
}

export interface QueueOptions {
  storage: Storage
  client: CcsClient
  clock: Clock
  timers: Timers
  random(): number
  owner: string
  maxEvents: number
  maxAgeMs: number
  delivery: Delivery
  isOffline(): boolean
  onSent(events: EventSummary[], result: CcsResult, identity: Identity): void
  onDropped(events: EventSummary[], reason: DropReason): void
  report(code: DiagnosticCode, message: string, status?: number): void
}

/** An event to queue. */
export interface Addition {
  id: string
  at: number
  identity: Identity
  event: EventRecord['event']
  /** Written in the same transaction. */
  puts?: StoredRecord[]
  deletes?: string[]
  guard?: RecordChange['guard']
  /** Hears how the write went. */
  done?(outcome: WriteOutcome): void
}

export interface Queue {
  /** Takes what earlier processes stored, then what was recovered of them, and lets sending begin. */
  open(records: EventRecord[], recovered: Addition[]): void
  /** Adds an event of this process. */
  add(addition: Addition): void
  /** Wall-clock time of the newest queued event, or -Infinity. */
  newestAt(): number
  /** Moves the unsent events of this process in time. */
  shift(offsetMs: number): void
  /** Lets sending begin again after it was stopped for want of authorisation. */
  resume(): void
  /** Calls `done` once nothing is being written, sent or about to be. */
  whenIdle(done: () => void): void
  isIdle(): boolean
  /** Records that are not written yet. */
  unwritten(): EventRecord[]
  /** Hands what is left to the engine, for the exit of an app whose queue only memory holds. */
  beacon(): void
  /** Aborts the request in flight and sends nothing any more. */
  close(): void
  inspect(): Inspection['queue']
}

/** Chronological as the API asks; equal times keep the order of tracking. */
function toEvents(batch: Entry[]): TrackedEvent[] {
  return batch
    .map((entry) => entry.record)
    .sort((a, b) => a.at - b.at || a.seq - b.seq)
    .map(({ at, event }) => ({ name: event.name, at, sessionId: event.sessionId, viewId: event.viewId, properties: event.properties }))
}

const summary = (entry: Entry): EventSummary => ({ name: entry.record.event.name, time: formatTime(entry.record.at) })

export function createQueue(options: QueueOptions): Queue {
  const { storage, client, clock, timers, report } = options
  let entries: Entry[] = []
  let progress: Progress = INITIAL
  let inFlight: Entry[] = []
  let abort: (() => void) | null = null
  let cancelRetry: (() => void) | null = null
  let retryAt = 0
  let seq = 0
  let isReady = false
  let isClosed = false
  let writing = 0
  let idle: (() => void)[] = []

  function write(change: RecordChange, done: (outcome: WriteOutcome) => void): void {
    writing++
    storage.write(change, (outcome) => {
      writing--
      done(outcome)
      kick()
    })
  }

  function remove(gone: Entry[]): void {
    entries = entries.filter((entry) => gone.indexOf(entry) < 0)
    const deletes = gone.filter((entry) => entry.isWritten).map((entry) => entry.record.key)
    if (deletes[0]) write({ puts: [], deletes }, () => {})
  }

  function drop(gone: Entry[], reason: DropReason): void {
    if (!gone[0]) return
    remove(gone)
    options.onDropped(gone.map(summary), reason)
  }

  /** The oldest entries that are not in flight and pass `test`. */
  function oldest(count: number, test: (entry: Entry) => boolean): Entry[] {
    return entries.filter((entry) => inFlight.indexOf(entry) < 0 && test(entry)).slice(0, count)
  }

  function enforceCount(): void {
    const excess = entries.length - options.maxEvents
    if (excess > 0) drop(oldest(excess, () => true), 'max-events')
  }

  /** Age is monotonic for what this process tracked, else a wall-clock difference. */
  function enforceAge(): void {
    const wallMs = clock.wallMs()
    const nowMs = clock.monotonicMs()
    const isTooOld = ({ addedMs, record }: Entry) => (addedMs == null ? wallMs - record.at : nowMs - addedMs) > options.maxAgeMs
    drop(oldest(entries.length, isTooOld), 'max-age')
  }

  function create(addition: Addition): Entry {
    return {
      record: { key: EVENT_KEY + addition.id, owner: options.owner, seq: seq++, at: addition.at, identity: addition.identity, event: addition.event },
      isWritten: false,
      isAside: false,
      addedMs: clock.monotonicMs(),
    }
  }

  function persist(entry: Entry, addition: Addition): void {
    const { puts, deletes, guard, done } = addition
    write({ puts: [entry.record as StoredRecord].concat(puts || []), deletes: deletes || [], guard }, (outcome) => {
      if (outcome == 'full') {
        // No room: the oldest written events make some; with none left this one stays in memory.
        const victims = oldest(MAX_BATCH, (other) => other.isWritten)
        if (victims[0]) {
          drop(victims, 'storage-full')
          return persist(entry, addition)
        }
      }
      if (outcome == 'taken') remove([entry])
      entry.isWritten = true
      if (done) done(outcome)
    })
  }

  /** The events of the next request: from the head, of one identity, all written. */
  function nextBatch(): Entry[] {
    const batch: Entry[] = []
    let identity = ''
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]!
      const { record } = entry
      if (entry.isAside || inFlight.indexOf(entry) >= 0) continue
      const own = JSON.stringify(record.identity)
      if (!entry.isWritten || (batch[0] && (own != identity || record.isRefused))) break
      identity = own
      batch.push(entry)
      if (record.isRefused) break
    }
    return batch.slice(0, batchSize(progress, batch.length))
  }

  function canSend(): boolean {
    return isReady && !isClosed && !abort && !cancelRetry && !progress.stopped
  }

  function kick(): void {
    if (canSend()) {
      enforceAge()
      const batch = nextBatch()
      if (batch[0]) return send(batch)
    }
    if (idle[0] && isIdle()) idle.splice(0).forEach((done) => done())
  }

  function send(batch: Entry[]): void {
    inFlight = batch
    abort = client.send(batch[0]!.record.identity, toEvents(batch), (result) => {
      abort = null
      inFlight = []
      settle(batch, result)
      kick()
    })
  }

  function settle(batch: Entry[], result: CcsResult): void {
    const { status } = result
    const outcome = outcomeOf(status, !!result.answer)
    const reaction = reactionTo(outcome, options.delivery, options.isOffline())
    const wasRefused = !!batch[0]!.record.isRefused
    const next = step(progress, outcome, reaction, batch.length)
    const isFinal = outcome == 'refused' && wasRefused
    progress = next.progress
    // First the queue, then the events of the tracker: a listener may track.
    if (next.events == 'ack') remove(batch)
    else if (isFinal) drop(batch, 'refused')
    else if (next.events == 'drop') drop(batch, 'ambiguous')
    else if (next.events == 'set-aside') setAside(batch[0]!)
    else if (next.events == 'restore') restore()
    options.onSent(batch.map(summary), result, batch[0]!.record.identity)
    if (outcome == 'refused') report('request-refused', describe(outcome, batch.length, result), status)
    else if (outcome == 'unauthorised') report('unauthorised', describe(outcome, batch.length, result), status)
    else if (outcome != 'accepted') report('request-failed', describe(outcome, batch.length, result), status)
    if (progress.stopped) report('delivery-stopped', 'Nothing is sent until the next ' + (progress.stopped == 'ambiguous' ? 'start.' : 'session, identify or start.'), status)
    if (next.wait && !isClosed) {
      const waitMs = backoffMs(progress.failures, options.random(), parseRetryAfter(result.retryAfter, clock.wallMs()))
      retryAt = clock.monotonicMs() + waitMs
      cancelRetry = timers.after(waitMs, () => {
        cancelRetry = null
        kick()
      })
    }
  }

  function setAside(entry: Entry): void {
    entry.isAside = entry.record.isRefused = true
    write({ puts: [entry.record], deletes: [] }, () => {})
  }

  function restore(): void {
    entries.forEach((entry) => {
      if (!entry.isAside) return
      entry.isAside = entry.record.isRefused = false
      write({ puts: [entry.record], deletes: [] }, () => {})
    })
  }

  function isIdle(): boolean {
    return !writing && !abort && (!canSend() || !nextBatch()[0]) && (isReady || isClosed)
  }

  return {
    open(records, recovered) {
      const own = entries
      entries = records.sort((a, b) => a.seq - b.seq || a.at - b.at).map((record) => ({ record, isWritten: true, isAside: false, addedMs: null }))
      const newest = entries[entries.length - 1]
      seq = newest ? newest.record.seq + 1 : 0
      entries = entries.concat(recovered.map(create))
      // What was tracked while the store was read, and is not written yet, comes after what it held.
      own.forEach((entry) => (entry.record.seq = seq++))
      entries = entries.concat(own)
      recovered.forEach((addition) => persist(entries.filter((entry) => entry.record.key == EVENT_KEY + addition.id)[0]!, addition))
      isReady = true
      enforceCount()
      kick()
    },
    add(addition) {
      const entry = create(addition)
      entries.push(entry)
      persist(entry, addition)
      enforceCount()
    },
    newestAt() {
      return entries.reduce((newest, entry) => Math.max(newest, entry.record.at), -Infinity)
    },
    shift(offsetMs) {
      entries.forEach((entry) => {
        if (entry.addedMs == null || inFlight.indexOf(entry) >= 0) return
        entry.record.at += offsetMs
        if (entry.isWritten) write({ puts: [entry.record], deletes: [] }, () => {})
      })
    },
    resume() {
      if (progress.stopped != 'unauthorised') return
      progress = INITIAL
      kick()
    },
    whenIdle(done) {
      idle.push(done)
      kick()
    },
    isIdle,
    unwritten() {
      return entries.filter((entry) => !entry.isWritten).map((entry) => entry.record)
    },
    beacon() {
      const batch = nextBatch()
      if (batch[0]) client.beacon(batch[0].record.identity, toEvents(batch))
    },
    close() {
      isClosed = true
      if (abort) abort()
      if (cancelRetry) cancelRetry()
      abort = cancelRetry = null
      idle.splice(0).forEach((done) => done())
    },
    inspect() {
      return {
        events: entries.map(summary),
        inFlight: inFlight.length,
        retryInMs: cancelRetry ? Math.max(0, retryAt - clock.monotonicMs()) : null,
        stopped: progress.stopped,
      }
    },
  }
}

function describe(outcome: Outcome, count: number, result: CcsResult): string {
  return (
    'CCS ' +
    (result.status ? 'answered ' + result.status : 'did not answer') +
    ' to ' +
    count +
    ' event(s): ' +
    outcome +
    (result.reason ? ' (' + result.reason + ')' : '') +
    '.'
  )
}
