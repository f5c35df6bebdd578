/**
 * The one switch that consent is: which grant runs, and for whom, from one decision to the next. What the app does under a grant comes in
 * here; without one it is nothing.
 */
import type { Alias, Properties, Tracker } from './api.ts'
import { decide } from './consent/gate.ts'
import type { Context } from './context.ts'
import { findAddresses } from './contextual/personal-data.ts'
import { checkEvent } from './events/checked.ts'
import type { Granted } from './granted.ts'
import { createGranted } from './granted.ts'
import { parseAliases } from './identity/identity.ts'
import type { ConsentStatus } from './ports/consent-source.ts'
import type { LifecycleState } from './ports/lifecycle.ts'
import { eraseStores } from './storage/open-stores.ts'
import type { Views } from './views/views.ts'

export interface Grants {
  /** The grant that runs, or null. */
  _current(): Granted | null
  /** What the app reads of it: where there is none, or a port throws, that is `without`. */
  _read<T>(read: (granted: Granted) => T, without: T): T
  _status(): ConsentStatus
  /** Resolves when the stores that may be read were read; each grant sets a new one. */
  _ready(): PromiseLike<void>
  _ids(): Tracker['ids']
  /** Ids that nobody may hear of without consent. */
  _knownIds(): unknown[]
  /** What the app or its consent platform decided. */
  _decide(next: ConsentStatus): void
  /** Who is watching from now on; with `link`, to be joined with what this device learnt before. */
  _identify(next: unknown, options?: { link?: boolean }): void
  /** The viewer did something: what was idle for too long ends first. The id of the session. */
  _openSession(): string | null
  _track(name: string, properties?: Properties): void
  /** Resolves once nothing is being written, sent or about to be. */
  _flush(): PromiseLike<void>
  /** What the app's life on the device means for views and grant. */
  _follow(state: LifecycleState): void
  /**
   * Ends for good: nothing is sent any more, what the views still say is written, `leave` lets go of everything foreign, each alone,
   * `abort` ends what that may have asked, and `done` follows once what is left is written. A refusal erases afterwards, too.
   */
  _end(leave: (() => void)[], abort: () => void, done: () => void): void
}

