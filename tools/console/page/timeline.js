/**
 * A user's evening out of what is known: views from events, cohorts from the answers, ad calls that came by here. Pure.
 */
import { record } from './format.js'

/**
 * @typedef {import('./data.js').StoredEvent} StoredEvent
 * @typedef {import('./data.js').SeenRequest} SeenRequest
 * @typedef {{ viewId: string, title: string, fromMs: number, toMs: number, isOpen: boolean, spentSeconds: number | null,
 *   share: number | null, intervals: [from: number, to: number][] }} View `intervals` are shares of the content's length
 * @typedef {{ atMs: number, kind: 'enter' | 'leave' | 'ad', ids: string[] }} Moment
 * @typedef {{ fromMs: number, toMs: number, views: View[], moments: Moment[] }} Evening
 */

/** An evening goes back no further than this from the newest that happened. */
const longestMs = 6 * 3_600_000

/**
 * @param {readonly StoredEvent[]} events of one user
 * @param {readonly SeenRequest[]} requests of everybody
 * @param {string} userId
 * @returns {Evening | null}
 */
export function eveningOf(events, requests, userId) {
  const views = viewsOf(events.filter(({ accepted, viewId }) => accepted && viewId !== null))
  const moments = momentsOf(
    [...requests].sort((a, b) => a.seq - b.seq),
    userId,
  )
  const ends = [...views.map(({ toMs }) => toMs), ...moments.map(({ atMs }) => atMs)]
  if (ends.length === 0) return null
  const toMs = Math.max(...ends)
  const isOfIt = (/** @type {number} */ ms) => ms >= toMs - longestMs
  const shownViews = views.filter((view) => isOfIt(view.toMs))
  const shownMoments = moments.filter(({ atMs }) => isOfIt(atMs))
  const fromMs = Math.min(...shownViews.map((view) => view.fromMs), ...shownMoments.map(({ atMs }) => atMs))
  return { fromMs, toMs: Math.max(toMs, fromMs + 1000), views: shownViews, moments: shownMoments }
}

/** @param {readonly StoredEvent[]} events @returns {View[]} */
function viewsOf(events) {
  /** @type {Map<string, StoredEvent[]>} */
  const byView = new Map()
  for (const event of events) byView.set(event.viewId ?? '', [...(byView.get(event.viewId ?? '') ?? []), event])
  return [...byView].map(([viewId, own]) => viewOf(viewId, own)).sort((a, b) => a.fromMs - b.fromMs)
}

/** @param {string} viewId @param {readonly StoredEvent[]} events @returns {View} */
function viewOf(viewId, events) {
  const times = events.map(({ time }) => Date.parse(time)).filter(Number.isFinite)
  const all = events.map(({ properties }) => properties)
  const spent = all.map(spentOf).filter((value) => value !== null)
  const shares = all.map(shareOf).filter((value) => value !== null)
  const spentSeconds = spent.length === 0 ? null : Math.max(...spent)
  const fromMs = Math.min(...times)
  return {
    viewId,
    title: String(all.map(titleOf).find((title) => title !== undefined) ?? events[0]?.name ?? ''),
    fromMs,
    // A view whose end was not heard of yet has lasted at least as long as was watched.
    toMs: Math.max(...times, fromMs + (spent.length > 0 && times.length === 1 ? (spentSeconds ?? 0) * 1000 : 0)),
    isOpen: spentSeconds === null,
    spentSeconds,
    share: shares.length === 0 ? null : Math.max(...shares),
    intervals: intervalsOf(all, shares),
  }
}

/** @param {Record<string, unknown>} properties */
function titleOf(properties) {
  const video = record(properties['video'])
  return properties['title'] ?? video['title'] ?? properties['video_id'] ?? video['video_id'] ?? video['id']
}

/** @param {Record<string, unknown>} properties */
function engagementOf(properties) {
  return record(record(properties['aggregations'])['VideoEngagement'])
}

/** @param {Record<string, unknown>} properties @returns {number | null} */
function spentOf(properties) {
  return number(
    properties['time_spent_seconds'] ?? engagementOf(properties)['engaged_time'] ?? properties['engaged_time'],
  )
}

