/**
 * What must be the same in every engine: request bodies to the letter. Ids, times and measured numbers are checked
 * by their shape and replaced by names; the same id gets the same name.
 */
import type { SeenRequest } from '../../tools/emulator/index.ts'
import { API_KEY, WIRE_PROPERTIES } from '../e2e/play-evening.ts'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const ISO_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

export interface WireRequest {
  method: string
  path: string
  query: Record<string, string>
  contentType: string | undefined
  body: unknown
}

/** The same with one event a request: which events share one depends on how fast the first of them can leave. */
export function splitEvents(request: WireRequest): WireRequest[] {
  const { events, ...rest } = request.body as { events?: object[] }
  return events ? events.map((event) => ({ ...request, body: { ...rest, events: [event] } })) : [request]
}

/** `names`: ids met before, by name; new ones are added to it. */
export function toWire({ method, path, query, headers, body }: SeenRequest, names: Map<string, string>): WireRequest {
  return { method, path, query, contentType: headers['content-type'], body: rename(body, '', names) }
}

function rename(value: unknown, key: string, names: Map<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, key, names))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rename(member, name, names)]))
  if (key === 'time' && ISO_MS.test(String(value))) return 'TIME'
  if (key === 'time_spent_seconds' && hasDecimals(value, 3, 600)) return 'SECONDS'
  if (key === 'percentage_watched' && hasDecimals(value, 4, 1)) return 'SHARE'
  if (/^(user|session|view)_id$/.test(key) && UUID_V4.test(String(value))) return nameOf(String(value), key, names)
  return value
}

function hasDecimals(value: unknown, decimals: number, max: number): boolean {
  return typeof value === 'number' && value > 0 && value <= max && Number(value.toFixed(decimals)) === value
}

function nameOf(id: string, key: string, names: Map<string, string>): string {
  const known = names.get(id)
  if (known !== undefined) return known
  const kind = key.replace('_id', '').toUpperCase()
  const name = `${kind} ${[...names.values()].filter((other) => other.startsWith(kind)).length + 1}`
  names.set(id, name)
  return name
}

const TOTALS = { time_spent_seconds: 'SECONDS', percentage_watched: 'SHARE' }

const contextual: WireRequest = {
  method: 'POST',
  path: '/ctx/v1/segment',
  query: { k: API_KEY },
  contentType: 'application/json',
  body: { url: 'https://kestrel.example/sports/football', page_properties: { video: WIRE_PROPERTIES } },
}

function ccs(...events: object[]): WireRequest {
  return {
    method: 'POST',
    path: '/ccs/v1/segmentation',
    query: { k: API_KEY, activations: 'true' },
    contentType: 'application/json',
    body: { user_id: 'USER 1', events },
  }
}

const play = (view: string): object => ({
  name: 'Videoview',
  time: 'TIME',
  properties: WIRE_PROPERTIES,
  session_id: 'SESSION 1',
  view_id: view,
})
const completion = (view: string): object => ({
  name: 'VideoCompletion',
  time: 'TIME',
  properties: { ...WIRE_PROPERTIES, ...TOTALS },
  session_id: 'SESSION 1',
  view_id: view,
})

/** A film to its end, another cut off by a kill, and the next start. */
export const WHOLE_SESSION: readonly WireRequest[] = [
  contextual,
  ccs(play('VIEW 1')),
  ccs(completion('VIEW 1')),
  contextual,
  ccs(play('VIEW 2')),
  contextual,
  ccs(completion('VIEW 2')),
  ccs(play('VIEW 3')),
]
