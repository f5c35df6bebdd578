/**
 * A short evening with the installed tracker: a minute without consent, a second with it, a minute after it was revoked.
 * Its time is a fake clock's; its requests are real and all of them are recorded.
 */
import { randomBytes } from 'node:crypto'
import { createFakeClock } from '../testing/index.ts'
import { idsFor, idsIn, presetFor } from './ad-call.ts'
import type { InstalledTracker, TrackerPackage, TrackerPorts } from './installed-tracker.ts'
import { post } from './post.ts'
import type { Answer } from './post.ts'
import { parseSignals } from './wire.ts'

export interface EveningOptions {
  key: string
  endpoints: { ccs: string; contextual: string }
  aliases: readonly { tag: string; id: string }[]
  userId: string
  events: { play: string; completion: string; completionShape: 'flat' | 'aggregations' }
  content: { url: string; properties: Record<string, unknown> }
  timeoutMs: number
  /** Wall clock in ms at which the evening begins. */
  wallMs: number
  /** The platform of the ad call, or null to ask for none: then consent is never granted. */
  platform: string | null
}

export interface Evening {
  version: string
  /** Behavioural requests while there was no consent. */
  ccsWithoutConsent: number
  ccsAfterRevocation: number
  /** Whether a contextual answer came while there was no consent. */
  contextualFlowed: boolean
  /** Null where consent was not granted. */
  adCall: AdCall | null
}

export interface AdCall {
  /** What the two APIs answered the tracker, for the platform. */
  behavioral: string[]
  contextual: string[]
  /** What the tracker gave for the ad call. */
  merged: string[]
  /** Answered, and not in the ad call's URL. */
  missing: string[]
  /** Why nothing could be learned from it, or null. */
  obstacle: string | null
  url: string
  eventsSent: number
}

interface Seen {
  isContextual: boolean
  events: number
  answer: Promise<Answer>
}

const adTag = 'https://ads.invalid/ad?sz=640x480'

export async function spendEvening(installed: TrackerPackage, options: EveningOptions): Promise<Evening> {
  const time = createFakeClock({ wallMs: options.wallMs })
  const seen: Seen[] = []
  /** While it is true, a tracker that makes an id makes that of the test user. */
  let isGranting = false
  const drawId = (count: number): number[] => [
    ...(isGranting && count === 16 ? Buffer.from(options.userId.replaceAll('-', ''), 'hex') : randomBytes(count)),
  ]
  const tracker = installed.createTracker({
    apiKey: options.key,
    endpoints: options.endpoints,
    consent: 'required',
    identity: { aliases: options.aliases.map(({ tag, id }) => ({ tag, id })) },
    events: options.events,
    contextual: { wrap: 'video' },
    transport: { timeoutMs: options.timeoutMs },
    ports: { ...createPorts(seen, drawId), clock: time.clock, timers: time.timers },
  })
  const ccsCalls = (): number => seen.filter(({ isContextual }) => !isContextual).length
  const watch = async (forMs: number): Promise<void> => {
    const view = tracker.startView(options.content)
    for (let passedMs = 0; passedMs <= forMs; passedMs += 1000) {
      view.signal({ signal: passedMs === 0 ? 'playing' : 'timeupdate', position: passedMs / 1000, duration: 600 })
      time.advance(1000)
    }
    await settle(tracker, seen)
    view.end()
    await settle(tracker, seen)
  }

  try {
    tracker.track(options.events.play, options.content.properties)
    await watch(60_000)
    const ccsWithoutConsent = ccsCalls()
    const answers = await Promise.all(seen.filter(({ isContextual }) => isContextual).map(({ answer }) => answer))
    const contextualFlowed = answers.some((answer) => parseSignals(answer, 'contextual') !== null)

    let adCall: AdCall | null = null
    let ccsAfterRevocation = 0
    if (options.platform !== null) {
      isGranting = true
      tracker.consent.grant()
      isGranting = false
      adCall = await callForAd(installed, tracker, { ...options, platform: options.platform }, time.advance, seen)
      tracker.consent.revoke()
      const before = ccsCalls()
      tracker.track(options.events.play, options.content.properties)
      await watch(60_000)
      ccsAfterRevocation = ccsCalls() - before
    }
    return { version: tracker.inspect().version, ccsWithoutConsent, ccsAfterRevocation, contextualFlowed, adCall }
  } finally {
    await tracker.destroy()
  }
}

