/**
 * The events that wait, in memory and in the store: written before they are sent, taken away by id, never more than allowed.
 *
 * Which of them go next is decided in entries.ts, when they go in queue.ts.
 */
import type { DropReason, EventSummary } from '../api.ts'
import type { Context } from '../context.ts'
import { isTooLarge, MAX_EVENT_BYTES } from '../events/properties.ts'
import type { CreateId } from '../identity/ids.ts'
import type { StoredRecord, WriteOutcome } from '../ports/stores.ts'
import { EVENT_KEY } from '../storage/keys.ts'
import type { Storage } from '../storage/storage.ts'
import type { Entry } from './entries.ts'
import {
  ageMs,
  keyOf,
  newestAt,
  nextBatch,
  oldest,
  restored,
  sendable,
  summaryOf,
  suspects,
  toBlame,
  without,
} from './entries.ts'
import { MAX_BATCH } from './policy.ts'
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

export interface WaitingOptions {
  write: Storage['_write']
  createId: CreateId
  /** Mark of this process on its records. */
  owner: string
  /** Called after each write, when its outcome was taken in. */
  onWritten(): void
}

export interface Waiting {
  /** Takes what earlier processes stored, then what was recovered of them; what this process tracked meanwhile comes after both. */
  _open(records: EventRecord[], recovered: Recovered[]): void
  _add(event: QueuedEvent, change?: ViewChange): void
  /** Whether a write is under way. */
  _isWriting(): boolean
  /** The events of the next request, as many as there are of one identity; `isDoubting`, of one that is not in doubt, if there is any. */
  _next(isDoubting: boolean): Entry[]
  /** They are in the request under way, and nothing happens to them; an empty list ends that. */
  _setInFlight(batch: Entry[]): void
  _inFlight(): number
  _remove(gone: Entry[]): void
  _drop(gone: Entry[], reason: DropReason): void
  _dropOld(): void
  /** What was left out comes back: the first that got no clear answer, or all of which nobody knows that they are the cause. */
  _bringBack(which: 'first' | 'all'): void
  /**
   * Something was accepted, or nothing else was sent: what was refused is to blame, and waits for the next process, or for a later hour
   * of this one. Returns whether there is any.
   */
  _judge(accepted?: Entry): boolean
  /** That hour came: they are tried once more. */
  _retryBlamed(): void
  /** Moves the events of this process in time. */
  _shift(byMs: number): void
  _newestAt(): number
  /** How many of them can be sent in this process. */
  _sendable(): number
  /** All of them, or those that no store has yet. */
  _records(isUnwritten?: boolean): EventRecord[]
  /** Another process has taken them. */
  _forget(gone: Entry[]): void
  _summaries(): EventSummary[]
}

const isBlamed = ({ _aside: aside, _record: record }: Entry): boolean => !!aside && !!record.isRefused
const bringBack = (entry: Entry): void => (entry._aside = undefined)

