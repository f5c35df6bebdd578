/**
 * @vitest-environment happy-dom
 *
 * The examples of docs/react-native.md, run over fakes of the packages that they import.
 */
import * as React from 'react'
import { createRoot } from 'react-dom/client'
import * as jsxRuntime from 'react/jsx-runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as entry from '../../platforms/react-native/index.ts'
import * as hooks from '../../players/react-native-video/index.ts'
import type { VideoHandlers } from '../../players/react-native-video/index.ts'
import type { Content, Tracker, View } from '../../src/api.ts'
import type { Diagnostic } from '../../src/diagnostics.ts'
import { examplesOf, runExample } from '../support/doc-example.ts'
import { FakeElement } from '../support/fakes/fake-element.ts'
import {
  createFakeAppState,
  createFakeMmkv,
  createFakeNativeStore,
  createFakeRandom,
} from '../support/fakes/fake-react-native.ts'

const examples = examplesOf('docs/react-native.md')
const FILM: Content = { id: 'movie-1', url: 'https://tv.example/movie-1', properties: { title: 'One' } }
const AD_ID = '5f3a9c1e-4a52-4c53-9d2c-0c8f7a6b1d42'

let disk: ReturnType<typeof createFakeNativeStore>
let mayTrack: boolean
const made: Tracker[] = []
beforeEach(() => {
  disk = createFakeNativeStore()
  mayTrack = true
  vi.stubGlobal('crypto', { getRandomValues: createFakeRandom() })
  // No request leaves this machine, nor this process.
  vi.stubGlobal('XMLHttpRequest', undefined)
})
afterEach(async () => {
  await Promise.all(made.splice(0).map((tracker) => tracker.destroy()))
  vi.unstubAllGlobals()
})

/** Its views are ended by the tracker that made them. */
class VideoPlayer extends FakeElement {
  isInitialised = false
  src = ''
  initialize(): Promise<void> {
    this.isInitialised = true
    return Promise.resolve()
  }
  play(): Promise<void> {
    this.fire('play', { paused: false })
    this.fire('playing')
    return Promise.resolve()
  }
}

let shown: VideoHandlers & { source?: { uri: string } }
const createTracker: typeof entry.createTracker = (options) => {
  const tracker = entry.createTracker(options)
  made.push(tracker)
  return tracker
}
const modules = (): Record<string, unknown> => ({
  'ctv-tracker/react-native': { ...entry, createTracker },
  'ctv-tracker/players/react-native-video': hooks,
  'react-native': { AppState: createFakeAppState() },
  '@react-native-async-storage/async-storage': { default: disk.boot(), __esModule: true },
  'react-native-get-random-values': {},
  'react-native-mmkv': { createMMKV: () => createFakeMmkv() },
  'react-native-video': {
    __esModule: true,
    default: (props: typeof shown) => {
      shown = props
      return null
    },
  },
  '@amazon-devices/kepler-adid-retriever': {
    AdIdRetriever: { isAdvertisingTrackingEnabled: () => mayTrack, fetchAdvertisingId: () => AD_ID },
  },
  '@amazon-devices/react-native-w3cmedia': { VideoPlayer },
  '@sparkfabrik/react-native-idfa-aaid': {
    __esModule: true,
    default: { getAdvertisingInfo: () => Promise.resolve({ id: AD_ID, isAdTrackingLimited: !mayTrack }) },
  },
  react: React,
  'react/jsx-runtime': jsxRuntime,
})

/** What the example that has these words exports. */
function run<E>(words: string): E {
  const { code } = examples.find((example) => example.code.includes(words))!
  return runExample<E>(code, { modules: modules() })
}
async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await new Promise((resolve) => setImmediate(resolve))
}

describe('the page on React Native', () => {
  it('makes a tracker over AsyncStorage, and gives cohorts once it is ready', async () => {
    const { tracker } = run<{ tracker: Tracker }>("import 'react-native-get-random-values'")
    const { cohortsForTheFirstAd } = run<{ cohortsForTheFirstAd(it: Tracker): Promise<string[]> }>(
      'cohortsForTheFirstAd',
    )
    expect(await cohortsForTheFirstAd(tracker)).toEqual([])
    expect(tracker.inspect().storage).toEqual({ ids: 'AsyncStorage', queue: 'AsyncStorage' })
  })

  it('makes one over MMKV', () => {
    const { tracker } = run<{ tracker: Tracker }>('createMMKV()')
    tracker.consent.grant()
    expect(tracker.inspect().storage).toEqual({ ids: 'MMKV', queue: 'MMKV' })
  })

  it.each([true, false])('reads the advertising id of Vega OS where the viewer allows it: %s', async (isAllowed) => {
    mayTrack = isAllowed
    const { tracker } = run<{ tracker: Tracker }>('AdIdRetriever')
    const told: Diagnostic[] = []
    tracker.on('diagnostic', (it) => told.push(it))
    tracker.consent.grant()
    await settle()
    expect(tracker.inspect().identity.tags).toEqual(isAllowed ? ['afai'] : [])
    expect(told.map(({ code }) => code)).toEqual(isAllowed ? [] : ['device-id-unavailable'])
  })

  it.each([true, false])('reads that of Android and Apple where the viewer allows it: %s', async (isAllowed) => {
    mayTrack = isAllowed
    const { deviceId } = run<{ deviceId(done: (id: string | null) => void): void }>('ReactNativeIdfaAaid')
    expect(await new Promise((resolve) => deviceId(resolve))).toBe(isAllowed ? AD_ID : null)
  })

  it('watches the film of a component', async () => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
    const { tracker } = run<{ tracker: Tracker }>('createMMKV()')
    tracker.consent.grant()
    const { createFilm } = run<{ createFilm(it: Tracker): React.FC<{ film: Content; uri: string }> }>('createFilm')
    const root = createRoot(document.createElement('div'))
    const Film = createFilm(tracker)
    React.act(() => root.render(React.createElement(Film, { film: FILM, uri: 'movie.mp4' })))
    expect(shown.source).toEqual({ uri: 'movie.mp4' })
    expect(tracker.ids.viewId).toBeTypeOf('string')
    shown.onLoad({ currentTime: 0, duration: 60 })
    shown.onPlaybackStateChanged({ isPlaying: true })
    shown.onEnd()
    const [view] = tracker.inspect().views
    expect(view!.contentId).toBe('movie-1')
    React.act(() => root.render(null))
    await settle()
  })

  it('watches a player of Vega OS as a media element', async () => {
    const { tracker } = run<{ tracker: Tracker }>('createMMKV()')
    tracker.consent.grant()
    const { play } = run<{ play(it: Tracker, film: Content, uri: string): Promise<View> }>('new VideoPlayer()')
    const view = await play(tracker, FILM, 'https://media.example/movie.mp4')
    expect(view.id).toBe(tracker.ids.viewId)
    expect(tracker.inspect().views).toHaveLength(1)
  })
})
