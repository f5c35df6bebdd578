/**
 * The gate: what a change of the decision means. Pure.
 */
import type { ConsentStatus } from '../ports/consent-source.ts'

export interface GateStep {
  status: ConsentStatus
  /** `open`: read the stores and begin; `shut`: forget in memory, leave the device alone; `erase`: shut, and delete everything of ours. */
  action: 'open' | 'shut' | 'erase' | 'none'
}

/** Only a refusal deletes; not knowing keeps the gate shut and what is stored untouched. */
export function decide(before: ConsentStatus, now: ConsentStatus): GateStep {
  if (now == 'denied') return { status: now, action: 'erase' }
  if (now == before) return { status: now, action: 'none' }
  if (now == 'granted') return { status: now, action: 'open' }
  return { status: now, action: before == 'granted' ? 'shut' : 'none' }
}

/** A status from a foreign source; anything else is `unknown`. */
export function parseStatus(value: unknown): ConsentStatus {
  return value === 'granted' || value === 'denied' ? value : 'unknown'
}
