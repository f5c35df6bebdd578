/**
 * The emulator's own routes, under `/_emulator/`: faults, seen requests, users and events.
 * They are no part of any vendor's API, answer to this machine or to whoever has the token, and carry no CORS headers.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addConsoleRoutes } from '../console/routes.ts'
import type { ConsoleContext } from '../console/routes.ts'
import type { Access } from './access.ts'
import { parseFault, parseFaultKind, parseFaultRoute } from './faults.ts'
import type { FaultList } from './faults.ts'
import type { SeenRequest } from './request-log.ts'
import type { StoredOverride } from './store/overrides.ts'
import type { StoredEvent } from './store/store.ts'
import type { EmulatedUser } from './types.ts'
import { flatQuery } from './vendor-api.ts'

export interface OwnRoutesContext {
  access: Access
  faults: FaultList
  requests: readonly SeenRequest[]
  users(): EmulatedUser[]
  /** The newest users with `search` in their id or an alias id, oldest first. */
  findUsers(search: string, newest: number): EmulatedUser[]
  events(userId?: string): StoredEvent[]
  overrides(): StoredOverride[]
}

const prefix = '/_emulator/'

/** Adds them to a scope of their own: what the router matches here is guarded, however the request spelt it. */
export function addOwnRoutes(app: FastifyInstance, context: OwnRoutesContext & ConsoleContext): void {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, isOwn: true, cors: false }
  })
  app.addHook('onRequest', async (request, reply) => {
    const { remoteAddress = '', localPort = 0 } = request.raw.socket
    const reason = context.access({
      peer: remoteAddress,
      port: localPort,
      target: request.raw.url ?? '',
      headers: request.headers,
      isPage: request.routeOptions.url === '/' && request.method === 'GET',
    })
    reply.headers(ownHeaders)
    if (reason !== null) await reply.status(403).send({ message: reason })
  })
  addFaultRoutes(app, context)
  addStateRoutes(app, context)
  addConsoleRoutes(app, context)
  // Whatever else is asked for here, preflights too, is no business of other origins.
  app.all(`${prefix}*`, sayUnknown)
  app.options('/', sayUnknown)
}

function sayUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .status(404)
    .send({ message: `the emulator has no route ${request.method} ${request.url.split('?')[0] ?? ''}` })
}

/** No other site may load what comes from here, as whatever it takes it for. */
const ownHeaders = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

function addFaultRoutes(app: FastifyInstance, context: OwnRoutesContext): void {
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
    const { route, kind } = flatQuery(request)
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
}

function addStateRoutes(app: FastifyInstance, context: OwnRoutesContext): void {
  app.get(`${prefix}requests`, async () => context.requests)
  app.get(`${prefix}users`, async (request) => {
    const { search = '', newest } = flatQuery(request)
    return newest === undefined && search === '' ? context.users() : context.findUsers(search, limitOf(newest))
  })
  app.get(`${prefix}overrides`, async () => context.overrides())
  app.get(`${prefix}events`, async (request) => {
    const { user_id: userId, newest } = flatQuery(request)
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
