/** The hook of media elements over a fake of Vega OS's `VideoPlayer`. */
import { describe, expect, it } from 'vitest'
import { html5 } from '../../../players/html5/index.ts'
import { FakeVegaPlayer } from '../../support/fakes/fake-vega-player.ts'
import { useHookStage } from '../../support/fakes/hook-stage.ts'

const stage = useHookStage()

describe.each([
  ['four times a second', 250],
  ['once a second', 1000],
  ['never', null],
])('VideoPlayer of Vega OS, which fires `timeupdate` %s', (_, ticksMs) => {
  async function start(): Promise<FakeVegaPlayer> {
    const player = new FakeVegaPlayer(stage.device, ticksMs)
    await player.initialize()
    stage.attach(html5(player)!)
    await player.play()
    return player
  }

  it('is counted to its end', async () => {
    await start()
    stage.pass(30)
    expect(stage.view().timeSpentSeconds).toBeCloseTo(28, 0)
    expect(stage.view()).toMatchObject({ completed: true, reachedEnd: true })
  })

  it('is not counted while it pauses, and not for what a seek leaves out', async () => {
    const player = await start()
    stage.pass(5)
    player.pause()
    stage.pass(10)
    await player.play()
    stage.pass(2)
    player.currentTime = 20
    stage.pass(3.3)
    expect(Math.abs(stage.view().timeSpentSeconds - 10)).toBeLessThanOrEqual(ticksMs === 250 ? 0.5 : 1)
  })
})

it('a VideoPlayer is taken before it is initialised, and counted from its first picture', async () => {
  const player = new FakeVegaPlayer(stage.device)
  stage.attach(html5(player)!)
  stage.pass(5)
  expect(stage.view().timeSpentSeconds).toBe(0)
  await player.initialize()
  await player.play()
  stage.pass(5)
  expect(stage.view().timeSpentSeconds).toBeCloseTo(5, 0)
})

it('a VideoPlayer that is taken down in mid-view costs nothing of what was counted, and keeps no listener', async () => {
  const player = new FakeVegaPlayer(stage.device)
  await player.initialize()
  const attachment = stage.attach(html5(player)!)
  await player.play()
  stage.pass(5)
  await player.deinitialize()
  stage.pass(5)
  attachment.sample()
  attachment.detach()
  expect(stage.view().timeSpentSeconds).toBeCloseTo(5, 0)
  expect(player.listenerCount).toBe(0)
  expect(stage.timers.pending).toBe(0)
})