export function createGrants(context: Context, views: Views): Grants {
  const { settings, ports, diagnosis, arrivals } = context
  const { emit, guard, each, report } = diagnosis
  const { createDeferred } = ports
  let status: ConsentStatus = 'unknown'
  let granted: Granted | null = null
  let { aliases, generated } = settings.identity
  /** The viewer of `aliases` is to be joined with what this device learnt before. */
  let isLinking = false
  let ready = createDeferred<void>()
  /** Players of a grant that ended are being let go of. */
  let isReleasing = false
  /** Set once all is over: tells that what was left is written, or erased. */
  let finish: (() => void) | null = null
  /** The last grant, while what it left is written. */
  let closing: Granted | null = null

  function open(): void {
    const opened = (ready = createDeferred<void>())
    const create = (): Granted =>
      createGranted(context, {
        _aliases: aliases,
        _generated: generated,
        _onReady: () => opened.resolve(),
        _onErased: () => change('denied'),
        _viewRecords: views._records,
      })
    const own = guard<[], Granted | null>(create, null)()
    // Clock or randomness of this device failed, which is reported: nothing can be measured.
    if (!own) return opened.resolve()
    // The function that finds an earlier client's id is the app's, and may have led it to another decision.
    if (granted) return own._end()
    granted = own
    if (status != 'granted') return shut(status == 'denied')
    if (!isReleasing) begin()
  }

  function begin(): void {
    const own = granted
    views._begin()
    // A player that a view began to hear may have led the app to end the grant.
    if (!own || granted != own) return
    if (isLinking) own._link._want()
    own._start()
  }

  function erase(): void {
    eraseStores(ports.stores, settings.storageKey)
    // A later grant makes a new id.
    generated = null
  }

  /**
   * The gate shuts and what is stored is erased first. What follows may be the app's own code: requests are aborted, those who wait are
   * told, and players are let go of, each alone; where one of them leads to a grant, views begin once all players were let go of.
   */
  function shut(isRefused: boolean): void {
    const ended = granted
    const wasReady = ready
    granted = null
    const release = views._forget()
    if (isRefused) erase()
    const isOutermost = !isReleasing
    isReleasing = true
    each([() => ended && ended._end(), () => wasReady.resolve(), arrivals._settle, release])
    if (!isOutermost) return
    isReleasing = false
    begin()
  }

  function change(next: ConsentStatus): void {
    const action = decide(status, next)
    // Told first: a player that is let go of, or heard, may lead the app to the next decision.
    if (status != next) emit('consent', { status: next })
    status = next
    if (action == 'open') open()
    else if (action != 'none') shut(action == 'erase')
  }

  /** Nobody is told of it any more. */
  function refuseAfterwards(): void {
    status = 'denied'
    erase()
    each([() => closing && closing._end()])
    finish!()
  }

  function read<T>(run: (own: Granted) => T, without: T): T {
    return guard(() => (granted ? run(granted) : without), without, true)()
  }

  const ids = (): Tracker['ids'] =>
    read((own) => ({ userId: own._userId(), sessionId: own._session._id(), viewId: views._lastId() }), {
      userId: null,
      sessionId: null,
      viewId: null,
    })

  function stop(): void {
    if (granted) granted._queue._close()
  }

  function openSession(): string | null {
    views._closeIdle()
    return granted && granted._session._open()
  }

  function identify(next: Alias[], isToLink: boolean): void {
    aliases = next
    isLinking = isToLink
    findAddresses(next, report)
    if (granted && !granted._viewer._isSame(next)) {
      views._close()
      // The latest: a player that is let go of may have led the app to yet another viewer.
      if (granted) granted._identify(aliases)
      views._begin()
    }
    if (granted && isLinking) granted._link._want()
  }

  ready.resolve()
  findAddresses(aliases, report)
  return {
    _current: () => granted,
    _read: read,
    _status: () => status,
    _ready: () => ready.promise,
    _ids: ids,
    _knownIds() {
      const { userId, sessionId, viewId } = ids()
      const inUse = granted ? granted._viewer._identity().aliases : aliases
      return [userId, sessionId, viewId].concat(inUse.map(({ id }) => id))
    },
    _decide(next) {
      if (!finish) change(next)
      else if (next == 'denied') refuseAfterwards()
    },
    _identify(next, options) {
      let parsed: Alias[]
      try {
        parsed = parseAliases(next)
      } catch (error) {
        return report('bad-identity', [(error as Error).message])
      }
      identify(parsed, !!options && options.link == true)
    },
    _openSession: openSession,
    _track(name, given) {
      const properties = checkEvent(diagnosis, name, given)
      const sessionId = properties && openSession()
      if (!properties || !sessionId || !granted) return
      granted._outbox._put({ identity: granted._viewer._identity(), sessionId, viewId: null }, { name, properties })
    },
    _flush() {
      const flushed = createDeferred<void>()
      if (granted) granted._queue._whenIdle(() => flushed.resolve())
      else flushed.resolve()
      return flushed.promise
    },
    _follow(state) {
      if (state == 'visible') {
        if (granted) granted._wake()
        return views._resume()
      }
      if (state != 'online') views._suspend()
      if (!granted) return
      // What stopped for want of answers is tried again.
      if (state == 'online') return granted._queue._resume()
      granted._saveExitCopies(views._records())
      if (state == 'exit') granted._leave()
    },
    _end(leave, abort, done) {
      each([stop, views._end].concat(leave))
      diagnosis._close()
      finish = () => {
        closing = null
        done()
      }
      closing = granted
      granted = null
      each([abort, arrivals._settle, () => ready.resolve()])
      if (closing) closing._end(finish)
      else finish()
    },
  }
}
