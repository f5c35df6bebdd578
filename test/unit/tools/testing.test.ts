/**
 * `ctv-tracker-tools/testing`: the fake clock, the fake player, and both under a real tracker.
 */
import { describe, expect, it } from 'vitest'
import { createTracker } from 'ctv-tracker'
import { createFakeClock, createFakePlayer } from 'ctv-tracker-tools/testing'
import type { FakePlayerSignal } from 'ctv-tracker-tools/testing'

describe('the fake clock', () => {
  it('stands still until it is told, and then moves both clocks alike', () => {
    const { clock, advance } = createFakeClock({ wallMs: 5_000 })
    const before = [clock.monotonicMs(), clock.wallMs()]
    advance(250)
    expect([clock.monotonicMs(), clock.wallMs()]).toEqual(before.map((ms) => ms + 250))
  })

  it('sets the wall clock without touching the monotonic one', () => {
    const { clock, setWall } = createFakeClock()
    setWall(1_000)
    expect([clock.monotonicMs(), clock.wallMs()]).toEqual([0, 1_000])
  })

  it('runs timers at their time and in order, also those that timers set', () => {
    const fake = createFakeClock()
    const ran: [string, number][] = []
    const note = (name: string) => (): void => void ran.push([name, fake.clock.monotonicMs()])
    fake.timers.after(300, note('late'))
    fake.timers.after(100, () => {
      note('early')()
      fake.timers.after(100, note('nested'))
    })
    fake.timers.after(100, note('second'))
    fake.advance(250)
    expect(ran).toEqual([
      ['early', 100],
      ['second', 100],
      ['nested', 200],
    ])
    expect(fake.pendingTimers).toBe(1)
    fake.advance(50)
    expect(ran.at(-1)).toEqual(['late', 300])
  })

  it('never runs a cancelled timer, also one cancelled by another of the same time', () => {
    const fake = createFakeClock()
    const ran: string[] = []
    const cancels: (() => void)[] = []
    fake.timers.after(10, () => cancels.forEach((cancel) => cancel()))
    cancels.push(fake.timers.after(10, () => void ran.push('cancelled')))
    fake.advance(1_000)
    expect(ran).toEqual([])
    expect(fake.pendingTimers).toBe(0)
  })

  it.each([-1, NaN, Infinity])('refuses to move by %d', (ms) => {
    expect(() => createFakeClock().advance(ms)).toThrow('ms: expected a number of at least 0')
  })
})

function attached(durationS = 10): {
  clock: ReturnType<typeof createFakeClock>
  player: ReturnType<typeof createFakePlayer>
  heard: FakePlayerSignal[]
  detach: () => void
} {
  const clock = createFakeClock()
  const player = createFakePlayer({ clock, durationS, timeupdateMs: 1_000 })
  const heard: FakePlayerSignal[] = []
  const { detach } = player.attach((signal) => void heard.push(signal))
  return { clock, player, heard, detach }
}

const names = (heard: FakePlayerSignal[]): string[] => heard.map(({ signal }) => signal)

describe('the fake player', () => {
  it('plays as fast as the clock moves, reports on the way, and ends by itself', () => {
    const { clock, player, heard } = attached(2.5)
    player.play()
    clock.advance(2_000)
    expect(heard.slice(1)).toEqual([
      { signal: 'play', position: 0 },
      { signal: 'playing', position: 0 },
      { signal: 'timeupdate', position: 1 },
      { signal: 'timeupdate', position: 2 },
    ])
    clock.advance(60_000)
    expect(names(heard).slice(-3)).toEqual(['timeupdate', 'pause', 'ended'])
    expect(player).toMatchObject({ positionS: 2.5, isPlaying: false })
    expect(clock.pendingTimers).toBe(0)
  })

  it('says what state it is in when it is attached in the middle', () => {
    const clock = createFakeClock()
    const player = createFakePlayer({ clock, durationS: 60 })
    player.setRate(2)
    player.play()
    clock.advance(3_000)
    const heard: FakePlayerSignal[] = []
    player.attach((signal) => void heard.push(signal))
    expect(heard).toEqual([
      { signal: 'durationchange', position: 6, duration: 60 },
      { signal: 'ratechange', position: 6, rate: 2 },
      { signal: 'play', position: 6 },
      { signal: 'playing', position: 6 },
    ])
  })

  it('stands while it is paused or stalled', () => {
    const { clock, player } = attached(60)
    player.play()
    clock.advance(1_000)
    player.stall()
    clock.advance(5_000)
    expect(player.positionS).toBe(1)
    player.recover()
    clock.advance(1_000)
    player.pause()
    clock.advance(5_000)
    expect(player.positionS).toBe(2)
  })

  it('seeks within the content, and plays again from the start after the end', () => {
    const { clock, player, heard } = attached(4)
    player.play()
    player.seek(99)
    expect(player.positionS).toBe(4)
    clock.advance(1)
    expect(heard.at(-1)!.signal).toBe('ended')
    player.play()
    clock.advance(1_000)
    expect(player).toMatchObject({ positionS: 1, isPlaying: true })
  })

  it('obeys a listener that pauses it, and reports nothing after detach', () => {
    const { clock, player, heard, detach } = attached(60)
    player.attach(({ signal }) => {
      if (signal === 'timeupdate') player.pause()
    })
    player.play()
    clock.advance(10_000)
    expect(player).toMatchObject({ positionS: 1, isPlaying: false })
    detach()
    const before = heard.length
    player.play()
    clock.advance(10_000)
    expect(heard).toHaveLength(before)
  })

  it('loads other content at its start', () => {
    const { clock, player, heard } = attached(60)
    player.play()
    clock.advance(5_000)
    player.load(30)
    expect(player).toMatchObject({ positionS: 0, isPlaying: false })
    expect(heard.at(-1)).toEqual({ signal: 'durationchange', position: 0, duration: 30 })
  })

  it('stops reporting once it has failed', () => {
    const { clock, player, heard } = attached(60)
    player.play()
    player.fail()
    clock.advance(5_000)
    expect(names(heard).at(-1)).toBe('error')
  })
})

describe('a tracker on the fakes', () => {
  it('measures what the fake player played, to the millisecond and at once', () => {
    const time = createFakeClock()
    const player = createFakePlayer({ clock: time, durationS: 60 })
    const tracker = createTracker({
      apiKey: 'key',
      consent: 'granted',
      ports: {
        clock: time.clock,
        timers: time.timers,
        stores: { keyValue: [], records: [] },
        transport: { send: () => () => {}, beacon: () => false, isOffline: () => false },
        lifecycle: { isHidden: () => false, subscribe: () => () => {} },
      },
    })
    const view = tracker.watch(player, { url: 'app://clip/1', properties: {} })
    player.play()
    time.advance(12_500)
    player.pause()
    time.advance(600_000)
    expect(view.totals).toMatchObject({ timeSpentSeconds: 12.5, completed: false })
    player.seek(0)
    player.play()
    time.advance(60_000)
    expect(view.totals).toMatchObject({ timeSpentSeconds: 72.5, percentageWatched: 1, completed: true })
    void tracker.destroy()
    expect(player.isAttached).toBe(false)
    expect(time.pendingTimers).toBe(0)
  })
})
