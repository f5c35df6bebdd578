/**
 * One player, turned into meter signals. A hook knows nothing of the tracker.
 */
import type { MeterSignal } from '../engagement/signal.ts'
import type { Timers } from './timers.ts'

/** A meter row without its time: the tracker stamps `t`, and `wall` where the meter wants it. */
export type PlayerSignal = Omit<MeterSignal, 't' | 'wall'>

export interface PlayerHook {
  /**
   * Starts reporting to `emit`, beginning with the state the player is in.
   * While it plays, the hook reports a position at least once a second.
   * Returns the function that removes every listener and timer.
   */
  attach(emit: (signal: PlayerSignal) => void, timers: Timers): () => void
}
