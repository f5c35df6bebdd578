/**
 * CCS on the wire: the only place with its names.
 *
 * Source: "Segment user based on provided events and pre-existing state", POST /ccs/v1/segmentation.
 */
import type { Properties } from '../api.ts'
import type { ActivationMap } from '../cohorts/cohorts.ts'
import { createRoom, parseActivations, parseIds } from '../cohorts/cohorts.ts'
import type { Identity } from '../identity/identity.ts'
import { formatJson, parseJson } from '../json.ts'

export interface TrackedEvent {
  name: string
  /** Wall clock in ms. */
  at: number
  sessionId: string
  viewId: string | null
  properties: Properties
}

export interface CcsAnswer {
  /** `''` where it is none that can be kept. */
  userId: string
  /** Null where the answer has none. */
  cohorts: string[] | null
  activations: ActivationMap | null
}

/** A UUID, or whatever else a workspace uses, within reason. */
export const isUserId = (value: unknown): value is string => typeof value == 'string' && value.length <= 64

export function formatTime(atMs: number): string {
  return new Date(atMs).toISOString()
}

/** The body of one request; at most ten events of one identity. */
export function formatCcsRequest(identity: Identity, events: readonly TrackedEvent[]): string {
  const body: Record<string, unknown> = {}
  const { aliases } = identity
  if (!aliases[0]) body.user_id = identity.userId
  else if (aliases[1])
    body.aliases = aliases.map((alias) => ({ tag: alias.tag, id: alias.id, priority: alias.priority }))
  else body.alias = { tag: aliases[0].tag, id: aliases[0].id }
  body.events = events.map((event) => {
    const wire: Record<string, unknown> = {
      name: event.name,
      time: formatTime(event.at),
      properties: event.properties,
      session_id: event.sessionId,
    }
    if (event.viewId) wire.view_id = event.viewId
    return wire
  })
  return formatJson(body)
}

/** An answer, or null where the text is none: a captive portal, half a body. */
export function parseCcsAnswer(text: string): CcsAnswer | null {
  const answer = parseJson(text)
  if (!answer || typeof answer.user_id != 'string' || !answer.user_id) return null
  const room = createRoom()
  const activations = parseActivations(answer.activations, room)
  return {
    userId: isUserId(answer.user_id) ? answer.user_id : '',
    cohorts: parseIds(answer.cohorts, room),
    activations,
  }
}
