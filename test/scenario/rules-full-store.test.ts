/**
 * A device with no room left.
 */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Evening } from '../support/evening.ts'
import { startApp, startEvening } from '../support/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

test('several events written at a time make room for each other and come to rest', async () => {
  const { device } = evening
  device.steps = []
  const { tracker, heard } = startApp(evening, { consent: 'granted' })
  await device.settle()
  device.answer = () => 'never'
  for (let n = 0; n < 25; n++) tracker.track('Old' + n)
  await device.settle()
  device.faults.records = 'full'
  tracker.track('Alone')
  for (const name of ['One', 'Two', 'Three']) tracker.track(name)
  await device.settle()
  const kept = tracker.inspect().queue.events.map(({ name }) => name)
  expect(kept.slice(-4)).toEqual(['Alone', 'One', 'Two', 'Three'])
  const dropped = heard.dropped.flatMap(({ events }) => events.map(({ name }) => name))
  expect(kept.concat(dropped)).toHaveLength(29)
  expect(heard.dropped.every(({ reason }) => reason === 'storage-full')).toBe(true)
})

test('what the last event of a destroyed tracker costs is reported', async () => {
  const { device } = evening
  device.isOnline = false
  const { tracker, heard } = startApp(evening, { consent: 'granted' })
  tracker.track('Accepted')
  await device.settle()
  device.faults.records = 'full'
  tracker.track('Last')
  const done = tracker.destroy()
  await device.settle()
  await done
  expect(heard.dropped.flatMap(({ events }) => events.map(({ name }) => name))).toEqual(['Accepted'])
})
