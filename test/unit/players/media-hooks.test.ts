/**
 * The hooks of Video.js, Shaka Player, hls.js and dash.js over fakes: what the real players do in `test/e2e/players.test.ts`, here in
 * the orders that are hard to bring about there.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import { dashjs } from '../../../players/dashjs/index.ts'
import { hlsjs } from '../../../players/hlsjs/index.ts'
import { shaka } from '../../../players/shaka/index.ts'
import { registerPlugin, videojs } from '../../../players/videojs/index.ts'
import type { PlayerHook, PlayerSignal } from '../../../src/ports/player-hook.ts'
import { FakeElement } from '../../support/fakes/fake-element.ts'
import type { FakeTimers } from '../storage/fake-stores.ts'
import { createFakeTimers } from '../storage/fake-stores.ts'

/** Events of a player's own, under both pairs of names. */
class FakeEvents {
  listeners: [string, (...given: unknown[]) => void][] = []
  on(type: string | string[], listener: (...given: never[]) => void) {
    for (const name of [type].flat()) this.listeners.push([name, listener as () => void])
  }
  off(type: string | string[], listener: (...given: never[]) => void) {
    this.listeners = this.listeners.filter((entry) => ![type].flat().includes(entry[0]) || entry[1] !== listener)
  }
  addEventListener = this.on
  removeEventListener = this.off
  fire(type: string, ...given: unknown[]) {
    for (const [name, listener] of [...this.listeners]) if (name === type) listener(...given)
  }
}

class FakeAds extends FakeEvents {
  cuePoints: { start: number; end: number | null }[] = []
  getCuePoints = () => this.cuePoints
}

class FakeShaka extends FakeEvents {
  element: FakeElement | null = new FakeElement()
  rate = 1
  live = false
  getMediaElement = () => this.element
  getPlaybackRate = () => this.rate
  isLive = () => this.live
  configured: unknown[] = []
  configure = (config: unknown) => this.configured.push(config)
  start = 0
  seekRange = () => ({ start: this.start })
  ads: FakeAds | null = null
  getAdManager = () => this.ads
}

class FakeHls extends FakeEvents {
  media: FakeElement | null = new FakeElement()
  config: { cmcd?: object } = {}
  latestLevelDetails: { live: boolean; fragmentStart: number } | null = null
  interstitialsManager: { playingItem: { event?: unknown } | null } | null = { playingItem: null }
}

class FakeDash extends FakeEvents {
  element: FakeElement | null = new FakeElement()
  dynamic = false
  isReady = () => this.element !== null
  isDynamic = () => {
    if (!this.element) throw new Error('PLAYBACK_NOT_INITIALIZED_ERROR')
    return this.dynamic
  }
  settings: unknown[] = []
  updateSettings = (settings: unknown) => this.settings.push(settings)
  start = 0
  getDvrWindow = () => {
    if (!this.element) throw new Error('PLAYBACK_NOT_INITIALIZED_ERROR')
    return { start: this.start }
  }
  getVideoElement = () => {
    if (!this.element) throw new Error('ELEMENT_NOT_ATTACHED_ERROR')
    return this.element
  }
}

/** As contrib-ads extends it, where `ads` is set. */
class FakeVideojs extends FakeEvents {
  state = {
    currentTime: 0,
    duration: NaN,
    playbackRate: 1,
    paused: true,
    ended: false,
    seeking: false,
    readyState: 4,
    startS: 0,
  }
  ads?: { isBreak: boolean; isStitched: boolean; inAdBreak(): boolean; stitchedAds(): boolean }
  currentTime = () => this.state.currentTime
  duration = () => this.state.duration
  playbackRate = () => this.state.playbackRate
  paused = () => this.state.paused
  seeking = () => this.state.seeking
  ended = () => this.state.ended
  readyState = () => this.state.readyState
  seekable = () => ({ length: 1, start: () => this.state.startS })
  addAds() {
    const ads = { isBreak: false, isStitched: false, inAdBreak: () => ads.isBreak, stitchedAds: () => ads.isStitched }
    return (this.ads = ads)
  }
}

let timers: FakeTimers
let heard: PlayerSignal[]

beforeEach(() => {
  timers = createFakeTimers()
  heard = []
})