/** @param {Record<string, unknown>} properties @returns {number | null} */
function shareOf(properties) {
  return number(properties['percentage_watched'] ?? engagementOf(properties)['completion'] ?? properties['completion'])
}

/**
 * Which parts of the content were watched: `coverage`, where the app sends it, as [from, to] in seconds; else as much as the share says,
 * from the beginning.
 *
 * @param {readonly Record<string, unknown>[]} all
 * @param {readonly number[]} shares
 * @returns {[from: number, to: number][]}
 */
function intervalsOf(all, shares) {
  const length = all.map(lengthOf).find((seconds) => seconds !== null)
  const coverage = /** @type {[number, number][] | undefined} */ (
    all
      .map(({ coverage: found }) => found)
      .filter(Array.isArray)
      .at(-1)
  )
  if (coverage !== undefined && length !== undefined && length > 0) {
    return coverage
      .filter((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite))
      .map(([from, to]) => [within(from / length), within(to / length)])
  }
  return shares.length === 0 ? [] : [[0, within(Math.max(...shares))]]
}

/** @param {Record<string, unknown>} properties @returns {number | null} */
function lengthOf(properties) {
  const video = record(properties['video'])
  return number(
    properties['duration_seconds'] ?? video['duration_seconds'] ?? video['runtime'] ?? properties['runtime'],
  )
}

/** @param {readonly SeenRequest[]} requests in order @param {string} userId @returns {Moment[]} */
function momentsOf(requests, userId) {
  /** @type {Set<string>} */
  let member = new Set()
  /** @type {Moment[]} */
  const moments = []
  /** @param {Moment['kind']} kind @param {number} atMs @param {string[]} ids */
  const add = (kind, atMs, ids) => {
    if (ids.length > 0) moments.push({ atMs, kind, ids })
  }
  for (const request of requests) {
    const ad = adCallOf(request)
    if (ad !== null && isOf(ad, userId, member)) add('ad', request.at, ad.ids)
    const answer = record(request.answer)
    if (request.route !== 'ccs' || answer['user_id'] !== userId || !Array.isArray(answer['cohorts'])) continue
    const now = new Set(answer['cohorts'].map(String))
    const former = member
    member = now
    const atMs = timeOf(request)
    add(
      'enter',
      atMs,
      [...now].filter((id) => !former.has(id)),
    )
    add(
      'leave',
      atMs,
      [...former].filter((id) => !now.has(id)),
    )
  }
  return moments
}

/** What an answer changed stands where the newest event of its request does: it follows from that. @param {SeenRequest} request */
function timeOf({ at, body }) {
  const { events } = record(body)
  const times = (Array.isArray(events) ? events : []).map((event) => Date.parse(String(record(event)['time'])))
  const known = times.filter(Number.isFinite)
  return known.length === 0 ? at : Math.min(at, Math.max(...known))
}

/**
 * An ad call that was sent here instead of to an ad server: its ids, and whose it says it is.
 *
 * @param {SeenRequest} request
 * @returns {{ ids: string[], behavioral: string[], user: string | null } | null}
 */
function adCallOf({ route, query }) {
  if (route !== 'unknown') return null
  const inner = [...new URLSearchParams(query['cust_params'] ?? '')]
  /** @param {RegExp} key */
  const valuesOf = (key) =>
    [...Object.entries(query), ...inner]
      .filter(([name]) => key.test(name))
      .flatMap(([, value]) => value.split(',').filter((id) => id !== ''))
  const behavioral = valuesOf(/(^|[._])permutive$/)
  const ids = [...behavioral, ...valuesOf(/(^|[._])prmtvctx$/)]
  return ids.length === 0 ? null : { ids, behavioral, user: valuesOf(/^puid$/)[0] ?? null }
}

/**
 * By the id it carries, else by cohorts that all are this user's.
 *
 * @param {{ behavioral: string[], user: string | null }} ad
 * @param {string} userId
 * @param {Set<string>} member
 */
function isOf({ behavioral, user }, userId, member) {
  return user === null ? behavioral.length > 0 && behavioral.every((id) => member.has(id)) : user === userId
}

/** @param {unknown} value @returns {number | null} */
function number(value) {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** @param {number} share */
function within(share) {
  return Math.max(0, Math.min(1, share))
}
