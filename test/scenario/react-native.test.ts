/**
 * The tracker of `ctv-tracker/react-native` over fakes of the native modules: whole evenings, kills, refusals, and modules that fail.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NativeParts } from '../../platforms/react-native/index.ts'
import { ConfigError, createTracker } from '../../platforms/react-native/index.ts'
import type { Tracker, TrackerOptions } from '../../src/api.ts'
import type { Diagnostic } from '../../src/diagnostics.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, SPORTS, startEvening } from '../support/evening/evening.ts'
import type { FakeProcess } from '../support/fakes/fake-platform.ts'
import type { FakeAppState, FakeNativeStore } from '../support/fakes/fake-react-native.ts'
import {
  createFakeAppState,
  createFakeMmkv,
  createFakeNativeStore,
  createFakeRandom,
} from '../support/fakes/fake-react-native.ts'

let evening: Evening
let disk: FakeNativeStore
let appState: FakeAppState
let random: (bytes: Uint8Array) => Uint8Array
beforeEach(async () => {
  evening = await startEvening()
  disk = createFakeNativeStore()
  appState = createFakeAppState()
  random = createFakeRandom()
})
afterEach(() => {
  vi.unstubAllGlobals()
  return evening.emulator.stop()
})

interface App {
  tracker: Tracker
  process: FakeProcess
  diagnostics: Diagnostic[]
}

/** Starts the app: what is not named in `native` is whole. */
function startApp(native: Partial<NativeParts> = {}, options: Partial<TrackerOptions> = {}): App {
  const process = evening.device.boot()
  const { clock, timers, transport } = process.ports
  const tracker = createTracker({
    apiKey: API_KEY,
    native: { AsyncStorage: disk.boot(), AppState: appState, getRandomValues: random, ...native },
    ports: { clock, timers, transport },
    ...options,
  })
  const diagnostics: Diagnostic[] = []
  tracker.on('diagnostic', (told) => diagnostics.push(told))
  return { tracker, process, diagnostics }
}

/** Lets everything under way finish: a change of records takes several calls of the native module, each in a task. */
async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await evening.device.settle()
}

async function advance(ms: number): Promise<void> {
  await settle()
  await evening.device.advance(ms)
  await settle()
}

const names = (): string[] => evening.emulator.events().map(({ name }) => name)
const codes = ({ diagnostics }: App): string[] => diagnostics.map(({ code }) => code)

/** Plays so many seconds of a film of a minute, in a view that stays open. */
async function play({ tracker }: App, seconds: number): Promise<void> {
  const view = tracker.startView(SPORTS)
  view.signal({ signal: 'durationchange', duration: 60 })
  for (let position = 0; position <= seconds; position++) {
    view.signal({ signal: position === 0 ? 'playing' : 'timeupdate', position })
    if (position < seconds) await advance(1000)
  }
}

/** Two films of sports are enough for a cohort. */
async function watchSports(app: App): Promise<void> {
  await play(app, 3)
  await play(app, 3)
  await settle()
}

async function kill({ process }: App): Promise<void> {
  process.kill()
  disk.kill()
  await settle()
}

describe('before a grant', () => {
  it('no native store is touched, and no random number is made', async () => {
    const getRandomValues = vi.fn(random)
    const app = startApp({ getRandomValues })
    app.tracker.startView(SPORTS)
    await advance(1000)
    expect(disk.calls).toEqual([])
    expect(getRandomValues).not.toHaveBeenCalled()
    expect(app.tracker.inspect().storage).toEqual({ ids: null, queue: null })
  })
})

