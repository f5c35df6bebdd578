/**
 * Fakes of what a React Native app hands in: a native store that outlives the process, `AppState` old and new, MMKV, random bytes.
 *
 * Written from @react-native-async-storage/async-storage 1 to 3, react-native-mmkv 2 to 4, and reactnative.dev, AppState.
 */
import type { AppStateModule } from '../../../platforms/react-native/app-state.ts'
import type { AsyncStorageModule } from '../../../platforms/react-native/async-storage.ts'
import type { MmkvInstance } from '../../../platforms/react-native/mmkv.ts'

export interface FakeNativeStore {
  /** What is on the disk. */
  readonly rows: Map<string, string>
  /** Calls of the module, by name. */
  readonly calls: string[]
  /** A call of that name fails with this, or never answers. */
  readonly faults: Record<string, Error | 'hangs'>
  /** The process is killed before the call of that number is carried out, 1 for the next. Null: it lives. */
  killBefore: number | null
  /** Ends every process so far: none of its calls is carried out or answered any more. */
  kill(): void
  /** The module as versions 1 and 2 have it, or as version 3 has it, in one more process. */
  boot(version?: 2 | 3): AsyncStorageModule
}

/** Batches are carried out as a whole, one after the other, each in a task of its own. */
export function createFakeNativeStore(): FakeNativeStore {
  const store: FakeNativeStore = {
    rows: new Map(),
    calls: [],
    faults: {},
    killBefore: null,
    kill: () => void killed++,
    boot,
  }
  let killed = 0

  function boot(version: 2 | 3 = 2): AsyncStorageModule {
    const born = killed
    let last: Promise<unknown> = Promise.resolve()
    function call<T>(name: string, run: () => T): Promise<T> {
      store.calls.push(name)
      const done = last.then(async () => {
        await new Promise((resolve) => setImmediate(resolve))
        if (store.killBefore != null && --store.killBefore === 0) store.kill()
        const fault = store.faults[name]
        if (born !== killed || fault === 'hangs') return new Promise<T>(() => {})
        if (fault) throw fault
        return run()
      })
      last = done.catch(() => undefined)
      return done
    }
    const getAllKeys = () => call('getAllKeys', () => [...store.rows.keys()])
    const get = (keys: readonly string[]) =>
      call('get', () => keys.map((key) => [key, store.rows.get(key) ?? null] as const))
    const set = (rows: [string, string][]) =>
      call('set', () => rows.forEach(([key, value]) => store.rows.set(key, value)))
    const remove = (keys: readonly string[]) => call('remove', () => keys.forEach((key) => store.rows.delete(key)))
    return version === 2
      ? { getAllKeys, multiGet: get, multiSet: set, multiRemove: remove }
      : {
          getAllKeys,
          getMany: async (keys) => Object.fromEntries(await get(keys)),
          setMany: (rows) => set(Object.entries(rows)),
          removeMany: remove,
        }
  }
  return store
}

export interface FakeAppState extends AppStateModule {
  currentState: string | null
  readonly listeners: ((state: string) => void)[]
  change(state: string): void
}

/** As React Native 0.65 and later have it; `'old'`: as before, without a subscription. */
export function createFakeAppState(kind: 'new' | 'old' = 'new'): FakeAppState {
  const listeners: ((state: string) => void)[] = []
  const forget = (listener: (state: string) => void): void => {
    if (listeners.includes(listener)) listeners.splice(listeners.indexOf(listener), 1)
  }
  const appState: FakeAppState = {
    currentState: 'active',
    listeners,
    addEventListener(_type, listener) {
      listeners.push(listener)
      return kind === 'new' ? { remove: () => forget(listener) } : undefined
    },
    change(state) {
      appState.currentState = state
      for (const listener of [...listeners]) listener(state)
    },
  }
  if (kind === 'old') appState.removeEventListener = (_type, listener) => forget(listener)
  return appState
}

/** An instance of version 2 and 3, or of version 4, over what is in its file. */
export function createFakeMmkv(file = new Map<string, string>(), version: 3 | 4 = 4): MmkvInstance {
  const instance: MmkvInstance = {
    getString: (key) => file.get(key),
    set: (key, value) => void file.set(key, value),
    getAllKeys: () => [...file.keys()],
  }
  if (version === 4) instance.remove = (key) => file.delete(key)
  else instance.delete = (key) => void file.delete(key)
  return instance
}

/** A source that never gives the same twice, and no zeros. */
export function createFakeRandom(): (bytes: Uint8Array) => Uint8Array {
  let state = 1
  return (bytes) => {
    for (let i = 0; i < bytes.length; i++) {
      state = (state * 48271) % 2147483647
      bytes[i] = 1 + (state % 255)
    }
    return bytes
  }
}
