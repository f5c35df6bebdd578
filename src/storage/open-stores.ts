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

/** The same function, which fails without a word. */
function quiet<A, R>(run: (given: A) => R, fallback: R): (given: A) => R {
  return (given) => {
    try {
      return run(given)
    } catch (_failed) {
      return fallback
    }
  }
}

/**
 * The best key-value store that gives back what it was given, or holds our id and is only too full to be written. While it lacks an id,
 * the others are read as well, and what they hold is put into it: no id changes because room comes and goes. Only writing throws.
 */
export function openKeyValue(stores: Stores, name: string): KeyValueStore {
  const key = smallKey(name, 'probe')
  const hasId = quiet<KeyValueStore, boolean>((store) => !!store.get(smallKey(name, 'id')), false)
  const works = quiet<KeyValueStore, boolean>((store) => {
    try {
      store.set(key, '1')
    } catch (_full) {
      return hasId(store)
    }
    const value = store.get(key)
    store.remove(key)
    return value == '1'
  }, false)
  let best: KeyValueStore | null = null
  let others: KeyValueStore[] = []
  stores.keyValue.forEach((open) => {
    // Nothing worse is touched where nothing is missing: a cookie takes a television milliseconds.
    if (best && hasId(best)) return
    tryStore(open, name, (candidate) => {
      if (!best && works(candidate)) best = candidate
      else others = others.concat(hasId(candidate) ? candidate : [])
    })
  })
  const store: KeyValueStore = best || createMemoryStore()
  if (hasId(store)) others = []
  return {
    kind: store.kind,
    isRoomy: store.isRoomy,
    isWatchable: store.isWatchable,
    get: quiet((wanted) => {
      let value = store.get(wanted)
      others.forEach((other) => {
        if (value != null) return
        value = other.get(wanted)
        if (value != null) store.set(wanted, value)
      })
      return value
    }, null),
    set: (wanted, value) => store.set(wanted, value),
    remove: quiet((wanted) => store.remove(wanted), undefined),
    keys: quiet(() => store.keys(), []) as () => string[],
    watch: (listener) => store.watch(listener),
  }
}

export function openRecords(stores: Stores, name: string): RecordStore | null {
  let found: RecordStore | null = null
  stores.records.forEach((open) => (found = found || tryStore(open, name, (store) => store)))
  return found
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