describe('AsyncStorage alone', () => {
  it('gives nothing on the line after the grant, and id, session and cohorts once `ready` has resolved', async () => {
    const first = startApp({}, { consent: 'granted' })
    await watchSports(first)
    const { userId, sessionId } = first.tracker.ids
    const cohorts = first.tracker.activations.get('gam', { split: true }).behavioral
    expect(cohorts).not.toEqual([])
    await kill(first)

    const { tracker } = startApp()
    tracker.consent.grant()
    expect(tracker.activations.get('gam', { split: true }).behavioral).toEqual([])
    let isReady = false
    void tracker.ready.then(() => (isReady = true))
    await settle()
    expect(isReady).toBe(true)
    expect(tracker.ids).toMatchObject({ userId, sessionId })
    expect(tracker.activations.get('gam', { split: true }).behavioral).toEqual(cohorts)
  })

  it('holds ids and queue, and is nothing to complain of', async () => {
    const app = startApp({}, { consent: 'granted' })
    await settle()
    expect(app.tracker.inspect().storage).toEqual({ ids: 'AsyncStorage', queue: 'AsyncStorage' })
    expect(app.diagnostics).toEqual([])
  })

  it('keeps an event that was tracked on the line after the grant, under the id of the device', async () => {
    const first = startApp({}, { consent: 'granted' })
    await settle()
    const { userId } = first.tracker.ids
    await kill(first)
    const { tracker } = startApp()
    tracker.consent.grant()
    tracker.track('Opened')
    await settle()
    expect(evening.emulator.events().map(({ name, userId: of }) => [name, of])).toEqual([['Opened', userId]])
  })

  it.each([2, 3] as const)(
    'of version %s completes the view of a killed process at the next start',
    async (version) => {
      const first = startApp({ AsyncStorage: disk.boot(version) }, { consent: 'granted' })
      await play(first, 20)
      const { viewId } = first.tracker.ids
      await kill(first)
      expect(names()).toEqual(['Videoview'])

      const second = startApp({ AsyncStorage: disk.boot(version) }, { consent: 'granted' })
      second.tracker.track('Opened')
      await settle()
      expect(names()).toEqual(['Videoview', 'VideoCompletion', 'Opened'])
      const completion = evening.emulator.events()[1]!
      expect(completion.viewId).toBe(viewId)
      expect(completion.properties['time_spent_seconds']).toBeGreaterThanOrEqual(10)
      expect(second.diagnostics).toEqual([])
    },
  )

  it('sends one completion for what was played, wherever between two native calls the process is killed', async () => {
    /** The app until it is killed before the call of that number, and its next start; returns how many calls were made. */
    async function live(killBefore: number): Promise<number> {
      disk = createFakeNativeStore()
      const { kill: end } = disk
      const first = startApp({}, { consent: 'granted' })
      disk.kill = () => {
        end()
        first.process.kill()
      }
      disk.killBefore = killBefore
      await play(first, 3)
      first.tracker.startView(SPORTS)
      await settle()
      const { length } = disk.calls
      disk.killBefore = null
      await kill(first)
      startApp({}, { consent: 'granted' })
      await advance(5000)
      return length
    }
    const calls = await live(Infinity)
    expect(calls).toBeGreaterThan(8)
    for (let n = 1; n <= calls; n++) {
      await evening.emulator.stop()
      evening = await startEvening()
      await live(n)
      const events = evening.emulator.events()
      const plays = new Set(events.filter(({ name }) => name === 'Videoview').map(({ viewId }) => viewId))
      const completions = events.filter(({ name }) => name === 'VideoCompletion').map(({ viewId }) => viewId)
      expect([n, ...completions]).toEqual([n, ...plays])
      expect([n, completions.length <= 1]).toEqual([n, true])
    }
  }, 60_000)

  it('that the app clears, as at a logout, is filled again under the same id', async () => {
    const app = startApp({}, { consent: 'granted' })
    await play(app, 5)
    await settle()
    const { userId } = app.tracker.ids
    disk.rows.clear()
    app.tracker.track('Opened')
    await settle()
    expect(app.tracker.consent.status).toBe('granted')
    expect(codes(app)).toEqual(['storage-failed'])
    await kill(app)
    const { tracker } = startApp({}, { consent: 'granted' })
    await settle()
    expect(tracker.ids.userId).toBe(userId)
    expect(names()).toEqual(['Videoview', 'Opened', 'VideoCompletion'])
  })
})

