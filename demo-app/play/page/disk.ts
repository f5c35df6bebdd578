/**
 * The flash of the television: what app and tracker keep in this browser under one name, in localStorage and IndexedDB.
 * The page looks at it from outside, as a technician would, to say what is there and to undo what a power cut takes.
 */
export interface DiskImage {
  atMs: number
  small: [key: string, value: string][]
  records: { key: string }[]
}

const STORE = 'records'

export interface Disk {
  read(): Promise<DiskImage>
  /** Makes the disk what it was. */
  restore(image: DiskImage): Promise<void>
  erase(): void
}

export function openDisk(name: string): Disk {
  const isOurs = (key: string): boolean => key.startsWith(`${name}.`)
  const smallKeys = (): string[] => Object.keys(localStorage).filter(isOurs)
  return {
    async read() {
      const small = smallKeys().map((key): [string, string] => [key, localStorage.getItem(key) ?? ''])
      const records = await withRecords(name, 'readonly', (store) => store.getAll() as IDBRequest<{ key: string }[]>)
      return { atMs: performance.now(), small, records: records ?? [] }
    },
    async restore(image) {
      for (const key of smallKeys()) localStorage.removeItem(key)
      for (const [key, value] of image.small) localStorage.setItem(key, value)
      await withRecords(name, 'readwrite', (store) => {
        const cleared = store.clear()
        for (const record of image.records) store.put(record, record.key)
        return cleared
      })
    },
    erase() {
      for (const key of smallKeys()) localStorage.removeItem(key)
      indexedDB.deleteDatabase(name)
    },
  }
}

/** Null where the tracker has made no database: looking must not make one. */
async function withRecords<T>(
  name: string,
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | null> {
  const database = await openExisting(name)
  if (database === null) return null
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode)
      const request = use(transaction.objectStore(STORE))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('aborted'))
    })
  } catch {
    // It was erased meanwhile: nothing is there.
    return null
  } finally {
    database.close()
  }
}

function openExisting(name: string): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    const opening = indexedDB.open(name)
    opening.onupgradeneeded = () => opening.transaction?.abort()
    opening.onerror = () => resolve(null)
    opening.onsuccess = () => {
      const database = opening.result
      // The tracker erases it when consent is withdrawn, and must not wait for us.
      database.onversionchange = () => database.close()
      resolve(database)
    }
  })
}
