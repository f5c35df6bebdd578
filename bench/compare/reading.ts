/** What each peer's server was told about the views of one page. */
import type { PeerName } from './peers.ts'
import type { Received } from './collector.ts'

/** Null: the peer does not report it, or nothing arrived. */
export interface Counted {
  timeS: number | null
  share: number | null
  /** Into how many views the peer divided it; null: none arrived. */
  views: number | null
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonObject = { [key: string]: Json }

const NOTHING: Counted = { timeS: null, share: null, views: null }

/** Every object in a value, outermost first. */
export function findObjects(value: Json): JsonObject[] {
  if (value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) return value.flatMap(findObjects)
  return [value, ...Object.values(value).flatMap(findObjects)]
}

const toNumber = (value: Json | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
const parse = (bodies: readonly Received[]): Json[] =>
  bodies.filter(({ body }) => body !== '').map(({ body }) => JSON.parse(body) as Json)

/** Completions, ours and those written by hand: the last one says the share. */
function readCompletions(bodies: readonly Received[]): Counted {
  const completions = findObjects(parse(bodies))
    .filter(({ name }) => name === 'VideoCompletion' || name === 'AudioCompletion')
    .map(({ properties }) => properties as JsonObject)
  if (completions.length === 0) return NOTHING
  return {
    timeS: completions.reduce((sum, { time_spent_seconds: timeS }) => sum + Number(timeS), 0),
    share: toNumber(completions.at(-1)!['percentage_watched']),
    views: completions.length,
  }
}

/** The last session entity of each film; contexts are JSON in a string. */
function readSnowplow(bodies: readonly Received[], durationS: number): Counted {
  const sessions = new Map<Json, JsonObject>()
  for (const { co } of findObjects(parse(bodies))) {
    if (typeof co !== 'string') continue
    for (const { schema, data } of findObjects(JSON.parse(co) as Json)) {
      if (typeof schema !== 'string' || !schema.includes('/session/') || !schema.includes('media')) continue
      const session = data as JsonObject
      sessions.set(session['mediaSessionId'] ?? null, session)
    }
  }
  const last = [...sessions.values()].at(-1)
  if (!last) return NOTHING
  const watchedS = toNumber(last['contentWatched'])
  return {
    timeS: toNumber(last['timePlayed']),
    share: watchedS === null ? null : watchedS / durationS,
    views: sessions.size,
  }
}

function readMParticle(bodies: readonly Received[]): Counted {
  const summaries = findObjects(parse(bodies)).filter((object) => 'media_content_time_spent' in object)
  const last = summaries.at(-1)
  if (!last) return NOTHING
  const timeMs = Number(last['media_content_time_spent'])
  return { timeS: timeMs / 1000, share: null, views: new Set(summaries.map(({ media_session_id: id }) => id)).size }
}

/** Length of the union of stretches. */
export function measureUnion(stretches: readonly (readonly [number, number])[]): number {
  let sum = 0
  let reached = -Infinity
  for (const [from, to] of [...stretches].sort((a, b) => a[0] - b[0])) {
    sum += Math.max(0, to - Math.max(from, reached))
    reached = Math.max(reached, to)
  }
  return sum
}

/**
 * Mux abbreviates names of fields, and sends a field when it changed: view id, `view_content_playback_time`, the ads in it
 * (`ad_playing_time_ms_cumulative`), playback ranges (`from:to`, ms). Of its times this difference is right most often.
 */
function readMux(bodies: readonly Received[], durationS: number): Counted {
  const views = new Map<Json, { playedMs: number; adMs: number; ranges: [number, number][] }>()
  let current: Json = null
  for (const event of findObjects(parse(bodies))) {
    current = event['xid'] ?? current
    if (current === null) continue
    const view = views.get(current) ?? { playedMs: 0, adMs: 0, ranges: [] }
    views.set(current, view)
    view.playedMs = toNumber(event['xctpbti']) ?? view.playedMs
    view.adMs = toNumber(event['dpntimscv']) ?? view.adMs
    const ranges = event['vpbrg']
    if (typeof ranges === 'string')
      view.ranges = (JSON.parse(ranges) as string[]).map((range) => range.split(':').map(Number) as [number, number])
  }
  if (views.size === 0) return NOTHING
  const played = [...views.values()].filter(({ playedMs }) => playedMs > 0)
  return {
    timeS: played.reduce((sum, { playedMs, adMs }) => sum + playedMs - adMs, 0) / 1000,
    share: measureUnion(played.flatMap(({ ranges }) => ranges)) / 1000 / durationS,
    views: played.length,
  }
}

/** `durationS` is NaN for live, which has no share, whatever is sent. */
export function readCounted(peer: PeerName, bodies: readonly Received[], durationS: number): Counted {
  const counted = read(peer, bodies, durationS)
  return Number.isNaN(durationS) ? { ...counted, share: null } : counted
}

function read(peer: PeerName, bodies: readonly Received[], durationS: number): Counted {
  if (peer === 'snowplow') return readSnowplow(bodies, durationS)
  if (peer === 'mux-embed') return readMux(bodies, durationS)
  if (peer === 'mparticle') return readMParticle(bodies)
  return readCompletions(bodies)
}
