/**
 * A fake THEOplayer, after the declarations of `theoplayer` 11.4.0 (`ChromelessPlayer`, `PlayerEventMap`, `Ads`, `GoogleDAI`): it
 * acts like a
 * media element, keeps ad breaks on `ads`, and is frozen, as the player of the package is. No real one was run: it needs a licence.
 */
import { FakeElement } from './fake-element.ts'

export interface FakeTheoPlayer {
  readonly currentTime: number
  readonly duration: number
  readonly playbackRate: number
  readonly paused: boolean
  readonly ended: boolean
  readonly seeking: boolean
  readonly ads?: FakeTheoAds
  addEventListener(type: string, listener: () => void): void
  removeEventListener(type: string, listener: () => void): void
}

/** Breaks: `adbreakbegin` and `adbreakend`. */
export class FakeTheoAds extends FakeElement {
  playing = false
  /** Google DAI: ads of these lengths lie in the stream, at these content times. */
  dai?: { contentTimeForStreamTime(time: number): number }
}

/** The player, what it reads from, and its ads where it has the feature. */
export function createFakeTheoPlayer(options: { ads?: boolean; dai?: (streamS: number) => number } = {}): {
  player: FakeTheoPlayer
  state: FakeElement
  ads: FakeTheoAds
} {
  const state = new FakeElement()
  const ads = new FakeTheoAds()
  if (options.dai) ads.dai = { contentTimeForStreamTime: options.dai }
  const player: FakeTheoPlayer = Object.freeze({
    get currentTime() {
      return state.currentTime
    },
    get duration() {
      return state.duration
    },
    get playbackRate() {
      return state.playbackRate
    },
    get paused() {
      return state.paused
    },
    get ended() {
      return state.ended
    },
    get seeking() {
      return state.seeking
    },
    ads: options.ads || options.dai ? ads : undefined,
    addEventListener: (type: string, listener: () => void) => state.addEventListener(type, listener),
    removeEventListener: (type: string, listener: () => void) => state.removeEventListener(type, listener),
  })
  return { player, state, ads }
}
