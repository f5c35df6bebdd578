/**
 * What lives from a grant of consent to its end: composes stores, ids, session, queue and answers. Players and consent are not its matter.
 */
import type { Alias, Inspection } from './api.ts'
import type { Arrivals } from './arrivals.ts'
import type { Answers, CachedAnswer } from './ccs/answers.ts'
import { createAnswers } from './ccs/answers.ts'
import { describe } from './checks.ts'
import type { CcsResult } from './ccs/client.ts'
import { createCcsClient } from './ccs/client.ts'
import type { TrackedEvent } from './ccs/wire.ts'
import { formatTime } from './ccs/wire.ts'
import { without } from './cohorts/cohorts.ts'
import type { Context } from './context.ts'
import { withDeadline } from './deadline.ts'
import { createOutbox } from './events/outbox.ts'
import { createIds, isDeviceId, isGeneratedId } from './identity/ids.ts'
import type { Identity } from './identity/identity.ts'
import { createLink } from './identity/link.ts'
import { createViewer } from './identity/viewer.ts'
import type { Settings } from './options.ts'
import type { StoredRecord, WriteOutcome } from './ports/stores.ts'
import type { Queue } from './queue/queue.ts'
import { createQueue } from './queue/queue.ts'
import { createSession } from './session/session.ts'
import { formatReason } from './sentences.ts'
import { createStorage } from './storage/storage.ts'
import type { Change } from './storage/writer.ts'
import { CLOCK_TOLERANCE_MS, createEventClock } from './time/event-clock.ts'
import { keysOf, sortLeft } from './views/stored-view.ts'
import type { ViewKeeper } from './views/view.ts'

/** CCS waits no longer than this for a device id. */
const DEVICE_ID_DEADLINE_MS = 2000

/** What `inspect()` shows of a grant; what is contextual needs none, and is added. */
export type Held = Pick<Inspection, 'queue' | 'storage' | 'session' | 'identity' | 'activations'>

export interface Granted extends ViewKeeper {
  readonly _queue: Queue
  /** Begins to read the stores; separate from creation, so that ids and cache can be used before. */
  _start(): void
  _isSame(aliases: readonly Alias[]): boolean
  _identify(aliases: readonly Alias[]): void
  /** The present viewer is to be joined with what this device learnt before. */
  _link(): void
  _userId(): string | null
  _sessionId(): string | null
  /** What CCS said last of the present identity, unless it is too old. */
  _answer(): CachedAnswer | null
  /** Saves at once what may not be written in time: on hidden and on exit. */
  _saveExitCopies(views: StoredRecord[]): void
  /** Visible again: the session may have run out meanwhile, and requests may leave. */
  _wake(): void
  /** The page is being taken down: no request is started any more. */
  _leave(): void
  /** Lets go and forgets; with `done`, what is left is written before. */
  _end(done?: () => void): void
  _inspect(): Held
}

/** The tracker around a grant. */
export interface Surroundings {
  readonly _aliases: readonly Alias[]
  /** Where the generated id comes from on a device that keeps none, as in the options; null: it is made. */
  readonly _generated: Settings['identity']['generated']
  readonly _arrivals: Arrivals
  /** The stored records were read and requests may leave. */
  _onReady(): void
  /** Another document deleted what is stored. */
  _onErased(): void
  /** What the next start would need to complete the views that run. */
  _viewRecords(): StoredRecord[]
}

