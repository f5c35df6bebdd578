/**
 * What a player showed of each content, from the frame log. Players load and unload as they like, so a showing lasts from one `watch`
 * to the next, and pictures are told apart by their size: content, or an ad. Pure.
 */
import type { FrameLogRow, Showing } from './shown.ts'
import { byWall, readShowings } from './shown.ts'

export type PlayerLogRow = FrameLogRow | { kind: 'watch'; wallMs: number; id: string }

export interface Film {
  /** Of its pictures. */
  width: number
  /** Of the timeline, stitched ads included; live has none. */
  durationS: number
}

export function readPlayerShowings(rows: readonly PlayerLogRow[], filmOf: (id: string) => Film): Showing[] {
  let film: Film = { width: 0, durationS: NaN }
  let lastS = NaN
  let isCut = false
  const shown: FrameLogRow[] = []
  for (const row of byWall(rows)) {
    const { wallMs } = row
    if (row.kind === 'watch') {
      film = filmOf(row.id)
      isCut = false
      shown.push({ kind: 'load', wallMs, src: row.id }, { kind: 'duration', wallMs, durationS: film.durationS })
    } else if (row.kind === 'frame') {
      const isContent = row.width === film.width
      if (isCut === isContent) shown.push({ kind: isContent ? 'visible' : 'hidden', wallMs })
      isCut = !isContent
      lastS = row.positionS
      shown.push(row)
    } else if (row.kind === 'load' || (row.kind === 'ended' && !(lastS > film.durationS - 0.5))) {
      // Of the player's own doing: the content goes on.
      if (!isCut) shown.push({ kind: 'hidden', wallMs })
      isCut = true
    } else if (row.kind !== 'duration') shown.push(row)
  }
  return readShowings(shown)
}
