/**
 * What was on screen, from the log of `pages/frame-log.js`: the truth that measured views are held against. Pure.
 */
export type FrameLogRow = { wallMs: number } & (
  | { kind: 'frame'; positionS: number; rate: number; width?: number }
  | { kind: 'load'; src: string }
  | { kind: 'duration'; durationS: number }
  | { kind: 'seeking'; positionS: number; isLoop: boolean }
  | { kind: 'ended' | 'hidden' | 'visible' }
)

/** One showing: from the load of a video, or from its beginning after its end. */
export interface Showing {
  src: string
  durationS: number
  /** Wall time during which visible pictures of the video followed each other. */
  playedS: number
  /** What was shown, in the order of showing. */
  intervals: [fromS: number, toS: number][]
  frames: number
  isEnded: boolean
}

/** Moving pictures are this near to each other, also on a busy machine, which shows one late and the next ones faster. */
const MOVING_S = 0.5

/** The demo's clips have 25 pictures a second. */
const PICTURE_S = 0.04

/** The video may be ahead of the wall by this much between two pictures; more is a jump. */
const AHEAD_S = 0.25

/** A loop leaves from so near to the end, and comes to so near to the beginning. */
const LOOP_S = 0.5

type Frame = Extract<FrameLogRow, { kind: 'frame' }>

/** Rows come as the page hears of things: of a picture after it was presented, of an end or a seek at once. */
export const byWall = <T extends { wallMs: number }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => a.wallMs - b.wallMs)

export function readShowings(rows: readonly FrameLogRow[]): Showing[] {
  const showings: Showing[] = []
  let now: Showing | undefined
  let last: Frame | null = null
  /** The pictures that moved since the last cut: by the wall and by the video. */
  let wallSumS = 0
  let mediaSumS = 0
  let isHidden = false
  let visibleFromMs = 0

  function begin(src: string, durationS: number): void {
    showings.push((now = { src, durationS, playedS: 0, intervals: [], frames: 0, isEnded: false }))
  }

  /** Single pictures come unevenly. Of several, those that stutter were watched for no longer than the video moved on. */
  function settle(showing: Showing): void {
    showing.playedS += Math.min(wallSumS, mediaSumS)
    wallSumS = mediaSumS = 0
  }

  function show(showing: Showing, fromS: number, toS: number): void {
    const latest = showing.intervals.at(-1)
    if (latest && latest[1] === fromS) latest[1] = toS
    else showing.intervals.push([fromS, toS])
  }

  function advance(showing: Showing, from: Frame, to: Frame): void {
    const wallS = (to.wallMs - from.wallMs) / 1000
    const mediaS = to.positionS - from.positionS
    const isJump = mediaS <= 0 || mediaS > wallS * to.rate + AHEAD_S
    if (isJump || wallS > MOVING_S) settle(showing)
    if (isJump) return
    show(showing, from.positionS, to.positionS)
    wallSumS += wallS
    mediaSumS += mediaS / to.rate
    if (wallS > MOVING_S) settle(showing)
  }

  /** The last picture before a cut was seen too: until the cut, and no longer than a picture lasts. */
  function cut(showing: Showing, atMs: number): void {
    settle(showing)
    if (last) {
      const playedS = Math.min((atMs - last.wallMs) / 1000, PICTURE_S / last.rate)
      const toS = Math.min(last.positionS + playedS * last.rate, showing.durationS)
      if (toS > last.positionS) {
        showing.playedS += playedS
        show(showing, last.positionS, toS)
      }
    }
    last = null
  }

  for (const row of byWall(rows)) {
    if (row.kind === 'load') {
      if (now) settle(now)
      last = null
      begin(row.src, 0)
    }
    if (!now) continue
    if (row.kind === 'duration') {
      if (Number.isFinite(row.durationS)) now.durationS = row.durationS
    } else if (row.kind === 'frame') {
      // The page hears of a picture after it was presented, and of its visibility at once.
      if (isHidden || row.wallMs < visibleFromMs) continue
      if (now.isEnded && row.positionS < now.durationS - LOOP_S) begin(now.src, now.durationS)
      now.frames++
      if (last) advance(now, last, row)
      last = row
    } else {
      const isLoop =
        row.kind === 'seeking' &&
        row.isLoop &&
        row.positionS < LOOP_S &&
        !!last &&
        last.positionS > now.durationS - LOOP_S
      cut(now, row.wallMs)
      if (row.kind === 'ended' || isLoop) now.isEnded = true
      if (row.kind === 'hidden') isHidden = true
      if (row.kind === 'visible') {
        isHidden = false
        visibleFromMs = row.wallMs
      }
    }
  }
  if (now) settle(now)
  return showings
}

/** Share of the video that was shown at least once. */
export function shareShown({ intervals, durationS }: Showing): number {
  let sumS = 0
  let endS = 0
  for (const [fromS, toS] of [...intervals].sort(([a], [b]) => a - b)) {
    sumS += Math.max(0, toS - Math.max(fromS, endS))
    endS = Math.max(endS, toS)
  }
  return sumS / durationS
}
