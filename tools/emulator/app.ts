/**
 * The HTTP application: CORS, bodies, errors in the envelope, and the routes.
 */
import { randomUUID } from 'node:crypto'
import cors from '@fastify/cors'
import { fastify } from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ConsoleContext } from '../console/routes.ts'
import { bodyLimitBytes, createBodyReader } from './bodies.ts'
import { addOwnRoutes } from './own-routes.ts'
import type { OwnRoutesContext } from './own-routes.ts'
import { ApiError, errorOfStatus, formatError, unknownRoute, unsupportedType } from './envelope.ts'
import { Refusal } from './refusal.ts'
import type { ArrivedRequest, RequestLog, SeenRequest } from './request-log.ts'
import { flatQuery } from './vendor-api.ts'
import { addVendorRoutes } from './vendor-routes.ts'
import type { VendorRoutesContext } from './vendor-routes.ts'

export interface AppContext extends VendorRoutesContext, OwnRoutesContext, ConsoleContext {
  log: RequestLog
  now(): number
  exposeHeaders: boolean
  /** A request that is not whole after so many ms is given up. */
  requestTimeoutMs: number
  onRequest: ((request: SeenRequest) => void) | undefined
}

export async function createApp(context: AppContext): Promise<FastifyInstance> {
  const { requestTimeoutMs } = context
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    frameworkErrors: sendError,
    requestTimeout: requestTimeoutMs,
    http: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(5000, requestTimeoutMs),
    },
  })
  takeText(app)
  app.setErrorHandler(sendError)
  app.setNotFoundHandler((request, reply) => sendError(unknownRoute(request.method, pathOf(request)), request, reply))
  app.addHook('onRequest', async (_request, reply) => {
    // Set here so that a test with its own clock sees that clock.
    reply.header('date', new Date(context.now()).toUTCString())
  })
  await app.register(cors, vendorCors(context.exposeHeaders))
  const seenOf = recordRequests(app, context)
  app.addHook('onRequest', async (request) => {
    // Before its body is read, which is nobody's.
    if (request.is404) throw unknownRoute(request.method, pathOf(request))
  })
  addVendorRoutes(app, context, seenOf)
  await app.register(async (own) => addOwnRoutes(own, context))
  return app
}

/** For pages of every origin, the `null` of packaged apps included, on all routes but those with `cors: false`. */
function vendorCors(exposeHeaders: boolean) {
  return {
    origin: '*',
    methods: ['GET', 'POST'],
    allowedHeaders: ['Content-Type', 'X-Api-Key'],
    maxAge: 600,
    ...(exposeHeaders ? { exposedHeaders: ['Date', 'Retry-After'] } : {}),
  }
}

/** Bodies stay text until the route reads them, so that a fault hits malformed ones too. */
function takeText(app: FastifyInstance): void {
  const readBody = createBodyReader()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: FastifyRequest['raw']) => {
    const type = request.headers['content-type']
    if (type !== undefined && !/^(application\/json|text\/plain)\s*(;|$)/i.test(type)) throw unsupportedType(type)
    return readBody(payload, Number(request.headers['content-length'] ?? 0))
  })
}

/** Keeps every request but preflights and the emulator's own; returns the record of one. */
function recordRequests(
  app: FastifyInstance,
  context: AppContext,
): (request: FastifyRequest) => SeenRequest | undefined {
  const { log } = context
  const seen = new WeakMap<FastifyRequest, SeenRequest>()
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'OPTIONS' || request.routeOptions.config.isOwn === true) return
    const entry = log.add(arrivalOf(request, context.now()))
    seen.set(request, entry)
    // A dropped connection closes as well, so this sees every request end.
    reply.raw.once('close', () => {
      log.end(entry, context.now())
      context.onRequest?.(entry)
    })
  })
  app.addHook('preHandler', async (request) => {
    const entry = seen.get(request)
    if (entry === undefined) return
    if (typeof request.body === 'string') log.keep(entry, 'body', request.body)
    // After the route has looked at it: by then the fault that hits it is known.
    setImmediate(() => log.tell(entry))
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const entry = seen.get(request)
    if (entry === undefined) return
    entry.status = reply.statusCode
    if (payload !== undefined && payload !== null) log.keep(entry, 'answer', String(payload))
  })
  return (request) => seen.get(request)
}

function arrivalOf(request: FastifyRequest, at: number): ArrivedRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return {
    at,
    route: request.routeOptions.config.vendorRoute ?? 'unknown',
    method: request.method,
    path: pathOf(request),
    query: flatQuery(request),
    headers: Object.fromEntries(headers) as Record<string, string>,
  }
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal) return reply.status(error.status).send(error.body)
  const known = asApiError(error)
  return reply.status(known.statusCode).send(formatError(known, request.id))
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const { statusCode, message } = error as { statusCode?: number; message?: string }
  return errorOfStatus(statusCode !== undefined && statusCode >= 400 ? statusCode : 500, message)
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? ''
}
