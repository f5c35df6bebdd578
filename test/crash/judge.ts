/**
 * Holds what reached the server against what the pages saw accepted. Pure.
 *
 * Accepted: the IndexedDB transaction that holds the event has completed, as the page reported before it was killed.
 */
import type { Journal, WrittenRecord } from './journal.ts'
import type { CcsRequest, WireEvent } from './proxy.ts'

export interface Evidence {
  /** One for each process, in order. */
  journals: readonly Journal[]
  /** In order of arrival. */
  requests: readonly CcsRequest[]
  delivery: 'at-least-once' | 'at-most-once'
}

export interface Verdict {
  accepted: number
  /** Different events that arrived. */
  delivered: number
  /** Accepted, reported as dropped, and not arrived. */
  reported: number
  /** Copies that the outcome table allows: the answer was cut, or the process killed before it had noted the answer. */
  allowedDuplicates: { cut: number; killed: number }
  /** Starts at which the engine deleted its database as corrupt, and what was in it. */
  wipes: number
  wiped: number
  /** Views with a checkpoint whose process was killed. */
  openViews: number
  /** Of these, those that were completed. */
  completedViews: number
  /** What must not be, one line each. */
  violations: { kind: 'lost' | 'order' | 'duplicate' | 'view' | 'consent' | 'identity'; what: string }[]
}

const PLAY = 'Videoview'
const COMPLETION = 'VideoCompletion'
/** How soon the engine does so, on a busy machine. */
const ENGINE_RESEND_MS = 1_000
/** Rounding of totals on the wire, and what is credited between the page's last look and its end, in seconds. */
const SPENT_TOLERANCE_S = 0.1

const labelOf = (name: string | undefined, n: number | undefined, viewId: string | null | undefined): string =>
  n === undefined ? `${name} of ${viewId}` : `#${n}`
const labelOfRecord = ({ name, n, viewId }: WrittenRecord): string => labelOf(name, n, viewId)
const labelOfWire = ({ name, properties, view_id }: WireEvent): string => labelOf(name, properties?.n, view_id)
const isEvent = ({ key }: WrittenRecord): boolean => key.startsWith('e:')

interface Arrival {
  request: CcsRequest
  event: WireEvent
}

export function judge({ journals, requests, delivery }: Evidence): Verdict {
  const violations: Verdict['violations'] = []
  const processed = requests.filter(({ isProcessed }) => isProcessed)
  const arrivals = new Map<string, Arrival[]>()
  for (const request of processed) {
    for (const event of request.events) {
      const label = labelOfWire(event)
      arrivals.set(label, [...(arrivals.get(label) ?? []), { request, event }])
    }
  }

  const accepted = new Map<string, WrittenRecord>()
  for (const { writes } of journals)
    for (const { puts, claims } of writes)
      for (const put of [...puts, ...claims]) if (isEvent(put)) accepted.set(labelOfRecord(put), put)
  const dropped = new Set(journals.flatMap((journal) => journal.dropped.map(({ name, time }) => `${name} ${time}`)))
  const wipes = journals.flatMap(({ cycle, isWiped }) => (isWiped ? [cycle] : []))
  const acceptedIn = acceptanceOf(journals)
  const isWiped = (label: string): boolean => wipes.some((cycle) => acceptedIn.get(label)! < cycle)
  let reported = 0
  let wiped = 0
  for (const [label, { name, at }] of accepted) {
    if (arrivals.has(label)) continue
    if (dropped.has(`${name} ${new Date(at!).toISOString()}`)) reported++
    else if (isWiped(label)) wiped++
    else violations.push({ kind: 'lost', what: label })
  }

  const order = orderOf(journals)
  // A process whose store had not answered in time goes on without it: the contract's exception.
  const slow = new Set(
    journals.filter(({ diagnostics }) => diagnostics.includes('storage-slow')).map(({ cycle }) => cycle),
  )
  findDisorder(
    processed.filter(({ cycle }) => !slow.has(cycle)),
    order,
  ).forEach((what) => violations.push({ kind: 'order', what }))

  const allowedDuplicates = { cut: 0, killed: 0 }
  const noted = notedByCycle(journals)
  for (const [label, copies] of arrivals) {
    copies.slice(1).forEach(({ request: again }, i) => {
      const { request: before } = copies[i]!
      if (before.fate !== 'pass' && delivery === 'at-least-once') allowedDuplicates.cut++
      else if (isEngines(before, again)) allowedDuplicates.cut++
      else if (before.fate !== 'pass' && again.cycle === before.cycle)
        violations.push({ kind: 'duplicate', what: `${label} after an ambiguous answer` })
      else if (again.cycle > before.cycle && !noted.get(before.cycle)?.has(label)) allowedDuplicates.killed++
      else violations.push({ kind: 'duplicate', what: `${label} in processes ${before.cycle} and ${again.cycle}` })
    })
  }

  const open = openViewsOf(journals)
  let completedViews = 0
  for (const { viewId, saved, played, cycle } of open) {
    const completion = arrivals.get(labelOf(COMPLETION, undefined, viewId))?.[0]?.event
    const drop = completion ? null : accepted.get(labelOf(COMPLETION, undefined, viewId))
    const wrong = completion ? whatIsWrong(completion, saved, played) : drop ? null : 'has no completion'
    if (completion) completedViews++
    if (!completion && wipes.some((wipe) => cycle < wipe)) wiped++
    else if (wrong) violations.push({ kind: 'view', what: `${viewId} ${wrong}` })
  }

  const silent = new Set(journals.filter(({ isConsenting }) => !isConsenting).map(({ cycle }) => cycle))
  requests
    .filter(({ cycle }) => silent.has(cycle))
    .forEach(({ cycle }) => violations.push({ kind: 'consent', what: `a request of process ${cycle}` }))
  journals
    .filter(({ isConsenting, writes }) => !isConsenting && writes.length > 0)
    .forEach(({ cycle }) => violations.push({ kind: 'consent', what: `a write of process ${cycle}` }))
  const users = new Set(processed.map(({ userId }) => userId))
  if (users.size > 1 + wipes.length) violations.push({ kind: 'identity', what: `${users.size} user ids` })

  return {
    accepted: accepted.size,
    delivered: arrivals.size,
    reported,
    allowedDuplicates,
    wipes: wipes.length,
    wiped,
    openViews: open.length,
    completedViews,
    violations,
  }
}

