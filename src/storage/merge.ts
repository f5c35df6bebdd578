/**
 * One list of what is ours from the durable store and the copies rescued beside it. Pure.
 */
import type { StoredRecord } from '../ports/stores.ts'
import { ID_COPY_KEY } from './keys.ts'

/** A record of the id or, where nothing else persists, of another key-value pair. */
export interface MirrorRecord extends StoredRecord {
  value: string
}

/** A record that is done with, kept until the next start so that a rescued copy of it is not taken for alive. */
export interface Tombstone extends StoredRecord {
  done: true
}

export interface Merged {
  records: StoredRecord[]
  mirrored: Record<string, string>
  /** Copies that count, since they are newer than, or missing from, the durable store. */
  moved: StoredRecord[]
  /** Keys of all copies. */
  copies: string[]
  /** Keys of tombstones without a copy: localStorage forgets late, hence not before a start finds none. */
  forgotten: string[]
}

export function isMirror({ key }: StoredRecord): boolean {
  return key.indexOf(ID_COPY_KEY) == 0
}

export function mergeRecords(
  owner: string,
  fromDurable: readonly StoredRecord[],
  fromLocal: readonly StoredRecord[],
): Merged {
  /** By key, behind a sign: a stored key may be `__proto__`. */
  const known: Record<string, StoredRecord> = {}
  const mirrored: Record<string, string> = {}
  const moved: StoredRecord[] = []
  const copies: string[] = []
  const forgotten: string[] = []
  const records: StoredRecord[] = []
  const stamp = (record: StoredRecord): number => (record as { at?: number }).at || 0
  const isDone = (record: StoredRecord): boolean => (record as Tombstone).done
  fromDurable.forEach((record) => {
    if (isMirror(record)) mirrored[record.key.slice(ID_COPY_KEY.length)] = (record as MirrorRecord).value
    else if (record.owner == owner) known['$' + record.key] = record
  })
  fromLocal.forEach((record) => {
    if (record.owner != owner) return
    const twin = known['$' + record.key]
    copies.push(record.key)
    if (twin && (isDone(twin) || stamp(twin) >= stamp(record))) return
    known['$' + record.key] = record
    moved.push(record)
  })
  Object.keys(known).forEach((sign) => {
    const record = known[sign]!
    if (!isDone(record)) records.push(record)
    else if (copies.indexOf(record.key) < 0) forgotten.push(record.key)
  })
  return { records, mirrored, moved, copies, forgotten }
}
