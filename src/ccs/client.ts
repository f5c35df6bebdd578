/**
 * CCS requests and what comes back.
 */
import { redact } from '../checks.ts'
import type { Context } from '../context.ts'
import type { Identity } from '../identity/identity.ts'
import { parseJson } from '../json.ts'
import type { Target } from '../request.ts'
import { post, urlOf } from '../request.ts'
import { isSaneTime } from '../time/event-clock.ts'
import type { CcsAnswer, TrackedEvent } from './wire.ts'
import { formatCcsRequest, parseCcsAnswer } from './wire.ts'

export interface CcsResult {
  _status: number
  /** Null unless the body is an answer of CCS. */
  _answer: CcsAnswer | null
  /** Server time in ms where it is readable and lies within 2020 to 2100. */
  _serverMs: number | null
  _retryAfter: string | null
  _durationMs: number
  /** What the server said of an error. */
  _reason: string
}

export interface CcsClient {
  /** Sends events of one identity; calls `done` once unless aborted by the returned function. */
  _send(identity: Identity, events: readonly TrackedEvent[], done: (result: CcsResult) => void): () => void
  /** Hands events to the engine for delivery after the page is gone. */
  _beacon(identity: Identity, events: readonly TrackedEvent[]): boolean
}

export function createCcsClient(context: Context): CcsClient {
  const { endpoints, synchronousValidation, transport } = context.settings
  const target: Target = {
    api: 'ccs',
    base: endpoints.ccs,
    path: '/ccs/v1/segmentation',
    query: 'activations=true' + (synchronousValidation ? '&synchronous-validation=true' : ''),
  }
  return {
    _send(identity, events, done) {
      return post(context, target, formatCcsRequest(identity, events), (response, durationMs) => {
        const serverMs = Date.parse(response.date || '')
        done({
          _status: response.status,
          _answer: parseCcsAnswer(response.body),
          _serverMs: isSaneTime(serverMs) ? serverMs : null,
          _retryAfter: response.retryAfter,
          _durationMs: durationMs,
          _reason: response.status >= 400 ? parseReason(response.body) : '',
        })
      })
    },
    // A beacon carries no header: its key would be in the query, where an app that asked for the header does not want it.
    _beacon: (identity, events) =>
      transport.auth == 'query' &&
      context.ports.transport.beacon(urlOf(context, target, true), formatCcsRequest(identity, events)),
  }
}

/** `error.message` of an error envelope, shortened and without anything like an id; '' where there is none. */
function parseReason(body: string): string {
  const { error } = parseJson(body) || {}
  return error && typeof error.message == 'string' ? redact(error.message) : ''
}
