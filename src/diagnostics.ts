/**
 * The closed list of run-time troubles. `docs/errors.md` explains each; a test keeps both equal.
 */
export const DIAGNOSTIC_CODES = [
  'bad-event',
  'bad-content',
  'bad-player',
  'bad-identity',
  'personal-data',
  'listener-error',
  'storage-unavailable',
  'storage-failed',
  'storage-slow',
  'request-failed',
  'request-refused',
  'unauthorised',
  'delivery-stopped',
  'user-id-changed',
  'device-id-unavailable',
  'synchronous-validation',
  'clock-corrected',
  'shape-failed',
  'port-failed',
] as const

export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number]

/** What a request said of itself: the API, the status (0 without an answer), and of CCS the outcome, the events and its reason. */
type RequestFacts =
  | readonly [api: 'contextual' | 'identify', status: number]
  | readonly [api: 'ccs', status: number, outcome: string, events: number, reason: string]

/**
 * The facts of each diagnostic, in order. Where a code has several sentences the first fact tells them apart.
 * `src/sentences.ts` makes a sentence of them.
 */
export interface DiagnosticFacts {
  'bad-event': readonly [what: 'name', received: string] | readonly [what: 'properties', of: string, reason: string]
  'bad-content': readonly [what: 'unusable' | 'no-url'] | readonly [what: 'kind', received: string]
  'bad-player': readonly []
  'bad-identity': readonly [reason: string]
  'personal-data': readonly [path: string]
  'listener-error': readonly [event: string, thrown: string]
  'storage-unavailable': readonly [ids: string, queue: string]
  'storage-failed':
    | readonly [what: 'emptied' | 'memory-only']
    | readonly [what: 'cleared', store: string]
    | readonly [what: 'refused', store: string, key: string]
    | readonly [what: 'left', store: string, next: string]
  'storage-slow': readonly [store: string]
  'request-failed': RequestFacts
  'request-refused': RequestFacts
  unauthorised: RequestFacts
  'delivery-stopped': readonly [cause: string]
  'user-id-changed': readonly [what: 'other' | 'unusable']
  'device-id-unavailable': readonly []
  'synchronous-validation': readonly []
  'clock-corrected': readonly [seconds: number]
  'shape-failed': readonly [thrown: string]
  'port-failed': readonly [what: 'port' | 'transport', thrown: string]
}

/** Tells the app of trouble: `report('storage-failed', ['refused', 'localStorage', 'id'])`. */
export type Report = <C extends DiagnosticCode>(code: C, facts: DiagnosticFacts[C], status?: number) => void

export interface Diagnostic {
  code: DiagnosticCode
  /** What happened, what was expected, what came: a sentence, or in `.min.js` the facts alone. Never a key or an id. */
  message: string
  /** HTTP status, where there was one. */
  status?: number
}
