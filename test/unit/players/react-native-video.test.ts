/** The hook of react-native-video over fakes of its native parts: what it reports, and what a meter makes of it. */
import { describe, expect, it, vi } from 'vitest'
import type { ReactNativeVideo } from '../../../players/react-native-video/index.ts'
import { reactNativeVideo } from '../../../players/react-native-video/index.ts'
import type { VideoKind } from '../../support/fakes/fake-react-native-video.ts'
import { FakeVideo } from '../../support/fakes/fake-react-native-video.ts'
import { useHookStage } from '../../support/fakes/hook-stage.ts'

const stage = useHookStage()

/** The player's word is 250 ms old at most. */
const TOLERANCE_S = 0.3

function mount(kind: VideoKind, hook: ReactNativeVideo = reactNativeVideo(), own: object = {}): FakeVideo {
  return new FakeVideo(kind, hook.props(own), stage.device)
}

/** A player to whose hook the meter listens before anything is loaded. */
function watch(kind: VideoKind): FakeVideo {
  const hook = reactNativeVideo()
  stage.attach(hook)
  return mount(kind, hook)
}

const spentS = (): number => stage.view().timeSpentSeconds
const near = (seconds: number, tolerance = TOLERANCE_S): void =>
  expect(Math.abs(spentS() - seconds)).toBeLessThanOrEqual(tolerance)

describe.each<VideoKind>(['android-6', 'ios-6', 'android-5'])('react-native-video: %s', (kind) => {
  it('counts a film to its end, and that it ended', () => {
    watch(kind).load()
    stage.pass(30)
    near(28)
    expect(stage.view()).toMatchObject({ completed: true, reachedEnd: true })
    expect(stage.view().percentageWatched).toBeGreaterThan(0.98)
  })

  it('counts nothing of a pause and of a stall', () => {
    const video = watch(kind)
    video.load()
    stage.pass(5)
    video.pause()
    stage.pass(20)
    video.play()
    stage.pass(5)
    video.stall()
    stage.pass(20)
    video.recover()
    stage.pass(5)
    near(15, 3 * TOLERANCE_S)
  })

  it('counts nothing of what a seek leaves out', () => {
    const video = watch(kind)
    video.load()
    stage.pass(5)
    video.seek(20)
    stage.pass(4.5)
    near(9, 2 * TOLERANCE_S)
    video.seek(2)
    stage.pass(4.5)
    near(13, 3 * TOLERANCE_S)
    expect(stage.view().percentageWatched).toBeLessThan(0.4)
  })

  it('that is loaded on pause has not begun', () => {
    const video = watch(kind)
    video.load({ isPaused: true })
    stage.pass(10)
    expect(spentS()).toBe(0)
    video.play()
    stage.pass(3)
    near(3)
  })

  it('at one and a half times the speed counts the time of the viewer', () => {
    const video = watch(kind)
    video.load()
    stage.pass(2)
    video.setRate(1.5)
    stage.pass(6)
    video.pause()
    stage.pass(5)
    video.play()
    stage.pass(2)
    near(10, 3 * TOLERANCE_S)
  })

  it('that is attached in mid-film goes on from there', () => {
    const hook = reactNativeVideo()
    const video = mount(kind, hook)
    video.load()
    stage.pass(10)
    stage.attach(hook)
    stage.pass(5)
    near(5)
  })

  it('hears nothing more once it is detached, and leaves no timer', () => {
    const hook = reactNativeVideo()
    const attachment = stage.attach(hook)
    const video = mount(kind, hook)
    video.load()
    stage.pass(2)
    attachment.sample()
    attachment.detach()
    stage.names()
    stage.pass(2)
    expect(stage.names()).toEqual([])
    expect(stage.timers.pending).toBe(0)
  })

  it('keeps an ad of its own out of the content', () => {
    const video = watch(kind)
    video.load()
    stage.pass(5)
    video.startAd()
    stage.pass(10)
    video.endAd()
    stage.pass(5)
    near(10, 2 * TOLERANCE_S)
    expect(stage.view().adTimeSeconds).toBeCloseTo(10, 0)
  })

  it('that is given another source in the middle of an ad counts the next film', () => {
    const video = watch(kind)
    video.load()
    stage.pass(5)
    video.startAd()
    stage.pass(3)
    video.load()
    stage.pass(10)
    near(15, 3 * TOLERANCE_S)
    expect(stage.view().adTimeSeconds).toBeCloseTo(3, 0)
  })

  it('that is attached in the middle of an ad counts the ad as one, and the film behind it', () => {
    const hook = reactNativeVideo()
    const video = mount(kind, hook)
    video.load()
    stage.pass(5)
    video.startAd()
    stage.pass(2)
    stage.attach(hook)
    stage.pass(5)
    expect(spentS()).toBe(0)
    expect(stage.view().adTimeSeconds).toBeCloseTo(5, 0)
    video.endAd()
    stage.pass(5)
    near(5)
  })

  it('takes another source for a new beginning', () => {
    const video = watch(kind)
    video.load()
    stage.pass(5)
    video.load()
    stage.pass(5)
    near(10, 2 * TOLERANCE_S)
    expect(stage.view().percentageWatched).toBeLessThan(0.25)
  })

  it('goes on counting where the film repeats', () => {
    const video = watch(kind)
    video.isRepeating = true
    video.load()
    stage.pass(40)
    expect(stage.meter.views.reduce((sum, { timeSpentSeconds }) => sum + timeSpentSeconds, 0)).toBeGreaterThan(38)
  })

  it('tells of an error, and counts what is played after it', () => {
    const video = watch(kind)
    video.load()
    stage.pass(5)
    video.fail()
    expect(stage.names()).toContain('error')
    stage.pass(10)
    near(5)
    video.play()
    stage.pass(5)
    near(10, 2 * TOLERANCE_S)
  })
})