function attach(hook: PlayerHook) {
  return hook.attach((signal) => heard.push(signal), timers)
}
const names = () => heard.splice(0).map(({ signal }) => signal)

describe.each([
  [
    'Shaka Player',
    () => {
      const player = new FakeShaka()
      return {
        player,
        element: player.element!,
        hook: shaka(player),
        come: (element: FakeElement) => {
          player.element = element
          player.fire('loading')
        },
      }
    },
  ],
  [
    'hls.js',
    () => {
      const player = new FakeHls()
      return {
        player,
        element: player.media!,
        hook: hlsjs(player),
        come: (element: FakeElement) => {
          player.media = element
          player.fire('hlsMediaAttached')
        },
      }
    },
  ],
  [
    'dash.js',
    () => {
      const player = new FakeDash()
      return {
        player,
        element: player.element!,
        hook: dashjs(player),
        come: (element: FakeElement) => {
          player.element = element
          player.fire('streamInitialized')
        },
      }
    },
  ],
] as const)('the hook of %s', (_, create) => {
  it('is one of the player, not of the element', () => {
    const { player, hook } = create()
    expect(hook.player).toBe(player)
  })

  it('touches nothing before it is attached, and leaves nothing behind', () => {
    const { player, element, hook } = create()
    expect([player.listeners, element.listeners]).toEqual([[], []])
    Object.assign(element, { paused: false })
    const attachment = attach(hook)
    expect(player.listeners.length).toBeGreaterThan(0)
    expect(element.listeners.length).toBeGreaterThan(0)
    attachment.detach()
    attachment.detach()
    expect([player.listeners, element.listeners, timers.pending]).toEqual([[], [], 0])
  })

  it('goes over to another element, and off the one before', () => {
    const { player, element, hook, come } = create()
    const attachment = attach(hook)
    element.fire('playing', { paused: false, currentTime: 5, duration: 60 })
    heard.length = 0
    const next = new FakeElement()
    Object.assign(next, { paused: false, currentTime: 7, duration: 60 })
    come(next)
    expect(names()).toEqual(['seeking', 'durationchange', 'play', 'playing'])
    expect(element.listeners).toEqual([])
    expect(timers.pending).toBe(1)
    element.fire('timeupdate')
    expect(heard).toEqual([])
    next.fire('timeupdate', { currentTime: 7.25 })
    expect(heard).toMatchObject([
      { signal: 'timeupdate', position: 7.25, duration: 60, live: expect.toBeOneOf([false, undefined]) },
    ])
    attachment.detach()
    expect([player.listeners, next.listeners, timers.pending]).toEqual([[], [], 0])
  })

  it('hears the same element once, however often the player loads', () => {
    const { element, hook, come } = create()
    attach(hook)
    const count = element.listeners.length
    come(element)
    come(element)
    expect(element.listeners.length).toBe(count)
  })

  it('is one of several on the same player, each for itself', () => {
    const { player, element, hook } = create()
    const first = attach(hook)
    const counts = [player.listeners.length, element.listeners.length]
    const second = attach(hook)
    first.detach()
    expect([player.listeners.length, element.listeners.length]).toEqual(counts)
    heard.length = 0
    element.fire('play', { paused: false })
    expect(names()).toEqual(['play'])
    second.detach()
    expect([player.listeners, element.listeners]).toEqual([[], []])
  })
})

describe('the hook of a player without an element yet', () => {
  it.each<[string, () => [PlayerHook, (element: FakeElement) => void]]>([
    [
      'Shaka Player',
      () => {
        const player = new FakeShaka()
        player.element = null
        return [
          shaka(player),
          (element) => {
            player.element = element
            player.fire('loading')
          },
        ]
      },
    ],
    [
      'hls.js',
      () => {
        const player = new FakeHls()
        player.media = null
        return [
          hlsjs(player),
          (element) => {
            player.media = element
            player.fire('hlsMediaAttached')
          },
        ]
      },
    ],
    [
      'dash.js',
      () => {
        const player = new FakeDash()
        player.element = null
        return [
          dashjs(player),
          (element) => {
            player.element = element
            player.fire('manifestLoaded')
          },
        ]
      },
    ],
  ])('waits for it: %s', (_, create) => {
    const [hook, come] = create()
    const attachment = attach(hook)
    attachment.sample()
    expect(heard).toEqual([])
    const element = new FakeElement()
    come(element)
    element.fire('play', { paused: false, currentTime: 1 })
    expect(heard.at(-1)).toMatchObject({ signal: 'play', position: 1 })
  })
})

