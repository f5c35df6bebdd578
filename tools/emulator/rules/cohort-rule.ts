/**
 * Cohort rules over a user's stored events.
 * Pure: the history, the current view and session and the time are given.
 */
import { compileAll, compilePath, noContents } from './predicate.ts'
import type { Contents, Predicate } from './predicate.ts'

/** From which part of the history events count. */
export type Window = 'view' | 'session' | 'ever' | { days: number }

/** A threshold; both bounds are inclusive. */
export interface Bounds {
  gte?: number
  lte?: number
}

/** What is counted once, however often it comes: the value at a path, or the day (UTC), session or view of an event. */
export type DistinctRule = Bounds & ({ path: string } | { by: 'day' | 'session' | 'view' })

/** Counts matching events, what is different among them, or sums a number over them. */
export interface EventRule {
  /** Event name or names; case matters. */
  event: string | string[]
  /** Conditions on the event's properties; all must hold. Default none. */
  where?: Predicate[]
  /** Default `'ever'`. */
  window?: Window
  /** How many events must match. Default `{ gte: 1 }`, unless there is a sum or what is distinct. */
  count?: Bounds
  /** Sum of the number at a path over the matching events, at the first of several that leads to one; none counts as 0. */
  sum?: Bounds & { path: string | string[] }
  /** How many different ones the matching events have; those without count as none. */
  distinct?: DistinctRule
}

/** `cohort`: a member of a cohort that stands before this one in the workspace. */
export type CohortRule =
  EventRule | { any: CohortRule[] } | { all: CohortRule[] } | { not: CohortRule } | { cohort: string }

/** An accepted event, as far as rules look at it. */
export interface HistoryEvent {
  name: string
  timeMs: number
  properties: unknown
  viewId: string | null
  sessionId: string | null
}

/** What a rule is evaluated over. */
export interface History {
  events: readonly HistoryEvent[]
  /** The view and session of the newest event that carries one. */
  viewId: string | null
  sessionId: string | null
  nowMs: number
  /** The cohorts of the workspace before this one that the user is in. */
  cohorts: ReadonlySet<string>
}

const dayMs = 86_400_000

/** Whether a user with this history belongs to the cohort. */
export type Membership = (history: History) => boolean

/** Prepares a rule; its conditions may name `contents`, contextual cohorts by their id. */
export function compileRule(rule: CohortRule, contents: Contents = noContents): Membership {
  if ('any' in rule) {
    const parts = rule.any.map((part) => compileRule(part, contents))
    return (history) => parts.some((part) => part(history))
  }
  if ('all' in rule) {
    const parts = rule.all.map((part) => compileRule(part, contents))
    return (history) => parts.every((part) => part(history))
  }
  if ('not' in rule) {
    const part = compileRule(rule.not, contents)
    return (history) => !part(history)
  }
  if ('cohort' in rule) return ({ cohorts }) => cohorts.has(rule.cohort)
  return compileEventRule(rule, contents)
}

function compileEventRule(rule: EventRule, contents: Contents): Membership {
  const { event, where = [], window = 'ever', sum, distinct } = rule
  const names = typeof event === 'string' ? [event] : event
  const meetsAll = compileAll(where, contents)
  const amountOf = sum === undefined ? () => 0 : compileAmount(sum.path)
  const kindOf = distinct === undefined ? () => undefined : compileKind(distinct)
  const isPlainCount = sum === undefined && distinct === undefined
  const countBounds = rule.count ?? (isPlainCount ? { gte: 1 } : {})
  // More events change nothing once a lower bound alone is reached.
  const enough = isPlainCount && countBounds.lte === undefined ? (countBounds.gte ?? 0) : Infinity
  return (history) => {
    let matches = 0
    let total = 0
    const kinds = new Set<unknown>()
    for (const each of history.events) {
      if (matches >= enough) break
      if (!names.includes(each.name) || !isInside(window, each, history) || !meetsAll(each.properties)) continue
      matches += 1
      total += amountOf(each.properties)
      const kind = kindOf(each)
      if (kind !== undefined && kind !== null) kinds.add(typeof kind === 'object' ? JSON.stringify(kind) : kind)
    }
    return isWithin(countBounds, matches) && isWithin(sum ?? {}, total) && isWithin(distinct ?? {}, kinds.size)
  }
}

function compileAmount(path: string | string[]): (properties: unknown) => number {
  const reads = [path].flat().map(compilePath)
  return (properties) => {
    for (const read of reads) {
      const value = read(properties)
      if (typeof value === 'number') return value
    }
    return 0
  }
}

/** What is told apart. */
function compileKind(distinct: DistinctRule): (event: HistoryEvent) => unknown {
  if ('path' in distinct) {
    const read = compilePath(distinct.path)
    return ({ properties }) => read(properties)
  }
  if (distinct.by === 'session') return ({ sessionId }) => sessionId
  if (distinct.by === 'view') return ({ viewId }) => viewId
  return ({ timeMs }) => Math.floor(timeMs / dayMs)
}

/** The event names a rule looks at. */
export function namesOf(rule: CohortRule): string[] {
  if ('any' in rule) return rule.any.flatMap(namesOf)
  if ('all' in rule) return rule.all.flatMap(namesOf)
  if ('not' in rule) return namesOf(rule.not)
  if ('cohort' in rule) return []
  return typeof rule.event === 'string' ? [rule.event] : rule.event
}

/** The cohorts a rule looks at. */
export function cohortsOf(rule: CohortRule): string[] {
  if ('any' in rule) return rule.any.flatMap(cohortsOf)
  if ('all' in rule) return rule.all.flatMap(cohortsOf)
  if ('not' in rule) return cohortsOf(rule.not)
  return 'cohort' in rule ? [rule.cohort] : []
}

/** The contextual cohorts that a rule's conditions look at. */
export function contentsOf(rule: CohortRule): string[] {
  if ('any' in rule) return rule.any.flatMap(contentsOf)
  if ('all' in rule) return rule.all.flatMap(contentsOf)
  if ('not' in rule) return contentsOf(rule.not)
  return 'cohort' in rule ? [] : (rule.where ?? []).flatMap(contentsIn)
}

/** The contextual cohorts that a condition looks at. */
export function contentsIn(predicate: Predicate): string[] {
  if ('any' in predicate) return predicate.any.flatMap(contentsIn)
  if ('all' in predicate) return predicate.all.flatMap(contentsIn)
  if ('not' in predicate) return contentsIn(predicate.not)
  return 'content' in predicate ? [predicate.content] : []
}

function isInside(window: Window, event: HistoryEvent, history: History): boolean {
  if (window === 'ever') return true
  if (window === 'view') return event.viewId !== null && event.viewId === history.viewId
  if (window === 'session') return event.sessionId !== null && event.sessionId === history.sessionId
  return event.timeMs > history.nowMs - window.days * dayMs
}

function isWithin(bounds: Bounds, value: number): boolean {
  return (bounds.gte === undefined || value >= bounds.gte) && (bounds.lte === undefined || value <= bounds.lte)
}
