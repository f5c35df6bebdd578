/**
 * What lives from a grant of consent to its end: composes stores, ids, session, queue and answers. Players and consent are not its matter.
 */
import type { Alias, Inspection } from './api.ts'
import type { Arrivals } from './arrivals.ts'
import type { Answers, CachedAnswer } from './ccs/answers.ts'
import { createAnswers } from './ccs/answers.ts'
import type { CcsResult } from './ccs/client.ts'
import { createCcsClient } from './ccs/client.ts'
import type { TrackedEvent } from './ccs/wire.ts'
import { formatTime } from './ccs/wire.ts'
import type { Context } from './context.ts'
import { withDeadline } from './deadline.ts'
import { createOutbox } from './events/outbox.ts'
import { createIds } from './identity/ids.ts'
import type { Identity } from './identity/identity.ts'
import { createViewer } from './identity/viewer.ts'
import type { StoredRecord, WriteOutcome } from './ports/stores.ts'
import { createQueue } from './queue/queue.ts'
import { createSession } from './session/session.ts'
import { createStorage } from './storage/storage.ts'
import type { Change } from './storage/writer.ts'
import { CLOCK_TOLERANCE_MS, createEventClock } from './time/event-clock.ts'
import { keysOf, sortLeft } from './views/stored-view.ts'
import type { ViewKeeper } from './views/view.ts'

/** CCS waits no longer than this for a device id. */
const DEVICE_ID_DEADLINE_MS = 2000

/** What `inspect()` shows of a grant. */
export type Held = Pick<Inspection, 'queue' | 'storage' | 'session' | 'identity'> & {
  activations: Pick<Inspection['activations'], 'behavioral' | 'ageMs'>
}

export interface Granted extends ViewKeeper {
  /** Begins to read the stores; separate from creation, so that ids and cache can be used before. */
  start(): void
  isSame(aliases: readonly Alias[]): boolean
  identify(aliases: readonly Alias[]): void
  userId(): string | null
  sessionId(): string | null
  /** What CCS said last of the present identity, unless it is too old. */
  answer(): CachedAnswer | null
  /** Saves at once what may not be written in time: on hidden and on exit. */
  saveExitCopies(views: StoredRecord[]): void
  /** Visible again: the session may have run out meanwhile, and requests may leave. */
  wake(): void
  /** The page is being taken down: no request is started any more. */
  leave(): void
  /** Calls `done` once nothing is being written, sent or about to be. */
  whenIdle(done: () => void): void
  isIdle(): boolean
  /** Whether an answer of CCS is still to come. */
  isDue(): boolean
  /** Sends nothing any more; what is added is still written. */
  stopSending(): void
  /** Lets go and forgets; with `done`, what is left is written before. */
  end(done?: () => void): void
  inspect(): Held
}

export interface GrantedOptions {
  aliases: readonly Alias[]
  arrivals: Arrivals
  /** The stored records were read and requests may leave. */
  onReady(): void
  /** Another document deleted what is stored. */
  onErased(): void
}

