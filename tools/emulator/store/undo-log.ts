/**
 * Transactions over maps and lists in memory: what a transaction that throws has changed is taken back, last change first.
 * Pure.
 */
export interface UndoLog {
  /** Runs everything or nothing; one inside another is part of it. */
  transact<T>(work: () => T): T
  set<K, V>(map: Map<K, V>, key: K, value: V): void
  /** Sets a key so that it is the last one of the map. */
  setLast<K, V>(map: Map<K, V>, key: K, value: V): void
  push<T>(list: T[], value: T): void
}

export function createUndoLog(): UndoLog {
  let steps: (() => void)[] | null = null

  function set<K, V>(map: Map<K, V>, key: K, value: V): void {
    const before = map.get(key)
    const wasThere = map.has(key)
    map.set(key, value)
    steps?.push(() => {
      if (wasThere) map.set(key, before!)
      else map.delete(key)
    })
  }

  return {
    transact(work) {
      if (steps !== null) return work()
      steps = []
      try {
        return work()
      } catch (error) {
        for (const step of steps.reverse()) step()
        throw error
      } finally {
        steps = null
      }
    },
    set,
    setLast(map, key, value) {
      const before = [...map]
      map.delete(key)
      map.set(key, value)
      steps?.push(() => {
        map.clear()
        for (const [each, old] of before) map.set(each, old)
      })
    },
    push(list, value) {
      list.push(value)
      steps?.push(() => void list.pop())
    },
  }
}
