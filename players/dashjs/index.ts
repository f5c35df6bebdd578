/**
 * Hook for dash.js (5).
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import type { MediaElement } from '../html5/element.ts'
import type { CmcdOptions } from '../media-hook.ts'
import { createMediaHook } from '../media-hook.ts'

export type { CmcdOptions }

/** The few members of a dash.js `MediaPlayer` that are touched. */
export interface DashPlayer {
  isReady(): boolean
  isDynamic(): boolean
  getDvrWindow(): { readonly start?: number }
  getVideoElement(): MediaElement
  updateSettings(settings: never): unknown
  on(type: never, listener: never): unknown
  off(type: never, listener: never): unknown
}

/** The hook of a dash.js `MediaPlayer`, with or without a media element and a source yet. */
export function dashjs(player: DashPlayer, { cmcd }: CmcdOptions = {}): PlayerHook {
  // Without a source or an element dash.js throws.
  const element = () => (player.isReady() ? player.getVideoElement() : null)
  let isOver = false
  let isTold = false
  const hook = createMediaHook(
    player,
    'on',
    'off',
    element,
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
      if (row.live != null) row.live = player.isReady() ? player.isDynamic() : undefined
      // The element believes that it can seek to 0.
      if (row.start != null)
        row.start = (row.duration as number) > 0 && player.isReady() ? player.getDvrWindow().start : undefined
      // The element may end with each period; the presentation ends once, and not always with the element's word.
      const isEnd = row.signal == 'ended'
      const isDropped = isEnd && (isTold || !(isOver || (row.position as number) >= (row.duration as number) - 1))
      isTold = isEnd && (isTold || !isDropped)
      return isDropped
    },
  )
  if (cmcd)
    hook.onView = (sid, cid) =>
      void player.updateSettings({ streaming: { cmcd: { enabled: !!sid, sid, cid } } } as never)
  return hook
}
