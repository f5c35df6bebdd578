/**
 * Sessions: one id until the viewer was inactive for too long. Pure.
 *
 * Within a process inactivity is measured on the monotonic clock, across starts by wall-clock difference;
 * a negative difference (the clock was set back) counts as expired.
 */

import { parseJson } from '../json.ts'

export interface Session {
  id: string
  /** Identity it belongs to. */
  scope: string
  /** Wall clock of the last activity, ms. */
  activeAt: number
}

/** Whether a session of an earlier start has run out. */
export function isExpired(session: Session, wallMs: number, timeoutMs: number): boolean {
  const idleMs = wallMs - session.activeAt
  return !(idleMs >= 0 && idleMs <= timeoutMs)
}

export function parseSession(text: string | null, isId: (value: unknown) => boolean): Session | null {
  const session = parseJson(text)
  return session && isId(session.id) && typeof session.activeAt == 'number' ? session : null
}
