/**
 * Fakes of `<Video>` of react-native-video: what its native parts tell through which prop, in which order.
 *
 * Written from the package's sources: 6.19 `ReactExoplayerView.java` (Android) and `RCTVideo.swift` (iOS, tvOS); of 5.2 that of Android,
 * which knows no `onPlaybackStateChanged`, and tells of a seek before it seeks.
 */
import type { VideoHandlers } from '../../../players/react-native-video/index.ts'
import type { FakeTimers } from '../../unit/storage/fake-stores.ts'

export type VideoKind = 'android-6' | 'ios-6' | 'android-5'

const PROGRESS_MS = 250

export class FakeVideo {
  positionS = 0
  durationS = 28
  speed = 1
  isRepeating = false
  #isPaused = true
  #isStalled = false
  #isSeeking = false
  #isInAd = false
  #cancel = (): void => {}
  readonly #props: VideoHandlers
  readonly #kind: VideoKind
  readonly #timers: FakeTimers

  constructor(kind: VideoKind, props: VideoHandlers, timers: FakeTimers) {
    this.#kind = kind
    this.#props = props
    this.#timers = timers
  }

  /** `source` is set; without `paused` it plays when it can. */
  load({ isPaused = false } = {}): void {
    this.#isPaused = isPaused
    this.positionS = 0
    this.#props.onLoadStart({})
    if (this.#kind !== 'ios-6') {
      this.#props.onPlaybackRateChange({ playbackRate: 0 })
      this.#props.onBuffer({ isBuffering: true })
      this.#ready()
    } else {
      this.#props.onLoad({ duration: this.durationS, currentTime: 0 })
      this.#props.onBuffer({ isBuffering: false })
      if (!isPaused) this.#run(true)
    }
  }

  /** STATE_READY of ExoPlayer. */
  #ready(): void {
    this.#props.onPlaybackRateChange({ playbackRate: this.#isPaused ? 0 : 1 })
    if (this.#isSeeking && this.#isPaused && this.#kind === 'android-6') this.#seeked()
    this.#props.onBuffer({ isBuffering: false })
    this.#props.onLoad({ duration: this.durationS, currentTime: this.positionS })
    this.#run(!this.#isPaused)
  }

  #run(isPlaying: boolean): void {
    this.#cancel()
    if (this.#kind === 'android-6') {
      if (isPlaying && this.#isSeeking) this.#seeked()
      this.#props.onPlaybackStateChanged({ isPlaying })
    }
    if (this.#kind === 'ios-6') {
      this.#props.onPlaybackStateChanged({ isPlaying })
      this.#props.onPlaybackRateChange({ playbackRate: isPlaying ? this.speed : 0 })
    }
    if (isPlaying) this.#tick()
  }

  #tick(): void {
    this.#cancel = this.#timers.after(PROGRESS_MS, () => {
      this.positionS = Math.min(this.durationS, this.positionS + (PROGRESS_MS / 1000) * this.speed)
      this.#props.onProgress({ currentTime: this.positionS })
      if (this.positionS < this.durationS || this.durationS === 0) return this.#tick()
      this.#props.onEnd(this.#kind === 'ios-6' ? {} : undefined)
      if (this.isRepeating) {
        this.positionS = 0
        this.#tick()
      } else if (this.#kind === 'android-6') this.#props.onPlaybackStateChanged({ isPlaying: false })
    })
  }

  pause(): void {
    this.#isPaused = true
    if (this.#kind !== 'ios-6') this.#props.onPlaybackRateChange({ playbackRate: 0 })
    this.#run(false)
  }

  play(): void {
    this.#isPaused = false
    if (this.#kind !== 'ios-6') this.#props.onPlaybackRateChange({ playbackRate: 1 })
    this.#run(true)
  }

  /** The prop `rate`. */
  setRate(rate: number): void {
    this.speed = rate
    this.#props.onPlaybackRateChange({ playbackRate: rate })
  }

  stall(): void {
    this.#isStalled = true
    if (this.#kind !== 'ios-6') this.#props.onPlaybackRateChange({ playbackRate: 0 })
    this.#props.onBuffer({ isBuffering: true })
    this.#cancel()
    if (this.#kind !== 'android-5') this.#props.onPlaybackStateChanged({ isPlaying: false })
  }

  recover(): void {
    this.#isStalled = false
    if (this.#kind === 'ios-6') {
      this.#props.onBuffer({ isBuffering: false })
      this.#run(!this.#isPaused)
    } else this.#ready()
  }

  #seeked(): void {
    this.#isSeeking = false
    this.#props.onSeek({ currentTime: this.positionS, seekTime: this.positionS })
  }

  /** The method `seek`: it takes half a second. */
  seek(toS: number): void {
    if (this.#kind === 'android-5') this.#props.onSeek({ currentTime: this.positionS, seekTime: toS })
    this.#isSeeking = true
    this.positionS = toS
    if (this.#kind === 'ios-6') {
      this.#timers.after(500, () => {
        this.#seeked()
        this.#run(!this.#isPaused)
      })
      return this.#cancel()
    }
    this.stall()
    this.#timers.after(500, () => this.recover())
  }

  fail(): void {
    this.#cancel()
    this.#props.onError({ error: { errorString: 'ExoPlaybackException' } })
  }

  /** A break of IMA before or in the content. */
  startAd(): void {
    this.#isInAd = true
    this.#cancel()
    for (const event of ['CONTENT_PAUSE_REQUESTED', 'STARTED']) this.#props.onReceiveAdEvent({ event })
    if (this.#kind === 'ios-6') this.#props.onPlaybackStateChanged({ isPlaying: false })
    // ExoPlayer tells the position of the ad.
    else this.#props.onProgress({ currentTime: 0.5 })
  }

  endAd(): void {
    this.#isInAd = false
    for (const event of ['COMPLETED', 'CONTENT_RESUME_REQUESTED']) this.#props.onReceiveAdEvent({ event })
    this.#run(!this.#isPaused)
  }

  get isBusy(): boolean {
    return this.#isInAd || this.#isStalled
  }
}
