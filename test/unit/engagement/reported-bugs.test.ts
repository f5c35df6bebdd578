/**
 * What public bug reports of players and trackers tell of, each as a trace with its truth: time in which the content advanced before the
 * viewer, and the share of the content's own timeline that was seen.
 */
import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../src/engagement/index.ts'
import type { Meter, MeterSignal } from '../../../src/engagement/index.ts'
import { script, view } from '../../support/evening/meter-script.ts'

const spent = ({ views }: Meter): number => views.reduce((sum, one) => sum + one.timeSpentSeconds, 0)

describe('a timeline that does not begin at 0', () => {
  const recording = (startS: number, lengthS: number) =>
    script(0, startS)
      .row('load', { content: 'A' })
      .row('durationchange', { start: startS, duration: startS + lengthS })
      .row('play')
      .row('playing')

  it.each([30, 3600, 1_767_225_600])('is seen whole when it is played whole, from %d s on', (startS) => {
    const meter = recording(startS, 12).watch(12, 0.5).row('ended').row('stop').run()
    expect(view(meter)).toMatchObject({
      timeSpentSeconds: 12,
      percentageWatched: 1,
      completed: true,
      reachedEnd: true,
      events: ['start', '25', '50', '75', 'complete', 'ended', 'end:stop'],
    })
    expect(meter.duration()).toBe(12)
    expect(meter.coverage()).toEqual([[0, 12]])
  })

  it('has its milestones and its share where its own length says', () => {
    const rows = recording(3600, 100).watch(24)
    expect(view(rows.run())).toMatchObject({ percentageWatched: 0.24, events: ['start'] })
    expect(view(rows.watch(1).run()).events).toEqual(['start', '25'])
  })

  it('counts its first half second from its own beginning', () => {
    const rows = script(0, 30.4).row('load', { content: 'A', start: 30, duration: 40 }).row('playing').watch(4)
    expect(view(rows.run()).percentageWatched).toBeCloseTo(0.44, 6)
  })

  it('is unseen where it begins after all that was shown of it while it was live', () => {
    const rows = script(0, 1000).open('A', Infinity, { live: true }).watch(300)
    rows.row('durationchange', { live: false, start: 1840, duration: 1900 })
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 300, percentageWatched: 0, completed: false })
    expect(rows.run().coverage()).toEqual([])
    const meter = rows.seek(1840).watch(30).run()
    expect(view(meter)).toMatchObject({ timeSpentSeconds: 330, percentageWatched: 0.5 })
    expect(meter.coverage()).toEqual([[0, 30]])
  })

  it('is another view when it is played again from its beginning, and none when its last part is', () => {
    const again = (position: number): number =>
      recording(3600, 100).watch(100).row('ended').seek(position).watch(10).row('stop').run().views.length
    expect(again(3600)).toBe(2)
    expect(again(3629)).toBe(2)
    expect(again(3640)).toBe(1)
  })

  it('loops to its beginning', () => {
    const meter = recording(3600, 20).watch(20, 0.5).jump(3600).row('timeupdate').watch(10, 0.5).row('stop').run()
    expect(meter.views.map((one) => one.timeSpentSeconds)).toEqual([20, 10])
    const told = recording(3600, 20).watch(20, 0.5).jump(3600).row('seeking').row('seeked').watch(10, 0.5).row('stop')
    expect(told.run().views.map((one) => one.timeSpentSeconds)).toEqual([20, 10])
  })

  it('keeps its ads out of the share', () => {
    const rows = script(0, 100)
      .row('load', { content: 'A', start: 100, duration: 200, adSpans: [[120, 140]] })
      .row('playing')
      .watch(40)
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 20, adTimeSeconds: 20, percentageWatched: 0.25 })
  })

  it('may be told later than its end, and after it was watched', () => {
    const rows = script(0, 30).open('A', 42).watch(12, 0.5)
    expect(view(rows.run()).percentageWatched).toBeCloseTo(12 / 42, 6)
    expect(view(rows.row('durationchange', { start: 30 }).run()).percentageWatched).toBe(1)
  })

  it('may have a length in the place of an end', () => {
    for (const startS of [3600, 20]) {
      const rows = script(0, startS).row('load', { content: 'A', start: startS, duration: 20 }).row('playing')
      const meter = rows.watch(20, 0.5).row('ended').run()
      expect(view(meter)).toMatchObject({ percentageWatched: 1, reachedEnd: true })
      expect(meter.duration()).toBe(20)
    }
  })

  it('is forgotten with its content', () => {
    const rows = recording(3600, 20).watch(5).jump(0).open('B', 10).watch(5)
    expect(rows.run().views[1]).toMatchObject({ percentageWatched: 0.5 })
  })
})

