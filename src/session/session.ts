/**
 * Sessions: one id until the viewer was inactive for too long.
 *
 * Within a process inactivity is measured on the monotonic clock, across starts by wall-clock difference; a negative difference (the
 * clock was set back) counts as expired. Nothing here waits: a session that ran out is replaced when something happens.
 */
import type { Context } from '../context.ts'
import type { CreateId, StoredId } from '../identity/ids.ts'
import { parseStoredId } from '../identity/ids.ts'
import { formatJson } from '../json.ts'
import type { Storage } from '../storage/storage.ts'

/** Its time is that of the last activity. */
export interface StoredSession extends StoredId {
  /** Identity it belongs to. */
  scope: string
}

/** Whether a session of an earlier start has run out. */
export function isExpired({ at }: StoredId, wallMs: number, timeoutMs: number): boolean {
  const idleMs = wallMs - at
  return !(idleMs >= 0 && idleMs <= timeoutMs)
}

export interface SessionOptions {
  readonly _storage: Pick<Storage, '_get' | '_set'>
  readonly _createId: CreateId
}

/** A session was opened. */
type OnBegin = (sessionId: string, reason: 'start' | 'timeout' | 'identify') => void

export interface Session {
  /** The id of the session that runs, or null. */
  _id(): string | null
  /**
   * The viewer did something: the id of the session that runs, or of a new one, whose `reason` is given or found. `nowMs` where
   * it was read already.
   */
  _open(nowMs?: number, reason?: 'identify'): string
  /** Takes up the session of an earlier start, where it belongs to the present identity and has not run out. */
  _resume(text: string | null | undefined): void
  /** A stored view says that its session was still active at that wall-clock time: it may go on after all. */
  _revive(id: string, activeAt: number): void
  /** Another identity: its stored session goes on, else the next activity opens one. Returns whether one ran before. */
  _change(scope: string): boolean
  /** Wall clock of the last activity, ms. */
  _activeAt(): number
  /** Stores the last activity exactly. */
  _save(): void
  /** Hidden, or taken down: saves, and remembers since when. */
  _hide(): void
  /** Visible again: the monotonic clock may have stood still, so the wall clock tells whether the session ran out. */
  _wake(): void
  _inspect(): { id: string; lastActivityAt: number } | null
}

export function createSession(
  { settings, ports }: Context,
  { _storage: storage, _createId: createId }: SessionOptions,
  scope: string,
  onBegin: OnBegin,
): Session {
  const { clock } = ports
  const timeoutMs = settings.sessionTimeoutMs
  /** Stored views carry the last activity too; between exits the session's own text follows this much later. */
  const storeEveryMs = Math.max(10_000, timeoutMs / 6)
  /** What the stores knew of, until a session was opened. */
  let known: StoredSession | null = null
  let current: StoredSession | null = null
  /** Monotonic time of the last activity. */
  let activeMs = 0
  /** Wall clock when its text was stored: a clock that is set makes it wrong at once. */
  let storedAt = 0
  let hiddenAt = 0

  function takeUp(): void {
    const wallMs = clock.wallMs()
    if (!known || known.scope != scope || isExpired(known, wallMs, timeoutMs)) return
    current = known
    activeMs = clock.monotonicMs() - (wallMs - known.at)
  }

  const activeAt = (): number => clock.wallMs() - (clock.monotonicMs() - activeMs)

  /** Where the only clock is the wall clock and was set back, nobody knows how long it was: the session has run out. */
  function running(nowMs: number): StoredSession | null {
    const idleMs = nowMs - activeMs
    return idleMs >= 0 && idleMs <= timeoutMs ? current : null
  }

  function save(): void {
    if (!current) return
    storedAt = clock.wallMs()
    current.at = activeAt()
    storage._set('session', formatJson(current))
  }

  return {
    _id() {
      const session = running(clock.monotonicMs())
      return session && session.id
    },
    _open(nowMs = clock.monotonicMs(), reason) {
      const isNew = !running(nowMs)
      const hadOne = !!current
      if (isNew) current = { id: createId(), scope, at: 0 }
      const { id } = current!
      known = null
      activeMs = nowMs
      const wallMs = clock.wallMs()
      if (hiddenAt) hiddenAt = wallMs
      if (isNew || wallMs < storedAt || wallMs - storedAt >= storeEveryMs) save()
      if (isNew) onBegin(id, reason || (hadOne ? 'timeout' : 'start'))
      return id
    },
    _resume(text) {
      if (current) return
      known = known || parseStoredId(text)
      takeUp()
    },
    _revive(id, at) {
      // A time of the future, from before the clock was set back, says nothing.
      if (!known || known.id != id || !(at > known.at && at <= clock.wallMs())) return
      known.at = at
      takeUp()
    },
    _change(next) {
      const had = !!current
      scope = next
      current = null
      if (!had) takeUp()
      return had
    },
    _activeAt: activeAt,
    _save: save,
    _hide() {
      save()
      hiddenAt = clock.wallMs()
    },
    _wake() {
      if (hiddenAt && clock.wallMs() - hiddenAt > timeoutMs) activeMs = clock.monotonicMs() - timeoutMs - 1
    },
    _inspect: () => current && { id: current.id, lastActivityAt: Math.round(activeAt()) },
  }
}
