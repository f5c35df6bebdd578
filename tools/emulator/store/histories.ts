/**
 * The parsed histories of the users seen last, so that a user with thousands of events is not read
 * anew at every request. The database stays the truth: after a failure everything is forgotten.
 */
import type { HistoryEvent } from '../rules/cohort-rule.ts'

/** A user's accepted events in order of arrival, and where the user is now. */
export interface UserHistory {
  events: HistoryEvent[]
  /** Of the newest event that carries one. */
  viewId: string | null
  sessionId: string | null
}

export interface Histories {
  of(userId: string): UserHistory
  /** Notes an accepted event that is being stored. */
  append(userId: string, event: HistoryEvent): void
  forgetAll(): void
}

/** Keeps at most `limit` users; `load` reads one from the database. */
export function createHistories(load: (userId: string) => UserHistory, limit = 500): Histories {
  const known = new Map<string, UserHistory>()
  return {
    of(userId) {
      const history = known.get(userId) ?? load(userId)
      // Taken out and put back, so that the first entry is the one not used for longest.
      known.delete(userId)
      known.set(userId, history)
      if (known.size > limit) known.delete(known.keys().next().value ?? '')
      return history
    },
    append(userId, event) {
      const history = known.get(userId)
      if (history !== undefined) extend(history, event)
    },
    forgetAll: () => known.clear(),
  }
}

/** Adds an event to a history. */
export function extend(history: UserHistory, event: HistoryEvent): void {
  history.events.push(event)
  history.viewId = event.viewId ?? history.viewId
  history.sessionId = event.sessionId ?? history.sessionId
}
