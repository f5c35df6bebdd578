/**
 * Finds the `ctv-tracker` that is installed where the doctor runs, and loads it as it was shipped.
 * Two of the vendor's steps are about what a tracker does; they are checked on that build or not at all.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ClockPort, TimersPort } from '../testing/index.ts'

/** The few members of a tracker that the doctor uses, declared anew. */
export interface InstalledTracker {
  readonly ids: { userId: string | null }
  readonly activations: { get(platform: string): string[] }
  readonly consent: { grant(): void; revoke(): void }
  track(name: string, properties: Record<string, unknown>): void
  startView(content: { url: string; properties: Record<string, unknown> }): {
    signal(signal: { signal: string; position: number; duration?: number }): void
    end(): void
  }
  flush(): PromiseLike<void>
  destroy(): PromiseLike<void>
  inspect(): { version: string }
}

export interface TransportRequest {
  url: string
  body: string
  headers: Record<string, string>
  timeoutMs: number
}

export interface TransportResponse {
  status: number
  body: string
  date: string | null
  retryAfter: string | null
}

/** The ports that the doctor replaces. */
export interface TrackerPorts {
  clock: ClockPort
  timers: TimersPort
  random: { bytes(count: number): number[] }
  stores: { keyValue: never[]; records: never[] }
  transport: {
    send(request: TransportRequest, done: (response: TransportResponse) => void): () => void
    beacon(url: string, body: string): boolean
    isOffline(): boolean
  }
  lifecycle: { isHidden(): boolean; subscribe(): () => void }
}

export interface TrackerOptions {
  apiKey: string
  endpoints: { ccs: string; contextual: string }
  consent: 'required'
  identity: { aliases: { tag: string; id: string }[] }
  events: { play: string; completion: string; completionShape: 'flat' | 'aggregations' }
  contextual: { wrap: string }
  transport: { timeoutMs: number }
  ports: TrackerPorts
}

export interface TrackerPackage {
  createTracker(options: TrackerOptions): InstalledTracker
  decorateAdTag(url: string, ids: string[], preset: string): string
}

/** The package, or one sentence about why it cannot be used. */
export async function loadTracker(directory: string): Promise<TrackerPackage | string> {
  const places = [createRequire(join(directory, 'package.json')), createRequire(import.meta.url)]
  const require = places.find((place) => canResolve(place, 'ctv-tracker'))
  if (require === undefined) return `ctv-tracker is not installed in ${directory}`
  try {
    const load = async (name: string): Promise<Record<string, unknown>> =>
      (await import(pathToFileURL(require.resolve(name)).href)) as Record<string, unknown>
    const { createTracker } = await load('ctv-tracker')
    const { decorateAdTag } = await load('ctv-tracker/ads')
    if (typeof createTracker !== 'function' || typeof decorateAdTag !== 'function')
      return 'the installed ctv-tracker has no createTracker or no decorateAdTag'
    return { createTracker, decorateAdTag } as TrackerPackage
  } catch (error) {
    return `the installed ctv-tracker cannot be loaded: ${(error as Error).message}`
  }
}

function canResolve(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name)
    return true
  } catch {
    // Not installed there, or its build is missing an entry: the next place may have it.
    return false
  }
}
