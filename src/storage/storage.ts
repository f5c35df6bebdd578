/**
 * Which store holds what, from one grant to its end: composes the rooms beside it.
 *
 * Ids, session and activations live in the best key-value store that passes a write-read probe.
 * Events and stored views live in IndexedDB; where that fails, they move down to the key-value store or memory.
 * Created at a grant, erased at a refusal: before and after, nothing is touched.
 */
import type { StoredRecord, WriteOutcome } from '../ports/stores.ts'
import { createKeyValueRecords } from './key-value-records.ts'
import type { OwnKey, SmallKey } from './keys.ts'
import { ID_COPY_KEY, recordPrefix, smallKey } from './keys.ts'
import { createMemoryStore } from './memory-store.ts'
import type { IdCopy } from './merge.ts'
import { mergeRecords } from './merge.ts'
import { openKeyValue } from './open-stores.ts'
import type { OwnershipOptions } from './ownership.ts'
import { createOwnership } from './ownership.ts'
import type { Change } from './writer.ts'
import { createWriter } from './writer.ts'

export interface Storage {
  _get(key: SmallKey): string | null
  _set(key: SmallKey, value: string): void
  /** Reads the records that no living process owns, and the id copies; calls `done` once, at the latest after 2 s. */
  _load(done: (records: StoredRecord[], idCopies: Record<string, string>) => void): void
  /** Writes in order, one transaction at a time; with `ifMine` only while the record of that key is ours. */
  _write(change: Change, done?: (outcome: WriteOutcome) => void): void
  /** Saves records at once where a write may come too late: on hidden and on exit. */
  _saveExitCopies(records: readonly StoredRecord[]): void
  /** Lets go at once; what is stored stays. */
  _abandon(): void
  /** Calls nothing any more; writes under way complete, then `done` is called. */
  _close(done: () => void): void
  readonly _kinds: { ids: string; queue: string }
}

export function createStorage(options: OwnershipOptions): Storage {
  const { name, owner, report } = options
  const keyValue = openKeyValue(options.stores, name)
  const isVolatile = keyValue.kind == 'memory'
  const local = createKeyValueRecords(keyValue.isRoomy ? keyValue : createMemoryStore(), recordPrefix(name))
  /** By key of a record: this process saved an exit copy of it. */
  const isCopied: Record<string, boolean> = {}
  const hasExitCopy = (key: string): boolean => isCopied[key] == true
  const writer = createWriter(options, local, hasExitCopy)
  const ownership = createOwnership(options, writer, { keyValue, set })
  let isOpen = true
  let isLoaded = false

  const queueKind = (): string => (writer._durable() || local).kind
  if (isVolatile || !(writer._durable() || keyValue.isRoomy))
    report('storage-unavailable', [isVolatile ? queueKind() : keyValue.kind, queueKind()])

  function set(key: OwnKey, value: string): void {
    // The grant has ended: what is still told leaves nothing.
    if (!isOpen) return
    try {
      keyValue.set(smallKey(name, key), value)
    } catch (_full) {
      report('storage-failed', ['refused', keyValue.kind, key])
    }
    // An id made before the stores were read must not replace the copy of an older one.
    if (writer._durable() && (key == 'id' ? isLoaded : isVolatile))
      writer._write({ puts: [{ key: ID_COPY_KEY + key, owner: '', value } as IdCopy] })
  }

  function letGo(): void {
    isOpen = false
    // First ours, then what may throw: nothing is written behind an erasure.
    writer._close()
    ownership._close()
  }

  return {
    _get: (key) => keyValue.get(smallKey(name, key)),
    _set: set,
    _load(done) {
      ownership._take((fromDurable, fromLocal) => {
        isLoaded = true
        // Copies that this process made while the stores were read are of records that it still holds.
        const earlier = fromLocal.filter(({ key }) => !hasExitCopy(key))
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
      // Memory saves nothing from an exit; and without a durable store the local one gets every write at once, once it was read.
      if (!isOpen || local.kind == 'memory' || (isLoaded && !writer._durable())) return
      records.forEach((record) => {
        local.write({ puts: [record], deletes: [] }, (outcome) => {
          if (outcome == 'ok') isCopied[record.key] = true
        })
      })
    },
    _abandon: letGo,
    _close(done) {
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
      return { ids: keyValue.kind, queue: queueKind() }
    },
  }
}
