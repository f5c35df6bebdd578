/**
 * When a view ends and the next begins, and what is announced in which order.
 */
import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../src/engagement/index.ts'
import type { Meter, MeterView } from '../../../src/engagement/index.ts'
import { script } from '../../support/evening/meter-script.ts'

const endings = (meter: Meter): (string | undefined)[] => meter.views.map(({ events }) => events[events.length - 1])
const times = (meter: Meter): number[] =>
  meter.views.map(({ timeSpentSeconds }) => Math.round(timeSpentSeconds * 1000) / 1000)

describe('a view', () => {
  it('is open from the beginning and takes the first content', () => {
    const meter = createMeter({})
    expect(meter.views).toMatchObject([
      { content: null, startedAt: null, endedAt: null, timeSpentSeconds: 0, percentageWatched: null, events: [] },
    ])
    meter.push({ t: 0, signal: 'load', content: 'A' })
    expect(meter.views).toMatchObject([{ content: 'A' }])
  })

  it('without content counts too', () => {
    expect(script().row('playing').watch(5).run().views).toMatchObject([{ content: null, timeSpentSeconds: 5 }])
  })

  it('without content ends when something was watched and content is loaded', () => {
    const meter = script().row('playing').watch(5).open('A', 60).watch(5).run()
    expect(endings(meter)).toEqual(['end:content-change', 'start'])
  })

  it('starts with half a second of credit', () => {
    expect(script().open('A', 60).watch(0.49, 0.49).run().views[0]!.events).toEqual([])
    expect(script().open('A', 60).watch(0.5, 0.5).run().views[0]!.events).toEqual(['start'])
  })

  it('reaches its milestones by coverage', () => {
    const at = (seconds: number): readonly string[] => script().open('A', 100).watch(seconds).run().views[0]!.events
    expect(at(24)).toEqual(['start'])
    expect(at(25)).toEqual(['start', '25'])
    expect(at(50)).toEqual(['start', '25', '50'])
    expect(at(75)).toEqual(['start', '25', '50', '75'])
    expect(at(89)).toEqual(['start', '25', '50', '75'])
    expect(at(90)).toEqual(['start', '25', '50', '75', 'complete'])
    expect(script().open('A', 100).watch(89).run().views[0]!.completed).toBe(false)
    expect(script().open('A', 100).watch(90).run().views[0]!.completed).toBe(true)
  })

  it('stays complete when the duration turns out longer', () => {
    const meter = script().open('A', 10).watch(9).row('durationchange', { duration: 100 }).run()
    expect(meter.views[0]).toMatchObject({ completed: true, percentageWatched: 0.09 })
  })

  it('goes on when the same content is loaded again, or content without an id', () => {
    const meter = script()
      .open('A', 60)
      .watch(10)
      .row('load', { content: 'A' })
      .jump(10)
      .row('playing')
      .watch(5)
      .row('load')
      .jump(15)
      .row('playing')
      .watch(5)
      .run()
    expect(times(meter)).toEqual([20])
    expect(meter.duration()).toBe(60)
  })

  it('ends with other content, watched or not', () => {
    const meter = script().open('A', 60).open('B', 60).watch(5).jump(0).open('C').run()
    expect(meter.views.map(({ content }) => content)).toEqual(['A', 'B', 'C'])
    expect(endings(meter)).toEqual(['end:content-change', 'end:content-change', undefined])
    expect(meter.duration()).toBeNull()
  })

  it('counts the last stretch up to `stop`', () => {
    expect(times(script().open('A', 60).watch(5).wait(0.7).jump(5.7).row('stop').run())).toEqual([5.7])
  })

  it('stays as it was after `stop`, until the next `load`, also of the same content', () => {
    const rows = script().open('A', 60).watch(5).row('stop').row('stop').row('playing').watch(10)
    expect(times(rows.run())).toEqual([5])
    expect(endings(rows.run())).toEqual(['end:stop'])
    rows.jump(0).open('A', 60).watch(3)
    expect(times(rows.run())).toEqual([5, 3])
    expect(rows.run().views[0]!.events).toEqual(['start', 'end:stop'])
  })

  it('ends once, though hours pass between `stop` and the next `load`', () => {
    const meter = script().open('A', 60).watch(5).row('stop').wait(7200).jump(0).open('A', 60).watch(3).run()
    expect(meter.views.map(({ events }) => events)).toEqual([['start', 'end:stop'], ['start']])
  })

  it('goes on after an error', () => {
    expect(times(script().open('A', 60).watch(5).row('error').stand(5).row('playing').watch(5).run())).toEqual([10])
  })
})

