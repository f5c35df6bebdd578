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

  function use<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => T | PromiseLike<T>): Promise<T> {
    try {
      return useStore(mode, (store) => {
        database = store.transaction.db
        // Another document erases the database: without closing, its erasure would wait for ever.
        database.onversionchange = close
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
          change.puts.forEach((record) => store.put(record, record.key))
          change.deletes.forEach((key) => store.delete(key))
        }
        const { ifMine } = change
        if (!ifMine) apply()
        else {
          store.get(ifMine.key).onsuccess = function () {
            if (this.result && this.result.owner == ifMine.owner) apply()
            else outcome = 'taken'
          }
        }
        return promisifyRequest(store.transaction)
      }).then(
        () => done(outcome),
        (error) => done(isQuotaError(error) ? 'full' : 'failed'),
      )
    },
    erase() {
      close()
      indexedDB.deleteDatabase(name)
    },
    close,
  }
}
