/**
 * An open view as the next start finds it, in two records: what it is, written once, and how far it came, written again and again. Pure.
 */
import type { Properties, Totals } from '../api.ts'
import { kindOf } from '../events/checked.ts'
import { roundTotals, ZERO } from '../events/completion.ts'
import type { Belonging } from '../events/outbox.ts'
import { mergeProperties } from '../events/properties.ts'
import type { Identity } from '../identity/identity.ts'
import { isUuid } from '../identity/ids.ts'
import { hasOwn } from '../json.ts'
import type { Settings } from '../options.ts'
import type { StoredRecord } from '../ports/stores.ts'
import type { EventRecord } from '../queue/record.ts'
import { isEventRecord, isTime, isWhole } from '../queue/record.ts'
import { PROGRESS_KEY, VIEW_KEY } from '../storage/keys.ts'

/** How far the view came. It is written every 10 to 30 s, hence holds what differs from the usual only. */
export interface StoredProgress extends StoredRecord {
  /** Time of the last credited progress, ms. */
  at: number
  /** Time of the view's last event, ms, where that is not the one of its `StoredView`. */
  eventAt?: number
  /** Wall clock of the session's last activity, ms, where that is not `at`. */
  activeAt?: number
  /** What is missing is as in `ZERO`. */
  totals: Partial<Totals>
}

/** Its progress is that of the moment it was written; a `StoredProgress` beside it is newer, unless only the view was saved on exit. */
export interface StoredView extends StoredProgress {
  eventAt: number
  identity: Identity
  sessionId: string
  viewId: string
  /** Of which kind the content is, where that is not `video`. */
  kind?: string
  properties: Properties
}

export const viewKey = (viewId: string): string => VIEW_KEY + viewId
export const progressKey = (viewId: string): string => PROGRESS_KEY + viewId

/** Both keys under which a view is stored. */
export const keysOf = (viewId: string): string[] => [viewKey(viewId), progressKey(viewId)]

/** Numbers as they are stored; null where there are none. */
function readTotals(stored: Partial<Totals>): Totals | null {
  try {
    return roundTotals(mergeProperties(ZERO as unknown as Properties, stored) as unknown as Totals)
  } catch (_malformed) {
    // No numbers.
    return null
  }
}

/** Totals as they are stored. */
export function totalsToStore(totals: Totals): Partial<Totals> {
  const rounded = roundTotals(totals) as unknown as Properties
  const stored: Properties = {}
  Object.keys(rounded).forEach((name) => {
    const value = rounded[name]
    if (value && (value as unknown[]).length !== 0) stored[name] = value
  })
  return stored
}

function isProgress({ at, eventAt, totals }: StoredProgress): boolean {
  return isTime(at) && (eventAt == null || isTime(eventAt)) && !!readTotals(totals)
}

export function isStoredView(record: StoredRecord): record is StoredView {
  const view = record as StoredView
  return (
    isUuid(view.viewId) &&
    isProgress(view) &&
    isTime(view.eventAt) &&
    isWhole(record, VIEW_KEY, Math.max(view.at, view.eventAt))
  )
}

/** A view that an earlier process left open, with the newest that is known of it. */
export interface LeftView extends Belonging {
  key: string
  viewId: string
  /** Time of its last progress or event, ms. */
  at: number
  activeAt: number
  kind: string
  properties: Properties
  totals: Totals
}

/** What earlier processes left, told apart. */
export interface Left {
  events: EventRecord[]
  /** Views that nobody completed, each with its newest progress, the oldest first. */
  views: LeftView[]
  /** Kinds of views that nobody can complete, since the options name them no more. */
  kindless: string[]
  /** Keys of records that nobody can use any more. */
  unusable: string[]
}

/**
 * Tells the records of earlier processes apart. `kinds` has the name of each completion event: a stored view whose completion is
 * already queued (an exit copy brought it back) is not completed again, and nobody can complete one of a kind that is gone.
 */
export function sortLeft(records: readonly StoredRecord[], kinds: Settings['kinds']): Left {
  const events = records.filter(isEventRecord)
  const stored = records.filter(isStoredView)
  const isKnown = (view: StoredView): boolean => hasOwn(kinds, kindOf(view))
  const views = stored.filter(
    (view) =>
      isKnown(view) &&
      !events.some(({ viewId, name }) => viewId == view.viewId && name == kinds[kindOf(view)]!.completion),
  )
  const used: StoredRecord[] = (events as StoredRecord[]).concat(views)
  const left = views.map((view) => {
    const key = progressKey(view.viewId)
    const newer = records.filter((record) => record.key == key)[0] as StoredProgress | undefined
    if (!newer || !isProgress(newer)) return withProgress(view, view)
    used.push(newer)
    // Not by time: the server may have corrected it in between.
    const isNewer = readTotals(newer.totals)!.timeSpentSeconds >= readTotals(view.totals)!.timeSpentSeconds
    return withProgress(view, isNewer ? newer : view)
  })
  return {
    events,
    views: left.sort((a, b) => a.at - b.at),
    kindless: stored.filter((view) => !isKnown(view)).map(kindOf),
    unusable: records.filter((record) => used.indexOf(record) < 0).map(({ key }) => key),
  }
}

function withProgress(view: StoredView, { at, eventAt, activeAt, totals }: StoredProgress): LeftView {
  const { key, identity, sessionId, viewId, properties } = view
  return {
    key,
    at: Math.max(at, eventAt == null ? view.eventAt : eventAt),
    activeAt: activeAt == null ? at : activeAt,
    totals: readTotals(totals)!,
    identity,
    sessionId,
    viewId,
    kind: kindOf(view),
    properties,
  }
}
