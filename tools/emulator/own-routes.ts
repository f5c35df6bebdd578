/**
 * The emulator's own routes, under `/_emulator/`: faults, seen requests, users and events.
 * They are no part of any vendor's API, answer only to this machine, and carry no CORS headers.
 */
import type { FastifyInstance } from 'fastify'
import { parseFault, parseFaultRoute } from './faults.ts'
import type { FaultList } from './faults.ts'
import type { SeenRequest } from './request-log.ts'
import type { StoredOverride } from './store/overrides.ts'
import type { StoredEvent } from './store/store.ts'
import type { EmulatedUser } from './types.ts'

export interface OwnRoutesContext {
  faults: FaultList
  requests: readonly SeenRequest[]
  users(): EmulatedUser[]
  events(userId?: string): StoredEvent[]
  overrides(): StoredOverride[]
}

const prefix = '/_emulator/'

/** Whether a URL belongs to the emulator itself. */
export function isOwnPath(url: string | undefined): boolean {
  return url !== undefined && url.startsWith(prefix)
}

export function addOwnRoutes(app: FastifyInstance, context: OwnRoutesContext): void {
  app.addHook('onRequest', async (request, reply) => {
    if (isOwnPath(request.url) && !isLoopback(request.ip)) {
      await reply.status(403).send({ message: 'These routes answer only to the machine the emulator runs on.' })
    }
  })
  app.get(`${prefix}faults`, async () => context.faults.list())
  app.post(`${prefix}faults`, async (request, reply) => {
    // Any site may send plain text without asking first; JSON needs a preflight, which it does not get.
    const type = request.headers['content-type'] ?? 'no content type'
    if (!type.startsWith('application/json')) return reply.status(415).send({ message: `expected application/json, received ${type}` })
    try {
      const { route = '*', ...fault } = JSON.parse(String(request.body)) as Record<string, unknown>
      context.faults.order(parseFaultRoute(route), parseFault(fault))
      return await reply.status(201).send(context.faults.list())
    } catch (error) {
      return reply.status(400).send({ message: (error as Error).message })
    }
  })
  app.delete(`${prefix}faults`, async (_request, reply) => {
    context.faults.clear()
    return reply.status(204).send()
  })
  app.get(`${prefix}requests`, async () => context.requests)
  app.get(`${prefix}users`, async () => context.users())
  app.get(`${prefix}overrides`, async () => context.overrides())
  app.get(`${prefix}events`, async (request) => context.events((request.query as { user_id?: string }).user_id))
}

/** Whether a peer is this machine. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
