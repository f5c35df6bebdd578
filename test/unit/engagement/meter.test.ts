/**
 * What is credited as time spent and as content shown.
 */
import { describe, expect, it } from 'vitest'
import type { Meter, MeterView } from '../../../src/engagement/index.ts'
import { createMeter } from '../../../src/engagement/index.ts'
import { script } from '../../support/evening/meter-script.ts'

const EPOCH_S = 1_767_225_600

/** The only view. */
function view(meter: Meter): MeterView {
  expect(meter.views).toHaveLength(1)
  return meter.views[0]!
}

describe('a meter without options', () => {
  it('runs on the monotonic clock and keeps every view', () => {
    const meter = createMeter()
    for (const content of ['A', 'B']) {
      meter.push({ t: 0, signal: 'load', content, duration: 10 })
      meter.push({ t: 0, signal: 'playing', position: 0 })
      meter.push({ t: 2000, signal: 'timeupdate', position: 2 })
    }
    expect(meter.views).toMatchObject([{ content: 'A', percentageWatched: 0.2 }, { content: 'B' }])
  })
})

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

  it.each(['ad-start', 'suspend'] as const)('counts none after %s', (before) => {
    expect(resumed(100, { before }).timeSpentSeconds).toBe(10)
  })
})

describe('the end that a player reports', () => {
  it('is taken for the declared one when it comes a little early', () => {
    const meter = script().open('A', 100).seek(50).watch(48.5, 0.5).row('ended').run()
    expect(view(meter)).toMatchObject({ percentageWatched: 0.5, reachedEnd: true })
    expect(meter.duration()).toBe(100)
  })

  it('covers the last two seconds that no report told of, and no more', () => {
    const share = (watchedS: number): unknown =>
      view(script().open('A', 100).watch(watchedS, 0.1).jump(100).row('ended').run()).percentageWatched
    expect(share(98)).toBe(1)
    expect(share(97.9)).toBe(0.979)
  })

  it('lengthens a duration that was declared too short, up to twice', () => {
    const lasted = (seconds: number) => script().open('A', 10).watch(seconds).row('ended').run().duration()
    expect(lasted(12)).toBe(12)
    expect(lasted(19.999)).toBe(19.999)
    expect(lasted(20)).toBe(10)
    expect(lasted(25)).toBe(10)
  })

  it('tells the duration where nothing declared it, but never of a live stream', () => {
    expect(script().open('A').watch(50).row('ended').run().duration()).toBe(50)
    const live = script().open('A', undefined, { live: true }).watch(50).row('ended')
    expect(live.run().duration()).toBeNull()
    expect(live.row('timeupdate', { live: false }).run().duration()).toBeNull()
  })

  it('covers nothing of content of which nothing was shown', () => {
    expect(view(script().open('A', 0.4).jump(0.4).row('seeking').row('ended').run()).percentageWatched).toBe(0)
  })
})

describe('positions that run ahead of the clock', () => {
  const after = (rows: ReturnType<typeof script>, seconds: number, ahead: number): number =>
    view(rows.wait(seconds).jump(ahead).row('timeupdate').row('stop').run()).timeSpentSeconds

  it('are believed up to half as much again, or a second and a half', () => {
    const every10s = (): ReturnType<typeof script> => script().open('A', 200).watch(20, 10)
    expect(after(every10s(), 10, 35)).toBe(30)
    expect(after(every10s(), 10, 35.001)).toBe(20)
    const everySecond = (): ReturnType<typeof script> => script().open('A', 200).watch(20)
    expect(after(everySecond(), 1, 22.5)).toBe(21)
    expect(after(everySecond(), 1, 22.501)).toBe(20)
  })

  it('after standing still have jumped, unless they catch up with the clock', () => {
    const stood = (ahead: number): number => after(script().open('A', 200).watch(10).stand(5), 1, 10 + ahead)
    expect(stood(2.5)).toBe(12.5)
    expect(stood(2.501)).toBe(10)
    expect(stood(4.499)).toBe(10)
    expect(stood(4.5)).toBe(14.5)
    expect(stood(4.6)).toBe(14.6)
    expect(stood(7.5)).toBe(16)
    expect(stood(7.501)).toBe(10)
  })

  it('at less than half the speed are no evidence that something plays after all', () => {
    expect(
      view(script().open('A', 100).watch(10).row('waiting').watch(10, 1, 0.3).row('stop').run()).timeSpentSeconds,
    ).toBe(10)
  })
})

