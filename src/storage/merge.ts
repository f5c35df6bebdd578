/**
 * One list of what is ours, from the durable store and the exit copies beside it. Pure.
 */
import type { StoredRecord } from '../ports/stores.ts'
import { ID_COPY_KEY } from './keys.ts'

/** The copy of a small value in the durable store: of the id and, where no key-value store persists, of every one. */
export interface IdCopy extends StoredRecord {
  value: string
}

/** Stands in the durable store for a deleted record, so that an exit copy found at the next start does not bring it back. */
export interface DeletionMarker extends StoredRecord {
  done: true
}

export interface Merged {
  records: StoredRecord[]
  /** Small values by small key. */
  idCopies: Record<string, string>
  /** For the durable store: exit copies that it lacks, or holds an older record of. */
  puts: StoredRecord[]
  /** Keys of all exit copies. */
  copied: string[]
  /**
   * For the durable store: keys of deletion markers beside which no exit copy was found. Beside one the marker stays for another
   * start: localStorage writes to the disk late, so that a kill may undo the deletion of the copy.
   */
  deletes: string[]
}

export function isIdCopy({ key }: StoredRecord): boolean {
  return key.indexOf(ID_COPY_KEY) == 0
}

export function mergeRecords(
  owner: string,
  fromDurable: readonly StoredRecord[],
  exitCopies: readonly StoredRecord[],
): Merged {
  /** By key, behind a sign: a stored key may be `__proto__`. */
  const known: Record<string, StoredRecord> = {}
  const idCopies: Record<string, string> = {}
  const puts: StoredRecord[] = []
  const copied: string[] = []
  const deletes: string[] = []
  const records: StoredRecord[] = []
  const stamp = (record: StoredRecord): number => (record as { at?: number }).at || 0
  const isDone = (record: StoredRecord): boolean => (record as DeletionMarker).done
  fromDurable.forEach((record) => {
    if (isIdCopy(record)) idCopies[record.key.slice(ID_COPY_KEY.length)] = (record as IdCopy).value
    else if (record.owner == owner) known['$' + record.key] = record
  })
  exitCopies.forEach((copy) => {
    if (copy.owner != owner) return
    const original = known['$' + copy.key]
    copied.push(copy.key)
    if (original && (isDone(original) || stamp(original) >= stamp(copy))) return
    known['$' + copy.key] = copy
    puts.push(copy)
  })
  Object.keys(known).forEach((sign) => {
    const record = known[sign]!
    if (!isDone(record)) records.push(record)
    else if (copied.indexOf(record.key) < 0) deletes.push(record.key)
  })
  return { records, idCopies, puts, copied, deletes }
}