describe('ad spans that are told after `load`', () => {
  it.each(['durationchange', 'timeupdate'] as const)('with %s leave the share', (signal) => {
    const rows = script()
      .open('A', 90)
      .watch(5)
      .row(signal, { adSpans: [[30, 60]] })
    const meter = rows.watch(5).seek(75).watch(15).row('stop').run()
    expect(view(meter).timeSpentSeconds).toBeCloseTo(25, 1)
    expect(view(meter).percentageWatched).toBeCloseTo(25 / 60, 2)
  })

  it('and played then are ad time', () => {
    const meter = script()
      .open('A', 90)
      .watch(10)
      .row('durationchange', { adSpans: [[30, 60]] })
      .watch(80)
      .row('ended')
      .run()
    expect(view(meter)).toMatchObject({ timeSpentSeconds: 60, adTimeSeconds: 30, percentageWatched: 1 })
  })

  it('and played before are ad time from then on', () => {
    const rows = script().open('A', 90).watch(70)
    expect(view(rows.run()).timeSpentSeconds).toBe(70)
    const late = rows.row('durationchange', { adSpans: [[30, 60]] })
    expect(view(late.run())).toMatchObject({ timeSpentSeconds: 40, adTimeSeconds: 30 })
    expect(view(late.run()).percentageWatched).toBeCloseTo(40 / 60, 6)
  })

  it('grow with the manifest, and count once however often they are told', () => {
    const rows = script().open('A', 200)
    const known: [number, number][] = []
    for (let at = 20; at < 200; at += 60) {
      known.push([at, at + 20])
      rows.row('durationchange', { adSpans: [...known] }).watch(60)
    }
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 120, adTimeSeconds: 60 })
    expect(view(rows.run()).percentageWatched).toBeCloseTo(120 / 140, 6)
  })
})

