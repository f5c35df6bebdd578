/**
 * A hook's time with the tracker. Players are foreign: each call stands behind the guard, and once the time is over, what the hook left
 * behind neither runs nor is heard.
 */
import type { Guard } from '../diagnosis.ts'
import type { PlayerHook, PlayerSignal } from '../ports/player-hook.ts'
import type { Timers } from '../ports/timers.ts'

export interface Attachment {
  /** False where the player cannot be heard. */
  readonly _isHeard: boolean
  /** Reports the position of this moment, before it is too late. */
  _sample(): void
  /** Lets go of the player. */
  _end(): void
}

/** Begins to listen. What the player reports at once may lead the app to do anything before this returns. */
export function attach(
  guard: Guard,
  timers: Timers,
  hook: PlayerHook,
  push: (signal: PlayerSignal) => void,
): Attachment {
  let isOver = false
  const after: Timers['after'] = (delayMs, run) => timers.after(delayMs, () => isOver || run())
  const player = guard(() => hook.attach((signal) => isOver || push(signal), { after }))()
  return {
    _isHeard: !!player,
    _sample: guard(() => player && player.sample()),
    _end() {
      isOver = true
      guard(() => player && player.detach())()
    },
  }
}
