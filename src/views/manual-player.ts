/**
 * A player that the app reports by hand, as it was reported last: the next view of its handle begins there.
 */
import type { PlayerSignal } from '../ports/player-hook.ts'

/** After these it does not play. */
const STILL: readonly string[] = ['pause', 'ended', 'error', 'waiting', 'stop', 'load']

/** The state of a player of which nothing was reported, as a signal. */
export const createManualPlayer = (): PlayerSignal => ({ signal: 'durationchange' })

/** Brings the state up to what is reported now. */
export function noteReport(state: PlayerSignal, { signal, position, duration, rate }: PlayerSignal): void {
  if (position != null) state.position = position
  if (duration != null) state.duration = duration
  if (rate != null) state.rate = rate
  if (signal == 'playing') state.signal = signal
  else if (STILL.indexOf(signal) >= 0) state.signal = 'durationchange'
}
