/**
 * Ports of the app that throw: nothing of it comes back to the app, and what can go on goes on.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const received = () => evening.emulator.events().map((event) => event.name)
const spoiled = (): never => {
  throw new Error('spoiled')
}

it('a lifecycle that cannot be listened to is reported, and the evening goes on', async () => {
  const { device } = evening
  const run = startApp(evening, {
    consent: 'granted',
    ports: { lifecycle: { isHidden: () => false, subscribe: spoiled } },
  })
  const player = createFakePlayer(device, 30)
  const view = run.tracker.watch(player, SPORTS)
  await player.play(5)
  view.end()
  await device.settle()
  expect(received()).toEqual(['Videoview', 'VideoCompletion'])
  expect(run.heard.diagnostic.map(({ code }) => code)).toEqual(['port-failed'])
  void run.tracker.destroy()
  await device.settle()
  expect(run.process.leaks()).toBe(0)
})

it('a transport that throws is one that did not answer: reported, and tried again', async () => {
  const { device } = evening
  let isSpoiled = true
  const { transport } = device.boot().ports
  const run = startApp(evening, {
    consent: 'granted',
    ports: {
      transport: { ...transport, send: (request, done) => (isSpoiled ? spoiled() : transport.send(request, done)) },
    },
  })
  run.tracker.track('Screenview', { screen: 'home' })
  run.tracker.prefetch(SPORTS)
  await device.advance(10)
  expect(received()).toEqual([])
  expect(run.heard.diagnostic.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['port-failed', 'request-failed']),
  )
  expect(run.tracker.inspect().queue).toMatchObject({ inFlight: 0, events: [{ name: 'Screenview' }] })
  isSpoiled = false
  await device.advance(5000)
  expect(received()).toEqual(['Screenview'])
  void run.tracker.destroy()
  await device.settle()
  expect(run.process.leaks()).toBe(0)
})

it('a request that cannot be aborted and a store that cannot be let go of keep nothing from being erased', async () => {
  const { device } = evening
  const { transport, stores } = device.boot().ports
  const run = startApp(evening, {
    consent: 'granted',
    ports: {
      transport: {
        ...transport,
        send(request, done) {
          transport.send(request, done)
          return spoiled
        },
      },
      stores: { ...stores, keyValue: [() => ({ ...stores.keyValue[0]!()!, watch: () => spoiled })] },
    },
  })
  device.answer = () => 'never'
  run.tracker.track('Screenview')
  await device.advance(300)
  expect(run.tracker.inspect().queue.inFlight).toBe(1)
  run.tracker.consent.revoke()
  expect([...device.keyValue.keys(), ...device.rows.keys()]).toEqual([])
  await device.advance(1000)
  expect([...device.keyValue.keys(), ...device.rows.keys()]).toEqual([])
  expect(run.heard.consent).toEqual([{ status: 'denied' }])
})

it('a transport that answers at once, and tells another time with it, sends every event once', async () => {
  const { device } = evening
  const { transport, timers } = device.boot().ports
  const sent: string[] = []
  const run = startApp(evening, {
    consent: 'granted',
    contextual: { enabled: false },
    ports: {
      stores: { keyValue: [], records: [] },
      transport: {
        ...transport,
        send({ body }, done) {
          const isFirst = sent.length === 0
          const date = new Date(device.time.wallMs + 3_600_000).toUTCString()
          const answer = () => done({ status: 200, body: '{"user_id":"u"}', date, retryAfter: null })
          sent.push(...(JSON.parse(body) as { events: { name: string }[] }).events.map(({ name }) => name))
          if (isFirst) answer()
          return isFirst ? () => {} : timers.after(10, answer)
        },
      },
    },
  })
  const tracked = Array.from({ length: 12 }, (_, place) => 'Event' + place)
  run.process.lifecycle('exit')
  tracked.forEach((name) => run.tracker.track(name))
  await device.advance(1000)
  run.process.lifecycle('visible')
  await device.advance(5000)
  expect(sent).toEqual(tracked)
})

it('a device id that cannot be asked for is one that is not there: the grant is told, and events go out', async () => {
  const { device } = evening
  const run = startApp(evening, {
    identity: { deviceId: true },
    ports: { deviceId: { tag: 'tifa', read: spoiled } },
  })
  run.tracker.consent.grant()
  expect(run.heard.consent).toEqual([{ status: 'granted' }])
  run.tracker.track('Screenview')
  await device.advance(3000)
  expect(received()).toEqual(['Screenview'])
  expect(run.heard.diagnostic.map(({ code }) => code)).toEqual(['port-failed', 'device-id-unavailable'])
})

it('ports may be objects of a class', async () => {
  const { device } = evening
  const { ports } = device.boot()
  class Store {
    readonly kind = 'localStorage'
    readonly isRoomy = true
    readonly #store = ports.stores.keyValue[0]!()!
    get(key: string) {
      return this.#store.get(key)
    }
    set(key: string, value: string) {
      this.#store.set(key, value)
    }
    remove(key: string) {
      this.#store.remove(key)
    }
    keys() {
      return this.#store.keys()
    }
    watch() {
      return () => {}
    }
  }
  class Transport {
    readonly #transport = ports.transport
    send(...given: Parameters<typeof ports.transport.send>) {
      return this.#transport.send(...given)
    }
    beacon(url: string, body: string) {
      return this.#transport.beacon(url, body)
    }
    isOffline() {
      return this.#transport.isOffline()
    }
  }
  const run = startApp(evening, {
    consent: 'granted',
    ports: { transport: new Transport(), stores: { keyValue: [() => new Store()], records: ports.stores.records } },
  })
  run.tracker.track('Screenview')
  await device.settle()
  expect(received()).toEqual(['Screenview'])
  expect(run.heard.diagnostic).toEqual([])
  const { userId } = run.tracker.ids
  expect(device.keyValue.get('ctv-tracker.id')).toContain(userId)
  run.tracker.consent.revoke()
  await device.settle()
  expect(device.keyValue.keys()).toEqual([])
})
