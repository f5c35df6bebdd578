/**
 * A player that the app reports by hand, as it was reported last: the next view of its handle begins there.
 */
import type { PlayerSignal } from '../ports/player-hook.ts'

/** After these it does not play. */
const STILL: readonly string[] = ['pause', 'ended', 'error', 'waiting', 'stop', 'load']

export interface ManualPlayer {
  _note(signal: PlayerSignal): void
  /** The state it is in, as a signal. */
  _state(): PlayerSignal
}

export function createManualPlayer(): ManualPlayer {
  const state: PlayerSignal = { signal: 'durationchange' }
  return {
    _note({ signal, position, duration, rate }) {
      if (position != null) state.position = position
      if (duration != null) state.duration = duration
      if (rate != null) state.rate = rate
      if (signal == 'playing') state.signal = signal
      else if (STILL.indexOf(signal) >= 0) state.signal = 'durationchange'
    },
    _state: () => state,
  }
}
