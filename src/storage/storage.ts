/**
 * Which store holds what, from one grant to its end.
 *
 * Ids, session and activations live in the best key-value store that passes a write-read probe.
 * Queue and checkpoints live in IndexedDB; where that fails, they move down to the key-value store or memory.
 * Created at a grant, erased at a refusal: before and after, nothing is touched.
 */
import type { DiagnosticCode } from '../diagnostics.ts'
import type { KeyValueStore, RecordChange, RecordStore, StoredRecord, Stores, WriteOutcome } from '../ports/stores.ts'
import type { Timers } from '../ports/timers.ts'
import { createKeyValueRecords } from './key-value-records.ts'
import { createMemoryStore } from './memory-store.ts'

/** A store that has not answered by then is ignored for this process. */
const STORE_DEADLINE_MS = 2000
/** How long the live owner of a record has to say so. */
const PING_MS = 250

const MIRROR = 'kv:'

/** A record of the id or, where nothing else persists, of another key-value pair. */
interface MirrorRecord extends StoredRecord {
  value: string
}

/** A record that is done with, kept until the next start so that a rescued copy of it is not taken for alive. */
interface Tombstone extends StoredRecord {
  done: true
}

export interface Storage {
  get(key: string): string | null
  set(key: string, value: string): void
  /** Reads the records that no living process owns; calls `done` once, at the latest after 2 s. */
  load(done: (records: StoredRecord[], mirrored: Record<string, string>) => void): void
  /** Writes in order; one transaction at a time. */
  write(change: RecordChange, done?: (outcome: WriteOutcome) => void): void
  /** Saves records at once where a write may come too late: on hidden and on exit. */
  rescue(records: StoredRecord[]): void
  /** Lets go at once; what is stored stays. */
  abandon(): void
  /** Lets go, and deletes everything on the device. */
  erase(): void
  /** Calls nothing any more; writes under way complete, then `done` is called. */
  close(done: () => void): void
  readonly kinds: { ids: string; queue: string }
}

export interface StorageOptions {
  stores: Stores
  timers: Timers
  /** Prefix of every key. */
  name: string
  owner: string
  report(code: DiagnosticCode, message: string): void
  /** Another document deleted the id. */
  onErased(): void
}

/** Every key-value key this library may have written under `name`. */
function ownKeyTest(name: string): (key: string) => boolean {
  return (key) => key.indexOf(name + '.') == 0 && /^(id|session|activations|probe|ping|pong|r\..*)$/.test(key.slice(name.length + 1))
}

/** Deletes everything under `name`, by name, without reading it. */
export function eraseStores(stores: Stores, name: string): void {
  const isOwn = ownKeyTest(name)
  stores.keyValue.forEach((open) => {
    try {
      const store = open()
      if (store) store.keys().filter(isOwn).forEach(store.remove)
    } catch (_denied) {
      // A store that denies access holds nothing of ours.
    }
  })
  stores.records.forEach((open) => {
    try {
      const store = open(name)
      if (store) store.erase()
    } catch (_denied) {
      // As above.
    }
  })
}

function openKeyValue(stores: Stores, name: string): KeyValueStore {
  for (let i = 0; i < stores.keyValue.length; i++) {
    try {
      const store = stores.keyValue[i]!()
      if (store) {
        const key = name + '.probe'
        store.set(key, '1')
        const works = store.get(key) == '1'
        store.remove(key)
        if (works) return store
      }
    } catch (_denied) {
      // The next rung is tried.
    }
  }
  return createMemoryStore()
}

function openRecords(stores: Stores, name: string): RecordStore | null {
  for (let i = 0; i < stores.records.length; i++) {
    try {
      const store = stores.records[i]!(name)
      if (store) return store
    } catch (_denied) {
      // The next rung is tried.
    }
  }
  return null
}

