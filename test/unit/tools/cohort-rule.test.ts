/**
 * Cohort rules of the emulator: counts, sums and windows.
 */
import { describe, expect, it } from 'vitest'
import { compileRule, namesOf } from '../../../tools/emulator/rules/cohort-rule.ts'
import type { CohortRule, History, HistoryEvent } from '../../../tools/emulator/rules/cohort-rule.ts'

const dayMs = 86_400_000
const nowMs = Date.parse('2024-03-10T12:00:00Z')

function event(over: Partial<HistoryEvent> = {}): HistoryEvent {
  return { name: 'Videoview', timeMs: nowMs, properties: {}, viewId: 'v1', sessionId: 's1', ...over }
}

function history(events: HistoryEvent[], over: Partial<History> = {}): History {
  const last = events.at(-1)
  return {
    events,
    viewId: last?.viewId ?? null,
    sessionId: last?.sessionId ?? null,
    nowMs,
    cohorts: new Set(),
    ...over,
  }
}

const isMember = (rule: CohortRule, of: History): boolean => compileRule(rule)(of)

describe('a rule', () => {
  it('asks for one matching event by default', () => {
    const rule = { event: 'Videoview' }
    expect(isMember(rule, history([]))).toBe(false)
    expect(isMember(rule, history([event({ name: 'VideoView' })]))).toBe(false)
    expect(isMember(rule, history([event()]))).toBe(true)
  })

  it('counts within inclusive bounds', () => {
    const twoToThree = { event: 'Videoview', count: { gte: 2, lte: 3 } }
    const sizes = [1, 2, 3, 4].map((n) => isMember(twoToThree, history(Array.from({ length: n }, () => event()))))
    expect(sizes).toEqual([false, true, true, false])
  })

  it('counts only events that meet every condition', () => {
    const rule = {
      event: 'Videoview',
      where: [
        { path: 'categories', contains: 'sports' },
        { path: 'n', gte: 2 },
      ],
      count: { gte: 2 },
    }
    const match = event({ properties: { categories: ['sports'], n: 2 } })
    expect(isMember(rule, history([match, event({ properties: { categories: ['sports'], n: 1 } })]))).toBe(false)
    expect(isMember(rule, history([match, match]))).toBe(true)
  })

  it('takes several event names as one', () => {
    const rule = { event: ['Videoview', 'Pageview'], count: { gte: 2 } }
    expect(isMember(rule, history([event(), event({ name: 'Pageview' })]))).toBe(true)
  })

  it('sums a property, where missing and odd values count as nothing', () => {
    const rule = { event: 'VideoCompletion', sum: { path: 'time_spent_seconds', gte: 100 } }
    const spent = (value: unknown): HistoryEvent =>
      event({ name: 'VideoCompletion', properties: { time_spent_seconds: value } })
    expect(isMember(rule, history([spent(60), spent('60'), spent(undefined)]))).toBe(false)
    expect(isMember(rule, history([spent(60), spent(40)]))).toBe(true)
  })

  it('holds a sum that is satisfied by nothing, unless a count is asked for as well', () => {
    const atMost = { event: 'VideoCompletion', sum: { path: 'time_spent_seconds', lte: 10 } }
    expect(isMember(atMost, history([]))).toBe(true)
    expect(isMember({ ...atMost, count: { gte: 1 } }, history([]))).toBe(false)
  })

  it('looks at the current view only under the window "view"', () => {
    const rule: CohortRule = { event: 'Videoview', window: 'view', count: { gte: 2 } }
    expect(isMember(rule, history([event(), event({ viewId: 'v2' })]))).toBe(false)
    expect(isMember(rule, history([event({ viewId: 'v2' }), event(), event({ viewId: 'v2' })]))).toBe(true)
  })

  it('looks at the current session only under the window "session"', () => {
    const rule: CohortRule = { event: 'Videoview', window: 'session', count: { gte: 2 } }
    expect(isMember(rule, history([event(), event({ sessionId: 's2' })]))).toBe(false)
    expect(isMember(rule, history([event(), event({ viewId: 'v9' })]))).toBe(true)
  })

  it('finds nothing in view and session windows among events that carry neither', () => {
    const bare = history([event({ viewId: null, sessionId: null })])
    expect(isMember({ event: 'Videoview', window: 'view' }, bare)).toBe(false)
    expect(isMember({ event: 'Videoview', window: 'session' }, bare)).toBe(false)
    expect(isMember({ event: 'Videoview', window: 'ever' }, bare)).toBe(true)
  })

  it('lets events leave a window of days at its end', () => {
    const rule = { event: 'Videoview', window: { days: 7 } }
    const past = event({ timeMs: nowMs - 7 * dayMs + 1 })
    expect(isMember(rule, history([past]))).toBe(true)
    expect(isMember(rule, history([past], { nowMs: nowMs + 1 }))).toBe(false)
  })

  it('counts events from a clock that runs ahead', () => {
    expect(isMember({ event: 'Videoview', window: { days: 1 } }, history([event({ timeMs: nowMs + dayMs })]))).toBe(
      true,
    )
  })

  it('combines rules with any, all and not', () => {
    const seen = { event: 'Videoview' }
    const done = { event: 'VideoCompletion' }
    const only = history([event()])
    expect(isMember({ all: [seen, { not: done }] }, only)).toBe(true)
    expect(isMember({ all: [seen, done] }, only)).toBe(false)
    expect(isMember({ any: [done, seen] }, only)).toBe(true)
  })
})

