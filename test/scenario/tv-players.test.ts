/**
 * Evenings in front of players of televisions: the hook, the tracker and the emulator in process, over fakes of the players that keep
 * account of what they really showed.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { avplay, wrapListener } from '../../players/avplay/index.ts'
import { broadcast } from '../../players/broadcast/index.ts'
import { oipf } from '../../players/oipf/index.ts'
import { withAds } from '../../players/with-ads/index.ts'
import type { Timers } from '../../src/ports/timers.ts'
import type { Evening, Run } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'
import { FakeAvPlay } from '../support/fakes/fake-avplay.ts'
import { channel, FakeBroadcast } from '../support/fakes/fake-broadcast.ts'
import { FakeOipf } from '../support/fakes/fake-oipf.ts'

let evening: Evening
let timers: Timers
beforeEach(async () => {
  evening = await startEvening()
  const { time } = evening.device
  // The television's own: they are no leak of the tracker.
  timers = {
    after(delayMs, run) {
      const timer = { at: time.monotonicMs + delayMs, run }
      time.timers.push(timer)
      return () => void time.timers.splice(time.timers.indexOf(timer), 1)
    },
  }
})
afterEach(() => evening.emulator.stop())

const pass = (seconds: number) => evening.device.advance(seconds * 1000)
/** Nothing runs, no event tells of it, and afterwards the time is another. */
function standBy(seconds: number) {
  evening.device.time.monotonicMs += seconds * 1000
  evening.device.time.wallMs += seconds * 1000
}
const own = (object: object) => Object.getOwnPropertyNames(object).sort()

/** What the emulator received, by view. */
function completions() {
  return evening.emulator
    .events()
    .filter(({ name }) => name === 'VideoCompletion')
    .map(({ properties }) => ({
      title: properties['title'],
      spent: properties['time_spent_seconds'] as number,
      share: properties['percentage_watched'] as number | undefined,
    }))
}
const adTime = ({ heard }: Run) =>
  heard.view.filter(({ state }) => state === 'completed').map(({ totals }) => totals.adTimeSeconds)

const FILM_S = 600

describe('an evening with AVPlay', () => {
  const create = () => new FakeAvPlay(timers, { durationMs: FILM_S * 1000, seekMs: 500, tickMs: 250 })

  it('is counted as it was shown: pause, seeks, a stall, suspend, standby without an event, trick play, an ad in a second player', async () => {
    const run = startApp(evening, { consent: 'granted' })
    const player = create()
    const before = own(player)
    const hook = withAds(avplay(player))
    const view = run.tracker.watch(hook, SPORTS)
    player.start('film', { onstreamcompleted: () => player.stop() })
    await pass(100)
    player.pause()
    await pass(300)
    player.play()
    await pass(20)
    player.seekTo(200_000)
    await pass(40)
    player.jumpBackward(30_000)
    await pass(40)
    player.isStalled = true
    await pass(30)
    player.isStalled = false
    await pass(30)
    // Home, and back.
    player.suspend()
    run.process.lifecycle('hidden')
    await pass(600)
    run.process.lifecycle('visible')
    player.restoreAsync(null)
    await pass(30)
    standBy(1200)
    await pass(30)
    player.setSpeed(8)
    await pass(10)
    player.setSpeed(1)
    await pass(20)
    // The ad has a player of its own.
    hook.setAd(true)
    player.pause()
    const adPlayer = new FakeAvPlay(timers, { durationMs: 30_000, tickMs: 250 })
    adPlayer.start('ad')
    await pass(30)
    adPlayer.stop()
    hook.setAd(false)
    player.play()
    await pass(20)
    player.stop()
    view.end()
    await evening.device.settle()

    const [completion] = completions()
    // Three jumps cost half a second each at most.
    expect(player.truth.spentSeconds).toBeGreaterThan(320)
    expect(Math.abs(completion!.spent - player.truth.spentSeconds)).toBeLessThan(2)
    expect(Math.abs(completion!.share! - player.truth.seenSeconds / FILM_S)).toBeLessThan(0.005)
    expect(adTime(run)[0]).toBeCloseTo(30, 0)
    await run.tracker.destroy()
    expect(run.process.leaks()).toBe(0)
    expect(own(player)).toEqual(before)
    expect(run.heard.diagnostic).toEqual([])
  })

  it('has one view after another on one player, with a listener that the app sets once for all, and an ad in between in the same player', async () => {
    const run = startApp(evening, { consent: 'granted' })
    const player = create()
    const listener = wrapListener({ onstreamcompleted: () => player.stop() })
    player.setListener(listener)
    for (const [place, seconds] of [60, 601].entries()) {
      const spent = player.truth.spentSeconds
      const hook = withAds(avplay(player, listener))
      const view = run.tracker.watch(hook, { ...SPORTS, id: 'film-' + place })
      hook.setAd(true)
      player.start('ad')
      await pass(15)
      player.stop()
      const inAd = player.truth.spentSeconds - spent
      player.start('film-' + place)
      hook.setAd(false)
      await pass(seconds)
      if (player.state === 'PLAYING') player.stop()
      player.close()
      view.end()
      await evening.device.settle()
      expect(Math.abs(completions()[place]!.spent - (player.truth.spentSeconds - spent - inAd))).toBeLessThan(1)
      expect(completions()[place]!.share).toBeCloseTo(seconds > 600 ? 1 : 0.1, 2)
      expect(adTime(run)[place]).toBeCloseTo(15, 0)
    }
    expect(run.heard.view.filter(({ state }) => state === 'completed').map(({ totals }) => totals.reachedEnd)).toEqual([
      false,
      true,
    ])
    expect(player.listenersSet).toBe(1)
  })

  it('counts two players of the store at once, each for itself', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const players = [create(), create()]
    const views = players.map((player, place) => tracker.watch(avplay(player), { ...SPORTS, id: 'film-' + place }))
    players.forEach((player) => player.start('film', {}))
    await pass(30)
    players[0]!.pause()
    await pass(30)
    views.forEach((view) => view.end())
    await evening.device.settle()
    expect(completions().map(({ spent }) => Math.round(spent))).toEqual(
      players.map(({ truth }) => Math.round(truth.spentSeconds)),
    )
    expect(players[0]!.truth.spentSeconds).toBeLessThan(31)
    expect(players[1]!.truth.spentSeconds).toBeGreaterThan(59)
  })

  it('is over when the television was off for a night: the film that goes on in the morning is a new view', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const player = create()
    const view = tracker.watch(avplay(player), SPORTS)
    player.start('film', {})
    await pass(60)
    standBy(8 * 3600)
    await pass(60)
    view.end()
    await evening.device.settle()
    expect(completions().map(({ spent }) => Math.round(spent / 5) * 5)).toEqual([60, 60])
  })
})

