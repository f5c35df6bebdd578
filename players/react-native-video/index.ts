/**
 * Hook for `react-native-video` (5 and 6): a component that tells everything through its props, and can be asked nothing at once.
 *
 * Source: docs.thewidlarzgroup.com/react-native-video, Events; the package's types, and what its ExoPlayer and AVPlayer parts tell when.
 */
import type { PlayerHook, PlayerSignal } from '../../src/ports/player-hook.ts'
import { attempt } from '../attempt.ts'

export interface ReactNativeVideoOptions {
  /**
   * A live stream: its time counts while the player says that it plays, since the positions of a sliding window stand still.
   * Default: what is loaded without a duration.
   */
  live?: boolean
}

/** The props of `<Video>` that the hook fills. */
export interface VideoHandlers {
  onLoadStart(event: unknown): void
  onLoad(event: { currentTime?: number; duration?: number }): void
  onProgress(event: { currentTime?: number }): void
  onSeek(event: { currentTime?: number; seekTime?: number }): void
  onEnd(event?: unknown): void
  onError(event: unknown): void
  onBuffer(event: { isBuffering: boolean }): void
  onPlaybackRateChange(event: { playbackRate: number }): void
  onPlaybackStateChanged(event: { isPlaying: boolean }): void
  onReceiveAdEvent(event: { event?: string | null }): void
}

export interface ReactNativeVideo extends PlayerHook {
  /**
   * The props for the one `<Video>` that this hook is of: those of the app, `rate` among them, with the hook's handlers. Handlers of the
   * app are called after the hook's. The handlers stay the same from one render to the next.
   */
  props(): VideoHandlers
  props<P extends object>(own: P): Omit<P, keyof VideoHandlers> & VideoHandlers
}

/** What plays without positions, or is an ad, is reported so often. */
const BEAT_MS = 1000
/** Version 5 on Android tells of a seek before it: the position of the player is then still the old one. */
const NEAR_S = 5

/** An ad on a timeline of its own, and one in the stream; the rest tells of neither. Google's IMA names them. */
const AD_STARTS = /^(CONTENT_PAUSE_REQUESTED|STARTED)$/
const AD_ENDS = /^(CONTENT_RESUME_REQUESTED|COMPLETED|SKIPPED|ALL_ADS_COMPLETED|ERROR)$/
const AD_STATES = /^(PAUSED|RESUMED)$/
const STITCHED_STARTS = /^AD_(BREAK|PERIOD)_STARTED$/
const STITCHED_ENDS = /^AD_(BREAK|PERIOD)_ENDED$/

type Emit = (signal: PlayerSignal) => void

