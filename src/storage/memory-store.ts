/**
 * The last of the stores: keeps what it is given until the process ends. Also the reference of the contract suite.
 */
import type { KeyValueStore } from '../ports/stores.ts'

export function createMemoryStore(): KeyValueStore {
  const values: Record<string, string> = {}
  return {
    kind: 'memory',
    isRoomy: true,
    get(key) {
      const value = values['$' + key]
      return value === undefined ? null : value
    },
    set(key, value) {
      values['$' + key] = value
    },
    remove(key) {
      delete values['$' + key]
    },
    keys: () => Object.keys(values).map((key) => key.slice(1)),
    watch() {
      return () => {}
    },
  }
}
