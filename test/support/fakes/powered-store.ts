/**
 * A fake store that loses power: what was written lately is not on the disk yet, and a cut takes some of it.
 *
 * As with IndexedDB's relaxed durability a transaction is whole or not there at all. Which of them go is drawn: the newest ones, any of
 * them (where the disk wrote out of order), all, or the whole database, as an engine deletes one that it finds corrupt.
 */
import type { KeyValueStore } from '../../../src/ports/stores.ts'

/** Systems write their buffers to flash by themselves after some 30 s. */
const FLUSH_MS = 30_000

type Changes = Map<string, string | null>

/** What a cut took: what had been written, and what had been deleted and is there again. */
export interface Lost {
  written: Map<string, string>
  deleted: string[]
}

export interface PoweredStore extends KeyValueStore {
  /** What `run` changes is one transaction. */
  transaction(run: () => void): void
  /** Cuts the power. `luck` is any whole number, and says what goes. */
  cut(luck: number): Lost
}

export function createPoweredStore(inner: KeyValueStore, nowMs: () => number): PoweredStore {
  const durable: Changes = new Map()
  let log: { at: number; changes: Changes }[] = []
  let current: Changes | null = null

  function flush(): void {
    while (log[0] && log[0].at <= nowMs() - FLUSH_MS)
      for (const [key, value] of log.shift()!.changes) durable.set(key, value)
  }

  function transaction(run: () => void): void {
    if (current) return run()
    flush()
    const changes: Changes = (current = new Map())
    try {
      run()
    } finally {
      current = null
      if (changes.size) log.push({ at: nowMs(), changes })
    }
  }

  /** Which of the transactions survive; null: not even the database. */
  function draw(luck: number): ((place: number) => boolean) | null {
    const rest = luck >> 2
    switch (luck & 3) {
      case 0:
        return (place) => place < rest % (log.length + 1)
      case 1:
        return (place) => (Math.imul(rest + place, 2654435761) >>> 16) % 3 > 0
      case 2:
        return () => false
      default:
        return rest % 2 ? null : (place) => place < log.length - 1
    }
  }

  return {
    ...inner,
    set(key, value) {
      transaction(() => {
        inner.set(key, value)
        current!.set(key, value)
      })
    },
    remove(key) {
      transaction(() => {
        inner.remove(key)
        current!.set(key, null)
      })
    },
    transaction,
    cut(luck) {
      flush()
      const survives = draw(luck)
      const disk: Changes = new Map(survives ? durable : [])
      log.forEach(({ changes }, place) => {
        if (survives?.(place)) for (const [key, value] of changes) disk.set(key, value)
      })
      const lost: Lost = { written: new Map(), deleted: [] }
      for (const key of inner.keys()) {
        const value = inner.get(key)!
        if (disk.get(key) === value) continue
        lost.written.set(key, value)
        inner.remove(key)
      }
      for (const [key, value] of disk)
        if (value !== null && inner.get(key) === null) {
          if (!lost.written.has(key)) lost.deleted.push(key)
          inner.set(key, value)
        }
      durable.clear()
      for (const [key, value] of disk) if (value !== null) durable.set(key, value)
      log = []
      return lost
    },
  }
}
