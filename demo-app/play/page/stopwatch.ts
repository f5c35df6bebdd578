/**
 * How long a film was really on screen: looked at from outside, by the page's own clock, knowing nothing of the tracker.
 */
export interface Stopwatch {
  readonly seconds: number
  /** Call it many times a second. */
  look(video: HTMLVideoElement | null, nowMs: number): void
}

export function createStopwatch(): Stopwatch {
  let seconds = 0
  let last: { video: HTMLVideoElement; positionS: number; atMs: number } | null = null
  return {
    get seconds() {
      return seconds
    },
    look(video, nowMs) {
      const isPlaying = video !== null && !video.paused && !video.seeking && !video.ended
      if (!isPlaying) {
        last = null
        return
      }
      const advancedS = last?.video === video ? video.currentTime - last.positionS : 0
      const elapsedS = last === null ? 0 : (nowMs - last.atMs) / 1000
      // What moved further than time did was a seek.
      if (advancedS > 0 && advancedS < elapsedS * 2 + 0.3) seconds += elapsedS
      last = { video, positionS: video.currentTime, atMs: nowMs }
    },
  }
}
