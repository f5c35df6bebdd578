/**
 * How long each user watched what, read from stored events: by asset (video id) and by label
 * (category).
 * Pure.
 *
 * Of the events of one view only the one with the most seconds counts, so that an event that was
 * delivered twice, or a report in mid-view, adds nothing.
 */
import type { SegmentBasis } from './query.ts'

/** An accepted event, as far as counts look at it. */
export interface EngagementEvent {
  userId: string
  name: string
  viewId: string | null
  properties: unknown
}

/** A label or an asset. */
export interface Subject {
  id: string
  name: string
  /** The event that most often began it: one that carries no seconds yet. */
  actionType: string
}

/** Seconds per index of `subjects`; 0 where something was started and no time is known. */
export type UserSeconds = ReadonlyMap<number, number>

export interface Engagement {
  readonly subjects: readonly Subject[]
  readonly users: readonly UserSeconds[]
}

/** Reads events that come user by user, each user's in order of arrival. */
export function gatherEngagement(events: Iterable<EngagementEvent>): Record<SegmentBasis, Engagement> {
  const gatherings = { asset: createGathering(), label: createGathering() }
  for (const { userId, name, viewId, properties } of events) {
    const seconds = secondsOf(properties)
    const asset = assetOf(properties)
    if (asset !== undefined) gatherings.asset.add(userId, viewId, asset.id, asset.title, name, seconds)
    for (const label of labelsOf(properties)) gatherings.label.add(userId, viewId, label, label, name, seconds)
  }
  return { asset: gatherings.asset.end(), label: gatherings.label.end() }
}

interface Gathering {
  add(
    userId: string,
    viewId: string | null,
    id: string,
    name: string,
    eventName: string,
    seconds: number | undefined,
  ): void
  end(): Engagement
}

function createGathering(): Gathering {
  const subjects = new Map<
    string,
    { index: number; name: string; starts: Map<string, number>; all: Map<string, number> }
  >()
  const users: UserSeconds[] = []
  let current: string | undefined
  let seconds = new Map<number, number>()
  let ofView = new Map<string, number>()

  return {
    add(userId, viewId, id, name, eventName, spent) {
      if (userId !== current) {
        current = userId
        seconds = new Map()
        ofView = new Map()
        users.push(seconds)
      }
      const subject = subjects.get(id) ?? { index: subjects.size, name, starts: new Map(), all: new Map() }
      subjects.set(id, subject)
      subject.name = name
      increment(subject.all, eventName)
      if (spent === undefined) increment(subject.starts, eventName)
      let added = spent ?? 0
      if (viewId !== null) {
        const view = `${viewId} ${subject.index}`
        const former = ofView.get(view) ?? 0
        added = Math.max(0, added - former)
        ofView.set(view, former + added)
      }
      seconds.set(subject.index, (seconds.get(subject.index) ?? 0) + added)
    },
    end: () => ({
      subjects: [...subjects].map(([id, { name, starts, all }]) => ({
        id,
        name,
        actionType: mostFrequent(starts) ?? mostFrequent(all) ?? '',
      })),
      users,
    }),
  }
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** The first of those that came most often. */
function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined
  for (const [name, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = name
  return best
}

function assetOf(properties: unknown): { id: string; title: string } | undefined {
  const video = field(properties, 'video')
  const id = [field(properties, 'video_id'), field(video, 'video_id'), field(video, 'id')].find(isName)
  if (id === undefined) return undefined
  return { id: String(id), title: String([field(properties, 'title'), field(video, 'title')].find(isName) ?? id) }
}

function labelsOf(properties: unknown): string[] {
  const video = field(properties, 'video')
  const labels =
    [field(properties, 'categories'), field(video, 'categories'), field(video, 'genre')].find(Array.isArray) ?? []
  return [...new Set(labels.filter(isName).map(String))]
}

function secondsOf(properties: unknown): number | undefined {
  const aggregated = field(field(field(properties, 'aggregations'), 'VideoEngagement'), 'engaged_time')
  return [field(properties, 'time_spent_seconds'), aggregated, field(properties, 'engaged_time')].find(
    (value): value is number => typeof value === 'number' && value >= 0,
  )
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function isName(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}
