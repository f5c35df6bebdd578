/**
 * The hooks of THEOplayer and of the Bitmovin Player, over fakes that follow the vendors' declarations.
 */
import { describe, expect, it } from 'vitest'
import { bitmovin } from '../../../players/bitmovin/index.ts'
import { theoplayer } from '../../../players/theoplayer/index.ts'
import { FakeBitmovin } from '../../support/fakes/fake-bitmovin.ts'
import { createFakeTheoPlayer } from '../../support/fakes/fake-theoplayer.ts'
import { useHookStage } from '../../support/fakes/hook-stage.ts'

const stage = useHookStage()
const { attach, names, view } = stage

describe('THEOplayer', () => {
  /** Plays so many seconds, with an event every quarter of a second. */
  function play(state: ReturnType<typeof createFakeTheoPlayer>['state'], seconds: number) {
    for (let i = 0; i < 4 * seconds; i++) {
      stage.t += 250
      state.fire('timeupdate', { currentTime: state.currentTime + 0.25 })
    }
  }

  it('counts up to where a seek began, though `seeking` comes with the new position', () => {
    const { player, state } = createFakeTheoPlayer()
    attach(theoplayer(player))
    Object.assign(state, { duration: 100, paused: false })
    for (const type of ['durationchange', 'play', 'playing']) state.fire(type)
    play(state, 10)
    state.fire('seeking', { currentTime: 60, seeking: true })
    stage.t += 400
    state.fire('seeked', { seeking: false })
    state.fire('playing')
    play(state, 5)
    expect(view().timeSpentSeconds).toBeCloseTo(15, 1)
    expect(view().percentageWatched).toBeCloseTo(0.15, 2)
  })

  it('keeps an ad break apart, and what of it was under way when the player is watched', () => {
    const { player, state, ads } = createFakeTheoPlayer({ ads: true })
    ads.playing = true
    attach(theoplayer(player))
    expect(stage.heard).toEqual([{ signal: 'ad-start', stitched: false }, { signal: 'durationchange' }])
    stage.t += 5000
    state.fire('timeupdate', { currentTime: 5, duration: 5, paused: false })
    ads.fire('adbreakend', { playing: false } as never)
    state.fire('playing', { currentTime: 0, duration: 100 })
    play(state, 3)
    ads.fire('adbreakbegin')
    play(state, 2)
    ads.fire('adbreakend')
    expect(view().adTimeSeconds).toBeCloseTo(7, 1)
    expect(view().timeSpentSeconds).toBeCloseTo(3, 1)
    expect(view().percentageWatched).toBeCloseTo(0.03, 2)
  })

  it('with Google DAI gives the content’s time, not the stream’s', () => {
    // An ad of 30 s before the content.
    const { player, state, ads } = createFakeTheoPlayer({ dai: (streamS) => Math.max(0, streamS - 30) })
    attach(theoplayer(player))
    state.fire('durationchange', { duration: 130 })
    ads.fire('adbreakbegin')
    state.fire('timeupdate', { currentTime: 15 })
    ads.fire('adbreakend')
    stage.heard.length = 0
    state.fire('timeupdate', { currentTime: 50 })
    expect(stage.heard).toMatchObject([{ position: 20, duration: 100, live: false }])
    state.fire('timeupdate', { currentTime: 60, duration: Infinity })
    expect(stage.heard.at(-1)).toMatchObject({ position: 60, live: true })
  })

  it('without an advertising feature has no breaks', () => {
    const { player } = createFakeTheoPlayer()
    attach(theoplayer(player)).detach()
    expect(names()).toEqual(['durationchange'])
  })

  it('leaves no listener behind, not on the ads either, and two hear the same', () => {
    const { player, state, ads } = createFakeTheoPlayer({ ads: true })
    const first = attach(theoplayer(player))
    const counts = [state.listeners.length, ads.listeners.length]
    const second = attach(theoplayer(player))
    expect([state.listeners.length, ads.listeners.length]).toEqual(counts.map((count) => 2 * count))
    stage.heard.length = 0
    state.fire('play', { paused: false })
    expect(names()).toEqual(['play', 'play'])
    first.detach()
    second.detach()
    expect([state.listeners, ads.listeners, stage.timers.pending]).toEqual([[], [], 0])
  })

  it('that changes its source or is destroyed is not asked in between', () => {
    const { player, state } = createFakeTheoPlayer()
    attach(theoplayer(player))
    state.fire('playing', { paused: false, currentTime: 5, duration: 60 })
    stage.heard.length = 0
    state.fire('emptied', { paused: true, currentTime: 0, duration: NaN })
    state.fire('durationchange', { duration: 30 })
    state.fire('playing', { paused: false })
    expect(stage.heard).toMatchObject([
      { signal: 'seeking' },
      { signal: 'durationchange', duration: 30 },
      { signal: 'playing' },
    ])
    state.fire('destroy')
    stage.heard.length = 0
    stage.timers.advance(5000)
    expect([stage.heard, stage.timers.pending]).toEqual([[], 0])
  })
})

