/**
 * What is credited as time spent and as content shown.
 */
import { describe, expect, it } from 'vitest'
import { script, view } from '../../support/evening/meter-script.ts'

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

  it('credits nothing at rate 0, which is buffering, unless the positions go on for long', () => {
    const { timeSpentSeconds, percentageWatched } = view(
      script().open('A', 100).watch(10).row('ratechange', { rate: 0 }).watch(2).stand(5).row('stop').run(),
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

  it('counts nothing twice when `playing` is told again a moment later', () => {
    const meter = script().open('A', 60).watch(10).wait(0.1).jump(10.1).row('playing').watch(1).run()
    expect(view(meter).timeSpentSeconds).toBeCloseTo(11.1, 6)
  })

  it('takes no more time than passed, whatever a second row of the same moment says', () => {
    const meter = script().open('A', 60).watch(10).jump(10.3).row('timeupdate').run()
    expect(view(meter).timeSpentSeconds).toBe(10)
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
    const short = script().open('A', 60).watch(10).jump(9.2).row('timeupdate').watch(2).run()
    expect(view(short).timeSpentSeconds).toBeCloseTo(11.2, 6)
    const long = script().open('A', 60).watch(10).jump(9.2).stand(4).watch(2).run()
    expect(view(long).timeSpentSeconds).toBeCloseTo(12, 6)
    expect(view(long).percentageWatched).toBeCloseTo(11.2 / 60, 6)
  })

  it('takes a step back of a second for noise, and one of more for a seek', () => {
    const back = (seconds: number) =>
      script()
        .open('A', 60)
        .watch(10)
        .jump(10 - seconds)
        .row('timeupdate')
        .watch(2)
    expect(view(back(1).run())).toMatchObject({ timeSpentSeconds: 11, percentageWatched: 11 / 60 })
    expect(view(back(1.1).run())).toMatchObject({ timeSpentSeconds: 12, percentageWatched: 10.9 / 60 })
  })

  it('goes on from `play` after a pause, though no `playing` comes', () => {
    const meter = script().open('A', 60).watch(5).row('pause').wait(9).row('play').watch(2).run()
    expect(view(meter).timeSpentSeconds).toBe(7)
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

  it('by more than a second and a half at the same moment have jumped', () => {
    const meter = script().open('A', 100).watch(10).jump(11.8).row('timeupdate').watch(5).run()
    expect(meter.coverage()).toEqual([
      [0, 10],
      [11.8, 16.8],
    ])
  })

  it('after a stall at rate 0 make nothing of it good', () => {
    const stall = script()
      .open('A', 100)
      .watch(5)
      .row('ratechange', { rate: 0 })
      .stand(8)
      .row('ratechange', { rate: 1 })
    expect(view(stall.watch(2, 1, 2).run()).timeSpentSeconds).toBe(7)
  })

  it('at less than half the speed are no evidence that something plays after all', () => {
    expect(
      view(script().open('A', 100).watch(10).row('waiting').watch(10, 1, 0.3).row('stop').run()).timeSpentSeconds,
    ).toBe(10)
  })
})

describe('gaps between reports', () => {
  it('of up to a minute count on demand when clock and position agree', () => {
    expect(view(script().open('A', 600).watch(60, 60).run()).timeSpentSeconds).toBe(60)
    expect(view(script().open('A', 600).watch(61, 61).run()).timeSpentSeconds).toBe(0)
  })

  it('are as long as the time they took, at any rate', () => {
    const fast = (seconds: number) => script().open('A', 600).row('ratechange', { rate: 2 }).watch(seconds, seconds, 2)
    expect(view(fast(40).run())).toMatchObject({ timeSpentSeconds: 40, percentageWatched: 80 / 600 })
    expect(view(fast(61).run()).timeSpentSeconds).toBe(0)
  })

  it('of up to ten seconds count live or without a duration', () => {
    expect(view(script().open('A').watch(10, 10).run()).timeSpentSeconds).toBe(10)
    expect(view(script().open('A').watch(10.5, 10.5).run()).timeSpentSeconds).toBe(0)
    expect(view(script(0, 50).open('A', Infinity, { live: true }).watch(10.5, 10.5).run()).timeSpentSeconds).toBe(0)
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

  it('over which the clock stepped back count as long as the content took at its rate', () => {
    const rows = script().open('A', 60).row('ratechange', { rate: 2 }).watch(10, 1, 2).wait(-3600).watch(1.5, 1.5, 2)
    expect(view(rows.watch(5, 1, 2).run({ clock: 'wall' })).timeSpentSeconds).toBeCloseTo(16.5, 6)
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

  it('gets nothing for heartbeats more than five seconds apart, nor in trick play, nor at rate 0', () => {
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
    for (const rate of [-1, 0]) {
      const rows = broadcast().row('ratechange', { position: undefined, rate }).row('playing', { position: undefined })
      expect(view(rows.wait(1).row('timeupdate', { position: undefined }).run()).timeSpentSeconds).toBe(0)
    }
  })

  it('has a share where a programme gives the duration', () => {
    const rows = script()
      .row('load', { content: 'A', duration: 100, position: undefined })
      .row('playing', { position: undefined })
    for (let i = 0; i < 25; i++) rows.wait(1).row('timeupdate', { position: undefined })
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 25, percentageWatched: 0.25 })
    expect(rows.run().coverage()).toEqual([[0, 25]])
  })

  it('leaves no trace of a view in which the same heartbeat came twice and no other', () => {
    const none = { position: undefined }
    const rows = broadcast().row('playing', none).wait(5).row('timeupdate', none).row('pause', none)
    rows.wait(1801).row('playing', none).row('timeupdate', none).row('stop', none)
    expect(view(rows.run()).events).toEqual(['start', 'end:timeout'])
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