describe('a rate that is told and not obeyed', () => {
  it.each([2, 4, 8, 1.5, -1, -8])('of %f costs nothing', (rate) => {
    const told = script().open('A', 200).watch(10, 0.5).row('ratechange', { rate }).watch(60, 0.5).row('stop').run()
    expect(view(told).timeSpentSeconds).toBeCloseTo(70, 0)
    expect(view(told).percentageWatched).toBeCloseTo(0.35, 2)
  })

  it.each([1, 5])('costs nothing with a report every %d s', (tickS) => {
    const told = script().open('A', 200).watch(10).row('ratechange', { rate: 4 }).watch(60, tickS).row('stop').run()
    expect(view(told).timeSpentSeconds).toBeCloseTo(70, 0)
  })

  it('costs nothing with every report telling it again', () => {
    const rows = script().open('A', 200).watch(10, 0.5)
    for (let s = 10.5; s <= 70; s += 0.5) rows.wait(0.5).jump(s).row('timeupdate', { rate: 4 })
    expect(view(rows.row('stop').run()).timeSpentSeconds).toBeCloseTo(70, 0)
  })

  it('is not believed anew when the same content is loaded again', () => {
    const rows = script().open('A', 200).row('ratechange', { rate: 8 }).watch(30, 0.5)
    const meter = rows.row('load', { content: 'A' }).row('playing').watch(1.5, 0.5).row('stop').run()
    expect(view(meter).timeSpentSeconds).toBeCloseTo(31.5, 1)
  })

  it('costs nothing after a seek either', () => {
    const rows = script().open('A', 400).watch(10).row('ratechange', { rate: 2 }).watch(20, 0.5, 2).seek(200)
    expect(view(rows.watch(40, 0.5).row('stop').run()).timeSpentSeconds).toBeCloseTo(70, 0)
  })

  it('is believed again when it is obeyed again', () => {
    const rows = script().open('A', 900).row('ratechange', { rate: 8 }).watch(30, 0.5).watch(30, 0.5, 8).row('stop')
    expect(view(rows.run()).timeSpentSeconds).toBeCloseTo(30, 0)
  })

  it('is found out though it was obeyed before, and believed at once when it is obeyed again', () => {
    const told = (rate: number) => script().open('A', 900).row('ratechange', { rate })
    const after = view(told(2).watch(20, 0.5, 2).watch(40, 0.5).row('stop').run()).timeSpentSeconds
    expect(Math.abs(after - 60)).toBeLessThanOrEqual(1)
    expect(view(told(3).watch(30).watch(30, 1, 3).row('stop').run())).toMatchObject({
      timeSpentSeconds: 60,
      percentageWatched: 120 / 900,
    })
  })

  it('is found out in time with coarse positions, sooner the further it is from the truth', () => {
    const rows = script().open('A', 900).row('ratechange', { rate: 8 })
    for (let t = 0.25; t <= 15; t += 0.25) rows.wait(0.25).jump(Math.floor(t)).row('timeupdate')
    expect(view(rows.row('stop').run()).timeSpentSeconds).toBeCloseTo(15, 0)
  })

  it('is found out whatever the player says that it does, for the positions show it', () => {
    const rows = () => script().open('A', 900).row('ratechange', { rate: 4 })
    expect(view(rows().row('waiting').watch(3, 0.5).row('stop').run()).timeSpentSeconds).toBe(3)
    expect(view(rows().row('pause').watch(20, 0.5).row('stop').run()).timeSpentSeconds).toBe(20)
    const again = script().open('A', 20).watch(20).row('ended').jump(0).row('ratechange', { rate: 4 }).watch(10, 0.5)
    expect(again.run().views.map((one) => one.timeSpentSeconds)).toEqual([20, 10])
  })

  it('leaves a stall after it was found out uncredited', () => {
    const rows = script().open('A', 900).row('ratechange', { rate: 8 }).watch(10, 0.25).stand(0.75, 0.25)
    expect(view(rows.watch(5, 0.25).row('stop').run()).timeSpentSeconds).toBe(15)
  })

  it('is not suspected where play and stalls look like it three times, nor by rows that come twice', () => {
    const rows = script().open('A', 900).row('ratechange', { rate: 2 })
    for (let t = 2; t <= 6; t += 2) rows.wait(2).jump(t).row('timeupdate').row('timeupdate')
    expect(view(rows.row('stop').run()).timeSpentSeconds).toBe(3)
  })

  it('is not suspected in a stall, told or silent, nor in a pause', () => {
    for (const rate of [1.5, 2, 3]) {
      const rows = script().open('A', 900).row('ratechange', { rate })
      for (let i = 0; i < 10; i++)
        rows.watch(3, 0.5, rate).stand(2, 0.5).watch(2, 0.5, rate).row('waiting').stand(3, 0.5).row('playing')
      rows.row('playing').watch(5, 0.5, rate).row('pause').stand(20, 0.5)
      expect(view(rows.row('stop').run()).timeSpentSeconds).toBeCloseTo(55, 0)
    }
  })

  it('counts as trick play while it is obeyed', () => {
    for (const rate of [4, 8, -8]) {
      const rows = script(0, 600).open('A', 2000).watch(10).row('ratechange', { rate }).watch(30, 0.25, rate)
      expect(view(rows.row('stop').run()).timeSpentSeconds).toBe(10)
    }
  })
})

/** Rows of a live stream that plays for `seconds`, with stalls `[from, to]`, whose positions are what `tell` makes of the true one. */
function live(
  seconds: number,
  tickS: number,
  tell: (t: number, playedS: number) => number,
  stalls: [number, number][] = [],
): MeterSignal[] {
  const rows: MeterSignal[] = [{ t: 0, signal: 'load', content: 'A', live: true }]
  rows.push({ t: 0, signal: 'playing', position: tell(0, 0) })
  for (let t = tickS; t <= seconds + 1e-9; t += tickS) {
    const played = t - stalls.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(t, to) - from), 0)
    rows.push({ t: Math.round(t * 1000), signal: 'timeupdate', position: tell(t, played) })
  }
  rows.push({ t: seconds * 1000, signal: 'stop' })
  return rows
}
function feed(rows: MeterSignal[]): Meter {
  const meter = createMeter({})
  rows.forEach((row) => meter.push(row))
  return meter
}
/** A position counted from the beginning of a window that moves on by a segment at a time. */
const inWindow =
  (segmentS: number, windowS = 60) =>
  (t: number, playedS: number) =>
    windowS + playedS - Math.floor(t / segmentS) * segmentS