export function createStorage({ stores, timers, name, owner, report, onErased }: StorageOptions): Storage {
  const keyValue = openKeyValue(stores, name)
  const isVolatile = keyValue.kind == 'memory'
  const local = createKeyValueRecords(keyValue.isRoomy ? keyValue : createMemoryStore(), name + '.r.')
  let durable = openRecords(stores, name)
  /** A durable store that failed: it gets deletions only. */
  let retired: RecordStore | null = null
  let isOpen = true
  let isLoaded = false
  let isWriting = false
  let waiting: { change: RecordChange; done: (outcome: WriteOutcome) => void }[] = []
  let onIdle: (() => void) | null = null
  /** Keys of which a copy lies in the local store. */
  const rescued: Record<string, boolean> = {}
  let alive: Record<string, boolean> = {}
  let cancelLoad = () => {}
  let cancelPing = () => {}
  let cancelCommit = () => {}

  const unwatch = keyValue.watch((key, value) => {
    if (!isOpen) return
    if (key == null || (key == name + '.id' && value == null)) onErased()
    else if (value && key == name + '.ping' && value != owner) set('pong', owner + ' ' + value)
    else if (value && key == name + '.pong') alive[value.split(' ')[0]!] = true
  })

  if (isVolatile || !(durable || keyValue.isRoomy))
    report('storage-unavailable', 'Ids live in ' + (isVolatile && durable ? durable : keyValue).kind + ', the queue in ' + (durable || local).kind + '.')

  function set(key: string, value: string): void {
    try {
      keyValue.set(name + '.' + key, value)
    } catch (_full) {
      report('storage-failed', 'The ' + keyValue.kind + ' refused to write the ' + key + '.')
    }
    if (durable && (isVolatile || key == 'id')) write({ puts: [{ key: MIRROR + key, owner: '', value } as MirrorRecord], deletes: [] })
  }

  function retire(): void {
    if (durable) report('storage-failed', durable.kind + ' failed; the queue goes on in ' + local.kind + '.')
    retired = durable
    durable = null
  }

  function write(change: RecordChange, done?: (outcome: WriteOutcome) => void): void {
    waiting.push({ change, done: done || (() => {}) })
    drain()
  }

  /** Takes what is waiting into one transaction, up to the next guarded change. */
  function drain(): void {
    if (isWriting || !isLoaded) return
    const batch = waiting.splice(0, 1)
    if (!batch[0]) {
      if (onIdle) onIdle()
      return
    }
    const change: RecordChange = { puts: batch[0].change.puts.slice(), deletes: batch[0].change.deletes.slice(), guard: batch[0].change.guard }
    while (!change.guard && waiting[0] && !waiting[0].change.guard) {
      const next = waiting.shift()!
      batch.push(next)
      change.puts = change.puts.concat(next.change.puts)
      change.deletes = change.deletes.concat(next.change.deletes)
    }
    isWriting = true
    commit(change, (outcome) => {
      isWriting = false
      batch.forEach((entry) => entry.done(outcome))
      drain()
    })
  }

  function commit(change: RecordChange, done: (outcome: WriteOutcome) => void): void {
    if (!durable) {
      change.puts = change.puts.filter((record) => record.key.indexOf(MIRROR) < 0)
      if (!retired) return local.write(change, done)
      // What the guard asks for lies in the store that failed.
      retired.write({ puts: [], deletes: change.deletes }, () => {})
      return local.write({ puts: change.puts, deletes: change.deletes }, done)
    }
    const deletes: string[] = []
    const puts = change.puts.slice()
    change.deletes.forEach((key) => {
      if (rescued[key]) puts.push({ key, owner, done: true } as Tombstone)
      else deletes.push(key)
    })
    let isSettled = false
    function settle(outcome: WriteOutcome): void {
      if (isSettled) return
      isSettled = true
      cancel()
      if (!isOpen && !onIdle) return
      if (outcome == 'failed') {
        retire()
        return commit(change, done)
      }
      if (outcome == 'ok') forgetRescued(change)
      done(outcome)
    }
    const cancel = (cancelCommit = timers.after(STORE_DEADLINE_MS, () => settle('failed')))
    durable.write({ puts, deletes, guard: change.guard }, settle)
  }

  function forgetRescued(change: RecordChange): void {
    const safe = change.puts.map((record) => record.key).concat(change.deletes).filter((key) => rescued[key])
    if (safe[0]) local.write({ puts: [], deletes: safe }, () => {})
  }

  /** Asks the owners of foreign records whether they live, then goes on with those that do not answer. */
  function findDead(records: StoredRecord[], done: () => void): void {
    const foreign = records.some((record) => !!record.owner && record.owner != owner)
    if (!foreign || !keyValue.isRoomy || isVolatile) return done()
    alive = {}
    set('ping', owner)
    cancelPing = timers.after(PING_MS, () => {
      keyValue.remove(name + '.ping')
      keyValue.remove(name + '.pong')
      done()
    })
  }

  function isDead(record: StoredRecord): boolean {
    return !!record.owner && !alive[record.owner]
  }

  function load(done: (records: StoredRecord[], mirrored: Record<string, string>) => void): void {
    function finish(fromDurable: StoredRecord[] | null): void {
      if (isLoaded || !isOpen) return
      cancelLoad()
      // Nothing is written before what waits has found its place behind what is read here.
      isLoaded = isWriting = true
      let fromLocal: StoredRecord[] = []
      local.claim(owner, isDead, (records) => (fromLocal = records || []))
      const mirrored: Record<string, string> = {}
      done(merge(fromDurable || [], fromLocal, mirrored), mirrored)
      isWriting = false
      drain()
    }
    if (!durable) {
      let found: StoredRecord[] = []
      local.claim(owner, () => false, (records) => (found = records || []))
      return findDead(found, () => finish(null))
    }
    const store = durable
    cancelLoad = timers.after(STORE_DEADLINE_MS, () => {
      report('storage-slow', store.kind + ' has not answered in ' + STORE_DEADLINE_MS + ' ms and is ignored until the next start.')
      durable = null
      finish(null)
    })
    function fail(): void {
      if (isLoaded || !isOpen) return
      retire()
      finish(null)
    }
    store.claim(owner, () => false, (found) => {
      if (isLoaded || !isOpen) return
      if (!found) return fail()
      local.claim(owner, () => false, (copies) => {
        findDead(found.concat(copies || []), () => {
          if (!isLoaded && isOpen) store.claim(owner, isDead, (records) => (records ? finish(records) : fail()))
        })
      })
    })
  }

  /** One list of what is ours; a rescued copy counts only where it is newer than, or missing from, the durable store. */
  function merge(fromDurable: StoredRecord[], fromLocal: StoredRecord[], mirrored: Record<string, string>): StoredRecord[] {
    const known: Record<string, StoredRecord> = {}
    const order: string[] = []
    const moved: StoredRecord[] = []
    const tombstones: string[] = []
    const copies: string[] = []
    const stamp = (record: StoredRecord) => (record as { at?: number }).at || 0
    fromDurable.forEach((record) => {
      if (record.key.indexOf(MIRROR) == 0) mirrored[record.key.slice(MIRROR.length)] = (record as MirrorRecord).value
      else if (record.owner == owner) {
        known[record.key] = record
        order.push(record.key)
        if ((record as Tombstone).done) tombstones.push(record.key)
      }
    })
    fromLocal.forEach((record) => {
      // What this process rescued before it had read the stores is still in its hands.
      if (record.owner != owner || rescued[record.key]) return
      const twin = known[record.key]
      copies.push(record.key)
      if (twin && ((twin as Tombstone).done || stamp(twin) >= stamp(record))) return
      if (!twin) order.push(record.key)
      known[record.key] = record
      if (durable) moved.push(record)
    })
    // A tombstone stays until a start finds no copy of its record: localStorage forgets late.
    const done = tombstones.filter((key) => copies.indexOf(key) < 0)
    if (durable && (copies[0] || done[0])) {
      write({ puts: moved, deletes: done }, (outcome) => {
        if (outcome == 'ok') local.write({ puts: [], deletes: copies }, () => {})
      })
    }
    return order.map((key) => known[key]!).filter((record) => !(record as Tombstone).done)
  }

  function letGo(): void {
    isOpen = false
    waiting = []
    cancelLoad()
    cancelPing()
    cancelCommit()
    unwatch()
    if (durable) durable.close()
    if (retired) retired.close()
  }

  return {
    get(key) {
      try {
        return keyValue.get(name + '.' + key)
      } catch (_denied) {
        return null
      }
    },
    set,
    load,
    write,
    rescue(records) {
      if (!isOpen || (!durable && isLoaded) || isVolatile || !keyValue.isRoomy) return
      records.forEach((record) => {
        local.write({ puts: [record], deletes: [] }, (outcome) => {
          if (outcome == 'ok') rescued[record.key] = true
        })
      })
    },
    abandon: letGo,
    erase() {
      letGo()
      eraseStores(stores, name)
    },
    close(done) {
      function finish(): void {
        if (!onIdle) return
        onIdle = null
        cancel()
        letGo()
        done()
      }
      const cancel = timers.after(STORE_DEADLINE_MS, finish)
      onIdle = finish
      isOpen = false
      isLoaded = true
      cancelLoad()
      cancelPing()
      drain()
    },
    get kinds() {
      return { ids: keyValue.kind, queue: (durable || local).kind }
    },
  }
}
