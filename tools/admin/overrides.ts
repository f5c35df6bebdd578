/**
 * Client of `POST /networks/:networkId/segments`: puts a user into a segment, keeps one out, or
 * hands the decision back to the rules.
 */
import { createSend } from './http.ts'
import { checkId, expected } from './options.ts'
import type { ConnectionOptions } from './options.ts'

export interface SegmentOverridesOptions extends ConnectionOptions {
  /** The network the segments belong to. */
  networkId: string
}

export interface OverrideRequest {
  /** Who: an e-mail address or a user id. The emulator takes a user id or any alias id. */
  user: string
  /** The segment: a whole number, or its digits. Segment 12345 is cohort `"12345"` of the emulator. */
  segmentId: number | string
  /** Further metadata of your own. Default none. */
  metadata?: Record<string, unknown>
  /** An identifier for reports. */
  referenceId?: string
  /** When the status changed: Unix time in seconds, or a Date. Default: when the API receives it. */
  statusChangeTimestamp?: number | Date
  /** The reason for the change. */
  description?: string
}

/** The API took the change and will carry it out; it has not yet done so. */
export interface QueuedOverride {
  readonly queued: true
}

export interface SegmentOverrides {
  /** Makes the user a member, whatever the rules say. */
  add(request: OverrideRequest): Promise<QueuedOverride>
  /** Takes the user out and keeps the user out, whatever the rules say. */
  block(request: OverrideRequest): Promise<QueuedOverride>
  /** Ends an earlier add or block. Membership stays as it is until the rules decide again. */
  reset(request: OverrideRequest): Promise<QueuedOverride>
}

/**
 * Builds a client for overrides. Throws TypeError for a wrong option.
 *
 * `referenceId`, `statusChangeTimestamp` and `description` are sent inside `metadata`, as
 * `reference_id`, `status_change_timestamp` and `description`: the document says of `metadata` "See
 * Metadata fields for options", and its second table holds just these three. They win over fields of
 * the same names in `metadata`.
 *
 * Each method resolves on status 201, which means queued, not done. It rejects with TypeError for a
 * wrong request, with SegmentsError where the API refuses or does not answer, and is never repeated
 * by itself: after "no answer" the change may or may not have been taken.
 */
export function segmentOverrides(options: SegmentOverridesOptions): SegmentOverrides {
  const send = createSend(options)
  const path = `/networks/${encodeURIComponent(checkId('networkId', options.networkId))}/segments`
  const change =
    (status: string) =>
    async (request: OverrideRequest): Promise<QueuedOverride> => {
      await send({ method: 'POST', path, body: formatOverride(request, status), success: 201 })
      return { queued: true }
    }
  return { add: change('add'), block: change('block'), reset: change('reset') }
}

function formatOverride(
  { user, segmentId, metadata, referenceId, statusChangeTimestamp, description }: OverrideRequest,
  status: string,
): object {
  if (typeof user !== 'string' || user === '') throw expected('user', 'a non-empty string', user)
  if (metadata !== undefined && (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))) {
    throw expected('metadata', 'an object', metadata)
  }
  const placed: Record<string, unknown> = { ...metadata }
  if (referenceId !== undefined) placed['reference_id'] = text('referenceId', referenceId)
  if (statusChangeTimestamp !== undefined) placed['status_change_timestamp'] = formatTime(statusChangeTimestamp)
  if (description !== undefined) placed['description'] = text('description', description)
  const body = { user, segment_id: formatSegmentId(segmentId), user_status: status }
  return Object.keys(placed).length === 0 ? body : { ...body, metadata: placed }
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw expected(name, 'a string', value)
  return value
}

function formatSegmentId(id: unknown): number {
  const number = typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : id
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
    throw expected('segmentId', 'a whole number', id)
  return number
}

/** Milliseconds, a usual slip, would be a date thousands of years ahead. */
const latestTimeS = 100_000_000_000

function formatTime(time: number | Date): number {
  const seconds = time instanceof Date ? Math.floor(time.getTime() / 1000) : time
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || Math.abs(seconds) > latestTimeS) {
    throw expected('statusChangeTimestamp', 'a Unix time in whole seconds, or a Date', time)
  }
  return seconds
}
