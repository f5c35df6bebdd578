/**
 * The way of a request through a vendor's route: record, fault, answer, fault.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Fault, FaultList, RouteName } from './faults.ts'
import type { SeenRequest } from './request-log.ts'
import type { VendorApi } from './vendor-api.ts'

/** What the routes share. */
export interface RouteContext {
  faults: FaultList
  /** Waits for a fault's latency. */
  sleep(ms: number): Promise<void>
  /** True once the emulator is told to stop: nothing may be stored any more. */
  isStopping(): boolean
  /** Keeps a reply that is never answered until the emulator stops. */
  hold(reply: FastifyReply): void
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The vendor's route that this is. */
    vendorRoute?: RouteName
    /** It belongs to the emulator itself. */
    isOwn?: true
    /** False: no page of another origin may call it. */
    cors?: false
  }
}

/** The record of a request, made when it arrived. */
export type Seen = (request: FastifyRequest) => SeenRequest | undefined

/** A route's options and what answers it. */
export function createVendorRoute(route: RouteName, api: VendorApi, context: RouteContext, seenOf: Seen) {
  return {
    config: { vendorRoute: route },
    async onRequest(request: FastifyRequest): Promise<void> {
      // Whom nobody knows sends a body in vain: it is not read. A fault would hit it whatever its key.
      if (!context.faults.isPending(route)) api.admit(request)
    },
    handler: createHandler(route, api, context, seenOf),
  }
}

function createHandler(route: RouteName, api: VendorApi, context: RouteContext, seenOf: Seen) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const seen = seenOf(request)
    const fault = context.faults.take(route)
    if (fault !== null) {
      if (seen !== undefined) seen.fault = fault.kind
      if (fault.latencyMs !== undefined) await context.sleep(fault.latencyMs)
      if (context.isStopping()) return cut(reply)
      if (preempt(fault, reply, api, context)) return reply
    }
    const { status, body } = api.answer(request)
    if (fault?.kind === 'drop-after') return cut(reply)
    if (fault?.kind === 'half-body') return sendHalf(reply, status, JSON.stringify(body), fault.cleanEnd === true)
    return reply.status(status).send(body)
  }
}

/** Faults that leave the request unprocessed; true where the reply was dealt with. */
function preempt(fault: Fault, reply: FastifyReply, api: VendorApi, context: RouteContext): boolean {
  switch (fault.kind) {
    case 'status':
      if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter))
      reply.status(fault.status).send(api.refuse(fault.status, 'Ordered as a fault.', reply.request.id))
      return true
    case 'captive-portal':
      reply.status(200).type('text/html; charset=utf-8').send(portalPage)
      return true
    case 'drop-before':
      cut(reply)
      return true
    case 'hang':
      reply.hijack()
      context.hold(reply)
      return true
    default:
      return false
  }
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

function sendHalf(reply: FastifyReply, status: number, whole: string, cleanEnd: boolean): FastifyReply {
  const bytes = Buffer.from(whole)
  const half = bytes.subarray(0, Math.floor(bytes.length / 2))
  if (cleanEnd) return reply.status(status).type('application/json; charset=utf-8').send(half)
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value ?? '')
  reply.raw.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length })
  reply.raw.write(half, () => reply.raw.destroy())
  return reply
}

const portalPage = `<!doctype html>
<html><head><title>Welcome</title></head>
<body><h1>Welcome to the hotel network</h1><p>Please sign in to use the internet.</p></body></html>
`
