/**
 * The gate: what a change of the decision means. Pure.
 */
import type { ConsentStatus } from '../ports/consent-source.ts'

/** `open`: read the stores and begin; `shut`: forget in memory, leave the device alone; `erase`: shut, and delete everything of ours. */
export type GateAction = 'open' | 'shut' | 'erase' | 'none'

/** Only a refusal deletes; not knowing keeps the gate shut and what is stored untouched. */
export function decide(before: ConsentStatus, now: ConsentStatus): GateAction {
  if (now == 'denied') return 'erase'
  if (now == before) return 'none'
  if (now == 'granted') return 'open'
  return before == 'granted' ? 'shut' : 'none'
}

/** A status from a foreign source; anything else is `unknown`. */
export function parseStatus(value: unknown): ConsentStatus {
  return value === 'granted' || value === 'denied' ? value : 'unknown'
}
