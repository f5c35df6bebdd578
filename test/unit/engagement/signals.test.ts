/**
 * What single signals do to what is counted: seeks, early pauses, a second `load`, a hidden app.
 */
import { describe, expect, it } from 'vitest'
import type { MeterView } from '../../../src/engagement/index.ts'
import { script, view } from '../../support/evening/meter-script.ts'

describe('a pause that the engine reports a little early', () => {
  /** Ten seconds, a pause of `pausedS`, and on from `creepMs` behind the position of the pause. */
  function resumed(
    creepMs: number,
    { pausedS = 20, rate = 1, before = '' as '' | 'ad-start' | 'suspend' } = {},
  ): MeterView {
    const played = script().open('A', 100)
    if (rate !== 1) played.row('ratechange', { rate })
    played.watch(10, 0.25, rate).row('pause').wait(pausedS)
    if (before) played.row(before)
    played.jump(10 * rate + creepMs / 1000)
    return view(played.row('play').row('playing').run())
  }

  it('has shown the pictures up to the position of the next play', () => {
    expect(resumed(100)).toMatchObject({ timeSpentSeconds: 10.1, percentageWatched: 0.101 })
  })

  it('leaves no hole in what was shown', () => {
    const meter = script()
      .open('A', 100)
      .watch(10, 0.25)
      .row('pause')
      .wait(20)
      .jump(10.1)
      .row('play')
      .row('playing')
      .watch(5, 0.25)
      .run()
    expect(meter.coverage()).toEqual([[0, 15.1]])
  })

  it.each([1, 150])('counts %i ms of them', (creepMs) => {
    expect(resumed(creepMs).timeSpentSeconds).toBeCloseTo(10 + creepMs / 1000, 6)
  })

  it.each([-100, 0, 151, 400])('counts none where the position differs by %i ms', (creepMs) => {
    expect(resumed(creepMs)).toMatchObject({ timeSpentSeconds: 10, percentageWatched: 0.1 })
  })

  it('counts them only as far as there was time to show them', () => {
    expect(resumed(100, { pausedS: 0.1 }).timeSpentSeconds).toBeCloseTo(10.1, 6)
    expect(resumed(100, { pausedS: 0.099 }).timeSpentSeconds).toBeCloseTo(10, 6)
  })

  it('counts their time at the rate they were shown at', () => {
    expect(resumed(100, { rate: 2 })).toMatchObject({ timeSpentSeconds: 10.05, percentageWatched: 0.201 })
    expect(resumed(100, { rate: 2, pausedS: 0.05 }).timeSpentSeconds).toBeCloseTo(10.05, 6)
    expect(resumed(100, { rate: 2, pausedS: 0.049 }).timeSpentSeconds).toBeCloseTo(10, 6)
  })

  it('counts none after a seek in the pause', () => {
    const rows = script().open('A', 100).watch(10).row('pause').jump(50).row('seeking').wait(0.3).row('seeked').wait(5)
    expect(view(rows.jump(50.1).row('play').row('playing').run())).toMatchObject({
      timeSpentSeconds: 10,
      percentageWatched: 0.1,
    })
  })

  it.each(['ad-start', 'suspend'] as const)('counts none after %s', (before) => {
    expect(resumed(100, { before }).timeSpentSeconds).toBe(10)
  })
})