describe.each([true, false])('an evening with the A/V Control object (with DOM events: %s)', (hasEvents) => {
  it('is counted as it was shown: pause, seek, buffering, a stall, standby without an event, trick play, an ad in the same object', async () => {
    const run = startApp(evening, { consent: 'granted' })
    const object = new FakeOipf(timers, { hasEvents, durationMs: FILM_S * 1000, stepMs: 500, tickMs: 250 })
    const hook = withAds(oipf(object))
    const view = run.tracker.watch(hook, SPORTS)
    object.open('film.mp4')
    object.play()
    await pass(100)
    object.play(0)
    await pass(300)
    object.play(1)
    await pass(20)
    object.seek(200_000)
    await pass(40)
    object.set(4)
    await pass(20)
    object.set(1)
    await pass(20)
    object.isStalled = true
    await pass(30)
    object.isStalled = false
    await pass(20)
    standBy(1200)
    await pass(30)
    object.play(8)
    await pass(10)
    object.play(1)
    await pass(20)
    const spent = object.truth.spentSeconds
    const seen = object.truth.seenSeconds
    const leftAtMs = object.playPosition!
    hook.setAd(true)
    object.open('ad.mp4')
    object.play()
    await pass(20)
    object.open('film.mp4')
    object.play()
    object.seek(leftAtMs)
    hook.setAd(false)
    await pass(20)
    object.stop()
    view.end()
    await evening.device.settle()

    const [completion] = completions()
    expect(Math.abs(completion!.spent - spent - 20)).toBeLessThan(2)
    expect(Math.abs(completion!.share! - (seen + 20) / FILM_S)).toBeLessThan(0.005)
    expect(adTime(run)[0]).toBeCloseTo(20, 0)
    await run.tracker.destroy()
    expect([run.process.leaks(), object.listeners.length]).toEqual([0, 0])
    expect(run.heard.diagnostic).toEqual([])
  })

  it('plays what is queued in a view of its own', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const object = new FakeOipf(timers, { hasEvents, durationMs: 60_000, tickMs: 250 })
    const view = tracker.watch(oipf(object), SPORTS)
    object.open('one.mp4')
    object.play()
    object.queue('two.mp4')
    await pass(80)
    view.end()
    await evening.device.settle()
    expect(completions().map(({ spent, share }) => [Math.round(spent), share])).toEqual([
      [60, 1],
      [20, expect.closeTo(1 / 3, 1)],
    ])
  })
})