describe('positions of a live stream in a window that slides', () => {
  it.each([
    [1, 4],
    [1, 6],
    [1, 8],
    [1, 10],
    [0.25, 2],
    [0.5, 6],
    [1, 2],
    [1, 1],
    [2, 6],
    [5, 6],
    [4, 6],
    [3, 4],
    [5, 8],
  ])('count all the time, with a report every %f s and segments of %d s', (tickS, segmentS) => {
    const { timeSpentSeconds, events } = view(feed(live(600, tickS, inWindow(segmentS))))
    expect(timeSpentSeconds).toBeGreaterThan(600 - 0.01 * 600)
    expect(timeSpentSeconds).toBeLessThanOrEqual(600)
    expect(events).toContain('start')
  })

  it('count all the time where they never move', () => {
    const meter = feed(live(600, 1, () => 54))
    expect(view(meter).timeSpentSeconds).toBeCloseTo(600, 0)
    expect(view(meter).events).toEqual(['start', 'end:stop'])
    expect(meter.coverage()).toEqual([[0, 600]])
  })

  it('are told as stretches since the beginning that the window had at first, however far it slides', () => {
    const rows = script(0, 1060).row('load', { content: 'A', live: true, start: 1000 }).row('playing').watch(60)
    for (let start = 1060; start <= 1600; start += 60) rows.row('durationchange', { live: true, start }).watch(60)
    const meter = rows.row('pause', { start: 1660 }).run()
    expect(view(meter).timeSpentSeconds).toBe(660)
    expect(meter.coverage()).toEqual([[60, 720]])
  })

  it('are another view from the beginning that the window has at last, once the stream has ended', () => {
    const rows = script(0, 60).row('load', { content: 'A', live: true, start: 0 }).row('playing').watch(600)
    rows.row('pause', { start: 600 }).row('ended').row('seeking').seek(600).watch(40).row('stop')
    expect(rows.run().views.map(({ timeSpentSeconds }) => timeSpentSeconds)).toEqual([600, 40])
  })

  it('count no pause, though they never move in it', () => {
    const rows = live(300, 1, () => 54).slice(0, -1)
    rows.push({ t: 300_000, signal: 'pause', position: 54 })
    for (let t = 301; t <= 400; t++) rows.push({ t: t * 1000, signal: 'timeupdate', position: 54 })
    expect(view(feed(rows)).timeSpentSeconds).toBeCloseTo(300, 0)
  })

  it('count no standby of which nobody told', () => {
    const rows = live(1320, 1, inWindow(6)).filter(({ t }) => t <= 60_000 || t >= 1_260_000)
    const { timeSpentSeconds } = view(feed(rows))
    expect(timeSpentSeconds).toBeLessThanOrEqual(120)
    expect(timeSpentSeconds).toBeGreaterThan(118)
  })

  it('count on where a clock that can be set is set back', () => {
    const rows = live(120, 1, inWindow(6)).map((row) => (row.t > 60_000 ? { ...row, t: row.t - 3_600_000 } : row))
    const { timeSpentSeconds } = view(feed(rows))
    expect(timeSpentSeconds).toBeLessThanOrEqual(120)
    expect(timeSpentSeconds).toBeGreaterThan(118)
  })

  it.each([5, 7, 9, 15, 40])('lose two seconds at most with a silent skip either way after %d s', (atS) => {
    for (const skipS of [25, -25]) {
      const rows = live(60, 1, (t, playedS) => inWindow(6)(t, playedS) + (t > atS ? skipS : 0))
      expect(view(feed(rows)).timeSpentSeconds).toBeGreaterThanOrEqual(58)
      expect(view(feed(rows)).timeSpentSeconds).toBeLessThanOrEqual(60)
    }
  })

  it('count all the time where the window moves on by a little more', () => {
    const rows = live(600, 1, (t, playedS) => inWindow(6)(t, playedS) - (t > 100 ? 0.9 : 0))
    expect(view(feed(rows)).timeSpentSeconds).toBeCloseTo(600, 0)
  })

  it('end the view with a stall of half an hour, and count from nothing after it', () => {
    const [first, second] = feed(live(2100, 1, inWindow(6), [[100, 2000]])).views
    expect(first!.events).toEqual(['start', 'end:timeout'])
    expect(Math.abs(first!.timeSpentSeconds - 100)).toBeLessThanOrEqual(6)
    expect(Math.abs(second!.timeSpentSeconds - 100)).toBeLessThanOrEqual(6)
  })

  it('count from nothing after such a stall in a view that began with an ad too', () => {
    const rows = live(2100, 1, inWindow(6), [[100, 2000]]).filter(({ t }) => !t || t > 30_000)
    rows.splice(2, 0, { t: 0, signal: 'ad-start' }, { t: 30_000, signal: 'ad-end', position: 60 })
    const [first, second] = feed(rows).views
    expect(Math.abs(first!.timeSpentSeconds - 70)).toBeLessThanOrEqual(6)
    expect(first!.adTimeSeconds).toBe(30)
    expect(Math.abs(second!.timeSpentSeconds - 100)).toBeLessThanOrEqual(6)
  })

  it.each([
    [0, 40],
    [0.5, 40],
    [9, 19],
  ])('count no stall before it is known what they are: from %f s to %f s', (fromS, toS) => {
    const { timeSpentSeconds } = view(feed(live(240, 1, inWindow(6), [[fromS, toS]])))
    expect(Math.abs(timeSpentSeconds - (240 - (toS - fromS)))).toBeLessThanOrEqual(7)
  })

  it('count no stall, silent as it is', () => {
    const stalls: [number, number][] = [
      [100, 120],
      [300, 345],
    ]
    for (const segmentS of [4, 6]) {
      const { timeSpentSeconds } = view(feed(live(600, 1, inWindow(segmentS), stalls)))
      expect(Math.abs(timeSpentSeconds - 535)).toBeLessThanOrEqual(2 * segmentS)
    }
  })

  it('that are told from the live edge count no stall either', () => {
    const { timeSpentSeconds } = view(feed(live(600, 1, (t, playedS) => playedS - t - 12, [[100, 120]])))
    expect(Math.abs(timeSpentSeconds - 580)).toBeLessThanOrEqual(2)
  })

  it('are not seen in those that advance with the clock', () => {
    for (const originS of [0, 1_767_225_600]) {
      const rows = live(600, 1, (_t, playedS) => originS + playedS, [
        [0.5, 5],
        [100, 160],
        [400, 420],
      ])
      expect(view(feed(rows)).timeSpentSeconds).toBeCloseTo(515.5, 0)
    }
  })

  it('are not seen in one step back without a word, nor in a stall after it', () => {
    for (const fromS of [305, 320, 400]) {
      const rows = live(600, 1, (t, playedS) => 100 + playedS - (t > 300 ? 10 : 0), [[fromS, fromS + 80]])
      expect(Math.abs(view(feed(rows)).timeSpentSeconds - 520)).toBeLessThanOrEqual(13)
    }
  })

  it('are not seen in a stall soon after the first picture', () => {
    for (const originS of [0, 1_767_225_600]) {
      const rows = live(60, 1, (_t, playedS) => originS + playedS, [[4, 30]])
      expect(view(feed(rows)).timeSpentSeconds).toBeCloseTo(34, 0)
    }
  })

  it('are left when the player says that it seeks or pauses', () => {
    const rows = live(300, 1, inWindow(6))
    const until = rows.slice(0, -1)
    until.push({ t: 300_000, signal: 'pause', position: 61 })
    for (let t = 301; t <= 400; t++) until.push({ t: t * 1000, signal: 'timeupdate', position: 361 - t })
    expect(Math.abs(view(feed(until)).timeSpentSeconds - 300)).toBeLessThanOrEqual(6)
  })
})

