/**
 * What lives while consent is granted: stores, ids, session, queue and the cached answer.
 *
 * Created at a grant, gone at its end. The tracker asks it; it never looks at players or consent.
 */
import type { Alias, EventSummary, Inspection, TrackerEvents } from './api.ts'
import type { CachedAnswer } from './activation/cache.ts'
import { entryOf, parseCache, remember } from './activation/cache.ts'
import type { CcsResult } from './ccs/client.ts'
import { createCcsClient } from './ccs/client.ts'
import type { DiagnosticCode } from './diagnostics.ts'
import { createIds, isUuid } from './identity/ids.ts'
import type { Identity } from './identity/identity.ts'
import { scopeOf } from './identity/identity.ts'
import { parseJson } from './json.ts'
import type { Settings } from './options.ts'
import type { Ports } from './ports/ports.ts'
import type { StoredRecord, WriteOutcome } from './ports/stores.ts'
import { createQueue } from './queue/queue.ts'
import type { Recovered } from './queue/queue.ts'
import type { EventRecord } from './queue/record.ts'
import { isEventRecord } from './queue/record.ts'
import type { ApiOptions } from './request.ts'
import type { Session } from './session/session.ts'
import { isExpired, parseSession } from './session/session.ts'
import { createStorage } from './storage/storage.ts'
import type { ViewRecord } from './views/view.ts'
import { isViewRecord, shapeCompletion } from './views/view.ts'

/** CCS waits no longer than this for a device id. */
const DEVICE_ID_DEADLINE_MS = 2000
/** A session's last activity is stored no more often than this, but for exits. */
const SESSION_STORE_MS = 10_000
/** The server's clock is taken over where the device's differs by more. */
const CLOCK_TOLERANCE_MS = 2000

export interface GrantHost {
  settings: Settings
  ports: Ports
  api: ApiOptions
  aliases: Alias[]
  emit<K extends keyof TrackerEvents>(event: K, payload: TrackerEvents[K]): void
  report(code: DiagnosticCode, message: string, status?: number): void
  reportShape(error: unknown): void
  /** The stored records were read; requests may leave. */
  onReady(): void
  /** An answer of CCS arrived. */
  onAnswer(): void
  /** A request ended, answered or not. */
  onSettled(): void
  /** Another document deleted what is stored. */
  onErased(): void
}

/** A generated id and when it was made: of two, the older wins. */
interface StoredId {
  id: string
  at: number
}

function parseId(text: string | null | undefined): StoredId | null {
  const stored = parseJson(text)
  return stored && isUuid(stored.id) && typeof stored.at == 'number' ? stored : null
}

export type Grant = ReturnType<typeof createGrant>

