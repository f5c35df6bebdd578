/**
 * The latest CCS answer per identity: survives restarts, never crosses identities.
 */
import type { ActivationMap } from '../cohorts/cohorts.ts'
import { createRoom, parseActivations, parseIds } from '../cohorts/cohorts.ts'
import type { Context } from '../context.ts'
import { formatJson, parseJson } from '../json.ts'
import type { Storage } from '../storage/storage.ts'
import type { CcsAnswer } from './wire.ts'
import { isUserId } from './wire.ts'

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
  const entries: CachedAnswer[] = []
  stored.slice(0, MAX_SCOPES).forEach((entry) => {
    const room = createRoom()
    const activations = entry && parseActivations(entry.activations, room)
    if (!activations || typeof entry.scope != 'string' || typeof entry.at != 'number') return
    const { scope, at, userId } = entry
    entries.push({
      scope,
      at,
      userId: isUserId(userId) ? userId : '',
      cohorts: parseIds(entry.cohorts, room) || [],
      activations,
    })
  })
  return entries
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
    userId: answer.userId || (before ? before.userId : ''),
    cohorts: answer.cohorts || (before ? before.cohorts : []),
    activations: answer.activations || (before ? before.activations : {}),
  }
  const ageMs = wallMs - entry.at
  if (answer.activations && (!(ageMs >= 0 && ageMs < keptMs) || formatJson(entry) != formatJson(before)))
    entry.at = wallMs
  return [entry].concat(cache.filter((other) => other.scope != scope)).slice(0, MAX_SCOPES)
}

export interface Answers {
  /** The last answer about an identity, however old, or null. */
  _last(scope: string): CachedAnswer | null
  /** The same, unless it is too old. */
  _fresh(scope: string): CachedAnswer | null
  /** Milliseconds since it came: on the monotonic clock for answers of this process, else by the wall clock. */
  _ageMs(answer: CachedAnswer): number
  _add(scope: string, answer: CcsAnswer): void
  /** Takes over what another store held, where there is nothing yet. */
  _adopt(text: string | undefined): void
}

export function createAnswers({ settings, ports }: Context, storage: Pick<Storage, '_get' | '_set'>): Answers {
  const { clock } = ports
  const { ttlMs } = settings.activations
  let text = storage._get('activations')
  let cache = parseCache(text)
  /** When the maps of this process came, on the monotonic clock; of the identities in the cache alone. */
  let heardMs: Record<string, number | undefined> = {}

  const last = (scope: string): CachedAnswer | null => entryOf(cache, scope)

  function ageMs({ scope, at }: CachedAnswer): number {
    const heard = heardMs[scope]
    return heard == null ? clock.wallMs() - at : clock.monotonicMs() - heard
  }

  function fresh(scope: string): CachedAnswer | null {
    const answer = last(scope)
    return answer && ageMs(answer) >= 0 && ageMs(answer) <= ttlMs ? answer : null
  }

  return {
    _last: last,
    _fresh: fresh,
    _ageMs: ageMs,
    _add(scope, answer) {
      const before = fresh(scope)
      const heardBefore = heardMs
      // The same answer again is written again only after a hundredth of the time for which it counts.
      cache = remember(cache, scope, answer, before, clock.wallMs(), ttlMs / 100)
      heardMs = {}
      cache.forEach((entry) => (heardMs[entry.scope] = heardBefore[entry.scope]))
      // An answer without a map leaves the former one, and its age.
      if (answer.activations || !before) heardMs[scope] = clock.monotonicMs()
      const next = formatJson(cache)
      if (next != text) storage._set('activations', (text = next))
    },
    _adopt(other) {
      if (!cache[0]) cache = parseCache(other)
    },
  }
}