describe('seeking', () => {
  it.each(['pause', 'waiting', 'suspend', 'ad-start'] as const)('infers nothing of the time since %s', (before) => {
    const meter = script().open('A', 100).watch(10).row(before).wait(0.5).jump(50).row('seeking').run()
    expect(view(meter).timeSpentSeconds).toBe(10)
  })

  it('infers what was shown between the last report and `seeking`', () => {
    const meter = script().open('A', 100).watch(10).wait(0.8).jump(50).row('seeking').row('seeked').watch(1).run()
    expect(view(meter).timeSpentSeconds).toBeCloseTo(11.8, 6)
    expect(meter.coverage()[0]).toEqual([0, 10.8])
  })

  it('infers what was shown since the play that ended a pause', () => {
    const rows = script().open('A', 100).watch(10).row('pause').wait(5).row('play').row('playing')
    expect(view(rows.wait(0.3).jump(50).row('seeking').run()).timeSpentSeconds).toBeCloseTo(10.275, 6)
  })

  it('infers nothing after a seek, until `playing` or the position shows that the picture is there', () => {
    const rows = script().open('A', 200).watch(10).jump(50).row('seeking').wait(0.3).row('seeked')
    expect(view(rows.wait(1).jump(90).row('seeking').run()).timeSpentSeconds).toBe(10)
  })

  it('infers a second and a quarter, and no more', () => {
    const after = (seconds: number): number =>
      view(script().open('A', 100).watch(10, 0.25).wait(seconds).jump(50).row('seeking').run()).timeSpentSeconds
    expect(after(1.25)).toBe(11.25)
    expect(after(1.26)).toBe(10)
  })

  it('infers nothing when the last report is too old, or after a standstill', () => {
    expect(view(script().open('A', 100).watch(10).wait(1.3).jump(50).row('seeking').run()).timeSpentSeconds).toBe(10)
    expect(
      view(script().open('A', 100).watch(10).stand(1).wait(0.2).jump(50).row('seeking').run()).timeSpentSeconds,
    ).toBe(10)
  })

  it('infers at the rate of play', () => {
    const meter = script()
      .open('A', 100)
      .row('ratechange', { rate: 2 })
      .watch(10, 1, 2)
      .wait(1)
      .jump(50)
      .row('seeking')
      .run()
    expect(view(meter).timeSpentSeconds).toBe(11)
    expect(meter.coverage()).toEqual([[0, 22]])
  })

  it('does not count the time it takes', () => {
    expect(view(script().open('A', 100).watch(10).seek(50, 8).watch(10).run()).timeSpentSeconds).toBeCloseTo(20, 6)
  })

  it('in a pause shows nothing, and the pause goes on', () => {
    const rows = script().open('A', 100).watch(10).row('pause').jump(50).row('seeking').wait(0.3).row('seeked').stand(5)
    expect(view(rows.watch(0.6, 0.3).run()).timeSpentSeconds).toBe(10)
  })

  it('goes on playing after `seeked` without `playing`', () => {
    const meter = script().open('A', 100).watch(10).jump(50).row('seeking').wait(0.3).row('seeked').watch(1).run()
    expect(view(meter).timeSpentSeconds).toBeCloseTo(11, 6)
  })

  it('goes on playing where `play` alone said so', () => {
    const rows = script().row('load', { content: 'A', duration: 100 }).row('play').jump(50).row('seeking').wait(0.3)
    expect(view(rows.row('seeked').watch(1).run()).timeSpentSeconds).toBe(1)
  })

  it('keeps a pause that begins during it', () => {
    const rows = script().open('A', 100).watch(10).jump(50).row('seeking').row('pause').wait(1).row('seeked')
    expect(view(rows.watch(0.8, 0.4).run()).timeSpentSeconds).toBe(10)
  })

  it('is noticed without any event, forwards and backwards', () => {
    const meter = script().open('A', 100).watch(10).jump(50).watch(10).jump(20).watch(10).run()
    expect(view(meter).timeSpentSeconds).toBeCloseTo(28, 6)
    expect(meter.coverage()).toEqual([
      [0, 10],
      [21, 30],
      [51, 60],
    ])
  })

  it('right after the start infers a little less than the clock, since engines announce play early', () => {
    expect(view(script().open('A', 100).wait(0.3).jump(50).row('seeking').run()).timeSpentSeconds).toBeCloseTo(0.275, 6)
  })

  it('infers nothing where there was no position before', () => {
    const rows = script()
      .row('load', { content: 'A', duration: 100 })
      .row('playing', { position: undefined })
      .wait(1)
      .jump(50)
      .row('seeking')
    expect(view(rows.run()).timeSpentSeconds).toBe(0)
  })

  it('to nobody knows where, in the last half second, is no loop', () => {
    const rows = script().open('A', 60).watch(59.8).row('seeking', { position: undefined })
    expect(view(rows.run()).reachedEnd).toBe(false)
  })
})

describe('the same content loaded again', () => {
  it('goes on in the same view, from wherever it plays next', () => {
    const meter = script()
      .open('A', 100)
      .watch(10)
      .row('load', { content: 'A' })
      .wait(2)
      .jump(12)
      .row('timeupdate')
      .row('playing')
      .watch(5)
      .row('stop')
      .run()
    expect(view(meter)).toMatchObject({ timeSpentSeconds: 15, percentageWatched: 0.15 })
  })
})

describe('the hidden app', () => {
  it('gets no credit, whatever plays', () => {
    const rows = script()
      .open('A', 600)
      .watch(10)
      .row('suspend', { wall: 1000 })
      .watch(60)
      .row('resume', { wall: 61_000 })
      .watch(10)
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 20 })
    expect(rows.run().coverage()).toEqual([
      [0, 10],
      [70, 80],
    ])
  })

  it('is credited up to the moment it hides', () => {
    expect(
      view(script().open('A', 60).watch(10).wait(0.4).jump(10.4).row('suspend').run()).timeSpentSeconds,
    ).toBeCloseTo(10.4, 6)
  })

  it('keeps what the player did meanwhile', () => {
    const rows = script().open('A', 60).watch(10).row('suspend').row('pause').wait(5).row('resume').watch(0.8, 0.4)
    expect(view(rows.run()).timeSpentSeconds).toBe(10)
  })
})
