import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TrackerOptions } from '../../src/api.ts'
import type { DeviceIdSource } from '../../src/ports/device-id.ts'
import type { KeyValueStore } from '../../src/ports/stores.ts'
import { createMemoryStore } from '../../src/storage/memory-store.ts'
import type { Evening } from '../support/evening/evening.ts'
import { startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const ccs = () => evening.device.sent.filter((request) => request.url.includes('/ccs/'))
const received = () => evening.emulator.events().map((event) => event.name)
const codes = (heard: { diagnostic: { code: string }[] }) => heard.diagnostic.map(({ code }) => code)

describe('a device with cookies, whose localStorage is denied', () => {
  const denied = () => {
    throw new Error('denied')
  }
  let jar: KeyValueStore
  let options: Partial<TrackerOptions>
  beforeEach(() => {
    jar = createMemoryStore()
    options = {
      consent: 'granted',
      ports: { stores: { keyValue: [denied, () => ({ ...jar, kind: 'cookie', isRoomy: false })], records: [] } },
    }
  })

  it('keeps id, session and activations over a restart, and says that its queue lives in memory', async () => {
    const first = startApp(evening, { ...options, consent: 'required' })
    first.tracker.consent.grant()
    first.tracker.track('Videoview', { categories: ['news'] })
    await evening.device.settle()
    expect(first.tracker.inspect().storage).toEqual({ ids: 'cookie', queue: 'memory' })
    expect(codes(first.heard)).toEqual(['storage-unavailable'])
    const { userId, sessionId } = first.tracker.ids
    first.process.kill()

    const second = startApp(evening, options)
    expect(second.tracker.activations.get('dfp')).toEqual(['23456'])
    second.tracker.track('Pageview')
    await evening.device.settle()
    expect(second.tracker.ids).toMatchObject({ userId, sessionId })
    expect(received()).toEqual(['Videoview', 'Pageview'])
    expect(jar.keys().some((key) => key.includes('.r.'))).toBe(false)
  })

  it('writes its id again at each start, because a cookie has an end', async () => {
    const first = startApp(evening, options)
    await evening.device.settle()
    first.process.kill()
    const written: string[] = []
    const set = jar.set.bind(jar)
    jar.set = (key, value) => {
      written.push(key)
      set(key, value)
    }
    startApp(evening, options)
    await evening.device.advance(1000)
    expect(written).toContain('ctv-tracker.id')
  })

  it('keeps nothing of ours after a revoke', async () => {
    jar.set('theirs', '1')
    const { tracker } = startApp(evening, options)
    tracker.track('Pageview')
    await evening.device.settle()
    expect(jar.keys().length).toBeGreaterThan(1)
    tracker.consent.revoke()
    expect(jar.keys()).toEqual(['theirs'])
  })
})

describe('a device with IndexedDB alone', () => {
  beforeEach(() => {
    evening.device.faults.keyValue = true
  })

  it('keeps id, session, activations and queue over a restart, known once it is ready', async () => {
    const { device } = evening
    const first = startApp(evening, { consent: 'granted' })
    await device.settle()
    first.tracker.track('Videoview', { categories: ['news'] })
    await device.settle()
    expect(first.tracker.inspect().storage.queue).toBe('indexedDB')
    const { userId, sessionId } = first.tracker.ids
    device.isOnline = false
    first.tracker.track('Kept')
    await device.settle()
    first.process.kill()

    const second = startApp(evening, { consent: 'granted' })
    await device.settle()
    await second.tracker.ready
    expect(second.tracker.ids).toMatchObject({ userId, sessionId })
    expect(second.tracker.activations.get('dfp')).toEqual(['23456'])
    device.isOnline = true
    second.tracker.track('Pageview')
    await device.advance(10_000)
    expect(received()).toEqual(['Videoview', 'Kept', 'Pageview'])
    expect(new Set(evening.emulator.events().map((event) => event.userId))).toEqual(new Set([userId]))
    expect(second.heard.session).toEqual([])
  })

  it('sends what was tracked before it is ready under the id that is found', async () => {
    const { device } = evening
    const first = startApp(evening, { consent: 'granted' })
    await device.settle()
    const { userId } = first.tracker.ids
    first.process.kill()
    const second = startApp(evening, { consent: 'granted' })
    second.tracker.track('Early')
    await device.advance(1000)
    expect(evening.emulator.events().map((event) => [event.name, event.userId])).toEqual([['Early', userId]])
    second.tracker.consent.revoke()
    expect(device.rows.keys()).toEqual([])
  })
})

describe('the id of the device', () => {
  interface FakeSource extends DeviceIdSource {
    reads: number
    answer(id: string | null): void
  }
  function createSource(): FakeSource {
    let done: ((id: string | null) => void) | null = null
    const source: FakeSource = {
      tag: 'tifa',
      reads: 0,
      read(listener) {
        source.reads++
        done = listener
      },
      answer: (id) => done!(id),
    }
    return source
  }
  const options = (source: DeviceIdSource | null, more: Partial<TrackerOptions> = {}) =>
    ({
      consent: 'granted',
      ...more,
      identity: { deviceId: true, ...more.identity },
      ports: { deviceId: source },
    }) as const
  const identities = () => ccs().map(({ json }) => json['alias'] ?? json['aliases'] ?? typeof json['user_id'])

  it('is neither read without the option nor before a grant', async () => {
    const source = createSource()
    startApp(evening, { consent: 'granted', ports: { deviceId: source } }).tracker.track('One')
    await evening.device.settle()
    expect(source.reads).toBe(0)
    expect(identities()).toEqual(['string'])
    const { tracker } = startApp(evening, options(source, { consent: 'required' }))
    await evening.device.settle()
    expect(source.reads).toBe(0)
    tracker.consent.grant()
    expect(source.reads).toBe(1)
  })

  it('that comes in time goes out as alias with the first event, which waits for it', async () => {
    const source = createSource()
    const { tracker, heard } = startApp(evening, options(source))
    tracker.track('One')
    await evening.device.advance(1900)
    expect(ccs()).toEqual([])
    source.answer('device-1')
    await evening.device.settle()
    expect(identities()).toEqual([{ tag: 'tifa', id: 'device-1' }])
    expect(tracker.ids.userId).toBe(evening.emulator.users()[0]!.userId)
    expect(tracker.inspect().identity).toEqual({ form: 'alias', tags: ['tifa'] })
    expect(heard.diagnostic).toEqual([])
  })

  it('is the weakest of several aliases, under the tag the app gives it', async () => {
    const source = createSource()
    const { tracker } = startApp(
      evening,
      options(source, { identity: { aliases: [{ tag: 'internal_id', id: 'anna' }], deviceTag: 'lgudid' } }),
    )
    source.answer('device-1')
    tracker.track('One')
    await evening.device.settle()
    tracker.identify({ tag: 'email_sha256', id: 'b1', priority: 7 })
    tracker.track('Two')
    await evening.device.settle()
    tracker.identify(null)
    tracker.track('Three')
    await evening.device.settle()
    expect(identities()).toEqual([
      [
        { tag: 'internal_id', id: 'anna', priority: 0 },
        { tag: 'lgudid', id: 'device-1', priority: 1 },
      ],
      [
        { tag: 'email_sha256', id: 'b1', priority: 7 },
        { tag: 'lgudid', id: 'device-1', priority: 8 },
      ],
      { tag: 'lgudid', id: 'device-1' },
    ])
  })

  it('that comes after two seconds is not used by this process', async () => {
    const source = createSource()
    const { tracker, heard } = startApp(evening, options(source))
    tracker.track('One')
    await evening.device.advance(2000)
    expect(identities()).toEqual(['string'])
    source.answer('device-1')
    tracker.track('Two')
    await evening.device.settle()
    expect(identities()).toEqual(['string', 'string'])
    expect(received()).toEqual(['One', 'Two'])
    expect(codes(heard)).toEqual(['device-id-unavailable'])
  })

  it('comes from a function of the app, under the tag that the app gives it, whatever the platform has', async () => {
    let hand: (id: string | null) => void = () => {}
    const { tracker, heard } = startApp(
      evening,
      options(createSource(), { identity: { deviceId: (done) => void (hand = done), deviceTag: 'vida' } }),
    )
    tracker.track('One')
    await evening.device.advance(1900)
    expect(ccs()).toEqual([])
    hand('device-1')
    await evening.device.settle()
    expect(identities()).toEqual([{ tag: 'vida', id: 'device-1' }])
    expect(heard.diagnostic).toEqual([])
  })

  it.each<[string, (done: (id: string | null) => void) => void]>([
    ['that the viewer limits', (done) => done(null)],
    ['that is no text', (done) => done(7 as unknown as string)],
    [
      'that throws',
      () => {
        throw new Error('no bridge')
      },
    ],
  ])('%s, from a function, is reported and costs the alias only', async (_title, read) => {
    const { tracker, heard } = startApp(evening, options(null, { identity: { deviceId: read, deviceTag: 'vida' } }))
    tracker.track('One')
    await evening.device.advance(2000)
    expect(identities()).toEqual(['string'])
    expect(codes(heard)).toContain('device-id-unavailable')
  })

  it.each<[string, () => DeviceIdSource | null]>([
    ['that the viewer limits', () => ({ tag: 'tifa', read: (done) => done(null) })],
    ['that the platform does not have', () => null],
  ])('%s holds nothing up and is reported', async (_title, create) => {
    const { tracker, heard } = startApp(evening, options(create(), { consent: 'required' }))
    tracker.consent.grant()
    tracker.track('One')
    await evening.device.settle()
    expect(identities()).toEqual(['string'])
    expect(codes(heard)).toEqual(['device-id-unavailable'])
  })

  it('that comes after a revoke or a destroy changes nothing, and what was tracked before a destroy is written', async () => {
    const { device } = evening
    const source = createSource()
    const revoked = startApp(evening, options(source))
    revoked.tracker.track('One')
    revoked.tracker.consent.revoke()
    source.answer('device-1')
    await device.advance(3000)
    expect(ccs()).toEqual([])
    expect([...device.keyValue.keys(), ...device.rows.keys()]).toEqual([])

    const destroyed = startApp(evening, options(source))
    destroyed.tracker.track('Two')
    const gone = destroyed.tracker.destroy()
    source.answer('device-1')
    await Promise.all([gone, device.settle()])
    expect(destroyed.process.leaks()).toBe(0)
    expect(ccs()).toEqual([])
    expect(device.rows.keys().filter((key) => key.startsWith('row.e:'))).toHaveLength(1)
  })
})
