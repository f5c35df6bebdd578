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

export interface Diagnostic {
  code: DiagnosticCode
  /** One sentence: what happened, what was expected, what came. Never a key or an id. */
  message: string
  /** HTTP status, where there was one. */
  status?: number
}
