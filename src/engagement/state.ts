/**
 * What a meter remembers, as one plain record: a checkpoint is its JSON. Nothing here knows signals or credit.
 *
 * `…Ms` are lengths and media positions in milliseconds, `NOWHERE` is "no position"; `…At` are times on the meter's clock.
 */
import type { Intervals } from './coverage.ts'
import { NOWHERE } from './rules.ts'

export type Mode = 'idle' | 'playing' | 'paused' | 'waiting' | 'seeking' | 'ended'

export interface MeterState {
  /** Time of the row in hand, between rows of the latest one; 0 before the first. */
  _now: number

  // The view: what is counted, changed by credit.ts and views.ts.

  /** `provisional`: a rotation opened it and nothing is credited yet. */
  _phase: 'open' | 'provisional' | 'closed'
  /** Credited time of content. */
  _spentMs: number
  /** Time in ad breaks. */
  _adMs: number
  /** Shown parts of the media timeline, stitched ads among them. */
  _shown: Intervals
  /** End of the run that was credited last, `NOWHERE` before the first credit. */
  _shownEndMs: number
  /** Milestones announced so far. */
  _announced: number
  /** The view came to a real end after progress: progress near the beginning is a replay. */
  _isReplayable: boolean
  /** Time without progress. */
  _idleMs: number
  /** How many checkpoints the time spent has made due so far. */
  _checkpoints: number

  // The content, as the player tells it.

  /** Where the timeline ends, or else how long it is; 0 while unknown or live. */
  _durationMs: number
  /** Where the timeline begins, as told last: a live window slides. */
  _startMs: number
  /** Where it began when the first picture of the view was shown. */
  _originMs: number
  /** While it is, there is no duration and hence no share. */
  _isLive: boolean
  /** Ads on the content's own timeline: told, or seen to play in a stitched break. */
  _adSpans: Intervals

  // The player.

  /** What the player's signals say it does, corrected by how its positions move. */
  _mode: Mode
  /** The last of `play`, `playing` and `pause` was not a pause: `seeked` goes on playing. */
  _isIntended: boolean
  /** Since it arrived somewhere it said that it plays, or showed so. */
  _isShowing: boolean
  /** As told: 1 is normal speed; 0 is buffering, negative or above 3 is trick play. */
  _rate: number
  /** As believed: the rate that is told, or 1 where the positions keep step with the clock all the same. */
  _pace: number
  /** What positions of a live stream are: places on a fixed timeline, or in a window that slides along with the clock. */
  _timeline: 'unknown' | 'fixed' | 'sliding'
  /** The engine tells positions: then a row without one is no evidence of play. */
  _hasPositions: boolean

  // The ad break: ad-break.ts.

  /** `own`: in an element or on a timeline of its own; `stitched`: on the content's timeline. */
  _ad: null | 'own' | 'stitched'
  /** Nobody paused the ad. */
  _isAdRunning: boolean
  /** When the break began. */
  _adFromAt: number
  /** Where the content was left. */
  _adFromMs: number
  /** What the player told as the duration inside the break; 0 while nothing. */
  _adDurationMs: number

  // The hidden app.

  /** Between `suspend` and `resume`: nothing is credited. */
  _isSuspended: boolean
  /** Wall clock at `suspend`, 0 where unknown. */
  _suspendWallMs: number
  /** `idleMs` at `suspend`. */
  _suspendIdleMs: number

  // The anchor, from which the next position is judged: credit.ts.

  /** The last progress that was believed: when, and to which position. */
  _anchorAt: number
  _anchorMs: number
  /** When the player was last seen to stand at `anchorMs`. */
  _stillAt: number
  /** Start of the unbroken run that has come to `anchorMs`. */
  _runMs: number
  /** How far positions lag behind the clock: a later lead is credited out of it. */
  _debtMs: number
  /** Time before a halt of which no report told: the end may have been reached in it. */
  _unseenMs: number
  /** Progress in a row that contradicts `mode`: number of reports, and their credit, held back until there is enough of it. */
  _slices: number
  _slicesMs: number

  // The long view, from a report after the anchor was set, for what a pair of reports cannot tell: long-view.ts.

  /** Its beginning: when, where, and what was credited by then. */
  _sinceAt: number
  _sinceMs: number
  _sinceCreditMs: number
  /** The lowest position in it. */
  _lowMs: number
  /** How long the position moved in it. */
  _movedMs: number
  /** How far the position came from where the clock would have it. */
  _driftMs: number
  /** The latest report in it, and their number. */
  _lastAt: number
  _lastMs: number
  _reports: number
}

/** The state before the first row: an open view of content that nobody named yet. */
export function createState(): MeterState {
  return {
    _now: 0,
    _phase: 'open',
    _spentMs: 0,
    _adMs: 0,
    _shown: [],
    _shownEndMs: NOWHERE,
    _announced: 0,
    _isReplayable: false,
    _idleMs: 0,
    _checkpoints: 0,
    _durationMs: 0,
    _startMs: 0,
    _originMs: 0,
    _isLive: false,
    _adSpans: [],
    _mode: 'idle',
    _isIntended: false,
    _isShowing: false,
    _rate: 1,
    _pace: 1,
    _timeline: 'unknown',
    _hasPositions: false,
    _ad: null,
    _isAdRunning: false,
    _adFromAt: 0,
    _adFromMs: NOWHERE,
    _adDurationMs: 0,
    _isSuspended: false,
    _suspendWallMs: 0,
    _suspendIdleMs: 0,
    _anchorAt: 0,
    _anchorMs: NOWHERE,
    _stillAt: 0,
    _runMs: NOWHERE,
    _debtMs: 0,
    _unseenMs: 0,
    _slices: 0,
    _slicesMs: 0,
    _sinceAt: 0,
    _sinceMs: NOWHERE,
    _sinceCreditMs: 0,
    _lowMs: 0,
    _movedMs: 0,
    _driftMs: 0,
    _lastAt: 0,
    _lastMs: 0,
    _reports: 0,
  }
}

/** Where the content ends; 0 while unknown. A duration that ends before the timeline begins is a length. */
export function endOf({ _durationMs: durationMs, _startMs: startMs }: MeterState): number {
  return durationMs && durationMs <= startMs ? durationMs + startMs : durationMs
}

/** How long the timeline is; 0 while unknown. */
export function lengthOf(state: MeterState): number {
  return state._durationMs && endOf(state) - state._startMs
}

/** A view starts to count from nothing; content, player and break go on. */
export function resetView(state: MeterState, phase: MeterState['_phase']): void {
  state._phase = phase
  state._spentMs = state._adMs = state._announced = state._idleMs = state._checkpoints = 0
  state._isReplayable = false
  state._shownEndMs = NOWHERE
  state._shown = []
}

/** Other content: nothing is known of it, and of the player neither. A hidden app stays hidden. */
export function resetContent(state: MeterState): void {
  state._durationMs = state._startMs = state._originMs = 0
  state._isLive = state._isIntended = state._isShowing = state._hasPositions = false
  state._adSpans = []
  state._mode = 'idle'
  state._rate = state._pace = 1
  state._timeline = 'unknown'
  state._ad = null
}
