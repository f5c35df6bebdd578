/**
 * An event as the queue keeps it, and its stored form.
 */
import type { Identity } from '../identity/identity.ts'
import type { TrackedEvent } from '../ccs/wire.ts'
import type { StoredRecord } from '../ports/stores.ts'

export const EVENT_KEY = 'e:'

/** One queued event, plain JSON. Its key is `e:` and the event id. */
export interface EventRecord extends StoredRecord {
  /** Place in the order of tracking. */
  seq: number
  /** Wall clock in ms: the event's time, corrected where the server's is known. */
  at: number
  /** The identity it was tracked under. */
  identity: Identity
  event: { name: string; sessionId: string; viewId: string | null; properties: TrackedEvent['properties'] }
  /** It was refused on its own in an earlier process. */
  isRefused?: boolean
}

export function isEventRecord(record: StoredRecord): record is EventRecord {
  const { event, at, identity } = record as EventRecord
  return record.key.indexOf(EVENT_KEY) == 0 && !!event && typeof event.name == 'string' && typeof at == 'number' && !!identity && Array.isArray(identity.aliases)
}