/** Chromium itself sends a request again, at once and unasked, where a connection that had served others ends without an answer. */
function isEngines(before: CcsRequest, again: CcsRequest): boolean {
  const bodyOf = ({ events }: CcsRequest): string => JSON.stringify(events)
  return (
    before.fate !== 'pass' &&
    again.cycle === before.cycle &&
    again.arrivedMs - before.endedMs < ENGINE_RESEND_MS &&
    bodyOf(again) === bodyOf(before)
  )
}

/** The process in which each event was accepted first. */
function acceptanceOf(journals: readonly Journal[]): Map<string, number> {
  const cycles = new Map<string, number>()
  for (const { cycle, writes } of journals) {
    for (const { puts, claims } of writes)
      for (const put of [...puts, ...claims])
        if (isEvent(put) && !cycles.has(labelOfRecord(put))) cycles.set(labelOfRecord(put), cycle)
  }
  return cycles
}

/** The place of every event whose place is known; a completion of an earlier view comes before all of its process. */
function orderOf(journals: readonly Journal[]): (label: string) => number | null {
  const places = new Map<string, number>()
  for (const { firstOrder, views, writes } of journals) {
    for (const { viewId, state, order } of views)
      places.set(labelOf(state === 'started' ? PLAY : COMPLETION, undefined, viewId), order)
    const own = new Set(views.filter(({ state }) => state === 'completed').map(({ viewId }) => viewId))
    for (const { puts } of writes) {
      for (const { key, name, viewId } of puts) {
        if (key.startsWith('e:') && name === COMPLETION && !own.has(viewId!))
          places.set(labelOf(name, undefined, viewId), firstOrder)
      }
    }
  }
  return (label) => (label.startsWith('#') ? Number(label.slice(1)) : (places.get(label) ?? null))
}

/** First arrivals that come too late. Within a request events are chronological, and a recovered completion has its past time. */
function findDisorder(requests: readonly CcsRequest[], orderOfLabel: (label: string) => number | null): string[] {
  const found: string[] = []
  const seen = new Set<string>()
  let newest = -Infinity
  for (const { cycle, events } of requests) {
    const before = newest
    let lastTime = ''
    let lastOwn = -Infinity
    for (const event of events) {
      const label = labelOfWire(event)
      if (event.time < lastTime)
        found.push(`${label} of ${event.time} after ${lastTime} in one request of process ${cycle}`)
      lastTime = event.time
      if (seen.has(label)) continue
      seen.add(label)
      const place = orderOfLabel(label)
      if (place === null) continue
      if (place < before) found.push(`${label} (${place}) in process ${cycle} after ${before}`)
      newest = Math.max(newest, place)
      if (event.name === COMPLETION) continue
      if (place < lastOwn) found.push(`${label} (${place}) after ${lastOwn} in one request of process ${cycle}`)
      lastOwn = place
    }
  }
  return found
}

/** By process: the events whose end in the store it saw, so that it cannot send them again. */
function notedByCycle(journals: readonly Journal[]): Map<number, Set<string>> {
  const labels = new Map<string, string>()
  const noted = new Map<number, Set<string>>()
  for (const { cycle, writes } of journals) {
    const own = new Set<string>()
    noted.set(cycle, own)
    for (const { puts, claims, deletes } of writes) {
      for (const put of [...puts, ...claims]) if (isEvent(put)) labels.set(put.key, labelOfRecord(put))
      for (const key of deletes) {
        const label = labels.get(key)
        if (label) own.add(label)
      }
    }
  }
  return noted
}

interface OpenView {
  /** Its process. */
  cycle: number
  viewId: string
  /** Its last checkpoint before the kill. */
  saved: WrittenRecord
  /** What the page saw of it last, in seconds. */
  played: number
}

function openViewsOf(journals: readonly Journal[]): OpenView[] {
  return journals.flatMap(({ cycle, writes, spent }) => {
    const open = new Map<string, OpenView>()
    for (const { puts, deletes } of writes) {
      for (const saved of puts) {
        if (!saved.key.startsWith('v:')) continue
        const viewId = saved.viewId!
        open.set(saved.key, { cycle, viewId, saved, played: Math.max(saved.spent!, spent.get(viewId) ?? 0) })
      }
      deletes.forEach((key) => open.delete(key))
    }
    return [...open.values()]
  })
}

function whatIsWrong(
  { session_id, properties }: WireEvent,
  { sessionId, spent }: WrittenRecord,
  played: number,
): string | null {
  const reported = properties?.time_spent_seconds ?? -1
  if (session_id !== sessionId) return `was completed in session ${session_id}, not ${sessionId}`
  if (reported < spent! - SPENT_TOLERANCE_S || reported > played + SPENT_TOLERANCE_S)
    return `reports ${reported} s, saved ${spent} s, played ${played} s`
  return null
}
