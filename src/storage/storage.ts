/**
 * Which store holds what, from one grant to its end.
 *
 * Ids, session and activations live in the best key-value store that passes a write-read probe.
 * Queue and checkpoints live in IndexedDB; where that fails, they move down to the key-value store or memory.
 * Created at a grant, erased at a refusal: before and after, nothing is touched.
 */
import { withDeadline } from '../deadline.ts'
import type { DiagnosticCode } from '../diagnostics.ts'
import type { RecordChange, RecordStore, StoredRecord, Stores, WriteOutcome } from '../ports/stores.ts'
import type { Timers } from '../ports/timers.ts'
import { createKeyValueRecords } from './key-value-records.ts'
import type { OwnKey, SmallKey } from './keys.ts'
import { ID_COPY_KEY, recordPrefix, smallKey } from './keys.ts'
import { openKeyValue, openRecords } from './open-stores.ts'
import { createMemoryStore } from './memory-store.ts'
import type { MirrorRecord, Tombstone } from './merge.ts'
import { isMirror, mergeRecords } from './merge.ts'

/** A store that has not answered by then is ignored for this process. */
const STORE_DEADLINE_MS = 2000
/** How long the live owner of a record has to say so. */
const PING_MS = 250

export interface Storage {
  get(key: SmallKey): string | null
  set(key: SmallKey, value: string): void
  /** Reads the records that no living process owns; calls `done` once, at the latest after 2 s. */
  load(done: (records: StoredRecord[], mirrored: Record<string, string>) => void): void
  /** Writes in order, one transaction at a time; with `ifMine` only while the record of that key is ours. */
  write(
    puts: readonly StoredRecord[],
    deletes: readonly string[],
    done?: (outcome: WriteOutcome) => void,
    ifMine?: string,
  ): void
  /** Saves records at once where a write may come too late: on hidden and on exit. */
  rescue(records: readonly StoredRecord[]): void
  /** Lets go at once; what is stored stays. */
  abandon(): void
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

interface Batch extends RecordChange {
  listeners: ((outcome: WriteOutcome) => void)[]
}

const nothing = (): void => {}

export function createStorage({ stores, timers, name, owner, report, onErased }: StorageOptions): Storage {
  const keyValue = openKeyValue(stores, name)
  const isVolatile = keyValue.kind == 'memory'
  const local = createKeyValueRecords(keyValue.isRoomy ? keyValue : createMemoryStore(), recordPrefix(name))
  let durable = openRecords(stores, name)
  /** A durable store that failed: it gets deletions only. */
  let retired: RecordStore | null = null
  let isOpen = true
  let isLoaded = false
  let isWriting = false
  let waiting: Batch[] = []
  let onIdle: (() => void) | null = null
  /** Keys of which a copy lies in the local store. */
  const rescued: Record<string, boolean> = {}
  /** Owners of what lay there first, until they answer; who turns up later is alive. */
  const dead: Record<string, boolean> = {}
  let cancelLoad = nothing
  let cancelPing = nothing
  let settleCommit: (outcome: WriteOutcome) => void = nothing

  const unwatch = keyValue.watch((key, value) => {
    if (!isOpen) return
    if (key == null || (key == smallKey(name, 'id') && value == null)) onErased()
    else if (value && key == smallKey(name, 'ping') && value != owner) set('pong', owner + ' ' + value)
    else if (value && key == smallKey(name, 'pong')) dead[value.split(' ')[0]!] = false
  })

  if (isVolatile || !(durable || keyValue.isRoomy))
    report(
      'storage-unavailable',
      'Ids live in ' +
        (isVolatile && durable ? durable : keyValue).kind +
        ', the queue in ' +
        (durable || local).kind +
        '.',
    )

  function set(key: OwnKey, value: string): void {
    // Whoever heard of an answer may have ended the consent.
    if (!isOpen) return
    try {
      keyValue.set(smallKey(name, key), value)
    } catch (_full) {
      report('storage-failed', 'The ' + keyValue.kind + ' refused to write the ' + key + '.')
    }
    // An id made before the stores were read must not replace the copy of an older one.
    if (durable && (key == 'id' ? isLoaded : isVolatile))
      write([{ key: ID_COPY_KEY + key, owner: '', value } as MirrorRecord], [])
  }

  function retire(): void {
    report('storage-failed', durable!.kind + ' failed; the queue goes on in ' + local.kind + '.')
    retired = durable
    durable = null
  }

  /** What waits shares one transaction, up to the next change that needs its owner. */
  function write(
    puts: readonly StoredRecord[],
    deletes: readonly string[],
    done?: (outcome: WriteOutcome) => void,
    ifMine?: string,
  ): void {
    let batch = waiting[waiting.length - 1]
    if (!batch || batch.ifMine || ifMine) {
      batch = { puts: [], deletes: [], listeners: [] }
      if (ifMine) batch.ifMine = { key: ifMine, owner }
      waiting.push(batch)
    }
    batch.puts = batch.puts.concat(puts)
    batch.deletes = batch.deletes.concat(deletes)
    if (done) batch.listeners.push(done)
    drain()
  }

  function drain(): void {
    if (isWriting || !isLoaded) return
    const batch = waiting.shift()
    if (!batch) return onIdle ? onIdle() : undefined
    isWriting = true
    commit(batch, (outcome) => {
      isWriting = false
      batch.listeners.forEach((listener) => listener(outcome))
      drain()
    })
  }

  function commit(batch: RecordChange, done: (outcome: WriteOutcome) => void): void {
    const { puts, deletes, ifMine } = batch
    if (!durable) {
      if (retired) retired.write({ puts: [], deletes }, nothing)
      // The record that `ifMine` names lies in the store that failed.
      return local.write(
        { puts: puts.filter((record) => !isMirror(record)), deletes, ifMine: retired ? undefined : ifMine },
        done,
      )
    }
    const isRescued = (key: string): boolean => !!rescued[key]
    const tombstones = deletes.filter(isRescued).map((key): Tombstone => ({ key, owner, done: true }))
    settleCommit = withDeadline<WriteOutcome>(timers, STORE_DEADLINE_MS, 'failed', (outcome) => {
      if (!isOpen && !onIdle) return
      if (outcome == 'failed') {
        retire()
        return commit(batch, done)
      }
      if (outcome == 'ok')
        local.write(
          {
            puts: [],
            deletes: puts
              .map((record) => record.key)
              .concat(deletes)
              .filter(isRescued),
          },
          nothing,
        )
      done(outcome)
    })
    durable.write(
      { puts: puts.concat(tombstones), deletes: deletes.filter((key) => !rescued[key]), ifMine },
      settleCommit,
    )
  }

  /** Asks the owners of foreign records whether they live, then goes on. */
  function ping(records: readonly StoredRecord[], done: () => void): void {
    let isForeign = false
    records.forEach((record) => {
      if (record.owner && record.owner != owner) isForeign = dead[record.owner] = true
    })
    if (!keyValue.isRoomy || isVolatile || !isForeign) return done()
    set('ping', owner)
    cancelPing = timers.after(PING_MS, () => {
      keyValue.remove(smallKey(name, 'ping'))
      keyValue.remove(smallKey(name, 'pong'))
      if (!isLoaded) done()
    })
  }

  /** Claims in both stores; a durable store that fails is retired, one that answers too late is not listened to. */
  function claim(
    isMine: (record: StoredRecord) => boolean,
    done: (fromDurable: StoredRecord[], fromLocal: StoredRecord[]) => void,
  ): void {
    const store = durable
    const claimLocal = (fromDurable: StoredRecord[]) =>
      local.claim(owner, isMine, (fromLocal) => done(fromDurable, fromLocal!))
    if (!store) return claimLocal([])
    store.claim(owner, isMine, (records) => {
      if (isLoaded || !isOpen || store != durable) return
      if (!records) retire()
      claimLocal(records || [])
    })
  }

  function load(done: (records: StoredRecord[], mirrored: Record<string, string>) => void): void {
    const claimDead = () =>
      claim(
        (record) => dead[record.owner]!,
        (fromDurable, fromLocal) => {
          cancelLoad()
          // Nothing is written before what waits has found its place behind what is read here.
          isLoaded = isWriting = true
          // What this process rescued before it had read the stores is still in its hands.
          const left = fromLocal.filter(({ key }) => !rescued[key])
          const { records, mirrored, moved, copies, forgotten } = mergeRecords(owner, fromDurable, left)
          if (durable && (copies[0] || forgotten[0]))
            write(moved, forgotten, (outcome) => {
              if (outcome == 'ok') local.write({ puts: [], deletes: copies }, nothing)
            })
          done(records, mirrored)
          isWriting = false
          drain()
        },
      )
    if (durable)
      cancelLoad = timers.after(STORE_DEADLINE_MS, () => {
        report('storage-slow', durable!.kind + ' does not answer; it is ignored until the next start.')
        durable = null
        claimDead()
      })
    claim(
      () => false,
      (fromDurable, fromLocal) => ping(fromDurable.concat(fromLocal), claimDead),
    )
  }

  function letGo(): void {
    isOpen = false
    onIdle = null
    waiting = []
    cancelLoad()
    cancelPing()
    settleCommit('failed')
    unwatch()
    if (durable) durable.close()
    if (retired) retired.close()
  }

  return {
    get: (key) => keyValue.get(smallKey(name, key)),
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
    close(done) {
      onIdle = withDeadline<void>(timers, STORE_DEADLINE_MS, undefined, () => {
        letGo()
        done()
      })
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
