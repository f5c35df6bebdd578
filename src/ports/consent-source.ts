/** What the viewer decided. `unknown` keeps everything shut but deletes nothing. */
export type ConsentStatus = 'granted' | 'denied' | 'unknown'

/** A place that knows the viewer's decision: a consent platform, a settings page. */
export interface ConsentSource {
  /** Calls `listener` with the present status, now or later, and on each change. Returns the unsubscribe function. */
  subscribe(listener: (status: ConsentStatus) => void): () => void
}
