/**
 * The doctor's options with every default filled in, and what the test events look like.
 */
import { randomUUID } from 'node:crypto'
import type { DoctorOptions } from './types.ts'
import { formatIdentity } from './wire.ts'
import type { WireEvent, WireIdentity } from './wire.ts'

export interface Settings {
  key: string
  endpoints: { ccs: string; contextual: string }
  aliases: readonly { tag: string; id: string }[]
  userId: string
  identity: WireIdentity
  platforms: readonly string[]
  cohort: string | null
  events: { play: string; completion: string; completionShape: 'flat' | 'aggregations' }
  content: { url: string; properties: Record<string, unknown> }
  deadlineMs: number
  timeoutMs: number
  directory: string
  /** Wall clock in ms of the first test event; all of them lie in the past, in chronological order. */
  startMs: number
}

/** At most so many test events: two tries each of two, one plain, one by the tracker. */
export const mostEvents = 5

/** Content as in the end-to-end example of the vendor's guide. */
const guideContent = {
  url: 'https://example.com/shows/pl-highlights/',
  properties: {
    video_id: 'vid_456',
    title: 'Highlights: Premier League Week 20',
    categories: ['sports', 'football'],
    duration_seconds: 600,
  },
}

const vendorHost = /(^|\.)permutive\.(app|com)$/

/** Throws TypeError, naming the option, for what cannot be used. */
export function fillOptions(options: DoctorOptions): Settings {
  if (options.key.trim() === '') throw new TypeError('key: expected the public key of a workspace, received nothing')
  const ccs = parseEndpoint('endpoint', options.endpoint ?? 'https://api.permutive.app')
  const standsForBoth = !vendorHost.test(new URL(ccs).hostname)
  const contextual = parseEndpoint(
    'contextual endpoint',
    options.contextualEndpoint ?? (standsForBoth ? ccs : 'https://api.permutive.com'),
  )
  const { aliases = [], userId = randomUUID() } = options
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(userId))
    throw new TypeError(`user id: expected a UUID, received '${userId}'`)
  return {
    key: options.key,
    endpoints: { ccs, contextual },
    aliases,
    userId: userId.toLowerCase(),
    identity: formatIdentity(aliases, userId.toLowerCase()),
    platforms: options.platforms ?? [],
    cohort: options.cohort ?? null,
    events: {
      play: options.playEvent ?? 'Videoview',
      completion: options.completionEvent ?? 'VideoCompletion',
      completionShape: options.completionShape ?? 'flat',
    },
    content: { url: options.url ?? guideContent.url, properties: options.properties ?? guideContent.properties },
    deadlineMs: options.deadlineMs ?? 500,
    timeoutMs: options.timeoutMs ?? 10_000,
    directory: options.directory ?? process.cwd(),
    startMs: Date.now() - 900_000,
  }
}

function parseEndpoint(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new TypeError(`${name}: expected an http or https URL without query, received '${text}'`)
  }
  return text.replace(/\/+$/, '')
}

/** A view that was watched to three quarters, and the start of another in the same session. */
export function createTestEvents({ events, content, startMs }: Settings): {
  play: WireEvent
  completion: WireEvent
  second: WireEvent
} {
  const sessionId = randomUUID()
  const viewId = randomUUID()
  const event = (name: string, atS: number, view: string, more: object = {}): WireEvent => ({
    name,
    time: new Date(startMs + atS * 1000).toISOString(),
    view_id: view,
    session_id: sessionId,
    properties: { ...content.properties, ...more },
  })
  const totals =
    events.completionShape === 'flat'
      ? { time_spent_seconds: 450, percentage_watched: 0.75 }
      : { aggregations: { VideoEngagement: { engaged_time: 450, completion: 0.75 } } }
  return {
    play: event(events.play, 0, viewId),
    completion: event(events.completion, 450, viewId, totals),
    second: event(events.play, 460, randomUUID()),
  }
}
