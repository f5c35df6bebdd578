/**
 * Hook for Shaka Player (5).
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import type { MediaElement } from '../html5/element.ts'
import type { CmcdOptions } from '../media-hook.ts'
import { createMediaHook } from '../media-hook.ts'

export type { CmcdOptions }

/** The few members of a `shaka.Player` that are touched. */
export interface ShakaPlayer {
  getMediaElement(): MediaElement | null
  getPlaybackRate(): number
  isLive(): boolean
  seekRange(): { readonly start: number }
  getAdManager(): AdManager | null
  configure(config: never): unknown
  addEventListener(type: never, listener: never): unknown
  removeEventListener(type: never, listener: never): unknown
}

interface AdManager {
  getCuePoints(): { start: number; end: number | null }[]
  addEventListener(type: never, listener: never): unknown
  removeEventListener(type: never, listener: never): unknown
}

/** The hook of a `shaka.Player`, with or without a media element yet. */
export function shaka(player: ShakaPlayer, { cmcd }: CmcdOptions = {}): PlayerHook {
  const ads = player.getAdManager()
  const hook = createMediaHook(
    player,
    'addEventListener',
    'removeEventListener',
    () => player.getMediaElement(),
    (_setAd, follow, report) => {
      // Only ads on the timeline of the content have an end on it.
      const tellSpans = () =>
        report(
          'durationchange',
          ads!
            .getCuePoints()
            .filter(({ end }) => end)
            .map(({ start, end }) => [start, end!] as const),
        )
      return {
        loading: () => follow(),
        loaded: () => {
          follow()
          if (ads) tellSpans()
        },
        'ad-cue-points-changed': tellSpans,
        ratechange: () => report('ratechange'),
        buffering: ({ buffering }: { buffering: boolean }) => {
          const element = player.getMediaElement()
          if (element && !element.paused) report(buffering ? 'waiting' : 'playing')
        },
      }
    },
    (row) => {
      if (row.live != null) row.live = player.isLive()
      // The element's own rate is 0 while Shaka buffers, and where it rewinds by many small seeks.
      row.rate = player.getPlaybackRate()
      // The element believes that it can seek to 0.
      if (row.start != null) row.start = player.seekRange().start
    },
    ads,
  )
  if (cmcd)
    hook.onView = (sessionId, contentId) =>
      void player.configure({ cmcd: { enabled: !!sessionId, sessionId, contentId } } as never)
  return hook
}
