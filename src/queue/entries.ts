/**
 * The events that wait, oldest first, and the rules by which some of them are chosen. Pure but for the clock that `ageMs` reads:
 * a list goes in, a list comes out.
 */
import type { EventSummary } from '../api.ts'
import { formatTime } from '../ccs/wire.ts'
import { formatJson } from '../json.ts'
import type { Clock } from '../ports/clock.ts'
import { MAX_BATCH } from './policy.ts'
import type { EventRecord } from './record.ts'

export interface Entry {
  record: EventRecord
  isWritten: boolean
  /** No store took it: dropping it makes no room. */
  isUnstored?: boolean
  /** Refused on its own in this process: it waits for the next one. */
  isAside?: boolean
  /** Monotonic time at which this process tracked it, hence stamped with this process's clock; undefined for what was stored. */
  addedMs?: number
}

export const summaryOf = ({ record }: Entry): EventSummary => ({ name: record.name, time: formatTime(record.at) })
export const keyOf = ({ record }: Entry): string => record.key

export const without = (entries: readonly Entry[], gone: readonly Entry[]): Entry[] =>
  entries.filter((entry) => gone.indexOf(entry) < 0)

/** As the API asks; equal times keep the order of tracking. */
export const chronological = (batch: readonly Entry[]): EventRecord[] =>
  batch.map((entry) => entry.record).sort((a, b) => a.at - b.at || a.seq - b.seq)

/** Stored events in the order in which they were tracked. */
export const restored = (records: readonly EventRecord[]): Entry[] =>
  records
    .slice()
    .sort((a, b) => a.seq - b.seq || a.at - b.at)
    .map((record) => ({ record, isWritten: true }))

/** Wall-clock time of the newest event, or -Infinity. */
export function newestAt(entries: readonly Entry[]): number {
  let newest = -Infinity
  entries.forEach(({ record }) => (newest = Math.max(newest, record.at)))
  return newest
}

/** The first `count` entries that are not in flight and pass `test`. */
export function oldest(
  entries: readonly Entry[],
  inFlight: readonly Entry[],
  count: number,
  test: (entry: Entry) => unknown,
): Entry[] {
  return without(entries, inFlight).filter(test).slice(0, Math.max(0, count))
}

/**
 * Milliseconds since the event was tracked. In this process: by the monotonic clock; 0 where the engine has only a wall clock, which
 * somebody may have set meanwhile. By an earlier process: a difference of wall clocks.
 */
export function ageMs({ addedMs, record }: Entry, clock: Clock): number {
  if (addedMs == null) return clock.wallMs() - record.at
  return clock.kind == 'wall' ? 0 : clock.monotonicMs() - addedMs
}

/**
 * The events of the next request: from the head, of one identity, all written. Events in flight or set aside are passed over; one that
 * was refused in an earlier process goes alone.
 */
export function nextBatch(entries: readonly Entry[], inFlight: readonly Entry[]): Entry[] {
  const batch: Entry[] = []
  let identity = ''
  entries.every((entry) => {
    const { record } = entry
    if (entry.isAside || inFlight.indexOf(entry) >= 0) return true
    const own = formatJson(record.identity)
    if (!entry.isWritten || (batch[0] && (own != identity || record.isRefused))) return false
    identity = own
    return batch.push(entry) < MAX_BATCH && !record.isRefused
  })
  return batch
}

/** Set aside while it is not known yet whether anything of their batch is accepted. */
export const suspects = (entries: readonly Entry[]): Entry[] =>
  entries.filter((entry) => entry.isAside && !entry.record.isRefused)
