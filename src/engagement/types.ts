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
  /** `start`, `25`, `50`, `75`, `complete`, `ended`, and last `end:stop`, `end:content-change`, `end:replay`, `end:timeout` or `end:recovered`. */
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
  /** Called when the open view should be saved. */
  onCheckpoint?(checkpoint: MeterCheckpoint): void
  /** Called for each entry of `view.events`, in order, as it is added. */
  onEvent?(event: string, view: MeterView): void
  /** How many closed views `views` keeps, oldest dropped first. Default: all. */
  keepViews?: number
  /** A checkpoint whose view goes on as it stood. */
  restore?: MeterCheckpoint
}

export interface Meter {
  /** Feeds one row. Never throws; a row it cannot read changes nothing. */
  push(row: MeterSignal): void
  /** Oldest first; the last one is the open view. */
  readonly views: readonly MeterView[]
  /** Watched intervals of the newest view in content seconds, disjoint and sorted: for drawing. */
  coverage(): [number, number][]
  /** Content duration of the newest view in seconds, or null while unknown or live. */
  duration(): number | null
  /** The open view as a checkpoint, now. */
  checkpoint(): MeterCheckpoint
}
