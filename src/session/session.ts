/**
 * Sessions: one id until the viewer was inactive for too long. Pure.
 *
 * Within a process inactivity is measured on the monotonic clock, across starts by wall-clock difference;
 * a negative difference (the clock was set back) counts as expired.
 */
import type { StoredId } from '../identity/ids.ts'

/** Its time is that of the last activity. */
export interface Session extends StoredId {
  /** Identity it belongs to. */
  scope: string
}

/** Whether a session of an earlier start has run out. */
export function isExpired({ at }: StoredId, wallMs: number, timeoutMs: number): boolean {
  const idleMs = wallMs - at
  return !(idleMs >= 0 && idleMs <= timeoutMs)
}