export function createGranted(context: Context, around: Surroundings): Granted {
  const { settings, ports, diagnosis } = context
  const { clock, timers } = ports
  const { emit, report, guard } = diagnosis
  const createId = createIds(ports.random)
  const owner = createId()
  // Where no id can be made there is no grant: so they are made before a store is listened to.
  const newId = createId()
  let isOpen = true
  /** Nothing is written any more, whoever still asks for it. */
  let isGone = false
  let settleDeviceId: (id: string | null) => void = () => {}

  const storage = createStorage({
    stores: ports.stores,
    clock,
    timers,
    name: settings.storageKey,
    owner,
    report,
    onErased: guard(around._onErased),
    onVanished: guard(
      () => write({ puts: (queue._records() as StoredRecord[]).concat(around._viewRecords()) }),
      undefined,
      true,
    ),
  })
  const viewer = createViewer(
    {
      clock,
      createId,
      apiKey: settings.apiKey,
      read: () => storage._get('id'),
      first: guard(firstId, newId),
      store: (text) => storage._set('id', text),
    },
    around._aliases,
  )
  const session = createSession(
    {
      clock,
      createId,
      timeoutMs: settings.sessionTimeoutMs,
      store: (text) => storage._set('session', text),
      onBegin(sessionId, reason) {
        emit('session', { sessionId, reason })
        queue._resume(true)
      },
    },
    viewer._identity().scope,
  )
  const answers: Answers = createAnswers({
    clock,
    ttlMs: settings.activations.ttlMs,
    read: () => storage._get('activations'),
    store: (text) => storage._set('activations', text),
  })
  const time = createEventClock(clock)
  const client = createCcsClient(context)
  const link = createLink(context, viewer, (scope, answer) => answers._add(scope, answer))
  const queue: Queue = createQueue(context, {
    write,
    createId,
    owner,
    send,
    beacon: client._beacon,
  })
  const outbox = createOutbox(context, time, queue)
  session._resume(storage._get('session'))

  /** The one that an earlier client left, or a new one. */
  function firstId(): string {
    const generated = around._generated
    const id = typeof generated == 'function' ? generated() : generated
    if (isGeneratedId(id)) return id
    if (id != null) report('bad-identity', [formatReason('generated', describe(id))])
    return newId
  }

  /** Once the grant is gone nothing is written any more. How a write went is heard through `guard`, also while the tracker is destroyed. */
  function write(change: Change, done?: (outcome: WriteOutcome) => void): void {
    if (!isGone) storage._write(change, done && guard(done, undefined, true))
  }

  // Answers

  function send(identity: Identity, events: readonly TrackedEvent[], done: (result: CcsResult) => void): () => void {
    let abort = (): void => {}
    let isAborted = false
    link._before(identity.scope, () => {
      if (isAborted) return
      abort = client._send(identity, events, (result) => {
        // Whatever an answer leads to, the queue goes on.
        guard(() => hear(identity, events, result))()
        done(result)
        around._arrivals._settle()
      })
    })
    return () => {
      isAborted = true
      abort()
    }
  }

  function hear(
    identity: Identity,
    events: readonly TrackedEvent[],
    { _answer: answer, _serverMs: serverMs, _status: status, _durationMs: durationMs }: CcsResult,
  ): void {
    // As they were sent: their time may be moved in a moment.
    const sent = events.map(({ name, at }) => ({ name, time: formatTime(at) }))
    if (answer && status >= 200 && status < 300) {
      // Only who took the events tells their time; and a slow answer says little of the time it arrives.
      if (serverMs != null && durationMs <= CLOCK_TOLERANCE_MS) correctTime(serverMs)
      const { scope, aliases: used, userId } = identity
      const before = answers._last(scope)
      const known = (before && before.userId) || (used[0] ? '' : userId)
      if (!answer.userId) report('user-id-changed', ['unusable'])
      else if (known && known != answer.userId) report('user-id-changed', ['other'])
      answers._add(scope, answer)
      if (scope == viewer._identity().scope) {
        around._arrivals._noteAnswer()
        const former = (before && before.cohorts) || []
        const { cohorts } = answers._last(scope)!
        const entered = without(cohorts, former)
        const left = without(former, cohorts)
        if (entered[0] || left[0]) emit('cohorts', { entered, left })
        if (answer.activations) emit('activations', { source: 'ccs', platforms: Object.keys(answer.activations) })
      }
    }
    emit('sent', { events: sent, status, durationMs })
  }

  function correctTime(serverMs: number): void {
    const moveMs = time._correct(serverMs)
    if (!moveMs) return
    queue._shift(moveMs)
    report('clock-corrected', [Math.round(time._offsetMs() / 1000)])
  }

  // Start

  function start(): void {
    const { deviceId, deviceTag } = settings.identity
    if (!deviceId) return load()
    const source = deviceId === true ? ports.deviceId : { tag: '', read: deviceId }
    settleDeviceId = withDeadline<string | null>(timers, DEVICE_ID_DEADLINE_MS, null, (id) => {
      if (!isOpen) return
      if (isDeviceId(id)) viewer._addDevice({ tag: deviceTag || source!.tag, id })
      else report('device-id-unavailable', [])
      load()
    })
    if (source) guard(() => source.read(guard(settleDeviceId)))()
    else settleDeviceId(null)
  }

  function load(): void {
    storage._load(
      guard((records: StoredRecord[], idCopies: Record<string, string>) => {
        if (!isOpen) return
        const left = sortLeft(records, settings.kinds)
        adopt(idCopies)
        link._begin()
        left.views.forEach(({ sessionId, activeAt }) => session._revive(sessionId, activeAt))
        if (left.unusable[0]) write({ deletes: left.unusable })
        left.kindless.forEach((name) => report('bad-content', ['kind', describe(name)]))
        queue._open(
          left.events,
          left.views.map((view) => ({
            event: outbox._recovered(settings.kinds[view.kind]!, view),
            change: { deletes: keysOf(view.viewId), ifMine: view.key },
          })),
        )
        around._onReady()
      }),
    )
  }

  /** Takes over what only the durable store remembered. */
  function adopt(idCopies: Record<string, string>): void {
    const { ids, queue: kind } = storage._kinds
    const isCopyMissing = viewer._adopt(idCopies.id)
    // Chromium deletes a database that it finds corrupt, and says nothing. Source: docs/guarantees.md, 1.
    if (isCopyMissing && kind == 'indexedDB') report('storage-failed', ['emptied'])
    // A cookie ends half a year after it was written: each start writes it again, or its end would look like a refusal.
    if (ids == 'cookie') storage._set('id', storage._get('id')!)
    if (ids != 'memory') return
    answers._adopt(idCopies.activations)
    session._resume(idCopies.session)
  }

  return {
    _owner: owner,
    _createId: createId,
    _outbox: outbox,
    _queue: queue,
    _time: time,
    _write: write,
    _dropExitCopies: storage._dropExitCopies,
    _start: start,
    _identity: viewer._identity,
    _isSame: viewer._isSame,
    _openSession: (nowMs) => session._open(null, nowMs),
    _activeAt: session._activeAt,
    _storeKind: () => storage._kinds.queue,
    _link: link._want,
    _identify(next) {
      viewer._change(next)
      if (session._change(viewer._identity().scope)) session._open('identify')
      queue._resume(true)
    },
    _userId() {
      const { aliases: used, scope, userId } = viewer._identity()
      const answer = answers._last(scope)
      return used[0] ? (answer && answer.userId) || null : userId
    },
    _sessionId: session._id,
    _answer: () => answers._fresh(viewer._identity().scope),
    _saveExitCopies(views) {
      session._hide()
      storage._saveExitCopies((queue._records(true) as StoredRecord[]).concat(views))
    },
    _wake() {
      session._wake()
      queue._hold(false)
      queue._resume()
    },
    _leave() {
      queue._hold(true)
      // Where only memory holds the queue, the engine may still deliver it.
      if (storage._kinds.queue == 'memory') queue._beacon()
    },
    _end(done) {
      if (done) session._save()
      isOpen = false
      settleDeviceId(null)
      link._end()
      queue._close()
      if (!done) {
        isGone = true
        return storage._abandon()
      }
      storage._close(() => {
        isGone = true
        done()
      })
    },
    _inspect() {
      const answer = answers._last(viewer._identity().scope)
      const fresh = answers._fresh(viewer._identity().scope)
      return {
        identity: viewer._inspect(),
        session: session._inspect(),
        queue: queue._inspect(),
        storage: storage._kinds,
        activations: {
          behavioral: fresh ? fresh.activations : {},
          ageMs: answer && Math.round(answers._ageMs(answer)),
          contextual: [],
        },
      }
    },
  }
}