describe('negative positions of a live stream', () => {
  const spentFrom = (originS: number) =>
    view(feed(live(80, 1, (_t, playedS) => originS + playedS, [[30, 50]]))).timeSpentSeconds

  it.each([-50, -3600, -30, 0])('are positions: from %d s on a silent stall is none of the time', (originS) => {
    expect(spentFrom(originS)).toBeCloseTo(60, 0)
  })

  it('after positive ones lose no time', () => {
    const rows = script(0, 20).row('load', { content: 'A', live: true }).row('playing').watch(20).seek(-50).watch(60)
    expect(view(rows.run()).timeSpentSeconds).toBeCloseTo(80, 0)
  })
})

describe('the end of a short clip', () => {
  it.each([5, 6, 8, 10, 12, 15])(
    'of %d s with one report a second is its end, wherever the report says it is',
    (lengthS) => {
      for (const position of [lengthS, lengthS - 1, 0, undefined]) {
        const rows = script()
          .open('A', lengthS)
          .watch(lengthS - 1)
          .wait(1)
          .row('ended', { position })
          .row('stop')
        const { timeSpentSeconds, percentageWatched, reachedEnd } = view(rows.run())
        expect({ timeSpentSeconds, percentageWatched, reachedEnd }).toEqual({
          timeSpentSeconds: lengthS,
          percentageWatched: 1,
          reachedEnd: true,
        })
      }
    },
  )

  it('comes after a pause, as elements tell it', () => {
    for (const position of [4, 0]) {
      const rows = script().open('A', 5).watch(4).wait(1).row('pause', { position }).row('ended', { position })
      expect(view(rows.row('stop').run())).toMatchObject({
        timeSpentSeconds: 5,
        percentageWatched: 1,
        reachedEnd: true,
      })
    }
  })

  it('is none where the last reports say that it stood, or that it was far from it', () => {
    for (const rows of [
      script().open('A', 15).watch(8).stand(6).wait(1).row('ended'),
      script().open('A', 15).watch(8).wait(1).row('ended'),
      script().open('A', 100).watch(50).wait(1).row('ended', { position: 0 }),
      script().open('A', 15).watch(13).row('pause').wait(2).row('ended', { position: 0 }),
      script().open('A', 15).watch(14).wait(1).row('pause').wait(2).row('ended', { position: 0 }),
      script().open('A', 15).watch(14).row('pause').wait(1).row('pause').row('ended', { position: 0 }),
      script().open('A', 15).watch(13).wait(1).jump(14).row('pause').wait(0.1).row('ended', { position: 0 }),
    ])
      expect(view(rows.run()).reachedEnd).toBe(false)
  })

  it('counts up to where it says it is, where that is later than the last report', () => {
    const meter = script().open('A', 15).watch(14).wait(1).jump(14.6).row('ended').row('stop').run()
    expect(view(meter)).toMatchObject({ percentageWatched: 1, reachedEnd: true })
    expect(view(meter).timeSpentSeconds).toBeCloseTo(14.6, 6)
  })

  it('comes as fast as the clip plays', () => {
    const rows = script().open('A', 20).row('ratechange', { rate: 2 }).watch(9, 1, 2).wait(1).row('ended')
    expect(view(rows.row('stop').run())).toMatchObject({ timeSpentSeconds: 10, percentageWatched: 1, reachedEnd: true })
  })
})

