/**
 * A device with no room left.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KeyValueStore } from '../../src/ports/stores.ts'
import { createTracker } from '../../src/tracker.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

it('several events written at a time make room for each other and come to rest', async () => {
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

it.each(['full', 'fails'] as const)(
  'a view whose checkpoint no store takes is one view, with one completion (%s)',
  async (fault) => {
    const { device } = evening
    device.faults.records = fault
    const process = device.boot()
    const keyValue = process.ports.stores.keyValue.map((open) => (): KeyValueStore | null => {
      const store = open()!
      const set = (key: string, value: string) => {
        if (key.includes('.r.')) throw new Error('no room')
        store.set(key, value)
      }
      return { ...store, set }
    })
    const tracker = createTracker(
      { apiKey: API_KEY, consent: 'granted', ports: { stores: { ...process.ports.stores, keyValue } } },
      process.ports,
    )
    const player = createFakePlayer(device, 600)
    const view = tracker.watch(player, SPORTS)
    await player.play(60)
    view.end()
    await device.advance(1000)
    const events = evening.emulator.events()
    expect(events.map(({ name }) => name)).toEqual(['Videoview', 'VideoCompletion'])
    expect(events[1]!.properties['time_spent_seconds']).toBeCloseTo(60, 0)
  },
)

it('what the last event of a destroyed tracker costs is reported', async () => {
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

it('an event that was delivered is forgotten even where the write beside it finds no room', async () => {
  const { device } = evening
  const answered = { status: 200, body: '{"user_id":"someone"}', date: null, retryAfter: null }
  let answer = () => {}
  const { transport } = device.boot().ports
  const send: typeof transport.send = (_request, done) => {
    answer = () => done(answered)
    return () => {}
  }
  const { tracker } = startApp(evening, { consent: 'granted', ports: { transport: { ...transport, send } } })
  tracker.track('Delivered')
  await device.settle()
  device.faults.records = 'full'
  // While this is being written, the acknowledgement and the next event wait for one transaction.
  tracker.track('Second')
  answer()
  tracker.track('Third')
  await device.settle()
  expect(device.rows.keys().filter((key) => device.rows.get(key)!.includes('Delivered'))).toEqual([])
})
