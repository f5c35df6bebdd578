/**
 * The events that wait, in memory and in the store: written before they are sent, taken away by id, never more than allowed.
 *
 * Which of them go next is decided in entries.ts, when they go in queue.ts.
 */
import type { DropReason, EventSummary } from '../api.ts'
import type { Context } from '../context.ts'
import type { CreateId } from '../identity/ids.ts'
import type { StoredRecord, WriteOutcome } from '../ports/stores.ts'
import { EVENT_KEY } from '../storage/keys.ts'
import type { Storage } from '../storage/storage.ts'
import type { Change } from '../storage/writer.ts'
import type { Entry } from './entries.ts'
import { ageMs, keyOf, newestAt, nextBatch, oldest, restored, summaryOf, suspects, without } from './entries.ts'
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
  storage: Pick<Storage, '_write' | '_findTaken'>
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
  /** The events of the next request, as many as there are of one identity. */
  _next(): Entry[]
  /** They are in the request under way, and nothing happens to them; an empty list ends that. */
  _setInFlight(batch: Entry[]): void
  _inFlight(): number
  _remove(gone: Entry[]): void
  _drop(gone: Entry[], reason: DropReason): void
  _dropOld(): void
  /** Those set aside come back. */
  _restore(): void
  /** Those set aside were refused for themselves: the next process hears of it. */
  _markRefused(): void
  /** Moves the events of this process in time. */
  _shift(byMs: number): void
  _newestAt(): number
  /** Whether any of them may be sent in this process. */
  _hasSendable(): boolean
  _unwritten(): EventRecord[]
  /** All of them, for a store that was emptied. */
  _records(): EventRecord[]
  /** Forgets those that another process has taken. */
  _forget(keys: readonly string[]): void
  _summaries(): EventSummary[]
}

export function createWaiting(
  { settings, ports, diagnosis }: Context,
  { storage, createId, owner, onWritten }: WaitingOptions,
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

  function write(change: Change, done?: (outcome: WriteOutcome) => void): void {
    writes++
    storage._write(change, (outcome) => {
      writes--
      if (done) done(outcome)
      onWritten()
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

  function create({ name, at, identity, sessionId, viewId, properties }: QueuedEvent, addedMs?: number): Entry {
    const record = { key: EVENT_KEY + createId(), owner, seq: seq++, name, at, identity, sessionId, viewId, properties }
    return { record, isWritten: false, addedMs }
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

  function dropSurplus(): void {
    const surplus = oldest(entries, inFlight, entries.length - maxEvents, () => true)
    drop(surplus, 'max-events')
  }

  return {
    _open(records, recovered) {
      const own = entries
      entries = restored(records)
      const last = entries[entries.length - 1]
      seq = last ? last.record.seq + 1 : 0
      // Without a time of tracking: theirs is that of an earlier process.
      const additions = recovered.map(({ event }) => create(event))
      entries = entries.concat(additions)
      own.forEach(({ record }) => {
        record.seq = seq++
        record.at = Math.max(record.at, newestAt(entries))
      })
      entries = entries.concat(own)
      additions.forEach((entry, place) => persist(entry, recovered[place]!.change))
      dropSurplus()
    },
    _add(event, change) {
      const entry = create(event, clock.monotonicMs())
      entries.push(entry)
      persist(entry, change || {})
      dropSurplus()
    },
    _isWriting: () => writes > 0,
    _next: () => nextBatch(entries, inFlight),
    _setInFlight: (batch) => void (inFlight = batch),
    _inFlight: () => inFlight.length,
    _remove: remove,
    _drop: drop,
    _dropOld() {
      const old = oldest(entries, inFlight, entries.length, (entry) => ageMs(entry, clock) > maxAgeMs)
      drop(old, 'max-age')
    },
    _restore: () => suspects(entries).forEach((entry) => (entry.isAside = false)),
    _markRefused() {
      suspects(entries).forEach(({ record }) => {
        record.isRefused = true
        write({ puts: [record] })
      })
    },
    _shift(byMs) {
      entries.forEach(({ record, addedMs, isWritten }) => {
        if (addedMs == null) return
        record.at += byMs
        if (isWritten) write({ puts: [record] })
      })
    },
    _newestAt: () => newestAt(entries),
    _hasSendable: () => entries.some((entry) => !entry.isAside),
    _unwritten: () => entries.filter((entry) => !entry.isWritten).map((entry) => entry.record),
    _records: () => entries.map((entry) => entry.record),
    _forget: (keys) => void (entries = entries.filter((entry) => keys.indexOf(keyOf(entry)) < 0)),
    _summaries: () => entries.map(summaryOf),
  }
}
