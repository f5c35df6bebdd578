/**
 * What a meter is fed: one flat row per player event, the same shape as the ground-truth traces.
 */

export type SignalName =
  | 'load'
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
  | 'ad-start'
  | 'ad-end'
  | 'suspend'
  | 'resume'
  | 'error'
  | 'stop'

/** Numbers may be NaN or infinite; from JSON those arrive as the strings `"NaN"`, `"Infinity"`, `"-Infinity"`. */
export interface MeterSignal {
  /** Milliseconds on the meter's clock. */
  t: number
  signal: SignalName
  /** Seconds on the media timeline. */
  position?: number | string
  /** Playback rate, with any signal; 0 is buffering, negative or above 3 is trick play. */
  rate?: number | string
  /** Where the timeline ends in seconds, or how long it is, with any signal. The last finite one above 0 holds. */
  duration?: number | string
  /** Where the timeline begins in seconds, with any signal; 0 unless told. A recording that was cut from a live stream begins anywhere. */
  start?: number
  /** Content id, with `load`. */
  content?: string
  /** With any signal. While true there is no duration and no share. */
  live?: boolean
  /** With `ad-start`/`ad-end`: the ad lies on the same timeline as the content. */
  stitched?: boolean
  /** With any signal: ad spans on the timeline as they become known, `[fromSeconds, toSeconds]` each. */
  adSpans?: readonly (readonly [number, number])[]
  /** Wall clock in milliseconds, with `suspend` and `resume`. */
  wall?: number
}

/** A row whose time comes beside it. */
export type UntimedRow = Omit<MeterSignal, 't'>