describe.each([true, false])('an evening of broadcast (with DOM events: %s)', (hasEvents) => {
  const ONE = channel('One', 1)
  const TWO = channel('Two', 2)
  const NEWS = { name: 'News', startTime: 1_772_395_200, duration: 900 }
  const FILM = { name: 'Film', startTime: 1_772_396_100, duration: 6000 }

  it('has a view for each channel and programme, named by the guide, with the share of each that was watched', async () => {
    const run = startApp(evening, { consent: 'granted' })
    const object = new FakeBroadcast({ hasEvents })
    object.tune(ONE)
    object.guide(NEWS, FILM)
    const hook = withAds(
      broadcast(object, { properties: (programme, tuned) => ({ title: programme?.name ?? '', channel: tuned?.name }) }),
    )
    const view = run.tracker.watch(hook, {
      id: 'tv',
      url: 'https://tv.example/live',
      properties: { title: 'Live', kind: 'broadcast' },
    })
    const firstId = view.id
    // Joined in the middle.
    await pass(450)
    object.guide(FILM)
    await pass(600)
    // An ad from the network in place of the broadcast.
    hook.setAd(true)
    object.set(3)
    await pass(30)
    object.set(1)
    object.set(2)
    hook.setAd(false)
    await pass(300)
    // The remote.
    object.tune(TWO, { isLate: true })
    await pass(120)
    object.fire('ChannelChangeError')
    standBy(1200)
    await pass(60)
    view.end()
    await evening.device.settle()

    expect(completions()).toEqual([
      { title: 'News', spent: expect.closeTo(450, 0), share: expect.closeTo(0.5, 2) },
      { title: 'Film', spent: expect.closeTo(900, 0), share: expect.closeTo(0.15, 2) },
      { title: 'Live', spent: expect.closeTo(180, 0), share: undefined },
    ])
    const events = evening.emulator.events()
    expect(events.map(({ name, properties }) => [name, properties['channel'], properties['kind']])).toEqual([
      ['Videoview', 'One', 'broadcast'],
      ['VideoCompletion', 'One', 'broadcast'],
      ['Videoview', 'One', 'broadcast'],
      ['VideoCompletion', 'One', 'broadcast'],
      ['Videoview', 'Two', 'broadcast'],
      ['VideoCompletion', 'Two', 'broadcast'],
    ])
    expect(new Set(events.map(({ viewId }) => viewId)).size).toBe(3)
    expect(events[0]!.viewId).toBe(firstId)
    expect(adTime(run)).toEqual([0, expect.closeTo(30, 0), 0])
    await run.tracker.destroy()
    expect([run.process.leaks(), object.listeners.length, object.controlled]).toEqual([0, 0, []])
    expect(run.heard.diagnostic).toEqual([])
  })

  it('tells the Contextual API of each programme also without consent, and keeps and sends nothing else', async () => {
    const run = startApp(evening, { consent: 'required' })
    const object = new FakeBroadcast({ hasEvents })
    object.tune(ONE)
    object.guide(NEWS, FILM)
    const hook = broadcast(object, {
      properties: (programme) => ({ title: programme?.name }),
      url: (programme) => programme?.name && `https://tv.example/${programme.name}`,
    })
    const view = run.tracker.watch(hook, { id: 'tv', url: 'https://tv.example/live', properties: { title: 'Live' } })
    await pass(450)
    object.guide(FILM)
    await pass(600)
    const asked = (): unknown[] =>
      evening.device.sent.map(({ url, body }) => [/ctx|ccs/.exec(url)?.[0], (JSON.parse(body) as { url: string }).url])
    expect(asked()).toEqual([
      ['ctx', 'https://tv.example/live'],
      ['ctx', 'https://tv.example/Film'],
    ])
    expect([view.id, view.totals.timeSpentSeconds, evening.device.keyValue.keys()]).toEqual([null, 0, []])
    run.tracker.consent.grant()
    await pass(60)
    expect(view.totals.timeSpentSeconds).toBeCloseTo(60, 0)
    run.tracker.consent.revoke()
    object.guide(NEWS)
    await pass(60)
    expect(asked().at(-1)).toEqual(['ctx', 'https://tv.example/News'])
    expect(view.id).toBe(null)
    await run.tracker.destroy()
    expect([run.process.leaks(), object.listeners.length]).toEqual([0, 0])
  })

  it('without the guide is live, under the app’s own properties', async () => {
    const run = startApp(evening, { consent: 'granted' })
    const object = new FakeBroadcast({ hasEvents })
    const view = run.tracker.watch(broadcast(object), SPORTS)
    object.tune(ONE)
    await pass(30)
    object.tune(TWO)
    await pass(60)
    view.end()
    await evening.device.settle()
    expect(completions()).toEqual(
      [30, 60].map((seconds) => ({
        title: SPORTS.properties.title,
        spent: expect.closeTo(seconds, 0) as number,
        share: undefined,
      })),
    )
    expect(run.heard.view.filter(({ state }) => state === 'completed').map(({ contentId }) => contentId)).toEqual([
      SPORTS.id,
      expect.stringContaining('ccid:2'),
    ])
  })
})
