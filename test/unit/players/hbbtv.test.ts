/**
 * The hooks of HbbTV's objects over fakes.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { broadcast } from '../../../players/broadcast/index.ts'
import { oipf } from '../../../players/oipf/index.ts'
import { channel, FakeBroadcast } from '../../support/fakes/fake-broadcast.ts'
import { FakeOipf } from '../../support/fakes/fake-oipf.ts'
import { useHookStage } from '../../support/fakes/hook-stage.ts'

const stage = useHookStage()
const { attach, pass, names, view } = stage

describe.each([true, false])('the A/V Control object (with DOM events: %s)', (hasEvents) => {
  let object: FakeOipf
  beforeEach(() => {
    object = new FakeOipf(stage.device, { hasEvents, durationMs: 100_000 })
  })

  it('is counted while it plays, and not while it is paused, buffers or stands still', () => {
    attach(oipf(object))
    object.open('a.mp4')
    object.play()
    pass(10)
    object.play(0)
    expect(stage.timers.pending).toBe(0)
    pass(60)
    object.play(1)
    pass(10)
    object.set(4)
    object.isStalled = true
    pass(20)
    object.isStalled = false
    object.set(1)
    pass(10)
    object.isStalled = true
    pass(20)
    object.isStalled = false
    pass(10)
    expect(view().timeSpentSeconds).toBeCloseTo(40, 0)
    expect(view().percentageWatched).toBeCloseTo(0.4, 2)
  })

  it('counts up to where a seek began, of which only the new position is told', () => {
    attach(oipf(object))
    object.open('a.mp4')
    object.play()
    pass(10.3)
    object.seek(60_000)
    pass(10)
    expect(view().timeSpentSeconds).toBeCloseTo(20.3, 1)
    expect(view().percentageWatched).toBeCloseTo(0.203, 2)
    object.play(0)
    object.seek(80_000)
    pass(1)
    object.play(1)
    pass(5)
    expect(view().timeSpentSeconds).toBeCloseTo(25.3, 1)
  })

  it('counts nothing of trick play', () => {
    attach(oipf(object))
    object.open('a.mp4')
    object.play()
    pass(10)
    object.play(8)
    pass(5)
    object.play(-4)
    pass(5)
    object.play(1)
    pass(10)
    expect(view().timeSpentSeconds).toBeCloseTo(20, 0)
  })

  it('ends once, however often that is told', () => {
    object.finishes = 3
    attach(oipf(object))
    object.open('a.mp4')
    object.play()
    pass(101)
    expect(names().filter((name) => name === 'ended')).toHaveLength(1)
    expect(view()).toMatchObject({ reachedEnd: true, percentageWatched: 1 })
    expect(stage.timers.pending).toBe(0)
  })

  it('fails once, however often that is told', () => {
    attach(oipf(object))
    object.open('a.mp4')
    object.play()
    pass(5)
    for (let i = 0; i < 3; i++) object.set(6)
    expect(names().filter((name) => name === 'error')).toHaveLength(1)
    expect(stage.timers.pending).toBe(0)
  })

  it('plays on with what is queued, which is a new view', () => {
    attach(oipf(object))
    object.open('a.mp4')
    object.play()
    object.queue('b.mp4')
    pass(101)
    pass(20)
    expect(object.data).toBe('b.mp4')
    expect(
      stage.meter.views.map(({ timeSpentSeconds, reachedEnd }) => [Math.round(timeSpentSeconds), reachedEnd]),
    ).toEqual([
      [100, true],
      [21, false],
    ])
  })

  it('takes no position of another source for one of this', () => {
    attach(oipf(object))
    object.open('a.mp4')
    object.play()
    pass(10)
    object.open('b.mp4')
    object.play()
    pass(10)
    expect(stage.heard.filter(({ signal }) => signal === 'seeking')).toEqual(
      Array(2).fill({ signal: 'seeking', position: 0 }),
    )
    expect(view().timeSpentSeconds).toBeCloseTo(20, 0)
    expect(view().percentageWatched).toBeCloseTo(0.1, 2)
  })

  it.each([1000, 2000])('whose position moves in steps of %i ms is counted by the clock', (stepMs) => {
    object = new FakeOipf(stage.device, { hasEvents, durationMs: 100_000, stepMs })
    attach(oipf(object))
    object.open('a.mp4')
    object.play()
    pass(30)
    expect(Math.abs(view().timeSpentSeconds - 30)).toBeLessThanOrEqual(2.1)
  })

  it.each([{ hasPosition: false }, { stepMs: 1e9 }])(
    'without a length and without a position is counted as long as it plays: %o',
    (options) => {
      object = new FakeOipf(stage.device, { hasEvents, ...options })
      attach(oipf(object))
      object.open('live.mpd')
      object.play()
      pass(30)
      object.stop()
      pass(30)
      expect(view().timeSpentSeconds).toBeCloseTo(30, 0)
      expect(view().percentageWatched).toBe(null)
    },
  )

  it('whose live window slides is counted all the time', () => {
    object = new FakeOipf(stage.device, { hasEvents })
    stage.meter.push({ t: 0, signal: 'durationchange', live: true })
    attach(oipf(object))
    object.open('live.mpd')
    object['move'] = () => {}
    Object.defineProperty(object, 'playPosition', { get: () => 60_000 + (stage.t % 6000) })
    object.play()
    pass(300)
    expect(view().timeSpentSeconds).toBeGreaterThan(297)
    expect(view().timeSpentSeconds).toBeLessThanOrEqual(300)
  })

  it('whose live position is -1, for it has none, is counted as long as it plays', () => {
    object = new FakeOipf(stage.device, { hasEvents })
    stage.meter.push({ t: 0, signal: 'durationchange', live: true })
    attach(oipf(object))
    object.open('live.mpd')
    Object.defineProperty(object, 'playPosition', { get: () => -1 })
    object.play()
    pass(8)
    expect(view().timeSpentSeconds).toBeCloseTo(8, 0)
    expect(view().events).toEqual(['start'])
  })

  it('that tells live positions from the live edge counts no silent stall', () => {
    object = new FakeOipf(stage.device, { hasEvents })
    stage.meter.push({ t: 0, signal: 'durationchange', live: true })
    attach(oipf(object))
    object.open('live.mpd')
    let shownMs = 0
    object['move'] = (ms: number) => void (shownMs += ms)
    Object.defineProperty(object, 'playPosition', { get: () => shownMs - 50_000 })
    object.play()
    pass(30)
    object.isStalled = true
    pass(20)
    object.isStalled = false
    pass(30)
    expect(view().timeSpentSeconds).toBeCloseTo(60, 0)
  })

  it('that plays already is counted from here on, and that vanishes no longer', () => {
    object.open('a.mp4')
    object.play()
    object.seek(50_000)
    attach(oipf(object))
    pass(10)
    object.vanish()
    pass(1)
    expect(stage.timers.pending).toBeLessThanOrEqual(1)
    expect(() => object.fire('PlayStateChange')).not.toThrow()
    expect(view().timeSpentSeconds).toBeCloseTo(10, 0)
    expect(view().percentageWatched).toBeCloseTo(0.1, 2)
  })

  it('whose speed is always 0 plays at 1 nevertheless', () => {
    attach(oipf(object))
    object.open('a.mp4')
    object.play()
    Object.defineProperty(object, 'speed', { get: () => 0, set() {} })
    object['move'] = () => {}
    Object.defineProperty(object, 'playPosition', { get: () => stage.t })
    pass(10)
    expect(view().timeSpentSeconds).toBeCloseTo(10, 0)
  })

  it('leaves nothing behind: two hooks hear the same, and whichever leaves first, the app’s handler stays', () => {
    const app = vi.fn()
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      Object.assign(object, { onPlayStateChange: app })
      const attachments = [attach(oipf(object)), attach(oipf(object))]
      stage.heard.length = 0
      app.mockClear()
      object.set(1)
      // Told both ways, each hears it twice, and it is no news then.
      expect(names()).toEqual(hasEvents ? ['playing', 'playing', 'timeupdate', 'timeupdate'] : ['playing', 'playing'])
      expect(app).toHaveBeenCalledTimes(1)
      for (const place of order) attachments[place!]!.detach()
      names()
      object.set(2)
      expect([stage.heard, stage.timers.pending, object.listeners]).toEqual([[], 0, []])
      expect(app).toHaveBeenCalledTimes(2)
    }
  })

  it('asks no more than twice a second', () => {
    attach(oipf(object))
    object.open('a.mp4')
    object.play()
    const asked = vi.spyOn(object, 'playPosition', 'get')
    pass(10)
    expect(asked.mock.calls.length).toBeLessThanOrEqual(20)
  })
})

it('an object of which nothing can be read throws nothing when it is watched', () => {
  const gone = new Proxy(
    {},
    {
      get() {
        throw new Error('NPObject deleted')
      },
    },
  )
  for (const hook of [oipf(gone), broadcast(gone)]) attach(hook).detach()
  expect([stage.heard, stage.timers.pending]).toEqual([[], 0])
})

describe('handlers of an object without DOM events', () => {
  it('are all that is needed, also where it has no `addEventListener` at all', () => {
    const object = Object.assign(new FakeOipf(stage.device, { hasEvents: false, durationMs: 100_000 }), {
      addEventListener: undefined,
      removeEventListener: undefined,
    })
    const attachment = attach(oipf(object))
    object.open('a.mp4')
    object.play()
    pass(10)
    attachment.detach()
    expect(view().timeSpentSeconds).toBeCloseTo(10, 0)
    expect(stage.timers.pending).toBe(0)
  })

  it('get their arguments and `this`, and one that was set later is left alone', () => {
    const object = new FakeOipf(stage.device, { hasEvents: false })
    const slots = object as unknown as { onPlaySpeedChanged: unknown; onPlayStateChange: unknown }
    const app = vi.fn(function (this: unknown) {
      return this
    })
    slots.onPlaySpeedChanged = app
    const attachment = attach(oipf(object))
    object.fire('PlaySpeedChanged', 4)
    expect(app).toHaveBeenCalledWith(4)
    expect(app).toHaveReturnedWith(object)
    const later = () => {}
    slots.onPlayStateChange = later
    attachment.detach()
    expect([slots.onPlaySpeedChanged, slots.onPlayStateChange]).toEqual([app, later])
  })
})

describe.each([true, false])('the video/broadcast object (with DOM events: %s)', (hasEvents) => {
  const ONE = channel('One', 1)
  const TWO = channel('Two', 2)
  const NEWS = { name: 'News', startTime: 1_772_395_200, duration: 900 }
  const FILM = { name: 'Film', startTime: 1_772_396_100, duration: 6000 }
  let object: FakeBroadcast
  beforeEach(() => {
    object = new FakeBroadcast({ hasEvents })
  })

  it('is live while it presents, without positions, as long as no programme is known', () => {
    attach(broadcast(object))
    pass(10)
    expect(stage.timers.pending).toBe(0)
    object.tune(ONE)
    pass(60)
    object.set(3)
    pass(60)
    expect(view().timeSpentSeconds).toBeCloseTo(60, 0)
    expect(view().percentageWatched).toBe(null)
    expect(object.controlled).toEqual([])
    expect(stage.heard.every(({ position }) => position === undefined)).toBe(true)
  })

  it('gives each programme a view, with the share of its length that was watched', () => {
    object.tune(ONE)
    object.guide(NEWS, FILM)
    attach(broadcast(object))
    // Joined in the middle.
    pass(450)
    object.guide(FILM)
    pass(600)
    expect(
      stage.meter.views.map(({ content, timeSpentSeconds, percentageWatched }) => [
        content === 'a',
        Math.round(timeSpentSeconds),
        Math.round(percentageWatched! * 100),
      ]),
    ).toEqual([
      [true, 450, 50],
      [false, 600, 10],
    ])
  })

  it('tells the url of the next programme where the app knows it', () => {
    attach(
      broadcast(object, { url: (programme, tuned) => programme?.name && `app://${tuned!.name}/${programme.name}` }),
    )
    object.tune(ONE)
    object.guide(NEWS, FILM)
    pass(60)
    object.guide(FILM)
    pass(60)
    object.tune(TWO)
    pass(60)
    expect(stage.heard.flatMap(({ signal, url }) => (signal === 'load' ? [url] : []))).toEqual([
      'app://One/Film',
      undefined,
    ])
  })

  it('gives each channel a view', () => {
    attach(broadcast(object))
    object.tune(ONE)
    pass(60)
    object.tune(TWO)
    pass(30)
    object.tune(ONE)
    pass(10)
    expect(stage.meter.views.map(({ timeSpentSeconds }) => Math.round(timeSpentSeconds))).toEqual([60, 30, 10])
  })

  it('learns of a programme a while after the channel, within one view', () => {
    attach(broadcast(object, { properties: (programme, tuned) => ({ channel: tuned?.name, title: programme?.name }) }))
    object.tune(ONE)
    pass(4)
    object.guide(NEWS)
    pass(86)
    expect(stage.meter.views).toHaveLength(1)
    expect(view().percentageWatched).toBeCloseTo(0.1, 2)
    expect(stage.heard.flatMap(({ properties }) => (properties ? [properties] : []))).toEqual([
      { channel: 'One', title: undefined },
      { channel: 'One', title: 'News' },
    ])
  })

  it('is not taken in by the programme of the channel before', () => {
    attach(broadcast(object, { properties: (programme) => ({ title: programme?.name }) }))
    object.tune(ONE)
    object.guide(NEWS)
    pass(30)
    object.tune(TWO, { isLate: true })
    pass(3)
    object.guide({ ...NEWS, name: 'Weather' })
    pass(30)
    expect(stage.meter.views.map(({ timeSpentSeconds }) => Math.round(timeSpentSeconds))).toEqual([30, 33])
    expect(
      stage.heard.flatMap(({ properties }) => (properties ? [properties] : [])).map((known) => known['title']),
    ).toEqual([undefined, 'News', undefined, undefined, 'Weather'])
  })

  it('takes the guide that comes before the channel for that of the channel', () => {
    attach(broadcast(object))
    object.tune(ONE)
    object.guide(NEWS)
    pass(10)
    object.set(1)
    object.guide({ name: 'Film', startTime: NEWS.startTime, duration: 100 })
    object.currentChannel = TWO
    object.fire('ChannelChangeSucceeded', TWO)
    object.set(2)
    pass(10)
    expect(stage.meter.views.map(({ timeSpentSeconds }) => Math.round(timeSpentSeconds))).toEqual([10, 10])
    expect(view().percentageWatched).toBeCloseTo(0.1, 2)
  })

  it('keeps the view of a programme that is gone from the guide for a moment, or gets longer', () => {
    attach(broadcast(object))
    object.tune(ONE)
    object.guide(NEWS)
    pass(90)
    object.guide()
    pass(90)
    object.guide({ ...NEWS, duration: 1800 })
    pass(180)
    expect(stage.meter.views).toHaveLength(1)
    expect(view().percentageWatched).toBeCloseTo(0.2, 2)
  })

  it('notices another programme that no event told of', () => {
    attach(broadcast(object))
    object.tune(ONE)
    object.guide(NEWS)
    pass(10)
    object.programmes = [FILM]
    pass(10)
    expect(stage.meter.views.map(({ timeSpentSeconds }) => Math.floor(timeSpentSeconds))).toEqual([10, 9])
  })

  it('goes by the state after a channel change that failed', () => {
    attach(broadcast(object))
    object.tune(ONE)
    pass(10)
    object.set(1)
    object.fire('ChannelChangeError', TWO, 2)
    pass(30)
    object.set(2)
    pass(10)
    object.playState = 0
    object.fire('ChannelChangeError', TWO, 5)
    pass(30)
    expect(stage.meter.views).toHaveLength(1)
    expect(view().timeSpentSeconds).toBeCloseTo(20, 0)
  })

  it('that throws at everything, or knows nothing, throws nothing into the app', () => {
    const attachment = attach(
      broadcast(object, {
        properties: () => {
          throw new Error('of the app')
        },
      }),
    )
    object.tune(ONE)
    object.guide(NEWS)
    pass(5)
    expect(view().timeSpentSeconds).toBeCloseTo(5, 0)
    Object.defineProperty(object, 'programmes', {
      get() {
        throw new Error('gone')
      },
    })
    Object.defineProperty(object, 'currentChannel', {
      get() {
        throw new Error('gone')
      },
    })
    pass(5)
    expect(view().timeSpentSeconds).toBeCloseTo(10, 0)
    Object.defineProperty(object, 'playState', {
      get() {
        throw new Error('gone')
      },
    })
    expect(() => object.fire('PlayStateChange')).not.toThrow()
    attachment.detach()
    expect([stage.timers.pending, object.listeners]).toEqual([0, []])
  })

  it('leaves nothing behind, also where the view ends while it is told of a channel', () => {
    const attachment = broadcast(object).attach(({ signal }) => {
      if (signal === 'load') attachment.detach()
    }, stage.timers)
    object.tune(ONE)
    pass(5)
    object.tune(TWO)
    expect([stage.timers.pending, object.listeners]).toEqual([0, []])
    if (!hasEvents) expect(Object.entries(object).filter(([name, value]) => name.startsWith('on') && value)).toEqual([])
  })
})
