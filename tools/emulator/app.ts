/**
 * The HTTP application: CORS, bodies, errors in the envelope, and the routes.
 */
import { randomUUID } from 'node:crypto'
import cors from '@fastify/cors'
import { fastify } from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addConsoleRoutes } from '../console/routes.ts'
import type { ConsoleContext } from '../console/routes.ts'
import { addOwnRoutes, isOwn } from './own-routes.ts'
import type { OwnRoutesContext } from './own-routes.ts'
import { ApiError, bodyTooLarge, errorOfStatus, formatError, unknownRoute, unsupportedType } from './envelope.ts'
import { parseJson } from './json.ts'
import type { RequestLog, SeenRequest } from './request-log.ts'
import { flatQuery } from './vendor-route.ts'
import { addVendorRoutes, isServerRoute, routeOf } from './vendor-routes.ts'
import type { VendorRoutesContext } from './vendor-routes.ts'

export interface AppContext extends VendorRoutesContext, OwnRoutesContext, ConsoleContext {
  log: RequestLog
  now(): number
  exposeHeaders: boolean
  onRequest: ((request: SeenRequest) => void) | undefined
}

/** The largest body taken, in bytes. */
export const bodyLimitBytes = 1_000_000

export async function createApp(context: AppContext): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    frameworkErrors: sendError,
  })
  const seen = new WeakMap<FastifyRequest, SeenRequest>()

  await app.register(cors, {
    delegator: (request, done) =>
      done(null, isForScripts(request) ? vendorCors(context.exposeHeaders) : { origin: false }),
  })
  takeText(app)
  app.addHook('onRequest', async (request, reply) => {
    // Set here so that a test with its own clock sees that clock.
    reply.header('date', new Date(context.now()).toUTCString())
    if (request.method === 'OPTIONS' || isOwn(request)) return
    const entry = record(request, context)
    seen.set(request, entry)
    // A dropped connection closes as well, so this sees every request end.
    reply.raw.once('close', () => {
      context.log.end(entry, context.now())
      context.onRequest?.(entry)
    })
  })
  app.addHook('preHandler', async (request) => {
    const entry = seen.get(request)
    if (entry === undefined) return
    entry.body = readable(request.body)
    // After the route has looked at it: by then the fault that hits it is known.
    setImmediate(() => context.log.tell(entry))
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const entry = seen.get(request)
    if (entry !== undefined) {
      entry.status = reply.statusCode
      entry.answer = readable(payload)
    }
  })
  app.setErrorHandler(sendError)
  app.setNotFoundHandler((request, reply) => sendError(unknownRoute(request.method, pathOf(request)), request, reply))

  addVendorRoutes(app, context, (request) => seen.get(request))
  addOwnRoutes(app, context)
  addConsoleRoutes(app, context)
  return app
}

/** Whether a page may call a URL: not the emulator's own routes, and not those that take secret keys. */
function isForScripts(request: FastifyRequest): boolean {
  const route = routeOf(pathOf(request))
  return !isOwn(request) && !(route !== undefined && isServerRoute(route))
}

/** A packaged app has the origin `null`, which the wildcard covers. */
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
  app.removeAllContentTypeParsers()
  const asText = (
    _request: FastifyRequest,
    body: string | Buffer,
    done: (error: Error | null, body?: unknown) => void,
  ): void => done(null, String(body))
  app.addContentTypeParser(['application/json', 'text/plain'], { parseAs: 'string' }, asText)
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    const type = request.headers['content-type']
    if (type === undefined) done(null, String(body))
    else done(unsupportedType(type))
  })
}

function record(request: FastifyRequest, context: AppContext): SeenRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return context.log.add({
    at: context.now(),
    route: routeOf(pathOf(request)) ?? 'unknown',
    method: request.method,
    path: pathOf(request),
    query: flatQuery(request),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: null,
    status: null,
    answer: null,
    fault: null,
    endedAt: null,
  })
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asApiError(error)
  return reply.status(known.statusCode).send(formatError(known, request.id))
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLarge(bodyLimitBytes)
  return errorOfStatus(statusCode !== undefined && statusCode >= 400 ? statusCode : 500, message)
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? ''
}

/** What was sent, parsed where it is JSON; null where it is empty. */
function readable(payload: unknown): unknown {
  if (payload === undefined || payload === null || payload === '') return null
  const text = String(payload)
  try {
    return parseJson(text)
  } catch {
    // Not readable as JSON: the text itself is the record.
    return text
  }
}
