/**
 * The hook of media elements, over a fake one.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { html5 } from '../../../players/html5/index.ts'
import { createMeter } from '../../../src/engagement/index.ts'
import type { PlayerAttachment, PlayerSignal } from '../../../src/ports/player-hook.ts'
import type { FakeTimers } from '../storage/fake-stores.ts'
import { createFakeTimers } from '../storage/fake-stores.ts'
import { FakeElement } from '../../support/fakes/fake-element.ts'

let element: FakeElement
let timers: FakeTimers
let heard: PlayerSignal[]

beforeEach(() => {
  element = new FakeElement()
  timers = createFakeTimers()
  heard = []
})

function attach(): PlayerAttachment {
  const attachment = html5(element)!.attach((signal) => heard.push(signal), timers)
  return attachment
}
const names = () => heard.splice(0).map(({ signal }) => signal)

describe('a player', () => {
  it('is any object that is used as a media element', () => {
    expect(html5(element)!.player).toBe(element)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'video'],
    ['a number', 1],
    ['an empty object', {}],
    ['a selector’s empty result', []],
    ['an element of another kind', { addEventListener() {}, removeEventListener() {} }],
    ['an element without a position', { addEventListener() {}, paused: true }],
    ['an element that does not say whether it is paused', { addEventListener() {}, currentTime: 0 }],
    ['something with a position that no one can listen to', { currentTime: 0, paused: true }],
    ['a hook', { player: {}, attach() {} }],
  ])('is not %s', (_, player) => {
    expect(html5(player)).toBeNull()
  })

  it('is not touched before it is attached', () => {
    html5(element)
    expect(element.listeners).toEqual([])
  })
})

describe('attaching', () => {
  it('to an element at rest tells its duration, known or not', () => {
    attach()
    expect(heard).toEqual([{ signal: 'durationchange', position: 0, rate: 1, duration: NaN }])
    expect(timers.pending).toBe(0)
  })

  it('to one that plays tells so, from where it is', () => {
    Object.assign(element, { paused: false, currentTime: 12, duration: 60 })
    attach()
    expect(heard).toEqual(
      ['durationchange', 'play', 'playing'].map((signal) => ({ signal, position: 12, rate: 1, duration: 60 })),
    )
    expect(timers.pending).toBe(1)
  })

  it('to one that plays at another rate tells the rate first', () => {
    Object.assign(element, { paused: false, playbackRate: 1.5 })
    attach()
    expect(heard[0]).toMatchObject({ signal: 'durationchange', rate: 1.5 })
  })

  it('to one that is on its way elsewhere does not say that it shows anything', () => {
    Object.assign(element, { paused: false, seeking: true })
    attach()
    expect(names()).toEqual(['durationchange', 'play'])
  })

  it('to one that is over does not say that it plays', () => {
    Object.assign(element, { paused: false, ended: true })
    attach()
    expect(names()).toEqual(['durationchange'])
    expect(timers.pending).toBe(0)
  })
})

describe('an element that means to play and has nothing yet', () => {
  it.each([0, 1, 2])('does not say that it shows anything, with the state %d', (readyState) => {
    Object.assign(element, { paused: false, readyState })
    attach()
    expect(names()).toEqual(['durationchange', 'play'])
    element.fire('playing', { readyState: 4 })
    expect(names()).toEqual(['playing'])
  })

  it('after another source came says nothing of the place to which the app will go', () => {
    attach()
    element.fire('playing', { paused: false, currentTime: 5, duration: 60, readyState: 4 })
    element.fire('emptied', { currentTime: 0, readyState: 0 })
    heard.length = 0
    element.fire('timeupdate', { currentTime: 5, readyState: 1 })
    expect(heard).toEqual([])
    element.fire('timeupdate', { currentTime: 5.1, readyState: 4 })
    expect(names()).toEqual(['durationchange', 'timeupdate'])
  })

  it.each([60, 700])('costs nothing where the viewer leaves before any picture, %d ms after play', (lateMs) => {
    const meter = createMeter({})
    let t = 0
    meter.push({ t, signal: 'load', content: 'a' })
    Object.assign(element, { paused: false, readyState: 0 })
    t = lateMs
    html5(element)!.attach((row) => meter.push({ t, ...row }), timers)
    t = 700
    element.fire('durationchange', { duration: 600, readyState: 1 })
    element.fire('seeking', { currentTime: 300, seeking: true })
    for (; t < 3000; t += 250) timers.advance(250)
    element.fire('seeked', { seeking: false, readyState: 2 })
    meter.push({ t: 3200, signal: 'stop', position: 300 })
    expect(meter.views[0]).toMatchObject({ timeSpentSeconds: 0, events: ['end:stop'] })
  })
})

describe('where the timeline begins', () => {
  it('is told with what is no position report, where the element says so', () => {
    Object.assign(element, { duration: 600, seekable: { length: 1, start: () => 30 } })
    attach()
    expect(heard.at(-1)).toMatchObject({ signal: 'durationchange', start: 30 })
    element.fire('timeupdate')
    expect(heard.at(-1)).not.toHaveProperty('start')
    // A live window slides with each reload, of which the duration tells first.
    element.fire('timeupdate', { duration: 606 })
    expect(heard.at(-1)).toMatchObject({ duration: 606, start: 30 })
    Object.assign(element, { seekable: { length: 0, start: () => 30 } })
    element.fire('playing')
    expect(heard.at(-1)).not.toHaveProperty('start')
  })
})

describe('the events of the element', () => {
  it.each(['play', 'playing', 'pause', 'waiting', 'seeking', 'seeked', 'timeupdate', 'ended', 'error'] as const)(
    '%s is the signal of the same name, with position, rate and duration',
    (type) => {
      attach()
      heard.length = 0
      element.fire(type, { currentTime: 7.5 })
      expect(heard).toEqual([{ signal: type, position: 7.5, rate: 1, duration: NaN }])
    },
  )

  it('ratechange carries the rate, also none', () => {
    attach()
    heard.length = 0
    element.fire('ratechange', { playbackRate: 2 })
    element.fire('ratechange', { playbackRate: 0 })
    expect(heard).toMatchObject([
      { signal: 'ratechange', rate: 2 },
      { signal: 'ratechange', rate: 0 },
    ])
  })

  it('durationchange carries the duration, also an endless one', () => {
    attach()
    heard.length = 0
    element.fire('durationchange', { duration: 60 })
    element.fire('durationchange', { duration: Infinity })
    expect(heard.map(({ duration }) => duration)).toEqual([60, Infinity])
  })

  it('of a source that is being loaded are none of this content, until it plays', () => {
    const attachment = attach()
    element.fire('playing', { paused: false, currentTime: 5, duration: 60 })
    heard.length = 0
    element.fire('emptied', { paused: true, currentTime: 0, duration: NaN })
    element.fire('durationchange', { duration: 30 })
    element.fire('timeupdate')
    element.fire('play', { paused: false })
    attachment.sample()
    expect(heard).toEqual([{ signal: 'seeking', position: 0 }])
    heard.length = 0
    element.fire('playing')
    expect(heard).toMatchObject([
      { signal: 'durationchange', position: 0, duration: 30 },
      { signal: 'playing', position: 0 },
    ])
  })

  it('of an engine that never says it plays count from the first position that moved', () => {
    attach()
    element.fire('emptied', { paused: false, currentTime: 0, duration: 30 })
    heard.length = 0
    element.fire('timeupdate', { currentTime: 0.25 })
    expect(names()).toEqual(['durationchange', 'timeupdate'])
  })

  it.each(['suspend', 'stalled', 'progress', 'loadstart', 'abort', 'volumechange', 'canplay'])(
    '%s is no signal',
    (type) => {
      attach()
      heard.length = 0
      element.fire(type)
      expect(heard).toEqual([])
      expect(element.listeners.some(([name]) => name === type)).toBe(false)
    },
  )
})

describe('the poll', () => {
  it('asks once a second while the element plays', () => {
    attach()
    element.fire('play', { paused: false })
    heard.length = 0
    for (let second = 1; second <= 3; second++) {
      element.currentTime = second
      timers.advance(1000)
    }
    expect(heard).toMatchObject([1, 2, 3].map((position) => ({ signal: 'timeupdate', position })))
  })

  function tickQuarters(from: number, to: number): void {
    for (let quarter = from; quarter <= to; quarter++) {
      timers.advance(250)
      element.fire('timeupdate', { currentTime: quarter / 4 })
    }
  }

  it('reports nothing of its own while the element tells its position often, and again within two seconds when it stops', () => {
    attach()
    element.fire('play', { paused: false })
    heard.length = 0
    tickQuarters(1, 120)
    expect(heard).toHaveLength(120)
    element.currentTime = 31
    timers.advance(2000)
    expect(heard.slice(120)).toMatchObject([{ signal: 'timeupdate', position: 31 }])
    element.currentTime = 32
    timers.advance(1000)
    expect(heard.slice(121)).toMatchObject([{ signal: 'timeupdate', position: 32 }])
  })

  it('asks an element that tells its position often thirty times a minute', () => {
    attach()
    element.fire('play', { paused: false })
    tickQuarters(1, 40)
    const after = vi.spyOn(timers, 'after')
    tickQuarters(41, 280)
    expect(after).toHaveBeenCalledTimes(30)
  })

  it('tells the end that no event told of within two seconds, wherever the poll stands', () => {
    for (let quarters = 40; quarters < 48; quarters++) {
      element = new FakeElement()
      timers = createFakeTimers()
      Object.assign(element, { paused: false, duration: quarters / 4 })
      attach()
      tickQuarters(1, quarters)
      heard.length = 0
      Object.assign(element, { ended: true, paused: true })
      timers.advance(2000)
      expect(heard).toMatchObject([{ signal: 'ended', position: quarters / 4 }])
    }
  })

  it('runs once, however many events say that the element plays', () => {
    Object.assign(element, { paused: false })
    attach()
    for (const type of ['play', 'playing', 'timeupdate', 'seeked', 'playing']) element.fire(type)
    expect(timers.pending).toBe(1)
    heard.length = 0
    timers.advance(1000)
    expect(names()).toEqual(['timeupdate'])
  })

  it.each<[string, Partial<FakeElement>]>([
    ['pause', { paused: true }],
    ['ended', { ended: true }],
  ])('ends with %s, and begins again with play', (type, changes) => {
    Object.assign(element, { paused: false })
    attach()
    element.fire(type, changes)
    timers.advance(1000)
    expect(timers.pending).toBe(0)
    heard.length = 0
    timers.advance(10_000)
    expect(heard).toEqual([])
    element.fire('play', { paused: false, ended: false })
    expect(timers.pending).toBe(1)
  })

  it('ends where the element stops without a word', () => {
    Object.assign(element, { paused: false })
    attach()
    element.paused = true
    timers.advance(1000)
    expect(timers.pending).toBe(0)
  })

  it('tells the end that no event told of, once and within two seconds', () => {
    Object.assign(element, { paused: false, duration: 60 })
    attach()
    for (let quarter = 1; quarter <= 240; quarter++) {
      timers.advance(250)
      element.fire('timeupdate', { currentTime: quarter / 4 })
    }
    heard.length = 0
    Object.assign(element, { ended: true, paused: true })
    timers.advance(2000)
    expect(heard).toMatchObject([{ signal: 'ended', position: 60 }])
    expect(timers.pending).toBe(0)
  })

  it('says nothing more of an end that the element told', () => {
    Object.assign(element, { paused: false })
    attach()
    element.fire('ended', { ended: true, paused: true })
    timers.advance(2000)
    expect(names().filter((name) => name === 'ended')).toEqual(['ended'])
  })

  it('does not run at rest', () => {
    attach()
    element.fire('timeupdate')
    element.fire('seeked')
    expect(timers.pending).toBe(0)
  })
})

describe('an attachment', () => {
  it('reports the position of this moment when it is asked', () => {
    const attachment = attach()
    heard.length = 0
    element.currentTime = 3.25
    attachment.sample()
    expect(heard).toMatchObject([{ signal: 'timeupdate', position: 3.25 }])
  })

  it('leaves no listener and no timer on the element, and may be let go twice', () => {
    Object.assign(element, { paused: false })
    const attachment = attach()
    expect(element.listeners.length).toBeGreaterThan(0)
    attachment.detach()
    attachment.detach()
    expect(element.listeners).toEqual([])
    expect(timers.pending).toBe(0)
    heard.length = 0
    element.fire('timeupdate')
    timers.advance(5000)
    expect(heard).toEqual([])
  })

  it.each<[string, boolean, () => void]>([
    ['a position the poll asked for', false, () => timers.advance(1000)],
    ['the event that it plays', true, () => element.fire('play', { paused: false })],
  ])('let go while %s is being heard polls no more', (_, paused, report) => {
    element.paused = paused
    let isAttached = false
    const attachment: PlayerAttachment = html5(element)!.attach(() => {
      if (isAttached) attachment.detach()
    }, timers)
    isAttached = true
    report()
    expect(element.listeners).toEqual([])
    expect(timers.pending).toBe(0)
  })

  it('is one of several on the same element, each for itself', () => {
    const first = attach()
    const count = element.listeners.length
    const second = attach()
    first.detach()
    expect(element.listeners.length).toBe(count)
    heard.length = 0
    element.fire('play', { paused: false })
    expect(names()).toEqual(['play'])
    second.detach()
    expect([element.listeners.length, timers.pending]).toEqual([0, 0])
  })
})
