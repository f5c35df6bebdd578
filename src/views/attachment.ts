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

/** A hook's time with the tracker: once it ended, what the hook left behind neither runs nor is heard. */
interface Stay {
  _player: PlayerAttachment | undefined
  _end(): void
}

function stay(guard: Guard, timers: Timers, hook: PlayerHook, push: (signal: PlayerSignal) => void): Stay {
  let isOver = false
  let cancels: (() => void)[] = []
  function after(delayMs: number, run: () => void): () => void {
    const forget = (): void => void (cancels = cancels.filter((other) => other != cancel))
    const stop = timers.after(delayMs, () => {
      forget()
      run()
    })
    function cancel(): void {
      forget()
      stop()
    }
    cancels.push(cancel)
    return cancel
  }
  const player = guard(() => hook.attach((signal) => isOver || push(signal), { after }))()
  return {
    _player: player,
    _end() {
      isOver = true
      if (player) guard(() => player.detach())()
      cancels.slice().forEach((cancel) => cancel())
    },
  }
}

export function createAttachment(guard: Guard, timers: Timers): Attachment {
  let current: Stay | null = null
  return {
    _attach(hook, push, isWanted) {
      const attached = stay(guard, timers, hook, push)
      const hasPlayer = !!attached._player
      if (hasPlayer && isWanted()) current = attached
      else attached._end()
      return hasPlayer
    },
    _sample() {
      const player = current && current._player
      if (player) guard(() => player.sample())()
    },
    _release() {
      const left = current
      current = null
      return () => {
        if (left) left._end()
      }
    },
  }
}
