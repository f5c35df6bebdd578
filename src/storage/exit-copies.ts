/**
 * Copies of records in the local store, saved at once on hidden and on exit, and the deletion markers that keep them from coming back.
 *
 * localStorage writes to the disk late: a kill may undo the deletion of a copy, and the next start would take it for a record that the
 * durable store lacks. So a record that had a copy lately is not deleted: a marker takes its place until the copy is surely gone.
 */
import type { Clock } from '../ports/clock.ts'
import type { RecordStore, StoredRecord } from '../ports/stores.ts'

/** After that long a deletion in the local store is taken to be on the disk. */
const SETTLED_MS = 600_000

export interface ExitCopies {
  _save(record: StoredRecord): void
  /** Whether a copy of that record lies in the local store, or a kill may bring one back. */
  _has(key: string): boolean
  /** The durable store has written or deleted these records: their copies go. */
  _drop(written: string[], deleted: string[]): void
  /** Another process took these records: the copies of this one go, and none that the other has saved since. */
  _dropOwn(keys: string[]): void
  /** Keys of the markers that have done their duty. */
  _settled(): string[]
}

export function createExitCopies(local: RecordStore, clock: Clock, owner: string): ExitCopies {
  /** By key: the monotonic time from which the deletion of a copy is settled; Infinity while the copy lies there. */
  const settledMs: Record<string, number> = {}
  /** Keys of the deletion markers in the durable store. */
  let marked: string[] = []

  const has = (key: string): boolean => settledMs[key]! > clock.monotonicMs()

  return {
    _save(record) {
      local.write({ puts: [record], deletes: [] }, (outcome) => {
        if (outcome == 'ok') settledMs[record.key] = Infinity
      })
    },
    _has: has,
    _drop(written, deleted) {
      const gone = written.concat(deleted).filter(has)
      const soonestMs = clock.monotonicMs() + SETTLED_MS
      gone.forEach((key) => (settledMs[key] = Math.min(settledMs[key]!, soonestMs)))
      marked = marked.concat(deleted.filter(has))
      if (gone[0]) local.write({ puts: [], deletes: gone }, () => {})
    },
    _dropOwn: (keys) =>
      keys.filter(has).forEach((key) => {
        local.write({ puts: [], deletes: [key], onlyIf: [{ key, owner, otherwise: 'taken' }] }, () => {})
        delete settledMs[key]
      }),
    _settled() {
      const settled = marked.filter((key) => !has(key))
      marked = marked.filter(has)
      settled.forEach((key) => delete settledMs[key])
      return settled
    },
  }
}