describe('Shaka Player', () => {
  it('gives the rate that is meant, not that of the element', () => {
    const player = new FakeShaka()
    attach(shaka(player))
    player.rate = -4
    player.element!.fire('ratechange', { playbackRate: 0 })
    expect(heard.at(-1)).toMatchObject({ signal: 'ratechange', rate: -4 })
    player.rate = -8
    player.fire('ratechange')
    expect(heard.at(-1)).toMatchObject({ signal: 'ratechange', rate: -8 })
  })

  it('tells of buffering, which the element does not', () => {
    const player = new FakeShaka()
    Object.assign(player.element!, { paused: false })
    attach(shaka(player))
    heard.length = 0
    player.fire('buffering', { buffering: true })
    player.fire('buffering', { buffering: false })
    expect(names()).toEqual(['waiting', 'playing'])
  })

  it('that stops buffering in a pause does not play', () => {
    const player = new FakeShaka()
    attach(shaka(player))
    heard.length = 0
    player.fire('buffering', { buffering: false })
    expect(heard).toEqual([])
  })

  it('without an element buffers unheard', () => {
    const player = new FakeShaka()
    player.element = null
    attach(shaka(player))
    player.fire('buffering', { buffering: false })
    expect(heard).toEqual([])
  })
})

describe('hls.js', () => {
  it('says that a stream is live by its playlist, and that it no longer is', () => {
    const player = new FakeHls()
    attach(hlsjs(player))
    player.media!.fire('durationchange', { duration: 20 })
    expect(heard.at(-1)!.live).toBeUndefined()
    player.latestLevelDetails = { live: true, fragmentStart: 0 }
    player.media!.fire('durationchange', { duration: 21 })
    expect(heard.at(-1)).toMatchObject({ live: true, duration: 21 })
    player.latestLevelDetails = { live: false, fragmentStart: 0 }
    player.media!.fire('timeupdate', { currentTime: 3 })
    expect(heard.at(-1)).toMatchObject({ live: false, duration: 21 })
  })

  it('whose interstitial borrows the element tells of the ad alone', () => {
    const player = new FakeHls()
    attach(hlsjs(player))
    player.media!.fire('playing', { paused: false, currentTime: 4, duration: 60 })
    heard.length = 0
    player.fire('hlsInterstitialStarted')
    player.fire('hlsMediaDetaching', 'hlsMediaDetaching', { transferMedia: {} })
    player.media!.fire('timeupdate', { currentTime: 0.5, duration: 3 })
    player.fire('hlsInterstitialEnded')
    player.fire('hlsInterstitialsPrimaryResumed')
    expect(heard).toEqual([
      { signal: 'timeupdate', position: 4, duration: 60, live: undefined },
      { signal: 'ad-start', stitched: false },
      { signal: 'timeupdate' },
      { signal: 'timeupdate' },
      { signal: 'ad-end', stitched: false },
      { signal: 'playing' },
    ])
  })

  it('tells what its interstitials replace, as far as they are known by now', () => {
    const player = new FakeHls()
    attach(hlsjs(player))
    const events = [
      { startTime: 10, resumeTime: 10 },
      { startTime: 30, resumeTime: 60 },
    ]
    player.fire('hlsInterstitialsUpdated', 'hlsInterstitialsUpdated', { events })
    expect(heard.at(-1)).toMatchObject({
      signal: 'durationchange',
      adSpans: [
        [10, 10],
        [30, 60],
      ],
    })
    player.fire('hlsInterstitialStarted')
    player.fire('hlsInterstitialsUpdated', 'hlsInterstitialsUpdated', { events })
    expect(heard.at(-1)).toMatchObject({ signal: 'durationchange', adSpans: [[10, 10], { 0: 30 }] })
    expect(heard.at(-1)).not.toHaveProperty('position')
  })

  it('that is in an interstitial when it is watched says so first', () => {
    const player = new FakeHls()
    player.interstitialsManager = { playingItem: { event: {} } }
    attach(hlsjs(player))
    expect(heard).toEqual([{ signal: 'ad-start', stitched: false }, { signal: 'durationchange' }])
  })

  it('without interstitials, as in its light build, has none', () => {
    const player = new FakeHls()
    player.interstitialsManager = null
    attach(hlsjs(player))
    expect(names()).toEqual(['durationchange'])
  })

  it('that lets go of its element is not heard of it', () => {
    const player = new FakeHls()
    const attachment = attach(hlsjs(player))
    heard.length = 0
    player.fire('hlsMediaDetaching', 'hlsMediaDetaching', {})
    expect(names()).toEqual(['seeking'])
    expect(player.media!.listeners).toEqual([])
    attachment.sample()
    expect(heard).toEqual([])
  })
})

