/**
 * Hook for Samsung's AVPlay: `webapis.avplay`, or one of `webapis.avplaystore`.
 *
 * It has one place for a listener, which is the app's, and tells neither of play nor of pause: the hook listens in on both directions.
 */
import type { PlayerHook, PlayerSignal } from '../../src/ports/player-hook.ts'
import { attempt } from '../attempt.ts'
import { createTvHook } from '../tv-hook.ts'
import type { Hear, WrappedListener } from './tee.ts'
import { follow, tap } from './tee.ts'

export type { WrappedListener }
export { wrapListener } from './tee.ts'

/** The few members of AVPlay that are called. Times are milliseconds. */
export interface AvPlay {
  getState(): string
  getCurrentTime(): number
  getDuration(): number
}

/**
 * The hook of an AVPlay object. `listener`, made by `wrapListener`, is the one that the app has set or will set; listeners that are set
 * while a view watches the player need none of it. Live is what has the duration 0.
 */
export function avplay(player: AvPlay, listener?: WrappedListener): PlayerHook {
  return createTvHook(player, (look, stops) => {
    let rate = 1
    let isLive = false
    /** What holds whatever `getState` says: AVPlay is in PLAYING after its end, and may be while it suspends. */
    let halt: PlayerSignal['signal'] | undefined

    const hear: Hear = (name, given) => {
      if (!given) return look()
      const isJump = /^(seek|jump)/.test(name)
      halt =
        name == 'onstreamcompleted'
          ? 'ended'
          : name == 'suspend'
            ? 'pause'
            : isJump || /^(open|play|restore|onbuf)/.test(name)
              ? undefined
              : halt
      rate = name == 'setSpeed' ? (given[0] as number) : name == 'open' ? 1 : rate
      look(isJump ? 'seeking' : name == 'onbufferingstart' ? 'waiting' : name == 'onerror' ? 'error' : undefined)
    }
    /** During asynchronous operations everything may throw InvalidAccessError. */
    const ask = <K extends keyof AvPlay>(name: K) => attempt(() => player[name]() as ReturnType<AvPlay[K]>)

    tap(player as never, hear, stops)
    if (listener) follow(listener, hear, stops)
    return () => {
      const state = ask('getState')
      if (!state) return
      const row: PlayerSignal = { signal: halt || (state == 'PLAYING' ? 'playing' : 'pause'), rate }
      if (/^P/.test(state)) {
        const ms = ask('getCurrentTime')
        const durationMs = ask('getDuration')
        if (durationMs === 0 || (isLive && durationMs)) isLive = row.live = !durationMs
        row.duration = durationMs! / 1000
        // A live stream that stands at 0 is one without positions; at its end a film may be there, too.
        if (ms || !(isLive || halt)) row.position = ms! / 1000
      }
      return row
    }
  })
}
