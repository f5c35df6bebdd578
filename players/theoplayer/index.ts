/**
 * Hook for THEOplayer (11), chromeless or not.
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import type { MediaElement } from '../html5/element.ts'
import { createMediaHook } from '../media-hook.ts'

/** The few members of a `ChromelessPlayer` that are touched; it acts like a media element. */
export interface TheoPlayer {
  readonly currentTime: number
  readonly duration: number
  readonly playbackRate: number
  readonly paused: boolean
  readonly ended: boolean
  readonly seeking: boolean
  readonly ads?: {
    readonly playing: boolean
    readonly dai?: { contentTimeForStreamTime(time: number): number }
    addEventListener(type: never, listener: never): unknown
    removeEventListener(type: never, listener: never): unknown
  }
  addEventListener(type: never, listener: never): unknown
  removeEventListener(type: never, listener: never): unknown
}

/** The hook of a THEOplayer. */
export function theoplayer(player: TheoPlayer): PlayerHook {
  const { ads } = player
  return createMediaHook(
    player,
    'addEventListener',
    'removeEventListener',
    () => player as MediaElement,
    (setAd, follow) => {
      if (ads && ads.playing) setAd(1)
      return { destroy: follow, adbreakbegin: () => setAd(1), adbreakend: () => setAd(0) }
    },
    (row) => {
      // Google DAI stitches ads into the stream; the content has a time of its own.
      const dai = ads && ads.dai
      if (dai && row.duration != Infinity) {
        row.position = dai.contentTimeForStreamTime(row.position as number)
        if (row.duration) row.duration = dai.contentTimeForStreamTime(row.duration as number)
      }
    },
    // There only with an advertising feature.
    ads,
  )
}
