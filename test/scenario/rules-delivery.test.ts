import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Ports } from '../../src/ports/ports.ts'
import { createTracker } from '../../src/tracker.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const ccs = () => evening.device.sent.filter((request) => request.url.includes('/ccs/'))
const names = (request: { json: Record<string, unknown> }) =>
  (request.json['events'] as { name: string }[]).map(({ name }) => name)
const received = () => evening.emulator.events().map((event) => event.name)
const refuse = () => ({ status: 400, body: '{}' })

/** A queue of `count` events, left by a process that was offline. */
async function leave(count: number): Promise<void> {
  evening.device.isOnline = false
  const { tracker, process } = startApp(evening, { consent: 'granted' })
  for (let i = 0; i < count; i++) tracker.track('E' + i)
  await evening.device.settle()
  process.kill()
  evening.device.isOnline = true
  evening.device.sent.length = 0
}

describe('at-most-once', () => {
  const options = { consent: 'granted', queue: { delivery: 'at-most-once' } } as const

  it('an event that left while the device was online is dropped, though it went offline before the time-out', async () => {
    const { device } = evening
    device.answer = () => 'never'
    const { tracker, heard } = startApp(evening, options)
    tracker.track('One')
    await device.settle()
    device.isOnline = false
    await device.advance(10_000)
    device.isOnline = true
    device.answer = null
    await device.advance(60_000)
    expect(ccs()).toHaveLength(1)
    expect(heard.dropped.map(({ events, reason }) => [events[0]!.name, reason])).toEqual([['One', 'ambiguous']])
  })

  it('an event that left while the device was surely offline is sent again', async () => {
    const { device } = evening
    device.isOnline = false
    const { tracker, heard } = startApp(evening, options)
    tracker.track('One')
    await device.settle()
    device.isOnline = true
    await device.advance(10_000)
    expect(received()).toEqual(['One'])
    expect(heard.dropped).toEqual([])
  })
})

describe('a refusal of everything', () => {
  it('costs nothing: what was refused on the way is sent again with the rest', async () => {
    const { device } = evening
    await leave(5)
    device.answer = refuse
    const first = startApp(evening, { consent: 'granted' })
    await device.advance(1000)
    expect(first.tracker.inspect().queue.stopped).toBe('unauthorised')
    first.process.kill()

    const second = startApp(evening, { consent: 'granted' })
    await device.advance(1000)
    expect(second.heard.dropped).toEqual([])
    second.process.kill()

    device.answer = null
    startApp(evening, { consent: 'granted' })
    await device.advance(1000)
    expect(received()).toEqual(['E0', 'E1', 'E2', 'E3', 'E4'])
  })

  it('costs nothing either where the process is killed while it takes the batch apart', async () => {
    const { device } = evening
    await leave(5)
    let answered = 0
    device.answer = () => (answered++ < 3 ? refuse() : 'never')
    const first = startApp(evening, { consent: 'granted' })
    await device.advance(1000)
    // One event was refused on its own; whether the others are accepted is not known yet.
    expect(ccs().map((request) => names(request).length)).toEqual([5, 2, 1, 1])
    first.process.kill()

    device.answer = refuse
    const second = startApp(evening, { consent: 'granted' })
    await device.advance(1000)
    expect(second.heard.dropped).toEqual([])
    expect(second.tracker.inspect().queue.events).toHaveLength(5)
  })
})

describe('Retry-After', () => {
  it('hidden from scripts, as it is by default, gives way to the back-off', async () => {
    evening.emulator.fault('ccs', { kind: 'status', status: 429, retryAfter: 3600, count: 1 })
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    await evening.device.settle()
    expect(ccs()).toHaveLength(1)
    expect(tracker.inspect().queue.retryInMs).toBeLessThanOrEqual(2000)
    await evening.device.advance(2000)
    expect(received()).toEqual(['One'])
  })

  it('as a date is honoured by the clock of the device', async () => {
    const { device } = evening
    device.answer = () => ({ status: 503, retryAfter: new Date(device.time.wallMs + 60_000).toUTCString() })
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    await device.settle()
    device.answer = null
    await device.advance(59_000)
    expect(ccs()).toHaveLength(1)
    await device.advance(63_000)
    expect(received()).toEqual(['One'])
  })
})

