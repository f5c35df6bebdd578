/**
 * What any row may tell of the content, and rows that tell nothing.
 */
import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../src/engagement/index.ts'
import { createBareMeter } from '../../../src/engagement/meter.ts'
import { script, view } from '../../support/evening/meter-script.ts'

const EPOCH_S = 1_767_225_600

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

describe('a meter that is told the time beside the row', () => {
  it('takes the row as it is and leaves it so', () => {
    const meter = createBareMeter({}, () => {})
    meter.push(Object.freeze({ signal: 'load', content: 'A', duration: 10 }), 0)
    meter.push(Object.freeze({ signal: 'playing', position: 0 }), 0)
    meter.push(Object.freeze({ signal: 'timeupdate', position: 2, t: 7000 }), 2000)
    expect(meter.views).toMatchObject([{ endedAt: 2000, timeSpentSeconds: 2, percentageWatched: 0.2 }])
  })

  it('ignores a row without a time', () => {
    const meter = createBareMeter({}, () => {})
    meter.push({ signal: 'load', content: 'A' }, NaN)
    expect(meter.views).toMatchObject([{ content: null }])
  })
})

describe('durations', () => {
  it('are unknown until a finite positive one comes, and stay when rubbish follows', () => {
    const rows = script().open('A', NaN).row('durationchange', { duration: -5 })
    expect(rows.run().duration()).toBeNull()
    rows.row('durationchange', { duration: 0 }).row('durationchange', { duration: Infinity }).watch(10)
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

  it('make a share of 0, not none, of content as long as the one before it', () => {
    const rows = script().row('load', { content: 'A', duration: 60 }).row('playing').watch(5).jump(0)
    expect(rows.row('load', { content: 'B', duration: 60 }).run().views).toMatchObject([
      { content: 'A' },
      { content: 'B', percentageWatched: 0 },
    ])
  })

  it('that come with `stop` change nothing any more', () => {
    const meter = script().open('A', 60).watch(30).row('stop', { duration: 90 }).run()
    expect(view(meter)).toMatchObject({ percentageWatched: 0.5, events: ['start', '25', '50', 'end:stop'] })
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

describe('rows that make no sense', () => {
  it('pass over ad spans that end before they begin, but not over those beside them', () => {
    const adSpans: [number, number][] = [
      [30, 10],
      [12, 14],
      [9, 13],
    ]
    expect(view(script().open('A', 100, { adSpans }).watch(20).run())).toMatchObject({
      timeSpentSeconds: 15,
      adTimeSeconds: 5,
    })
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
