/**
 * Hook for dash.js (5).
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import type { MediaElement } from '../html5/element.ts'
import { createMediaHook } from '../media-hook.ts'

/** The few members of a dash.js `MediaPlayer` that are touched. */
export interface DashPlayer {
  isReady(): boolean
  isDynamic(): boolean
  getDvrWindow(): { readonly start?: number }
  getVideoElement(): MediaElement
  on(type: never, listener: never): unknown
  off(type: never, listener: never): unknown
}

/** The hook of a dash.js `MediaPlayer`, with or without a media element and a source yet. */
export function dashjs(player: DashPlayer): PlayerHook {
  // Without a source or an element dash.js throws.
  const element = () => (player.isReady() ? player.getVideoElement() : null)
  let isOver = false
  return createMediaHook(
    player,
    'on',
    'off',
    element,
    () => (player.isReady() ? player.isDynamic() : undefined),
    (_setAd, follow, report) => ({
      manifestLoaded: () => follow(),
      streamInitialized: () => follow(),
      playbackEnded: ({ isLast }: { isLast: boolean }) => {
        isOver = isLast
        report('ended')
        isOver = false
      },
    }),
    (row) => {
      // The element believes that it can seek to 0.
      if (row.start != null)
        row.start = (row.duration as number) > 0 && player.isReady() ? player.getDvrWindow().start : undefined
      // The element may end with each period; the presentation ends once, and not always with the element's word.
      return row.signal == 'ended' && !isOver && !((row.position as number) >= (row.duration as number) - 1)
    },
  )
}
