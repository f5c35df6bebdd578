/**
 * What a checkpoint holds beyond the public totals.
 */
import type { MeterCheckpoint, MeterView } from './types.ts'

export const VERSION = 1

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Ten = [number, number, number, number, number, number, number, number, number, number]

export type View = Mutable<MeterView> & { events: string[] }

export type Checkpoint = Mutable<MeterCheckpoint> & {
  /** Every number of the meter's state, in the order of `createMeter`. */
  state: [...Ten, ...Ten, ...Ten]
  /** Intervals as text. */
  shown: string
  ads: string
}

/** Copies what `keys` names. */
export function copyFields(keys: object, from: object, to: object): void {
  Object.keys(keys).forEach((key) => ((to as { [key: string]: unknown })[key] = (from as { [key: string]: unknown })[key]))
}
