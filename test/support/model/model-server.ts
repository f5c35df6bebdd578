/**
 * A server for random scripts: answers as it is told, one way for all until told otherwise, and notes each request.
 * It holds the truth the tracker cannot see: what was processed, whatever answer arrived.
 */
import type { TransportRequest, TransportResponse } from '../../../src/ports/transport.ts'

/** A row of the outcome table, or one of the ways in which a network fails. */
export const ANSWERS = {
  good: { status: 200, isProcessed: true },
  /** Processed, and the answer was lost on the way, cut in half, withheld by CORS. */
  lost: { status: 0, isProcessed: true },
  half: { status: 200, isProcessed: true, body: '{"user_id":"half' },
  silent: { status: null, isProcessed: true },
  unreachable: { status: 0, isProcessed: false },
  deaf: { status: null, isProcessed: false },
  portal: { status: 200, isProcessed: false, body: '<html>Welcome to the hotel</html>' },
  stranger: { status: 200, isProcessed: false, body: '[]' },
  redirect: { status: 302, isProcessed: false },
  refusal: { status: 400, isProcessed: false },
  unprocessable: { status: 422, isProcessed: false },
  key: { status: 401, isProcessed: false },
  forbidden: { status: 403, isProcessed: false },
  nowhere: { status: 404, isProcessed: false },
  busy: { status: 429, isProcessed: false },
  later: { status: 429, isProcessed: false, retryAfter: '7' },
  broken: { status: 500, isProcessed: false },
  slow: { status: 408, isProcessed: false },
} as const satisfies Record<string, { status: number | null; isProcessed: boolean; body?: string; retryAfter?: string }>

export type AnswerKind = keyof typeof ANSWERS

export interface WireEvent {
  name: string
  time: string
  properties?: Record<string, unknown>
  session_id: string
  view_id?: string
}

export interface WireRequest {
  /** The process that sent it. */
  by: number
  user: string
  events: WireEvent[]
  isProcessed: boolean
  /** What the sender learned: null while it knows nothing. */
  status: number | null
  /** The sender can know what became of it. */
  isClear: boolean
  wasOffline: boolean
}

/** Events that fail for themselves, and with them every request they are in, in a way that may look like something else. */
export interface Poison {
  /** 0 where the answer is withheld: a gateway's 413 without CORS headers. */
  status: 0 | 400 | 403 | 413 | 500
  /** Single events, whatever one viewer does, whatever is tracked in the first minute. */
  of: 'event' | 'identity' | 'minute'
}

export interface ModelServer {
  kind: AnswerKind
  /** What spoils a request; without it, events by name, which are refused by schema. */
  isPoisoned: ((events: WireEvent[], user: string) => boolean) | null
  poisonStatus: Poison['status']
  isOffline: boolean
  /** Answers carry this `Date`, where there is one. */
  date: (() => string) | null
  readonly requests: WireRequest[]
  /** Answers of a process's request, or leaves it without one. */
  receive(by: number, request: TransportRequest): { entry: WireRequest; response: TransportResponse | null }
}

/** Events of this name are refused by schema, and with them the request they are in. */
export const isPoison = (name: string): boolean => /^P\d/.test(name)

/** Whom a body speaks of, as one word. */
function userOf(body: Record<string, unknown>): string {
  const forms = ['user_id', 'alias', 'aliases'].filter((form) => form in body)
  if (forms.length !== 1) throw new Error('expected one form of identity, received ' + forms.join())
  if (body['user_id']) return 'generated'
  const aliases = (body['alias'] ? [body['alias']] : body['aliases']) as { tag: string; id: string }[]
  return aliases.map((alias) => alias.id).join('+')
}

/** Cohorts name who they belong to, so that one that strays is seen. */
export const cohortOf = (user: string): string => 'of-' + user

export function createModelServer(): ModelServer {
  const server: ModelServer = {
    kind: 'good',
    isPoisoned: null,
    poisonStatus: 400,
    isOffline: false,
    date: null,
    requests: [],
    receive(by, request) {
      const body = JSON.parse(request.body) as Record<string, unknown>
      const events = body['events'] as WireEvent[]
      const user = userOf(body)
      const isRefused =
        ANSWERS[server.kind].isProcessed &&
        (server.isPoisoned ? server.isPoisoned(events, user) : events.some(({ name }) => isPoison(name)))
      const answer: { status: number | null; isProcessed: boolean; body?: string; retryAfter?: string } =
        server.isOffline
          ? ANSWERS.unreachable
          : isRefused && server.kind === 'good'
            ? { status: server.poisonStatus, isProcessed: false }
            : ANSWERS[server.kind]
      const entry = {
        by,
        user,
        events,
        isProcessed: answer.isProcessed && !isRefused,
        status: null,
        isClear: false,
        wasOffline: server.isOffline,
      }
      server.requests.push(entry)
      if (answer.status === null) return { entry, response: null }
      const userId = body['user_id'] ?? '00000000-0000-4000-8000-00000000000' + user.length
      const good = JSON.stringify({
        user_id: userId,
        cohorts: [cohortOf(user)],
        activations: { dfp: [cohortOf(user)] },
      })
      return {
        entry,
        response: {
          status: answer.status,
          body:
            answer.body ?? (answer.status === 200 ? good : answer.status >= 400 ? '{"error":{"message":"no"}}' : ''),
          date: server.date && answer.status ? server.date() : null,
          retryAfter: answer.retryAfter ?? null,
        },
      }
    },
  }
  return server
}
