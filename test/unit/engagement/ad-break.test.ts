/**
 * Ads beside the content and within its timeline.
 */
import { describe, expect, it } from 'vitest'
import { script, view } from '../../support/evening/meter-script.ts'

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

  it('leave the content playing after a reload in the break, though no `playing` follows it', () => {
    const rows = script().open('A', 60).watch(10).row('ad-start').wait(5).row('load', { content: 'A' }).wait(5)
    expect(view(rows.row('ad-end').watch(1).run())).toMatchObject({ timeSpentSeconds: 11, adTimeSeconds: 10 })
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

  it('before any position is known are not over at a `playing` that tells none', () => {
    const none = { position: undefined }
    const rows = script().row('load', { content: 'A', duration: 60 }).row('ad-start', none).wait(2).row('playing', none)
    expect(view(rows.wait(5).row('ad-end', none).run()).adTimeSeconds).toBe(7)
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

  it('are ad time for as long as they took, at any rate', () => {
    const rows = script()
      .open('A', 100, { adSpans: [[10, 30]] })
      .row('ratechange', { rate: 2 })
    expect(view(rows.watch(20, 1, 2).run())).toMatchObject({
      timeSpentSeconds: 10,
      adTimeSeconds: 10,
      percentageWatched: 0.25,
    })
  })

  it('that come with the next content leave the former as it was', () => {
    const rows = script().open('A', 100).watch(50).jump(0)
    const meter = rows.open('B', 100, { adSpans: [[20, 40]] }).run()
    expect(meter.views[0]).toMatchObject({ timeSpentSeconds: 50, adTimeSeconds: 0, percentageWatched: 0.5 })
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

  it('are known by positions that advance in steps of several seconds', () => {
    const rows = script().open('A', 100).watch(20).row('ad-start', { stitched: true })
    for (let at = 25; at <= 40; at += 5) rows.stand(4).wait(1).jump(at).row('timeupdate')
    expect(view(rows.row('ad-end', { stitched: true }).watch(20).run())).toMatchObject({
      timeSpentSeconds: 40,
      adTimeSeconds: 20,
      percentageWatched: 0.5,
    })
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
