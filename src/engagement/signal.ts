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
  /** Seconds, with any signal. The last finite one above 0 holds. */
  duration?: number | string
  /** Content id, with `load`. */
  content?: string
  /** With any signal. While true there is no duration and no share. */
  live?: boolean
  /** With `ad-start`/`ad-end`: the ad lies on the same timeline as the content. */
  stitched?: boolean
  /** With `load`: known ad spans on the timeline, `[fromSeconds, toSeconds]` each. */
  adSpans?: readonly (readonly [number, number])[]
  /** Wall clock in milliseconds, with `suspend` and `resume`. */
  wall?: number
}

/** A row whose time comes beside it. */
export type UntimedRow = Omit<MeterSignal, 't'>
