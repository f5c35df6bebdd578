/**
 * An open view as the next start finds it, in two records: what it is, written once, and how far it came, written again and again. Pure.
 */
import type { Properties, Totals } from '../api.ts'
import { roundTotals } from '../events/completion.ts'
import type { Identity } from '../identity/identity.ts'
import { isUuid } from '../identity/ids.ts'
import type { StoredRecord } from '../ports/stores.ts'
import type { EventRecord } from '../queue/record.ts'
import { isEventRecord, isWhole } from '../queue/record.ts'
import { PROGRESS_KEY, VIEW_KEY } from '../storage/keys.ts'

/** How far the view came. */
export interface Progress {
  /** Time of the last credited progress, ms. */
  at: number
  /** Time of the view's last event, ms. */
  eventAt: number
  /** Wall clock of the session's last activity, ms. */
  activeAt: number
  totals: Totals
}

export interface StoredProgress extends StoredRecord, Progress {}

/** Its progress is that of the moment it was written; a `StoredProgress` beside it is newer. */
export interface StoredView extends StoredProgress {
  identity: Identity
  sessionId: string
  viewId: string
  properties: Properties
}

export const viewKey = (viewId: string): string => VIEW_KEY + viewId
export const progressKey = (viewId: string): string => PROGRESS_KEY + viewId

/** Both keys under which a view is stored. */
export const keysOf = (viewId: string): string[] => [viewKey(viewId), progressKey(viewId)]

function isProgress({ at, eventAt, totals }: StoredProgress): boolean {
  try {
    return (
      isFinite(at) && isFinite(eventAt) && typeof at == 'number' && typeof eventAt == 'number' && !!roundTotals(totals)
    )
  } catch (_malformed) {
    // No numbers.
    return false
  }
}

export function isStoredView(record: StoredRecord): record is StoredView {
  const view = record as StoredView
  return isUuid(view.viewId) && isProgress(view) && isWhole(record, VIEW_KEY, Math.max(view.at, view.eventAt))
}

/** What earlier processes left, told apart. */
export interface Left {
  events: EventRecord[]
  /** Views that nobody completed, each with its newest progress, the oldest first. */
  views: StoredView[]
  /** Keys of records that nobody can use any more. */
  unusable: string[]
}

/** `completion` is the name of the completion event: beside one, the record of its view is left over from an exit copy. */
export function sortLeft(records: readonly StoredRecord[], completion: string): Left {
  const events = records.filter(isEventRecord)
  const views = records
    .filter(isStoredView)
    .filter(({ viewId }) => !events.some((event) => event.viewId == viewId && event.name == completion))
  const used: StoredRecord[] = (events as StoredRecord[]).concat(views)
  const withProgress = views.map((view) => {
    const key = progressKey(view.viewId)
    const newer = records.filter((record) => record.key == key)[0] as StoredProgress | undefined
    if (!newer || !isProgress(newer)) return view
    used.push(newer)
    return newer.at < view.at ? view : joined(view, newer)
  })
  return {
    events,
    views: withProgress.sort((a, b) => a.at - b.at),
    unusable: records.filter((record) => used.indexOf(record) < 0).map(({ key }) => key),
  }
}

function joined(view: StoredView, { at, eventAt, activeAt, totals }: StoredProgress): StoredView {
  const { key, owner, identity, sessionId, viewId, properties } = view
  return { key, owner, at, eventAt, activeAt, totals, identity, sessionId, viewId, properties }
}
