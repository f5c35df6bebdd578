/**
 * The player of a handle, while the handle listens to it. Players are foreign: each call stands behind the guard, and whatever a call
 * leads the app to do finds this room as it will be afterwards.
 */
import type { Guard } from '../diagnosis.ts'
import type { PlayerAttachment, PlayerHook, PlayerSignal } from '../ports/player-hook.ts'
import type { Timers } from '../ports/timers.ts'

export interface Attachment {
  /** Begins to listen; false where that failed. `isWanted` is asked afterwards: what the player reports at once may end the view. */
  _attach(hook: PlayerHook, push: (signal: PlayerSignal) => void, isWanted: () => boolean): boolean
  /** Reports the position of this moment, before it is too late. */
  _sample(): void
  /** Forgets the player and calls nothing of it; the returned function lets go of it. */
  _release(): () => void
}

export function createAttachment(guard: Guard, timers: Timers): Attachment {
  let current: PlayerAttachment | null = null
  return {
    _attach(hook, push, isWanted) {
      const attached = guard(() => hook.attach(push, timers))()
      if (attached && isWanted()) current = attached
      else if (attached) guard(() => attached.detach())()
      return !!attached
    },
    _sample() {
      const player = current
      if (player) guard(() => player.sample())()
    },
    _release() {
      const player = current
      current = null
      return () => {
        if (player) guard(() => player.detach())()
      }
    },
  }
}
