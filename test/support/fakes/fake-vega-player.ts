/**
 * A fake of `VideoPlayer` of Vega OS: what its JavaScript part answers before `initialize`, while it plays, and after `deinitialize`.
 *
 * Written from @amazon-devices/react-native-w3cmedia 2.3, `dist/MediaPlayer.js`. Whether its native part fires `timeupdate`, and how often,
 * is not published: `ticksMs` null is one that never does.
 */
import type { FakeTimers } from '../../unit/storage/fake-stores.ts'

type Listener = (event: { type: string; target: FakeVegaPlayer }) => void

export class FakeVegaPlayer {
  readonly durationS = 28
  readonly #timers: FakeTimers
  readonly #ticksMs: number | null
  readonly #listeners = new Map<string, Set<Listener>>()
  #native: { positionS: number; sinceMs: number | null; isSeeking: boolean } | null = null
  #cancel = (): void => {}

  constructor(timers: FakeTimers, ticksMs: number | null = 250) {
    this.#timers = timers
    this.#ticksMs = ticksMs
  }

  async initialize(): Promise<void> {
    this.#native = { positionS: 0, sinceMs: null, isSeeking: false }
  }
  async deinitialize(): Promise<void> {
    this.#cancel()
    this.#native = null
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener))
  }
  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener)
  }
  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }
  #emit(type: string): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ type, target: this })
  }

  /** NaN without a native element. */
  get currentTime(): number {
    if (!this.#native) return NaN
    const { positionS, sinceMs } = this.#native
    return sinceMs === null ? positionS : Math.min(this.durationS, positionS + (this.#timers.nowMs - sinceMs) / 1000)
  }
  set currentTime(positionS: number) {
    const native = this.#native!
    const isPlaying = native.sinceMs !== null
    Object.assign(native, { positionS, sinceMs: null, isSeeking: true })
    this.#emit('seeking')
    this.#timers.after(300, () => {
      Object.assign(native, { isSeeking: false, sinceMs: isPlaying ? this.#timers.nowMs : null })
      this.#emit('seeked')
      if (isPlaying) this.#emit('playing')
    })
  }
  get duration(): number {
    return this.#native ? this.durationS : NaN
  }
  get paused(): boolean {
    return this.#native ? this.#native.sinceMs === null && !this.#native.isSeeking : true
  }
  get ended(): boolean {
    return this.currentTime >= this.durationS
  }
  get seeking(): boolean {
    return this.#native?.isSeeking ?? false
  }
  get readyState(): number {
    return this.#native ? 4 : 0
  }
  get playbackRate(): number {
    return 1
  }
  get seekable(): { length: number; start(index: number): number } {
    return { length: this.#native ? 1 : 0, start: () => 0 }
  }

  async play(): Promise<void> {
    if (!this.#native) throw new Error('not initialised')
    this.#native.sinceMs = this.#timers.nowMs
    this.#emit('play')
    this.#emit('playing')
    this.#tick()
  }
  pause(): void {
    this.#cancel()
    Object.assign(this.#native!, { positionS: this.currentTime, sinceMs: null })
    this.#emit('pause')
  }
  #tick(): void {
    this.#cancel = this.#timers.after(this.#ticksMs ?? 250, () => {
      if (this.#ticksMs !== null) this.#emit('timeupdate')
      if (this.ended) this.#emit('ended')
      else this.#tick()
    })
  }
}
