/**
 * Which store holds what, from one grant to its end: composes the rooms beside it.
 *
 * Ids, session and activations live in the best key-value store that passes a write-read probe.
 * Events and stored views live in IndexedDB; where that fails, they move down to the key-value store or memory.
 * Created at a grant, erased at a refusal: before and after, nothing is touched.
 */
import type { Context } from '../context.ts'
import { continuesId } from '../identity/ids.ts'
import type { StoredRecord, WriteOutcome } from '../ports/stores.ts'
import { createExitCopies } from './exit-copies.ts'
import { createKeyValueRecords } from './key-value-records.ts'
import type { OwnKey, SmallKey } from './keys.ts'
import { ID_COPY_KEY, recordPrefix, smallKey } from './keys.ts'
import { createMemoryStore } from './memory-store.ts'
import type { IdCopy } from './merge.ts'
import { markOf, mergeRecords } from './merge.ts'
import { openKeyValue } from './open-stores.ts'
import { createOwnership } from './ownership.ts'
import type { Change } from './writer.ts'
import { createWriter } from './writer.ts'

export interface StorageOptions {
  /** This process. */
  readonly _owner: string
  /** Another document refused consent, and what was stored is deleted: nothing is written any more. */
  _onErased(): void
  /** A store was emptied by somebody who refused nothing: what this process still holds has to be written again. */
  _onVanished(): void
}

export interface Storage {
  _get(key: SmallKey): string | null
  _set(key: SmallKey, value: string): void
  /** Reads the records that no living process owns, and the id copies; calls `done` once, at the latest after 2 s. */
  _load(done: (records: StoredRecord[], idCopies: Record<string, string>) => void): void
  /** Writes in order, one transaction at a time; with `ifMine` only while the records of those keys are ours. */
  _write(change: Change, done?: (outcome: WriteOutcome) => void): void
  /** Saves records at once where a write may come too late: on hidden and on exit. */
  _saveExitCopies(records: readonly StoredRecord[]): void
  /** What was saved so is of records that another process took. */
  _dropExitCopies(keys: string[]): void
  /** Lets go at once; what is stored stays. */
  _abandon(): void
  /** Calls nothing any more; writes under way complete, then `done` is called. */
  _close(done: () => void): void
  /** What lasts of ids where the key-value store is memory are their copies beside the queue. */
  readonly _kinds: { ids: string; queue: string }
}