describe('the end of the content', () => {
  it('fills the coverage up to the duration', () => {
    const meter = script().open('A', 60).watch(59.4, 0.6).row('ended').run()
    expect(meter.views[0]).toMatchObject({ percentageWatched: 1, reachedEnd: true })
    expect(meter.views[0]!.timeSpentSeconds).toBeCloseTo(59.4, 6)
  })

  it('fills nothing that was skipped', () => {
    const meter = script().open('A', 60).watch(10).jump(60).row('seeking').row('seeked').row('ended').run()
    expect(meter.views[0]).toMatchObject({ reachedEnd: true, events: ['start', 'ended'] })
    expect(meter.views[0]!.percentageWatched).toBeCloseTo(1 / 6, 6)
  })

  it('is believed within 5 % of the duration, two seconds or half a second, whichever is most', () => {
    const reached = (duration: number, at: number): boolean =>
      script().open('A', duration).jump(at).row('ended').run().views[0]!.reachedEnd
    expect(reached(1000, 950)).toBe(true)
    expect(reached(1000, 949)).toBe(false)
    expect(reached(20, 19)).toBe(true)
    expect(reached(20, 18.9)).toBe(false)
    expect(reached(4, 3.5)).toBe(true)
    expect(reached(4, 3.4)).toBe(false)
    expect(reached(60, 75)).toBe(true)
  })

  it('is believed by the last position where the event has none', () => {
    const meter = script().open('A', 60).watch(60).row('ended', { position: undefined }).run()
    expect(meter.views[0]!.reachedEnd).toBe(true)
    expect(script().open('A', 60).watch(20).row('ended', { position: undefined }).run().views[0]!.reachedEnd).toBe(
      false,
    )
  })

  it('is the duration where that is unknown or too short', () => {
    expect(script().open('A').watch(30).row('ended').run().views[0]).toMatchObject({ percentageWatched: 1 })
    const meter = script().open('A', 50).watch(10).seek(30).watch(30).row('ended').run()
    expect(meter.duration()).toBe(60)
    expect(meter.views[0]!.percentageWatched).toBeCloseTo(40 / 60, 6)
  })

  it('of a live stream leaves the share unknown', () => {
    const meter = script(0, 5000).open('A', Infinity, { live: true }).watch(30).row('ended').run()
    expect(meter.views[0]).toMatchObject({ percentageWatched: null, reachedEnd: true, events: ['start', 'ended'] })
  })

  it('is inferred when the position sticks in the last stretch for 1.5 s', () => {
    const at = (position: number, seconds: number, duration = 60): boolean =>
      script(0, position - 10)
        .open('A', duration)
        .watch(10)
        .stand(seconds, 0.5)
        .run().views[0]!.reachedEnd
    expect(at(59, 1.5)).toBe(true)
    expect(at(59, 1)).toBe(false)
    expect(at(58.7, 5)).toBe(false)
    expect(at(298, 1.5, 300)).toBe(true)
    expect(at(297, 5, 300)).toBe(false)
    expect(at(11.5, 5, 12)).toBe(true)
    expect(at(11.4, 5, 12)).toBe(false)
  })

  it('is inferred from a player that waits there for ever, not from one that is paused, sought or hidden there', () => {
    const rows = () => script(0, 50).open('A', 60).watch(9.5)
    const ended = (meter: Meter): boolean => meter.views[0]!.reachedEnd
    expect(ended(rows().row('waiting').stand(5).run())).toBe(true)
    expect(ended(rows().row('pause').stand(5).run())).toBe(false)
    expect(ended(rows().jump(59.6).row('seeking').stand(5).run())).toBe(false)
    expect(ended(rows().row('suspend').stand(5).run())).toBe(false)
  })

  it('is not inferred without a duration', () => {
    expect(script().open('A').stand(10).run().views[0]).toMatchObject({ reachedEnd: false, events: [] })
  })

  it('is inferred from a jump to the start, with and without seek events', () => {
    const silent = script().open('A', 60).watch(59).wait(1.6).jump(0.6).row('timeupdate').watch(9).run()
    expect(endings(silent)[0]).toBe('end:replay')
    expect(times(silent)).toEqual([60, 9.6])
    const loop = script()
      .open('A', 60)
      .watch(59)
      .wait(0.9)
      .jump(0)
      .row('seeking')
      .wait(0.1)
      .row('seeked')
      .watch(10)
      .run()
    expect(loop.views[0]!.events).toEqual(['start', '25', '50', '75', 'complete', 'ended', 'end:replay'])
    expect(times(loop)).toEqual([59.9, 10])
  })

  it('is inferred from a jump to the start after a stall at the seam', () => {
    const meter = script()
      .open('A', 60)
      .watch(59.5, 0.5)
      .row('waiting')
      .wait(0.5)
      .jump(0.4)
      .row('timeupdate')
      .watch(9)
      .run()
    expect(endings(meter)[0]).toBe('end:replay')
    expect(times(meter)[0]).toBe(59.5)
  })

  it('is not inferred from a jump to the start where nothing of the last stretch was shown', () => {
    const meter = script().open('A', 60).watch(10).seek(59.5).wait(0.5).jump(0.3).row('timeupdate').watch(10).run()
    expect(meter.views).toMatchObject([{ reachedEnd: false }])
  })

  it('is not inferred from a jump elsewhere, from a pause, or from further back', () => {
    const views = (meter: Meter): number => meter.views.length
    expect(views(script().open('A', 60).watch(59).jump(1).row('timeupdate').watch(10).run())).toBe(1)
    expect(views(script().open('A', 60).watch(58).jump(0.5).row('timeupdate').watch(10).run())).toBe(1)
    expect(views(script().open('A', 60).watch(59).row('pause').jump(0.5).row('timeupdate').watch(10).run())).toBe(1)
    expect(views(script().open('A', 60).watch(59).seek(0).watch(10).run())).toBe(1)
    expect(views(script().open('A', 60).watch(10).seek(60).seek(0).watch(10).run())).toBe(1)
  })

  it('is announced once, also when more is watched after it', () => {
    const meter = script()
      .open('A', 300)
      .watch(10)
      .seek(290)
      .watch(10)
      .row('ended')
      .row('ended')
      .seek(100)
      .watch(280 - 60)
      .row('ended')
      .run()
    expect(meter.views).toHaveLength(1)
    expect(meter.views[0]!.events.filter((event) => event === 'ended')).toHaveLength(1)
  })

  it('keeps small advances after it from counting', () => {
    expect(times(script().open('A', 60).watch(60).row('ended').watch(0.2, 0.1).row('stop').run())).toEqual([60])
  })
})

