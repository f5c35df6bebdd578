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
  _record: EventRecord
  _isWritten: boolean
  /** No store took it: dropping it makes no room. */
  _isUnstored?: boolean
  /** Left out in this process: it was refused on its own, or it stayed without a clear answer while other events are tried. */
  _aside?: 'refused' | 'silent' | undefined
  /** Monotonic time at which this process tracked it, hence stamped with this process's clock; undefined for what was stored. */
  _addedMs?: number
}

export const summaryOf = ({ _record: record }: Entry): EventSummary => ({
  name: record.name,
  time: formatTime(record.at),
})
export const keyOf = ({ _record: record }: Entry): string => record.key

export const without = (entries: readonly Entry[], gone: readonly Entry[]): Entry[] =>
  entries.filter((entry) => gone.indexOf(entry) < 0)

/** As the API asks; equal times keep the order of tracking. */
export const chronological = (batch: readonly Entry[]): EventRecord[] =>
  batch.map((entry) => entry._record).sort((a, b) => a.at - b.at || a.seq - b.seq)

/** Stored events in the order in which they were tracked. */
export const restored = (records: readonly EventRecord[]): Entry[] =>
  records
    .slice()
    .sort((a, b) => a.seq - b.seq || a.at - b.at)
    .map((record) => ({ _record: record, _isWritten: true }))

/** Wall-clock time of the newest event, or -Infinity. */
export function newestAt(entries: readonly Entry[]): number {
  let newest = -Infinity
  entries.forEach(({ _record: record }) => (newest = Math.max(newest, record.at)))
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
export function ageMs({ _addedMs: addedMs, _record: record }: Entry, clock: Clock): number {
  if (addedMs == null) return clock.wallMs() - record.at
  return clock.kind == 'wall' ? 0 : clock.monotonicMs() - addedMs
}

const isSendable = ({ _aside: aside }: Entry): boolean => !aside

/** Events that this process can send, those in flight included. */
export const sendable = (entries: readonly Entry[]): Entry[] => entries.filter(isSendable)

const identityOf = ({ _record: record }: Entry): string => formatJson(record.identity)

/** Left out while it is not known yet whether they are the cause. */
export const suspects = (entries: readonly Entry[], aside: 'refused' | 'silent'): Entry[] =>
  entries.filter((entry) => entry._aside == aside && (aside == 'silent' || !entry._record.isRefused))

/**
 * The events of the next request: from the head, of one identity, all written. What is in flight or left out is passed over;
 * `isDoubting`, identities of which nothing is left out go first. An event that was refused before goes alone, when nothing else is left.
 */
export function nextBatch(entries: readonly Entry[], inFlight: readonly Entry[], isDoubting = false): Entry[] {
  const free = sendable(without(entries, inFlight))
  const doubted = isDoubting ? suspects(entries, 'refused').concat(suspects(entries, 'silent')).map(identityOf) : []
  const fresh = free.filter(({ _record: record }) => !record.isRefused)
  const head = (doubted[0] && fresh.filter((entry) => doubted.indexOf(identityOf(entry)) < 0)[0]) || fresh[0]
  if (!head) return free.slice(0, 1)
  const identity = identityOf(head)
  const batch: Entry[] = []
  fresh
    .slice(fresh.indexOf(head))
    .every((entry) => entry._isWritten && identityOf(entry) == identity && batch.push(entry) < MAX_BATCH)
  return batch
}

/**
 * The events that are to blame once something was accepted: those that were refused and, where it is of another identity, all of
 * theirs.
 */
export function toBlame(entries: readonly Entry[], accepted: Entry | undefined): Entry[] {
  const refused = suspects(entries, 'refused').map(identityOf)
  const own = accepted && identityOf(accepted)
  return entries.filter(
    (entry) =>
      !entry._record.isRefused &&
      (entry._aside == 'refused' || (own && identityOf(entry) != own && refused.indexOf(identityOf(entry)) >= 0)),
  )
}