export function createStorage(context: Context, options: StorageOptions): Storage {
  const { settings, ports, diagnosis } = context
  const { report } = diagnosis
  const name = settings.storageKey
  const owner = options._owner
  const keyValue = openKeyValue(ports.stores, name)
  const isVolatile = keyValue.kind == 'memory'
  /** No key-value store works, on a platform that has some: other documents may hold what this one lacks. */
  const isDenied = isVolatile && !!ports.stores.keyValue[0]
  const local = createKeyValueRecords(keyValue.isRoomy ? keyValue : createMemoryStore(), recordPrefix(name))
  const copies = createExitCopies(local, ports.clock, owner)
  const writer = createWriter(context, { owner, local, copies, isRefused, mend, onGone: () => restore(true) })
  const ownership = createOwnership(context, writer, { owner, keyValue, local, set, onId })
  /** What this process read or wrote last of the small values, to be written again where they vanish. */
  const kept: { [key in SmallKey]?: string | null } = {}
  /** No mark is set twice: a database that was emptied again has another. */
  let marks = 0
  let isOpen = true
  let isLoaded = false

  const kinds = (): Storage['_kinds'] => {
    const queue = (writer._durable() || local).kind
    return { ids: isVolatile ? queue : keyValue.kind, queue }
  }
  if (isDenied || !(writer._durable() || (keyValue.isRoomy && !isVolatile)))
    report('storage-unavailable', [kinds().ids, kinds().queue])

  function read(key: SmallKey): string | null {
    return keyValue.get(smallKey(name, key))
  }

  function set(key: OwnKey, value: string): void {
    // The grant has ended: what is still told leaves nothing.
    if (!isOpen) return
    try {
      keyValue.set(smallKey(name, key), value)
      kept[key as SmallKey] = value
    } catch (_full) {
      report('storage-failed', ['refused', keyValue.kind, key])
    }
    // An id made before the stores were read must not replace the copy of an older one.
    if (writer._durable() && (key == 'id' ? isLoaded : isVolatile)) writeCopy(key, value)
  }

  function writeCopy(key: OwnKey, value: string): void {
    const mark = writer._mark()
    writer._write({ puts: [{ key: ID_COPY_KEY + key, owner: mark == null ? owner + marks++ : mark, value } as IdCopy] })
  }

  // What vanished

  const isMissing = (): boolean => !!kept.id && !read('id')

  /**
   * A refusal in another document deletes the id, which the key-value store tells, and the database. A grant after it makes another id.
   * Whoever empties stores deletes the id too; but then no document tells of that one key, and what was stored is stored again.
   */
  function isRefused(isEmptied?: boolean): boolean {
    const isUntold = isMissing() && !(keyValue.isWatchable && isOpen)
    const refused =
      isUntold || (!!isEmptied && (isDenied || !kept.id || (!isMissing() && !continuesId(read('id'), kept.id))))
    if (refused) {
      options._onErased()
      // Also where the tracker is closing and hears nothing any more.
      letGo()
    }
    return refused
  }

  function mend(): boolean {
    const isEmptied = isMissing()
    if (isEmptied) restore()
    return isEmptied
  }

  function onId(value: string | null | undefined): void {
    if (value === null) options._onErased()
    // Everything went, or another document has stored the id again.
    else if (value === undefined || value == kept.id) restore()
    else if (value && continuesId(value, kept.id)) kept.id = value
  }

  /** What lay in a store is gone, and nobody refused. */
  function restore(isDurable?: boolean): void {
    report('storage-failed', ['cleared', isDurable ? kinds().queue : keyValue.kind])
    ;(['id', 'session', 'activations'] as const).forEach((key) => {
      const value = kept[key]
      // Where there is no room for it, it is not tried again with every write.
      kept[key] = null
      if (value) set(key, value)
    })
    if (isDurable || !writer._durable()) options._onVanished()
  }

  function letGo(): void {
    isOpen = false
    // First ours, then what may throw: nothing is written behind an erasure.
    writer._close()
    ownership._close()
  }

  return {
    _get(key) {
      const value = read(key)
      if (value) kept[key] = value
      return value
    },
    _set: set,
    _load(done) {
      ownership._take((fromDurable, fromLocal) => {
        isLoaded = true
        writer._setMark(markOf(fromDurable))
        // Copies that this process made while the stores were read are of records that it still holds.
        const earlier = fromLocal.filter(({ key }) => !copies._has(key))
        const { records, idCopies, puts, deletes, copied } = mergeRecords(owner, fromDurable, earlier)
        if (writer._durable() && (copied[0] || deletes[0]))
          writer._write({ puts, deletes }, (outcome) => {
            if (outcome == 'ok') local.write({ puts: [], deletes: copied }, () => {})
          })
        // The queue gives the events of this process their place behind those read here before any of them is written.
        done(records, idCopies)
        writer._begin()
      })
    },
    _write: writer._write,
    _saveExitCopies(records) {
      if (!isOpen || isRefused()) return
      // A write tells whether the app emptied the store, and mends it.
      if (isMissing()) writer._write({})
      // Memory saves nothing from an exit; and without a durable store the local one gets every write at once, once it was read.
      if (local.kind != 'memory' && !(isLoaded && !writer._durable())) records.forEach(copies._save)
    },
    _dropExitCopies: copies._dropOwn,
    _abandon: letGo,
    _close(done) {
      // What went before the end was not refused by a tracker that comes after it.
      if (isRefused()) return done()
      mend()
      // A write tells whether the database was emptied, and fills it again.
      writer._write({})
      isOpen = false
      ownership._close()
      writer._whenIdle(() => {
        letGo()
        done()
      })
      // Where the stores are still being read, nobody else would let the writing begin.
      if (!isLoaded) writer._begin()
      isLoaded = true
    },
    get _kinds() {
      return kinds()
    },
  }
}
