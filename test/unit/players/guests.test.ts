/**
 * Players that throw: each hook is attached to a player whose nth call or property throws, for every n, once or from then on. Nothing
 * reaches the player's own dispatch of events, and no listener and no timer is left that could have been taken away.
 */
import { describe, expect, it } from 'vitest'
import { avplay } from '../../../players/avplay/index.ts'
import { bitmovin } from '../../../players/bitmovin/index.ts'
import { broadcast } from '../../../players/broadcast/index.ts'
import { html5 } from '../../../players/html5/index.ts'
import { oipf } from '../../../players/oipf/index.ts'
import { theoplayer } from '../../../players/theoplayer/index.ts'
import { videojs } from '../../../players/videojs/index.ts'
import { withAds } from '../../../players/with-ads/index.ts'
import type { PlayerAttachment, PlayerHook } from '../../../src/ports/player-hook.ts'
import { FakeAvPlay } from '../../support/fakes/fake-avplay.ts'
import { FakeBitmovin } from '../../support/fakes/fake-bitmovin.ts'
import { FakeBroadcast, channel } from '../../support/fakes/fake-broadcast.ts'
import { FakeElement } from '../../support/fakes/fake-element.ts'
import { FakeOipf } from '../../support/fakes/fake-oipf.ts'
import { createFakeTheoPlayer } from '../../support/fakes/fake-theoplayer.ts'
import { createFakeTimers } from '../storage/fake-stores.ts'

interface Spoiler {
  isOn: boolean
  calls: number
  throwsAt: number
  lasts: boolean
}

/** The same object, whose members throw when the time has come; its own methods reach it unspoiled. */
function spoil<T extends object>(target: T, spoiler: Spoiler): T {
  const count = () => {
    if (!spoiler.isOn) return
    const n = ++spoiler.calls
    if (n === spoiler.throwsAt || (spoiler.lasts && n > spoiler.throwsAt)) throw new Error('call ' + n)
  }
  return new Proxy(target, {
    get(_target, name) {
      const value = Reflect.get(target, name, target) as unknown
      if (typeof value !== 'function') {
        count()
        return value && typeof value === 'object' && name === 'ads' ? spoil(value, spoiler) : value
      }
      if (Object.hasOwn(target, name) && value.name === 'wrapper') return value
      return Object.assign(
        function (this: unknown, ...given: unknown[]) {
          count()
          return (value as (...given: unknown[]) => unknown).apply(target, given)
        },
        { original: value },
      )
    },
    set: (_target, name, value) => Reflect.set(target, name, value, target),
  })
}

interface Stage {
  hook: PlayerHook
  /** Something happens in the player. */
  live(): void
  /** Listeners that the player still holds. */
  left(): number
}

/** A proxy has to show what is frozen as it is. */
function thawed<T extends object>(target: T): T {
  const members = Object.entries(Object.getOwnPropertyDescriptors(target))
  return Object.defineProperties(
    {},
    Object.fromEntries(members.map(([name, member]) => [name, { ...member, configurable: true }])),
  ) as T
}

type Build = (spoiler: Spoiler) => Stage

function playing(): FakeElement {
  return Object.assign(new FakeElement(), { paused: false, duration: 60, currentTime: 5 })
}

