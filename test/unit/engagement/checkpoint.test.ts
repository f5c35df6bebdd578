/**
 * What is saved of the open view, when, and how a meter goes on from it.
 */
import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../src/engagement/index.ts'
import type { MeterCheckpoint } from '../../../src/engagement/index.ts'
import { script } from '../../support/evening/meter-script.ts'
import type { Script } from '../../support/evening/meter-script.ts'

/** Time spent at every checkpoint. */
function savedAt(rows: Script, options = {}): number[] {
  const saved: number[] = []
  rows.run({ ...options, onCheckpoint: (checkpoint) => saved.push(checkpoint.timeSpentSeconds) })
  return saved
}

describe('checkpoints', () => {
  it('come every 10 s in the first minute of credit, then every 30 s', () => {
    expect(savedAt(script().open('A', 600).watch(200))).toEqual([0, 10, 20, 30, 40, 50, 60, 90, 120, 150, 180])
  })

  it('do not drift with reports that miss the marks', () => {
    expect(savedAt(script().open('A', 600).watch(60, 0.75)).slice(1)).toEqual([10.5, 20.25, 30, 40.5, 50.25, 60])
  })

  it('come with pause, break, hiding, end, error and load', () => {
    const rows = script()
      .open('A', 60)
      .watch(1)
      .row('pause')
      .row('playing')
      .watch(1)
      .row('ad-start')
      .wait(5)
      .row('ad-end')
      .row('playing')
    rows
      .watch(1)
      .row('suspend')
      .row('resume')
      .watch(1)
      .row('error')
      .row('playing')
      .watch(1)
      .jump(0)
      .open('B', 4)
      .watch(4)
      .row('ended')
    expect(savedAt(rows)).toEqual([0, 1, 2, 3, 4, 0, 4])
  })

  it('come with the time in a break that was none yet', () => {
    const saved: number[] = []
    const rows = script().open('A', 60).watch(1).row('ad-start').wait(5).row('suspend')
    rows.run({ onCheckpoint: ({ adTimeSeconds }) => saved.push(adTimeSeconds) })
    expect(saved).toEqual([0, 0, 5])
  })

  it('come only when there is something new', () => {
    const rows = script().open('A', 60).row('load', { content: 'A' }).row('playing').watch(1)
    rows.row('pause').row('pause').stand(10).row('suspend').row('resume').row('error').row('ended')
    expect(savedAt(rows)).toEqual([0, 1])
  })

  it('are plain data with the totals that the next start would report', () => {
    const checkpoint = script().open('A', 60).watch(30).row('ad-start').wait(5).row('timeupdate').run().checkpoint()
    expect(JSON.parse(JSON.stringify(checkpoint))).toEqual(checkpoint)
    expect(checkpoint).toMatchObject({
      version: 5,
      content: 'A',
      startedAt: 1000,
      endedAt: 30_000,
      timeSpentSeconds: 30,
      adTimeSeconds: 5,
      percentageWatched: 0.5,
      completed: false,
      reachedEnd: false,
      events: ['start', '25', '50', 'end:recovered'],
    })
  })

  it('of a closed view do not say that it was recovered', () => {
    expect(script().open('A', 60).watch(5).row('stop').run().checkpoint().events).toEqual(['start', 'end:stop'])
  })

  it('do not change afterwards', () => {
    const meter = script().open('A', 60).watch(5).run()
    const checkpoint = meter.checkpoint()
    const text = JSON.stringify(checkpoint)
    meter.push({ t: 6000, signal: 'timeupdate', position: 6 })
    meter.push({ t: 7000, signal: 'stop' })
    expect(JSON.stringify(checkpoint)).toBe(text)
  })

  it('stay within 3 kB with 64 intervals and as many ads on a Unix-epoch timeline', () => {
    const epoch = 1_767_225_600.123
    const adSpans = Array.from({ length: 64 }, (_, i): [number, number] => [
      epoch + i * 86_400.017,
      epoch + i * 86_400.017 + 30.019,
    ])
    const rows = script(1_767_225_600_123, epoch).open('https://example.test/' + 'x'.repeat(200), Infinity, {
      live: true,
      adSpans,
    })
    for (let i = 0; i < 70; i++) rows.seek(epoch + i * 86_399.137 + 40).watch(3.333, 0.777)
    const meter = rows.run()
    expect(meter.coverage()).toHaveLength(64)
    expect(JSON.stringify(meter.checkpoint()).length).toBeLessThanOrEqual(3000)
  })
})

