/** Whether what a peer counted is right. Pure. */
import type { Counted } from './reading.ts'
import type { Truth } from './views.ts'

export interface Verdict {
  isTimeRight: boolean
  isShareRight: boolean
}

const isNear = (value: number | null, truth: number | undefined, tolerance: number): boolean =>
  // Sums of floating point may stand a hair beyond.
  value !== null && truth !== undefined && Math.abs(value - truth) <= tolerance + 1e-9

export function judge({ timeS, share }: Counted, truth: Truth): Verdict {
  return {
    isTimeRight:
      isNear(timeS, truth.timeS, truth.timeToleranceS) || isNear(timeS, truth.otherTimeS, truth.timeToleranceS),
    isShareRight: truth.share === null ? share === null : isNear(share, truth.share, truth.shareTolerance),
  }
}

export function countRight(verdicts: readonly Verdict[], key: keyof Verdict): number {
  return verdicts.filter((verdict) => verdict[key]).length
}