const players: [string, Build][] = [
  [
    'media element',
    (spoiler) => {
      const element = playing()
      return {
        hook: html5(spoil(element, spoiler) as never)!,
        live: () => element.fire('timeupdate', { currentTime: 6 }),
        left: () => element.listeners.length,
      }
    },
  ],
  [
    'media element with ads of the app',
    (spoiler) => {
      const element = playing()
      const hook = withAds(html5(spoil(element, spoiler) as never)!)
      hook.setAd(true)
      return { hook, live: () => element.fire('pause'), left: () => element.listeners.length }
    },
  ],
  [
    'Bitmovin player',
    (spoiler) => {
      const player = Object.assign(new FakeBitmovin(), { durationS: 60, playing: true })
      return {
        hook: bitmovin(spoil(player, spoiler)),
        live: () => {
          player.fire('timechanged', { positionS: 6 })
          player.fire('adbreakstarted', { activeBreak: {} })
          player.fire('adbreakfinished', { activeBreak: null })
        },
        left: () => player.listeners.length,
      }
    },
  ],
  [
    'THEOplayer',
    (spoiler) => {
      const { player, state, ads } = createFakeTheoPlayer({ ads: true })
      Object.assign(state, playing(), { listeners: state.listeners })
      return {
        hook: theoplayer(spoil(thawed(player), spoiler)),
        live: () => {
          state.fire('timeupdate', { currentTime: 6 })
          ads.fire('adbreakbegin')
          ads.fire('adbreakend')
        },
        left: () => state.listeners.length + ads.listeners.length,
      }
    },
  ],
  [
    'Video.js player',
    (spoiler) => {
      const element = playing()
      const player = {
        currentTime: () => element.currentTime,
        duration: () => element.duration,
        playbackRate: () => 1,
        paused: () => element.paused,
        seeking: () => false,
        ended: () => element.ended,
        readyState: () => 4,
        seekable: () => ({ length: 1, start: () => 0 }),
        on: (types: string | string[], listener: () => void) =>
          [types].flat().forEach((type) => element.addEventListener(type, listener)),
        off: (types: string | string[], listener: () => void) =>
          [types].flat().forEach((type) => element.removeEventListener(type, listener)),
      }
      return {
        hook: videojs(spoil(player, spoiler)),
        live: () => ['timeupdate', 'adstart', 'adend'].forEach((type) => element.fire(type)),
        left: () => element.listeners.length,
      }
    },
  ],
  [
    'A/V Control object',
    (spoiler) => {
      const timers = createFakeTimers()
      const object = new FakeOipf(timers, { durationMs: 60_000 })
      object.data = 'x'
      object.playState = 1
      return {
        hook: oipf(spoil(object, spoiler)),
        live: () => object.fire('PlayPositionChanged'),
        left: () => object.listeners.length,
      }
    },
  ],
  [
    'broadcast object',
    (spoiler) => {
      const object = new FakeBroadcast()
      object.tune(channel('one', 1))
      return {
        hook: broadcast(spoil(object, spoiler)),
        live: () => object.tune(channel('two', 2)),
        left: () => object.listeners.length,
      }
    },
  ],
  [
    'AVPlay',
    (spoiler) => {
      const timers = createFakeTimers()
      const player = new FakeAvPlay(timers)
      player.start('x', { oncurrentplaytime() {} })
      timers.advance(200)
      return {
        hook: avplay(spoil(player, spoiler)),
        live: () => player.fire('oncurrentplaytime', 1),
        left: () => 0,
      }
    },
  ],
]

/** Attaches, plays, samples, lets go; returns how often the player was called. */
function run(build: Build, throwsAt: number, lasts: boolean): number {
  const spoiler: Spoiler = { isOn: false, calls: 0, throwsAt, lasts }
  const stage = build(spoiler)
  const timers = createFakeTimers()
  let attachment: PlayerAttachment | null = null
  spoiler.isOn = true
  try {
    attachment = stage.hook.attach(() => {}, timers)
  } catch (_guarded) {
    // The tracker stands between the two.
  }
  expect(() => stage.live()).not.toThrow()
  try {
    timers.advance(1000)
    attachment?.sample()
  } catch (_guarded) {
    // So it does here: timers and `sample` are guarded.
  }
  if (attachment) expect(() => attachment.detach()).not.toThrow()
  // The call that throws may be one that takes away listeners, of Video.js three at a time; from then on all may throw.
  if (!lasts) expect(stage.left()).toBeLessThanOrEqual(3)
  expect(timers.pending).toBe(0)
  return spoiler.calls
}

describe.each(players)('a hook of a %s', (_name, build) => {
  it.each([false, true])('takes away what it can where any one call throws (and all behind it: %s)', (lasts) => {
    const calls = run(build, 0, false)
    expect(calls).toBeGreaterThan(5)
    for (let n = 1; n <= calls; n++) run(build, n, lasts)
  })

  it('leaves nothing where no call throws', () => {
    const spoiler: Spoiler = { isOn: false, calls: 0, throwsAt: 0, lasts: false }
    const stage = build(spoiler)
    const timers = createFakeTimers()
    const { sample, detach } = stage.hook.attach(() => {}, timers)
    stage.live()
    sample()
    detach()
    expect([stage.left(), timers.pending]).toEqual([0, 0])
  })
})
