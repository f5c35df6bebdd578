/**
 * A fake A/V Control object of HbbTV, after "The A/V Control object", "DOM events for A/V Control object" and "Extensions for trickmodes"
 * (developer.hbbtv.org/references/apis/media-playback-apis; ETSI TS 102 796 A.2.5 for `queue`) and what the code of testers and players
 * tells of terminals: handlers without arguments, `finished` more than once, a position that moves in steps and is 0 at the end, a state
 * that changes again while a handler runs, and everything throwing once the object is gone. It plays on the fake time it is given.
 */
import type { Timers } from '../../../src/ports/timers.ts'
import { FakeDaeObject } from './fake-dae-object.ts'
import { createTruth } from '../evening/truth.ts'

export interface FakeOipfOptions {
  hasEvents?: boolean
  /** Length of what every url holds, ms; 0 where there is none. */
  durationMs?: number
  /** The position moves in steps of so many ms. */
  stepMs?: number
  /** It has no position at all. */
  hasPosition?: boolean
  /** The picture moves so often, ms. */
  tickMs?: number
}

export class FakeOipf extends FakeDaeObject {
  data = ''
  playState: number = 0
  speed: number | undefined = 0
  error: number | undefined
  isStalled = false
  /** `finished` comes so often. */
  finishes = 1
  readonly truth = createTruth()
  private positionMs = 0
  private queued: string | null = null
  private readonly options: FakeOipfOptions
  private isGone = false

  constructor(timers: Timers, options: FakeOipfOptions = {}) {
    super(options)
    this.options = options
    const tickMs = options.tickMs ?? 50
    const step = () => {
      if (this.playState === 1 && !this.isStalled) this.move(tickMs)
      timers.after(tickMs, step)
    }
    timers.after(tickMs, step)
  }

  private move(ms: number): void {
    const end = this.options.durationMs || Infinity
    const fromMs = this.positionMs
    this.positionMs = Math.max(0, Math.min(end, fromMs + ms * (this.speed ?? 1)))
    this.truth.show(fromMs, this.positionMs, this.speed ?? 1)
    if (this.positionMs < end) return
    const next = this.queued
    this.queued = null
    this.positionMs = 0
    if (next) this.data = next
    for (let i = 0; i < this.finishes; i++) this.set(5)
    if (next && this.playState === 5) this.play(1)
  }

  /** Changes the state, and tells. */
  set(state: number): void {
    this.playState = state
    this.fire('PlayStateChange')
  }

  get playTime(): number | undefined {
    this.alive()
    return this.options.durationMs || undefined
  }
  get playPosition(): number | undefined {
    this.alive()
    if (this.options.hasPosition === false) return undefined
    return Math.floor(this.positionMs / (this.options.stepMs ?? 1)) * (this.options.stepMs ?? 1)
  }
  private alive(): void {
    if (this.isGone) throw new Error('NPObject deleted')
  }
  /** It was taken out of the document. */
  vanish(): void {
    this.isGone = true
    this.playState = undefined as never
  }
  open(url: string): void {
    if (this.playState !== 0) this.set(0)
    this.data = url
    this.positionMs = 0
  }
  play(speed = 1): boolean {
    if (this.playState === 0 || this.playState > 2) {
      this.set(3)
      this.set(4)
    }
    const wasSpeed = this.speed
    this.speed = speed
    const next = speed === 0 ? 2 : 1
    if (this.playState !== next) this.set(next)
    if (wasSpeed !== speed) this.fire('PlaySpeedChanged', speed)
    return true
  }
  seek(ms: number): boolean {
    this.positionMs = ms
    this.fire('PlayPositionChanged', ms)
    return true
  }
  stop(): boolean {
    this.speed = 0
    this.positionMs = 0
    this.set(0)
    return true
  }
  queue(url: string): boolean {
    if (this.queued) return false
    this.queued = url
    return true
  }
}
