/**
 * Writes rows for the meter as one would tell them: load, watch ten seconds, pause, seek.
 * Time and position advance together only in `watch`.
 */
import { createMeter } from '../../../src/engagement/index.ts'
import type { Meter, MeterOptions, MeterSignal, MeterView, SignalName } from '../../../src/engagement/index.ts'

export interface Script {
  readonly rows: MeterSignal[]
  /** A row now, at the current position unless `more` says otherwise. */
  row(signal: SignalName, more?: Partial<MeterSignal>): Script
  /** `load`, `durationchange` where a duration is given, `play`, `playing`. */
  open(content: string, duration?: number, more?: Partial<MeterSignal>): Script
  /** Plays for this many seconds with a report every `tickS`. */
  watch(seconds: number, tickS?: number, rate?: number): Script
  /** Reports the same position for this many seconds. */
  stand(seconds: number, tickS?: number): Script
  /** Time passes without a row. */
  wait(seconds: number): Script
  /** The position changes without a row. */
  jump(position: number): Script
  seek(position: number, latencyS?: number): Script
  /** Feeds a meter. */
  run(options?: MeterOptions): Meter
}

/** Starts at `t` milliseconds and `position` seconds. */
export function script(t = 0, position = 0): Script {
  const rows: MeterSignal[] = []
  const self: Script = {
    rows,
    row(signal, more = {}) {
      rows.push({ t, signal, ...(signal === 'load' || signal === 'durationchange' ? {} : { position }), ...more })
      return self
    },
    open(content, duration, more = {}) {
      self.row('load', { content, ...more })
      if (duration !== undefined) self.row('durationchange', { duration })
      return self.row('play').row('playing')
    },
    watch(seconds, tickS = 1, rate = 1) {
      for (let left = seconds; left > 1e-9; left -= tickS) {
        const step = Math.min(tickS, left)
        t = Math.round(t + step * 1000)
        position = Math.round((position + step * rate) * 1e6) / 1e6
        self.row('timeupdate')
      }
      return self
    },
    stand(seconds, tickS = 1) {
      for (let left = seconds; left > 1e-9; left -= tickS) {
        t = Math.round(t + Math.min(tickS, left) * 1000)
        self.row('timeupdate')
      }
      return self
    },
    wait(seconds) {
      t += seconds * 1000
      return self
    },
    jump(to) {
      position = to
      return self
    },
    seek(to, latencyS = 0.3) {
      position = to
      return self.row('seeking').wait(latencyS).row('seeked').row('playing')
    },
    run(options = {}) {
      const meter = createMeter(options)
      rows.forEach((row) => meter.push(row))
      return meter
    },
  }
  return self
}

/** The only view. */
export function view({ views }: Meter): MeterView {
  if (views.length !== 1) throw new Error(`One view was expected, ${views.length} were kept`)
  return views[0]!
}
