/**
 * The signals of a media element, or of what acts like one.
 */
import type { PlayerAttachment, PlayerSignal } from '../../src/ports/player-hook.ts'
import type { Timers } from '../../src/ports/timers.ts'
import { attempt } from '../attempt.ts'

/** The few members of a media element that are touched. */
export interface MediaElement {
  readonly currentTime: number
  readonly duration: number
  readonly playbackRate: number
  readonly paused: boolean
  readonly ended: boolean
  readonly seeking: boolean
  /** From 3 on it has something to show. */
  readonly readyState?: number
  readonly seekable?: { readonly length: number; start(index: number): number }
  addEventListener(type: string, listener: () => void): void
  removeEventListener(type: string, listener: () => void): void
}

/**
 * Media events that are signals of the same name; `suspend` is not among them: on an element it means the network.
 * `emptied` means that another source is being loaded.
 */
const EVENTS = [
  'play',
  'playing',
  'pause',
  'waiting',
  'seeking',
  'seeked',
  'ratechange',
  'timeupdate',
  'durationchange',
  'ended',
  'error',
  'emptied',
] as const

/** Engines that do not fire `timeupdate` are asked so often. */
const POLL_MS = 1000
/** Those that do are asked less often, but for the end, of which not all of them tell: within two seconds. */
const SLOW_POLL_MS = 2000
/** Engines report each quarter of a second: who is so near to what it reported last goes on by itself. */
const NEAR_S = 0.3

/** Reports what the element does, beginning with the state it is in. */
export function attachElement(
  element: MediaElement,
  emit: (signal: PlayerSignal) => void,
  timers: Timers,
): PlayerAttachment {
  /** Null while no poll waits, and no other is to be begun after the end. */
  let cancelPoll: (() => void) | null = null
  /** The position that was reported last. */
  let toldS = 0
  /** `timeupdate` was heard since the last poll. */
  let isTicking = false
  /** Another source is being loaded: its times are none of this content until it plays. */
  let isEmptied = false
  /** `ended` was the last that was reported. */
  let isOver = false
  let durationS: number | undefined

  /** Rate and duration go with every signal: not every engine tells when they change. */
  function report(signal: PlayerSignal['signal']): void {
    toldS = element.currentTime
    isOver = signal == 'ended'
    const { seekable, duration } = element
    const row: PlayerSignal = { signal, position: toldS, rate: element.playbackRate, duration }
    // A recording that was cut from a live stream does not begin at 0. A window that slides does so with its duration.
    if ((signal != 'timeupdate' || duration != durationS) && seekable && seekable.length) row.start = seekable.start(0)
    durationS = duration
    emit(row)
  }
  function poll(): void {
    if (cancelPoll || element.paused || element.ended) return
    const beforeS = toldS
    const delayMs = isTicking ? SLOW_POLL_MS : POLL_MS
    isTicking = false
    cancelPoll = timers.after(delayMs, () => {
      cancelPoll = null
      // Not every engine says that it came to the end.
      if (element.ended) {
        if (!isOver) hear('ended')
      }
      // A position that stands still is reported as well: what comes after it is no progress.
      else if (toldS == beforeS || element.currentTime - toldS > NEAR_S) hear('timeupdate')
      poll()
    })
  }
  function hear(signal: PlayerSignal['signal']): void {
    if (isEmptied && signal != 'error') {
      // Not every engine says that it plays; a position that moved says so too, but not one to which the app will go.
      if (
        signal != 'playing' &&
        (signal != 'timeupdate' || element.paused || !(element.currentTime > 0) || element.readyState! < 2)
      )
        return
      isEmptied = false
      report('durationchange')
    }
    report(signal)
    poll()
  }

  function tick(): void {
    isTicking = true
    hear('timeupdate')
  }
  function empty(): void {
    isEmptied = true
    emit({ signal: 'seeking', position: 0 })
  }

  const stops: (() => void)[] = []
  function detach(): void {
    stops.forEach(attempt)
    if (cancelPoll) cancelPoll()
    cancelPoll = () => {}
  }

  try {
    EVENTS.forEach((type) => {
      // A player that is gone throws at whoever asks it, and tells of its end all the same: none of that is for its listeners to hear.
      const react = type == 'timeupdate' ? tick : type == 'emptied' ? empty : () => hear(type)
      const listener = () => void attempt(react)
      stops.push(() => element.removeEventListener(type, listener))
      element.addEventListener(type, listener)
    })
    report('durationchange')
    if (!element.paused && !element.ended) {
      hear('play')
      // It may mean to play, and have nothing yet.
      if (!element.seeking && !(element.readyState! < 3)) hear('playing')
    }
  } catch (error) {
    detach()
    throw error
  }
  return {
    detach,
    sample() {
      if (!isEmptied) report('timeupdate')
    },
  }
}
