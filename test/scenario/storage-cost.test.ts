/**
 * What a long film costs the stores, and what a paused one does.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'

let evening: Evening
let writes: number
let bytes: number
beforeEach(async () => {
  evening = await startEvening()
  writes = bytes = 0
  for (const store of [evening.device.keyValue, evening.device.rows]) {
    const { set } = store
    store.set = (key, value) => {
      writes++
      bytes += Buffer.byteLength(key + value)
      set(key, value)
    }
  }
})
afterEach(() => evening.emulator.stop())

it('a film of two hours costs at most 40 kB each quarter of an hour, the last as much as the first', async () => {
  const { device } = evening
  const { tracker } = startApp(evening, { consent: 'granted' })
  const player = createFakePlayer(device, 7200)
  tracker.watch(player, SPORTS)
  const quarters: number[] = []
  for (let quarter = 0; quarter < 8; quarter++) {
    const before = bytes
    await player.play(900)
    quarters.push(bytes - before)
  }
  console.info(`two hours of a film: ${writes} writes, ${bytes} bytes, by quarter of an hour ${quarters.join(', ')}`)
  for (const quarter of quarters) expect(quarter).toBeLessThan(40_000)
}, 30_000)

it('a paused film costs nothing', async () => {
  const { device } = evening
  const { tracker } = startApp(evening, { consent: 'granted' })
  const player = createFakePlayer(device, 7200)
  tracker.watch(player, SPORTS)
  await player.play(60)
  player.pause()
  await device.settle()
  writes = 0
  const asked = device.sent.length
  expect(device.time.timers).toEqual([])
  await device.advance(600_000)
  expect({ writes, asked: device.sent.length - asked, timers: device.time.timers.length }).toEqual({
    writes: 0,
    asked: 0,
    timers: 0,
  })
})