describe('the Bitmovin Player', () => {
  it('that means to play and has no picture yet is not counted', () => {
    const player = new FakeBitmovin()
    player.playing = true
    attach(bitmovin(player))
    stage.t = 700
    player.fire('durationchanged', { durationS: 600 })
    player.fire('seek')
    player.fire('seeked', { positionS: 300 })
    stage.t = 1000
    player.fire('paused', { playing: false })
    expect(view()).toMatchObject({ timeSpentSeconds: 0, events: [] })
  })

  it('tells where its recording begins', () => {
    const player = new FakeBitmovin()
    attach(bitmovin(player))
    player.fire('durationchanged', { durationS: 1900, startS: 1800 })
    expect(stage.heard.at(-1)).toMatchObject({ start: 1800, duration: 1900 })
  })

  it('whose picture comes is counted, also where nothing but its positions says so', () => {
    const player = new FakeBitmovin()
    player.playing = true
    attach(bitmovin(player))
    for (let i = 1; i <= 40; i += 1) {
      stage.t = 500 + 250 * i
      player.fire('timechanged', { positionS: i / 4, durationS: 600 })
    }
    expect(view().timeSpentSeconds).toBeCloseTo(10, 0)
  })

  it('is heard under its own names', () => {
    const player = new FakeBitmovin()
    attach(bitmovin(player))
    stage.heard.length = 0
    const told: [string, string][] = [
      ['play', 'play'],
      ['playing', 'playing'],
      ['timechanged', 'timeupdate'],
      ['stallstarted', 'waiting'],
      ['paused', 'pause'],
      ['seek', 'seeking'],
      ['seeked', 'seeked'],
      ['playbackspeedchanged', 'ratechange'],
      ['durationchanged', 'durationchange'],
      ['playbackfinished', 'ended'],
      ['error', 'error'],
    ]
    for (const [type, signal] of told) {
      player.fire(type, { positionS: 3, durationS: 60, speed: 2 })
      expect(stage.heard.splice(0)).toMatchObject([{ signal, position: 3, rate: 2, duration: 60, live: false }])
    }
  })

  it('is asked for relative time: live positions are Unix time by default', () => {
    const player = new FakeBitmovin()
    Object.assign(player, { live: true, positionS: 20 })
    attach(bitmovin(player))
    player.fire('playing', { playing: true })
    for (let i = 0; i < 40; i++) {
      stage.t += 250
      player.fire('timechanged', { positionS: player.positionS + 0.25 })
    }
    player.fire('timeshift', { positionS: 10 })
    stage.t += 300
    player.fire('timeshifted')
    player.fire('playing')
    for (let i = 0; i < 20; i++) {
      stage.t += 250
      player.fire('timechanged', { positionS: player.positionS + 0.25 })
    }
    expect(Math.max(...stage.heard.map(({ position }) => Number(position)))).toBe(30)
    expect(stage.heard.every(({ live }) => live)).toBe(true)
    expect(view().timeSpentSeconds).toBeCloseTo(15, 1)
    expect(view().percentageWatched).toBeNull()
  })

  it('keeps an ad break apart until the content is there again; an ad’s end is not the content’s', () => {
    const player = new FakeBitmovin()
    attach(bitmovin(player))
    player.fire('playing', { playing: true, positionS: 10, durationS: 60 })
    stage.heard.length = 0
    player.fire('adbreakstarted', { activeBreak: {} })
    player.fire('timechanged', { positionS: 4, durationS: 5 })
    player.fire('playbackfinished')
    player.fire('restoringcontent')
    player.fire('adbreakfinished', { activeBreak: null, positionS: 10, durationS: 60 })
    player.fire('timechanged', { positionS: 10.25 })
    expect(stage.heard).toMatchObject([
      { signal: 'timeupdate', position: 10 },
      { signal: 'ad-start' },
      { signal: 'timeupdate' },
      { signal: 'ended' },
      { signal: 'timeupdate' },
      { signal: 'ad-end' },
      { signal: 'playing' },
      { signal: 'timeupdate', position: 10.25, duration: 60 },
    ])
    expect(
      stage.heard.slice(2, 5).every(({ position, duration }) => position === undefined && duration === undefined),
    ).toBe(true)
    expect(view().reachedEnd).toBe(false)
  })

  it('that is in a break when it is watched says so first', () => {
    const player = new FakeBitmovin()
    player.activeBreak = {}
    attach(bitmovin(player))
    expect(names()).toEqual(['ad-start', 'durationchange'])
  })

  it('that has not played yet is at rest', () => {
    attach(bitmovin(new FakeBitmovin()))
    expect([names(), stage.timers.pending]).toEqual([['durationchange'], 0])
  })

  it('that changes its source says nothing of the next one until it plays', () => {
    const player = new FakeBitmovin()
    attach(bitmovin(player))
    player.fire('playing', { playing: true, positionS: 5, durationS: 60 })
    stage.heard.length = 0
    player.fire('sourceunloaded', { playing: false, positionS: 0, durationS: 0 })
    player.fire('durationchanged', { durationS: 30 })
    player.fire('playing', { playing: true })
    expect(stage.heard).toMatchObject([
      { signal: 'seeking' },
      { signal: 'durationchange', duration: 30 },
      { signal: 'playing' },
    ])
  })

  it('that is destroyed is no longer asked, and leaves nothing behind', () => {
    const player = new FakeBitmovin()
    player.playing = true
    const attachment = attach(bitmovin(player))
    player.destroy()
    stage.timers.advance(5000)
    attachment.sample()
    attachment.detach()
    expect([player.listeners, stage.timers.pending]).toEqual([[], 0])
  })
})

it('a Bitmovin player that is gone before it tells of its failure throws at nobody, and the tracker lets go of it', () => {
  const player = new FakeBitmovin()
  const attachment = stage.attach(bitmovin(player))
  player.fire('playing', { playing: true, durationS: 60 })
  stage.pass(2)
  expect(() => player.fail()).not.toThrow()
  expect(() => attachment.detach()).not.toThrow()
  expect([player.listeners, stage.timers.pending]).toEqual([[], 0])
})