describe('a refusal', () => {
  it('leaves nothing of ours, and everything of the app', async () => {
    disk.rows.set('basket', '1')
    const app = startApp({}, { consent: 'granted' })
    await play(app, 5)
    app.tracker.consent.revoke()
    await settle()
    expect([...disk.rows.keys()]).toEqual(['basket'])
    expect(app.tracker.ids).toEqual({ userId: null, sessionId: null, viewId: null })
  })

  it('at the start deletes what an earlier process left, without reading it', async () => {
    const first = startApp({}, { consent: 'granted' })
    await play(first, 5)
    await kill(first)
    disk.calls.length = 0
    const { tracker } = startApp()
    tracker.consent.revoke()
    await settle()
    expect([...disk.rows.keys()]).toEqual([])
    expect(disk.calls).not.toContain('get')
  })

  it.each(['getAllKeys', 'remove'])('whose %s fails brings no former id back', async (call) => {
    const app = startApp({}, { consent: 'granted' })
    await settle()
    const { userId } = app.tracker.ids
    disk.faults[call] = new Error('busy')
    app.tracker.consent.revoke()
    await settle()
    delete disk.faults[call]
    app.tracker.consent.grant()
    await settle()
    expect(app.tracker.ids.userId).not.toBeNull()
    expect(app.tracker.ids.userId).not.toBe(userId)
    expect(app.tracker.inspect().storage).toEqual({ ids: 'AsyncStorage', queue: 'AsyncStorage' })
    expect([...disk.rows.values()].join()).not.toContain(userId)
  })

  it('whose erasure goes on failing is told at the next grant, which reads nothing', async () => {
    const app = startApp({}, { consent: 'granted' })
    await settle()
    const { userId } = app.tracker.ids
    disk.faults['remove'] = new Error('busy')
    app.tracker.consent.revoke()
    app.tracker.consent.grant()
    await settle()
    expect(app.tracker.ids.userId).not.toBe(userId)
    expect(codes(app)).toEqual(['storage-failed'])
    expect(app.tracker.inspect().storage).toEqual({ ids: 'memory', queue: 'memory' })
  })

  it.each([0, 1, 2, 3, 4, 5])(
    'of a tracker that comes %s tasks after another was destroyed has nothing written behind it',
    async (tasks) => {
      const AsyncStorage = disk.boot()
      const first = startApp({ AsyncStorage }, { consent: 'granted' })
      await play(first, 5)
      void first.tracker.destroy()
      for (let task = 0; task < tasks; task++) await new Promise((resolve) => setImmediate(resolve))
      startApp({ AsyncStorage }).tracker.consent.revoke()
      await advance(5000)
      expect([...disk.rows.keys()]).toEqual([])
    },
  )

  it('in the middle of any native call has nothing written behind it', async () => {
    for (let turns = 0; turns < 30; turns++) {
      disk = createFakeNativeStore()
      const { tracker } = startApp({}, { consent: 'granted' })
      tracker.track('Opened')
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
      tracker.consent.revoke()
      await settle()
      expect([turns, ...disk.rows.keys()]).toEqual([turns])
    }
  })

  it('and a grant at once make a new id, which stays', async () => {
    const first = startApp({}, { consent: 'granted' })
    await settle()
    const { userId } = first.tracker.ids
    first.tracker.consent.revoke()
    first.tracker.consent.grant()
    await settle()
    const next = first.tracker.ids.userId
    expect(next).not.toBe(userId)
    await kill(first)
    const { tracker } = startApp({}, { consent: 'granted' })
    await settle()
    expect(tracker.ids.userId).toBe(next)
  })
})