describe('a skip key that is held', () => {
  it.each([
    [25, false],
    [100, false],
    [175, false],
    [25, true],
    [175, true],
  ])('shows nothing, with a landing after %d ms (`playing` is told: %s)', (landingMs, isPlayingTold) => {
    const rows = script().open('A', 3600).watch(10, 0.25)
    for (let skip = 1; skip <= 20; skip++) {
      rows
        .jump(10 + 30 * skip)
        .row('seeking')
        .wait(landingMs / 1000)
        .row('seeked')
      if (isPlayingTold) rows.row('playing')
      rows.wait((450 - landingMs) / 1000)
    }
    rows.row('playing').watch(10, 0.25).row('stop')
    expect(view(rows.run()).timeSpentSeconds).toBeCloseTo(20, 0)
  })
})

describe('a silent loop', () => {
  it.each([
    [1, 0.25],
    [0.5, 0.25],
    [1, 0.1],
    [0.8, 0.2],
    [2, 0.5],
    [5, 1],
    [7, 1],
    [1, 0.6],
  ])('of a clip of %f s with a report every %f s counts all the time', (lengthS, tickS) => {
    const rows = script(0, 0).open('A', lengthS)
    for (let t = tickS; t <= 12 + 1e-9; t += tickS)
      rows
        .wait(tickS)
        .jump(+((t + 1e-9) % lengthS).toFixed(3))
        .row('timeupdate')
    expect(Math.abs(spent(rows.row('stop').run()) - 12)).toBeLessThanOrEqual(0.5)
  })

  it('counts at the speed it plays at', () => {
    const rows = script(0, 0.5).open('A', 20).row('ratechange', { rate: 2 })
    for (let t = 1; t <= 60; t++)
      rows
        .wait(1)
        .jump((2 * t + 0.5) % 20)
        .row('timeupdate')
    expect(spent(rows.row('stop').run())).toBeCloseTo(60, 0)
  })

  it('leaves nothing that a skip ahead could be credited from', () => {
    const rows = script().open('A', 20).watch(19).wait(1.6).jump(0.6).row('timeupdate').wait(1).jump(2.6)
    expect(spent(rows.row('timeupdate').run())).toBeCloseTo(21.6, 6)
  })
})

describe('a player that says it plays before it has anything', () => {
  it('shows nothing until it plays, though it seeks', () => {
    const rows = script().row('load', { content: 'A' }).row('play').wait(0.7).row('durationchange', { duration: 600 })
    rows.jump(300).row('seeking').wait(0.3).row('seeked').wait(2).row('stop')
    expect(view(rows.run())).toMatchObject({ timeSpentSeconds: 0, percentageWatched: 0, events: ['end:stop'] })
  })
})
