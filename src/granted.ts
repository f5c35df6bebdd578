/**
 * What lives from a grant of consent to its end: composes stores, ids, session, queue and answers. Players and consent are not its matter.
 */
import type { Alias, Inspection } from './api.ts'
import type { CachedAnswer } from './ccs/answers.ts'
import { createAnswers } from './ccs/answers.ts'
import type { Reached } from './ccs/exchange.ts'
import { createExchange } from './ccs/exchange.ts'
import type { Context } from './context.ts'
import { createOutbox } from './events/outbox.ts'
import { askDeviceId } from './identity/device-id.ts'
import { createIds, earlierId } from './identity/ids.ts'
import { createLink } from './identity/link.ts'
import type { Viewer } from './identity/viewer.ts'
import { createViewer } from './identity/viewer.ts'
import type { Settings } from './options.ts'
import type { StoredRecord } from './ports/stores.ts'
import type { Queue } from './queue/queue.ts'
import { createQueue } from './queue/queue.ts'
import type { Heirs } from './recovery.ts'
import { adopt, recover } from './recovery.ts'
import type { Session } from './session/session.ts'
import { createSession } from './session/session.ts'
import type { Storage } from './storage/storage.ts'
import { createStorage } from './storage/storage.ts'
import { createEventClock } from './time/event-clock.ts'
import type { ViewKeeper } from './views/view.ts'

/** What `inspect()` shows of a grant; what is contextual needs none, and is added. */
export type Held = Pick<Inspection, 'queue' | 'storage' | 'session' | 'identity' | 'activations'>

/** The rooms under a grant hand out themselves. */
export interface Granted extends ViewKeeper, Reached, Heirs {
  readonly _viewer: Viewer
  readonly _storage: Storage
  readonly _session: Session
  readonly _queue: Queue
  /** Begins to read the stores; separate from creation, so that ids and cache can be used before. */
  _start(): void
  _identify(aliases: readonly Alias[]): void
  _userId(): string | null
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
  /** The stored records were read and requests may leave. */
  _onReady(): void
  /** Another document deleted what is stored. */
  _onErased(): void
  /** What the next start would need to complete the views that run. */
  _viewRecords(): StoredRecord[]
}

export function createGranted(context: Context, around: Surroundings): Granted {
  const { settings, ports, diagnosis } = context
  const { emit, report, guard } = diagnosis
  const createId = createIds(ports.random)
  const owner = createId()
  // Where no id can be made there is no grant: so they are made before a store is listened to.
  const newId = createId()
  let isOpen = true
  /** Nobody waits for the device's id any more. */
  let endWait = (): void => {}

  const storage = createStorage(context, {
    _owner: owner,
    _onErased: guard(around._onErased),
    _onVanished: guard(
      () => storage._write({ puts: (queue._records() as StoredRecord[]).concat(around._viewRecords()) }),
      undefined,
      true,
    ),
  })
  const keeping = { _storage: storage, _createId: createId }
  const viewer = createViewer(
    context,
    keeping,
    guard(() => earlierId(around._generated, report) || newId, newId),
    around._aliases,
  )
  const session = createSession(context, keeping, viewer._identity().scope, (sessionId, reason) => {
    emit('session', { sessionId, reason })
    queue._resume(true)
  })
  const answers = createAnswers(context, storage)
  const time = createEventClock(ports.clock)
  const link = createLink(context, viewer, (scope, answer) => answers._add(scope, answer))
  const queue = createQueue(context, {
    write: storage._write,
    createId,
    owner,
    send: (identity, events, done) => exchange._send(identity, events, done),
    beacon: (identity, events) => exchange._beacon(identity, events),
  })
  session._resume(storage._get('session'))

  function start(): void {
    if (!settings.identity.deviceId) return load()
    endWait = askDeviceId(context, (alias) => {
      if (!isOpen) return
      if (alias) viewer._addDevice(alias)
      else report('device-id-unavailable', [])
      load()
    })
    // The function that was asked is the app's, and may have led it to end the grant.
    if (!isOpen) endWait()
  }

  function load(): void {
    storage._load(
      guard((records: StoredRecord[], idCopies: Record<string, string>) => {
        adopt(context, granted, idCopies)
        link._begin()
        recover(context, granted, records)
        around._onReady()
      }),
    )
  }

  const granted: Granted = {
    _owner: owner,
    _createId: createId,
    _storage: storage,
    _viewer: viewer,
    _session: session,
    _answers: answers,
    _time: time,
    _link: link,
    _queue: queue,
    _outbox: createOutbox(context, time, queue),
    _start: start,
    _identify(next) {
      viewer._change(next)
      if (session._change(viewer._identity().scope)) session._open(undefined, 'identify')
      queue._resume(true)
    },
    _userId() {
      const { aliases: used, scope, userId } = viewer._identity()
      const answer = answers._last(scope)
      return used[0] ? (answer && answer.userId) || null : userId
    },
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
      endWait()
      link._end()
      queue._close()
      if (done) storage._close(done)
      else storage._abandon()
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
  const exchange = createExchange(context, granted)
  return granted
}
