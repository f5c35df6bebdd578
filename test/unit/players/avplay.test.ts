/**
 * The hook of Samsung's AVPlay over a fake.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { avplay, wrapListener } from '../../../players/avplay/index.ts'
import { FakeAvPlay } from '../../support/fakes/fake-avplay.ts'
import { useHookStage } from '../../support/fakes/hook-stage.ts'

const stage = useHookStage()
const { attach, pass, names, view } = stage
let player: FakeAvPlay

beforeEach(() => {
  player = new FakeAvPlay(stage.device)
})

describe('an evening with AVPlay', () => {
  it('counts what was played, in seconds of a length that is told in milliseconds', () => {
    attach(avplay(player))
    player.start('https://media.example/a.mpd', {})
    pass(60.1)
    expect(view().timeSpentSeconds).toBeCloseTo(60, 0)
    expect(view().percentageWatched).toBeCloseTo(0.1, 2)
  })

  it('sees pause and play, which no callback tells of, at the very position', () => {
    attach(avplay(player))
    player.start('a')
    pass(10.3)
    player.pause()
    expect(stage.heard.at(-1)).toMatchObject({ signal: 'pause', position: 10.25 })
    expect(stage.timers.pending).toBe(0)
    pass(60)
    player.play()
    expect(stage.heard.at(-1)).toMatchObject({ signal: 'playing', position: 10.25 })
    pass(5)
    expect(view().timeSpentSeconds).toBeCloseTo(15.2, 1)
  })

  it.each([0, 700])(
    'takes nothing of a jump for watched, with a seek that takes %i ms and throws meanwhile',
    (seekMs) => {
      player = new FakeAvPlay(stage.device, { seekMs })
      attach(avplay(player))
      player.start('a')
      pass(10.1)
      const landed = vi.fn()
      player.seekTo(100_000, landed)
      pass(seekMs / 1000 + 10)
      player.jumpForward(50_000)
      pass(seekMs / 1000 + 10)
      player.jumpBackward(10_000)
      pass(seekMs / 1000 + 5)
      expect(landed).toHaveBeenCalledTimes(1)
      // Up to one poll is lost after each.
      expect(view().timeSpentSeconds).toBeGreaterThan(33.4)
      expect(view().timeSpentSeconds).toBeLessThanOrEqual(35)
      // 160 to 165 was seen twice.
      expect(view().percentageWatched).toBeGreaterThan(28.4 / 600)
      expect(view().percentageWatched).toBeLessThan(30.5 / 600)
    },
  )

  it('does not take a short jump that takes long for watched', () => {
    player = new FakeAvPlay(stage.device, { seekMs: 4000 })
    attach(avplay(player))
    player.start('a')
    pass(10.1)
    player.seekTo(15_000)
    pass(14)
    expect(view().timeSpentSeconds).toBeGreaterThan(19.3)
    expect(view().timeSpentSeconds).toBeLessThanOrEqual(20)
  })

  it('counts no stall, whether buffering is told or not', () => {
    attach(avplay(player))
    player.start('a', {})
    pass(10.1)
    player.fire('onbufferingstart')
    player.isStalled = true
    expect(stage.heard.at(-1)!.signal).toBe('waiting')
    pass(8)
    player.isStalled = false
    player.fire('onbufferingcomplete')
    pass(10)
    player.isStalled = true
    pass(8)
    player.isStalled = false
    pass(10)
    expect(view().timeSpentSeconds).toBeCloseTo(30, 0)
  })

  it('counts nothing of trick play, forward or in reverse, and double speed by the clock', () => {
    attach(avplay(player))
    player.start('a')
    pass(10.1)
    player.setSpeed(8)
    pass(10)
    player.setSpeed(-8)
    pass(5)
    player.setSpeed(1)
    pass(10)
    expect(view().timeSpentSeconds).toBeCloseTo(20, 0)
    player.setSpeed(2)
    pass(10)
    expect(view().timeSpentSeconds).toBeCloseTo(30, 0)
    expect(view().percentageWatched).toBeCloseTo(40 / 600, 2)
  })

  it('ends once, though AVPlay stays in PLAYING, and begins anew when it plays from the start again', () => {
    player.durationMs = 20_000
    attach(avplay(player))
    player.start('a', {})
    pass(21)
    player.fire('onstreamcompleted')
    expect(names().filter((name) => name === 'ended')).toEqual(['ended'])
    expect(stage.timers.pending).toBe(0)
    expect(view()).toMatchObject({ reachedEnd: true, percentageWatched: 1 })
    player.seekTo(0)
    pass(5)
    expect(stage.meter.views).toHaveLength(2)
    expect(view().timeSpentSeconds).toBeCloseTo(5, 0)
  })

  it('ends where the film does, on a set whose position is 0 again by then', () => {
    player.durationMs = 20_000
    player.getCurrentTime = () => (stage.heard.length && stage.t > 20_100 ? 0 : Math.max(0, stage.t - 100))
    attach(avplay(player))
    player.start('a', {})
    pass(20.1)
    stage.t += 10
    player.fire('onstreamcompleted')
    expect(view().reachedEnd).toBe(true)
    expect(view().percentageWatched).toBe(1)
  })

  it('sees suspend and restore, with and without waiting for it, and has no timer in between', () => {
    attach(avplay(player))
    player.start('a', {})
    pass(10.1)
    player.suspend()
    expect(stage.timers.pending).toBe(0)
    pass(600)
    player.restore(null)
    pass(10)
    player.suspend()
    pass(600)
    player.restoreAsync(null, 0, false)
    pass(10.8)
    expect(view().timeSpentSeconds).toBeGreaterThan(28.9)
    expect(view().timeSpentSeconds).toBeLessThanOrEqual(30.1)
  })

  it('after an error has nothing to count, and goes on when it plays again', () => {
    attach(avplay(player))
    player.start('a', {})
    pass(10.1)
    player.fire('onerror', 'PLAYER_ERROR_CONNECTION_FAILED')
    expect(names().at(-1)).toBe('error')
    player.stop()
    player.close()
    expect(stage.timers.pending).toBe(0)
    pass(30)
    player.start('a', {})
    pass(10.1)
    expect(view().timeSpentSeconds).toBeCloseTo(20, 0)
  })

  it('is live where the duration is 0, and a film when there is one after all', () => {
    player.durationMs = 0
    attach(avplay(player))
    player.start('live', {})
    pass(10.1)
    expect(view()).toMatchObject({ percentageWatched: null })
    expect(stage.heard.at(-1)!.live).toBe(true)
    player.durationMs = 100_000
    pass(10)
    expect(stage.heard.filter(({ live }) => live === false)).toHaveLength(1)
    expect(view().percentageWatched).toBeCloseTo(0.2, 1)
  })

  it('counts a live stream whose position stays at 0', () => {
    player.durationMs = 0
    player.getCurrentTime = () => 0
    attach(avplay(player))
    player.start('live', {})
    pass(20.1)
    expect(view().timeSpentSeconds).toBeCloseTo(20, 0)
  })
})

describe('the listener of the app', () => {
  it('hears everything with its own `this`, its arguments and its result, and the player hears nothing new', () => {
    attach(avplay(player))
    const app = {
      told: [] as unknown[],
      onevent(type: string, data: string) {
        this.told.push([type, data])
        return 'answer'
      },
      oncurrentplaytime(ms: number) {
        this.told.push(ms)
      },
    }
    player.setListener(app)
    expect(player.listener!['onevent']!.call(player.listener, 'PLAYER_MSG_BITRATE_CHANGE' as never, '1' as never)).toBe(
      'answer',
    )
    player.fire('oncurrentplaytime', 500)
    expect(app.told).toEqual([['PLAYER_MSG_BITRATE_CHANGE', '1'], 500])
    expect('ondrmevent' in player.listener!).toBe(false)
    expect(player.listenersSet).toBe(1)
  })

  it('of a class hears with the instance, though its methods cannot be enumerated', () => {
    class Screen {
      errors = 0
      onevent() {
        this.errors++
      }
      onfuture() {
        return 'inherited'
      }
    }
    const screen = new Screen()
    attach(avplay(player))
    player.setListener(screen)
    player.fire('onevent')
    expect(screen.errors).toBe(1)
    expect(player.listener!['onfuture']!()).toBe('inherited')
  })

  it('that was set before is never replaced', () => {
    const app = { onerror: vi.fn() }
    player.setListener(app)
    const attachment = attach(avplay(player))
    player.start('a')
    pass(5.1)
    attachment.detach()
    expect(player.listener).toBe(app)
    expect(player.listenersSet).toBe(1)
    expect(view().timeSpentSeconds).toBeCloseTo(5, 0)
  })

  it('that was wrapped and set before is heard by each view, one after another and two at once', () => {
    player.durationMs = 5000
    const app = { onstreamcompleted: vi.fn() }
    const listener = wrapListener(app)
    player.setListener(listener)
    const first = attach(avplay(player, listener))
    first.detach()
    names()
    const second = attach(avplay(player, listener))
    attach(avplay(player, listener))
    player.start('a')
    pass(6)
    expect(names().filter((name) => name === 'ended')).toEqual(['ended', 'ended'])
    second.detach()
    expect(app.onstreamcompleted).toHaveBeenCalledTimes(1)
    expect(listener.hearers).toHaveLength(1)
    expect(player.listenersSet).toBe(1)
  })

  it('that throws is the app’s own affair, as is a call that AVPlay refuses', () => {
    attach(avplay(player))
    player.setListener({
      onerror: () => {
        throw new Error('of the app')
      },
    })
    expect(() => player.fire('onerror')).toThrow('of the app')
    expect(() => player.play()).toThrow('InvalidStateError')
    expect(() => player.setListener(5 as never)).toThrow('TypeMismatchError')
    player.setListener(null as never)
    expect(player.listener).toBe(null)
  })
})

describe('what is left of it', () => {
  const own = (object: object) => Object.getOwnPropertyNames(object).sort()

  it('is nothing after it is detached: no method, listener or timer', () => {
    const before = own(player)
    const app = { oncurrentplaytime: vi.fn() }
    const attachment = attach(avplay(player))
    player.start('a', app)
    pass(5)
    expect(own(player)).not.toEqual(before)
    attachment.detach()
    attachment.detach()
    expect(own(player)).toEqual(before)
    expect(player.listener).toBe(app)
    expect(stage.timers.pending).toBe(0)
    stage.heard.length = 0
    pass(5)
    player.pause()
    expect(stage.heard).toEqual([])
    expect(app.oncurrentplaytime).toHaveBeenCalled()
  })

  it('is a wrapper that only hands on, where somebody has wrapped it in turn', () => {
    const attachment = attach(avplay(player))
    const ours = player.play
    player.play = function () {
      ours.call(player)
    }
    attachment.detach()
    names()
    player.start('a')
    pass(5)
    expect([player.state, stage.heard, stage.timers.pending]).toEqual(['PLAYING', [], 0])
  })

  it('is nothing of two, whichever leaves first', () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const attachments = [attach(avplay(player)), attach(avplay(player))]
      player.start('a', {})
      pass(5)
      for (const place of order) attachments[place!]!.detach()
      names()
      player.pause()
      player.play()
      pass(2)
      expect([stage.heard, stage.timers.pending]).toEqual([[], 0])
      player.stop()
    }
  })

  it('does not poll more than twice a second', () => {
    player = new FakeAvPlay(stage.device, { reportMs: 1e9 })
    attach(avplay(player))
    player.start('a')
    pass(10.1)
    const asked = vi.spyOn(player, 'getState')
    pass(10)
    expect(asked.mock.calls.length).toBeLessThanOrEqual(20)
  })
})

describe('a player that resists', () => {
  it('and lets nobody replace its methods is heard through its listener', () => {
    player.durationMs = 10_000
    const listener = wrapListener({})
    player.setListener(listener)
    for (const name of Object.getOwnPropertyNames(FakeAvPlay.prototype))
      Object.defineProperty(player, name, { value: player[name as 'play'], writable: false, configurable: false })
    const attachment = attach(avplay(player, listener))
    player.start('a')
    pass(3.1)
    player.pause()
    pass(100)
    player.play()
    pass(8)
    // Each time it begins to play it is heard half a second late at most.
    expect(view().timeSpentSeconds).toBeGreaterThan(8.9)
    expect(view().reachedEnd).toBe(true)
    attachment.detach()
    expect(stage.timers.pending).toBe(0)
  })

  it('and throws at everything takes nothing from the app', () => {
    attach(avplay(player))
    player.start('a')
    pass(1)
    const refuse = () => {
      throw new Error('InvalidAccessError')
    }
    Object.assign(player, { getState: refuse, getCurrentTime: refuse, getDuration: refuse })
    expect(() => player.pause()).not.toThrow()
    pass(3)
    expect(player.state).toBe('PAUSED')
  })

  it('and has not all methods gets none', () => {
    const old = Object.assign(Object.create(null) as object, {
      getState: () => 'NONE',
      getCurrentTime: () => 0,
      getDuration: () => 0,
      play: () => {},
    })
    const attachment = attach(avplay(old as never))
    expect('restoreAsync' in old).toBe(false)
    attachment.detach()
  })

  it('is measured beside another one, with one listener for both', () => {
    const other = new FakeAvPlay(stage.device)
    const app = { oncurrentplaytime: vi.fn() }
    attach(avplay(player))
    let seconds = 0
    avplay(other).attach((row) => (seconds = Math.max(seconds, Number(row.position) || 0)), stage.timers)
    player.start('a', app)
    other.start('b', app)
    pass(5.1)
    other.pause()
    pass(5)
    expect(view().timeSpentSeconds).toBeCloseTo(10, 0)
    expect(seconds).toBeCloseTo(5, 0)
  })
})

describe('a set that lies', () => {
  it('about its speed after a seek costs no time', () => {
    attach(avplay(player))
    player.start('a')
    pass(10.1)
    player.setSpeed(2)
    pass(20)
    player.seekTo(100_000)
    // It is back at 1, and the app says 2.
    player.speed = 1
    pass(40)
    expect(view().timeSpentSeconds).toBeGreaterThan(69)
    expect(view().timeSpentSeconds).toBeLessThanOrEqual(70.1)
  })

  it.each([4, 6, 10])('about where live is, by a window that slides by %d s, costs no time', (segmentS) => {
    player.durationMs = 0
    player.getCurrentTime = () => 60_000 + stage.t - Math.floor(stage.t / (segmentS * 1000)) * segmentS * 1000
    attach(avplay(player))
    player.start('a')
    pass(300.1)
    expect(view().timeSpentSeconds).toBeGreaterThan(297)
    expect(view().timeSpentSeconds).toBeLessThanOrEqual(300.1)
  })

  it('about where live is, and never moves, costs no time, and has its event', () => {
    player.durationMs = 0
    player.getCurrentTime = () => 54_000
    attach(avplay(player))
    player.start('a')
    pass(300.1)
    expect(view().timeSpentSeconds).toBeGreaterThan(297)
    expect(view().events).toContain('start')
  })
})
