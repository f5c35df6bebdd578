/**
 * Writes records in order, one transaction at a time; where the durable store fails, the local one takes its place.
 */
import { withDeadline } from '../deadline.ts'
import type { Report } from '../diagnostics.ts'
import type { RecordChange, RecordStore, StoredRecord, Stores, WriteOutcome } from '../ports/stores.ts'
import type { Timers } from '../ports/timers.ts'
import type { DeletionMarker } from './merge.ts'
import { isIdCopy } from './merge.ts'
import { openRecords } from './open-stores.ts'

/** A store that has not answered by then is not waited for any longer. */
export const STORE_DEADLINE_MS = 2000

/** What is written together. */
export interface Change {
  puts?: readonly StoredRecord[]
  deletes?: readonly string[]
  /** Key of a record; the change is written only while that record is there and ours. */
  ifMine?: string
}

export interface Writer {
  /** The store that outlives a kill, or null where this process goes on without it. */
  _durable(): RecordStore | null
  /** Holds exit copies and, without a durable store, everything. */
  readonly _local: RecordStore
  /**
   * Goes on without the durable store, and reports why. One that failed still gets deletions, so that the next start sends
   * nothing twice; one that is slow is left alone.
   */
  _giveUpDurable(why: 'storage-failed' | 'storage-slow'): void
  /** Puts a change behind those that wait. */
  _write(change: Change, done?: (outcome: WriteOutcome) => void): void
  /** Called once, when the stores were read or will not be any more: until then every change waits. */
  _begin(): void
  /** Calls `done` once nothing waits and nothing is being written, at the latest after 2 s. */
  _whenIdle(done: () => void): void
  /** Forgets what waits, stops listening to what is being written, and lets go of the stores. */
  _close(): void
}

export interface WriterOptions {
  stores: Stores
  timers: Timers
  /** Prefix of every key. */
  name: string
  /** This process. */
  owner: string
  report: Report
}

interface Batch extends RecordChange {
  listeners: ((outcome: WriteOutcome) => void)[]
}

const nothing = (): void => {}

/** `hasExitCopy`: whether an exit copy of that record lies in the local store. */
export function createWriter(
  options: WriterOptions,
  local: RecordStore,
  hasExitCopy: (key: string) => boolean,
): Writer {
  const { stores, timers, name, owner, report } = options
  let durable = openRecords(stores, name)
  /** The durable store, once it failed: it gets deletions and nothing else. */
  let failed: RecordStore | null = null
  let waiting: Batch[] = []
  /** A transaction is under way, or writing has not begun. */
  let isBusy = true
  let isEnded = false
  let onIdle = nothing
  /** Takes the answer of the durable store to the write under way, the deadline's or the end's in its place. */
  let settle: (outcome: WriteOutcome) => void = nothing

  function giveUpDurable(why: 'storage-failed' | 'storage-slow'): void {
    if (why == 'storage-failed') failed = durable
    if (why == 'storage-failed') report(why, ['left', durable!.kind, local.kind])
    else report(why, [durable!.kind])
    durable = null
  }

  /** Changes that wait share one transaction; one with `ifMine` has its own, since all of a transaction is written or nothing. */
  function write({ puts, deletes, ifMine }: Change, done?: (outcome: WriteOutcome) => void): void {
    let batch = waiting[waiting.length - 1]
    if (!batch || batch.ifMine || ifMine) {
      batch = { puts: [], deletes: [], ifMine: ifMine ? { key: ifMine, owner } : undefined, listeners: [] }
      waiting.push(batch)
    }
    batch.puts = batch.puts.concat(puts || [])
    batch.deletes = batch.deletes.concat(deletes || [])
    if (done) batch.listeners.push(done)
    writeNext()
  }

  function writeNext(): void {
    if (isBusy) return
    const batch = waiting.shift()
    if (!batch) return onIdle()
    isBusy = true
    commit(batch, (outcome) => {
      isBusy = false
      batch.listeners.forEach((listener) => listener(outcome))
      writeNext()
    })
  }

  function commit(change: RecordChange, done: (outcome: WriteOutcome) => void): void {
    if (!durable) return commitLocally(change, done)
    const { puts, deletes, ifMine } = change
    // A record that has an exit copy is not deleted: a deletion marker takes its place.
    const markers = deletes.filter(hasExitCopy).map((key): DeletionMarker => ({ key, owner, done: true }))
    settle = withDeadline<WriteOutcome>(timers, STORE_DEADLINE_MS, 'failed', (outcome) => {
      if (isEnded) return
      if (outcome == 'failed') {
        giveUpDurable('storage-failed')
        return commitLocally(change, done)
      }
      if (outcome == 'ok') {
        const keys = puts.map((record) => record.key).concat(deletes)
        local.write({ puts: [], deletes: keys.filter(hasExitCopy) }, nothing)
      }
      done(outcome)
    })
    durable.write({ puts: puts.concat(markers), deletes: deletes.filter((key) => !hasExitCopy(key)), ifMine }, settle)
  }

  function commitLocally({ puts, deletes, ifMine }: RecordChange, done: (outcome: WriteOutcome) => void): void {
    // The grant may have ended while the durable store was asked: nothing may be written behind an erasure.
    if (isEnded) return
    if (failed) {
      failed.write({ puts: [], deletes }, nothing)
      // The record that `ifMine` names lies in the store that failed: nobody can tell any more whose it is.
      ifMine = undefined
    }
    // An id copy has no place in the local store: the small values themselves lie in the key-value store.
    local.write({ puts: puts.filter((record) => !isIdCopy(record)), deletes, ifMine }, done)
  }

  return {
    _durable: () => durable,
    _local: local,
    _giveUpDurable: giveUpDurable,
    _write: write,
    _begin() {
      isBusy = false
      writeNext()
    },
    _whenIdle(done) {
      onIdle = withDeadline<void>(timers, STORE_DEADLINE_MS, undefined, done)
      writeNext()
    },
    _close() {
      isEnded = true
      onIdle = nothing
      waiting = []
      settle('failed')
      if (durable) durable.close()
      if (failed) failed.close()
    },
  }
}
