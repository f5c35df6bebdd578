/**
 * One list of what is ours, from the durable store and the exit copies beside it. Pure.
 */
import type { Totals } from '../api.ts'
import type { StoredRecord } from '../ports/stores.ts'
import { EVENT_KEY, ID_COPY, ID_COPY_KEY } from './keys.ts'

/**
 * The copy of a small value in the durable store: of the id and, where no key-value store persists, of every one. It is nobody's: its
 * owner is a mark of the process that wrote it first, and stands for the store, since whoever empties that takes it along.
 */
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

/** The mark of a store that holds these records, or null. */
export function markOf(records: readonly StoredRecord[]): string | null {
  const copy = records.filter(({ key }) => key == ID_COPY)[0]
  return copy ? copy.owner : null
}

/**
 * Whether an exit copy says more than the record of the same key. Of a view: the one that saw more, since times may have been corrected
 * in between; they tell only where both saw as much. An event in the durable store was written after any copy of it.
 */
function isNewer(copy: StoredRecord, original: StoredRecord): boolean {
  const seen = ({ totals }: { totals?: Partial<Totals> }): number =>
    (totals && (totals.timeSpentSeconds || 0) + (totals.adTimeSeconds || 0)) || 0
  const stamp = ({ at }: { at?: number }): number => at || 0
  if (copy.key.indexOf(EVENT_KEY) == 0) return false
  return (seen(copy as object) - seen(original as object) || stamp(copy as object) - stamp(original as object)) > 0
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
  const isDone = (record: StoredRecord): boolean => (record as DeletionMarker).done
  fromDurable.forEach((record) => {
    if (isIdCopy(record)) idCopies[record.key.slice(ID_COPY_KEY.length)] = (record as IdCopy).value
    else if (record.owner == owner) known['$' + record.key] = record
  })
  exitCopies.forEach((copy) => {
    if (copy.owner != owner) return
    const original = known['$' + copy.key]
    copied.push(copy.key)
    if (original && (isDone(original) || !isNewer(copy, original))) return
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