describe('a replay', () => {
  it('begins before the zone in which content may end, and not in it', () => {
    const again = (from: number): number =>
      script().open('A', 20).watch(20).row('ended').seek(from).watch(0.5, 0.25).run().views.length
    expect(again(19.499)).toBe(2)
    expect(again(19.5)).toBe(1)
  })

  const ended = (duration: number) => script().open('A', duration).watch(duration).row('pause').row('ended')
  const views = (meter: Meter): number => meter.views.length

  it('is a new view when it begins in the first 30 s or 5 %', () => {
    expect(views(ended(600).seek(30).watch(5).run())).toBe(2)
    expect(views(ended(600).seek(30.1).watch(5).run())).toBe(1)
    expect(views(ended(1000).seek(50).watch(5).run())).toBe(2)
    expect(views(ended(1000).seek(50.1).watch(5).run())).toBe(1)
  })

  it('does not count stitched ads towards these seconds', () => {
    const rows = () =>
      script()
        .row('load', { content: 'A', duration: 600, adSpans: [[0, 60]] })
        .row('playing')
        .watch(600)
        .row('ended')
    expect(views(rows().seek(85).watch(5).run())).toBe(2)
    expect(views(rows().seek(91).watch(5).run())).toBe(1)
  })

  it('begins with its first progress and keeps duration and content', () => {
    const rows = ended(60).jump(0).row('seeking').wait(0.3).row('seeked').row('playing')
    expect(views(rows.run())).toBe(1)
    const meter = rows.watch(15).run()
    expect(meter.views[1]).toMatchObject({
      content: 'A',
      timeSpentSeconds: 15,
      percentageWatched: 0.25,
      events: ['start', '25'],
    })
    expect(meter.coverage()).toEqual([[0, 15]])
  })

  it('is recognised without any event but the end', () => {
    expect(times(ended(60).jump(0).row('timeupdate').watch(10).run())).toEqual([60, 10])
  })

  it('is recognised after half a second, though a pause was told with the end', () => {
    const rows = script().open('A', 60).watch(60).row('ended').row('pause').jump(0).row('timeupdate')
    expect(views(rows.watch(0.5, 0.25).run())).toBe(2)
  })

  it('is not the rest of content so short that all of it lies in the first 30 s', () => {
    const meter = script().open('A', 20).watch(19.7, 0.1).stand(2).row('playing').watch(0.3, 0.1).row('ended').run()
    expect(views(meter)).toBe(1)
  })

  it('is none when nothing was watched before the end', () => {
    expect(
      views(script().open('A', 60).jump(60).row('seeking').row('seeked').row('ended').seek(0).watch(5).run()),
    ).toBe(1)
  })

  it('leaves the former view as it was', () => {
    const meter = createMeter({})
    const rows = ended(60).seek(0).watch(5).rows
    const cut = rows.length - 5
    rows.slice(0, cut).forEach((row) => meter.push(row))
    const first = meter.views[0]!
    const before = JSON.stringify({ ...first, events: undefined })
    rows.slice(cut).forEach((row) => meter.push(row))
    expect(meter.views[0]).toBe(first)
    expect(JSON.stringify({ ...first, events: undefined })).toBe(before)
    expect(first.events[first.events.length - 1]).toBe('end:replay')
  })
})

