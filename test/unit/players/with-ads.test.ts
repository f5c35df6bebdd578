/**
 * Ad breaks that the app tells of, over the hook of a player that knows nothing of them.
 */
import { describe, expect, it } from 'vitest'
import { broadcast } from '../../../players/broadcast/index.ts'
import { withAdEvents, withAds } from '../../../players/with-ads/index.ts'
import { createMeter } from '../../../src/engagement/index.ts'
import type { PlayerHook, PlayerSignal } from '../../../src/ports/player-hook.ts'
import { createFakeTimers } from '../storage/fake-stores.ts'

/** A hook whose player says what it is told to. */
function createScripted() {
  const emits: ((row: PlayerSignal) => void)[] = []
  const hook: PlayerHook = {
    player: {},
    attach(emit) {
      emits.push(emit)
      emit({ signal: 'playing' })
      return {
        sample: () => emit({ signal: 'timeupdate', position: 5 }),
        detach: () => void emits.splice(emits.indexOf(emit), 1),
      }
    },
  }
  return { hook, emits, say: (signal: PlayerSignal['signal']) => emits.forEach((emit) => emit({ signal })) }
}

function listen(hook: PlayerHook) {
  const heard: PlayerSignal[] = []
  const attachment = hook.attach((row) => heard.push(row), createFakeTimers())
  return { attachment, names: () => heard.splice(0).map(({ signal }) => signal) }
}

describe('a hook with ads', () => {
  it('is that of the same player', () => {
    const { hook } = createScripted()
    expect(withAds(hook).player).toBe(hook.player)
  })

  it('reports the position at which a break begins, and after it what was said in it', () => {
    const { hook, say } = createScripted()
    const ads = withAds(hook)
    const { names } = listen(ads)
    ads.setAd(true)
    ads.setAd(true)
    expect(names()).toEqual(['playing', 'timeupdate', 'ad-start'])
    say('pause')
    say('playing')
    ads.setAd(false)
    ads.setAd(false)
    expect(names()).toEqual(['pause', 'playing', 'ad-end', 'playing', 'timeupdate'])
    ads.setAd(true)
    say('pause')
    ads.setAd(false)
    expect(names()).toEqual(['timeupdate', 'ad-start', 'pause', 'ad-end', 'pause', 'timeupdate'])
  })

  it.each(['pause', 'waiting', 'playing'] as const)('reports after it that the content is in %s', (signal) => {
    const { hook, say } = createScripted()
    const ads = withAds(hook)
    const { names } = listen(ads)
    ads.setAd(true)
    say(signal)
    ads.setAd(false)
    expect(names().slice(-3)).toEqual(['ad-end', signal, 'timeupdate'])
  })

  it('takes the end of an ad for no end of the content', () => {
    const { hook, say } = createScripted()
    const ads = withAds(hook)
    const { names } = listen(ads)
    ads.setAd(true)
    say('ended')
    ads.setAd(false)
    expect(names().slice(-3)).toEqual(['ad-end', 'pause', 'timeupdate'])
  })

  it('counts nothing of a broadcast that connects after the break', () => {
    const object = { playState: 2, currentChannel: null, programmes: null } as { playState: number }
    const timers = createFakeTimers()
    const meter = createMeter({})
    let t = 0
    const pass = (seconds: number) => {
      for (let i = 0; i < 4 * seconds; i++) {
        t += 250
        timers.advance(250)
      }
    }
    meter.push({ t, signal: 'load', content: 'tv' })
    const ads = withAds(broadcast(object))
    ads.attach((row) => meter.push({ t, ...row }), timers)
    pass(60)
    ads.setAd(true)
    object.playState = 3
    pass(30)
    object.playState = 1
    pass(1)
    ads.setAd(false)
    pass(60)
    expect(meter.views[0]!.timeSpentSeconds).toBeCloseTo(60, 0)
    object.playState = 2
    pass(10)
    expect(meter.views[0]!.timeSpentSeconds).toBeGreaterThan(69)
  })

  it('hands on the ids of a view', () => {
    const { hook } = createScripted()
    withAds(hook).onView!('view', 'film')
    const told: (string | null)[] = []
    withAds({ ...hook, onView: (...ids) => void told.push(...ids) }).onView!('view', 'film')
    expect(told).toEqual(['view', 'film'])
  })

  it('begins the break of a view that is watched later, and tells each of several', () => {
    const { hook, emits } = createScripted()
    const ads = withAds(hook)
    ads.setAd(true)
    const [first, second] = [listen(ads), listen(ads)]
    expect(first.names()).toEqual(['playing', 'timeupdate', 'ad-start'])
    second.names()
    ads.setAd(false)
    expect(first.names()).toEqual(second.names())
    first.attachment.detach()
    first.attachment.detach()
    ads.setAd(true)
    expect(first.names()).toEqual([])
    second.attachment.sample()
    expect(second.names()).toEqual(['timeupdate', 'ad-start', 'timeupdate'])
    second.attachment.detach()
    expect(emits).toEqual([])
  })
})

