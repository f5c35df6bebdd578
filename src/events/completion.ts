/**
 * What a completion event carries beyond the play event's properties. Pure.
 */
import type { CompletionShape, Properties, Totals } from '../api.ts'
import { cleanProperties, mergeProperties } from './properties.ts'

function round(value: number, decimals: number): number {
  return +value.toFixed(decimals)
}

/** The totals of a view of which nothing was watched. */
export const ZERO: Totals = {
  timeSpentSeconds: 0,
  adTimeSeconds: 0,
  percentageWatched: null,
  completed: false,
  reachedEnd: false,
  coverage: [],
}

/** Totals with the precision of the wire: milliseconds, and four decimals of the share. */
export function roundTotals(totals: Totals): Totals {
  return {
    timeSpentSeconds: round(totals.timeSpentSeconds, 3),
    adTimeSeconds: round(totals.adTimeSeconds, 3),
    percentageWatched: totals.percentageWatched == null ? null : round(totals.percentageWatched, 4),
    completed: totals.completed,
    reachedEnd: totals.reachedEnd,
    coverage: totals.coverage.map(([from, to]): [number, number] => [round(from, 3), round(to, 3)]),
  }
}

/**
 * Properties of the completion. `flat` follows the Direct API guide, `aggregations` the vendor's SDKs; a percentage that is not known is
 * left out. A shape of the app that throws, which `onThrow` hears of, gives way to the flat one.
 */
export function completionProperties(
  properties: Properties,
  totals: Totals,
  shape: CompletionShape,
  onThrow: (error: unknown) => void,
): Properties {
  const exact = roundTotals(totals)
  const { timeSpentSeconds, percentageWatched } = exact
  const laidOver = (own: unknown): Properties => mergeProperties(properties, cleanProperties(own))
  if (typeof shape == 'function')
    try {
      return laidOver(shape(exact))
    } catch (error) {
      onThrow(error)
    }
  return laidOver(
    shape == 'aggregations'
      ? { aggregations: { VideoEngagement: { engaged_time: timeSpentSeconds, completion: percentageWatched } } }
      : { time_spent_seconds: timeSpentSeconds, percentage_watched: percentageWatched },
  )
}
