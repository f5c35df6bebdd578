/**
 * What a user of the emulator as a library sees: types only.
 */
import type { Fault, RouteName } from './faults.ts'
import type { SeenRequest } from './request-log.ts'
import type { StoredOverride } from './store/overrides.ts'
import type { StoredEvent, StoredUser } from './store/store.ts'
import type { Workspace } from './workspace/types.ts'

export interface EmulatorOptions {
  /** TCP port. Default 0: a free one. */
  port?: number
  /** Address to listen on. Default `127.0.0.1`. */
  host?: string
  /** False: no socket at all, only `inject`. Default true. */
  listen?: boolean
  /** Directory of the embedded database, made where it is missing. Default: in memory. */
  data?: string
  /** Path of a workspace file, or a workspace. Default: the commented sample. */
  workspace?: string | Workspace
  /** Wall clock in ms: receipt times, windows of days, the `Date` header. Default `Date.now`. */
  now?: () => number
  /** Waits for a fault's latency. Default: real time. */
  sleep?: (ms: number) => Promise<void>
  /** Lets scripts read `Date` and `Retry-After`. Default false, as servers do. */
  exposeHeaders?: boolean
  /** How many requests `requests` keeps, the newest. Default 1,000. */
  maxRequests?: number
  /** How many characters of bodies, answers and headers `requests` keeps in all. Default 32,000,000. */
  maxRequestBytes?: number
  /** A request that has not arrived whole after so many ms is given up. Default 30,000. */
  requestTimeoutMs?: number
  /** Called when a request is over: answered, dropped or given up. */
  onRequest?: (request: SeenRequest) => void
}

/** A user with the cohorts that the next answer would hold. */
export interface EmulatedUser extends StoredUser {
  cohorts: string[]
}

export interface InjectRequest {
  /** Default POST. */
  method?: string
  /** Path with query, or a whole URL; its host is ignored. */
  url: string
  headers?: Record<string, string>
  /** Text is sent as it is, anything else as JSON. */
  body?: unknown
  /** Aborting rejects the promise, as a client that gives up. */
  signal?: AbortSignal
}

export interface InjectResponse {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  /** The headers that a script of another origin may read. */
  scriptHeaders: Record<string, string>
  body: string
  /** The parsed body; throws where it is not JSON. */
  json(): unknown
}

export interface Emulator {
  /** Base URL for all APIs; `http://emulator.invalid` where it does not listen. */
  readonly url: string
  /** The port listened on, or 0. */
  readonly port: number
  /** Opens the console and `/_emulator/` from other machines: `URL/?token=…`, or `Authorization: Bearer …`. */
  readonly token: string
  /** The newest requests, oldest first; the same array throughout. Preflights are left out. */
  readonly requests: readonly SeenRequest[]
  /** Orders a fault for a route, or `'*'` for all; throws TypeError on a wrong one. */
  fault(route: RouteName | '*', fault: Fault): void
  clearFaults(): void
  /** Handles a request in process; rejects where a network client would see a broken connection. */
  inject(request: InjectRequest): Promise<InjectResponse>
  /** Everybody known, oldest first. */
  users(): EmulatedUser[]
  /** Stored events in order of arrival, of one user or of all; rejected ones included. */
  events(userId?: string): StoredEvent[]
  /** The last override of each identifier and segment, in order of arrival; resets included. */
  overrides(): StoredOverride[]
  /** Ends connections, closes the database. Safe to call twice. */
  stop(): Promise<void>
}