describe('events of ad breaks', () => {
  function createView() {
    const sent: [string, Record<string, unknown> | undefined][] = []
    const view = {
      totals: { adTimeSeconds: 0 },
      track: (name: string, properties?: Record<string, unknown>) => void sent.push([name, properties]),
    }
    return { view, sent }
  }

  it('are sent at the start and at the end of each break, with what the app says of the ad', () => {
    const timers = createFakeTimers()
    const { view, sent } = createView()
    const { hook, say } = createScripted()
    let id = 0
    const watched = withAdEvents(hook, { view: () => view, properties: () => ({ ad_id: ++id }) })
    const heard: PlayerSignal[] = []
    watched.attach((row) => heard.push(row), timers)
    for (const endsAt of [15, 20.5]) {
      say('ad-start')
      timers.advance(0)
      view.totals.adTimeSeconds = endsAt
      say('ad-end')
      timers.advance(0)
    }
    expect(sent).toEqual([
      ['VideoAdView', { ad_id: 1 }],
      ['VideoAdCompletion', { ad_id: 1, time_spent_seconds: 15 }],
      ['VideoAdView', { ad_id: 2 }],
      ['VideoAdCompletion', { ad_id: 2, time_spent_seconds: 5.5 }],
    ])
    expect(heard.map(({ signal }) => signal)).toEqual(['playing', 'ad-start', 'ad-end', 'ad-start', 'ad-end'])
    expect(watched.player).toBe(hook.player)
    expect(timers.pending).toBe(0)
  })

  it('leave the ids of a view to the hook below', () => {
    const { view } = createView()
    const { hook } = createScripted()
    withAdEvents(hook, { view: () => view }).onView!('view', 'film')
    const told: (string | null)[] = []
    const below: PlayerHook = { ...hook, onView: (...ids) => void told.push(...ids) }
    withAdEvents(below, { view: () => view }).onView!('view', 'film')
    expect(told).toEqual(['view', 'film'])
  })

  it('of a break that runs when the hook is attached wait for the view, which is there a moment later', () => {
    const timers = createFakeTimers()
    const { view, sent } = createView()
    let watching: typeof view | null = null
    const inBreak: PlayerHook = {
      player: {},
      attach(emit) {
        emit({ signal: 'ad-start' })
        return { sample() {}, detach() {} }
      },
    }
    withAdEvents(inBreak, { view: () => watching!, adView: 'AdStart' }).attach(() => {}, timers)
    watching = view
    timers.advance(0)
    expect(sent).toEqual([['AdStart', {}]])
  })

  it('that cannot be sent cost the player nothing, and none is sent once the hook is let go of', () => {
    const timers = createFakeTimers()
    const { hook, say } = createScripted()
    const attachment = withAdEvents(hook, {
      view() {
        throw new Error('no view yet')
      },
    }).attach(() => {}, timers)
    say('ad-start')
    say('ad-end')
    attachment.sample()
    say('ad-start')
    attachment.detach()
    expect(timers.pending).toBe(0)
  })
})