describe('a live stream', () => {
  it.each<VideoKind>(['android-6', 'ios-6'])('without a duration counts the time it plays (%s)', (kind) => {
    const video = watch(kind)
    video.durationS = 0
    video.load()
    stage.pass(20)
    near(20, 1.5)
    expect(stage.view().percentageWatched).toBeNull()
    video.pause()
    stage.pass(20)
    near(20, 1.5)
  })

  it('of a sliding window, whose position stands still, counts where the app says that it is live', () => {
    const hook = reactNativeVideo({ live: true })
    stage.attach(hook)
    const props = hook.props()
    props.onLoad({ duration: 120, currentTime: 110 })
    props.onPlaybackStateChanged({ isPlaying: true })
    for (let i = 0; i < 80; i++) {
      props.onProgress({ currentTime: 110 })
      stage.pass(0.25)
    }
    near(20, 1.5)
  })
})

describe('its props', () => {
  it('keep those of the app, and call its handlers after the hook', () => {
    const hook = reactNativeVideo()
    stage.attach(hook)
    const onEnd = vi.fn(() => expect(stage.names()).toContain('ended'))
    const props = hook.props({ source: { uri: 'a.mp4' }, onEnd, rate: 1.25 })
    expect(props).toMatchObject({ source: { uri: 'a.mp4' }, rate: 1.25 })
    props.onEnd()
    expect(onEnd).toHaveBeenCalledOnce()
  })

  it('are the same functions at each render, and call what the app gave last', () => {
    const hook = reactNativeVideo()
    const [first, second] = [vi.fn(), vi.fn()]
    const before = hook.props({ onLoad: first })
    const after = hook.props({ onLoad: second })
    expect(after.onLoad).toBe(before.onLoad)
    after.onLoad({ currentTime: 0, duration: 1 })
    expect([first, second].map(({ mock }) => mock.calls.length)).toEqual([0, 1])
  })

  it('hand on what they are called with, whatever it is', () => {
    const hook = reactNativeVideo()
    stage.attach(hook)
    const onProgress = vi.fn()
    const props = hook.props({ onProgress })
    ;(props.onProgress as (event: unknown) => void)(undefined)
    expect(onProgress).toHaveBeenCalledExactlyOnceWith(undefined)
  })

  it('say the rate where the app sets one', () => {
    const hook = reactNativeVideo()
    stage.attach(hook)
    hook.props({ rate: 2 }).onLoad({ currentTime: 0, duration: 10 })
    expect(stage.heard.at(-1)).toMatchObject({ signal: 'durationchange', rate: 2, duration: 10 })
  })
})

it('the player of a hook is itself, so that watching it again ends its former view', () => {
  const hook = reactNativeVideo()
  expect(hook.player).toBe(hook)
})

it('an ad in the stream is told as stitched', () => {
  const hook = reactNativeVideo()
  stage.attach(hook)
  const props = hook.props()
  for (const event of ['AD_BREAK_STARTED', 'AD_PERIOD_STARTED', 'COMPLETED', 'AD_PERIOD_ENDED'])
    props.onReceiveAdEvent({ event })
  expect(stage.heard.filter(({ signal }) => /^ad-/.test(signal))).toEqual([
    { signal: 'ad-start', stitched: true },
    { signal: 'ad-end', stitched: true },
  ])
})

it('a new view in the middle of a break of the stream hears of it, and counts it as one', () => {
  const hook = reactNativeVideo()
  const props = hook.props()
  props.onLoad({ duration: 60, currentTime: 0 })
  props.onPlaybackStateChanged({ isPlaying: true })
  props.onReceiveAdEvent({ event: 'AD_BREAK_STARTED' })
  stage.attach(hook)
  expect(stage.heard.filter(({ signal }) => /^ad-/.test(signal))).toEqual([{ signal: 'ad-start', stitched: true }])
  for (let second = 1; second <= 10; second++) {
    stage.pass(1)
    props.onProgress({ currentTime: second })
    if (second === 4) props.onReceiveAdEvent({ event: 'AD_BREAK_ENDED' })
  }
  near(6)
  expect(stage.view().adTimeSeconds).toBeCloseTo(4, 0)
})
