/**
 * `GET /segments`: pages of segment counts. The shapes are the vendor's. In this emulator the figures come from the events stored
 * for the segmentation route; no document says how they are made.
 *
 * An answer is kept for each type, basis and minimum weight until one is asked for with
 * `force_refresh`, or the emulator ends.
 */
import { countSegments } from './count.ts'
import type { SegmentCount } from './count.ts'
import { gatherEngagement } from './engagement.ts'
import type { Engagement, EngagementEvent } from './engagement.ts'
import { parseCountsQuery, refuseCounts } from './query.ts'
import type { CountsQuery, SegmentBasis } from './query.ts'

/** A page of counts, as documented. */
export interface CountsPage {
  items: SegmentCount[]
  total: number
  page: number
  size: number
}

/** Where the events come from. */
export interface EngagementSource {
  /** Accepted events of all users, user by user. */
  acceptedEvents(): Iterable<EngagementEvent>
  /** Changes with every stored event. */
  lastEventSeq(): number
}

/** Answers one query; throws Refusal. */
export type CountsApi = (query: Readonly<Record<string, string>>, programId: string | undefined) => CountsPage

const keptAnswers = 100

export function createCountsApi(source: EngagementSource, onlyProgram: string | undefined): CountsApi {
  const kept = new Map<string, SegmentCount[]>()
  let gathered: { seq: number; engagement: Record<SegmentBasis, Engagement> } | undefined

  function count({ segmentType, segmentBasis, minWeight }: CountsQuery): SegmentCount[] {
    const seq = source.lastEventSeq()
    if (gathered?.seq !== seq) gathered = { seq, engagement: gatherEngagement(source.acceptedEvents()) }
    return countSegments(gathered.engagement[segmentBasis], segmentType, segmentBasis, minWeight)
  }

  return (query, programId) => {
    const asked = parseCountsQuery(query, programId)
    if (onlyProgram !== undefined && programId !== onlyProgram)
      throw refuseCounts(404, `there is no program ${JSON.stringify(programId)}`)
    const key = [asked.segmentType, asked.segmentBasis, asked.minWeight].join(' ')
    const known = asked.forceRefresh ? undefined : kept.get(key)
    const counts = known ?? count(asked)
    kept.set(key, counts)
    if (kept.size > keptAnswers) kept.delete(kept.keys().next().value ?? '')
    const { page, size } = asked
    return { items: counts.slice((page - 1) * size, page * size), total: counts.length, page, size }
  }
}
