/**
 * A player without pictures: it plays on a fake clock and reports as a media element does.
 * It has the shape of the tracker's player hooks, declared anew, and is given to `tracker.watch` as it is.
 */
import type { FakeClock, TimersPort } from './fake-clock.ts'

/** What a player reports; fits the signals of the tracker's meter. */
export interface FakePlayerSignal {
  signal:
    | 'play'
    | 'playing'
    | 'pause'
    | 'waiting'
    | 'seeking'
    | 'seeked'
    | 'ratechange'
    | 'timeupdate'
    | 'durationchange'
    | 'ended'
    | 'error'
  /** Seconds into the content. */
  position?: number
  /** Seconds. */
  duration?: number
  rate?: number
}

export interface FakePlayerOptions {
  /** The clock it plays on. */
  clock: FakeClock
  /** Length of the content in seconds; Infinity for a live stream. Default 60. */
  durationS?: number
  /** How often it reports its position while it plays, in ms. Default 250, as browsers do. */
  timeupdateMs?: number
}

export interface FakePlayer {
  /** The player itself, as far as the tracker asks whether two hooks drive the same one. */
  readonly player: unknown
  /** Called by the tracker. */
  attach(emit: (signal: FakePlayerSignal) => void, timers?: TimersPort): { sample(): void; detach(): void }
  /** Seconds into the content. */
  readonly positionS: number
  readonly isPlaying: boolean
  /** Whether somebody listens, that is, whether a view of it is open. */
  readonly isAttached: boolean
  /** Plays on from here, or from the start once it has ended. It ends by itself when the clock reaches the end. */
  play(): void
  pause(): void
  /** Jumps to a second of the content, kept within it. */
  seek(positionS: number): void
  /** The buffer runs empty: it wants to play and the picture stands. */
  stall(): void
  /** Pictures move again after `stall`. */
  recover(): void
  /** Playback speed; 1 is normal. */
  setRate(rate: number): void
  /** Loads other content: at its start, paused. */
  load(durationS: number): void
  /** Playback fails for good. */
  fail(): void
}

export function createFakePlayer({
  clock,
  durationS: firstDurationS = 60,
  timeupdateMs = 250,
}: FakePlayerOptions): FakePlayer {
  let durationS = firstDurationS
  let rate = 1
  /** Where it stood at `sinceMs`. */
  let fromS = 0
  let sinceMs = 0
  let isPlaying = false
  let isStalled = false
  let isEnded = false
  let cancelTick: (() => void) | null = null
  const listeners = new Set<(signal: FakePlayerSignal) => void>()

  const nowMs = (): number => clock.clock.monotonicMs()
  const isMoving = (): boolean => isPlaying && !isStalled
  const position = (): number => Math.min(durationS, fromS + (isMoving() ? ((nowMs() - sinceMs) / 1000) * rate : 0))

  function report(signal: FakePlayerSignal['signal'], more: Partial<FakePlayerSignal> = {}): void {
    for (const emit of [...listeners]) emit({ signal, position: position(), ...more })
  }

  /** Changes what it does, from the present position on. */
  function change(apply: () => void): void {
    fromS = position()
    sinceMs = nowMs()
    cancelTick?.()
    cancelTick = null
    apply()
    tick()
  }

  function tick(): void {
    if (!isMoving()) return
    const restMs = ((durationS - position()) / rate) * 1000
    cancelTick = clock.timers.after(Math.min(timeupdateMs, restMs), () => {
      cancelTick = null
      if (position() >= durationS) return end()
      report('timeupdate')
      // A listener may have told it to do something, which has set a tick already.
      if (cancelTick === null) tick()
    })
  }

  function end(): void {
    change(() => {
      fromS = durationS
      isPlaying = false
      isEnded = true
    })
    report('timeupdate')
    report('pause')
    report('ended')
  }

  function seek(positionS: number): void {
    const target = Math.max(0, Math.min(durationS, positionS))
    change(() => {
      fromS = target
      isEnded = false
    })
    report('seeking')
    report('seeked')
    if (isMoving()) report('playing')
  }

  return {
    player: {},
    attach(emit) {
      listeners.add(emit)
      emit({ signal: 'durationchange', position: position(), duration: durationS })
      if (rate !== 1) emit({ signal: 'ratechange', position: position(), rate })
      if (isPlaying) emit({ signal: 'play', position: position() })
      if (isMoving()) emit({ signal: 'playing', position: position() })
      return {
        sample: () => emit({ signal: 'timeupdate', position: position() }),
        detach: () => void listeners.delete(emit),
      }
    },
    get positionS() {
      return position()
    },
    get isPlaying() {
      return isPlaying
    },
    get isAttached() {
      return listeners.size > 0
    },
    play() {
      if (isPlaying) return
      if (isEnded) seek(0)
      change(() => {
        isPlaying = true
      })
      report('play')
      if (!isStalled) report('playing')
    },
    pause() {
      if (!isPlaying) return
      change(() => {
        isPlaying = false
      })
      report('timeupdate')
      report('pause')
    },
    seek,
    stall() {
      if (!isMoving()) return
      change(() => {
        isStalled = true
      })
      report('waiting')
    },
    recover() {
      if (!isStalled) return
      change(() => {
        isStalled = false
      })
      if (isPlaying) report('playing')
    },
    setRate(next) {
      if (!(next > 0 && next < Infinity)) throw new RangeError(`rate: expected a number above 0, received ${next}`)
      change(() => {
        rate = next
      })
      report('ratechange', { rate })
    },
    load(nextDurationS) {
      change(() => {
        durationS = nextDurationS
        fromS = 0
        isPlaying = false
        isStalled = false
        isEnded = false
      })
      report('seeking')
      report('durationchange', { duration: durationS })
    },
    fail() {
      change(() => {
        isPlaying = false
      })
      report('error')
    },
  }
}