async function callForAd(
  { decorateAdTag }: TrackerPackage,
  tracker: InstalledTracker,
  { platform, content, aliases, userId }: EveningOptions & { platform: string },
  advance: (ms: number) => void,
  seen: Seen[],
): Promise<AdCall> {
  const first = seen.length
  const isSomebodyElse = aliases.length === 0 && tracker.ids.userId !== userId
  const view = tracker.startView(content)
  if (!isSomebodyElse) {
    view.signal({ signal: 'playing', position: 0, duration: 600 })
    advance(1000)
    view.signal({ signal: 'timeupdate', position: 1, duration: 600 })
  }
  await settle(tracker, seen)

  const ownIds = async (isContextual: boolean): Promise<string[]> => {
    const answers = await Promise.all(
      seen.filter((each) => each.isContextual === isContextual).map(({ answer }) => answer),
    )
    const signals = answers
      .map((answer) => parseSignals(answer, isContextual ? 'contextual' : 'ccs'))
      .filter((each) => each !== null)
    return idsFor(signals.at(-1)?.activations ?? {}, platform)
  }
  const behavioral = await ownIds(false)
  const contextual = await ownIds(true)
  const merged = tracker.activations.get(platform)
  const url = decorateAdTag(adTag, merged, presetFor(platform))
  const carried = idsIn(url)
  return {
    behavioral,
    contextual,
    merged,
    missing: [...new Set([...behavioral, ...contextual])].filter((id) => !carried.has(id)),
    obstacle: isSomebodyElse
      ? 'the tracker makes version 4 ids only and cannot be this --user-id; use --alias, or no --user-id'
      : behavioral.length === 0
        ? `CCS answered the tracker's request with no behavioural signal for ${platform}`
        : contextual.length === 0
          ? `the Contextual API answered the tracker's request with no signal for ${platform}`
          : null,
    url,
    eventsSent: seen.slice(first).reduce((sum, { events }) => sum + events, 0),
  }
}

function createPorts(seen: Seen[], drawId: (count: number) => number[]): Omit<TrackerPorts, 'clock' | 'timers'> {
  return {
    random: { bytes: drawId },
    stores: { keyValue: [], records: [] },
    transport: {
      send(request, done) {
        const control = new AbortController()
        const answer = post(request.url, request.body, {
          headers: request.headers,
          timeoutMs: request.timeoutMs,
          signal: control.signal,
        })
        seen.push({
          isContextual: new URL(request.url).pathname.endsWith('/ctx/v1/segment'),
          events: countEvents(request.body),
          answer,
        })
        void answer.then(({ status, text, failure }) => {
          if (failure !== 'aborted')
            done({ status: failure === null ? (status ?? 0) : 0, body: text, date: null, retryAfter: null })
        })
        return () => control.abort()
      },
      beacon: () => false,
      isOffline: () => false,
    },
    lifecycle: { isHidden: () => false, subscribe: () => () => {} },
  }
}

function countEvents(body: string): number {
  const { events } = JSON.parse(body) as { events?: unknown[] }
  return events?.length ?? 0
}

/** Until no request is under way any more, also none that an answer set off. */
async function settle(tracker: InstalledTracker, seen: Seen[]): Promise<void> {
  for (let known = -1; known !== seen.length;) {
    known = seen.length
    await Promise.all(seen.map(({ answer }) => answer))
    await new Promise((resolve) => setImmediate(resolve))
    await tracker.flush()
    await new Promise((resolve) => setImmediate(resolve))
  }
}
