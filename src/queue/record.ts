/**
 * An event as the queue keeps it, and its stored form.
 */
import type { TrackedEvent } from '../ccs/wire.ts'
import type { Identity } from '../identity/identity.ts'
import type { StoredRecord } from '../ports/stores.ts'

export const EVENT_KEY = 'e:'

/** An event and the identity it was tracked under. */
export interface QueuedEvent extends TrackedEvent {
  identity: Identity
}

/** One queued event, plain JSON. Its key is `e:` and the event id. */
export interface EventRecord extends QueuedEvent, StoredRecord {
  /** Place in the order of tracking. */
  seq: number
  /** It was refused on its own in an earlier process. */
  isRefused?: boolean
}

export function isEventRecord(record: StoredRecord): record is EventRecord {
  const { name, at, seq, identity } = record as EventRecord
  return record.key.indexOf(EVENT_KEY) == 0 && typeof name == 'string' && isFinite(at + seq) && !!identity && Array.isArray(identity.aliases)
}