describe('dash.js', () => {
  it('ends with its last period alone, whatever the element says', () => {
    const player = new FakeDash()
    attach(dashjs(player))
    heard.length = 0
    player.element!.fire('ended', { currentTime: 4 })
    player.fire('playbackEnded', { isLast: false })
    expect(heard).toEqual([])
    player.element!.currentTime = 12
    player.fire('playbackEnded', { isLast: true })
    expect(heard).toMatchObject([{ signal: 'ended', position: 12 }])
  })

  it('is live as its manifest says; the length of the window is not asked', () => {
    const player = new FakeDash()
    player.dynamic = true
    attach(dashjs(player))
    player.element!.fire('timeupdate', { duration: 4294967296, currentTime: 1000 })
    expect(heard.at(-1)).toMatchObject({ live: true })
    player.dynamic = false
    player.element!.fire('timeupdate', { duration: 1010 })
    expect(heard.at(-1)).toMatchObject({ live: false, duration: 1010 })
  })

  it('that is reset does not throw', () => {
    const player = new FakeDash()
    const attachment = attach(dashjs(player))
    const element = player.element!
    player.element = null
    element.fire('timeupdate', { duration: 60 })
    player.fire('playbackEnded', { isLast: true })
    attachment.detach()
    expect(element.listeners).toEqual([])
  })
})

