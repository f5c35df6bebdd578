/**
 * What lives while consent is granted: stores, ids, session, queue and the cached answer.
 *
 * Created at a grant, gone at its end. The tracker asks it; it never looks at players or consent.
 */
import type { Alias, EventSummary, Inspection, TrackerEvents } from './api.ts'
import type { CachedAnswer } from './ccs/answers.ts'
import { entryOf, parseCache, remember } from './ccs/answers.ts'
import type { CcsResult } from './ccs/client.ts'
import { createCcsClient } from './ccs/client.ts'
import type { DiagnosticCode } from './diagnostics.ts'
import { withDeadline } from './deadline.ts'
import type { StoredId } from './identity/ids.ts'
import { createIds, parseStoredId } from './identity/ids.ts'
import type { Identity } from './identity/identity.ts'
import { scopeOf } from './identity/identity.ts'
import { formatJson } from './json.ts'
import type { Settings } from './options.ts'
import type { Ports } from './ports/ports.ts'
import type { StoredRecord, WriteOutcome } from './ports/stores.ts'
import { createQueue } from './queue/queue.ts'
import type { Recovered } from './queue/queue.ts'
import type { EventRecord } from './queue/record.ts'
import { isEventRecord } from './queue/record.ts'
import type { ApiHost } from './request.ts'
import type { Session } from './session/session.ts'
import { isExpired } from './session/session.ts'
import { createStorage } from './storage/storage.ts'
import type { ViewRecord } from './views/view.ts'
import { isViewRecord, shapeCompletion } from './views/view.ts'

/** CCS waits no longer than this for a device id. */
const DEVICE_ID_DEADLINE_MS = 2000
/** A session's last activity is stored no more often than this, but for exits. */
const SESSION_STORE_MS = 10_000
/** The server's clock is taken over where the device's differs by more. */
const CLOCK_TOLERANCE_MS = 2000

export interface GrantHost extends ApiHost {
  settings: Settings
  ports: Ports
  emit<K extends keyof TrackerEvents>(event: K, payload: TrackerEvents[K]): void
  report(code: DiagnosticCode, message: string, status?: number): void
  reportShape(error: unknown): void
  /** An answer of CCS arrived. */
  onAnswer(): void
  /** A request ended, answered or not. */
  onSettled(): void
  /** Another document deleted what is stored. */
  onErased(): void
}

export type Grant = ReturnType<typeof createGrant>

/** What `inspect()` shows of a grant. */
export type Held = Pick<Inspection, 'queue' | 'storage' | 'session' | 'identity'> & {
  activations: Pick<Inspection['activations'], 'behavioral' | 'ageMs'>
}

