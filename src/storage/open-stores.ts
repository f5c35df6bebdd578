/**
 * The stores of a device as a ladder: the best that works is used, and an erasure reaches every rung.
 */
import type { KeyValueStore, RecordStore, Stores } from '../ports/stores.ts'
import { isOurs, smallKey } from './keys.ts'
import { createMemoryStore } from './memory-store.ts'

/** The first store that opens and passes `test`; one that is missing or denied is passed over. */
function firstOf<S>(
  rungs: readonly ((name: string) => S | null)[],
  name: string,
  test: (store: S) => unknown,
): S | null {
  for (let i = 0; i < rungs.length; i++) {
    try {
      const store = rungs[i]!(name)
      if (store && test(store)) return store
    } catch (_denied) {
      // The next rung is tried.
    }
  }
  return null
}

/** The same function, which fails without a word. */
function quiet<R>(run: (key: string) => R, fallback: R): (key: string) => R {
  return (key) => {
    try {
      return run(key)
    } catch (_failed) {
      return fallback
    }
  }
}

/** The best key-value store that gives back what it was given; of what it does only writing throws. */
export function openKeyValue(stores: Stores, name: string): KeyValueStore {
  const key = smallKey(name, 'probe')
  const works = (store: KeyValueStore): boolean => {
    store.set(key, '1')
    const value = store.get(key)
    store.remove(key)
    return value == '1'
  }
  const store = firstOf(stores.keyValue, name, works) || createMemoryStore()
  return {
    kind: store.kind,
    isRoomy: store.isRoomy,
    get: quiet((key) => store.get(key), null),
    set: (key, value) => store.set(key, value),
    remove: quiet((key) => store.remove(key), undefined),
    keys: quiet(() => store.keys(), []) as () => string[],
    watch: (listener) => store.watch(listener),
  }
}

export function openRecords(stores: Stores, name: string): RecordStore | null {
  return firstOf(stores.records, name, () => true)
}

/** Deletes everything under `name`, by name, without reading it. */
export function eraseStores(stores: Stores, name: string): void {
  firstOf(stores.keyValue, name, (store) =>
    store
      .keys()
      .filter((key) => isOurs(name, key))
      .forEach((key) => store.remove(key)),
  )
  // Nothing passes: every rung has its turn.
  firstOf(stores.records, name, (store) => void store.erase())
}
