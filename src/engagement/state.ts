/**
 * What a meter remembers, as one plain record: a checkpoint keeps its JSON. Nothing here knows signals or credit.
 *
 * `…Ms` are lengths and media positions in milliseconds, `NOWHERE` is "no position"; `…At` are times on the meter's clock.
 */
import type { Intervals } from './coverage.ts'
import { NOWHERE } from './rules.ts'

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
  /** End of the run that was credited last, `NOWHERE` before the first credit. */
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

  /** Where the timeline ends, or else how long it is; 0 while unknown or live. */
  durationMs: number
  /** Where the timeline begins. */
  startMs: number
  /** While it is, there is no duration and hence no share. */
  isLive: boolean
  /** Ads on the content's own timeline: told, or seen to play in a stitched break. */
  adSpans: Intervals

  // The player.

  /** What the player's signals say it does, corrected by how its positions move. */
  mode: Mode
  /** The last of `play`, `playing` and `pause` was not a pause: `seeked` goes on playing. */
  isIntended: boolean
  /** Since it arrived somewhere it said that it plays, or showed so. */
  isShowing: boolean
  /** As told: 1 is normal speed; 0 is buffering, negative or above 3 is trick play. */
  rate: number
  /** As believed: the rate that is told, or 1 where the positions keep step with the clock all the same. */
  pace: number
  /** What positions of a live stream are: places on a fixed timeline, or in a window that slides along with the clock. */
  timeline: 'unknown' | 'fixed' | 'sliding'
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
  /** Time before a halt of which no report told: the end may have been reached in it. */
  unseenMs: number
  /** Progress in a row that contradicts `mode`: number of reports, and their credit, held back until there is enough of it. */
  slices: number
  slicesMs: number

  // The long view, from a report after the anchor was set, for what a pair of reports cannot tell: steps.ts.

  /** Its beginning: when, where, and what was credited by then. */
  sinceAt: number
  sinceMs: number
  sinceCreditMs: number
  /** The lowest position in it. */
  lowMs: number
  /** How long the position moved in it. */
  movedMs: number
  /** How far the position came from where the clock would have it. */
  driftMs: number
  /** The latest report in it, and their number. */
  lastAt: number
  lastMs: number
  reports: number
}

/** The state before the first row: an open view of content that nobody named yet. */
export function createState(): MeterState {
  return {
    now: 0,
    phase: 'open',
    spentMs: 0,
    adMs: 0,
    shown: [],
    shownEndMs: NOWHERE,
    announced: 0,
    isReplayable: false,
    idleMs: 0,
    checkpoints: 0,
    durationMs: 0,
    startMs: 0,
    isLive: false,
    adSpans: [],
    mode: 'idle',
    isIntended: false,
    isShowing: false,
    rate: 1,
    pace: 1,
    timeline: 'unknown',
    hasPositions: false,
    ad: null,
    isAdRunning: false,
    adFromAt: 0,
    adFromMs: NOWHERE,
    adDurationMs: 0,
    isSuspended: false,
    suspendWallMs: 0,
    suspendIdleMs: 0,
    anchorAt: 0,
    anchorMs: NOWHERE,
    stillAt: 0,
    runMs: NOWHERE,
    debtMs: 0,
    unseenMs: 0,
    slices: 0,
    slicesMs: 0,
    sinceAt: 0,
    sinceMs: NOWHERE,
    sinceCreditMs: 0,
    lowMs: 0,
    movedMs: 0,
    driftMs: 0,
    lastAt: 0,
    lastMs: 0,
    reports: 0,
  }
}

/** Where the content ends; 0 while unknown. A duration that ends before the timeline begins is a length. */
export function endOf({ durationMs, startMs }: MeterState): number {
  return durationMs && durationMs <= startMs ? durationMs + startMs : durationMs
}

/** How long the timeline is; 0 while unknown. */
export function lengthOf(state: MeterState): number {
  return state.durationMs && endOf(state) - state.startMs
}

/** A view starts to count from nothing; content, player and break go on. */
export function resetView(state: MeterState, phase: MeterState['phase']): void {
  state.phase = phase
  state.spentMs = state.adMs = state.announced = state.idleMs = state.checkpoints = 0
  state.isReplayable = false
  state.shownEndMs = NOWHERE
  state.shown = []
}

/** Other content: nothing is known of it, and of the player neither. A hidden app stays hidden. */
export function resetContent(state: MeterState): void {
  state.durationMs = state.startMs = 0
  state.isLive = state.isIntended = state.isShowing = state.hasPositions = false
  state.adSpans = []
  state.mode = 'idle'
  state.rate = state.pace = 1
  state.timeline = 'unknown'
  state.ad = null
}