describe('a restored meter', () => {
  const restored = (rows: Script) =>
    createMeter({ restore: JSON.parse(JSON.stringify(rows.run().checkpoint())) as MeterCheckpoint })

  it('shows the view as it stood', () => {
    const rows = script().open('A', 100).watch(10).seek(50).watch(20)
    expect(restored(rows).views).toEqual(rows.run().views)
    expect(restored(rows).coverage()).toEqual(rows.run().coverage())
    expect(restored(rows).duration()).toBe(100)
  })

  it('goes on counting, in every state a player can be in', () => {
    const states: ((rows: Script) => Script)[] = [
      (rows) => rows,
      (rows) => rows.row('pause'),
      (rows) => rows.row('pause').watch(0.9),
      (rows) => rows.row('waiting'),
      (rows) => rows.jump(30).row('seeking'),
      (rows) => rows.row('ratechange', { rate: 2 }),
      (rows) => rows.row('suspend', { wall: 1000 }).wait(5),
      (rows) => rows.row('ad-start').row('durationchange', { duration: 15 }).wait(5),
      (rows) => rows.row('ad-start', { stitched: true }).watch(5),
      (rows) => rows.row('ended').row('stop'),
      (rows) => rows.row('durationchange', { live: true }),
      (rows) => rows.stand(5),
    ]
    for (const state of states) {
      const rows = state(script().open('A', 60).watch(20))
      const cut = rows.rows.length
      rows
        .watch(5)
        .row('seeked')
        .watch(5)
        .row('resume', { wall: 4e6 })
        .row('playing')
        .watch(5)
        .row('ad-end')
        .row('playing')
        .watch(10)
      const first = createMeter({})
      rows.rows.slice(0, cut).forEach((row) => first.push(row))
      const second = createMeter({ restore: JSON.parse(JSON.stringify(first.checkpoint())) as MeterCheckpoint })
      rows.rows.slice(cut).forEach((row) => second.push(row))
      expect(second.checkpoint()).toEqual(rows.run().checkpoint())
    }
  })

  it('goes on from what an earlier start wrote down, by the names it has there', () => {
    const state = {
      now: 42_000,
      phase: 'open',
      spentMs: 30_000,
      adMs: 5000,
      shown: '0 n9c 0',
      shownEndMs: 30_000,
      announced: 3,
      isReplayable: true,
      idleMs: 12_000,
      checkpoints: 3,
      durationMs: 90_000,
      startMs: 10_000,
      originMs: 10_000,
      isLive: false,
      adSpans: 'ygw 3v4 0',
      mode: 'seeking',
      isIntended: true,
      isShowing: true,
      rate: 2,
      pace: 1,
      timeline: 'fixed',
      hasPositions: true,
      ad: 'own',
      isAdRunning: true,
      adFromAt: 37_000,
      adFromMs: 30_000,
      adDurationMs: 15_000,
      isSuspended: true,
      suspendWallMs: 1_767_225_600_123,
      suspendIdleMs: 3000,
      anchorAt: 36_000,
      anchorMs: 30_500,
      stillAt: 36_250,
      runMs: 20_000,
      debtMs: 700,
      unseenMs: 250,
      slices: 1,
      slicesMs: 400,
      sinceAt: 10_500,
      sinceMs: 4000,
      sinceCreditMs: 9000,
      lowMs: 3500,
      movedMs: 6000,
      driftMs: 120,
      lastAt: 36_500,
      lastMs: 30_600,
      reports: 7,
    }
    const stored = {
      version: 5,
      content: 'A',
      startedAt: 1000,
      endedAt: 36_000,
      timeSpentSeconds: 30,
      adTimeSeconds: 5,
      percentageWatched: 0.375,
      completed: false,
      reachedEnd: true,
      events: ['start', '25', 'ended', 'end:recovered'],
      state,
    }
    expect(createMeter({ restore: JSON.parse(JSON.stringify(stored)) as MeterCheckpoint }).checkpoint()).toEqual(stored)
  })

  it('announces only what is new, and saves only what is new', () => {
    const heard: string[] = []
    const saved: number[] = []
    const rows = script().open('A', 60).watch(25)
    const meter = createMeter({
      restore: rows.run().checkpoint(),
      onEvent: (event) => heard.push(event),
      onCheckpoint: ({ timeSpentSeconds }) => saved.push(timeSpentSeconds),
    })
    meter.push({ t: 25_000, signal: 'pause', position: 25 })
    expect(heard).toEqual([])
    expect(saved).toEqual([])
    meter.push({ t: 25_000, signal: 'playing', position: 25 })
    for (let i = 26; i <= 31; i++) meter.push({ t: i * 1000, signal: 'timeupdate', position: i })
    expect(heard).toEqual(['50'])
    expect(saved).toEqual([30])
  })

  it('ignores what is no checkpoint of its version', () => {
    const good = script().open('A', 60).watch(5).run().checkpoint()
    for (const restore of [{ ...good, version: 1 }, {}, null, 5, { version: 5 }]) {
      expect(createMeter({ restore: restore as MeterCheckpoint }).views).toMatchObject([
        { content: null, timeSpentSeconds: 0 },
      ])
    }
  })
})