export function createGrant(host: GrantHost) {
  const { settings, ports, report, emit } = host
  const { clock, timers } = ports
  const createId = createIds(ports.random)
  const owner = createId()
  const name = settings.storageKey
  const storage = createStorage({ stores: ports.stores, timers, name, owner, report, onErased: host.onErased })
  const client = createCcsClient(host.api, settings.endpoints.ccs, settings.synchronousValidation)

  let deviceAlias: Alias | null = null
  let cancelDeviceWait = () => {}
  let isOpen = true
  const storedId = parseId(storage.get('id'))
  let generated = storedId || { id: createId(), at: clock.wallMs() }
  if (!storedId) storage.set('id', JSON.stringify(generated))
  let identity = identityOf(host.aliases)
  /** The session the stores knew of, for the identity it belongs to. */
  let stored = parseSession(storage.get('session'), isUuid)
  let session: Session | null = null
  let activeMs = 0
  let storedAt = 0
  let hiddenAt = 0
  let cacheText = storage.get('activations')
  let cache: CachedAnswer[] = parseCache(cacheText)
  const answeredMs: Record<string, number> = {}
  let offsetMs = 0
  let isServerTime = false
  /** What `localMs` adds to the wall clock. */
  let stepMs = 0
  /** `localMs` less the monotonic clock, when the server told the time. */
  let aheadMs = NaN

  const queue = createQueue({
    settings: settings.queue,
    ports,
    storage,
    client,
    owner,
    createId,
    onSent,
    onDropped: (events, reason) => emit('dropped', { events, reason }),
    report,
  })
  resumeSession()

  function identityOf(aliases: Alias[]): Identity {
    return withDevice({ scope: scopeOf(settings.apiKey, aliases), userId: generated.id, aliases: aliases.slice() })
  }

  /** Adds the device id as the weakest alias. */
  function withDevice(target: Identity): Identity {
    const last = target.aliases[target.aliases.length - 1]
    if (deviceAlias) target.aliases.push({ tag: deviceAlias.tag, id: deviceAlias.id, priority: last ? last.priority! + 1 : 0 })
    return target
  }

  /** Takes up the stored session where it belongs to this identity and has not run out. */
  function resumeSession(): void {
    const wallMs = clock.wallMs()
    if (!stored || stored.scope != identity.scope || isExpired(stored, wallMs, settings.sessionTimeoutMs)) return
    session = stored
    activeMs = clock.monotonicMs() - (wallMs - stored.activeAt)
  }

  function storeSession(isForced: boolean): void {
    if (!session) return
    const wallMs = clock.wallMs()
    session.activeAt = wallMs - (clock.monotonicMs() - activeMs)
    if (!isForced && wallMs >= storedAt && wallMs - storedAt < SESSION_STORE_MS) return
    storedAt = wallMs
    storage.set('session', JSON.stringify(session))
  }

  /** The session unless it ran out; where the only clock is the wall clock and was set back, nobody knows and it has. */
  function running(): Session | null {
    const idleMs = clock.monotonicMs() - activeMs
    return idleMs >= 0 && idleMs <= settings.sessionTimeoutMs ? session : null
  }

  function openSession(reason?: 'identify'): string {
    const isNew = !running()
    const isIdle = !!session
    if (isNew) session = { id: createId(), scope: identity.scope, activeAt: 0 }
    stored = null
    activeMs = clock.monotonicMs()
    if (hiddenAt) hiddenAt = clock.wallMs()
    storeSession(isNew)
    const { id } = session!
    if (isNew) {
      emit('session', { sessionId: id, reason: reason || (isIdle ? 'timeout' : 'start') })
      queue.resume()
    }
    return id
  }

  /**
   * The wall clock as it would run had nobody set it since the server told the time. A clock that fell behind the monotonic one,
   * or that came to where the server is, was set; one that is ahead otherwise has slept less than the monotonic one.
   */
  function localMs(): number {
    const wallMs = clock.wallMs()
    const leapMs = wallMs + stepMs - clock.monotonicMs() - aheadMs
    if (leapMs < -CLOCK_TOLERANCE_MS || Math.abs(leapMs - stepMs - offsetMs) <= CLOCK_TOLERANCE_MS) stepMs -= leapMs
    return wallMs + stepMs
  }

  function eventTime(pastMs?: number): number {
    if (pastMs != null) return pastMs + offsetMs
    const nowMs = localMs() + offsetMs
    return isServerTime ? nowMs : Math.max(nowMs, queue.newestAt())
  }

  /** The completion of a view that an earlier process left open. */
  function recover({ key, at, eventAt, identity, sessionId, viewId, properties, totals }: ViewRecord): Recovered {
    const { completion, completionShape } = settings.events
    const shaped = shapeCompletion(properties, totals, completionShape, host.reportShape)
    return {
      event: { name: completion, at: Math.max(at, eventAt), identity, sessionId, viewId, properties: shaped },
      closedKey: key,
    }
  }

  function load(): void {
    storage.load((records, mirrored) => {
      if (!isOpen) return
      adopt(mirrored)
      const events = records.filter(isEventRecord)
      // A completion that an exit rescued may lie beside the checkpoint it was to replace.
      const views = records
        .filter(isViewRecord)
        .filter(({ viewId }) => !events.some((event) => event.viewId == viewId && event.name == settings.events.completion))
        .sort((a, b) => a.at - b.at)
      const rest = records.filter((record) => events.indexOf(record as EventRecord) < 0 && views.indexOf(record as ViewRecord) < 0)
      if (rest[0]) storage.write([], rest.map((record) => record.key))
      queue.open(events, views.map(recover))
      host.onReady()
    })
  }

  /** Takes over what only the durable store remembered. */
  function adopt(mirrored: Record<string, string>): void {
    const copy = parseId(mirrored.id)
    // An id made a moment ago yields to any copy, also under a clock that was set back since.
    if (copy && (!storedId || copy.at < generated.at)) {
      generated = copy
      identity.userId = copy.id
    }
    if (!copy || copy.id != generated.id || storage.get('id') != mirrored.id) storage.set('id', JSON.stringify(generated))
    if (storage.kinds.ids != 'memory') return
    if (!cache[0]) cache = parseCache(mirrored.activations || null)
    if (!session) {
      stored = parseSession(mirrored.session || null, isUuid)
      resumeSession()
    }
  }

  function readDeviceId(): void {
    const source = ports.deviceId
    if (!settings.identity.deviceId) return load()
    if (!source) {
      report('device-id-unavailable', 'This platform has no device id.')
      return load()
    }
    let isSettled = false
    function settle(id: string | null): void {
      if (isSettled || !isOpen) return
      isSettled = true
      cancelDeviceWait()
      if (id) {
        deviceAlias = { tag: settings.identity.deviceTag || source!.tag, id }
        withDevice(identity)
      } else report('device-id-unavailable', 'The device gave no id: none, refused, limited, or later than ' + DEVICE_ID_DEADLINE_MS + ' ms.')
      load()
    }
    cancelDeviceWait = timers.after(DEVICE_ID_DEADLINE_MS, () => settle(null))
    source.read(settle)
  }

  function onSent(events: EventSummary[], result: CcsResult, sentAs: Identity): void {
    const { answer, serverMs, status, durationMs } = result
    // A slow answer says little of the time it arrives.
    if (serverMs != null && durationMs <= CLOCK_TOLERANCE_MS) correctClock(serverMs)
    if (answer && status >= 200 && status < 300) {
      const before = entryOf(cache, sentAs.scope)
      const known = (before && before.userId) || (sentAs.aliases[0] ? '' : sentAs.userId)
      if (known && known != answer.userId) report('user-id-changed', 'CCS returned another user_id than before for the same identity.')
      cache = remember(cache, sentAs.scope, answer, isFresh(before) ? before : null, clock.wallMs(), settings.activations.ttlMs / 100)
      answeredMs[sentAs.scope] = clock.monotonicMs()
      const text = JSON.stringify(cache)
      if (text != cacheText) storage.set('activations', (cacheText = text))
      if (sentAs.scope == identity.scope) {
        host.onAnswer()
        if (answer.activations) emit('activations', { source: 'ccs', platforms: Object.keys(answer.activations) })
      }
    }
    emit('sent', { events, status, durationMs })
    host.onSettled()
  }

  /** Age on the monotonic clock for answers of this process, else by the wall clock. */
  function ageMs(entry: CachedAnswer): number {
    const at = answeredMs[entry.scope]
    return at == null ? clock.wallMs() - entry.at : clock.monotonicMs() - at
  }

  function isFresh(entry: CachedAnswer | null): boolean {
    return !!entry && ageMs(entry) >= 0 && ageMs(entry) <= settings.activations.ttlMs
  }

  function correctClock(serverMs: number): void {
    // The header counts whole seconds: half of one is added.
    const nowMs = localMs()
    const differenceMs = serverMs + 500 - nowMs
    aheadMs = nowMs - clock.monotonicMs()
    const nextMs = Math.abs(differenceMs) > CLOCK_TOLERANCE_MS ? differenceMs : 0
    isServerTime = nextMs != 0
    if (Math.abs(nextMs - offsetMs) <= CLOCK_TOLERANCE_MS) return
    queue.shift(nextMs - offsetMs)
    offsetMs = nextMs
    report('clock-corrected', 'Events follow the server clock, which differs from this one by ' + Math.round(nextMs / 1000) + ' s.')
  }

  return {
    owner,
    createId,
    /** Begins to read the stores; separate from creation, so that ids and cache can be used before. */
    start: readDeviceId,
    identity: () => identity,
    /** Changes the identity; false where it is the one in use. */
    isSame: (aliases: Alias[]) => scopeOf(settings.apiKey, aliases) == identity.scope,
    identify(aliases: Alias[]): void {
      const hadSession = !!session
      identity = identityOf(aliases)
      session = null
      if (stored && !hadSession) resumeSession()
      if (hadSession) openSession('identify')
      queue.resume()
    },
    userId(): string | null {
      const entry = entryOf(cache, identity.scope)
      return identity.aliases[0] ? (entry && entry.userId) || null : identity.userId
    },
    sessionId(): string | null {
      const current = running()
      return current && current.id
    },
    openSession,
    keepSession: openSession as () => void,
    eventTime,
    localMs,
    send: queue.add,
    save(record: ViewRecord, done: (outcome: WriteOutcome) => void): void {
      storeSession(false)
      storage.write([record], [], done, record.key)
    },
    /** Saves at once what may not be written in time: on hidden and on exit. */
    rescue(views: StoredRecord[]): void {
      storeSession(true)
      hiddenAt = clock.wallMs()
      storage.rescue((queue.unwritten() as StoredRecord[]).concat(views))
    },
    /** Visible again: the monotonic clock may have stood still, so the wall clock tells whether the session ran out. */
    wake(): void {
      if (hiddenAt && clock.wallMs() - hiddenAt > settings.sessionTimeoutMs) activeMs = clock.monotonicMs() - settings.sessionTimeoutMs - 1
    },
    /** Starts no request any more; what is queued is still written. */
    mute: queue.close,
    hold: queue.hold,
    /** Where only memory holds the queue, the engine may still deliver it. */
    beacon(): void {
      if (storage.kinds.queue == 'memory') queue.beacon()
    },
    answer(): CachedAnswer | null {
      const entry = entryOf(cache, identity.scope)
      return isFresh(entry) ? entry : null
    },
    answerAgeMs(): number | null {
      const entry = entryOf(cache, identity.scope)
      return entry ? Math.round(ageMs(entry)) : null
    },
    isIdle: queue.isIdle,
    isDue: queue.isDue,
    whenIdle: queue.whenIdle,
    /** Forgets in memory; `isErased` deletes everything on the device as well. */
    end(isErased: boolean): void {
      isOpen = false
      cancelDeviceWait()
      queue.close()
      if (isErased) storage.erase()
      else storage.abandon()
    },
    /** Writes what is left, then lets go. */
    close(done: () => void): void {
      storeSession(true)
      isOpen = false
      cancelDeviceWait()
      queue.close()
      storage.close(done)
    },
    inspect(): Pick<Inspection, 'queue' | 'storage' | 'session' | 'identity'> {
      return {
        identity: {
          form: !identity.aliases[0] ? 'user_id' : identity.aliases[1] ? 'aliases' : 'alias',
          tags: identity.aliases.map((alias) => alias.tag),
        },
        session: session && { id: session.id, lastActivityAt: Math.round(clock.wallMs() - (clock.monotonicMs() - activeMs)) },
        queue: queue.inspect(),
        storage: storage.kinds,
      }
    },
  }
}
