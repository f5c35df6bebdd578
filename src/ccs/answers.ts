/**
 * The latest CCS answer per identity: survives restarts, never crosses identities. Pure.
 */
import type { CcsAnswer } from './wire.ts'
import { formatJson, parseJson } from '../json.ts'
import type { ActivationMap } from '../cohorts/cohorts.ts'
import { parseActivations, parseIds } from '../cohorts/cohorts.ts'

/** Identities remembered on one device, the latest. */
const MAX_SCOPES = 4

export interface CachedAnswer {
  scope: string
  /** Wall clock of the answer, ms. */
  at: number
  /** The `user_id` last returned. */
  userId: string
  cohorts: string[]
  activations: ActivationMap
}

/** The cache as it was stored; whatever cannot be read is left out. */
export function parseCache(text: string | null | undefined): CachedAnswer[] {
  const stored = parseJson(text)
  if (!Array.isArray(stored)) return []
  return stored
    .filter(
      (entry) =>
        entry && typeof entry.scope == 'string' && typeof entry.at == 'number' && parseActivations(entry.activations),
    )
    .map((entry) => ({
      scope: entry.scope,
      at: entry.at,
      userId: typeof entry.userId == 'string' ? entry.userId : '',
      cohorts: parseIds(entry.cohorts) || [],
      activations: parseActivations(entry.activations)!,
    }))
}

/** The entry of `scope`, or null. */
export function entryOf(cache: readonly CachedAnswer[], scope: string): CachedAnswer | null {
  return cache.filter((entry) => entry.scope == scope)[0] || null
}

/**
 * The cache after an answer: activations and cohorts replace those of `before` where the answer has them, else they stay.
 * The same answer again less than `keptMs` later keeps its time as well, so that there is nothing new to write.
 */
export function remember(
  cache: readonly CachedAnswer[],
  scope: string,
  answer: CcsAnswer,
  before: CachedAnswer | null,
  wallMs: number,
  keptMs: number,
): CachedAnswer[] {
  const entry: CachedAnswer = {
    scope,
    at: before ? before.at : wallMs,
    userId: answer.userId,
    cohorts: answer.cohorts || (before ? before.cohorts : []),
    activations: answer.activations || (before ? before.activations : {}),
  }
  const ageMs = wallMs - entry.at
  if (answer.activations && (!(ageMs >= 0 && ageMs < keptMs) || formatJson(entry) != formatJson(before)))
    entry.at = wallMs
  return [entry].concat(cache.filter((other) => other.scope != scope)).slice(0, MAX_SCOPES)
}
