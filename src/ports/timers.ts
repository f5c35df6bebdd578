/** One-shot delays. Nothing in the core repeats by itself. */
export interface Timers {
  /** Runs `run` once after `delayMs` milliseconds; the returned function cancels it and may be called at any time. */
  after(delayMs: number, run: () => void): () => void
}
