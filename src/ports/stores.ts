/**
 * What the device can keep. Nothing here is touched before consent.
 */

/** Small strings, synchronously: ids, session, activations. */
export interface KeyValueStore {
  /** What it is, for `inspect()`: `localStorage`, `cookie`, `memory`. */
  readonly kind: string
  /** Whether queue records fit as well; a cookie is too small. */
  readonly isRoomy: boolean
  /** Throws or returns null where it cannot read. */
  get(key: string): string | null
  /** Throws where it cannot write. */
  set(key: string, value: string): void
  remove(key: string): void
  /** Names of everything it holds, ours or not. */
  keys(): string[]
  /** Whether `watch` tells what other documents do. Where it does not, an id that is gone counts as refused in another document. */
  readonly isWatchable?: boolean
  /** Calls `listener` when another document changes a key (null key: everything went). Returns the unsubscribe function. */
  watch(listener: (key: string | null, value: string | null) => void): () => void
}

/** One record of the queue store: plain JSON. */
export interface StoredRecord {
  key: string
  /** The process that answers for it. */
  owner: string
}

/** What a change takes for granted: that the record at `key` is there and belongs to `owner`. Else its outcome is `otherwise`. */
export interface Condition {
  key: string
  owner: string
  otherwise: 'taken' | 'gone'
}

/** Changes of one transaction: all or none. */
export interface RecordChange {
  puts: StoredRecord[]
  deletes: string[]
  /** Of several that are not met, the first counts. */
  onlyIf?: readonly Condition[]
}

/**
 * `taken`: a record is another's, or another has deleted it; `gone`: nothing of what the store held is left; `full`: no room;
 * `failed`: anything else. Nothing was written then.
 */
export type WriteOutcome = 'ok' | 'taken' | 'gone' | 'full' | 'failed'

/** Durable records: queued events and stored views. */
export interface RecordStore {
  readonly kind: string
  /**
   * Gives to `owner`, in one transaction, each record for which `isMine` says so,
   * and reads them all; null where the store does not work.
   */
  claim(owner: string, isMine: (record: StoredRecord) => boolean, done: (records: StoredRecord[] | null) => void): void
  write(change: RecordChange, done: (outcome: WriteOutcome) => void): void
  /** Deletes everything, by name, without reading it, also what an earlier run left. */
  erase(): void
  /** Lets go of the store. */
  close(): void
}

/** The stores of a device, best first. Factories return null, or throw, where the device has none. */
export interface Stores {
  readonly keyValue: readonly (() => KeyValueStore | null)[]
  /** `name` keeps two trackers on one page apart. */
  readonly records: readonly ((name: string) => RecordStore | null)[]
}
