/**
 * Cohort rules over a user's stored events.
 * Pure: the history, the current view and session and the time are given.
 */
import { compileAll, compilePath } from './predicate.ts'
import type { Predicate } from './predicate.ts'

/** From which part of the history events count. */
export type Window = 'view' | 'session' | 'ever' | { days: number }

/** A threshold; both bounds are inclusive. */
export interface Bounds {
  gte?: number
  lte?: number
}

/** Counts matching events, or sums a number over them. */
export interface EventRule {
  /** Event name or names; case matters. */
  event: string | string[]
  /** Conditions on the event's properties; all must hold. Default none. */
  where?: Predicate[]
  /** Default `'ever'`. */
  window?: Window
  /** How many events must match. Default `{ gte: 1 }`, unless there is a sum. */
  count?: Bounds
  /** Sum of the number at a path over the matching events; a missing number counts as 0. */
  sum?: Bounds & { path: string }
}

export type CohortRule = EventRule | { any: CohortRule[] } | { all: CohortRule[] } | { not: CohortRule }

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
}

const dayMs = 86_400_000

/** Whether a user with this history belongs to the cohort. */
export type Membership = (history: History) => boolean

/** Prepares a rule. */
export function compileRule(rule: CohortRule): Membership {
  if ('any' in rule) {
    const parts = rule.any.map(compileRule)
    return (history) => parts.some((part) => part(history))
  }
  if ('all' in rule) {
    const parts = rule.all.map(compileRule)
    return (history) => parts.every((part) => part(history))
  }
  if ('not' in rule) {
    const part = compileRule(rule.not)
    return (history) => !part(history)
  }
  return compileEventRule(rule)
}

function compileEventRule({ event, where = [], window = 'ever', count, sum }: EventRule): Membership {
  const names = typeof event === 'string' ? [event] : event
  const meetsAll = compileAll(where)
  const amount = sum === undefined ? undefined : compilePath(sum.path)
  const countBounds = count ?? (sum === undefined ? { gte: 1 } : {})
  // More events change nothing once a lower bound alone is reached.
  const enough = sum === undefined && countBounds.lte === undefined ? (countBounds.gte ?? 0) : Infinity
  return (history) => {
    let matches = 0
    let total = 0
    for (const each of history.events) {
      if (matches >= enough) break
      if (!names.includes(each.name) || !isInside(window, each, history) || !meetsAll(each.properties)) continue
      matches += 1
      const value = amount?.(each.properties)
      if (typeof value === 'number') total += value
    }
    return isWithin(countBounds, matches) && isWithin(sum ?? {}, total)
  }
}

/** The event names a rule looks at. */
export function namesOf(rule: CohortRule): string[] {
  if ('any' in rule) return rule.any.flatMap(namesOf)
  if ('all' in rule) return rule.all.flatMap(namesOf)
  if ('not' in rule) return namesOf(rule.not)
  return typeof rule.event === 'string' ? [rule.event] : rule.event
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