describe('Video.js', () => {
  it('is read by its methods', () => {
    const player = new FakeVideojs()
    attach(videojs(player))
    Object.assign(player.state, { currentTime: 3, duration: 60, playbackRate: 2 })
    player.fire('ratechange')
    expect(heard.at(-1)).toEqual({ signal: 'ratechange', position: 3, rate: 2, duration: 60, live: false, start: 0 })
    player.state.duration = Infinity
    player.fire('timeupdate')
    expect(heard.at(-1)).toMatchObject({ live: true })
  })

  it('with contrib-ads keeps an ad’s events apart, renamed or not', () => {
    const player = new FakeVideojs()
    const ads = player.addAds()
    attach(videojs(player))
    Object.assign(player.state, { currentTime: 10, duration: 60, paused: false })
    player.fire('playing')
    heard.length = 0
    ads.isBreak = true
    player.fire('adstart')
    Object.assign(player.state, { currentTime: 1, duration: 5 })
    for (const type of ['adplaying', 'timeupdate', 'adended', 'ended']) player.fire(type)
    ads.isBreak = false
    player.fire('adend')
    expect(heard).toEqual([
      { signal: 'timeupdate', position: 10, duration: 60, live: false },
      { signal: 'ad-start', stitched: false },
      { signal: 'playing' },
      { signal: 'timeupdate' },
      { signal: 'ended' },
      { signal: 'ended' },
      { signal: 'timeupdate' },
      { signal: 'ad-end', stitched: false },
      { signal: 'playing' },
    ])
  })

  it('whose content is put back after a break does not take the ad’s duration with it', () => {
    const player = new FakeVideojs()
    const ads = player.addAds()
    ads.isBreak = true
    attach(videojs(player))
    Object.assign(player.state, { currentTime: 5, duration: 5 })
    ads.isBreak = false
    player.fire('adend')
    heard.length = 0
    for (const type of ['contentemptied', 'contenttimeupdate', 'contentdurationchange']) player.fire(type)
    expect(heard).toEqual([{ signal: 'seeking', position: 0 }])
    Object.assign(player.state, { currentTime: 10, duration: 60, paused: false })
    player.fire('playing')
    expect(heard.slice(1)).toMatchObject([
      { signal: 'durationchange', duration: 60 },
      { signal: 'playing', position: 10 },
    ])
  })

  it('whose content ends before its last break is over then', () => {
    const player = new FakeVideojs()
    player.addAds()
    attach(videojs(player))
    Object.assign(player.state, { currentTime: 60, duration: 60 })
    player.fire('contentended')
    expect(heard.at(-1)).toMatchObject({ signal: 'ended', position: 60 })
  })

  it('with stitched ads gives positions in them too', () => {
    const player = new FakeVideojs()
    const ads = player.addAds()
    ads.isStitched = true
    attach(videojs(player))
    Object.assign(player.state, { currentTime: 10, duration: 60 })
    ads.isBreak = true
    player.fire('adstart')
    player.state.currentTime = 11
    player.fire('timeupdate')
    expect(heard.slice(-2)).toMatchObject([
      { signal: 'ad-start', stitched: true },
      { signal: 'timeupdate', position: 11 },
    ])
  })

  it('that is disposed is no longer asked', () => {
    const player = new FakeVideojs()
    Object.assign(player.state, { paused: false })
    const attachment = attach(videojs(player))
    expect(timers.pending).toBe(1)
    player.fire('dispose', { type: 'dispose' })
    heard.length = 0
    timers.advance(5000)
    attachment.sample()
    expect([heard, timers.pending]).toEqual([[], 0])
    attachment.detach()
    expect(player.listeners).toEqual([])
  })

  it('has a plugin that watches a player and ends the view with it', () => {
    const player = new FakeVideojs()
    const plugins: Record<string, (this: unknown, ...given: unknown[]) => unknown> = {}
    registerPlugin({
      registerPlugin: (name: string, plugin: (...given: never[]) => unknown) =>
        (plugins[name] = plugin as () => unknown),
    })
    let ends = 0
    const view = { end: () => void ends++ }
    const watched: unknown[] = []
    const tracker = { watch: (hook: PlayerHook, content: unknown) => (watched.push(hook.player, content), view) }
    expect(plugins.ctvTracker!.call(player, tracker, { url: 'app://1' })).toBe(view)
    expect(watched).toEqual([player, { url: 'app://1' }])
    player.fire('dispose', { type: 'dispose' })
    expect(ends).toBe(1)
  })
})

describe('what a player does during a break of its own', () => {
  it.each<[string, Partial<FakeElement>]>([
    ['pause', { paused: true }],
    ['waiting', { paused: false, readyState: 2 }],
    ['playing', { paused: false, readyState: 4 }],
  ])('is told again at its end: %s', (signal, state) => {
    const player = new FakeHls()
    attach(hlsjs(player))
    player.media!.fire('playing', { paused: false, currentTime: 4, duration: 60 })
    player.fire('hlsInterstitialStarted')
    Object.assign(player.media!, state)
    heard.length = 0
    player.fire('hlsInterstitialEnded')
    expect(heard.at(-1)).toEqual({ signal })
  })
})

describe('where the timeline of the content begins', () => {
  const seekable = { length: 1, start: () => 0 }

  it('Shaka Player knows, whatever the element believes', () => {
    const player = new FakeShaka()
    Object.assign(player.element!, { seekable })
    player.start = 30
    attach(shaka(player))
    player.element!.fire('playing', { currentTime: 30, duration: 42 })
    expect(heard.at(-1)).toMatchObject({ signal: 'playing', start: 30 })
    player.element!.fire('timeupdate')
    expect(heard.at(-1)).not.toHaveProperty('start')
  })

  it('hls.js knows once it has a playlist', () => {
    const player = new FakeHls()
    Object.assign(player.media!, { seekable })
    attach(hlsjs(player))
    expect(heard.at(-1)).toMatchObject({ start: 0 })
    player.latestLevelDetails = { live: false, fragmentStart: 12 }
    player.media!.fire('playing', { duration: 42 })
    expect(heard.at(-1)).toMatchObject({ start: 12 })
  })

  it('dash.js knows once it has a stream', () => {
    const player = new FakeDash()
    Object.assign(player.element!, { seekable })
    player.start = 30
    attach(dashjs(player))
    expect(heard.at(-1)!.start).toBeUndefined()
    player.element!.fire('playing', { duration: 42 })
    expect(heard.at(-1)).toMatchObject({ start: 30 })
  })

  it('Video.js and media elements know by what can be sought', () => {
    const player = new FakeVideojs()
    attach(videojs(player))
    Object.assign(player.state, { duration: 42, startS: 30 })
    player.fire('playing')
    expect(heard.at(-1)).toMatchObject({ start: 30 })
  })
})