export function createWaiting(
  { settings, ports, diagnosis }: Context,
  { write: writeRecords, createId, owner, onWritten }: WaitingOptions,
): Waiting {
  const { clock } = ports
  const { maxEvents, maxAgeMs } = settings.queue
  const { emit, report } = diagnosis
  let entries: Entry[] = []
  let inFlight: Entry[] = []
  /** Place of the next event. Before the stores were read it is later than any that an earlier process gave. */
  let seq = clock.wallMs()
  let writes = 0
  /** How often a full store made room. Events of one transaction are refused together: the first of them makes room for all. */
  let sheds = 0

  const write: Storage['_write'] = (change, done) => {
    writes++
    writeRecords(change, (outcome) => {
      writes--
      if (done) done(outcome)
      onWritten()
    })
  }

  function forget(gone: Entry[]): void {
    entries = without(entries, gone)
  }

  function remove(gone: Entry[]): void {
    forget(gone)
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

  function create({ name, at, identity, sessionId, viewId, properties }: QueuedEvent, addedMs?: number): Entry {
    const record = { key: EVENT_KEY + createId(), owner, seq: seq++, name, at, identity, sessionId, viewId, properties }
    return { _record: record, _isWritten: false, _addedMs: addedMs }
  }

  function persist(entry: Entry, change: ViewChange): void {
    const { puts = [], deletes = [], ifMine, done } = change
    const shedsBefore = sheds
    write({ puts: [entry._record as StoredRecord].concat(puts), deletes, ifMine }, (outcome) => {
      if (outcome == 'full' && makeRoom(entry, shedsBefore)) return persist(entry, change)
      if (outcome == 'taken') forget([entry])
      if (outcome == 'full' || outcome == 'failed') {
        entry._isUnstored = true
        report('storage-failed', ['memory-only'])
        if (deletes[0]) write({ deletes, ifMine })
      }
      entry._isWritten = true
      if (done) done(outcome)
    })
  }

  /** The oldest written events make room for `entry`, once for all who shared the transaction; false where none is left to go. */
  function makeRoom(entry: Entry, shedsBefore: number): boolean {
    if (entries.indexOf(entry) < 0) return false
    const victims = oldest(entries, inFlight, MAX_BATCH, (other) => other._isWritten && !other._isUnstored)
    if (!victims[0]) return false
    if (sheds == shedsBefore) {
      sheds++
      drop(victims, 'storage-full')
    }
    return true
  }

  function dropSurplus(): void {
    const surplus = oldest(entries, inFlight, entries.length - maxEvents, () => true)
    drop(surplus, 'max-events')
  }

  return {
    _open(records, recovered) {
      const own = entries
      entries = restored(records)
      const last = entries[entries.length - 1]
      seq = last ? last._record.seq + 1 : 0
      // Without a time of tracking: theirs is that of an earlier process.
      const additions = recovered.map(({ event }) => create(event))
      entries = entries.concat(additions)
      own.forEach(({ _record: record }) => {
        record.seq = seq++
        record.at = Math.max(record.at, newestAt(entries))
      })
      entries = entries.concat(own)
      additions.forEach((entry, place) => persist(entry, recovered[place]!.change))
      dropSurplus()
    },
    _add(event, change = {}) {
      const entry = create(event, clock.monotonicMs())
      if (isTooLarge(event.properties, MAX_EVENT_BYTES)) {
        if (change.done) write(change, change.done)
        return emit('dropped', { events: [summaryOf(entry)], reason: 'max-bytes' })
      }
      entries.push(entry)
      persist(entry, change)
      dropSurplus()
    },
    _isWriting: () => writes > 0,
    _next: (isDoubting) => nextBatch(entries, inFlight, isDoubting),
    _setInFlight: (batch) => void (inFlight = batch),
    _inFlight: () => inFlight.length,
    _remove: remove,
    _drop: drop,
    _dropOld() {
      const old = oldest(entries, inFlight, entries.length, (entry) => ageMs(entry, clock) > maxAgeMs)
      drop(old, 'max-age')
    },
    _bringBack(which) {
      const silent = suspects(entries, 'silent')
      const back = which == 'all' ? silent.concat(suspects(entries, 'refused')) : silent.slice(0, 1)
      back.forEach(bringBack)
    },
    _judge(accepted) {
      if (accepted) suspects(entries, 'silent').forEach(bringBack)
      const blamed = toBlame(entries, accepted)
      blamed.forEach((entry) => {
        entry._aside = 'refused'
        entry._record.isRefused = true
        // What is not written yet is written with the mark.
        if (entry._isWritten) write({ puts: [entry._record] })
      })
      return !!blamed[0]
    },
    _retryBlamed: () => entries.filter(isBlamed).forEach(bringBack),
    _shift(byMs) {
      // An event in flight was just accepted: that is where the time comes from.
      without(entries, inFlight).forEach(({ _record: record, _addedMs: addedMs, _isWritten: isWritten }) => {
        if (addedMs == null) return
        record.at += byMs
        if (isWritten) write({ puts: [record] })
      })
    },
    _newestAt: () => newestAt(entries),
    _sendable: () => sendable(entries).length,
    _records: (isUnwritten) =>
      entries.filter((entry) => !(isUnwritten && entry._isWritten)).map((entry) => entry._record),
    _forget: forget,
    _summaries: () => entries.map(summaryOf),
  }
}
