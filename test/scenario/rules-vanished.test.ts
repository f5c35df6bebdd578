/**
 * What was stored is gone, or another's: refused elsewhere, taken by another process, or emptied by somebody who refused nothing.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeyValueStore } from '../../src/ports/stores.ts'
import { createMemoryStore } from '../../src/storage/memory-store.ts'
import { createTracker } from '../../src/tracker.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, SPORTS, startApp, startEvening } from '../support/evening/evening.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const received = () => evening.emulator.events().map((event) => event.name)
const left = () => [...evening.device.keyValue.keys(), ...evening.device.rows.keys()]
const empty = (store: KeyValueStore) => store.keys().forEach(store.remove)
const codes = ({ heard }: ReturnType<typeof startApp>) => heard.diagnostic.map(({ code }) => code)

describe('a tracker that is destroyed, and a new one of the same page that refuses in the same task', () => {
  it.each([
    ['and that is all', false],
    ['and grants again', true],
  ])('leave nothing of two hundred events, %s', async (_, isGrantedAgain) => {
    const { device } = evening
    device.faults.erasure = 'late'
    device.isOnline = false
    const first = startApp(evening, { consent: 'granted' })
    await device.advance(1000)
    for (let n = 0; n < 200; n++) first.tracker.track('Seen' + n)
    const destroyed = first.tracker.destroy()
    const second = createTracker({ apiKey: API_KEY, consent: 'granted' }, first.process.ports)
    second.consent.revoke()
    if (isGrantedAgain) second.consent.grant()
    await device.advance(5000)
    await destroyed
    expect(left().filter((key) => /[.]([er]:?|r\.e:)/.test(key))).toEqual([])
    if (!isGrantedAgain) expect(left()).toEqual([])
    device.isOnline = true
    await device.advance(60_000)
    expect(received()).toEqual([])
    expect(second.consent.status).toBe(isGrantedAgain ? 'granted' : 'denied')
  })

  it('leave nothing either where the erasure finds a database that is still being opened', async () => {
    const { device } = evening
    device.faults.erasure = 'late'
    device.isOnline = false
    const first = startApp(evening, { consent: 'granted' })
    for (let n = 0; n < 20; n++) first.tracker.track('Seen' + n)
    const destroyed = first.tracker.destroy()
    createTracker({ apiKey: API_KEY, consent: 'granted' }, first.process.ports).consent.revoke()
    await device.advance(5000)
    await destroyed
    expect(left()).toEqual([])
  })
})

it('a refusal is heard by another tab where both keep their ids in cookies, with its next event', async () => {
  const { device } = evening
  const cookies = createMemoryStore()
  const openTab = () => {
    const process = device.boot()
    const keyValue = [() => ({ ...cookies, kind: 'cookie', isRoomy: false })]
    const ports = { stores: { ...process.ports.stores, keyValue } }
    return createTracker({ apiKey: API_KEY, consent: 'granted', ports }, process.ports)
  }
  const [first, second] = [openTab(), openTab()]
  await device.advance(1000)
  second.track('Before')
  await device.advance(1000)
  first.consent.revoke()
  second.track('After')
  await device.advance(5000)
  expect(second.consent.status).toBe('denied')
  expect(received()).toEqual(['Before'])
  expect([...cookies.keys(), ...device.rows.keys()]).toEqual([])
})

describe('a database that is emptied under a playing view', () => {
  it.each<[string, (store: KeyValueStore) => void]>([
    ['row by row', empty],
    ['with the app started in another tab since', empty],
  ])('%s costs the view neither its one completion nor a second play, and is reported', async (title, act) => {
    const { device } = evening
    const app = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(device, 600)
    const view = app.tracker.watch(player, SPORTS)
    const { id } = view
    await player.play(15)
    act(device.rows)
    if (title.includes('another tab')) {
      startApp(evening, { consent: 'granted' })
      await device.advance(1000)
    }
    await player.play(30)
    expect(view.id).toBe(id)
    view.end()
    await device.advance(1000)
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
    expect(evening.emulator.events()[1]!.properties['time_spent_seconds']).toBeGreaterThan(44)
    expect(codes(app)).toEqual(['storage-failed'])
  })

  it('costs nothing of the queue, and nothing of the view, where the process is killed after it was noticed', async () => {
    const { device } = evening
    const app = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(device, 600)
    app.tracker.watch(player, SPORTS)
    await player.play(15)
    device.isOnline = false
    app.tracker.track('Waiting')
    await device.settle()
    empty(device.rows)
    await player.play(31)
    app.process.kill()
    device.isOnline = true
    startApp(evening, { consent: 'granted' })
    await device.advance(1000)
    expect(received()).toEqual(['Videoview', 'Waiting', 'VideoCompletion'])
  })
})

describe('a localStorage that the app clears', () => {
  it('holds id and cohorts again before the app is closed, so that the first ad of the next start has them', async () => {
    const { device } = evening
    device.answer = () => ({ status: 200, body: '{"user_id":"x","activations":{"dfp":["sports"]}}' })
    const first = startApp(evening, { consent: 'granted' })
    first.tracker.track('Seen')
    await device.advance(1000)
    const { userId } = first.tracker.ids
    empty(device.keyValue)
    first.process.lifecycle('hidden')
    await device.settle()
    first.process.kill()
    const second = startApp(evening, { consent: 'granted' })
    expect(second.tracker.activations.get('dfp')).toEqual(['sports'])
    expect(second.tracker.ids.userId).toBe(userId)
  })

  it('costs no event of either tab', async () => {
    const { device } = evening
    device.faults.records = 'missing'
    device.isOnline = false
    const tabs = [startApp(evening, { consent: 'granted' }), startApp(evening, { consent: 'granted' })]
    await device.advance(1000)
    tabs.forEach(({ tracker }, place) => tracker.track('Of' + place))
    await device.settle()
    empty(device.keyValue)
    tabs[0]!.tracker.track('Later')
    await device.settle()
    expect(tabs.map(({ tracker }) => tracker.consent.status)).toEqual(['granted', 'granted'])
    device.isOnline = true
    await device.advance(60_000)
    expect(received().sort()).toEqual(['Later', 'Of0', 'Of1'])
  })
})

describe('a page that is frozen while its stores are read', () => {
  it('hears the database before the time for that is over, and goes on with it', async () => {
    const { tracker, heard, process } = startApp(evening, {})
    tracker.consent.grant()
    process.freeze()
    await evening.device.advance(30_000)
    process.wake()
    await evening.device.advance(5000)
    expect([heard.diagnostic, tracker.inspect().storage.queue]).toEqual([[], 'indexedDB'])
  })
})

describe('a page that was frozen, and whose events another has sent meanwhile', () => {
  it.each(['at-least-once', 'at-most-once'] as const)('sends only what was left to it (%s)', async (delivery) => {
    const { device } = evening
    const app = startApp(evening, { consent: 'granted', queue: { delivery } })
    await device.advance(1000)
    device.answer = () => ({ status: 503 })
    app.tracker.track('Taken')
    await device.settle()
    device.answer = null
    app.process.freeze()
    const other = startApp(evening, { consent: 'granted', queue: { delivery } })
    await device.advance(10_000)
    expect(received()).toEqual(['Taken'])
    app.process.wake()
    app.tracker.track('Own')
    await device.advance(10_000)
    expect(received()).toEqual(['Taken', 'Own'])
    expect(app.tracker.inspect().queue.events).toEqual([])
    expect(other.heard.dropped.concat(app.heard.dropped)).toEqual([])
  })
})

it('a localStorage that is full at the start gives id, cohorts and session on the next line', async () => {
  const { device } = evening
  device.answer = () => ({ status: 200, body: '{"user_id":"x","activations":{"dfp":["sports"]}}' })
  const first = startApp(evening, { consent: 'granted' })
  first.tracker.track('Seen')
  await device.advance(1000)
  const { userId, sessionId } = first.tracker.ids
  await first.tracker.destroy()
  const isFull = { is: true }
  const start = () => {
    const process = device.boot()
    const keyValue = process.ports.stores.keyValue.map((open) => () => ({
      ...open()!,
      set(key: string, value: string) {
        if (isFull.is) throw Object.assign(new Error('full'), { name: 'QuotaExceededError' })
        open()!.set(key, value)
      },
    }))
    const ports = { stores: { keyValue: [...keyValue, createMemoryStore], records: process.ports.stores.records } }
    return createTracker({ apiKey: API_KEY, consent: 'granted', ports }, process.ports)
  }
  for (const is of [true, false]) {
    isFull.is = is
    const tracker = start()
    expect(tracker.ids).toMatchObject({ userId, sessionId })
    expect(tracker.activations.get('dfp')).toEqual(['sports'])
    await device.advance(1000)
    expect(tracker.ids.userId).toBe(userId)
    await Promise.all([tracker.destroy(), device.advance(3000)])
  }
})