describe('ready', () => {
  it('is settled without a grant, and each grant sets a new one that waits for the stores', async () => {
    const { device } = evening
    const { tracker } = startApp(evening)
    const before = tracker.ready
    await before
    tracker.consent.grant()
    const granted = tracker.ready
    expect(granted).not.toBe(before)
    let isReady = false
    void granted.then(() => (isReady = true))
    await Promise.resolve()
    expect(isReady).toBe(false)
    await device.settle()
    expect(isReady).toBe(true)
    tracker.consent.revoke()
    await tracker.ready
    tracker.consent.grant()
    expect(tracker.ready).not.toBe(granted)
    await device.settle()
    await tracker.ready
  })

  it('comes after two seconds where a store does not answer, and is not left waiting by a revoke', async () => {
    const { device } = evening
    device.faults.records = 'hangs'
    const { tracker } = startApp(evening, { consent: 'granted' })
    let readies = 0
    void tracker.ready.then(() => readies++)
    await device.advance(1999)
    expect(readies).toBe(0)
    await device.advance(1)
    await device.settle()
    expect(readies).toBe(1)
    tracker.consent.revoke()
    tracker.consent.grant()
    void tracker.ready.then(() => readies++)
    tracker.consent.revoke()
    await device.settle()
    expect(readies).toBe(2)
  })
})

describe('flush', () => {
  function settled(promise: PromiseLike<void>): () => boolean {
    let isSettled = false
    void promise.then(() => (isSettled = true))
    return () => isSettled
  }

  it('resolves once everything tracked before it was answered', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    for (let i = 0; i < 25; i++) tracker.track('E' + i)
    await Promise.all([tracker.flush(), evening.device.settle()])
    expect(received()).toHaveLength(25)
    expect(tracker.inspect().queue.events).toEqual([])
  })

  it('resolves where the queue has to wait: in a back-off, after a refused key, without consent, after a revoke', async () => {
    const { device } = evening
    const { tracker } = startApp(evening)
    await tracker.flush()
    device.answer = () => ({ status: 503 })
    tracker.consent.grant()
    tracker.track('One')
    const flushed = settled(tracker.flush())
    expect(flushed()).toBe(false)
    await device.settle()
    expect(flushed()).toBe(true)
    expect(ccs()).toHaveLength(1)
    await tracker.flush()
    expect(ccs()).toHaveLength(1)

    device.answer = () => ({ status: 401 })
    await device.advance(2000)
    await tracker.flush()
    expect(tracker.inspect().queue.stopped).toBe('unauthorised')

    device.answer = () => 'never'
    tracker.identify({ tag: 'internal_id', id: 'anna' })
    tracker.track('Two')
    await device.settle()
    const unanswered = settled(tracker.flush())
    await device.settle()
    expect(unanswered()).toBe(false)
    tracker.consent.revoke()
    await device.settle()
    expect(unanswered()).toBe(true)
  })
})

describe('the exit of the app', () => {
  /** An app whose beacons are counted. */
  function start(stores: (ports: Ports) => Ports['stores'], auth: 'query' | 'header' = 'query') {
    const process = evening.device.boot()
    const beacons: { url: string; names: string[] }[] = []
    const beacon = (url: string, body: string) => !!beacons.push({ url, names: names({ json: JSON.parse(body) }) })
    const ports = { stores: stores(process.ports), transport: { ...process.ports.transport, beacon } }
    const tracker = createTracker({ apiKey: API_KEY, consent: 'granted', transport: { auth }, ports }, process.ports)
    return { tracker, process, beacons }
  }

  it('tries a beacon where only memory holds the queue, with the key in the query', async () => {
    const { tracker, process, beacons } = start(() => ({ keyValue: [], records: [] }))
    await evening.device.settle()
    evening.device.answer = () => 'never'
    tracker.track('InFlight')
    await evening.device.settle()
    tracker.track('Left')
    await evening.device.settle()
    process.lifecycle('hidden')
    expect(beacons).toEqual([])
    process.lifecycle('exit')
    expect(beacons).toEqual([
      { url: `https://api.permutive.app/ccs/v1/segmentation?k=${API_KEY}&activations=true`, names: ['Left'] },
    ])
  })

  it('tries none where the key belongs into a header, which a beacon cannot carry', async () => {
    const { tracker, process, beacons } = start(() => ({ keyValue: [], records: [] }), 'header')
    await evening.device.settle()
    evening.device.answer = () => 'never'
    tracker.track('InFlight')
    await evening.device.settle()
    tracker.track('Left')
    await evening.device.settle()
    process.lifecycle('exit')
    expect(beacons).toEqual([])
  })

  it('tries none where anything persists', async () => {
    const rooms: ((ports: Ports) => Ports['stores'])[] = [
      ({ stores }) => stores,
      ({ stores }) => ({ ...stores, records: [] }),
      ({ stores }) => ({ ...stores, keyValue: [] }),
    ]
    for (const room of rooms) {
      const { tracker, process, beacons } = start(room)
      await evening.device.settle()
      evening.device.answer = () => 'never'
      tracker.track('Kept')
      await evening.device.settle()
      tracker.track('Left')
      process.lifecycle('exit')
      expect(beacons).toEqual([])
      process.kill()
    }
  })
})
