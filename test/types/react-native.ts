/**
 * The entry for React Native as an app types it, with the modules that it hands in as their packages declare them.
 */
import { advertisingId, createTracker, createUseView } from 'ctv-tracker/react-native'
import type { Content, NativeParts, Tracker, View } from 'ctv-tracker/react-native'
import { reactNativeVideo } from 'ctv-tracker/players/react-native-video'
import * as React from 'react'
import { AppState } from './react-native/react-native.js'
import { createMMKV } from './react-native/react-native-mmkv.js'
import type { ReactVideoProps } from './react-native/react-native-video.js'
import { VideoPlayer } from './react-native/w3cmedia.js'

/** As version 2 declares it. */
declare const legacy: {
  getAllKeys: (callback?: (error?: Error | null) => void) => Promise<readonly string[]>
  multiGet: (keys: readonly string[], callback?: () => void) => Promise<readonly [string, string | null][]>
  multiSet: (rows: [string, string][], callback?: () => void) => Promise<void>
  multiRemove: (keys: readonly string[], callback?: () => void) => Promise<void>
}
/** As version 3 declares it. */
declare const latest: {
  getAllKeys(): Promise<string[]>
  getMany(keys: string[]): Promise<Record<string, string | null>>
  setMany(rows: Record<string, string>): Promise<void>
  removeMany(keys: string[]): Promise<void>
}

const parts: NativeParts = { AsyncStorage: legacy, mmkv: createMMKV(), AppState, getRandomValues: (bytes) => bytes }
const tracker: Tracker = createTracker({ apiKey: 'key', native: parts })
createTracker({ apiKey: 'key', native: { AsyncStorage: latest } })
createTracker({ apiKey: 'key', native: {} })
// @ts-expect-error: what the app hands in is said
createTracker({ apiKey: 'key' })
// @ts-expect-error: no such part
createTracker({ apiKey: 'key', native: { asyncStorage: legacy } })
createTracker({
  apiKey: 'key',
  native: {},
  identity: { deviceTag: 'aaid', deviceId: advertisingId({ isTrackingEnabled: () => true, read: async () => 'id' }) },
})

const useView = createUseView(React, tracker)
declare const film: Content
const view: View | null = useView(new VideoPlayer(), film).current
useView({ current: null }, null)
// @ts-expect-error: a view needs its content
useView(new VideoPlayer())

const player = reactNativeVideo({ live: true })
const props: ReactVideoProps = player.props({ source: { uri: 'a.mp4' }, rate: 1.5, onEnd: () => {} })
const bare: ReactVideoProps = player.props()
tracker.watch(player, film)
// @ts-expect-error: live is said by a flag
reactNativeVideo({ live: 'yes' })
void [view, props, bare]