/** `onReady` is called when the stored records were read and requests may leave. */
export function createGrant(host: GrantHost, given: Alias[], onReady: () => void) {
  const { settings, ports, report, emit } = host
  const { clock, timers } = ports
  const createId = createIds(ports.random)
  const owner = createId()
  const name = settings.storageKey
  const storage = createStorage({ stores: ports.stores, timers, name, owner, report, onErased: host.onErased })
  const client = createCcsClient(host, settings)

  let deviceAlias: Alias | null = null
  let settleDeviceId: (id: string | null) => void = () => {}
  let isOpen = true
  /** The generated id and when it was made: of two, the older wins. */
  const storedId = parseStoredId<StoredId>(storage.get('id'))
  let generated = storedId || { id: createId(), at: clock.wallMs() }
  if (!storedId) storage.set('id', formatJson(generated))
  let identity = identityOf(given)
  /** The session the stores knew of, for the identity it belongs to. */
  let stored = parseStoredId<Session>(storage.get('session'))
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

  const queue = createQueue(host, storage, client, owner, createId, onSent)
  resumeSession()

  function identityOf(aliases: Alias[]): Identity {
    return withDevice({ scope: scopeOf(settings.apiKey, aliases), userId: generated.id, aliases: aliases.slice() })
  }

  /** Adds the device id as the weakest alias. */
  function withDevice(target: Identity): Identity {
    const last = target.aliases[target.aliases.length - 1]
    if (deviceAlias)
      target.aliases.push({ tag: deviceAlias.tag, id: deviceAlias.id, priority: last ? last.priority! + 1 : 0 })
    return target
  }

  /** Takes up the stored session where it belongs to this identity and has not run out. */
  function resumeSession(): void {
    const wallMs = clock.wallMs()
    if (!stored || stored.scope != identity.scope || isExpired(stored, wallMs, settings.sessionTimeoutMs)) return
    session = stored
    activeMs = clock.monotonicMs() - (wallMs - stored.at)
  }

  function storeSession(isForced: boolean): void {
    if (!session) return
    const wallMs = clock.wallMs()
    session.at = wallMs - (clock.monotonicMs() - activeMs)
    if (!isForced && wallMs >= storedAt && wallMs - storedAt < SESSION_STORE_MS) return
    storedAt = wallMs
    storage.set('session', formatJson(session))
  }

  /** The session unless it ran out; where the only clock is the wall clock and was set back, nobody knows and it has. */
  function running(): Session | null {
    const idleMs = clock.monotonicMs() - activeMs
    return idleMs >= 0 && idleMs <= settings.sessionTimeoutMs ? session : null
  }

  function openSession(reason?: 'identify'): string {
    const isNew = !running()
    const isIdle = !!session
    if (isNew) session = { id: createId(), scope: identity.scope, at: 0 }
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
   * The wall clock as it would run had nobody set it since the server told the time. A clock that fell behind the monotonic one was set,
   * one that came to where the server is was set right; one that is ahead otherwise has slept less than the monotonic one.
   */
  function localMs(): number {
    const wallMs = clock.wallMs()
    const leapMs = wallMs + stepMs - clock.monotonicMs() - aheadMs
    const behindMs = stepMs + offsetMs
    if (leapMs < -CLOCK_TOLERANCE_MS) stepMs -= leapMs
    else if (Math.abs(leapMs - behindMs) < 1000 + Math.abs(behindMs) / 100) stepMs = -offsetMs
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
      isGuarded: true,
    }
  }

  function load(): void {
    storage.load((records, idCopies) => {
      if (!isOpen) return
      adopt(idCopies)
      const events = records.filter(isEventRecord)
      // The exit copy of a completion may lie beside the checkpoint it was to replace.
      const views = records
        .filter(isViewRecord)
        .filter(
          ({ viewId }) => !events.some((event) => event.viewId == viewId && event.name == settings.events.completion),
        )
        .sort((a, b) => a.at - b.at)
      const rest = records.filter(
        (record) => events.indexOf(record as EventRecord) < 0 && views.indexOf(record as ViewRecord) < 0,
      )
      if (rest[0]) storage.write({ deletes: rest.map((record) => record.key) })
      queue.open(events, views.map(recover))
      onReady()
    })
  }

  /** Takes over what only the durable store remembered. */
  function adopt(idCopies: Record<string, string>): void {
    const copy = parseStoredId<StoredId>(idCopies.id)
    // An id made a moment ago yields to any copy, also under a clock that was set back since.
    if (copy && (!storedId || copy.at < generated.at)) {
      generated = copy
      identity.userId = copy.id
    }
    // Chromium deletes a database that it finds corrupt, and says nothing. Source: docs/guarantees.md, 1.
    if (storedId && !copy && storage.kinds.queue == 'indexedDB')
      report('storage-failed', 'IndexedDB was emptied since the last start, with what was queued.')
    const text = formatJson(generated)
    if (text != idCopies.id || text != storage.get('id')) storage.set('id', text)
    if (storage.kinds.ids != 'memory') return
    if (!cache[0]) cache = parseCache(idCopies.activations)
    if (!session) {
      stored = parseStoredId(idCopies.session)
      resumeSession()
    }
  }

  function start(): void {
    const source = ports.deviceId
    const { deviceId, deviceTag } = settings.identity
    if (!deviceId) return load()
    settleDeviceId = withDeadline<string | null>(timers, DEVICE_ID_DEADLINE_MS, null, (id) => {
      if (!isOpen) return
      if (id) {
        deviceAlias = { tag: deviceTag || source!.tag, id }
        withDevice(identity)
      } else report('device-id-unavailable', 'No device id: none there, refused, limited or late.')
      load()
    })
    if (source) source.read(settleDeviceId)
    else settleDeviceId(null)
  }

  function onSent(events: EventSummary[], result: CcsResult, sentAs: Identity): void {
    const { answer, serverMs, status, durationMs } = result
    // A slow answer says little of the time it arrives.
    if (serverMs != null && durationMs <= CLOCK_TOLERANCE_MS) correctClock(serverMs)
    if (answer && status >= 200 && status < 300) {
      const before = entryOf(cache, sentAs.scope)
      const known = (before && before.userId) || (sentAs.aliases[0] ? '' : sentAs.userId)
      if (known && known != answer.userId)
        report('user-id-changed', 'CCS returned another user_id for the same identity.')
      cache = remember(
        cache,
        sentAs.scope,
        answer,
        isFresh(before) ? before : null,
        clock.wallMs(),
        settings.activations.ttlMs / 100,
      )
      answeredMs[sentAs.scope] = clock.monotonicMs()
      const text = formatJson(cache)
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

  /** What CCS said last of the present identity. */
  function known(): CachedAnswer | null {
    return entryOf(cache, identity.scope)
  }

  /** The same, unless it is too old. */
  function answer(): CachedAnswer | null {
    const entry = known()
    return isFresh(entry) ? entry : null
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
    report('clock-corrected', 'Events follow the server clock, ' + Math.round(nextMs / 1000) + ' s from this one.')
  }

  return {
    owner,
    createId,
    /** Begins to read the stores; separate from creation, so that ids and cache can be used before. */
    start,
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
      const entry = known()
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
    queue,
    save(record: ViewRecord, isGuarded: boolean, done: (outcome: WriteOutcome) => void): void {
      storeSession(false)
      storage.write({ puts: [record], ifMine: isGuarded ? record.key : undefined }, done)
    },
    /** Saves at once what may not be written in time: on hidden and on exit. */
    rescue(views: StoredRecord[]): void {
      storeSession(true)
      hiddenAt = clock.wallMs()
      storage.saveExitCopies((queue.unwritten() as StoredRecord[]).concat(views))
    },
    /** Visible again: the monotonic clock may have stood still, so the wall clock tells whether the session ran out. */
    wake(): void {
      if (hiddenAt && clock.wallMs() - hiddenAt > settings.sessionTimeoutMs)
        activeMs = clock.monotonicMs() - settings.sessionTimeoutMs - 1
    },
    /** Where only memory holds the queue, the engine may still deliver it. */
    beacon(): void {
      if (storage.kinds.queue == 'memory') queue.beacon()
    },
    answer,
    /** Lets go and forgets; with `done`, what is left is written before. */
    end(done?: () => void): void {
      if (done) storeSession(true)
      isOpen = false
      settleDeviceId(null)
      queue.close()
      if (done) storage.close(done)
      else storage.abandon()
    },
    inspect(): Held {
      const entry = known()
      return {
        identity: {
          form: !identity.aliases[0] ? 'user_id' : identity.aliases[1] ? 'aliases' : 'alias',
          tags: identity.aliases.map((alias) => alias.tag),
        },
        session: session && {
          id: session.id,
          lastActivityAt: Math.round(clock.wallMs() - (clock.monotonicMs() - activeMs)),
        },
        queue: queue.inspect(),
        storage: storage.kinds,
        activations: { behavioral: isFresh(entry) ? entry!.activations : {}, ageMs: entry && Math.round(ageMs(entry)) },
      }
    },
  }
}
