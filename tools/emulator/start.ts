/**
 * Starts an emulator: wires workspace, store, routes and server together.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { createRedact } from '../text/redact.ts'
import { createAccess } from './access.ts'
import { createApp } from './app.ts'
import { createCountsApi } from './counts/counts.ts'
import { createFaultList, parseFault, parseFaultRoute } from './faults.ts'
import { injectRequest } from './inject.ts'
import { createOverrideApi } from './overrides/override.ts'
import { createPublicApis } from './public-apis.ts'
import { createRequestLog } from './request-log.ts'
import { openDatabase } from './store/database.ts'
import { createStore } from './store/store.ts'
import type { StoredUser } from './store/store.ts'
import type { EmulatedUser, Emulator, EmulatorOptions } from './types.ts'
import { loadSampleWorkspace, loadWorkspace, loadWorkspaceFile } from './workspace/load.ts'
import type { LoadedWorkspace } from './workspace/load.ts'

/**
 * A local stand-in for the CCS, Contextual and segment APIs.
 *
 * Rejects with WorkspaceError for a wrong workspace, StateError for an unusable data directory and
 * the system's error (`EADDRINUSE`, …) for an address that cannot be listened on, TypeError for an empty one.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', listen = true, now = Date.now, maxRequests = 1000 } = options
  const { maxRequestBytes = 32_000_000, requestTimeoutMs = 30_000 } = options
  // As from an empty variable: Node would listen on every address.
  if (host === '') throw new TypeError('host: expected an address, received nothing')
  const workspace = resolveWorkspace(options.workspace)
  const store = createStore(openDatabase(options.data), now)
  const publicApis = createPublicApis({ workspace, store, now, newId: randomUUID })
  const faults = createFaultList()
  const token = randomBytes(18).toString('base64url')
  const secrets = [token, ...(workspace.definition.admin?.keys ?? [])]
  const log = createRequestLog({ requests: maxRequests, bytes: maxRequestBytes }, createRedact(secrets, '…'))
  const held = new Set<FastifyReply>()
  const naps = createNaps()
  let stopping: Promise<void> | undefined

  const withCohorts = (user: StoredUser): EmulatedUser => ({
    ...user,
    cohorts: publicApis.cohortsOf(user.userId).map((cohort) => cohort.id),
  })
  const users = (): EmulatedUser[] => store.users().map(withCohorts)

  const app = await createApp({
    workspace: workspace.definition,
    checkEvent: workspace.checkEvent,
    publicApis,
    overrideApi: createOverrideApi(workspace.definition, store, now),
    countsApi: createCountsApi(store, workspace.definition.admin?.programId),
    access: createAccess(token),
    faults,
    log,
    requests: log.entries,
    users,
    findUsers: (search, newest) => store.findUsers(search, newest).map(withCohorts),
    countUsers: store.countUsers,
    events: store.events,
    overrides: store.overrides.all,
    now,
    exposeHeaders: options.exposeHeaders ?? false,
    requestTimeoutMs,
    onRequest: options.onRequest,
    sleep: options.sleep ?? naps.sleep,
    isStopping: () => stopping !== undefined,
    hold(reply) {
      held.add(reply)
      reply.raw.once('close', () => held.delete(reply))
    },
  })

  async function stop(): Promise<void> {
    naps.endAll()
    for (const reply of held) reply.raw.destroy()
    await app.close()
    store.close()
  }

  try {
    if (listen) await app.listen({ port, host })
    else await app.ready()
  } catch (error) {
    await stop()
    throw error
  }
  const address = app.server.address()
  const actual = typeof address === 'object' && address !== null ? address : undefined
  return {
    url: actual === undefined ? 'http://emulator.invalid' : `http://${formatHost(host)}:${actual.port}`,
    port: actual?.port ?? 0,
    token,
    requests: log.entries,
    fault: (route, fault) => faults.order(parseFaultRoute(route), parseFault(fault)),
    clearFaults: () => faults.clear(),
    inject: (request) => injectRequest(app, request),
    users,
    events: (userId) => store.events(userId),
    overrides: () => store.overrides.all(),
    stop: () => (stopping ??= stop()),
  }
}

function resolveWorkspace(given: EmulatorOptions['workspace']): LoadedWorkspace {
  if (given === undefined) return loadSampleWorkspace()
  return typeof given === 'string' ? loadWorkspaceFile(given) : loadWorkspace(given)
}

/** An address one can connect to: the wildcards stand for this machine. */
function formatHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

/** Delays that end early when the emulator stops. */
function createNaps(): { sleep(ms: number): Promise<void>; endAll(): void } {
  const pending = new Map<NodeJS.Timeout, () => void>()
  return {
    sleep: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          pending.delete(timer)
          resolve()
        }, ms)
        pending.set(timer, resolve)
      }),
    endAll() {
      for (const [timer, resolve] of pending) {
        clearTimeout(timer)
        resolve()
      }
      pending.clear()
    },
  }
}
