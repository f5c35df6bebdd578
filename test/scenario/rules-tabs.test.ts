import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeyValueStore } from '../../src/ports/stores.ts'
import { createKeyValueRecords } from '../../src/storage/key-value-records.ts'
import { createMemoryStore } from '../../src/storage/memory-store.ts'
import { createTracker } from '../../src/tracker.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const received = () => evening.emulator.events().map((event) => event.name)

describe('the events of a living tab', () => {
  it('are neither taken nor sent by a second one, and leave once', async () => {
    const { device } = evening
    device.isOnline = false
    const first = startApp(evening, { consent: 'granted' })
    for (const name of ['One', 'Two', 'Three']) first.tracker.track(name)
    await device.settle()
    device.isOnline = true
    const second = startApp(evening, { consent: 'granted' })
    second.tracker.track('Other')
    // The first tab waits for its back-off of at most two seconds; the second has nothing to wait for but the ping.
    device.answer = (request) => (request.body.includes('"One"') ? { status: 503 } : undefined)
    await device.advance(500)
    expect(received()).toEqual(['Other'])
    expect(second.tracker.inspect().queue.events).toEqual([])
    expect(first.tracker.inspect().queue.events.map(({ name }) => name)).toEqual(['One', 'Two', 'Three'])
    device.answer = null
    await device.advance(60_000)
    expect(received().sort()).toEqual(['One', 'Other', 'Three', 'Two'])
    expect(new Set(evening.emulator.events().map((event) => event.userId)).size).toBe(1)
  })

  it('are left to it, also where it wrote them while the second was reading', async () => {
    const { device } = evening
    device.steps = []
    const first = startApp(evening, { consent: 'granted' })
    await device.settle()
    const second = startApp(evening, { consent: 'granted' })
    // Two callbacks: the second has read that there is nothing, and asks for it.
    device.steps.splice(0, 2).forEach((run) => run())
    first.tracker.track('One')
    await device.settle()
    await device.advance(1000)
    expect(received()).toEqual(['One'])
    expect(second.heard.sent).toEqual([])
  })

  it('are sent by the second at its next start, once the first is gone', async () => {
    const { device } = evening
    device.isOnline = false
    const first = startApp(evening, { consent: 'granted' })
    first.tracker.track('One')
    await device.settle()
    first.process.kill()
    device.isOnline = true
    startApp(evening, { consent: 'granted' })
    await device.advance(249)
    expect(received()).toEqual([])
    await device.advance(1)
    await device.settle()
    expect(received()).toEqual(['One'])
  })
})

it('a refusal taken back in one breath still counts where a second tab hears of it: both are shut, and nothing is left', async () => {
  const { device } = evening
  const first = startApp(evening, { consent: 'granted' })
  const second = startApp(evening, { consent: 'granted' })
  await device.advance(1000)
  first.tracker.consent.revoke()
  first.tracker.consent.grant()
  await device.advance(1000)
  expect([first, second].map(({ tracker }) => tracker.consent.status)).toEqual(['denied', 'denied'])
  expect([...device.keyValue.keys(), ...device.rows.keys()]).toEqual([])
})

describe('a suspended tab, whose view was taken and completed by another', () => {
  /** A tab that hears nothing of the others while it is suspended. */
  function startTab() {
    const process = evening.device.boot()
    const tab = { isSuspended: false }
    const keyValue = process.ports.stores.keyValue.map((open) => (): KeyValueStore | null => {
      const store = open()
      return (
        store && { ...store, watch: (listener) => store.watch((key, value) => tab.isSuspended || listener(key, value)) }
      )
    })
    const ports = { stores: { ...process.ports.stores, keyValue } }
    return Object.assign(tab, { tracker: createTracker({ apiKey: API_KEY, consent: 'granted', ports }, process.ports) })
  }

  async function watchAndSuspend() {
    const tab = startTab()
    const player = createFakePlayer(evening.device, 600)
    const view = tab.tracker.watch(player, SPORTS)
    await player.play(15)
    player.pause()
    await evening.device.settle()
    tab.isSuspended = true
    const takenId = view.id
    startApp(evening, { consent: 'granted' })
    await evening.device.advance(1000)
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
    tab.isSuspended = false
    return { ...tab, view, player, takenId }
  }
  const perView = (viewId: string | null) =>
    evening.emulator
      .events()
      .filter((event) => event.viewId === viewId)
      .map((event) => event.name)

  it('goes on under a new view id with a count of its own, and each view has one completion', async () => {
    const { view, player, takenId } = await watchAndSuspend()
    await player.play(12)
    const resumedId = view.id
    expect(resumedId).not.toBe(takenId)
    await player.play(5)
    view.end()
    await evening.device.settle()
    expect(perView(takenId)).toEqual(['Videoview', 'VideoCompletion'])
    expect(perView(resumedId)).toEqual(['Videoview', 'VideoCompletion'])
    expect(evening.emulator.events().at(-1)!.properties['time_spent_seconds']).toBeLessThan(17)
  })

  it('sends no second completion where it ends before it noticed', async () => {
    const { view, takenId } = await watchAndSuspend()
    view.end()
    await evening.device.advance(1000)
    expect(perView(takenId)).toEqual(['Videoview', 'VideoCompletion'])
    expect(received()).toHaveLength(2)
  })
})

describe('two trackers on one page', () => {
  /** The stores of the page, where IndexedDB keeps databases apart by name. */
  function openPage() {
    const process = evening.device.boot()
    const databases = createMemoryStore()
    const stores = {
      ...process.ports.stores,
      records: [(name: string) => createKeyValueRecords(databases, name + '/')],
    }
    const start = (storageKey: string) =>
      createTracker({ apiKey: API_KEY, consent: 'granted', storageKey, ports: { stores } }, process.ports)
    const keysOf = (storageKey: string) => [
      ...evening.device.keyValue.keys().filter((key) => key.startsWith(storageKey + '.')),
      ...databases.keys().filter((key) => key.startsWith(storageKey + '/')),
    ]
    return { start, keysOf }
  }

  it('under two keys share neither id nor session nor queue, and a revoke of one leaves the data of the other', async () => {
    const { start, keysOf } = openPage()
    const [one, two] = [start('one'), start('two')]
    await evening.device.settle()
    evening.device.isOnline = false
    one.track('ToOne')
    two.track('ToTwo')
    await evening.device.settle()
    expect(one.ids.userId).not.toBe(two.ids.userId)
    expect(one.ids.sessionId).not.toBe(two.ids.sessionId)
    expect([one, two].map((tracker) => tracker.inspect().queue.events.map(({ name }) => name))).toEqual([
      ['ToOne'],
      ['ToTwo'],
    ])
    const { userId } = two.ids
    const kept = keysOf('two')
    expect(kept).toHaveLength(4)

    one.consent.revoke()
    await evening.device.settle()
    expect(keysOf('one')).toEqual([])
    expect(keysOf('two')).toEqual(kept)
    expect(two.consent.status).toBe('granted')
    evening.device.isOnline = true
    await evening.device.advance(60_000)
    expect(evening.emulator.events().map((event) => [event.name, event.userId])).toEqual([['ToTwo', userId]])
  })
})
