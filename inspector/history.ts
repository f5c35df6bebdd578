/**
 * What `inspect()` does not keep: the latest events that left or were given up, and when the session began.
 */
import type { EventSummary, Tracker, TrackerEvents } from '../src/api.ts'

const LENGTH = 8

export interface Happening {
  event: EventSummary
  /** `sent` or `tried` with the HTTP status, or why the event was dropped. */
  outcome: string
  tone: 'good' | 'warn' | 'bad'
}

export interface HistoryState {
  /** Latest first. */
  happenings: readonly Happening[]
  /** The session whose beginning was seen, and when (wall clock, ms). */
  session: { id: string; beganAt: number } | null
}

export interface History {
  read(): HistoryState
  destroy(): void
}

export function createHistory(tracker: Tracker): History {
  let happenings: Happening[] = []
  let session: HistoryState['session'] = null

  function add(events: EventSummary[], outcome: string, tone: Happening['tone']): void {
    const fresh = events.map(function (event) {
      return { event, outcome, tone }
    })
    happenings = fresh.reverse().concat(happenings).slice(0, LENGTH)
  }

  function onSent(sent: TrackerEvents['sent']): void {
    const arrived = sent.status >= 200 && sent.status < 300
    add(sent.events, (arrived ? 'sent, ' : 'tried, ') + (sent.status || 'no answer'), arrived ? 'good' : 'warn')
  }

  function onDropped(dropped: TrackerEvents['dropped']): void {
    add(dropped.events, 'dropped, ' + dropped.reason, 'bad')
  }

  function onSession(begun: TrackerEvents['session']): void {
    session = { id: begun.sessionId, beganAt: new Date().getTime() }
  }

  tracker.on('sent', onSent)
  tracker.on('dropped', onDropped)
  tracker.on('session', onSession)

  return {
    read() {
      return { happenings, session }
    },
    destroy() {
      tracker.off('sent', onSent)
      tracker.off('dropped', onDropped)
      tracker.off('session', onSession)
    },
  }
}
