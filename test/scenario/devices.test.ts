/**
 * @vitest-environment happy-dom
 *
 * Sets without an adapter of their own, over the emulator: what an app writes, and what goes over the wire.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fireboltAdId, fireboltLifecycle, hostAdId, vizioAdId } from '../../platforms/devices/index.ts'
import type { ManualView, TrackerOptions } from '../../src/api.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'
import type { FakeFirebolt } from '../support/fakes/fake-firebolt.ts'
import { createFakeFirebolt, FIREBOLT_IFA } from '../support/fakes/fake-firebolt.ts'
import { installFakeVizio, VIDA } from '../support/fakes/fake-vizio.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => {
  vi.unstubAllGlobals()
  return evening.emulator.stop()
})

const AAID = 'a7b1c2d3-0e4f-4a5b-8c6d-7e8f9a0b1c2d'
const bridge = (answer: string) => () => void vi.stubGlobal('Host', { adId: () => answer })
const ask = () => (window as unknown as { Host: { adId(): string } }).Host.adId()
const identities = () =>
  evening.device.sent
    .filter(({ url }) => url.includes('/ccs/'))
    .map(({ json }) => json['alias'] ?? (json['user_id'] ? 'user_id' : json['aliases']))

describe('a refusal while the device is still being asked', () => {
  it('keeps Firebolt’s id from being read', async () => {
    const calls: string[] = []
    let answer: (policy: object) => void = () => {}
    const advertising = {
      policy: () => new Promise<object>((resolve) => (answer = resolve)),
      advertisingId: async () => (calls.push('read'), { ifa: FIREBOLT_IFA, lmt: '0' }),
    }
    const { tracker } = startApp(evening, { identity: fireboltAdId(advertising, 'comcast_ifa') })
    tracker.consent.grant()
    await evening.device.settle()
    tracker.consent.revoke()
    answer({})
    await evening.device.settle()
    expect(calls).toEqual([])
  })

  it('keeps the listener of Vizio’s library from being set', async () => {
    const { tracker } = startApp(evening, { identity: vizioAdId() })
    tracker.consent.grant()
    await evening.device.settle()
    tracker.consent.revoke()
    const library = installFakeVizio()
    expect(library.set).toEqual([])
  })
})

describe('the advertising id', () => {
  let firebolt: FakeFirebolt
  beforeEach(() => {
    firebolt = createFakeFirebolt()
  })

  it.each<[string, () => void, () => TrackerOptions['identity'], unknown]>([
    ['of Vizio is an alias', () => void installFakeVizio(), vizioAdId, { tag: 'vida', id: VIDA }],
    [
      'of Vizio is none where the viewer limits ad tracking',
      () => void (installFakeVizio().advertiser = { IFA: VIDA, LMT: 1 }),
      vizioAdId,
      'user_id',
    ],
    ['of Vizio is none in a browser', () => {}, vizioAdId, 'user_id'],
    [
      'of Firebolt is an alias',
      () => {},
      () => fireboltAdId(firebolt.advertising, 'comcast_ifa'),
      { tag: 'comcast_ifa', id: FIREBOLT_IFA },
    ],
    [
      'of Firebolt is none where the policy limits ad tracking',
      () => void (firebolt.policy = { limitAdTracking: true }),
      () => fireboltAdId(firebolt.advertising, 'comcast_ifa'),
      'user_id',
    ],
    [
      'of Firebolt is none where the platform never answers',
      () => void (firebolt.policy = 'never'),
      () => fireboltAdId(firebolt.advertising, 'comcast_ifa'),
      'user_id',
    ],
    [
      'of an Android TV is an alias, over the bridge of its host',
      bridge(JSON.stringify({ id: AAID, limitAdTracking: false })),
      () => hostAdId(ask, 'aaid'),
      { tag: 'aaid', id: AAID },
    ],
    [
      'of a Fire TV is none where it is limited, though the host hands it over',
      bridge(JSON.stringify({ id: AAID, limitAdTracking: 1 })),
      () => hostAdId(ask, 'afai'),
      'user_id',
    ],
    ['of a host is none where the page runs without it', () => {}, () => hostAdId(ask, 'aaid'), 'user_id'],
  ])('%s', async (_title, install, identity, expected) => {
    install()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { tracker, heard } = startApp(evening, { consent: 'granted', identity: identity() })
      tracker.track('One')
      await evening.device.settle()
      vi.advanceTimersByTime(2000)
      await evening.device.advance(2000)
      expect(identities()).toEqual([expected])
      expect(heard.diagnostic.map(({ code }) => code)).toEqual(expected === 'user_id' ? ['device-id-unavailable'] : [])
    } finally {
      vi.useRealTimers()
    }
  })

  it('is asked for by a grant, and not before', async () => {
    const { tracker } = startApp(evening, { identity: fireboltAdId(firebolt.advertising, 'comcast_ifa') })
    await evening.device.advance(5000)
    expect(firebolt.calls).toEqual([])
    tracker.consent.grant()
    await evening.device.settle()
    expect(firebolt.calls).toEqual(['policy', 'advertisingId'])
  })

  it('stands behind the login of the app', async () => {
    installFakeVizio()
    const aliases = [{ tag: 'internal_id', id: 'u1' }]
    const { tracker } = startApp(evening, { consent: 'granted', identity: { aliases, ...vizioAdId() } })
    tracker.track('One')
    await evening.device.settle()
    expect(identities()).toEqual([
      [
        { tag: 'internal_id', id: 'u1', priority: 0 },
        { tag: 'vida', id: VIDA, priority: 1 },
      ],
    ])
  })
})

describe('an app on a Firebolt device', () => {
  const start = (firebolt: FakeFirebolt) =>
    startApp(evening, { consent: 'granted', ports: { lifecycle: fireboltLifecycle(firebolt.lifecycle) } })

  async function play(view: ManualView, from: number, seconds: number): Promise<void> {
    for (let position = from; position <= from + seconds; position++) {
      view.signal({ signal: position === from ? 'playing' : 'timeupdate', position })
      if (position < from + seconds) await evening.device.advance(1000)
    }
  }

  it('counts in front and behind another app, not while it is put away, and completes what an end cut off', async () => {
    const firebolt = createFakeFirebolt()
    const { tracker, process } = start(firebolt)
    firebolt.move('inactive')
    firebolt.move('foreground')
    const view = tracker.startView({ ...SPORTS, properties: { ...SPORTS.properties, duration_seconds: 600 } })
    view.signal({ signal: 'durationchange', duration: 600 })
    await play(view, 0, 10)
    firebolt.move('background')
    await play(view, 10, 10)
    expect(view.totals.timeSpentSeconds).toBe(20)
    firebolt.move('inactive')
    firebolt.move('suspended')
    await play(view, 20, 10)
    expect(view.totals.timeSpentSeconds).toBe(20)
    firebolt.move('inactive')
    firebolt.move('foreground')
    await play(view, 30, 5)
    expect(view.totals.timeSpentSeconds).toBe(25)
    const { id } = view
    firebolt.move('unloading')
    process.kill()
    await evening.device.settle()

    startApp(evening, { consent: 'granted' })
    await evening.device.settle()
    await evening.device.advance(1000)
    const completion = evening.emulator.events().find(({ name }) => name === 'VideoCompletion')!
    expect([completion.viewId, completion.properties['time_spent_seconds']]).toEqual([id, 25])
  })

  it('opens no session by being loaded ahead', async () => {
    const firebolt = createFakeFirebolt()
    firebolt.move('inactive')
    const { tracker, heard } = start(firebolt)
    await evening.device.advance(3_600_000)
    expect([tracker.ids.sessionId, heard.session, evening.device.sent]).toEqual([null, [], []])
  })
})
