/**
 * Fakes for the tests of storage: timers that run when told, key-value stores that several documents share,
 * and a record store that answers when it is let.
 */
import type { KeyValueStore, RecordChange, RecordStore, StoredRecord, WriteOutcome } from '../../../src/ports/stores.ts'
import type { Timers } from '../../../src/ports/timers.ts'
import { createKeyValueRecords } from '../../../src/storage/key-value-records.ts'
import { createMemoryStore } from '../../../src/storage/memory-store.ts'

export interface FakeTimers extends Timers {
  /** Moves time, running what is due in order. */
  advance(ms: number): void
  readonly pending: number
  readonly nowMs: number
}

export function createFakeTimers(): FakeTimers {
  let now = 0
  let due: { at: number; run: () => void }[] = []
  return {
    after(delayMs, run) {
      const timer = { at: now + delayMs, run }
      due.push(timer)
      return () => {
        due = due.filter((other) => other !== timer)
      }
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        due = due.filter((other) => other !== next)
        now = Math.max(now, next.at)
        next.run()
      }
      now = end
    },
    get pending() {
      return due.length
    },
    get nowMs() {
      return now
    },
  }
}

type Listener = (key: string | null, value: string | null) => void

/** A store of the browser that several documents open; a change reaches the others at once, as an event. */
export interface SharedKeyValue {
  readonly values: KeyValueStore
  /** Opens it in one more document. */
  open(): KeyValueStore
  isDenied: boolean
  /** Throws from now on where it is written. */
  isFull: boolean
  readonly reads: string[]
  readonly watchers: number
  clear(): void
}

export function createSharedKeyValue(kind = 'localStorage', isRoomy = true): SharedKeyValue {
  const values = createMemoryStore()
  let watchers: Listener[] = []
  const shared: SharedKeyValue = {
    values,
    isDenied: false,
    isFull: false,
    reads: [],
    get watchers() {
      return watchers.length
    },
    clear() {
      values.keys().forEach(values.remove)
      watchers.slice().forEach((listener) => listener(null, null))
    },
    open() {
      let own: Listener | null = null
      const tell = (key: string, value: string | null) =>
        watchers.filter((listener) => listener !== own).forEach((listener) => listener(key, value))
      const check = () => {
        if (shared.isDenied) throw new Error('denied')
      }
      return {
        kind,
        isRoomy,
        isWatchable: kind === 'localStorage',
        get(key) {
          check()
          shared.reads.push(key)
          return values.get(key)
        },
        set(key, value) {
          check()
          if (shared.isFull) throw Object.assign(new Error('full'), { name: 'QuotaExceededError' })
          if (values.get(key) === value) return
          values.set(key, value)
          tell(key, value)
        },
        remove(key) {
          check()
          if (values.get(key) === null) return
          values.remove(key)
          tell(key, null)
        },
        keys() {
          check()
          return values.keys()
        },
        watch(listener) {
          own = listener
          watchers.push(listener)
          return () => {
            watchers = watchers.filter((other) => other !== listener)
          }
        },
      }
    },
  }
  return shared
}

/** A database: rows that outlive its handles, and how it behaves. */
export interface FakeDatabase {
  readonly rows: KeyValueStore
  /** `later`: answers wait for `flush()`; `never`: they do not come. */
  mode: 'now' | 'later' | 'never'
  /** Outcome of every write instead of writing; of every claim where it is `failed`. */
  fault: WriteOutcome | null
  /** Every change that was asked for. */
  readonly changes: RecordChange[]
  readonly open: number
  flush(): void
  factory(name: string): RecordStore
  all(): StoredRecord[]
  seed(...records: StoredRecord[]): void
}

export function createFakeDatabase(): FakeDatabase {
  const rows = createMemoryStore()
  const records = createKeyValueRecords(rows, '')
  const waiting: (() => void)[] = []
  let open = 0
  /** How often it was erased: handles from before are of no use any more. */
  let erasures = 0
  const answer = (run: () => void) => {
    if (database.mode === 'now') run()
    else if (database.mode === 'later') waiting.push(run)
  }
  const database: FakeDatabase = {
    rows,
    mode: 'now',
    fault: null,
    changes: [],
    get open() {
      return open
    },
    flush() {
      for (let run = waiting.shift(); run; run = waiting.shift()) run()
    },
    factory() {
      open++
      let isClosed = false
      const opened = erasures
      return {
        kind: 'indexedDB',
        claim(owner, isMine, done) {
          answer(() => {
            if (database.fault === 'failed' || isClosed || opened !== erasures) return done(null)
            records.claim(owner, isMine, done)
          })
        },
        write(change, done) {
          database.changes.push(change)
          answer(() => {
            if (opened !== erasures) return done('gone')
            if (isClosed) return done('failed')
            if (database.fault) return done(database.fault)
            records.write(JSON.parse(JSON.stringify(change)), done)
          })
        },
        erase() {
          erasures++
          records.erase()
        },
        close() {
          if (!isClosed) open--
          isClosed = true
        },
      }
    },
    all: () => rows.keys().map((key) => JSON.parse(rows.get(key)!) as StoredRecord),
    seed(...seeded) {
      records.write({ puts: seeded, deletes: [] }, () => {})
    },
  }
  return database
}
