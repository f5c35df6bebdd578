/**
 * Reads the body of `POST /ccs/v1/segmentation`; throws ApiError 400 with the reason.
 *
 * Null counts as absent for the identifiers and the optional ids. `events` may be absent or empty:
 * nothing in the published schema requires it, and such a request reads the current cohorts.
 */
import { invalidRequest } from '../envelope.ts'
import { alias, isGiven, object, prioritisedAlias, text, uuid } from '../fields.ts'
import type { Json } from '../fields.ts'
import type { Identifier } from '../identity/resolve.ts'
import type { IncomingEvent } from '../store/store.ts'

/** A segmentation request that keeps the documented rules. */
export interface SegmentationRequest {
  identifier: Identifier
  events: IncomingEvent[]
}

const maxEvents = 10

const isoTime = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})$/

export function parseSegmentationRequest(body: unknown): SegmentationRequest {
  const request = object(body, 'the body')
  return { identifier: parseIdentifier(request), events: parseEvents(request['events']) }
}

function parseIdentifier(request: Json): Identifier {
  const given = ['user_id', 'alias', 'aliases'].filter((key) => isGiven(request[key]))
  if (given.length !== 1) {
    const received = given.length === 0 ? 'none' : given.join(' and ')
    throw invalidRequest(`expected exactly one of user_id, alias, aliases; received ${received}`)
  }
  if (given[0] === 'user_id') return { userId: uuid(request['user_id'], 'user_id') }
  if (given[0] === 'alias') return { aliases: [{ ...alias(request['alias'], 'alias'), priority: 0 }] }
  const aliases = request['aliases']
  if (!Array.isArray(aliases) || aliases.length === 0)
    throw invalidRequest('aliases: expected a list with at least one alias')
  return { aliases: aliases.map((each, i) => prioritisedAlias(each, `aliases[${i}]`)) }
}

function parseEvents(input: unknown): IncomingEvent[] {
  if (!isGiven(input)) return []
  if (!Array.isArray(input)) throw invalidRequest('events: expected a list')
  if (input.length > maxEvents) throw invalidRequest(`events: expected at most ${maxEvents}, received ${input.length}`)
  return input.map((each, i) => parseEvent(each, `events[${i}]`))
}

function parseEvent(input: unknown, place: string): IncomingEvent {
  const event = object(input, place)
  const time = text(event['time'], `${place}.time`)
  const timeMs = Date.parse(time)
  if (!isoTime.test(time) || Number.isNaN(timeMs)) throw invalidRequest(`${place}.time: expected an ISO 8601 timestamp`)
  return {
    name: text(event['name'], `${place}.name`),
    time,
    timeMs,
    properties: object(event['properties'], `${place}.properties`),
    viewId: isGiven(event['view_id']) ? uuid(event['view_id'], `${place}.view_id`) : null,
    sessionId: isGiven(event['session_id']) ? uuid(event['session_id'], `${place}.session_id`) : null,
  }
}
