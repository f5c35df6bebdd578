/**
 * What scenario tests share: a tracker on a fake device, against the emulator in process.
 */
import type { Tracker, TrackerEvents, TrackerOptions } from '../../../src/api.ts'
import { createTracker } from '../../../src/tracker.ts'
import type { Emulator } from '../../../tools/emulator/index.ts'
import { startEmulator } from '../../../tools/emulator/index.ts'
import type { FakeDevice, FakeProcess } from '../fakes/fake-platform.ts'
import { createFakeDevice } from '../fakes/fake-platform.ts'

/** Key of the sample workspace. */
export const API_KEY = '00000000-0000-4000-8000-000000000001'

export interface Evening {
  readonly emulator: Emulator
  readonly device: FakeDevice
}

export interface Run {
  readonly tracker: Tracker
  readonly process: FakeProcess
  /** Payloads of every event of the tracker, in order. */
  readonly heard: { [K in keyof TrackerEvents]: TrackerEvents[K][] }
}

/** With `listen` the emulator can also be reached over HTTP; the device never does that. */
export async function startEvening(wallMs?: number, { listen = false } = {}): Promise<Evening> {
  const emulator = await startEmulator({ listen, now: () => device.time.wallMs, sleep: (ms) => device.sleep(ms) })
  const device: FakeDevice = createFakeDevice(emulator, wallMs)
  return { emulator, device }
}

/** Starts the app: a process and a tracker in it. */
export function startApp(evening: Evening, options: Partial<TrackerOptions> = {}): Run {
  const process = evening.device.boot()
  const tracker = createTracker({ apiKey: API_KEY, ...options }, process.ports)
  const heard = {
    activations: [],
    cohorts: [],
    session: [],
    view: [],
    sent: [],
    dropped: [],
    consent: [],
    diagnostic: [],
  } as Run['heard']
  for (const name of Object.keys(heard) as (keyof TrackerEvents)[])
    tracker.on(name, (payload) => (heard[name] as unknown[]).push(payload))
  return { tracker, process, heard }
}

export const SPORTS = {
  id: 'vid_456',
  url: 'https://example.com/shows/pl-highlights/',
  properties: {
    video_id: 'vid_456',
    title: 'Highlights: Premier League Week 20',
    categories: ['sports', 'football'],
    duration_seconds: 60,
  },
}
