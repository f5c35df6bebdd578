/**
 * @vitest-environment happy-dom
 *
 * The id of a device: one suite over the adapter of every platform and of every device, each on a fake of that device.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeviceIdentity, HostAnswer } from '../../platforms/devices/index.ts'
import { fireboltAdId, hostAdId, vizioAdId } from '../../platforms/devices/index.ts'
import { createDistinctiveIdSource } from '../../platforms/hbbtv/distinctive-id.ts'
import { createTifaSource } from '../../platforms/tizen/tifa.ts'
import { createLgudidSource } from '../../platforms/webos/lgudid.ts'
import type { DeviceIdSource } from '../../src/ports/device-id.ts'
import type { FakeFirebolt } from '../support/fakes/fake-firebolt.ts'
import { createFakeFirebolt, FIREBOLT_IFA } from '../support/fakes/fake-firebolt.ts'
import type { FakeTerminal } from '../support/fakes/fake-hbbtv.ts'
import { DEVICE_ID, installFakeTerminal } from '../support/fakes/fake-hbbtv.ts'
import { installFakeTizen, TIFA } from '../support/fakes/fake-tizen.ts'
import { installFakeVizio, VIDA } from '../support/fakes/fake-vizio.ts'
import { installFakeBus, LGUDID } from '../support/fakes/fake-webos.ts'

const ZEROS = '00000000-0000-0000-0000-000000000000'
const AAID = 'a7b1c2d3-0e4f-4a5b-8c6d-7e8f9a0b1c2d'

/** One kind of device in each state that matters; null where it has no such state. */
interface Subject {
  tag: string
  id: string
  /** The device has the id and lets it be used. */
  free(): DeviceIdSource
  /** Its viewer limits ad tracking. */
  limited: (() => DeviceIdSource) | null
  /** It says all zeros. */
  zeros: (() => DeviceIdSource) | null
  /** The native object is not there. */
  missing(): DeviceIdSource
  /** The native object is there and not as its vendor describes it. */
  odd: (() => DeviceIdSource)[]
  /** It does not answer, or refuses. */
  silent: (() => DeviceIdSource) | null
}

const source = ({ deviceId, deviceTag }: DeviceIdentity): DeviceIdSource => ({ tag: deviceTag, read: deviceId })

let clean: () => void = () => {}
function terminal(deviceId: unknown): DeviceIdSource {
  const installed: FakeTerminal = installFakeTerminal({ deviceId })
  clean = installed.remove
  return createDistinctiveIdSource()
}

function vizio(advertiser?: unknown): DeviceIdSource {
  const fake = installFakeVizio()
  if (advertiser !== undefined) fake.advertiser = advertiser
  return source(vizioAdId())
}

function firebolt(change: Partial<FakeFirebolt> = {}): DeviceIdSource {
  return source(fireboltAdId(Object.assign(createFakeFirebolt(), change).advertising, 'x1'))
}

const host = (ask: Parameters<typeof hostAdId>[0]) => source(hostAdId(ask, 'aaid'))
const hosted = (told: unknown) => host(() => told as HostAnswer)
const FREE = { id: AAID, limitAdTracking: false }

