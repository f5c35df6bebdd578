/**
 * Hook for the A/V Control object of HbbTV (OIPF DAE): an `<object>` that plays `video/mp4` or `application/dash+xml`.
 */
import type { PlayerHook, PlayerSignal } from '../../src/ports/player-hook.ts'
import { attempt } from '../attempt.ts'
import { listen } from '../dae-events.ts'
import { createTvHook } from '../tv-hook.ts'

/** The few members of an A/V Control object that are touched. Times are milliseconds, undefined while unknown. */
export interface OipfObject {
  /** 0 stopped, 1 playing, 2 paused, 3 connecting, 4 buffering, 5 finished, 6 error. */
  readonly playState?: number
  readonly playPosition?: number
  readonly playTime?: number
  readonly speed?: number
  readonly data?: string
}

const DOING = ['pause', 'playing', 'pause', 'waiting', 'waiting', 'ended', 'error'] as const

/** The hook of an A/V Control object. Whether it is live the content says: the object does not. */
export function oipf(object: OipfObject): PlayerHook {
  return createTvHook(object, (look, stops, emit) => {
    let data = attempt(() => object.data)
    listen(
      object as object,
      ['PlayStateChange', 'PlaySpeedChanged', 'PlayPositionChanged'],
      (type) => {
        // The position changed because of a seek.
        if (/Pos/.test(type)) look('seeking')
        look(/Pos/.test(type) ? 'seeked' : undefined)
      },
      stops,
    )
    return () => {
      const { playState, playPosition, playTime, speed } = object
      if (object.data != data) {
        data = object.data
        emit({ signal: 'seeking', position: playTime! > 0 ? 0 : undefined })
      }
      // Some have the speed 0 whatever they do.
      const row: PlayerSignal = { signal: DOING[playState!] || 'pause', rate: speed || 1 }
      if (playTime! > 0) row.duration = playTime! / 1000
      // What stands at 0 without a length has no positions; at the end some are at 0, too. In live they may be negative; -1 is none.
      if ((playPosition && playPosition != -1) || (playTime! > 0 && playState! < 3)) row.position = playPosition! / 1000
      return row
    }
  })
}
