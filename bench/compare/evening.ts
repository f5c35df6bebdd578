/** Rows of ordinary viewing, for what a peer costs. Pure. */
import type { Row } from './stage.ts'

/** A position each so often, as Chromium tells it. */
const TICK_MS = 250

/** What happens after so many seconds of playing: a pause of a length, or a seek to a position. */
type Act = { playS: number } | { pauseS: number } | { seekS: number }

/** One film from its start to the end of the acts, beginning at `startMs`. */
export function createFilm(content: string, durationS: number, startMs: number, acts: readonly Act[]): Row[] {
  let t = startMs
  let position = 0
  const rows: Row[] = []
  const row = (signal: string, more: Partial<Row> = {}): void => void rows.push({ t, signal, position, ...more })
  rows.push({ t, signal: 'load', content }, { t, signal: 'durationchange', duration: durationS })
  row('play')
  row('playing')
  for (const act of acts) {
    if ('playS' in act) {
      for (let left = act.playS * 1000; left > 0; left -= TICK_MS) {
        t += TICK_MS
        position += TICK_MS / 1000
        row('timeupdate')
      }
    } else if ('pauseS' in act) {
      row('pause')
      t += act.pauseS * 1000
      row('play')
      row('playing')
    } else {
      position = act.seekS
      row('seeking')
      t += 200
      row('seeked')
      row('playing')
    }
  }
  if (position >= durationS) {
    row('pause')
    row('ended')
  }
  row('stop')
  return rows
}

/** An hour without a break. */
export const HOUR: readonly Row[] = createFilm('hour', 3600, 0, [{ playS: 3600 }])

/** Two films, 105 minutes of playing in all, with a pause of ten minutes in the first and a skip of ten minutes in the second. */
export function createEvening(): Row[] {
  const first = createFilm('first', 3600, 0, [{ playS: 1800 }, { pauseS: 600 }, { playS: 1800 }])
  const startMs = first.at(-1)!.t + 60_000
  return [...first, ...createFilm('second', 3300, startMs, [{ playS: 1200 }, { seekS: 1800 }, { playS: 1500 }])]
}