const SUBJECTS: [string, Subject][] = [
  [
    'Tizen',
    {
      tag: 'tifa',
      id: TIFA,
      free: () => (installFakeTizen(), createTifaSource()),
      limited: () => ((installFakeTizen().isLimited = true), createTifaSource()),
      zeros: () => ((installFakeTizen().tifa = ZEROS), createTifaSource()),
      missing: createTifaSource,
      odd: [
        () => (installFakeTizen('no adinfo'), createTifaSource()),
        () => ((installFakeTizen().isLimited = 'false'), createTifaSource()),
      ],
      silent: () => (installFakeTizen('no privilege'), createTifaSource()),
    },
  ],
  [
    'webOS',
    {
      tag: 'lgudid',
      id: LGUDID,
      free: () => (installFakeBus(), createLgudidSource()),
      limited: null,
      zeros: null,
      missing: createLgudidSource,
      odd: [() => (installFakeBus(['null']), createLgudidSource()), () => (installFakeBus([5]), createLgudidSource())],
      silent: () => (installFakeBus([]), createLgudidSource()),
    },
  ],
  [
    'HbbTV',
    {
      tag: 'hbbtv_device_id',
      id: DEVICE_ID,
      free: () => terminal(DEVICE_ID),
      limited: () => terminal('#2'),
      zeros: null,
      missing: createDistinctiveIdSource,
      odd: [() => terminal(7), () => terminal(new Error('no'))],
      silent: null,
    },
  ],
  [
    'Vizio',
    {
      tag: 'vida',
      id: VIDA,
      free: () => vizio(),
      limited: () => vizio({ IFA: VIDA, LMT: 1 }),
      zeros: () => vizio({ IFA: ZEROS, LMT: 0 }),
      missing: () => source(vizioAdId()),
      odd: [
        () => vizio(null),
        () => vizio('IFA'),
        () => vizio({ IFA: VIDA }),
        () => vizio({ IFA: VIDA, LMT: 'no' }),
        () => vizio({ IFA: 7, LMT: 0 }),
        () => vizio({ LMT: 0 }),
        () => {
          const odd = () => {
            throw new Error('not yet')
          }
          vi.stubGlobal('VIZIO', { setAdvertiserIDListener: odd })
          return source(vizioAdId())
        },
      ],
      silent: () => (installFakeVizio({ answers: false }), source(vizioAdId())),
    },
  ],
  [
    'Firebolt',
    {
      tag: 'x1',
      id: FIREBOLT_IFA,
      free: () => firebolt(),
      limited: () => firebolt({ policy: { limitAdTracking: true } }),
      zeros: () => firebolt({ advertisingId: { ifa: ZEROS, lmt: '0' } }),
      missing: () => source(fireboltAdId(undefined as never, 'x1')),
      odd: [
        () => source(fireboltAdId({} as never, 'x1')),
        () => source(fireboltAdId({ policy: () => null, advertisingId: () => null } as never, 'x1')),
        () => source(fireboltAdId({ policy: () => Promise.resolve({}) } as never, 'x1')),
        () => firebolt({ policy: null }),
        () => firebolt({ policy: { limitAdTracking: 'false' } }),
        () => firebolt({ advertisingId: null }),
        () => firebolt({ advertisingId: { ifa: FIREBOLT_IFA } }),
        () => firebolt({ advertisingId: { ifa: FIREBOLT_IFA, lmt: '1' } }),
        () => firebolt({ advertisingId: { lmt: '0' } }),
        () => firebolt({ policy: new Error('not permitted') }),
        () => firebolt({ advertisingId: new Error('not permitted') }),
      ],
      silent: () => firebolt({ advertisingId: 'never' }),
    },
  ],
  [
    'a host that answers at once, with JSON as the bridge of a WebView must',
    {
      tag: 'aaid',
      id: AAID,
      free: () => hosted(JSON.stringify(FREE)),
      limited: () => hosted(JSON.stringify({ ...FREE, limitAdTracking: true })),
      zeros: () => hosted(JSON.stringify({ ...FREE, id: ZEROS })),
      missing: () => host(() => (window as never as { Host: { adId(): string } }).Host.adId()),
      odd: [() => hosted(AAID), () => hosted(''), () => hosted('null'), () => hosted(7), () => hosted(null)],
      silent: () => hosted(undefined),
    },
  ],
  [
    'a host that promises',
    {
      tag: 'aaid',
      id: AAID,
      free: () => host(() => Promise.resolve(FREE)),
      limited: () => host(() => Promise.resolve({ ...FREE, limitAdTracking: 1 })),
      zeros: () => host(() => Promise.resolve({ ...FREE, id: ZEROS })),
      missing: () => host(() => Promise.reject(new Error('no module'))),
      odd: [() => host(() => Promise.resolve('{')), () => host(() => Promise.resolve({ id: AAID } as never))],
      silent: () => host(() => new Promise<HostAnswer>(() => {})),
    },
  ],
  [
    'a host that calls back',
    {
      tag: 'aaid',
      id: AAID,
      free: () => host((answer) => void queueMicrotask(() => answer(FREE))),
      limited: () => host((answer) => answer({ ...FREE, limitAdTracking: '1' })),
      zeros: () => host((answer) => answer({ ...FREE, id: ZEROS })),
      missing: () => host((answer) => answer(null)),
      odd: [() => host((answer) => answer({ id: AAID, limitAdTracking: null })), () => host((answer) => answer('[]'))],
      silent: () => host(() => {}),
    },
  ],
]

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  clean()
  clean = () => {}
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** What is heard within the time that the tracker waits. */
async function read(subject: DeviceIdSource): Promise<(string | null)[]> {
  const heard: (string | null)[] = []
  subject.read((id) => heard.push(id))
  await new Promise((resolve) => setImmediate(resolve))
  vi.advanceTimersByTime(2000)
  return heard
}