export function createGranted(context: Context, { aliases, arrivals, onReady, onErased }: GrantedOptions): Granted {
  const { settings, ports, diagnosis } = context
  const { clock, timers } = ports
  const { emit, report, guard } = diagnosis
  const createId = createIds(ports.random)
  const owner = createId()
  let isOpen = true
  /** Nothing is written any more, whoever still asks for it. */
  let isGone = false
  let settleDeviceId: (id: string | null) => void = () => {}

  const storage = createStorage({
    stores: ports.stores,
    timers,
    name: settings.storageKey,
    owner,
    report,
    onErased: guard(onErased),
  })
  const viewer = createViewer(
    {
      clock,
      createId,
      apiKey: settings.apiKey,
      read: () => storage.get('id'),
      store: (text) => storage.set('id', text),
    },
    aliases,
  )
  const session = createSession(
    {
      clock,
      createId,
      timeoutMs: settings.sessionTimeoutMs,
      store: (text) => storage.set('session', text),
      onBegin(sessionId, reason) {
        emit('session', { sessionId, reason })
        queue.resume()
      },
    },
    viewer.identity().scope,
  )
  const answers: Answers = createAnswers({
    clock,
    ttlMs: settings.activations.ttlMs,
    read: () => storage.get('activations'),
    store: (text) => storage.set('activations', text),
  })
  const time = createEventClock(clock)
  const client = createCcsClient(context)
  const queue = createQueue(context, { storage: { write }, createId, owner, send, beacon: client.beacon })
  const outbox = createOutbox(context, time, queue)
  session.resume(storage.get('session'))

  /** Once the grant is gone nothing is written any more. How a write went is heard through `guard`, also while the tracker is destroyed. */
  function write(change: Change, done?: (outcome: WriteOutcome) => void): void {
    if (!isGone) storage.write(change, done && guard(done, undefined, true))
  }

  // Answers

  function send(identity: Identity, events: readonly TrackedEvent[], done: (result: CcsResult) => void): () => void {
    return client.send(identity, events, (result) => {
      hear(identity, events, result)
      done(result)
      arrivals.settle()
    })
  }

  function hear(
    identity: Identity,
    events: readonly TrackedEvent[],
    { answer, serverMs, status, durationMs }: CcsResult,
  ): void {
    // As they were sent: their time may be moved in a moment.
    const sent = events.map(({ name, at }) => ({ name, time: formatTime(at) }))
    // A slow answer says little of the time it arrives.
    if (serverMs != null && durationMs <= CLOCK_TOLERANCE_MS) correctTime(serverMs)
    if (answer && status >= 200 && status < 300) {
      const { scope, aliases: used, userId } = identity
      const before = answers.last(scope)
      const known = (before && before.userId) || (used[0] ? '' : userId)
      if (known && known != answer.userId) report('user-id-changed', [])
      answers.add(scope, answer)
      if (scope == viewer.identity().scope) {
        arrivals.noteAnswer()
        if (answer.activations) emit('activations', { source: 'ccs', platforms: Object.keys(answer.activations) })
      }
    }
    emit('sent', { events: sent, status, durationMs })
  }

  function correctTime(serverMs: number): void {
    const moveMs = time.correct(serverMs)
    if (!moveMs) return
    queue.shift(moveMs)
    report('clock-corrected', [Math.round(time.offsetMs() / 1000)])
  }

  // Start

  function start(): void {
    const source = ports.deviceId
    const { deviceId, deviceTag } = settings.identity
    if (!deviceId) return load()
    settleDeviceId = withDeadline<string | null>(timers, DEVICE_ID_DEADLINE_MS, null, (id) => {
      if (!isOpen) return
      if (id) viewer.addDevice({ tag: deviceTag || source!.tag, id })
      else report('device-id-unavailable', [])
      load()
    })
    if (source) guard(() => source.read(guard(settleDeviceId)))()
    else settleDeviceId(null)
  }

  function load(): void {
    storage.load(
      guard((records: StoredRecord[], idCopies: Record<string, string>) => {
        if (!isOpen) return
        const left = sortLeft(records, settings.events.completion)
        adopt(idCopies)
        left.views.forEach(({ sessionId, activeAt }) => session.revive(sessionId, activeAt))
        if (left.unusable[0]) write({ deletes: left.unusable })
        queue.open(
          left.events,
          left.views.map((view) => ({
            event: outbox.recovered({
              at: Math.max(view.at, view.eventAt),
              identity: view.identity,
              sessionId: view.sessionId,
              viewId: view.viewId,
              properties: view.properties,
              totals: view.totals,
            }),
            change: { deletes: keysOf(view.viewId), ifMine: view.key },
          })),
        )
        onReady()
      }),
    )
  }

  /** Takes over what only the durable store remembered. */
  function adopt(idCopies: Record<string, string>): void {
    const { ids, queue: kind } = storage.kinds
    const isCopyMissing = viewer.adopt(idCopies.id)
    // Chromium deletes a database that it finds corrupt, and says nothing. Source: docs/guarantees.md, 1.
    if (isCopyMissing && kind == 'indexedDB') report('storage-failed', ['emptied'])
    if (ids != 'memory') return
    answers.adopt(idCopies.activations)
    session.resume(idCopies.session)
  }

  return {
    owner,
    createId,
    outbox,
    time,
    write,
    start,
    identity: viewer.identity,
    isSame: viewer.isSame,
    openSession: (nowMs) => session.open(null, nowMs),
    activeAt: session.activeAt,
    identify(next) {
      viewer.change(next)
      if (session.change(viewer.identity().scope)) session.open('identify')
      queue.resume()
    },
    userId() {
      const { aliases: used, scope, userId } = viewer.identity()
      const answer = answers.last(scope)
      return used[0] ? (answer && answer.userId) || null : userId
    },
    sessionId: session.id,
    answer: () => answers.fresh(viewer.identity().scope),
    saveExitCopies(views) {
      session.hide()
      storage.saveExitCopies((queue.unwritten() as StoredRecord[]).concat(views))
    },
    wake() {
      session.wake()
      queue.hold(false)
    },
    leave() {
      queue.hold(true)
      // Where only memory holds the queue, the engine may still deliver it.
      if (storage.kinds.queue == 'memory') queue.beacon()
    },
    whenIdle: queue.whenIdle,
    isIdle: queue.isIdle,
    isDue: queue.isDue,
    stopSending: queue.close,
    end(done) {
      if (done) session.save()
      isOpen = false
      settleDeviceId(null)
      queue.close()
      if (!done) {
        isGone = true
        return storage.abandon()
      }
      storage.close(() => {
        isGone = true
        done()
      })
    },
    inspect() {
      const answer = answers.last(viewer.identity().scope)
      const fresh = answers.fresh(viewer.identity().scope)
      return {
        identity: viewer.inspect(),
        session: session.inspect(),
        queue: queue.inspect(),
        storage: storage.kinds,
        activations: { behavioral: fresh ? fresh.activations : {}, ageMs: answer && Math.round(answers.ageMs(answer)) },
      }
    },
  }
}
