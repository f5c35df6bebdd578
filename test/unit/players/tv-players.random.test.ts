/**
 * Random evenings with AVPlay and with the A/V Control object: whatever viewers, apps and networks do, what is counted is what the fake
 * player showed, but for what no poll can see. `TV_SEED` and `TV_RUNS` explore.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { avplay, wrapListener } from '../../../players/avplay/index.ts'
import { oipf } from '../../../players/oipf/index.ts'
import { createMeter } from '../../../src/engagement/index.ts'
import type { PlayerHook } from '../../../src/ports/player-hook.ts'
import { FakeAvPlay } from '../../support/fakes/fake-avplay.ts'
import { FakeOipf } from '../../support/fakes/fake-oipf.ts'
import { createFakeTimers } from '../storage/fake-stores.ts'

const FILM_MS = 7_200_000
const seed = Number(process.env['TV_SEED'] ?? 20_260_301)
const numRuns = Number(process.env['TV_RUNS'] ?? 40)

const deed = fc.record({
  what: fc.constantFrom(
    'play',
    'pause',
    'seek',
    'forward',
    'back',
    'stall',
    'flow',
    'fast',
    'rewind',
    'normal',
    'double',
    'buffer',
    'leave',
    'look',
  ),
  seconds: fc.integer({ min: 1, max: 60 }),
  toMs: fc.integer({ min: 0, max: FILM_MS - 1_500_000 }),
})
type Deed = { what: string; seconds: number; toMs: number }

/** What a player does when it is told. */
interface Remote {
  readonly hook: PlayerHook
  readonly truth: { spentSeconds: number; seenSeconds: number }
  act(deed: Deed): void
}

/** Plays an evening; `lossS` may be missing for each deed that moves the position or the speed. */
function run(
  createRemote: (timers: ReturnType<typeof createFakeTimers>) => Remote,
  deeds: Deed[],
  lossS: number,
): void {
  const device = createFakeTimers()
  const timers = createFakeTimers()
  const meter = createMeter({ viewTimeoutMs: 1e9 })
  const remote = createRemote(device)
  let t = 0
  meter.push({ t, signal: 'load', content: 'film' })
  const attachment = remote.hook.attach((row) => meter.push({ t, ...row }), timers)
  for (const one of deeds) {
    remote.act(one)
    for (let passed = 0; passed < one.seconds * 1000; passed += 50) {
      t += 50
      device.advance(50)
      timers.advance(50)
    }
  }
  attachment.sample()
  attachment.detach()
  expect(timers.pending).toBe(0)
  const view = meter.views.at(-1)!
  const jumps = deeds.filter(({ what }) => /seek|forward|back|fast|rewind|normal|double|flow|play/.test(what)).length
  expect(view.timeSpentSeconds).toBeGreaterThanOrEqual(remote.truth.spentSeconds - 1 - lossS * jumps)
  expect(view.timeSpentSeconds).toBeLessThanOrEqual(remote.truth.spentSeconds + 1 + 0.15 * jumps)
  const seenSeconds = view.percentageWatched! * (FILM_MS / 1000)
  expect(seenSeconds).toBeGreaterThanOrEqual(remote.truth.seenSeconds - 1 - 2 * lossS * jumps)
  expect(seenSeconds).toBeLessThanOrEqual(remote.truth.seenSeconds + 1 + 0.3 * jumps)
}

function createAvPlayRemote(timers: ReturnType<typeof createFakeTimers>): Remote {
  const player = new FakeAvPlay(timers, { durationMs: FILM_MS, seekMs: 300 })
  const listener = wrapListener({})
  player.open('film')
  player.setListener(listener)
  player.prepareAsync(() => player.play())
  timers.advance(100)
  const acts: Record<string, (deed: Deed) => void> = {
    play: () => player.play(),
    pause: () => player.pause(),
    seek: ({ toMs }) => player.seekTo(toMs),
    forward: () => player.jumpForward(10_000),
    back: () => player.jumpBackward(10_000),
    stall: () => (player.isStalled = true),
    buffer: () => (player.fire('onbufferingstart'), (player.isStalled = true)),
    flow: () => ((player.isStalled = false), player.fire('onbufferingcomplete')),
    fast: () => player.setSpeed(4),
    rewind: () => player.setSpeed(-8),
    normal: () => player.setSpeed(1),
    double: () => player.setSpeed(2),
    leave: () => player.suspend(),
    look: () => player.restore(null),
  }
  return {
    hook: avplay(player, listener),
    truth: player.truth,
    act(one) {
      try {
        acts[one.what]!(one)
      } catch (refused) {
        // The app does what the state forbids.
        expect((refused as Error).name).toMatch(/^Invalid(State|Access)Error$/)
      }
    },
  }
}

function createOipfRemote(timers: ReturnType<typeof createFakeTimers>): Remote {
  const object = new FakeOipf(timers, { durationMs: FILM_MS })
  object.open('film.mp4')
  object.play()
  const acts: Record<string, (deed: Deed) => void> = {
    play: () => object.play(1),
    pause: () => object.play(0),
    seek: ({ toMs }) => object.seek(toMs),
    forward: () => object.seek(object.playPosition! + 10_000),
    back: () => object.seek(Math.max(0, object.playPosition! - 10_000)),
    stall: () => (object.isStalled = true),
    buffer: () => object.playState === 1 && object.set(4),
    flow: () => ((object.isStalled = false), object.playState === 4 && object.set(1)),
    fast: () => object.play(4),
    rewind: () => object.play(-8),
    normal: () => object.play(1),
    double: () => object.play(2),
    leave: () => object.play(0),
    look: () => object.fire('PlayStateChange'),
  }
  return { hook: oipf(object), truth: object.truth, act: (one) => acts[one.what]!(one) }
}

it.each([
  ['AVPlay', createAvPlayRemote],
  ['the A/V Control object', createOipfRemote],
])('of %s nothing is counted that was not shown, and little is missed', (_player, createRemote) => {
  fc.assert(
    fc.property(fc.array(deed, { minLength: 5, maxLength: 25 }), (deeds) => run(createRemote, deeds, 0.6)),
    { seed, numRuns },
  )
})
