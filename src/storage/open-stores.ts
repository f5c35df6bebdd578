/**
 * The stores of a device, best first: the best that works is used, and an erasure reaches every one.
 */
import type { KeyValueStore, RecordStore, Stores } from '../ports/stores.ts'
import { isOurs, smallKey } from './keys.ts'
import { createMemoryStore } from './memory-store.ts'

type OpenStore<S> = (name: string) => S | null

/** Opens a store and uses it; null where the device has none, or denies it when it is opened or used. */
function tryStore<S, R>(open: OpenStore<S>, name: string, use: (store: S) => R): R | null {
  try {
    const store = open(name)
    return store && use(store)
  } catch (_denied) {
    // A store that is denied counts as one that is missing.
    return null
  }
}

/** The first store that `choose` does not turn down. */
function firstOf<S>(bestFirst: readonly OpenStore<S>[], name: string, choose: (store: S) => S | null): S | null {
  return bestFirst.reduce<S | null>((found, open) => found || tryStore(open, name, choose), null)
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
  const probe = (store: KeyValueStore): KeyValueStore | null => {
    store.set(key, '1')
    const value = store.get(key)
    store.remove(key)
    return value == '1' ? store : null
  }
  const store = firstOf(stores.keyValue, name, probe) || createMemoryStore()
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
  return firstOf(stores.records, name, (store) => store)
}

/** Deletes everything under `name` in every store, also in one that this process did not use; by name, without reading it. */
export function eraseStores(stores: Stores, name: string): void {
  const erase = (store: KeyValueStore): void =>
    store
      .keys()
      .filter((key) => isOurs(name, key))
      .forEach((key) => store.remove(key))
  stores.keyValue.forEach((open) => tryStore(open, name, erase))
  stores.records.forEach((open) => tryStore(open, name, (store) => store.erase()))
}