describe('steady play', () => {
  it('takes positions less than 20 ms apart for the same one', () => {
    const spent = (ms: number): number =>
      view(
        script()
          .open('A', 100)
          .watch(10)
          .watch(ms / 1000, ms / 1000)
          .row('stop')
          .run(),
      ).timeSpentSeconds
    expect(spent(20)).toBe(10.02)
    expect(spent(19)).toBe(10)
  })

  it.each([0.04, 0.25, 0.5, 1, 2, 5])('is credited in full with a report every %f s', (tickS) => {
    const { timeSpentSeconds, percentageWatched } = view(script().open('A', 200).watch(60, tickS).row('stop').run())
    expect(timeSpentSeconds).toBeCloseTo(60, 1)
    expect(percentageWatched).toBeCloseTo(0.3, 3)
  })

  it('is dated by the rows of its first and its last credit', () => {
    const meter = script(5000).open('A', 60).stand(2).watch(10).row('pause').stand(5).row('stop').run()
    expect(view(meter)).toMatchObject({ startedAt: 8000, endedAt: 17_000 })
  })

  it('covers from the very start when the first report comes within half a second of it', () => {
    expect(view(script(0, 0.4).open('A', 10).watch(4).run()).percentageWatched).toBeCloseTo(0.44, 6)
    expect(view(script(0, 0.5).open('A', 10).watch(4).run()).percentageWatched).toBeCloseTo(0.45, 6)
    expect(view(script(0, 0.501).open('A', 10).watch(4).run()).percentageWatched).toBeCloseTo(0.4, 6)
    expect(view(script(0, 5).open('A', 10).watch(1).seek(0.4).watch(1).run()).percentageWatched).toBeCloseTo(0.2, 6)
  })

  it('has no first and no last credit while only a stitched ad was shown', () => {
    const shown = view(
      script()
        .open('A', 120, { adSpans: [[0, 20]] })
        .watch(10)
        .run(),
    )
    expect(shown).toMatchObject({ startedAt: null, endedAt: null, timeSpentSeconds: 0, adTimeSeconds: 10 })
  })

  it('credits nothing at rate 0, which is buffering, whatever the positions do', () => {
    const { timeSpentSeconds, percentageWatched } = view(
      script().open('A', 100).watch(10).row('ratechange', { rate: 0 }).watch(5).row('stop').run(),
    )
    expect({ timeSpentSeconds, percentageWatched }).toEqual({ timeSpentSeconds: 10, percentageWatched: 0.1 })
  })

  it('counts content twice as time but once as coverage', () => {
    const { timeSpentSeconds, percentageWatched } = view(script().open('A', 100).watch(20).seek(0).watch(20).run())
    expect(timeSpentSeconds).toBeCloseTo(40, 6)
    expect(percentageWatched).toBeCloseTo(0.2, 6)
  })

  it('is drawn as intervals in seconds', () => {
    const meter = script().open('A', 100).watch(10).seek(50).watch(5).run()
    expect(meter.coverage()).toEqual([
      [0, 10],
      [50, 55],
    ])
    expect(meter.duration()).toBe(100)
  })

  it('loses nothing to state events that say what is known', () => {
    for (const event of ['play', 'playing', 'ad-end'] as const) {
      const meter = script()
        .open('A', 60)
        .watch(10)
        .wait(0.4)
        .jump(10.4)
        .row(event)
        .wait(0.4)
        .jump(10.8)
        .row('stop')
        .run()
      expect(view(meter).timeSpentSeconds).toBeCloseTo(10.8, 6)
    }
  })

  it('is still owed its lag after another `playing`', () => {
    const meter = script()
      .open('A', 60)
      .watch(10)
      .wait(1)
      .jump(10.5)
      .row('timeupdate')
      .row('playing')
      .wait(1)
      .jump(12)
      .row('timeupdate')
      .run()
    expect(view(meter).timeSpentSeconds).toBe(12)
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

describe('evidence against the state events', () => {
  it('starts a view without any state event after two reports that advance', () => {
    const rows = script().row('load', { content: 'A', duration: 60 }).row('timeupdate')
    expect(view(rows.watch(1).run()).timeSpentSeconds).toBe(0)
    expect(view(rows.watch(1).run()).timeSpentSeconds).toBe(2)
  })

  it('starts where `play` was', () => {
    expect(
      view(script(0, 0).row('load', { content: 'A', duration: 60 }).row('play').watch(5).run()).timeSpentSeconds,
    ).toBe(5)
  })

  it('goes on from the last position where an event has none', () => {
    const none = { position: undefined }
    const pause = script()
      .open('A', 60)
      .watch(5)
      .row('pause', none)
      .wait(9)
      .row('play', none)
      .row('playing', none)
      .watch(5)
    expect(view(pause.run()).timeSpentSeconds).toBe(10)
    const hide = script().open('A', 60).watch(5).row('suspend', none).wait(9).row('resume', none).watch(5)
    expect(view(hide.run()).timeSpentSeconds).toBe(10)
    const ad = script()
      .open('A', 60)
      .watch(5)
      .row('ad-start', none)
      .jump(0)
      .watch(9)
      .jump(5)
      .row('ad-end', none)
      .watch(5)
    expect(view(ad.run())).toMatchObject({ timeSpentSeconds: 10, adTimeSeconds: 9 })
    const seek = script().open('A', 60).watch(5).jump(40).row('seeking').wait(1).row('seeked', none).watch(5)
    expect(view(seek.run()).timeSpentSeconds).toBe(10)
  })

  it('needs half a second of advance, and a whole one after a pause', () => {
    const idle = script().row('load', { content: 'A', duration: 60 }).row('timeupdate')
    expect(view(idle.watch(0.4, 0.2).run()).timeSpentSeconds).toBe(0)
    expect(view(idle.watch(0.2, 0.2).run()).timeSpentSeconds).toBeCloseTo(0.6, 6)
    const paused = script().open('A', 60).watch(5).row('pause')
    expect(view(paused.watch(0.8, 0.2).run()).timeSpentSeconds).toBe(5)
    expect(view(paused.watch(0.2, 0.2).run()).timeSpentSeconds).toBeCloseTo(6, 6)
  })

  it('is not misled by one nudge, however far', () => {
    expect(view(script().open('A', 60).watch(5).row('pause').wait(2).jump(7).stand(30).run()).timeSpentSeconds).toBe(5)
  })

  it('is not misled by two nudges with a rest between', () => {
    const meter = script().open('A', 60).watch(5).row('pause').watch(0.9).stand(4).watch(0.9).stand(4).run()
    expect(view(meter).timeSpentSeconds).toBe(5)
  })

  it('overrides a stale `waiting` and loses nothing', () => {
    const meter = script().open('A', 60).watch(5).row('waiting').stand(7).watch(10).run()
    expect(view(meter).timeSpentSeconds).toBeCloseTo(15, 6)
    expect(view(meter).percentageWatched).toBeCloseTo(0.25, 6)
  })

  it('overrides a `waiting` that comes again and again', () => {
    const rows = script().open('A', 60).watch(5)
    for (let i = 0; i < 20; i++) rows.row('waiting').watch(0.5, 0.25)
    expect(view(rows.run()).timeSpentSeconds).toBeCloseTo(15, 6)
  })

  it('does not credit a standstill that no event tells of', () => {
    expect(view(script().open('A', 60).watch(5).stand(20).watch(5).run()).timeSpentSeconds).toBeCloseTo(10, 6)
  })

  it('does not take a silent skip after a standstill for a late report', () => {
    const meter = script().open('A', 120).watch(10).stand(20).jump(22).wait(0.5).row('timeupdate').watch(5).run()
    expect(view(meter).timeSpentSeconds).toBeCloseTo(15, 6)
    expect(meter.coverage()).toEqual([
      [0, 10],
      [22, 27],
    ])
  })

  it('follows positions that advance in steps of several seconds', () => {
    const rows = script().open('A', 60)
    for (let i = 0; i < 10; i++)
      rows
        .stand(4)
        .wait(1)
        .jump((i + 1) * 5)
        .row('timeupdate')
    expect(view(rows.run()).timeSpentSeconds).toBeCloseTo(50, 6)
  })

  it('lets noise average out', () => {
    const rows = script().open('A', 60)
    for (let i = 1; i <= 120; i++)
      rows
        .wait(0.25)
        .jump(i / 4 + (i % 2 ? 0.08 : -0.08))
        .row('timeupdate')
    expect(view(rows.run()).timeSpentSeconds).toBeCloseTo(30, 0)
  })

  it('pays back at most 1.5 s of lag', () => {
    // 5 s, then 2 s of content in one report after the standstill, then 9 s, and what is paid back.
    const meter = script().open('A', 100).watch(5).stand(10).watch(10, 1, 2).run()
    expect(view(meter).timeSpentSeconds).toBeCloseTo(17.5, 6)
  })

  it('forgets lag at a pause', () => {
    const meter = script().open('A', 100).watch(5).stand(10).watch(1).row('pause').row('playing').watch(10, 1, 2).run()
    expect(view(meter).timeSpentSeconds).toBeCloseTo(16, 6)
  })

  it('drops small steps back for three seconds, then believes them', () => {
    const short = script().open('A', 60).watch(10).jump(9.2).watch(2).run()
    expect(view(short).timeSpentSeconds).toBeCloseTo(11.2, 6)
    const long = script().open('A', 60).watch(10).jump(9.2).stand(4).watch(2).run()
    expect(view(long).timeSpentSeconds).toBeCloseTo(12, 6)
    expect(view(long).percentageWatched).toBeCloseTo(11.2 / 60, 6)
  })

  it('needs a whole second of advance after a pause in mid-stall too', () => {
    expect(
      view(script().open('A', 60).watch(5).row('waiting').wait(2).row('pause').watch(0.8, 0.4).run()).timeSpentSeconds,
    ).toBe(5)
    expect(
      view(script().open('A', 60).watch(5).row('pause').wait(2).row('waiting').watch(0.8, 0.4).run()).timeSpentSeconds,
    ).toBe(5)
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

describe('rates', () => {
  it('halve the time at 2x and double it at 0.5x, with the same coverage', () => {
    const fast = view(script().open('A', 60).row('ratechange', { rate: 2 }).watch(15, 1, 2).run())
    const slow = view(script().open('A', 60).row('ratechange', { rate: 0.5 }).watch(60, 1, 0.5).run())
    expect(fast).toMatchObject({ timeSpentSeconds: 15, percentageWatched: 0.5 })
    expect(slow).toMatchObject({ timeSpentSeconds: 60, percentageWatched: 0.5 })
  })

  it('up to 3x are play, above and below 0 trick play', () => {
    expect(
      view(script().open('A', 600).row('ratechange', { rate: 3 }).watch(10, 1, 3).run()).timeSpentSeconds,
    ).toBeCloseTo(10, 6)
    expect(
      view(script().open('A', 600).row('ratechange', { rate: 3.1 }).watch(10, 1, 3.1).run()).timeSpentSeconds,
    ).toBe(0)
    expect(
      view(script(0, 500).open('A', 600).row('ratechange', { rate: -1 }).watch(10, 1, -1).run()).timeSpentSeconds,
    ).toBe(0)
  })

  it('of a doubled speed that nobody reported is credited as wall time', () => {
    expect(view(script().open('A', 100).watch(20, 1, 2).run())).toMatchObject({
      timeSpentSeconds: 20,
      percentageWatched: 0.4,
    })
  })

  it('of 0 are buffering until another one comes', () => {
    const meter = script()
      .open('A', 60)
      .watch(5)
      .row('ratechange', { rate: 0 })
      .stand(9)
      .row('ratechange', { rate: 1 })
      .watch(1)
      .run()
    expect(view(meter).timeSpentSeconds).toBe(6)
  })

  it('may come with any row', () => {
    expect(
      view(script().row('load', { content: 'A', duration: 60 }).row('playing', { rate: 2 }).watch(10, 1, 2).run())
        .timeSpentSeconds,
    ).toBe(10)
  })

  it('start anew with new content', () => {
    const rows = script().open('A', 60).row('ratechange', { rate: 8 }).jump(0).open('B', 60).watch(10)
    expect(rows.run().views[1]!.timeSpentSeconds).toBe(10)
  })

  it('that change do not start what is paused or stalled', () => {
    const halts: ['pause' | 'waiting', number[]][] = [
      ['pause', [0, 1]],
      ['pause', [1.5]],
      ['waiting', [1.5]],
      ['waiting', [2, 1]],
    ]
    for (const [halt, rates] of halts) {
      const rows = script().open('A', 60).watch(5).row(halt).wait(2)
      rates.forEach((rate) => rows.row('ratechange', { rate }))
      expect(view(rows.wait(0.3).jump(5.3).row('timeupdate').run()).timeSpentSeconds).toBe(5)
    }
  })
})

describe('gaps between reports', () => {
  it('of up to a minute count on demand when clock and position agree', () => {
    expect(view(script().open('A', 600).watch(60, 60).run()).timeSpentSeconds).toBe(60)
    expect(view(script().open('A', 600).watch(61, 61).run()).timeSpentSeconds).toBe(0)
  })

  it('of up to ten seconds count live or without a duration', () => {
    expect(view(script().open('A').watch(10, 10).run()).timeSpentSeconds).toBe(10)
    expect(view(script().open('A').watch(10.5, 10.5).run()).timeSpentSeconds).toBe(0)
    expect(view(script(0, 50).open('A', Infinity, { live: true }).watch(10.5, 10.5).run()).timeSpentSeconds).toBe(0)
  })

  it('count where the clock stood still', () => {
    const meter = script().open('A', 60).watch(10).watch(10).run()
    expect(view(meter).timeSpentSeconds).toBe(20)
  })

  it('are credited by position for two seconds when the clock stepped back', () => {
    const back = (seconds: number): number => {
      const rows = script()
        .open('A', 60)
        .watch(10)
        .wait(-3600 - seconds)
        .watch(seconds, seconds)
        .watch(5)
      return view(rows.run({ clock: 'wall' })).timeSpentSeconds
    }
    expect(back(1)).toBeCloseTo(16, 6)
    expect(back(2)).toBeCloseTo(17, 6)
    expect(back(2.5)).toBeCloseTo(15, 6)
  })

  it('are not filled when the clock leapt ahead', () => {
    for (const leapS of [60, 7200, 1.7e9]) {
      const rows = script().open('A', 60).watch(10).wait(leapS).watch(20)
      expect(view(rows.run({ clock: 'wall' })).timeSpentSeconds).toBeCloseTo(30, 6)
    }
  })
})

describe('an engine without positions', () => {
  const broadcast = () => script().row('load', { content: 'A', live: true, position: undefined })

  it('is credited by its heartbeat while it says that it plays', () => {
    const rows = broadcast().row('timeupdate', { position: undefined }).wait(1).row('playing', { position: undefined })
    for (let i = 0; i < 20; i++) rows.wait(5).row('timeupdate', { position: undefined })
    expect(view(rows.run()).timeSpentSeconds).toBe(100)
  })

  it('is credited up to a pause, a stall and the stop', () => {
    const rows = broadcast().row('playing', { position: undefined }).wait(3).row('waiting', { position: undefined })
    rows.wait(2).row('playing', { position: undefined }).wait(3).row('pause', { position: undefined }).wait(2)
    rows.row('playing', { position: undefined }).wait(3).row('stop', { position: undefined })
    expect(view(rows.run()).timeSpentSeconds).toBe(9)
  })

  it('gets nothing for heartbeats more than five seconds apart, nor in trick play', () => {
    const late = broadcast()
      .row('playing', { position: undefined })
      .wait(5.1)
      .row('timeupdate', { position: undefined })
    expect(view(late.run()).timeSpentSeconds).toBe(0)
    const fast = broadcast()
      .row('playing', { position: undefined, rate: 8 })
      .wait(1)
      .row('timeupdate', { position: undefined })
    expect(view(fast.run()).timeSpentSeconds).toBe(0)
    const back = broadcast().row('playing', { position: undefined }).wait(-2).row('timeupdate', { position: undefined })
    expect(view(back.run()).timeSpentSeconds).toBe(0)
  })

  it('has a share where a programme gives the duration', () => {
    const rows = script()
      .row('load', { content: 'A', duration: 100, position: undefined })
      .row('playing', { position: undefined })
    for (let i = 0; i < 25; i++) rows.wait(1).row('timeupdate', { position: undefined })
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 25, percentageWatched: 0.25 })
  })

  it('is no longer one once a position came', () => {
    const rows = script().open('A', 60).watch(2)
    for (let i = 0; i < 20; i++) rows.wait(1).row('timeupdate', { position: undefined })
    expect(view(rows.run()).timeSpentSeconds).toBe(2)
  })

  it('is none where the position is 0', () => {
    const rows = script().row('load', { content: 'A' }).row('playing', { position: 0 })
    for (let i = 0; i < 5; i++) rows.wait(1).row('timeupdate', { position: undefined })
    expect(view(rows.run()).timeSpentSeconds).toBe(0)
  })
})

describe('durations', () => {
  it('are unknown until a finite positive one comes, and stay when rubbish follows', () => {
    const rows = script()
      .open('A', NaN)
      .row('durationchange', { duration: 0 })
      .row('durationchange', { duration: Infinity })
      .watch(10)
    expect(view(rows.run()).percentageWatched).toBeNull()
    rows
      .row('durationchange', { duration: 40 })
      .row('durationchange', { duration: -5 })
      .row('durationchange', { duration: 'NaN' })
    expect(view(rows.run()).percentageWatched).toBe(0.25)
  })

  it('announce late milestones with the next progress', () => {
    const rows = script().open('A').watch(10).row('durationchange', { duration: 20 })
    expect(view(rows.run()).events).toEqual(['start'])
    expect(view(rows.watch(1).run()).events).toEqual(['start', '25', '50'])
  })

  it('shorter than what was shown are not the content’s', () => {
    const rows = script().open('A', 60).watch(30).row('durationchange', { duration: 15 })
    expect(rows.run().duration()).toBe(60)
    expect(rows.row('durationchange', { duration: 28.5 }).run().duration()).toBe(28.5)
  })

  it('may grow beyond an estimate that was too short', () => {
    const rows = script().open('A', 10).watch(20).row('durationchange', { duration: 15 })
    expect(rows.run().duration()).toBe(15)
    expect(rows.row('durationchange', { duration: 60 }).run().views[0]!.percentageWatched).toBeCloseTo(1 / 3, 6)
  })

  it('keep the share at 1 while an estimate is too short', () => {
    expect(view(script().open('A', 10).watch(20).run()).percentageWatched).toBe(1)
  })
})

describe('live', () => {
  it('has no share and no duration, whatever durations come', () => {
    const meter = script(0, EPOCH_S).open('A', 600, { live: true }).watch(20).run()
    expect(view(meter)).toMatchObject({ timeSpentSeconds: 20, percentageWatched: null, events: ['start'] })
    expect(meter.duration()).toBeNull()
  })

  it('is exact on Unix-epoch positions', () => {
    const meter = script(0, EPOCH_S)
      .open('A', Infinity, { live: true })
      .watch(10, 0.25)
      .seek(EPOCH_S - 100)
      .watch(5, 0.25)
      .run()
    expect(meter.coverage()).toEqual([
      [EPOCH_S - 100, EPOCH_S - 95],
      [EPOCH_S, EPOCH_S + 10],
    ])
  })

  it('can be announced late and end as on-demand', () => {
    const rows = script().open('A', 60).watch(5).row('durationchange', { live: true, duration: 65 })
    expect(view(rows.run()).percentageWatched).toBeNull()
    rows.watch(5).row('durationchange', { live: false, duration: 100 }).watch(15)
    expect(view(rows.run())).toMatchObject({ percentageWatched: 0.25, events: ['start', '25'] })
  })

  it('relates what was shown on an epoch timeline to the final duration', () => {
    const rows = script(0, EPOCH_S)
      .open('A', Infinity, { live: true })
      .watch(25)
      .row('durationchange', { live: false, duration: 100 })
      .stand(3)
    expect(view(rows.run())).toMatchObject({ percentageWatched: 0.25, reachedEnd: false })
  })

  it('said not to be so keeps the duration, and said to be so forgets it', () => {
    expect(
      view(script().open('A', 60).watch(10).row('timeupdate', { live: false }).watch(5).run()).percentageWatched,
    ).toBe(0.25)
    const back = script()
      .open('A', 60)
      .watch(10)
      .row('durationchange', { live: true })
      .row('durationchange', { live: false })
      .watch(5)
    expect(view(back.run()).percentageWatched).toBeNull()
  })
})

describe('ads beside the content', () => {
  it('count as ad time only', () => {
    const meter = script().open('A', 60).watch(10).row('ad-start').wait(20).row('ad-end').row('playing').watch(10).run()
    expect(view(meter)).toMatchObject({ timeSpentSeconds: 20, adTimeSeconds: 20 })
    expect(view(meter).percentageWatched).toBeCloseTo(1 / 3, 6)
  })

  it('make every position, duration, end, seek and rate of the same element foreign', () => {
    const rows = script()
      .open('A', 60)
      .watch(10)
      .row('ad-start')
      .jump(0)
      .row('durationchange', { duration: 15 })
      .row('playing')
    rows
      .watch(15)
      .row('seeking')
      .row('seeked')
      .row('ratechange', { rate: 2 })
      .row('ended')
      .row('error')
      .row('durationchange', { duration: 60 })
    rows.jump(10).row('ad-end').row('playing').watch(10)
    const meter = rows.run()
    expect(view(meter)).toMatchObject({ timeSpentSeconds: 20, adTimeSeconds: 15, reachedEnd: false })
    expect(meter.duration()).toBe(60)
    expect(meter.coverage()).toEqual([[0, 20]])
  })

  it('stop counting while the viewer pauses them, but not for the pause that begins the break', () => {
    const viewer = script()
      .open('A', 60)
      .row('ad-start')
      .wait(5)
      .row('pause')
      .wait(60)
      .row('play')
      .wait(5)
      .row('ad-end')
      .row('playing')
      .watch(5)
    expect(view(viewer.run())).toMatchObject({ timeSpentSeconds: 5, adTimeSeconds: 10 })
    const element = script()
      .open('A', 60)
      .watch(5)
      .row('ad-start')
      .wait(0.5)
      .row('pause')
      .wait(14.5)
      .row('ad-end')
      .row('play')
      .row('playing')
      .watch(5)
    expect(view(element.run())).toMatchObject({ timeSpentSeconds: 10, adTimeSeconds: 15 })
  })

  it('do not count while the app is hidden or when the clock leaps', () => {
    const hidden = script()
      .open('A', 60)
      .row('ad-start')
      .wait(5)
      .row('suspend')
      .wait(60)
      .row('resume')
      .wait(5)
      .row('ad-end')
    expect(view(hidden.run()).adTimeSeconds).toBe(10)
    const leap = script()
      .open('A', 60)
      .row('ad-start')
      .wait(5)
      .row('timeupdate')
      .wait(300)
      .row('timeupdate')
      .wait(5)
      .row('ad-end')
    expect(view(leap.run({ clock: 'wall' })).adTimeSeconds).toBe(10)
  })

  it('end when the content plays on where it was left, even if the end of the break got lost', () => {
    const meter = script().open('A', 60).watch(10).row('ad-start').wait(15).jump(11).row('playing').watch(10).run()
    expect(view(meter)).toMatchObject({ timeSpentSeconds: 20, adTimeSeconds: 15 })
  })

  it('do not end at a `playing` elsewhere, without a position, or at once', () => {
    const rows = () => script().open('A', 60).watch(10).row('ad-start')
    expect(view(rows().wait(15).jump(12.1).row('playing').watch(5).run()).timeSpentSeconds).toBe(10)
    expect(view(rows().wait(15).row('playing', { position: undefined }).watch(5).run()).timeSpentSeconds).toBe(10)
    expect(view(rows().wait(0.9).row('playing').watch(5).run()).timeSpentSeconds).toBe(10)
  })

  it('do not end at the `playing` of an ad near the start of the content', () => {
    const rows = script()
      .open('A', 60)
      .row('ad-start')
      .wait(2)
      .row('durationchange', { duration: 15 })
      .row('playing')
      .watch(15)
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 0, adTimeSeconds: 17 })
    rows.jump(0).row('durationchange', { duration: 60 }).row('playing').watch(5)
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 5, adTimeSeconds: 17 })
  })

  it('end at a position that the ad does not have', () => {
    const rows = script()
      .open('A', 60)
      .watch(30)
      .row('ad-start')
      .jump(0)
      .row('durationchange', { duration: 15 })
      .watch(15)
    expect(view(rows.jump(30).row('playing').watch(5).run())).toMatchObject({ timeSpentSeconds: 35, adTimeSeconds: 15 })
  })

  it('leave the duration that the content told during a pre-roll', () => {
    const rows = script().row('load', { content: 'A' }).row('ad-start').row('durationchange', { duration: 15 }).wait(15)
    rows.row('durationchange', { duration: 60 }).row('ad-end').row('play').row('playing').watch(15)
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 15, percentageWatched: 0.25 })
  })

  it('may leak their duration before the break without a false milestone', () => {
    const rows = script()
      .open('A', 60)
      .watch(5)
      .row('durationchange', { duration: 10 })
      .row('ad-start')
      .wait(10)
      .row('ad-end')
    rows.row('durationchange', { duration: 60 }).row('playing').watch(1)
    expect(view(rows.run())).toMatchObject({ percentageWatched: 0.1, events: ['start'] })
  })

  it('in a pod are one break', () => {
    const meter = script()
      .open('A', 60)
      .watch(5)
      .row('ad-start')
      .wait(10)
      .row('ad-start')
      .wait(10)
      .row('ad-end')
      .row('ad-end')
      .watch(5)
      .run()
    expect(view(meter)).toMatchObject({ timeSpentSeconds: 10, adTimeSeconds: 20 })
  })

  it('after the end add no content time and open no view', () => {
    const meter = script()
      .open('A', 20)
      .watch(20)
      .row('ended')
      .row('ad-start')
      .jump(0)
      .watch(15)
      .row('ended')
      .jump(20)
      .row('ad-end')
      .row('ended')
      .run()
    expect(view(meter)).toMatchObject({ timeSpentSeconds: 20, adTimeSeconds: 15, reachedEnd: true })
    expect(view(meter).events.filter((event) => event === 'ended')).toHaveLength(1)
  })

  it('that end without having begun change nothing', () => {
    expect(view(script().open('A', 60).watch(5).row('ad-end').watch(5).run())).toMatchObject({
      timeSpentSeconds: 10,
      adTimeSeconds: 0,
    })
  })

  it('are over when new content is loaded', () => {
    const meter = script().open('A', 60).row('ad-start').wait(5).open('B', 60).watch(5).run()
    expect(meter.views.map((one) => [one.timeSpentSeconds, one.adTimeSeconds])).toEqual([
      [0, 5],
      [5, 0],
    ])
  })

  it('before the content is named leave its facts alone', () => {
    const rows = script()
      .row('ad-start')
      .wait(10)
      .row('load', { content: 'A', live: true, duration: 60 })
      .row('ad-end')
      .row('playing')
      .watch(5)
    expect(view(rows.run())).toMatchObject({
      content: 'A',
      timeSpentSeconds: 5,
      adTimeSeconds: 10,
      percentageWatched: null,
    })
  })

  it('survive a reload of the content that they interrupt', () => {
    const rows = script()
      .open('A', 60)
      .watch(10)
      .row('ad-start')
      .wait(5)
      .row('load', { content: 'A' })
      .wait(5)
      .row('ad-end')
      .row('playing')
      .watch(5)
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 15, adTimeSeconds: 10 })
  })

  it('in a pod keep the kind of the break', () => {
    const rows = script()
      .open('A', 60)
      .watch(10)
      .row('ad-start')
      .wait(5)
      .row('ad-start', { stitched: true })
      .jump(0)
      .watch(5, 1)
    expect(view(rows.jump(10).row('ad-end').row('playing').watch(5).run())).toMatchObject({
      adTimeSeconds: 10,
      percentageWatched: 0.25,
    })
  })

  it('take no time back when the clock is set back', () => {
    const rows = script().open('A', 60).watch(10).row('ad-start').wait(-3600).row('timeupdate').wait(5).row('ad-end')
    expect(view(rows.run()).adTimeSeconds).toBe(5)
  })

  it('that stand still are no ad time, however often they say where', () => {
    const rows = script()
      .open('A', 60)
      .watch(10)
      .row('ad-start')
      .jump(0)
      .watch(2)
      .row('pause')
      .stand(20)
      .row('playing')
      .watch(3)
      .jump(10)
      .row('ad-end')
    expect(view(rows.run()).adTimeSeconds).toBe(5)
  })

  it('before the content go on after a `playing` that tells no position', () => {
    const rows = script()
      .open('A', 60)
      .row('ad-start')
      .wait(2)
      .row('playing', { position: undefined })
      .wait(5)
      .row('ad-end')
    expect(view(rows.run()).adTimeSeconds).toBe(7)
  })

  it('leave the duration alone when the app is hidden in them', () => {
    const rows = script()
      .open('A', 60)
      .watch(10)
      .row('ad-start')
      .wait(2)
      .row('suspend')
      .wait(2)
      .row('resume', { duration: 30 })
      .wait(2)
    expect(view(rows.row('ad-end').row('playing').watch(5).run()).percentageWatched).toBe(0.25)
  })

  it('do not hide the duration that comes with the content', () => {
    const rows = script()
      .row('ad-start')
      .wait(10)
      .row('load', { content: 'A', duration: 60 })
      .row('ad-end')
      .row('playing')
      .watch(15)
    expect(view(rows.run()).percentageWatched).toBe(0.25)
  })
})