describe('inactivity', () => {
  it('of more than 30 min closes the view at the next row and begins another', () => {
    const paused = (seconds: number) => script().open('A', 120).watch(60).row('pause').wait(seconds).row('playing')
    expect(endings(paused(1800).run())).toEqual(['50'])
    expect(endings(paused(1800.001).run())).toEqual(['end:timeout', undefined])
    expect(times(paused(1801).watch(30).run())).toEqual([60, 30])
    expect(paused(1801).watch(30).run().views[1]).toMatchObject({ content: 'A', percentageWatched: 0.25 })
  })

  it('adds up over reports that show no progress', () => {
    expect(endings(script().open('A', 120).watch(60).row('pause').stand(1801).run())).toEqual([
      'end:timeout',
      undefined,
    ])
  })

  it('starts again with every credit', () => {
    const rows = script().open('A', 600)
    for (let i = 0; i < 4; i++) rows.watch(60).row('pause').wait(1000).row('playing')
    expect(times(rows.run())).toEqual([240])
  })

  it('is not broken by a play that shows nothing', () => {
    const rows = script().open('A', 120).watch(60).row('pause').wait(1000).row('play').row('playing').row('pause')
    expect(endings(rows.wait(1000).row('play').row('playing').run())).toEqual(['end:timeout', undefined])
  })

  it('over a frozen picture leaves what came before it to the view before', () => {
    const meter = script().open('A', 120).watch(60).stand(1801).watch(30).run()
    expect(meter.views).toMatchObject([{ percentageWatched: 0.5 }, { timeSpentSeconds: 30, percentageWatched: 0.25 }])
  })

  it('can be set to another length', () => {
    const rows = script().open('A', 120).watch(60).row('pause').wait(61).row('playing').watch(1)
    expect(endings(rows.run({ viewTimeoutMs: 60_000 }))).toEqual(['end:timeout', 'start'])
    expect(endings(rows.run({ viewTimeoutMs: 62_000 }))).toEqual(['50'])
  })

  it('shows in the wall clock where the other stands still', () => {
    const slept = (hours: number) =>
      script()
        .open('A', 120)
        .watch(60)
        .row('suspend', { wall: 5e6 })
        .row('suspend', { wall: 6e6 })
        .row('resume', { wall: 5e6 + hours * 3.6e6 })
        .watch(10)
    expect(times(slept(9).run())).toEqual([60, 9.7 + 0.3])
    expect(times(slept(0.52).run())).toHaveLength(2)
    expect(times(slept(0.4).run())).toEqual([70])
    expect(times(slept(-9).run())).toEqual([70])
  })

  it('needs both wall stamps', () => {
    const rows = script().open('A', 120).watch(60).row('suspend').row('resume', { wall: 9e9 }).watch(10)
    expect(times(rows.run())).toEqual([70])
    expect(times(script().open('A', 120).watch(60).row('suspend', { wall: 1 }).row('resume').watch(10).run())).toEqual([
      70,
    ])
  })

  it('does not follow from a leap of a clock that can be set, unless the player stood still', () => {
    const rows = script().open('A', 120).watch(20).wait(7200).watch(20)
    expect(times(rows.run({ clock: 'wall' }))).toEqual([40])
    expect(times(rows.run())).toEqual([20, 20])
    const paused = script().open('A', 120).watch(20).row('pause').wait(7200).row('playing').watch(20)
    expect(times(paused.run({ clock: 'wall' }))).toEqual([20, 20])
    const hidden = script().open('A', 120).watch(20).row('suspend').wait(7200).row('resume').watch(20)
    expect(times(hidden.run({ clock: 'wall' }))).toEqual([20, 20])
    const stalled = script().open('A', 120).watch(20).row('ratechange', { rate: 0 }).wait(7200)
    expect(times(stalled.row('ratechange', { rate: 1 }).watch(20).run({ clock: 'wall' }))).toEqual([20, 20])
  })

  it('still shows in small steps under a clock that can be set', () => {
    expect(endings(script().open('A', 120).watch(20).stand(1860, 60).run({ clock: 'wall' }))).toEqual([
      'end:timeout',
      undefined,
    ])
  })

  it('before anything was watched closes nothing', () => {
    expect(script().open('A', 120).wait(7200).row('playing').watch(5).run().views).toHaveLength(1)
  })

  it('leaves no trace of a view that nobody watched', () => {
    const rows = () => script().open('A', 120).watch(60).row('pause').wait(1900)
    expect(endings(rows().row('stop').run())).toEqual(['end:timeout'])
    const change = rows().row('timeupdate').wait(5000).jump(0).open('B', 60).watch(5).run()
    expect(endings(change)).toEqual(['end:timeout', 'start'])
    expect(change.views[1]!.content).toBe('B')
  })

  it('counts once, however long it lasts', () => {
    expect(script().open('A', 120).watch(60).row('pause').stand(6000, 10).run().views).toHaveLength(2)
  })

  it('is told by the wall clock of a suspension alone', () => {
    const rows = script().open('A', 120).watch(60).row('suspend', { wall: 5e6 }).row('resume', { wall: 6e6 }).watch(5)
    expect(times(rows.row('resume', { wall: 9e9 }).row('pause', { wall: 9e9 }).row('playing').watch(5).run())).toEqual([
      70,
    ])
  })
})

