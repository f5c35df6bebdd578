/**
 * What a meter knows of its view, and the plain JSON it becomes.
 */
import type { Intervals } from './coverage.ts'
import type { MeterCheckpoint, MeterView } from './types.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Ten = [number, number, number, number, number, number, number, number, number, number]

export type View = Mutable<MeterView> & { events: string[] }

export interface Memory {
  view: View
  shown: Intervals
  ads: Intervals
  /** Every number of the meter's state, in the order of `createBareMeter`; the first says whether the view is open. */
  state: [...Ten, ...Ten, ...Ten]
}

export type Checkpoint = Mutable<MeterCheckpoint> & {
  state: Memory['state']
  /** Intervals as text. */
  shown: string
  ads: string
}