describe('ads in the content’s timeline', () => {
  it('leave numerator and denominator when they are announced', () => {
    const rows = script()
      .open('A', 100)
      .watch(20)
      .row('ad-start', { stitched: true })
      .watch(20)
      .row('ad-end', { stitched: true })
      .watch(20)
    const meter = rows.run()
    expect(view(meter)).toMatchObject({ timeSpentSeconds: 40, adTimeSeconds: 20, percentageWatched: 0.5 })
    expect(meter.duration()).toBe(100)
  })

  it('leave both when they are known beforehand, without any event', () => {
    const rows = script()
      .open('A', 100, { adSpans: [[10.5, 30.5]] })
      .watch(50)
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 30, adTimeSeconds: 20, percentageWatched: 0.375 })
  })

  it('are counted once when they are known and announced', () => {
    const rows = script()
      .open('A', 100, { adSpans: [[20, 40]] })
      .watch(20)
      .row('ad-start', { stitched: true })
      .watch(20)
    expect(view(rows.row('ad-end', { stitched: true }).watch(20).run())).toMatchObject({
      timeSpentSeconds: 40,
      adTimeSeconds: 20,
      percentageWatched: 0.5,
    })
  })

  it('ignore spans that are none', () => {
    const adSpans = [[20, 10], [NaN, 5], ['1', 2], null, 7, [3], [0, Object.create(null)]] as unknown as [
      number,
      number,
    ][]
    expect(view(script().open('A', 100, { adSpans }).watch(10).run())).toMatchObject({
      timeSpentSeconds: 10,
      percentageWatched: 0.1,
    })
    expect(
      view(
        script()
          .open('A', 100, { adSpans: 5 as unknown as [] })
          .watch(10)
          .run(),
      ).percentageWatched,
    ).toBe(0.1)
  })

  it('take only what played, not what was skipped over, for an ad', () => {
    const rows = script()
      .open('A', 100)
      .watch(20)
      .row('ad-start', { stitched: true })
      .watch(5)
      .jump(60)
      .row('ad-end', { stitched: true })
      .watch(20)
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 40, adTimeSeconds: 5 })
    expect(view(rows.run()).percentageWatched).toBeCloseTo(40 / 95, 6)
  })

  it('may end the stream', () => {
    const rows = script().open('A', 60).watch(40).row('ad-start', { stitched: true }).watch(20).row('ended').row('stop')
    expect(view(rows.run())).toMatchObject({ percentageWatched: 1, reachedEnd: true })
    expect(view(rows.run()).events).toEqual(['start', '25', '50', '75', 'complete', 'ended', 'end:stop'])
  })

  it('can be paused', () => {
    const rows = script()
      .open('A', 60)
      .watch(10)
      .row('ad-start', { stitched: true })
      .watch(5)
      .row('pause')
      .stand(60)
      .row('playing')
      .watch(5)
    expect(view(rows.row('ad-end', { stitched: true }).watch(5).run())).toMatchObject({
      timeSpentSeconds: 15,
      adTimeSeconds: 10,
    })
  })

  it('are known by their positions, whatever comes without one between', () => {
    const rows = script()
      .open('A', 65)
      .watch(10)
      .row('ad-start', { stitched: true })
      .watch(2)
      .row('timeupdate', { position: undefined })
      .watch(3)
    expect(view(rows.row('ad-end', { stitched: true }).watch(5).run()).percentageWatched).toBe(0.25)
  })

  it('before the content begin where they were first seen', () => {
    const rows = script()
      .row('load', { content: 'A', duration: 61 })
      .row('ad-start', { stitched: true, position: undefined })
      .wait(1)
      .jump(1)
    expect(
      view(rows.row('timeupdate').row('ad-end', { stitched: true }).row('playing').watch(12.2).run()).percentageWatched,
    ).toBe(0.2)
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

describe('rows that make no sense', () => {
  it('pass over ad spans that end before they begin', () => {
    expect(
      view(
        script()
          .open('A', 100, {
            adSpans: [
              [20, 10],
              [30, 30],
            ],
          })
          .watch(40)
          .run(),
      ),
    ).toMatchObject({ timeSpentSeconds: 40, adTimeSeconds: 0, percentageWatched: 0.4 })
  })

  it('change nothing and throw nothing', () => {
    const rows = script().open('A', 60).watch(10).rows
    const rubbish: unknown[] = [
      null,
      undefined,
      7,
      'timeupdate',
      {},
      { signal: 'timeupdate' },
      { t: NaN, signal: 'timeupdate', position: 20 },
      { t: '11000', signal: 'timeupdate', position: 11 },
      { t: Infinity, signal: 'stop' },
      { t: 4_000_000, signal: 'toString', position: 20 },
      { t: 4_000_000, signal: 'hasOwnProperty' },
      { t: 4_000_000, signal: ['stop'] },
      { t: 4_000_000, signal: Object.create(null) },
      { t: 4_000_000, signal: Symbol('stop') },
      { t: 4_000_000, signal: 'timeUpdate', position: 20 },
      { t: 10_000, signal: 'timeupdate', position: 'NaN' },
      { t: 10_000, signal: 'timeupdate', position: -1 },
      { t: 10_000, signal: 'timeupdate', position: {} },
      { t: 10_000, signal: 'timeupdate', position: 'Infinity', rate: 'Infinity', duration: '-Infinity' },
      { t: 10_000, signal: 'ratechange', rate: 'NaN' },
    ]
    const clean = createMeter({})
    const dirty = createMeter({})
    for (const row of rows) {
      clean.push(row)
      dirty.push(row)
    }
    rubbish.forEach((row) => dirty.push(row as never))
    expect(dirty.checkpoint()).toEqual(clean.checkpoint())
  })

  it('do not disturb the order of what follows', () => {
    const meter = script().open('A', 60).watch(10).row('timeupdate', { position: NaN }).watch(10).run()
    expect(view(meter).timeSpentSeconds).toBe(20)
  })
})