/** A hook for one `<Video>`. */
export function reactNativeVideo({ live }: ReactNativeVideoOptions = {}): ReactNativeVideo {
  let emit: Emit | null = null
  let own: Record<string, unknown> = {}
  let positionS: number | undefined
  let durationS: number | undefined
  /** As the player told last; of Android it is 1 whenever it plays on, however fast. */
  let told = 0
  let speed = 1
  let isLive = !!live
  let isLoaded = false
  let isPlaying = false
  let isBuffering = false
  /** The player tells itself whether it plays; before version 6 its rate tells. */
  let tellsState = false
  let doing: PlayerSignal['signal'] = 'pause'
  /** 1: in an ad of its own, 2: in one of the stream. */
  let ad = 0

  function report(signal: PlayerSignal['signal']): void {
    if (!emit) return
    // Times in an ad of its own are none of the content's.
    if (ad == 1) return emit({ signal })
    const row: PlayerSignal = { signal, rate: typeof own.rate == 'number' ? own.rate : speed }
    if (isLive) row.live = true
    else {
      row.position = positionS
      row.duration = durationS
    }
    emit(row)
  }

  function look(signal?: PlayerSignal['signal']): void {
    const next = isBuffering ? 'waiting' : isPlaying ? 'playing' : 'pause'
    const isNews = next != doing
    doing = next
    // On iOS the content stands still behind the ad.
    if (ad == 1) return
    if (isNews) report(next)
    else if (signal) report(signal)
  }

  function setAd(next: number): void {
    if (next == ad) return
    if (!ad) report('timeupdate')
    if (emit) emit({ signal: next ? 'ad-start' : 'ad-end', stitched: (next || ad) == 2 })
    ad = next
    // What it said in the break was about the ad.
    if (!ad) report(doing)
  }

  const handlers: VideoHandlers = {
    onLoadStart() {
      const isNext = isLoaded
      isLoaded = isPlaying = isBuffering = false
      doing = 'pause'
      // A break of the film before is over, though nobody says so.
      setAd(0)
      if (isNext && emit) emit({ signal: 'seeking', position: 0 })
      positionS = durationS = undefined
      isLive = !!live
    },
    onLoad({ currentTime, duration }) {
      isLoaded = true
      positionS = currentTime
      durationS = duration! > 0 ? duration : undefined
      isLive = live != null ? live : durationS == null
      report('durationchange')
    },
    onProgress({ currentTime }) {
      const isAgain = doing == 'ended' && currentTime! < positionS! - 1
      if (ad != 1) positionS = currentTime
      if (doing != 'ended' || isAgain) look('timeupdate')
    },
    onSeek({ currentTime, seekTime }) {
      positionS = Math.abs(currentTime! - seekTime!) < NEAR_S ? currentTime : seekTime
      // Told when it is over: what passed since the last position may have been the seek.
      report('seeked')
      if (doing == 'ended') doing = 'pause'
      look(doing)
    },
    onEnd() {
      if (ad == 1) return
      if (doing != 'ended') report('ended')
      doing = 'ended'
    },
    onError: () => report('error'),
    onBuffer(event) {
      isBuffering = event.isBuffering
      if (doing != 'ended') look()
    },
    onPlaybackRateChange({ playbackRate }) {
      // From 0 to 1 says that it plays, and on Android nothing of how fast.
      if (playbackRate > 0 && (told || playbackRate != 1)) speed = playbackRate
      told = playbackRate
      if (tellsState) return report('ratechange')
      isPlaying = playbackRate > 0
      if (doing != 'ended' || isPlaying) look('ratechange')
    },
    onPlaybackStateChanged(event) {
      tellsState = true
      isPlaying = event.isPlaying
      if (doing != 'ended' || isPlaying) look()
    },
    onReceiveAdEvent({ event }) {
      const name = '' + event
      if (AD_STARTS.test(name)) setAd(1)
      else if (STITCHED_STARTS.test(name)) setAd(2)
      else if ((ad == 1 && AD_ENDS.test(name)) || (ad == 2 && STITCHED_ENDS.test(name))) setAd(0)
      else if (ad == 1 && AD_STATES.test(name)) report(name == 'PAUSED' ? 'pause' : 'playing')
    },
  }

  /** The hook's own first; what one of them throws keeps the app's from nothing. */
  const props = {} as VideoHandlers
  ;(Object.keys(handlers) as (keyof VideoHandlers)[]).forEach((name) => {
    props[name] = (event: unknown) => {
      attempt(() => handlers[name](event as never))
      if (typeof own[name] == 'function') (own[name] as (event: unknown) => void)(event)
    }
  })

  const hook: ReactNativeVideo = {
    player: null,
    props(given?: object) {
      own = (given || {}) as Record<string, unknown>
      const merged: Record<string, unknown> = {}
      Object.keys(own).forEach((name) => (merged[name] = own[name]))
      Object.keys(props).forEach((name) => (merged[name] = props[name as keyof VideoHandlers]))
      return merged as never
    },
    attach(listener, timers) {
      let cancel = (): void => {}
      function beat(): void {
        cancel = timers.after(BEAT_MS, () => {
          if (ad == 1 || (isLive && doing == 'playing')) report('timeupdate')
          beat()
        })
      }
      emit = listener
      report('durationchange')
      if (ad) emit({ signal: 'ad-start', stitched: ad == 2 })
      if (doing != 'pause') report(doing)
      beat()
      return {
        // Its position cannot be asked: the last one told, at most a quarter of a second old, is all there is.
        sample() {},
        detach() {
          cancel()
          if (emit == listener) emit = null
        },
      }
    },
  }
  ;(hook as { player: unknown }).player = hook
  return hook
}
