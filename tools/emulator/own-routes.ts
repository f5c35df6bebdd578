/**
 * The emulator's own routes, under `/_emulator/`: faults, seen requests, users and events.
 * They are no part of any vendor's API, answer only to this machine, and carry no CORS headers.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseFault, parseFaultKind, parseFaultRoute } from './faults.ts'
import type { FaultList } from './faults.ts'
import type { SeenRequest } from './request-log.ts'
import type { StoredOverride } from './store/overrides.ts'
import type { StoredEvent } from './store/store.ts'
import type { EmulatedUser } from './types.ts'

export interface OwnRoutesContext {
  faults: FaultList
  requests: readonly SeenRequest[]
  users(): EmulatedUser[]
  /** The newest users with `search` in their id or an alias id, oldest first. */
  findUsers(search: string, newest: number): EmulatedUser[]
  events(userId?: string): StoredEvent[]
  overrides(): StoredOverride[]
}

const prefix = '/_emulator/'

/** Whether a request is for the emulator itself: its console page, or what lies under `/_emulator/`. */
export function isOwn({ method, url }: { method: string; url: string }): boolean {
  return url.startsWith(prefix) || (method !== 'POST' && /^\/(\?|$)/.test(url))
}

export function addOwnRoutes(app: FastifyInstance, context: OwnRoutesContext): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isOwn(request)) return
    // A site whose name was made to lead here comes from this machine's browser, under that name.
    if (!isLoopback(request.ip) || !isLoopbackName(request.hostname)) {
      await reply
        .status(403)
        .send({ message: 'These routes answer only to the machine the emulator runs on, as localhost or 127.0.0.1.' })
    }
  })
  app.get(`${prefix}faults`, async () => context.faults.list())
  app.post(`${prefix}faults`, async (request, reply) => {
    if (!isJson(request)) return refuseType(request, reply)
    try {
      const { route = '*', ...fault } = (JSON.parse(String(request.body)) ?? {}) as Record<string, unknown>
      context.faults.order(parseFaultRoute(route), parseFault(fault))
      return await reply.status(201).send(context.faults.list())
    } catch (error) {
      return reply.status(400).send({ message: (error as Error).message })
    }
  })
  app.delete(`${prefix}faults`, async (request, reply) => {
    const { route, kind } = request.query as { route?: unknown; kind?: unknown }
    try {
      context.faults.clear(
        route === undefined ? undefined : parseFaultRoute(route),
        kind === undefined ? undefined : parseFaultKind(kind),
      )
      return await reply.status(204).send()
    } catch (error) {
      return reply.status(400).send({ message: (error as Error).message })
    }
  })
  app.get(`${prefix}requests`, async () => context.requests)
  app.get(`${prefix}users`, async (request) => {
    const { search = '', newest } = request.query as { search?: string; newest?: string }
    return newest === undefined && search === '' ? context.users() : context.findUsers(search, limitOf(newest))
  })
  app.get(`${prefix}overrides`, async () => context.overrides())
  app.get(`${prefix}events`, async (request) => {
    const { user_id: userId, newest } = request.query as { user_id?: string; newest?: string }
    return context.events(userId).slice(-limitOf(newest))
  })
}

/** A whole number above 0; anything else is no limit. */
function limitOf(text: string | undefined): number {
  return /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : Number.MAX_SAFE_INTEGER
}

/** Any site may send plain text without asking first; JSON needs a preflight, which it does not get. */
export function isJson(request: FastifyRequest): boolean {
  return request.headers['content-type']?.startsWith('application/json') === true
}

export function refuseType(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .status(415)
    .send({ message: `expected application/json, received ${request.headers['content-type'] ?? 'no content type'}` })
}

/** Whether a name in an address can only mean this machine. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || isLoopback(name.replace(/^\[|\]$/g, ''))
}

/** Whether a peer is this machine. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
