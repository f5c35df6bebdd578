/**
 * `ctv-tracker-tools/emulator/core`: what the emulator answers with, without a server, a database or Node: for a page or a worker.
 */
import { errorOfStatus, formatError, unknownRoute } from './envelope.ts'
import { createPublicApis, publicPaths } from './public-apis.ts'
import type { PublicRoute } from './public-apis.ts'
import { createMemoryStore } from './store/memory-store.ts'
import type { StoredEvent } from './store/store.ts'
import type { EmulatedUser } from './types.ts'
import { readTrustedWorkspace, trustWorkspace } from './workspace/trusted.ts'
import type { Workspace } from './workspace/types.ts'

export interface EmulatorCoreOptions {
  /** A workspace, or the text of its file. It is taken as it is: `ctv-tracker emulator` checks one. */
  workspace: string | Workspace
  /** Makes user ids and request ids: UUIDs. */
  newId: () => string
  /** Wall clock in ms. Default `Date.now`. */
  now?: () => number
}

export interface CoreRequest {
  method: string
  /** Path with query, or a whole URL; its host is ignored. */
  url: string
  /** By lower-case name. */
  headers?: Readonly<Record<string, string>>
  body?: string
}

export interface CoreAnswer {
  status: number
  /** JSON. */
  body: string
}

export interface EmulatorCore {
  /** Answers segmentation, Contextual and identify; 404 for anything else. */
  handle(request: CoreRequest): CoreAnswer
  /** Everybody known, oldest first, with the cohorts that the next answer would hold. */
  users(): EmulatedUser[]
  /** Stored events in order of arrival, of one user or of all; rejected ones included. */
  events(userId?: string): StoredEvent[]
}

/** Everything is kept in memory. Throws where an event's schema cannot be compiled. */
export function createEmulatorCore({ workspace, newId, now = Date.now }: EmulatorCoreOptions): EmulatorCore {
  const store = createMemoryStore(now)
  const loaded = typeof workspace === 'string' ? readTrustedWorkspace(workspace) : trustWorkspace(workspace)
  const { apis, cohortsOf } = createPublicApis({ workspace: loaded, store, now, newId })
  const routes = Object.keys(publicPaths) as PublicRoute[]

  function answer({ method, url, headers = {}, body }: CoreRequest): { status: number; body: object } {
    const { pathname, searchParams } = new URL(url, 'http://emulator.invalid')
    const id = newId()
    const route = routes.find((each) => method === 'POST' && publicPaths[each] === pathname)
    if (route === undefined) return { status: 404, body: formatError(unknownRoute(method, pathname), id) }
    try {
      return apis[route].answer({ id, headers, query: firstOfEach(searchParams), params: {}, body })
    } catch (error) {
      return { status: 500, body: formatError(errorOfStatus(500, (error as Error).message), id) }
    }
  }

  return {
    handle(request) {
      const { status, body } = answer(request)
      return { status, body: JSON.stringify(body) }
    },
    users: () => store.users().map((user) => ({ ...user, cohorts: cohortsOf(user.userId).map(({ id }) => id) })),
    events: (userId) => store.events(userId),
  }
}

function firstOfEach(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...parameters].reverse())
}

export type { EmulatedUser } from './types.ts'
export type { StoredEvent, StoredUser } from './store/store.ts'
export type { Cohort, ContextualCohort, Workspace } from './workspace/types.ts'
