import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const received = () => evening.emulator.events().map((event) => event.name)
const storedEvents = () => evening.device.rows.keys().filter((key) => key.startsWith('row.e:'))
const copies = () => evening.device.keyValue.keys().filter((key) => key.includes('.r.'))

it('a checkpoint of which a copy was left beside it makes one completion', async () => {
  const { device } = evening
  const first = startApp(evening, { consent: 'granted' })
  await device.settle()
  const player = createFakePlayer(device, 60)
  first.tracker.watch(player, SPORTS)
  await player.play(20)
  first.process.lifecycle('exit')
  const saved = copies().map((key) => [key, device.keyValue.get(key)!] as const)
  expect(saved).not.toEqual([])
  await device.settle()
  // Killed once the transaction was through, and before the copy was removed.
  first.process.kill()
  for (const [key, value] of saved) device.keyValue.set(key, value)

  startApp(evening, { consent: 'granted' })
  await device.advance(2000)
  expect(received()).toEqual(['Videoview', 'VideoCompletion'])
  expect(copies()).toEqual([])
  expect(device.rows.keys()).toEqual(['row.kv:id'])
})

it('events tracked and hidden away before the stores were read are sent once, after those of earlier starts', async () => {
  const { device } = evening
  device.isOnline = false
  const first = startApp(evening, { consent: 'granted' })
  first.tracker.track('Earlier')
  await device.settle()
  first.process.kill()

  device.isOnline = true
  const second = startApp(evening, { consent: 'granted' })
  second.tracker.track('Later')
  second.process.lifecycle('hidden')
  await device.advance(3000)
  expect(received()).toEqual(['Earlier', 'Later'])
})

it('a database that the engine emptied between two starts is reported', async () => {
  const { device } = evening
  const codes = ({ heard }: ReturnType<typeof startApp>) => heard.diagnostic.map(({ code }) => code)
  device.isOnline = false
  const first = startApp(evening, { consent: 'granted' })
  first.tracker.track('Gone')
  await device.settle()
  expect(codes(first)).not.toContain('storage-failed')
  first.process.kill()
  device.rows.keys().forEach(device.rows.remove)

  device.isOnline = true
  const second = startApp(evening, { consent: 'granted' })
  await device.advance(1000)
  expect(codes(second)).toEqual(['storage-failed'])
  second.process.kill()
  const third = startApp(evening, { consent: 'granted' })
  await device.advance(1000)
  expect(codes(third)).toEqual([])
})

it('a completion that found no room in the store is sent, and not once more after a kill', async () => {
  const { device } = evening
  const first = startApp(evening, { consent: 'granted' })
  const player = createFakePlayer(device, 60)
  const view = first.tracker.watch(player, SPORTS)
  await player.play(20)
  await device.settle()
  device.faults.records = 'full'
  view.end()
  await device.settle()
  expect(received()).toEqual(['Videoview', 'VideoCompletion'])
  expect(first.heard.diagnostic.map(({ code }) => code)).toEqual(['storage-failed'])
  first.process.kill()

  delete device.faults.records
  startApp(evening, { consent: 'granted' })
  await device.advance(3000)
  expect(received()).toEqual(['Videoview', 'VideoCompletion'])
})

it.each([
  ['stays full', false],
  ['has room again later', true],
])(
  'a view that began in a full store is one view, with one completion, where the store %s',
  async (_, hasRoomLater) => {
    const { device } = evening
    const first = startApp(evening, { consent: 'granted' })
    await device.settle()
    device.faults.records = 'full'
    const player = createFakePlayer(device, 60)
    const view = first.tracker.watch(player, SPORTS)
    const { id } = view
    await player.play(5)
    if (hasRoomLater) delete device.faults.records
    await player.play(20)
    expect(view.id).toBe(id)
    view.end()
    await device.settle()
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
    first.process.kill()

    delete device.faults.records
    startApp(evening, { consent: 'granted' })
    await device.advance(3000)
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
  },
)

it('an event dropped over the cap before it was written does not come back', async () => {
  const { device } = evening
  device.isOnline = false
  const first = startApp(evening, { consent: 'granted', queue: { maxEvents: 1 } })
  first.tracker.track('One')
  first.tracker.track('Two')
  await device.settle()
  expect(first.heard.dropped.map(({ events, reason }) => [events[0]!.name, reason])).toEqual([['One', 'max-events']])
  expect(storedEvents()).toHaveLength(1)
  first.process.kill()

  device.isOnline = true
  startApp(evening, { consent: 'granted' })
  await device.advance(1000)
  expect(received()).toEqual(['Two'])
})

it.each<[string, object]>([
  [
    'a view without totals',
    {
      key: 'v:1',
      viewId: 'x',
      sessionId: 's',
      totals: {},
      identity: { aliases: [] },
      properties: {},
      at: 1,
      eventAt: 1,
    },
  ],
  [
    'a view with numbers that are none',
    {
      key: 'v:1',
      viewId: 'x',
      sessionId: 's',
      totals: { timeSpentSeconds: '1' },
      identity: {},
      properties: {},
      at: 'then',
      eventAt: 1,
    },
  ],
  [
    'an event without a place in the queue',
    { key: 'e:1', name: 'Old', at: Date.parse('2026-03-01T19:59:00.000Z'), identity: { aliases: [] }, properties: {} },
  ],
  ['a record of another kind', { key: 'x:1' }],
])('%s is removed and holds nothing up', async (_title, record) => {
  const { device } = evening
  const { key } = record as { key: string }
  device.rows.set('row.' + key, JSON.stringify({ owner: 'dead', ...record }))
  const { tracker, heard } = startApp(evening, { consent: 'granted' })
  tracker.track('Search')
  await device.advance(1000)
  expect(received()).toEqual(['Search'])
  expect(device.rows.keys()).toEqual(['row.kv:id'])
  expect([heard.diagnostic, heard.dropped]).toEqual([[], []])
})

it('an exit before anything was written keeps view and events, each once', async () => {
  const { device } = evening
  const first = startApp(evening, { consent: 'granted' })
  await device.settle()
  const player = createFakePlayer(device, 60)
  first.tracker.watch(player, SPORTS)
  await player.play(8)
  first.tracker.track('Pressed')
  first.process.lifecycle('exit')
  first.process.kill()

  const second = startApp(evening, { consent: 'granted' })
  second.tracker.track('Later')
  await device.advance(2000)
  expect(received()).toEqual(['Videoview', 'Pressed', 'VideoCompletion', 'Later'])
  expect(evening.emulator.events()[2]!.properties['time_spent_seconds']).toBeCloseTo(8, 1)
})
