/**
 * Hook for the Bitmovin Player (8).
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import type { MediaElement } from '../html5/element.ts'
import { createMediaHook } from '../media-hook.ts'

/** The few members of a `PlayerAPI` that are touched. */
export interface BitmovinPlayer {
  getCurrentTime(mode?: never): number
  getDuration(): number
  getPlaybackSpeed(): number
  isPlaying(): boolean
  isStalled(): boolean
  hasEnded(): boolean
  getSeekableRange(): { readonly start: number }
  readonly ads?: { getActiveAdBreak(): object | null }
  on(type: never, listener: never): unknown
  off(type: never, listener: never): unknown
}

/**
 * What is called as in a media element is not listed. A step in a live stream is a time shift. The end of a stall shows in the positions,
 * and comes in a pause too.
 */
const EVENTS: { [type: string]: string } = {
  pause: 'paused',
  ended: 'playbackfinished',
  waiting: 'stallstarted',
  seeking: 'seek timeshift',
  seeked: 'seeked timeshifted',
  emptied: 'sourceunloaded',
  timeupdate: 'timechanged',
  durationchange: 'durationchanged',
  ratechange: 'playbackspeedchanged',
}

/** The hook of a Bitmovin player. */
export function bitmovin(player: BitmovinPlayer): PlayerHook {
  const by = (method: 'on' | 'off') => (type: string, listener: () => void) =>
    (EVENTS[type] || type).split(' ').forEach((name) => player[method](name as never, listener as never))
  const media = {
    // Live positions are Unix time unless asked otherwise.
    get currentTime() {
      return player.getCurrentTime('relativetime' as never)
    },
    get duration() {
      return player.getDuration()
    },
    get playbackRate() {
      return player.getPlaybackSpeed()
    },
    // `isPaused()` is false before the first play too.
    get paused() {
      return !player.isPlaying()
    },
    get ended() {
      return player.hasEnded()
    },
    // It says that it plays once it means to: at 0 there may be no picture yet.
    get readyState() {
      return player.isStalled() || !player.getCurrentTime() ? 2 : 4
    },
    // In a live stream it goes up to 0, the live edge.
    seekable: { length: 1, start: () => player.getSeekableRange().start },
    addEventListener: by('on'),
    removeEventListener: by('off'),
  } as unknown as MediaElement
  return createMediaHook(
    player,
    'on',
    'off',
    () => media,
    (setAd, follow) => {
      if (player.ads && player.ads.getActiveAdBreak()) setAd(1)
      return {
        adbreakstarted: () => setAd(1),
        // Once the content is there again.
        adbreakfinished: () => setAd(0),
        destroy: follow,
      }
    },
  )
}
