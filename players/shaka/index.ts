/**
 * Hook for Shaka Player (4 and 5).
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import type { MediaElement } from '../html5/element.ts'
import { createMediaHook } from '../media-hook.ts'

/** The few members of a `shaka.Player` that are touched. */
export interface ShakaPlayer {
  getMediaElement(): MediaElement | null
  getPlaybackRate(): number
  isLive(): boolean
  addEventListener(type: never, listener: never): unknown
  removeEventListener(type: never, listener: never): unknown
}

/** The hook of a `shaka.Player`, with or without a media element yet. */
export function shaka(player: ShakaPlayer): PlayerHook {
  return createMediaHook(
    player,
    'addEventListener',
    'removeEventListener',
    () => player.getMediaElement(),
    () => player.isLive(),
    (_setAd, follow, report) => ({
      loading: () => follow(),
      loaded: () => follow(),
      ratechange: () => report('ratechange'),
      buffering: ({ buffering }: { buffering: boolean }) => {
        const element = player.getMediaElement()
        if (element && !element.paused) report(buffering ? 'waiting' : 'playing')
      },
    }),
    (row) => {
      // The element's own rate is 0 while Shaka buffers, and where it rewinds by many small seeks.
      row.rate = player.getPlaybackRate()
    },
  )
}
