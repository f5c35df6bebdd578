/**
 * A fake AVPlay, after Samsung's "AVPlay API" reference and "Using AVPlay" guide (developer.samsung.com, as in `@types/tizen-tv-webapis`
 * 2.0.9) and what is known of sets: one listener, times in milliseconds, nothing told of play, pause or a seek, methods that throw in
 * the wrong state, and InvalidAccessError from everything while an asynchronous operation runs. It plays on the fake time it is given.
 */
import type { Timers } from '../../../src/ports/timers.ts'
import { createTruth } from '../evening/truth.ts'

type State = 'NONE' | 'IDLE' | 'READY' | 'PLAYING' | 'PAUSED'
type Listener = Record<string, ((...given: never[]) => unknown) | undefined>

function fail(name: string): never {
  throw Object.assign(new Error(name), { name })
}

export interface FakeAvPlayOptions {
  /** Length of what every url holds, ms; 0 is live. */
  durationMs?: number
  /** How long `seekTo` and the jumps take, ms; meanwhile the other methods throw. 0: done at once. */
  seekMs?: number
  /** `oncurrentplaytime` comes so often, ms. */
  reportMs?: number
  /** The picture moves so often, ms. */
  tickMs?: number
}

/** The methods lie on the prototype, as those of `webapis.avplay`. */
export class FakeAvPlay {
  durationMs: number
  state: State = 'NONE'
  url: string | null = null
  /** What `setListener` was given last, and how often it was called. */
  listener: Listener | null = null
  listenersSet = 0
  /** No data: the picture stands, in state PLAYING. */
  isStalled = false
  isBusy = false
  speed = 1
  /** Every method that was called, but those that ask. */
  readonly calls: string[] = []
  readonly truth = createTruth()
  private positionMs = 0
  private suspended: { url: string; positionMs: number; wasPlaying: boolean } | null = null
  private readonly timers: Timers
  private readonly options: FakeAvPlayOptions

  constructor(timers: Timers, options: FakeAvPlayOptions = {}) {
    this.timers = timers
    this.options = options
    this.durationMs = options.durationMs ?? 600_000
    this.tick()
  }

  private tick(): void {
    let sinceReport = 0
    const tickMs = this.options.tickMs ?? 50
    const step = () => {
      if (this.state === 'PLAYING' && !this.isStalled && !this.isBusy) {
        const end = this.durationMs || Infinity
        const isOver = this.positionMs >= end
        const fromMs = this.positionMs
        this.positionMs = Math.min(end, Math.max(0, fromMs + tickMs * this.speed))
        this.truth.show(fromMs, this.positionMs, this.speed)
        sinceReport += tickMs
        if (sinceReport >= (this.options.reportMs ?? 500) && !isOver) {
          sinceReport = 0
          this.fire('oncurrentplaytime', this.positionMs)
        }
        // It stays in PLAYING.
        if (!isOver && this.positionMs === end) this.fire('onstreamcompleted')
      }
      this.timers.after(tickMs, step)
    }
    this.timers.after(tickMs, step)
  }

  fire(name: string, ...given: unknown[]): void {
    const callback = this.listener?.[name]
    if (callback) callback.apply(this.listener, given as never[])
  }

  private enter(name: string, ...states: State[]): void {
    if (this.isBusy) fail('InvalidAccessError')
    if (states.length > 0 && !states.includes(this.state)) fail('InvalidStateError')
    this.calls.push(name)
  }

  private jump(name: string, toMs: number, onsuccess?: () => void): void {
    this.enter(name, 'IDLE', 'READY', 'PLAYING', 'PAUSED')
    const land = () => {
      this.isBusy = false
      this.positionMs = Math.max(0, Math.min(toMs, this.durationMs || Infinity))
      onsuccess?.()
    }
    if (!this.options.seekMs) return land()
    this.isBusy = true
    this.timers.after(this.options.seekMs, land)
  }

  open(url: string): void {
    this.enter('open', 'NONE', 'IDLE')
    this.url = url
    this.positionMs = 0
    this.speed = 1
    this.state = 'IDLE'
  }
  prepareAsync(onsuccess?: () => void): void {
    this.enter('prepareAsync', 'IDLE', 'READY')
    this.timers.after(100, () => {
      this.state = 'READY'
      onsuccess?.()
    })
  }
  play(): void {
    this.enter('play', 'READY', 'PLAYING', 'PAUSED')
    this.state = 'PLAYING'
  }
  pause(): void {
    this.enter('pause', 'PLAYING', 'PAUSED')
    this.state = 'PAUSED'
  }
  stop(): void {
    this.enter('stop', 'NONE', 'IDLE', 'READY', 'PLAYING', 'PAUSED')
    this.state = 'IDLE'
    this.positionMs = 0
  }
  close(): void {
    this.enter('close')
    this.state = 'NONE'
    this.url = null
  }
  seekTo(ms: number, onsuccess?: () => void): void {
    this.jump('seekTo', ms, onsuccess)
  }
  jumpForward(ms: number, onsuccess?: () => void): void {
    this.jump('jumpForward', this.positionMs + ms, onsuccess)
  }
  jumpBackward(ms: number, onsuccess?: () => void): void {
    this.jump('jumpBackward', this.positionMs - ms, onsuccess)
  }
  setSpeed(speed: number): void {
    this.enter('setSpeed', 'READY', 'PLAYING', 'PAUSED')
    this.speed = speed
  }
  /** Nothing moves any more, though the state may be read as before. */
  suspend(): void {
    this.enter('suspend', 'READY', 'PLAYING', 'PAUSED')
    this.suspended = { url: this.url!, positionMs: this.positionMs, wasPlaying: this.state === 'PLAYING' }
    this.isStalled = true
  }
  restore(url: string | null, resumeMs = 0): void {
    this.enter('restore', 'NONE', 'PLAYING', 'PAUSED')
    const { suspended } = this
    if (!suspended) fail('InvalidStateError')
    this.suspended = null
    this.isStalled = false
    this.url = url ?? suspended.url
    this.positionMs = resumeMs || suspended.positionMs
    this.state = suspended.wasPlaying ? 'PLAYING' : 'PAUSED'
  }
  restoreAsync(url: string | null, resumeMs = 0, _isPreparedByApp?: boolean, onsuccess?: () => void): void {
    if (!this.suspended) fail('InvalidStateError')
    this.isBusy = true
    this.timers.after(800, () => {
      this.isBusy = false
      this.restore(url, resumeMs)
      onsuccess?.()
    })
  }
  setListener(listener: object): void {
    if (typeof listener !== 'object') fail('TypeMismatchError')
    this.listenersSet++
    this.listener = listener as Listener
  }
  getState(): string {
    return this.state
  }
  getCurrentTime(): number {
    this.look()
    return Math.floor(this.positionMs)
  }
  getDuration(): number {
    this.look()
    return this.durationMs
  }
  /** Times are there from READY on. */
  private look(): void {
    if (this.isBusy) fail('InvalidAccessError')
    if (this.state === 'NONE' || this.state === 'IDLE') fail('InvalidStateError')
  }

  /** What an app does to play: opens, prepares, plays. */
  start(url: string, listener?: object): void {
    this.open(url)
    if (listener) this.setListener(listener)
    this.prepareAsync(() => this.play())
  }
}
