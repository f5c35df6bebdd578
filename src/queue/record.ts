/**
 * An event as the queue keeps it, and its stored form.
 */
import type { TrackedEvent } from '../ccs/wire.ts'
import { isEventName, isRecord } from '../checks.ts'
import type { Identity } from '../identity/identity.ts'
import { parseAliases } from '../identity/identity.ts'
import { isUuid } from '../identity/ids.ts'
import type { StoredRecord } from '../ports/stores.ts'
import { EVENT_KEY } from '../storage/keys.ts'

/** An event and the identity it was tracked under. */
export interface QueuedEvent extends TrackedEvent {
  identity: Identity
}

/** One queued event, plain JSON. Its key is `e:` and the event id. */
export interface EventRecord extends QueuedEvent, StoredRecord {
  /** Place in the order of tracking. */
  seq: number
  /** It was refused on its own, in an earlier process or six hours ago. */
  isRefused?: boolean
}

/** No time and no place of ours is as late: behind such a one everything that follows would lose its order. */
const TOO_LATE = 1e14

export const isTime = (value: unknown): value is number => typeof value == 'number' && Math.abs(value) < TOO_LATE

/** Whether what was stored under a key of this kind can be put on the wire: a store may hold anything. */
export function isWhole(record: StoredRecord, kind: string, at: unknown): boolean {
  const { sessionId, viewId, properties, identity } = record as EventRecord
  try {
    return (
      record.key.indexOf(kind) == 0 &&
      isTime(at) &&
      isUuid(sessionId) &&
      (viewId == null || isUuid(viewId)) &&
      isRecord(properties) &&
      isUuid(identity.userId) &&
      Array.isArray(identity.aliases) &&
      !!parseAliases(identity.aliases)
    )
  } catch (_malformed) {
    // No key, no identity, no alias.
    return false
  }
}

export function isEventRecord(record: StoredRecord): record is EventRecord {
  const { name, at, seq } = record as EventRecord
  return isEventName(name) && isTime(seq) && isWhole(record, EVENT_KEY, at)
}
