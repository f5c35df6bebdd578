/**
 * The queue store on IndexedDB, through idb-keyval's connection: one transaction for each change.
 *
 * idb-keyval needs Promise; where the engine has none there is no such store.
 */
import { createStore, promisifyRequest } from 'idb-keyval'
import type { RecordStore, StoredRecord, WriteOutcome } from '../../src/ports/stores.ts'
import { isQuotaError } from '../../src/storage/key-value-records.ts'

export function openIndexedDb(name: string): RecordStore | null {
  if (typeof Promise != 'function' || typeof indexedDB != 'object' || !indexedDB) return null
  const useStore = createStore(name, 'records')
  let database: IDBDatabase | null = null
  let isClosed = false
  /** Another document erases the database, or somebody deletes it: nothing may open it again, for that would make a new one. */
  let isGone = false

  function use<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => T | PromiseLike<T>): Promise<T> {
    try {
      return useStore(mode, (store) => {
        database = store.transaction.db
        // Without closing, the erasure by another document would wait for ever.
        database.onversionchange = () => {
          isGone = true
          close()
        }
        try {
          if (isClosed) throw new Error('closed')
          return work(store)
        } catch (error) {
          // All or none: what was put before it failed must not be committed.
          store.transaction.abort()
          if (isClosed) close()
          throw error
        }
      })
    } catch (error) {
      // Sandboxed pages are denied at once.
      return Promise.reject(error)
    }
  }

  function close(): void {
    isClosed = true
    if (database) database.close()
  }

  return {
    kind: 'indexedDB',
    claim(owner, isMine, done) {
      const records: StoredRecord[] = []
      const taken: StoredRecord[] = []
      use('readwrite', (store) => {
        // A cursor, since getAll is younger than Chromium 47; one transaction, so that two tabs cannot claim the same record.
        store.openCursor().onsuccess = function () {
          const cursor = this.result
          // Written after the last step: a write between two steps costs a cursor its read-ahead, hence seconds on a full queue.
          if (!cursor) return taken.forEach((record) => store.put(record, record.key))
          const record: StoredRecord = cursor.value
          if (record && typeof record.owner == 'string' && record.key === cursor.key) {
            if (record.owner != owner && isMine(record)) {
              record.owner = owner
              taken.push(record)
            }
            records.push(record)
          } else cursor.delete()
          cursor.continue()
        }
        return promisifyRequest(store.transaction)
      }).then(
        () => done(records),
        () => done(null),
      )
    },
    write(change, done) {
      let outcome: WriteOutcome = 'ok'
      use('readwrite', (store) => {
        function apply(): void {
          if (outcome != 'ok') return
          change.puts.forEach((record) => store.put(record, record.key))
          change.deletes.forEach((key) => store.delete(key))
        }
        // Requests are answered in order.
        const conditions = change.onlyIf || []
        conditions.forEach(({ key, owner, otherwise }, place) => {
          store.get(key).onsuccess = function () {
            if (outcome == 'ok' && !(this.result && this.result.owner == owner)) outcome = otherwise
            if (!conditions[place + 1]) apply()
          }
        })
        if (!conditions[0]) apply()
        return promisifyRequest(store.transaction)
      }).then(
        () => done(outcome),
        (error) => done(isGone ? 'gone' : isQuotaError(error) ? 'full' : 'failed'),
      )
    },
    erase() {
      close()
      indexedDB.deleteDatabase(name)
    },
    close,
  }
}
