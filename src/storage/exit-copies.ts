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

interface Copy {
  key: string
  /** Monotonic time from which its deletion is settled; Infinity while it lies there. */
  settledMs: number
  /** A deletion marker stands in the durable store. */
  isMarked: boolean
}

export interface ExitCopies {
  _save(record: StoredRecord): void
  /** Whether a copy of that record lies in the local store, or a kill may bring one back. */
  _has(key: string): boolean
  /** The durable store has written or deleted these records: their copies go. */
  _drop(written: readonly string[], deleted: readonly string[]): void
  /** Keys of the markers that have done their duty. */
  _settled(): string[]
}

export function createExitCopies(local: RecordStore, clock: Clock): ExitCopies {
  let copies: Copy[] = []

  return {
    _save(record) {
      const { key } = record
      local.write({ puts: [record], deletes: [] }, (outcome) => {
        if (outcome != 'ok') return
        copies = copies.filter((copy) => copy.key != key)
        copies.push({ key, settledMs: Infinity, isMarked: false })
      })
    },
    _has: (key) => copies.some((copy) => copy.key == key),
    _drop(written, deleted) {
      const settledMs = clock.monotonicMs() + SETTLED_MS
      const gone = copies.filter((copy) => {
        const isMarked = deleted.indexOf(copy.key) >= 0
        if (!isMarked && written.indexOf(copy.key) < 0) return false
        copy.isMarked = isMarked
        copy.settledMs = Math.min(copy.settledMs, settledMs)
        return true
      })
      if (gone[0]) local.write({ puts: [], deletes: gone.map(({ key }) => key) }, () => {})
    },
    _settled() {
      const nowMs = clock.monotonicMs()
      const settled = copies.filter((copy) => copy.settledMs <= nowMs)
      copies = copies.filter((copy) => settled.indexOf(copy) < 0)
      return settled.filter((copy) => copy.isMarked).map(({ key }) => key)
    },
  }
}
