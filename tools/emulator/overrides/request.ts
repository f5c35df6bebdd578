/**
 * Reads the body of `POST /networks/:networkId/segments`; throws Refusal 400 with the place and what
 * was expected.
 *
 * The document lists `reference_id`, `status_change_timestamp` and `description` in a table of their
 * own, to which `metadata` points ("See Metadata fields for options"): they are read inside
 * `metadata`. Its layout does not rule out the body itself, so they are read there as well; the ones
 * inside `metadata` count. Null counts as absent.
 */
import { parseJson } from '../json.ts'
import { Refusal } from '../refusal.ts'
import type { IncomingOverride, OverrideStatus } from '../store/overrides.ts'

type Json = Record<string, unknown>

const statuses: readonly OverrideStatus[] = ['add', 'block', 'reset']

export function refuseOverride(status: number, message: string): Refusal {
  return new Refusal(status, message, { message })
}

/** A decision as the request states it; the time is that of receipt where none is given. */
export function parseOverrideRequest(text: unknown, nowMs: number): IncomingOverride {
  const body = parseText(text)
  if (!isObject(body)) throw mistake('the body', 'an object', body)
  const user = body['user']
  if (typeof user !== 'string' || user === '') throw mistake('user', 'a user id or an alias id', user)
  const segmentId = body['segment_id']
  if (!isWhole(segmentId) || segmentId < 0) throw mistake('segment_id', 'a whole number', segmentId)
  const status = body['user_status']
  if (!statuses.includes(status as OverrideStatus))
    throw mistake('user_status', `one of ${statuses.join(', ')}`, status)
  const metadata = parseMetadata(body)
  return {
    user,
    segmentId: String(segmentId),
    status: status as OverrideStatus,
    metadata,
    changedAtS: (metadata?.['status_change_timestamp'] as number | undefined) ?? Math.floor(nowMs / 1000),
  }
}

function parseText(text: unknown): unknown {
  if (typeof text !== 'string' || text.trim() === '') throw refuseOverride(400, 'the request has no body')
  try {
    return parseJson(text)
  } catch (error) {
    throw refuseOverride(400, `the body is not valid JSON: ${(error as Error).message}`)
  }
}

function parseMetadata(body: Json): Json | null {
  const given = body['metadata'] ?? {}
  if (!isObject(given)) throw mistake('metadata', 'an object', given)
  const outer = fieldsOf(body, '')
  const inner = fieldsOf(given, 'metadata.')
  const metadata = { ...outer, ...given, ...inner }
  return Object.keys(metadata).length === 0 ? null : metadata
}

/** The documented fields among `values`, checked. */
function fieldsOf(values: Json, prefix: string): Json {
  const found: Json = {}
  for (const field of ['reference_id', 'description']) {
    const value = values[field] ?? undefined
    if (value === undefined) continue
    if (typeof value !== 'string') throw mistake(`${prefix}${field}`, 'a string', value)
    found[field] = value
  }
  const time = values['status_change_timestamp'] ?? undefined
  if (time !== undefined) {
    if (!isWhole(time)) throw mistake(`${prefix}status_change_timestamp`, 'a Unix time in whole seconds', time)
    found['status_change_timestamp'] = time
  }
  return found
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mistake(place: string, expected: string, received: unknown): Refusal {
  const what = received === undefined ? 'nothing' : JSON.stringify(received).slice(0, 60)
  return refuseOverride(400, `${place}: expected ${expected}, received ${what}`)
}
