/**
 * Client of `GET /segments`: how many users a label or an asset would reach.
 */
import { SegmentsError } from './errors.ts'
import { createSend } from './http.ts'
import { checkId, expected } from './options.ts'
import type { ConnectionOptions } from './options.ts'

export interface SegmentCountsOptions extends ConnectionOptions {
  /** Sent as the header `program-id`. */
  programId: string
}

export type SegmentType = 'growth' | 'base' | 'discovery'

export interface CountsRequest {
  /** All (`growth`, the default), what users did before (`base`), or what is new to them (`discovery`). */
  segmentType?: SegmentType
  /** By label (default) or by asset. The document writes `labels` where it asks and `label` where it answers; both are taken. */
  segmentBasis?: 'labels' | 'label' | 'asset'
  /** Least weight with which a user counts. Default 0.5. */
  minWeight?: number
  /** Counts anew instead of answering from the cache. Default false. */
  forceRefresh?: boolean
  /** Page, from 1. Default 1. */
  page?: number
  /** Segments per page. Default 50. */
  size?: number
}

/** One segment with its size. */
export interface SegmentCount {
  segmentType: string
  segmentBasis: 'label' | 'asset'
  /** The label or the asset's id. */
  segmentBasisId: string
  /** The event recommended to these users. */
  actionType: string
  name: string
  userCount: number
  /** Mean of the users' weights. */
  strength: number
  /** The weight that was asked for. */
  minWeight: number
}

export interface CountsPage {
  items: SegmentCount[]
  /** Segments on all pages. */
  total: number
  page: number
  size: number
}

export interface SegmentCounts {
  /** One page. */
  list(request?: CountsRequest): Promise<CountsPage>
  /** This page and every later one, asked for as they are taken. A forced refresh is asked for once. */
  pages(request?: CountsRequest): AsyncGenerator<CountsPage, void, undefined>
  /** Every segment of those pages. */
  all(request?: CountsRequest): AsyncGenerator<SegmentCount, void, undefined>
}

/**
 * Builds a client for counts. Throws TypeError for a wrong option.
 *
 * The document names the header `program-id` and no way to authenticate; the key goes as for
 * overrides, `Authorization: Bearer KEY`.
 *
 * Requests that fail in passing (no answer, 408, 429, 500, 502, 503, 504) are tried three times in
 * all; `Retry-After` is kept to, up to 30 s. Methods reject with TypeError for a wrong request, with
 * SegmentsValidationError for a 422, and with SegmentsError for everything else.
 */
export function segmentCounts(options: SegmentCountsOptions): SegmentCounts {
  const send = createSend(options)
  const headers = { 'program-id': checkId('programId', options.programId) }

  async function list(request: CountsRequest = {}): Promise<CountsPage> {
    return parsePage(
      await send({ method: 'GET', path: '/segments', query: formatQuery(request), headers, success: 200 }),
    )
  }

  async function* pages(request: CountsRequest = {}): AsyncGenerator<CountsPage, void, undefined> {
    let next = request
    for (;;) {
      const page = await list(next)
      // An API that pays no heed to the page would be asked without end.
      if (next !== request && page.page !== next.page) {
        throw new SegmentsError(`asked for page ${next.page} of the segment counts, received page ${page.page}`, 200)
      }
      yield page
      if (page.items.length === 0 || page.page * page.size >= page.total) return
      next = { ...next, page: page.page + 1, forceRefresh: false }
    }
  }

  async function* all(request: CountsRequest = {}): AsyncGenerator<SegmentCount, void, undefined> {
    for await (const page of pages(request)) yield* page.items
  }

  return { list, pages, all }
}

/** Only what was given, so that the API's own defaults hold. What its values may be is for the API to say. */
function formatQuery({
  segmentType,
  segmentBasis,
  minWeight,
  forceRefresh,
  page,
  size,
}: CountsRequest): Record<string, string> {
  const query: Record<string, string> = {}
  if (segmentType !== undefined) query['segment_type'] = String(segmentType)
  if (segmentBasis !== undefined) query['segment_basis'] = String(segmentBasis)
  if (minWeight !== undefined) query['min_weight'] = number('minWeight', minWeight)
  if (forceRefresh === true) query['force_refresh'] = 'true'
  if (page !== undefined) query['page'] = number('page', page)
  if (size !== undefined) query['size'] = number('size', size)
  return query
}

function number(name: string, value: unknown): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw expected(name, 'a number', value)
  return String(value)
}

function parsePage(json: unknown): CountsPage {
  const page = json as { items?: unknown; total?: unknown; page?: unknown; size?: unknown } | null | undefined
  if (!Array.isArray(page?.items) || !isCount(page.total, 0) || !isCount(page.page, 1) || !isCount(page.size, 1)) {
    throw new SegmentsError('the answer is not a page of segment counts', 200)
  }
  return { items: page.items.map(parseCount), total: page.total, page: page.page, size: page.size }
}

function parseCount(json: unknown): SegmentCount {
  const item = (json ?? {}) as Record<string, unknown>
  return {
    segmentType: String(item['segment_type'] ?? ''),
    segmentBasis: item['segment_basis'] === 'asset' ? 'asset' : 'label',
    segmentBasisId: String(item['segment_basis_id'] ?? ''),
    actionType: String(item['action_type'] ?? ''),
    name: String(item['name'] ?? ''),
    userCount: Number(item['user_count'] ?? 0),
    strength: Number(item['strength'] ?? 0),
    minWeight: Number(item['min_weight'] ?? 0),
  }
}

function isCount(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least
}
