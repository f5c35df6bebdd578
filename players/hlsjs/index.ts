/**
 * Hook for hls.js (1.7), also with interstitials.
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import type { MediaElement } from '../html5/element.ts'
import type { CmcdOptions } from '../media-hook.ts'
import { createMediaHook } from '../media-hook.ts'

export type { CmcdOptions }

/** The few members of an `Hls` that are touched. */
export interface HlsPlayer {
  readonly media: MediaElement | null
  readonly config: { readonly cmcd?: object }
  readonly latestLevelDetails: { readonly live: boolean; readonly fragmentStart: number } | null
  readonly interstitialsManager: { readonly playingItem: { readonly event?: unknown } | null } | null
  on(type: never, listener: never): unknown
  off(type: never, listener: never): unknown
}

interface Interstitial {
  readonly startTime: number
  readonly resumeTime: number
}

/** The hook of an `Hls`, with or without a media element yet. */
export function hlsjs(hls: HlsPlayer, { cmcd }: CmcdOptions = {}): PlayerHook {
  const hook = createMediaHook(
    hls,
    'on',
    'off',
    () => hls.media,
    (setAd, follow, report) => {
      const manager = hls.interstitialsManager
      const end = () => setAd(0)
      if (manager && manager.playingItem && manager.playingItem.event) setAd(1)
      return {
        hlsMediaAttached: () => follow(),
        // An interstitial borrows the element.
        hlsMediaDetaching: (_type: never, data: { transferMedia?: unknown }) => data.transferMedia || follow(true),
        hlsInterstitialStarted: () => setAd(1),
        // What an interstitial replaces lies on the timeline of the content.
        hlsInterstitialsUpdated: (_type: never, { events }: { events: Interstitial[] }) =>
          report(
            'durationchange',
            events.map(({ startTime, resumeTime }) => [startTime, resumeTime] as const),
          ),
        hlsInterstitialEnded: end,
        hlsInterstitialsPrimaryResumed: end,
      }
    },
    (row) => {
      const details = hls.latestLevelDetails
      // The element's duration of a live stream is finite, and grows.
      if (row.live != null) row.live = details ? details.live : undefined
      // The element believes that it can seek to 0.
      if (row.start != null && details) row.start = details.fragmentStart
    },
  )
  if (cmcd)
    hook.onView = (sessionId, contentId) => {
      // It is read whenever a source is loaded, and only where the player was made with it.
      const settings = hls.config.cmcd as { sessionId: string | null; contentId: string | null } | undefined
      if (!settings) return
      settings.sessionId = sessionId
      settings.contentId = contentId
    }
  return hook
}