describe.each(SUBJECTS)('the id of %s', (_title, { tag, id, free, limited, zeros, missing, odd, silent }) => {
  it('is handed over once, under its tag', async () => {
    const subject = free()
    expect([subject.tag, await read(subject)]).toEqual([tag, [id]])
  })

  it('can be asked for again at the next grant', async () => {
    const subject = free()
    expect([await read(subject), await read(subject)]).toEqual([[id], [id]])
  })

  if (limited)
    it('is none where the viewer does not want it', async () => {
      expect(await read(limited())).toEqual([null])
    })

  if (zeros)
    it('is none where it is nothing but zeros', async () => {
      expect(await read(zeros())).toEqual([null])
    })

  it('is none where the native object is missing', async () => {
    expect(await read(missing())).toEqual([null])
  })

  it('is none where the native object is odd', async () => {
    for (const create of odd) {
      expect(await read(create()), String(create)).toEqual([null])
      vi.unstubAllGlobals()
      clean()
      clean = () => {}
    }
  })

  if (silent)
    it('is not made up where nothing answers', async () => {
      expect((await read(silent())).filter((told) => told !== null)).toEqual([])
    })
})

describe('the id of Vizio', () => {
  it('waits for the library, and listens no longer than it must', async () => {
    const removed = vi.spyOn(document, 'removeEventListener')
    const fake = installFakeVizio({ isLoaded: false })
    const heard: (string | null)[] = []
    vizioAdId().deviceId((id) => heard.push(id))
    vi.advanceTimersByTime(1999)
    expect(heard).toEqual([])
    fake.load()
    await Promise.resolve()
    expect([heard, fake.set.length, vi.getTimerCount()]).toEqual([[VIDA], 1, 0])
    expect(removed.mock.calls.map(([name]) => name)).toEqual(['VIZIO_LIBRARY_DID_LOAD'])
    fake.load()
    expect(fake.set).toHaveLength(1)
    removed.mockRestore()
  })

  it('waits for a library whose global the app made before it', async () => {
    vi.stubGlobal('VIZIO', {})
    const fake = installFakeVizio({ isLoaded: false })
    const heard: (string | null)[] = []
    vizioAdId().deviceId((id) => heard.push(id))
    fake.load()
    await Promise.resolve()
    expect(heard).toEqual([VIDA])
  })

  it('does not touch a library that comes after two seconds', () => {
    const fake = installFakeVizio({ isLoaded: false })
    const heard: (string | null)[] = []
    vizioAdId().deviceId((id) => heard.push(id))
    vi.advanceTimersByTime(2000)
    fake.load()
    expect([heard, fake.set]).toEqual([[null], []])
  })

  it('is told again when the viewer resets or limits it, which the tracker no longer hears', async () => {
    const fake = installFakeVizio()
    const heard: (string | null)[] = []
    vizioAdId().deviceId((id) => heard.push(id))
    await Promise.resolve()
    fake.advertiser = { IFA: VIDA, LMT: '1' }
    fake.tell()
    expect(heard).toEqual([VIDA, null])
  })
})

describe('the id of Firebolt', () => {
  it('is not even read where the policy limits ad tracking', async () => {
    const fake = createFakeFirebolt()
    fake.policy = { limitAdTracking: true }
    expect(await read(source(fireboltAdId(fake.advertising, 'x1')))).toEqual([null])
    expect(fake.calls).toEqual(['policy'])
  })

  it('is decided by itself where the policy says nothing of ad tracking', async () => {
    const fake = createFakeFirebolt()
    fake.policy = { skipRestriction: 'none' }
    expect(await read(source(fireboltAdId(fake.advertising, 'x1')))).toEqual([FIREBOLT_IFA])
  })

  it('may hold letters beyond those of a UUID', async () => {
    expect(await read(firebolt({ advertisingId: { ifa: 'GHZ', lmt: '0' } }))).toEqual(['GHZ'])
  })
})
