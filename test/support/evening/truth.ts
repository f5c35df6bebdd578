/**
 * What a fake player really showed, kept by itself: the time during which the picture moved at a speed at which one watches, and which
 * tenths of a second of the content were seen.
 */
export interface Truth {
  readonly spentSeconds: number
  /** Seconds of content seen at least once. */
  readonly seenSeconds: number
  show(fromMs: number, toMs: number, speed: number): void
}

export function createTruth(): Truth {
  let spentMs = 0
  const seen = new Set<number>()
  return {
    get spentSeconds() {
      return spentMs / 1000
    },
    get seenSeconds() {
      return seen.size / 10
    },
    show(fromMs, toMs, speed) {
      if (speed <= 0 || speed > 3) return
      spentMs += (toMs - fromMs) / speed
      for (let place = Math.floor(fromMs / 100); place * 100 < toMs; place++) seen.add(place)
    },
  }
}
