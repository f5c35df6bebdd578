/**
 * The signals of a media element, or of what acts like one.
 */
import type { PlayerAttachment, PlayerSignal } from '../../src/ports/player-hook.ts'
import type { Timers } from '../../src/ports/timers.ts'

/** The few members of a media element that are touched. */
export interface MediaElement {
  readonly currentTime: number
  readonly duration: number
  readonly playbackRate: number
  readonly paused: boolean
  readonly ended: boolean
  readonly seeking: boolean
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

/** Engines that stop firing `timeupdate` are asked so often. */
const POLL_MS = 1000
/** An element that reported so often since the last look goes on by itself: engines report each quarter of a second. */
const OFTEN = 3

/** Reports what the element does, beginning with the state it is in. */
export function attachElement(
  element: MediaElement,
  emit: (signal: PlayerSignal) => void,
  timers: Timers,
): PlayerAttachment {
  let cancelPoll: (() => void) | null = null
  /** Positions reported since the last look. */
  let reports = 0
  let isDetached = false
  /** Another source is being loaded: its times are none of this content until it plays. */
  let isEmptied = false

  /** Rate and duration go with every signal: not every engine tells when they change. */
  function report(signal: PlayerSignal['signal']): void {
    emit({ signal, position: element.currentTime, rate: element.playbackRate, duration: element.duration })
  }
  function poll(): void {
    cancelPoll = null
    if (isDetached || element.paused || element.ended) return
    reports = 0
    cancelPoll = timers.after(POLL_MS, () => {
      if (reports < OFTEN) hear('timeupdate')
      poll()
    })
  }
  function hear(signal: PlayerSignal['signal']): void {
    if (signal == 'timeupdate') reports++
    if (isEmptied && signal != 'error') {
      // Not every engine says that it plays; a position that moved says so too.
      if (signal != 'playing' && (signal != 'timeupdate' || element.paused || !(element.currentTime > 0))) return
      isEmptied = false
      report('durationchange')
    }
    report(signal)
    if (!cancelPoll) poll()
  }
  function listen(type: (typeof EVENTS)[number]): () => void {
    const listener = () => {
      if (type != 'emptied') return hear(type)
      isEmptied = true
      emit({ signal: 'seeking', position: 0 })
    }
    element.addEventListener(type, listener)
    return () => element.removeEventListener(type, listener)
  }
  const listeners = EVENTS.map(listen)

  report('durationchange')
  if (!element.paused && !element.ended) {
    report('play')
    if (!element.seeking) report('playing')
    poll()
  }
  return {
    sample: () => {
      if (!isEmptied) report('timeupdate')
    },
    detach() {
      isDetached = true
      listeners.forEach((remove) => remove())
      if (cancelPoll) cancelPoll()
    },
  }
}
