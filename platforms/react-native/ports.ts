/**
 * The ports of a React Native app: its network, timers and clock are those of web engines, by the same names; what it keeps, its life and
 * its randomness come from modules that the app hands in.
 */
import { describe, isRecord } from '../../src/checks.ts'
import { ConfigError } from '../../src/config-error.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { createWebClock } from '../web/clock.ts'
import { createWebDeferred } from '../web/deferred.ts'
import { log } from '../web/log.ts'
import { createWebTimers } from '../web/timers.ts'
import { createWebTransport } from '../web/transport.ts'
import type { AppStateModule } from './app-state.ts'
import { createAppStateLifecycle } from './app-state.ts'
import type { AsyncStorageModule } from './async-storage.ts'
import { createAsyncStorageOpener } from './async-storage.ts'
import type { MmkvInstance } from './mmkv.ts'
import { openMmkv } from './mmkv.ts'
import type { GetRandomValues } from './random.ts'
import { createNativeRandom } from './random.ts'

/**
 * What the app hands in. A module that is odd is one diagnostic, and the tracker goes on without it; so are a missing `AppState`, and no
 * store at all. One store of the two is enough.
 */
export interface NativeParts {
  /**
   * The default export of `@react-native-async-storage/async-storage`, or what its `createAsyncStorage` made. Default: the queue lies in
   * `mmkv`; without that nothing lasts.
   */
  AsyncStorage?: AsyncStorageModule | null
  /**
   * An instance of `react-native-mmkv`: ids, session and answers lie there, and are there on the line after a grant. Default: they lie
   * beside the queue.
   */
  mmkv?: MmkvInstance | null
  /** `AppState` of `react-native`. Default: the app counts as visible at all times. */
  AppState?: AppStateModule | null
  /** That of `expo-crypto` or another. Default: `crypto.getRandomValues`, which `react-native-get-random-values` puts there. */
  getRandomValues?: GetRandomValues
}

const PARTS = ['AsyncStorage', 'mmkv', 'AppState', 'getRandomValues']

/** Throws ConfigError for parts that nobody could mean, and where there is no source of random bytes. */
export function createNativePorts(native: unknown, playerHook: Ports['playerHook'], isRandomGiven: boolean): Ports {
  if (!isRecord(native)) throw new ConfigError('native', 'an object with ' + PARTS.join(', '), describe(native))
  Object.keys(native).forEach((part) => {
    if (PARTS.indexOf(part) < 0)
      throw new ConfigError('native.' + part, 'one of ' + PARTS.join(', '), describe(native[part]))
  })
  const { AsyncStorage, mmkv, AppState, getRandomValues } = native as NativeParts
  const random =
    getRandomValues == null || typeof getRandomValues == 'function' ? createNativeRandom(getRandomValues) : null
  if (!(random || isRandomGiven))
    throw new ConfigError(
      'native.getRandomValues',
      'a function that fills a Uint8Array, as crypto.getRandomValues does',
      describe(getRandomValues),
    )
  return {
    clock: createWebClock(),
    timers: createWebTimers(),
    random: random!,
    stores: {
      keyValue: mmkv == null ? [] : [() => openMmkv(mmkv)],
      records: [createAsyncStorageOpener(AsyncStorage)],
    },
    transport: createWebTransport(),
    lifecycle: createAppStateLifecycle(AppState),
    deviceId: null,
    playerHook,
    createDeferred: createWebDeferred,
    log,
  }
}
