/** The truth's own arithmetic, on logs written by hand. */
import { describe, expect, it } from 'vitest'
import type { FrameLogRow } from './shown.ts'
import { readShowings, shareShown } from './shown.ts'

const START: FrameLogRow[] = [
  { kind: 'load', wallMs: 0, src: 'film.webm' },
  { kind: 'duration', wallMs: 0, durationS: 20 },
]

/** Pictures of so many media seconds from `fromS`, 25 of them in each; the first is presented at `wallMs`. */
function pictures(wallMs: number, fromS: number, seconds: number, rate = 1): FrameLogRow[] {
  return Array.from({ length: Math.round(seconds * 25) + 1 }, (_, i) => ({
    kind: 'frame',
    wallMs: wallMs + (i * 40) / rate,
    positionS: fromS + i / 25,
    rate,
  }))
}

/** Played seconds and share of each showing. */
function read(...rows: FrameLogRow[]): [number, number][] {
  return readShowings([...START, ...rows]).map((showing) => [
    Number(showing.playedS.toFixed(2)),
    Number(shareShown(showing).toFixed(3)),
  ])
}

describe('what was shown', () => {
  it('is as long as pictures followed each other', () => {
    expect(read(...pictures(100, 0, 5))).toEqual([[5, 0.25]])
  })

  it('is wall time, whatever the rate', () => {
    expect(read(...pictures(0, 0, 4, 2))).toEqual([[2, 0.2]])
    expect(read(...pictures(0, 0, 2, 0.5))).toEqual([[4, 0.1]])
  })

  it('leaves out a pause and a stall', () => {
    expect(read(...pictures(0, 0, 2), ...pictures(9_000, 2.04, 2))).toEqual([[4.04, 0.202]])
  })

  it('takes pictures that stutter for no more than the video moved on', () => {
    expect(read(...pictures(0, 0, 2), ...pictures(2_200, 2.04, 2))).toEqual([[4.04, 0.202]])
  })

  it('leaves out what a seek jumped over, and counts again in time only what is shown again', () => {
    const forth: FrameLogRow = { kind: 'seeking', wallMs: 2_000, positionS: 10, isLoop: false }
    const back: FrameLogRow = { kind: 'seeking', wallMs: 4_100, positionS: 0, isLoop: false }
    expect(read(...pictures(0, 0, 2), forth, ...pictures(2_100, 10, 2))).toEqual([[4, 0.2]])
    expect(read(...pictures(0, 0, 2), forth, ...pictures(2_100, 10, 2), back, ...pictures(4_200, 0, 2))).toEqual([
      [6, 0.2],
    ])
  })

  it('leaves out a jump that nobody announced', () => {
    expect(read(...pictures(0, 0, 2), ...pictures(2_040, 10, 2))).toEqual([[4, 0.2]])
  })

  it('takes the last picture before a seek for one that was seen until then, and no longer than it lasts', () => {
    const seekAfter = (ms: number): FrameLogRow => ({
      kind: 'seeking',
      wallMs: 2_000 + ms,
      positionS: 10,
      isLoop: false,
    })
    expect(read(...pictures(0, 0, 2), seekAfter(20))).toEqual([[2.02, 0.101]])
    expect(read(...pictures(0, 0, 2), seekAfter(900))).toEqual([[2.04, 0.102]])
  })

  it('leaves out what played while the page was hidden', () => {
    const rows: FrameLogRow[] = [
      ...pictures(0, 0, 2),
      { kind: 'hidden', wallMs: 2_000 },
      { kind: 'visible', wallMs: 5_000 },
      ...pictures(5_020, 5.02, 2),
    ]
    expect(read(...rows)).toEqual([[4, 0.2]])
  })

  it('begins anew after the end, by replay and by loop', () => {
    const ended: FrameLogRow = { kind: 'ended', wallMs: 1_980 }
    expect(read(...pictures(0, 18, 1.96), ended, ...pictures(3_000, 0, 2))).toEqual([
      [1.98, 0.099],
      [2, 0.1],
    ])
    const loop: FrameLogRow = { kind: 'seeking', wallMs: 2_000, positionS: 0, isLoop: true }
    expect(read(...pictures(0, 18, 1.96), loop, ...pictures(2_010, 0, 2))).toEqual([
      [2, 0.1],
      [2, 0.1],
    ])
  })
})
