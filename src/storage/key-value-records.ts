/**
 * Records in a key-value store, one key each: used where IndexedDB is missing or failed, and for exit copies.
 */
import { formatJson } from '../json.ts'
import type { KeyValueStore, RecordStore, StoredRecord } from '../ports/stores.ts'
import { isRecordKey } from './keys.ts'

/** Whether a store refused for lack of room; engines before 2016 say so by number only. */
export function isQuotaError(error: unknown): boolean {
  const { name, code } = (error || {}) as { name?: string; code?: number }
  return name == 'QuotaExceededError' || code == 22
}

/** `prefix` is prepended to every record key. */
export function createKeyValueRecords(store: KeyValueStore, prefix: string): RecordStore {
  function read(key: string): StoredRecord | null {
    try {
      const record = JSON.parse(store.get(key) as string)
      return record && typeof record.owner == 'string' && prefix + record.key == key ? record : null
    } catch (_unreadable) {
      // A truncated or foreign record counts as absent.
      return null
    }
  }
  function ownKeys(): string[] {
    return store.keys().filter((key) => isRecordKey(prefix, key))
  }
  function put(record: StoredRecord): void {
    store.set(prefix + record.key, formatJson(record))
  }
  return {
    kind: store.kind,
    claim(owner, isMine, done) {
      const records: StoredRecord[] = []
      ownKeys().forEach((key) => {
        const record = read(key)
        if (!record) store.remove(key)
        else {
          if (isMine(record)) {
            record.owner = owner
            try {
              put(record)
            } catch (_full) {
              // Without room for the new owner the record is ours all the same; the next start reads the old one again.
            }
          }
          records.push(record)
        }
      })
      done(records)
    },
    write(change, done) {
      const unmet = (change.onlyIf || []).filter(({ key, owner }) => {
        const present = read(prefix + key)
        return !present || present.owner != owner
      })[0]
      if (unmet) return done(unmet.otherwise)
      const added: string[] = []
      try {
        change.puts.forEach((record) => {
          const isNew = !read(prefix + record.key)
          put(record)
          if (isNew) added.push(prefix + record.key)
        })
      } catch (error) {
        // All or none: the records that this change added before it failed are removed.
        added.forEach(store.remove)
        return done(isQuotaError(error) ? 'full' : 'failed')
      }
      change.deletes.forEach((key) => store.remove(prefix + key))
      done('ok')
    },
    erase() {
      ownKeys().forEach(store.remove)
    },
    close() {},
  }
}
