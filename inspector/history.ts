/**
 * What `inspect()` does not keep: events that left or were given up, views of this evening, troubles, and since when a cohort is there.
 * A refusal empties it: nothing of before is shown after it.
 */
import type { EventSummary, Exchange, Totals, Tracker, TrackerEvents } from '../src/api.ts'
import type { Diagnostic } from '../src/diagnostics.ts'

const MOST_EVENTS = 8
const MOST_TROUBLES = 20
/** So many columns fit side by side. */
export const MOST_COLUMNS = 12

export interface Happening {
  event: EventSummary
  /** `sent` or `tried` with the HTTP status, or why the event was dropped. */
  outcome: string
  tone: 'good' | 'warn' | 'bad'
}

export interface HistoryState {
  /** Latest first. */
  happenings: Happening[]
  /** The session whose beginning was seen, and when (wall clock, ms). */
  session: { id: string; beganAt: number } | null
  /** Completed views, oldest first. */
  views: { viewId: string; totals: Totals }[]
  /** Oldest first. */
  troubles: Diagnostic[]
  /** When a cohort was entered (wall clock, ms); none for those that were there before the panel. */
  entered: Record<string, number>
  /** Requests of before the last refusal, and when that was (wall clock, ms; 0 for never). */
  past: Exchange[]
  refusedAt: number
}

export interface History {
  read(): HistoryState
  destroy(): void
}

export function createHistory(tracker: Tracker, onRefused: () => void): History {
  let state = blank(tracker.inspect().diagnostics, [], 0)

  function add(events: EventSummary[], outcome: string, tone: Happening['tone']): void {
    const fresh = events.map(function (event) {
      return { event, outcome, tone }
    })
    state.happenings = fresh.reverse().concat(state.happenings).slice(0, MOST_EVENTS)
  }

  const listeners: { [K in keyof TrackerEvents]?: (payload: TrackerEvents[K]) => void } = {
    sent({ events, status }) {
      const arrived = status >= 200 && status < 300
      add(events, (arrived ? 'sent, ' : 'tried, ') + (status || 'no answer'), arrived ? 'good' : 'warn')
    },
    dropped({ events, reason }) {
      add(events, 'dropped, ' + reason, 'bad')
    },
    session({ sessionId }) {
      state.session = { id: sessionId, beganAt: now() }
    },
    view({ viewId, state: step, totals }) {
      if (step === 'completed') state.views = state.views.concat({ viewId, totals }).slice(-MOST_COLUMNS)
    },
    cohorts({ entered }) {
      entered.forEach(function (id) {
        state.entered[id] = now()
      })
    },
    diagnostic(trouble) {
      // What happened before anybody could listen is in the list already.
      if (state.troubles.indexOf(trouble) < 0) state.troubles = state.troubles.concat(trouble).slice(-MOST_TROUBLES)
    },
    consent({ status }) {
      if (status !== 'denied') return
      state = blank([], tracker.inspect().exchanges, now())
      onRefused()
    },
  }

  function each(subscribe: 'on' | 'off'): void {
    ;(Object.keys(listeners) as (keyof TrackerEvents)[]).forEach(function (name) {
      tracker[subscribe](name, listeners[name] as never)
    })
  }

  each('on')
  return {
    read() {
      return state
    },
    destroy() {
      each('off')
    },
  }
}

function blank(troubles: Diagnostic[], past: Exchange[], refusedAt: number): HistoryState {
  return { happenings: [], session: null, views: [], troubles, entered: {}, past, refusedAt }
}

function now(): number {
  return new Date().getTime()
}