describe('views kept', () => {
  const rows = script()
  for (const content of ['A', 'B', 'C', 'D']) rows.jump(0).open(content, 60).watch(2)

  it('are all by default, oldest first', () => {
    expect(rows.run().views.map(({ content }) => content)).toEqual(['A', 'B', 'C', 'D'])
  })

  it('are as many closed ones as asked for, and the open one', () => {
    expect(rows.run({ keepViews: 2 }).views.map(({ content }) => content)).toEqual(['B', 'C', 'D'])
    expect(rows.run({ keepViews: 0 }).views.map(({ content }) => content)).toEqual(['D'])
  })
})

describe('announcements', () => {
  it('come in order, with the view they belong to, when its numbers are up to date', () => {
    const heard: [string, string | null, number][] = []
    const views: MeterView[] = []
    script()
      .open('A', 20)
      .watch(20)
      .row('ended')
      .seek(0)
      .watch(5)
      .open('B', 60)
      .watch(5)
      .row('stop')
      .run({
        onEvent(event, view) {
          heard.push([event, view.content, view.timeSpentSeconds])
          if (!views.includes(view)) views.push(view)
          expect(view.events[view.events.length - 1]).toBe(event)
        },
      })
    expect(heard).toEqual([
      ['start', 'A', 1],
      ['25', 'A', 5],
      ['50', 'A', 10],
      ['75', 'A', 15],
      ['complete', 'A', 18],
      ['ended', 'A', 20],
      ['end:replay', 'A', 20],
      ['start', 'A', 1],
      ['25', 'A', 5],
      ['end:content-change', 'A', 5],
      ['start', 'B', 1],
      ['end:stop', 'B', 5],
    ])
    expect(views).toHaveLength(3)
  })

  it('that a listener fails on do not stop the meter', () => {
    const meter = script()
      .open('A', 20)
      .watch(20)
      .row('ended')
      .row('stop')
      .run({
        onEvent() {
          throw new Error('listener')
        },
        onCheckpoint() {
          throw new Error('listener')
        },
      })
    expect(meter.views[0]!.events).toEqual(['start', '25', '50', '75', 'complete', 'ended', 'end:stop'])
  })
})

describe('further milestones', () => {
  it('are announced at any per cent, in order among the usual ones', () => {
    const meter = script()
      .open('A', 100)
      .watch(100, 0.5)
      .row('ended')
      .row('stop')
      .run({ milestones: [99.5, 10, 12.25, 25, 25.5, 33.3, 90, 100] })
    expect(meter.views[0]!.events).toEqual([
      'start',
      '10',
      '12.25',
      '25',
      '25.5',
      '33.3',
      '50',
      '75',
      'complete',
      '90',
      '99.5',
      '100',
      'ended',
      'end:stop',
    ])
  })

  it('are reached with the very share', () => {
    const events = script()
      .open('A', 100)
      .watch(29)
      .row('stop')
      .run({ milestones: [29, 30] }).views[0]!.events
    expect(events).toEqual(['start', '25', '29', 'end:stop'])
  })
})