describe('namesOf', () => {
  it('finds the names in every corner of a rule', () => {
    const rule: CohortRule = { any: [{ event: 'A' }, { all: [{ not: { event: 'B' } }, { event: ['C', 'D'] }] }] }
    expect(namesOf(rule)).toEqual(['A', 'B', 'C', 'D'])
  })
})

describe('rules that people really write', () => {
  const completion = (properties: object, over: Partial<HistoryEvent> = {}): HistoryEvent =>
    event({ name: 'VideoCompletion', properties, ...over })
  const daysAgo = (days: number): Partial<HistoryEvent> => ({ timeMs: nowMs - days * dayMs })

  it('total time over N days, under whichever name it comes', () => {
    const rule: CohortRule = {
      event: 'VideoCompletion',
      window: { days: 7 },
      sum: { path: ['time_spent_seconds', 'aggregations.VideoEngagement.engaged_time'], gte: 100 },
    }
    const flat = completion({ time_spent_seconds: 60 })
    const nested = completion({ aggregations: { VideoEngagement: { engaged_time: 40 } } }, daysAgo(6))
    expect(isMember(rule, history([flat, nested]))).toBe(true)
    expect(isMember(rule, history([flat, { ...nested, ...daysAgo(8) }]))).toBe(false)
    // One event counts under one name.
    const both = { time_spent_seconds: 60, aggregations: { VideoEngagement: { engaged_time: 60 } } }
    expect(isMember(rule, history([completion(both)]))).toBe(false)
  })

  it('share watched, of so many different videos', () => {
    const rule: CohortRule = {
      event: 'VideoCompletion',
      where: [{ path: 'percentage_watched', gte: 0.9 }],
      distinct: { path: 'video_id', gte: 2 },
    }
    const watched = (video_id: unknown, percentage_watched: number) => completion({ video_id, percentage_watched })
    expect(isMember(rule, history([watched('a', 1), watched('a', 0.9), watched('b', 0.8), watched(null, 1)]))).toBe(
      false,
    )
    expect(isMember(rule, history([watched('a', 1), watched('b', 0.9)]))).toBe(true)
    expect(isMember(rule, history([watched(['a'], 1), watched(['a'], 1)]))).toBe(false)
  })

  it('frequency: on so many days, in so many sessions, in so many views', () => {
    const rule = (by: 'day' | 'session' | 'view'): CohortRule => ({
      event: 'Videoview',
      distinct: { by, gte: 2, lte: 2 },
    })
    const twice = [
      event(),
      event({ ...daysAgo(1), sessionId: 's2', viewId: 'v2' }),
      event({ sessionId: null, viewId: null }),
    ]
    for (const by of ['day', 'session', 'view'] as const) {
      expect(isMember(rule(by), history(twice))).toBe(true)
      expect(isMember(rule(by), history([event(), event()]))).toBe(false)
      expect(isMember(rule(by), history([...twice, event({ ...daysAgo(2), sessionId: 's3', viewId: 'v3' })]))).toBe(
        false,
      )
    }
  })

  it('a count beside what is distinct', () => {
    const rule: CohortRule = { event: 'Videoview', count: { gte: 3 }, distinct: { by: 'view', lte: 1 } }
    expect(isMember(rule, history([event(), event()]))).toBe(false)
    expect(isMember(rule, history([event(), event(), event()]))).toBe(true)
  })

  it('members of a cohort before, and content of a contextual one', () => {
    const rule: CohortRule = { all: [{ cohort: '1' }, { event: 'Videoview', where: [{ content: '9' }] }] }
    const contents = new Map([['9', (properties: unknown) => (properties as { sports?: boolean }).sports === true]])
    const isIn = compileRule(rule, contents)
    const sports = history([event({ properties: { sports: true } })], { cohorts: new Set(['1']) })
    expect(isIn(sports)).toBe(true)
    expect(isIn({ ...sports, cohorts: new Set() })).toBe(false)
    expect(isIn({ ...sports, events: [event()] })).toBe(false)
  })
})