describe('MMKV', () => {
  it.each([3, 4] as const)('of version %s gives id and cohorts on the line after the grant', async (version) => {
    const file = new Map<string, string>()
    const native = () => ({ AsyncStorage: null, mmkv: createFakeMmkv(file, version) })
    const first = startApp(native(), { consent: 'granted' })
    expect(first.tracker.inspect().storage).toEqual({ ids: 'MMKV', queue: 'MMKV' })
    await watchSports(first)
    const { userId } = first.tracker.ids
    await kill(first)
    const second = startApp(native())
    second.tracker.consent.grant()
    expect(second.tracker.ids.userId).toBe(userId)
    expect(second.tracker.activations.get('gam', { split: true }).behavioral).not.toEqual([])
    // As where documents could meet: records of an earlier process are taken once nobody has answered for them.
    await advance(300)
    expect(names().filter((name) => name === 'VideoCompletion')).toHaveLength(2)
    second.tracker.consent.revoke()
    expect([...file.keys()]).toEqual([])
    expect([...first.diagnostics, ...second.diagnostics]).toEqual([])
  })

  it('beside AsyncStorage holds the ids, and AsyncStorage the queue', async () => {
    const { tracker } = startApp({ mmkv: createFakeMmkv() }, { consent: 'granted' })
    await settle()
    expect(tracker.inspect().storage).toEqual({ ids: 'MMKV', queue: 'AsyncStorage' })
  })

  it('that the app clears is filled again, and takes no consent away', async () => {
    const file = new Map<string, string>()
    const app = startApp({ AsyncStorage: null, mmkv: createFakeMmkv(file) }, { consent: 'granted' })
    await settle()
    const { userId } = app.tracker.ids
    file.clear()
    app.tracker.track('Opened')
    await settle()
    expect(app.tracker.consent.status).toBe('granted')
    expect(file.get('ctv-tracker.id')).toContain(userId)
  })

  it('that throws is one diagnostic, and AsyncStorage holds everything', async () => {
    const broken = () => {
      throw new Error('no such module')
    }
    const mmkv = { getString: broken, set: broken, getAllKeys: broken, remove: broken }
    const app = startApp({ mmkv: mmkv as never }, { consent: 'granted' })
    await play(app, 5)
    expect(app.tracker.inspect().storage).toEqual({ ids: 'AsyncStorage', queue: 'AsyncStorage' })
    expect(codes(app)).toEqual(['storage-unavailable'])
  })
})

describe('a store that does not work is one diagnostic, and memory takes its place', () => {
  const rejects = () => Promise.reject(new Error('native part is gone'))
  const throws = () => {
    throw new Error('native part is gone')
  }
  const hangs = () => new Promise<never>(() => {})
  const all = (run: () => never | Promise<never>) => ({
    getAllKeys: run,
    multiGet: run,
    multiSet: run,
    multiRemove: run,
  })
  const odd = () => Promise.resolve(42 as never)

  it.each<[string, unknown, string]>([
    ['is missing', undefined, 'storage-unavailable'],
    ['is null', null, 'storage-unavailable'],
    ['is no object', 5, 'storage-failed'],
    ['has none of the methods', {}, 'storage-failed'],
    ['has no batches', { getAllKeys: rejects }, 'storage-failed'],
    ['rejects', all(rejects), 'storage-failed'],
    ['throws', all(throws), 'storage-failed'],
    ['never answers', all(hangs), 'storage-slow'],
    ['answers what it should not', all(odd), 'storage-failed'],
    ['cannot write', { ...createFakeNativeStore().boot(), multiSet: rejects }, 'storage-failed'],
  ])('where it %s', async (_, module, code) => {
    const app = startApp({ AsyncStorage: module as never }, { consent: 'granted' })
    app.tracker.track('Opened')
    await advance(2500)
    await play(app, 3)
    expect(names()).toEqual(['Opened', 'Videoview'])
    expect(codes(app)).toEqual([code])
    expect(app.tracker.inspect().storage).toEqual({ ids: 'memory', queue: 'memory' })
    await app.tracker.destroy()
  })

  it('also where it has none of the methods and MMKV is there, which then holds everything', async () => {
    const app = startApp({ mmkv: createFakeMmkv(), AsyncStorage: {} as never }, { consent: 'granted' })
    app.tracker.track('Opened')
    await advance(2500)
    expect(names()).toEqual(['Opened'])
    expect(codes(app)).toEqual(['storage-failed'])
    expect(app.diagnostics[0]!.message).toMatch(/AsyncStorage.*MMKV/)
    expect(app.tracker.inspect().storage).toEqual({ ids: 'MMKV', queue: 'MMKV' })
  })

  it('a disk without room costs the newest nothing that memory can hold', async () => {
    const app = startApp({}, { consent: 'granted' })
    await settle()
    disk.faults['set'] = new Error('database or disk is full (code 13 SQLITE_FULL)')
    evening.device.isOnline = false
    app.tracker.track('Opened')
    await settle()
    evening.device.isOnline = true
    await advance(120_000)
    expect(names()).toEqual(['Opened'])
  })
})

