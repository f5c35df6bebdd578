/**
 * What a meter remembers, as one plain record: a checkpoint keeps its JSON. Nothing here knows signals or credit.
 *
 * `…Ms` are lengths and media positions in milliseconds, -1 is "no position"; `…At` are times on the meter's clock.
 */
import type { Intervals } from './coverage.ts'

export type Mode = 'idle' | 'playing' | 'paused' | 'waiting' | 'seeking' | 'ended'

export interface MeterState {
  /** Time of the row in hand, between rows of the latest one; 0 before the first. */
  now: number

  // The view: what is counted, changed by credit.ts and views.ts.

  /** `provisional`: a rotation opened it and nothing is credited yet. */
  phase: 'open' | 'provisional' | 'closed'
  /** Credited time of content. */
  spentMs: number
  /** Time in ad breaks. */
  adMs: number
  /** Shown parts of the media timeline, stitched ads among them. */
  shown: Intervals
  /** End of the run that was credited last, -1 before the first credit. */
  shownEndMs: number
  /** Milestones announced so far. */
  announced: number
  /** The view came to a real end after progress: progress near the beginning is a replay. */
  isReplayable: boolean
  /** Time without progress. */
  idleMs: number
  /** How many checkpoints the time spent has made due so far. */
  checkpoints: number

  // The content, as the player tells it.

  /** 0 while unknown or live. */
  durationMs: number
  /** While it is, there is no duration and hence no share. */
  isLive: boolean
  /** Ads on the content's own timeline: told with `load`, or seen to play in a stitched break. */
  adSpans: Intervals

  // The player.

  /** What the player's signals say it does, corrected by how its positions move. */
  mode: Mode
  /** The last of `play`, `playing` and `pause` was not a pause: `seeked` goes on playing. */
  isIntended: boolean
  /** 1 is normal speed; 0 is buffering, negative or above 3 is trick play. */
  rate: number
  /** The engine tells positions: then a row without one is no evidence of play. */
  hasPositions: boolean

  // The ad break: ad-break.ts.

  /** `own`: in an element or on a timeline of its own; `stitched`: on the content's timeline. */
  ad: null | 'own' | 'stitched'
  /** Nobody paused the ad. */
  isAdRunning: boolean
  /** When the break began. */
  adFromAt: number
  /** Where the content was left. */
  adFromMs: number
  /** What the player told as the duration inside the break; 0 while nothing. */
  adDurationMs: number

  // The hidden app.

  /** Between `suspend` and `resume`: nothing is credited. */
  isSuspended: boolean
  /** Wall clock at `suspend`, 0 where unknown. */
  suspendWallMs: number
  /** `idleMs` at `suspend`. */
  suspendIdleMs: number

  // The anchor, from which the next position is judged: credit.ts.

  /** The last progress that was believed: when, and to which position. */
  anchorAt: number
  anchorMs: number
  /** When the player was last seen to stand at `anchorMs`. */
  stillAt: number
  /** Start of the unbroken run that has come to `anchorMs`. */
  runMs: number
  /** How far positions lag behind the clock: a later lead is credited out of it. */
  debtMs: number
  /** Progress in a row that contradicts `mode`: number of reports, and their credit, held back until there is enough of it. */
  slices: number
  slicesMs: number
}

/** The state before the first row: an open view of content that nobody named yet. */
export function createState(): MeterState {
  return {
    now: 0,
    phase: 'open',
    spentMs: 0,
    adMs: 0,
    shown: [],
    shownEndMs: -1,
    announced: 0,
    isReplayable: false,
    idleMs: 0,
    checkpoints: 0,
    durationMs: 0,
    isLive: false,
    adSpans: [],
    mode: 'idle',
    isIntended: false,
    rate: 1,
    hasPositions: false,
    ad: null,
    isAdRunning: false,
    adFromAt: 0,
    adFromMs: -1,
    adDurationMs: 0,
    isSuspended: false,
    suspendWallMs: 0,
    suspendIdleMs: 0,
    anchorAt: 0,
    anchorMs: -1,
    stillAt: 0,
    runMs: -1,
    debtMs: 0,
    slices: 0,
    slicesMs: 0,
  }
}

/** A view starts to count from nothing; content, player and break go on. */
export function resetView(state: MeterState, phase: MeterState['phase']): void {
  state.phase = phase
  state.spentMs = state.adMs = state.announced = state.idleMs = state.checkpoints = 0
  state.isReplayable = false
  state.shownEndMs = -1
  state.shown = []
}

/** Other content: nothing is known of it, and of the player neither. A hidden app stays hidden. */
export function resetContent(state: MeterState): void {
  state.durationMs = 0
  state.isLive = state.isIntended = state.hasPositions = false
  state.adSpans = []
  state.mode = 'idle'
  state.rate = 1
  state.ad = null
}
