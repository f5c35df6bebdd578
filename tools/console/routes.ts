/**
 * The console's routes: the page at `/`, its files, the stream of requests, and what it alone needs.
 * They belong to the emulator's own routes, and are guarded with them.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { CountsApi } from '../emulator/counts/counts.ts'
import type { OverrideApi } from '../emulator/overrides/override.ts'
import { cookieName } from '../emulator/access.ts'
import { isJson, refuseType } from '../emulator/own-routes.ts'
import { Refusal } from '../emulator/refusal.ts'
import type { RequestLog, SeenRequest } from '../emulator/request-log.ts'
import { flatQuery } from '../emulator/vendor-api.ts'
import type { EventCheck } from '../emulator/workspace/event-schemas.ts'
import type { Workspace } from '../emulator/workspace/types.ts'

export interface ConsoleContext {
  workspace: Workspace
  checkEvent: EventCheck
  log: RequestLog
  countUsers(): number
  overrideApi: OverrideApi
  countsApi: CountsApi
  /** Keeps a reply that is never ended until the emulator stops. */
  hold(reply: FastifyReply): void
}

/** The page needs itself and nothing else; text cannot become markup in it. */
const security = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

export function addConsoleRoutes(app: FastifyInstance, context: ConsoleContext): void {
  const { workspace } = context
  app.get('/', (request, reply) => {
    const { token } = flatQuery(request)
    // The guard has let it in, so it is the right one; from here on the browser brings it by itself.
    if (token !== undefined) {
      const name = cookieName(request.raw.socket.localPort ?? 0)
      reply.header('set-cookie', `${name}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`)
    }
    return sendFile(reply, 'index.html')
  })
  app.get('/_emulator/console/:file', (request, reply) => sendFile(reply, (request.params as { file: string }).file))
  app.get('/_emulator/stream', (_request, reply) => stream(reply, context))
  app.get('/_emulator/overview', async () => ({
    key: workspace.keys[0],
    events: Object.keys(workspace.events),
    cohorts: workspace.cohorts.map(({ id, name, activations = [] }) => ({ id, name, activations })),
    users: context.countUsers(),
  }))
  app.get('/_emulator/counts', (request, reply) =>
    answer(reply, () => context.countsApi(flatQuery(request), workspace.admin?.programId ?? 'console')),
  )
  app.post('/_emulator/overrides', (request, reply) => {
    if (!isJson(request)) return refuseType(request, reply)
    return answer(reply.status(201), () => {
      context.overrideApi.handle(request.body, workspace.admin?.networkId ?? 'console')
      return {}
    })
  })
}

function answer(reply: FastifyReply, run: () => object): FastifyReply {
  try {
    return reply.send(run())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return reply.status(error.status).send(error.body)
  }
}

/** Files are found through the package, built or not; names hold no separators, so nothing else can be reached. */
async function sendFile(reply: FastifyReply, name: string): Promise<FastifyReply> {
  const type = types[/^[a-z-]+\.([a-z]+)$/.exec(name)?.[1] ?? '']
  const folder = dirname(createRequire(import.meta.url).resolve('ctv-tracker-tools/package.json'))
  const content =
    type === undefined ? null : await readFile(join(folder, 'console/page', name), 'utf8').catch(() => null)
  if (type === undefined || content === null)
    return reply.status(404).send({ message: `the console has no file ${name}` })
  return reply.headers(security).type(type).send(content)
}

/** More than this waiting to be read, and a reader misses some, rather than filling the memory. */
const mostWaitingBytes = 8_000_000

/**
 * Server-sent events: `request` for each one known, newest first, then `known`, then `request` for each one as it arrives
 * and again as it ends.
 */
function stream(reply: FastifyReply, { log, hold, checkEvent }: ConsoleContext): FastifyReply {
  reply.hijack()
  hold(reply)
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
  })
  raw.write('retry: 1000\n\n')
  const tell = (request: SeenRequest): void => {
    if (raw.writableLength > mostWaitingBytes) return
    raw.write(
      `event: request\ndata: ${JSON.stringify({ ...request, ignored: ignoredEvents(request, checkEvent) })}\n\n`,
    )
  }
  for (const request of [...log.entries].reverse()) tell(request)
  raw.write('event: known\ndata:\n\n')
  raw.once('close', log.watch(tell))
  return reply
}

/** Why events of an accepted request were ignored: the answer does not say, and nothing is asked for more often. */
function ignoredEvents({ route, status, fault, body }: SeenRequest, checkEvent: EventCheck): string[] {
  // A sign-in page is a 200 as well, whatever the body: nothing was looked at.
  if (route !== 'ccs' || status !== 200 || fault === 'captive-portal') return []
  const { events } = body as { events?: { name: string; properties: unknown }[] | null }
  return (events ?? []).flatMap(({ name, properties }, i) => {
    const reasons = checkEvent(name, properties)
    return reasons.length === 0 ? [] : [`events[${i}]: ${reasons.join('; ')}`]
  })
}
