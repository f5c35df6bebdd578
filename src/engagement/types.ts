/**
 * The public shapes of the meter: `ctv-tracker/meter`.
 */
import type { MeterSignal } from './signal.ts'

/** Totals of one view, live while it runs. */
export interface MeterView {
  /** Content id given with `load`, or null before the first. */
  readonly content: string | null
  /** `t` of the first credit, or null. */
  readonly startedAt: number | null
  /** `t` of the last credit, or null. */
  readonly endedAt: number | null
  /** Seconds of wall time during which content advanced on a visible screen. */
  readonly timeSpentSeconds: number
  /** Seconds of wall time inside ad breaks. */
  readonly adTimeSeconds: number
  /** Share of the content shown at least once, 0 to 1; null for live and unknown duration. */
  readonly percentageWatched: number | null
  /** `percentageWatched` reached the completion threshold (0.9). */
  readonly completed: boolean
  /** Playback came to the real end of the content. */
  readonly reachedEnd: boolean
  /**
   * `start`, `25`, `50`, `75`, `complete`, further milestones, `ended`, and last `end:stop`, `end:content-change`, `end:replay`,
   * `end:recovered`.
   */
  readonly events: readonly string[]
}

/** Plain JSON, at most 3 kB: what the next start would report of the open view. */
export interface MeterCheckpoint extends MeterView {
  /** Layout of the record; a checkpoint of another version is not restored. */
  readonly version: number
}

export interface MeterOptions {
  /** `'monotonic'` (default) or `'wall'` where `t` may jump with the device's clock. */
  clock?: 'monotonic' | 'wall'
  /** Inactivity after which progress belongs to a new view. Default 1,800,000 ms. */
  viewTimeoutMs?: number
  /**
   * Called when the open view should be saved: every 10 s of credit in the first minute, then every 30 s, and at pause, ad start,
   * suspend, end, error and load, each only when there is something new. What it throws is ignored.
   */
  onCheckpoint?(checkpoint: MeterCheckpoint): void
  /**
   * Called for each entry of `view.events`, in order, as it is added and when the view's numbers are up to date. What it throws is
   * ignored. When one row closes a view and opens the next, the former's end comes first; a closed view never changes.
   */
  onEvent?(event: string, view: MeterView): void
  /**
   * Further shares that are announced, in per cent: `33.3` is the event `'33.3'`. Default: none. A checkpoint goes on with the same ones.
   */
  milestones?: readonly number[]
  /** How many closed views `views` keeps, oldest dropped first. Default: all. */
  keepViews?: number
  /** A checkpoint whose view goes on as it stood. */
  restore?: MeterCheckpoint
}

export interface Meter {
  /** Feeds one row. Never throws; a row it cannot read changes nothing. After `stop`, rows change nothing until the next `load`. */
  push(row: MeterSignal): void
  /**
   * Oldest first; until `stop` the last one is the open view. One without content is open from the beginning and takes the content
   * of the first `load`. A view that a rotation opened and nobody watched is not kept when it ends, and announces nothing.
   */
  readonly views: readonly MeterView[]
  /**
   * Watched intervals of the newest view in seconds since the beginning of its timeline, of a live window that which it had at the first
   * picture; disjoint and sorted. At most 64; beyond that the smallest holes are bridged here, though never counted. Stitched ads that play
   * within an interval are not cut out.
   */
  coverage(): [number, number][]
  /** Length of the newest view's media timeline in seconds, stitched ads included; null while unknown or live. */
  duration(): number | null
  /** The open view as a checkpoint, now; after `stop`, the view it closed, without `end:recovered`. */
  checkpoint(): MeterCheckpoint
}
