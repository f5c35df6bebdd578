/**
 * `ctv-tracker/react-native`: the tracker for React Native on televisions: Android TV, Fire TV with Fire OS or Vega OS, Apple TV.
 */
import { html5 } from '../../players/html5/index.ts'
import type { Tracker, TrackerOptions } from '../../src/api.ts'
import { isRecord } from '../../src/checks.ts'
import { createTracker as createCore } from '../../src/tracker.ts'
import type { NativeParts } from './ports.ts'
import { createNativePorts } from './ports.ts'

export interface ReactNativeOptions extends TrackerOptions {
  /** The modules of the app that the tracker uses. */
  native: NativeParts
}

/**
 * Creates a tracker over the native modules that the app hands in; usable at once.
 *
 * @throws ConfigError naming the option that is wrong, what was expected and what came; nothing throws later.
 */
export function createTracker(options: ReactNativeOptions): Tracker {
  if (!isRecord(options)) return createCore(options, {} as never)
  const { native, ports } = options as unknown as ReactNativeOptions
  const rest = {} as ReactNativeOptions
  Object.keys(options).forEach((name) => {
    if (name != 'native') (rest as unknown as Record<string, unknown>)[name] = options[name as never]
  })
  return createCore(rest, createNativePorts(native, html5, !!ports && !!ports.random))
}

export { advertisingId } from './advertising-id.ts'
export { createUseView } from './use-view.ts'
export type { AdvertisingIdOptions } from './advertising-id.ts'
export type { AppStateModule } from './app-state.ts'
export type { AsyncStorageModule } from './async-storage.ts'
export type { MmkvInstance } from './mmkv.ts'
export type { NativeParts } from './ports.ts'
export type { GetRandomValues } from './random.ts'
export type { ReactHooks, UseView, ViewRef } from './use-view.ts'

export { ConfigError } from '../../src/config-error.ts'
export { contentUrl } from '../../src/contextual/content-url.ts'
export type * from '../../src/api.ts'
