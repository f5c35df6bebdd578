/**
 * What the hooks have in common whose player can be asked but hardly tells: it is asked at every sign of life, and twice a second while
 * it plays or means to. Else there is no timer.
 */
import type { PlayerHook, PlayerSignal } from '../src/ports/player-hook.ts'
import { attempt } from './attempt.ts'

/** Asks the player. While it goes on doing the same, `signal` is what is reported; `timeupdate` unless given. */
export type Look = (signal?: PlayerSignal['signal']) => void

/** What the player does now: `playing`, `pause`, `waiting` or `ended`. Undefined or a throw: it gives no answer at the moment. */
export type Read = () => PlayerSignal | undefined

/** A hook for `player`. `connect` listens to it, adds how to stop to `stops`, and returns how to ask it. */
export function createTvHook(
  player: unknown,
  connect: (look: Look, stops: (() => unknown)[], emit: (signal: PlayerSignal) => void) => Read,
): PlayerHook {
  return {
    player,
    attach(emit, timers) {
      let doing = 'pause'
      let cancelPoll = () => {}
      let isDetached = false
      const stops: (() => unknown)[] = []

      function look(signal?: PlayerSignal['signal']): void {
        if (isDetached) return
        cancelPoll()
        const row = attempt(read)
        if (row) {
          if (row.signal == doing) row.signal = signal || 'timeupdate'
          else doing = row.signal
          emit(row)
        }
        // Playing or waiting. While it gives no answer it does what it did.
        if (!isDetached && /g$/.test(doing)) cancelPoll = timers.after(500, look)
      }

      function detach(): void {
        isDetached = true
        cancelPoll()
        stops.forEach(attempt)
      }

      let read: Read
      try {
        read = connect(look, stops, emit)
        look()
      } catch (error) {
        detach()
        throw error
      }
      return { sample: look, detach }
    },
  }
}