describe('the break list of Shaka Player', () => {
  it('is told when the content is loaded, and whenever it grows', () => {
    const player = new FakeShaka()
    player.ads = new FakeAds()
    const attachment = attach(shaka(player))
    player.ads.cuePoints = [
      { start: 0, end: null },
      { start: 30, end: 60 },
    ]
    player.fire('loaded')
    expect(heard.at(-1)).toMatchObject({ signal: 'durationchange', adSpans: [[30, 60]] })
    player.ads.cuePoints.push({ start: 90, end: 120 })
    player.ads.fire('ad-cue-points-changed')
    expect(heard.at(-1)).toMatchObject({ adSpans: [{ 0: 30 }, { 0: 90 }] })
    attachment.detach()
    expect([player.listeners, player.ads.listeners]).toEqual([[], []])
  })
})

describe('an end that the element knows and does not tell', () => {
  it('is told by the hook of dash.js at the end of the presentation only', () => {
    const player = new FakeDash()
    attach(dashjs(player))
    player.element!.fire('playing', { paused: false, currentTime: 10, duration: 60 })
    Object.assign(player.element!, { ended: true, currentTime: 20 })
    timers.advance(1000)
    expect(names()).not.toContain('ended')
    player.element!.fire('playing', { ended: false })
    Object.assign(player.element!, { ended: true, currentTime: 60 })
    timers.advance(1000)
    player.fire('playbackEnded', { isLast: true })
    expect(names().filter((name) => name === 'ended')).toHaveLength(1)
  })
})

describe('CMCD', () => {
  it('takes the ids of the view where the app wants it, until they are gone: Shaka Player', () => {
    const player = new FakeShaka()
    shaka(player).onView?.('view', 'film')
    expect(player.configured).toEqual([])
    shaka(player, { cmcd: true }).onView!('view', 'film')
    expect(player.configured).toEqual([{ cmcd: { enabled: true, sessionId: 'view', contentId: 'film' } }])
    shaka(player, { cmcd: true }).onView!(null, null)
    expect(player.configured.at(-1)).toEqual({ cmcd: { enabled: false, sessionId: null, contentId: null } })
  })

  it('takes the ids of the view where the app wants it, until they are gone: dash.js', () => {
    const player = new FakeDash()
    dashjs(player).onView?.('view', 'film')
    expect(player.settings).toEqual([])
    dashjs(player, { cmcd: true }).onView!('view', 'film')
    expect(player.settings).toEqual([{ streaming: { cmcd: { enabled: true, sid: 'view', cid: 'film' } } }])
    dashjs(player, { cmcd: true }).onView!(null, null)
    expect(player.settings.at(-1)).toEqual({ streaming: { cmcd: { enabled: false, sid: null, cid: null } } })
  })

  it('takes the ids of the view where the app wants it, and made the player for it, until they are gone: hls.js', () => {
    const player = new FakeHls()
    hlsjs(player, { cmcd: true }).onView!('view', 'film')
    expect(player.config).toEqual({})
    player.config = { cmcd: { useHeaders: true } }
    hlsjs(player).onView?.('view', 'film')
    expect(player.config).toEqual({ cmcd: { useHeaders: true } })
    hlsjs(player, { cmcd: true }).onView!('view', 'film')
    expect(player.config).toEqual({ cmcd: { useHeaders: true, sessionId: 'view', contentId: 'film' } })
    hlsjs(player, { cmcd: true }).onView!(null, null)
    expect(player.config).toEqual({ cmcd: { useHeaders: true, sessionId: null, contentId: null } })
  })
})