describe('AppState', () => {
  it('in the background suspends the view and saves it; active again, it goes on', async () => {
    const app = startApp({}, { consent: 'granted' })
    const view = app.tracker.startView(SPORTS)
    view.signal({ signal: 'playing', position: 0 })
    await advance(1000)
    view.signal({ signal: 'timeupdate', position: 1 })
    appState.change('background')
    await advance(10_000)
    view.signal({ signal: 'timeupdate', position: 11 })
    appState.change('active')
    view.signal({ signal: 'timeupdate', position: 11 })
    await advance(1000)
    view.signal({ signal: 'timeupdate', position: 12 })
    expect(view.totals.timeSpentSeconds).toBe(2)
  })

  it.each(['inactive', 'unknown', 'extension'])('that says %s changes nothing', async (state) => {
    const app = startApp({}, { consent: 'granted' })
    const view = app.tracker.startView(SPORTS)
    view.signal({ signal: 'playing', position: 0 })
    appState.change(state)
    await advance(1000)
    view.signal({ signal: 'timeupdate', position: 1 })
    expect(view.totals.timeSpentSeconds).toBe(1)
  })

  it.each(['new', 'old'] as const)('of the %s kind is let go of with the tracker', async (kind) => {
    const own = createFakeAppState(kind)
    const { tracker } = startApp({ AppState: own })
    expect(own.listeners).toHaveLength(1)
    const destroyed = tracker.destroy()
    await settle()
    await destroyed
    expect(own.listeners).toEqual([])
  })

  it.each<[string, unknown]>([
    ['is missing', undefined],
    ['is of another kind', {}],
    [
      'cannot be listened to, as on a headless Vega service',
      {
        currentState: 'unknown',
        addEventListener() {
          throw new Error('Cannot use AppState when `isAvailable` is false.')
        },
      },
    ],
  ])('that %s is one diagnostic, and the app counts as visible', async (_, broken) => {
    const app = startApp({ AppState: broken as never }, { consent: 'granted' })
    await advance(1000)
    await play(app, 3)
    expect(codes(app)).toEqual(['port-failed'])
    expect(app.diagnostics[0]!.message).toContain('AppState')
    expect(names()).toEqual(['Videoview'])
  })
})

describe('where ids come from', () => {
  it('without a source of random bytes there is no tracker', () => {
    vi.stubGlobal('crypto', undefined)
    expect(() => startApp({ getRandomValues: undefined })).toThrow(ConfigError)
    expect(() => startApp({ getRandomValues: undefined })).toThrow(/native\.getRandomValues/)
  })

  it('Math.random is never asked', async () => {
    const asked = vi.spyOn(Math, 'random')
    const app = startApp({}, { consent: 'granted' })
    evening.device.isOnline = false
    await play(app, 3)
    await advance(60_000)
    expect(asked).not.toHaveBeenCalled()
    asked.mockRestore()
  })

  it('a global `crypto`, as react-native-get-random-values makes it, is enough', async () => {
    const { tracker } = startApp({ getRandomValues: undefined }, { consent: 'granted' })
    await settle()
    expect(tracker.ids.userId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('native part is gone')
      },
    ],
    ['fills in nothing', () => {}],
  ])('a source that %s is one diagnostic, and no id is made', async (_, getRandomValues) => {
    const app = startApp({ getRandomValues }, { consent: 'granted' })
    await advance(1)
    expect(codes(app)).toEqual(['port-failed'])
    expect(app.tracker.ids.userId).toBeNull()
    expect(disk.calls).toEqual([])
  })
})

describe('options', () => {
  it.each<[unknown, string]>([
    [undefined, 'native'],
    [5, 'native'],
    [{ asyncStorage: {} }, 'native.asyncStorage'],
    [{ getRandomValues: 'yes' }, 'native.getRandomValues'],
  ])('native: %j is refused by the name of what is wrong', (native, parameter) => {
    try {
      createTracker({ apiKey: API_KEY, native: native as never })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      expect((error as ConfigError).parameter).toBe(parameter)
    }
  })

  it('no options at all are refused as everywhere', () => {
    expect(() => createTracker(undefined as never)).toThrow(ConfigError)
  })
})
