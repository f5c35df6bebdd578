/**
 * Faults that can be ordered per route: their types, and the list of those still to come.
 * Pure bookkeeping; what a fault does to an answer is in `vendor-route.ts`.
 */

/** The routes of the vendors' APIs that the emulator serves. */
export type RouteName = 'ccs' | 'contextual' | 'identify' | 'overrides' | 'counts'

/** All route names, for checking input. */
export const routeNames: readonly RouteName[] = ['ccs', 'contextual', 'identify', 'overrides', 'counts']

interface FaultBase {
  /** How many requests it hits. Default: every request until the faults are cleared. */
  count?: number
  /** Delay in ms before the fault acts. Default 0. */
  latencyMs?: number
}

/** One way in which a request goes wrong. */
export type Fault =
  /** The answer is right but late: the request waits `latencyMs` before it is processed. */
  | (FaultBase & { kind: 'latency'; latencyMs: number })
  /** Not processed; answered with this status (400 to 599) and the error envelope. */
  | (FaultBase & {
      kind: 'status'
      status: number
      /** Value of `Retry-After`: seconds or an HTTP date. */ retryAfter?: number | string
    })
  /** The connection is closed and nothing was processed. */
  | (FaultBase & { kind: 'drop-before' })
  /** The request is processed, then the connection is closed: the answer is lost. */
  | (FaultBase & { kind: 'drop-after' })
  /**
   * Processed; only the first half of the answer arrives. By default the connection then breaks;
   * with `cleanEnd` the half looks complete, as behind a proxy that cuts.
   */
  | (FaultBase & { kind: 'half-body'; cleanEnd?: boolean })
  /** Not processed; 200 with an HTML page, as a hotel network answers. */
  | (FaultBase & { kind: 'captive-portal' })
  /** Not processed and never answered; ends when the client gives up or the emulator stops. */
  | (FaultBase & { kind: 'hang' })

/** An ordered fault and what is left of it. */
export interface OrderedFault {
  route: RouteName | '*'
  fault: Fault
  /** Requests it will still hit, or null for every one. */
  remaining: number | null
}

/** The faults still to come, in the order in which they were ordered. */
export interface FaultList {
  /** Orders a fault. One without a count that was ordered earlier for the same route gives way. */
  order(route: RouteName | '*', fault: Fault): void
  /** Whether the next request to this route will be hit. */
  isPending(route: RouteName): boolean
  /** The fault that hits this request, if any; counted down. */
  take(route: RouteName): Fault | null
  list(): OrderedFault[]
  /** Takes back those for a route and of a kind; without either, of every one. */
  clear(route?: RouteName | '*', kind?: Fault['kind']): void
}

/** More than any test needs, and few enough to be listed. */
const mostOrders = 1000

export function createFaultList(): FaultList {
  let ordered: OrderedFault[] = []
  const next = (route: RouteName): OrderedFault | undefined =>
    ordered.find((entry) => entry.route === route || entry.route === '*')
  return {
    isPending: (route) => next(route) !== undefined,
    order(route, fault) {
      ordered = ordered.filter((other) => other.route !== route || other.remaining !== null)
      if (ordered.length >= mostOrders)
        throw new TypeError(`faults: expected at most ${mostOrders} ordered at a time; clear some first`)
      ordered.push({ route, fault: { ...fault }, remaining: fault.count ?? null })
    },
    take(route) {
      const found = next(route)
      if (found === undefined) return null
      if (found.remaining !== null) {
        found.remaining -= 1
        if (found.remaining === 0) ordered = ordered.filter((entry) => entry !== found)
      }
      return found.fault
    },
    list: () => ordered.map((entry) => ({ ...entry, fault: { ...entry.fault } })),
    clear(route, kind) {
      ordered = ordered.filter(
        (entry) => (route !== undefined && entry.route !== route) || (kind !== undefined && entry.fault.kind !== kind),
      )
    },
  }
}

const kinds: readonly Fault['kind'][] = [
  'latency',
  'status',
  'drop-before',
  'drop-after',
  'half-body',
  'captive-portal',
  'hang',
]

/** Checks a fault; throws a TypeError that names the field, what was expected and what came. */
export function parseFault(input: unknown): Fault {
  if (typeof input !== 'object' || input === null) throw expected('fault', 'an object', input)
  const fault = input as Record<string, unknown>
  parseFaultKind(fault['kind'])
  wholeNumber(fault, 'count', 1, Number.MAX_SAFE_INTEGER)
  wholeNumber(fault, 'latencyMs', 0, 2 ** 31 - 1)
  if (fault['kind'] === 'latency' && fault['latencyMs'] === undefined)
    throw expected('latencyMs', 'a number of ms', undefined)
  if (fault['kind'] === 'status') {
    if (fault['status'] === undefined) throw expected('status', 'a status from 400 to 599', undefined)
    wholeNumber(fault, 'status', 400, 599)
    if (!isRetryAfter(fault['retryAfter'])) throw expected('retryAfter', 'seconds or an HTTP date', fault['retryAfter'])
  }
  if (fault['cleanEnd'] !== undefined && typeof fault['cleanEnd'] !== 'boolean')
    throw expected('cleanEnd', 'true or false', fault['cleanEnd'])
  const known = fields.filter((field) => fault[field] !== undefined).map((field) => [field, fault[field]])
  return Object.fromEntries(known) as unknown as Fault
}

const fields = ['kind', 'count', 'latencyMs', 'status', 'retryAfter', 'cleanEnd']

/** Wrong dates are for tests to order; what no header can carry is not. */
function isRetryAfter(value: unknown): boolean {
  if (value === undefined) return true
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && /^[ -~]{1,200}$/.test(value)
}

/** Checks the kind of a fault; throws a TypeError. */
export function parseFaultKind(input: unknown): Fault['kind'] {
  if (kinds.includes(input as Fault['kind'])) return input as Fault['kind']
  throw expected('kind', `one of ${kinds.join(', ')}`, input)
}

/** Checks the route of a fault; throws a TypeError. */
export function parseFaultRoute(input: unknown): RouteName | '*' {
  if (input === '*' || routeNames.includes(input as RouteName)) return input as RouteName | '*'
  throw expected('route', `one of ${routeNames.join(', ')}, *`, input)
}

function wholeNumber(fault: Record<string, unknown>, field: string, min: number, max: number): void {
  const value = fault[field]
  if (value === undefined) return
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw expected(field, `a whole number from ${min} to ${max}`, value)
  }
}

function expected(field: string, what: string, received: unknown): TypeError {
  return new TypeError(`${field}: expected ${what}, received ${JSON.stringify(received) ?? 'nothing'}`)
}
