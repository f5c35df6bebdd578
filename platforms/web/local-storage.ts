/**
 * localStorage as a key-value store. Reading the property throws where storage is denied: the caller tries the next store.
 */
import type { KeyValueStore } from '../../src/ports/stores.ts'

export function openLocalStorage(): KeyValueStore | null {
  const storage = window.localStorage
  if (!storage) return null
  return {
    kind: 'localStorage',
    isRoomy: true,
    isWatchable: true,
    get: (key) => storage.getItem(key),
    set: (key, value) => storage.setItem(key, value),
    remove: (key) => storage.removeItem(key),
    keys() {
      const keys: string[] = []
      for (let i = 0; i < storage.length; i++) keys.push(storage.key(i)!)
      return keys
    },
    watch(listener) {
      // The event of sessionStorage has the same name: only ours counts.
      const onStorage = (event: StorageEvent) => {
        if (event.storageArea === storage) listener(event.key, event.newValue)
      }
      try {
        window.addEventListener('storage', onStorage)
      } catch (_spoiled) {
        // A page that lets nobody listen: other tabs are not heard.
      }
      return () => window.removeEventListener('storage', onStorage)
    },
  }
}
