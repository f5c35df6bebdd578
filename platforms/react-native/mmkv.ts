/**
 * `react-native-mmkv` as a key-value store, handed in by the app: it answers at once, so that a grant reads before the next line.
 *
 * Source: the package's types, versions 2 to 4. What was set is in a file mapped into memory, which a kill of the app leaves.
 */
import type { KeyValueStore } from '../../src/ports/stores.ts'

/** The members touched of an MMKV instance. Version 4 renamed `delete` to `remove`. */
export interface MmkvInstance {
  getString(key: string): string | undefined
  set(key: string, value: string): void
  getAllKeys(): string[]
  delete?(key: string): unknown
  remove?(key: string): unknown
}

/** Null where none was handed in. An odd one throws when it is tried, and the next store is used. */
export function openMmkv(instance: MmkvInstance | null | undefined): KeyValueStore | null {
  if (!instance) return null
  return {
    kind: 'MMKV',
    isRoomy: true,
    // An app is one document: no other can have refused.
    isWatchable: true,
    get(key) {
      const value = instance.getString(key)
      return value == null ? null : value
    },
    set: (key, value) => instance.set(key, value),
    remove: (key) => void (typeof instance.remove == 'function' ? instance.remove(key) : instance.delete!(key)),
    keys: () => instance.getAllKeys(),
    watch: () => () => {},
  }
}
