/**
 * Hook for Video.js (8), also with videojs-contrib-ads and what builds on it.
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import type { MediaElement } from '../html5/element.ts'
import { createMediaHook } from '../media-hook.ts'

/** The few members of a Video.js player that are touched. */
export interface VideojsPlayer {
  currentTime(): number | undefined
  duration(): number | undefined
  playbackRate(): number | undefined
  paused(): boolean
  ended(): boolean
  seeking(): boolean
  readyState(): number
  seekable(): { readonly length: number; start(index: number): number }
  on(type: string | string[], listener: (...given: never[]) => void): unknown
  off(type: string | string[], listener: (...given: never[]) => void): unknown
}

/** What videojs-contrib-ads puts on a player. */
interface ContribAds {
  inAdBreak(): boolean
  stitchedAds(): boolean | undefined
}

/** What a media element has as a property, the player has as a method. */
const MEMBERS = [
  'currentTime',
  'duration',
  'playbackRate',
  'paused',
  'ended',
  'seeking',
  'readyState',
  'seekable',
] as const

/** The hook of a Video.js player. */
export function videojs(player: VideojsPlayer): PlayerHook {
  // contrib-ads renames the player's events: `ad…` in a break, `content…` where the content ends and resumes.
  const by = (method: 'on' | 'off') => (type: string, listener: () => void) =>
    player[method]([type, 'ad' + type, 'content' + type], listener)
  const media = { addEventListener: by('on'), removeEventListener: by('off') } as unknown as MediaElement
  MEMBERS.forEach((name) => Object.defineProperty(media, name, { get: () => player[name]() }))
  return createMediaHook(
    player,
    'on',
    'off',
    () => media,
    (setAd, follow) => {
      const update = () => {
        const { ads } = player as { ads?: ContribAds }
        setAd(ads && ads.inAdBreak() ? (ads.stitchedAds() ? 2 : 1) : 0)
      }
      update()
      return { adstart: update, adend: update, dispose: follow }
    },
  )
}

/** What `registerPlugin` puts on every player. */
export interface PlayerWithPlugin {
  /** Watches the player as `tracker.watch` does; the view ends when the player is disposed. */
  ctvTracker<C, V extends { end(): void }>(tracker: { watch(player: PlayerHook, content: C): V }, content: C): V
}

/** Registers the Video.js plugin `ctvTracker`. Every player has it from then on: `player.ctvTracker(tracker, content)`. */
export function registerPlugin(library: {
  registerPlugin(name: string, plugin: (...given: never[]) => unknown): unknown
}): void {
  library.registerPlugin('ctvTracker', function (this: VideojsPlayer, tracker, content) {
    const view = tracker.watch(videojs(this), content)
    this.on('dispose', () => view.end())
    return view
  } as PlayerWithPlugin['ctvTracker'])
}
