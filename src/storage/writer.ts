/**
 * Writes records in order, one transaction at a time; where the durable store fails, the local one takes its place.
 */
import { withDeadline } from '../deadline.ts'
import type { Context } from '../context.ts'
import type { Condition, RecordChange, RecordStore, StoredRecord, WriteOutcome } from '../ports/stores.ts'
import type { ExitCopies } from './exit-copies.ts'
import { ID_COPY } from './keys.ts'
import type { DeletionMarker } from './merge.ts'
import { isIdCopy, markOf } from './merge.ts'
import { openRecords } from './open-stores.ts'

/** A store that has not answered by then is not waited for any longer. */
export const STORE_DEADLINE_MS = 2000

/** What is written together. */
export interface Change {
  puts?: readonly StoredRecord[]
  deletes?: readonly string[]
  /** Key of a record, or several; the change is written only while they are there and ours. */
  ifMine?: string | readonly string[]
}

export interface Writer {
  /** The store that outlives a kill, or null where this process goes on without it. */
  _durable(): RecordStore | null
  /**
   * Goes on without the durable store, and reports why. One that failed still gets deletions, so that the next start sends
   * nothing twice; one that is slow is left alone.
   */
  _giveUpDurable(why: 'storage-failed' | 'storage-slow'): void
  /** Takes over the mark of the durable store: while it stands there, what was written is there or another process took it. */
  _setMark(mark: string | null): void
  _mark(): string | null
  /** Puts a change behind those that wait. */
  _write(change: Change, done?: (outcome: WriteOutcome) => void): void
  /** Called once, when the stores were read or will not be any more: until then every change waits. */
  _begin(): void
  /** Calls `done` once nothing waits and nothing is being written, at the latest after 2 s, or when all is let go of. */
  _whenIdle(done: () => void): void
  /** Forgets what waits, stops listening to what is being written, and lets go of the stores. */
  _close(): void
}

/** What the writer asks of the room around it. */
export interface Surroundings {
  /** This process. */
  owner: string
  /** Holds exit copies and, without a durable store, everything. */
  local: RecordStore
  copies: ExitCopies
  /** Whether another document refused, so that nothing may be written any more. `isEmptied`: the durable store was found empty. */
  isRefused(isEmptied?: boolean): boolean
  /** Stores the small values again where the app has emptied the key-value store; whether it had. */
  mend(): boolean
  /** The durable store was emptied, and is used again: what this process holds has to be written once more. */
  onGone(): void
}

interface Batch extends RecordChange {
  listeners: ((outcome: WriteOutcome) => void)[]
}

const nothing = (): void => {}
const nobody = (): boolean => false

export function createWriter(
  { settings, ports, diagnosis }: Context,
  { owner, local, copies, isRefused, mend, onGone }: Surroundings,
): Writer {
  const { stores, timers } = ports
  const { guard, report } = diagnosis
  const name = settings.storageKey
  let durable = openRecords(stores, name)
  /** The durable store, once it failed: it gets deletions and nothing else. */
  let failed: RecordStore | null = null
  /** Owner of the id copy in the durable store, or null before there is one. Whoever empties the store takes it along. */
  let mark: string | null = null
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
    if (isEnded) return
    let batch = waiting[waiting.length - 1]
    if (!batch || batch.onlyIf || ifMine) {
      const keys = ([] as string[]).concat(ifMine || [])
      const onlyIf = keys.map((key): Condition => ({ key, owner, otherwise: 'taken' }))
      batch = { puts: [], deletes: [], onlyIf: ifMine ? onlyIf : undefined, listeners: [] }
      waiting.push(batch)
    }
    batch.puts = batch.puts.concat(puts || [])
    batch.deletes = batch.deletes.concat(deletes || [])
    // Also while the tracker is destroyed.
    if (done) batch.listeners.push(guard(done, undefined, true))
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
    if (isRefused() || isEnded) return
    if (!durable) return commitLocally(change, done)
    const { puts, deletes, onlyIf } = change
    // A record that has, or lately had, an exit copy is not deleted: a deletion marker takes its place.
    const markers = deletes.filter(copies._has).map((key): DeletionMarker => ({ key, owner, done: true }))
    const still: Condition[] = mark == null ? [] : [{ key: ID_COPY, owner: mark, otherwise: 'gone' }]
    settle = withDeadline<WriteOutcome>(timers, STORE_DEADLINE_MS, 'failed', (outcome) => {
      if (isEnded) return
      if (outcome == 'gone') return recover(change, done)
      if (outcome == 'failed') {
        giveUpDurable('storage-failed')
        return commitLocally(change, done)
      }
      if (outcome == 'ok') {
        mark = markOf(puts) || mark
        mend()
        copies._drop(
          puts.map(({ key }) => key),
          deletes,
        )
      }
      done(outcome)
    })
    durable.write(
      {
        puts: puts.concat(markers),
        deletes: deletes.filter((key) => !copies._has(key)).concat(copies._settled()),
        onlyIf: still.concat(onlyIf || []),
      },
      settle,
    )
  }

  /** Goes on in the emptied store with the change that found it so, unless it was emptied by a refusal. */
  function recover({ puts, deletes }: RecordChange, done: (outcome: WriteOutcome) => void): void {
    if (isRefused(true)) return
    durable!.close()
    durable = openRecords(stores, name)
    const answer = withDeadline<StoredRecord[] | null>(timers, STORE_DEADLINE_MS, null, (records) => {
      if (isEnded) return
      if (durable && !records) giveUpDurable('storage-failed')
      mark = markOf(records || [])
      onGone()
      // Whatever the change asked for is gone, not taken.
      commit({ puts, deletes }, done)
    })
    settle = () => answer(null)
    ;(durable || local).claim(owner, nobody, answer)
  }

  function commitLocally({ puts, deletes, onlyIf }: RecordChange, done: (outcome: WriteOutcome) => void): void {
    // The grant may have ended while the durable store was asked: nothing may be written behind an erasure.
    if (isRefused() || isEnded) return
    const wasEmptied = mend()
    if (failed) failed.write({ puts: [], deletes }, nothing)
    // An id copy has no place in the local store: the small values themselves lie in the key-value store.
    local.write(
      {
        puts: puts.filter((record) => !isIdCopy(record)),
        deletes,
        // A record that lay in a store that failed, or that was emptied: nobody can tell any more whose it is.
        onlyIf: failed || wasEmptied ? [] : onlyIf,
      },
      done,
    )
  }

  return {
    _durable: () => durable,
    _giveUpDurable: giveUpDurable,
    _setMark: (found) => void (mark = found),
    _mark: () => mark,
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
      waiting = []
      settle('failed')
      if (durable) durable.close()
      if (failed) failed.close()
      const done = onIdle
      onIdle = nothing
      done()
    },
  }
}
