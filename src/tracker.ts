/**
 * The tracker as an app sees it: composes the rooms over the ports, and holds the one switch that consent is.
 */
import type {
  Alias,
  Content,
  FreshResult,
  Inspection,
  ManualView,
  Properties,
  Tracker,
  TrackerOptions,
  View,
} from './api.ts'
import { createArrivals } from './arrivals.ts'
import { decide, parseStatus } from './consent/gate.ts'
import type { Context } from './context.ts'
import type { ContentToAsk } from './contextual/client.ts'
import { createContextual } from './contextual/client.ts'
import { hasEMail } from './contextual/personal-data.ts'
import { copyFields } from './copy-fields.ts'
import { createDiagnosis } from './diagnosis.ts'
import { checkContent, checkEvent } from './events/checked.ts'
import type { Granted, Held } from './granted.ts'
import { createGranted } from './granted.ts'
import { parseAliases } from './identity/identity.ts'
import { parseOptions } from './options.ts'
import type { ConsentStatus } from './ports/consent-source.ts'
import type { Deferred } from './ports/deferred.ts'
import { guardPorts, replacePorts } from './ports/guarded.ts'
import type { LifecycleState } from './ports/lifecycle.ts'
import type { PlayerHook } from './ports/player-hook.ts'
import type { Ports } from './ports/ports.ts'
import { eraseStores } from './storage/open-stores.ts'
import { createTargeting, merge } from './targeting.ts'
import { VERSION } from './version.ts'
import { createViews } from './views/views.ts'

/** Builds a tracker over the ports of a platform. Throws ConfigError for a wrong option, and nothing later. */
export function createTracker(options: TrackerOptions, platform: Ports): Tracker {
  const settings = parseOptions(options)
  const given = replacePorts(platform, settings.ports)
  const diagnosis = createDiagnosis(settings, given)
  const { emit, guard, report } = diagnosis
  const ports = guardPorts(given, diagnosis)
  const context: Context = { settings, ports, diagnosis }
  const { createDeferred } = ports
  let status: ConsentStatus = 'unknown'
  let granted: Granted | null = null
  let { aliases, generated } = settings.identity
  /** The viewer of `aliases` is to be joined with what this device learnt before. */
  let isLinking = false
  let ready = createDeferred<void>()
  let destroyed: Deferred<void> | null = null
  /** The grant that ran when the tracker was destroyed, while what it left is written. */
  let closing: Granted | null = null
  let leaveLifecycle = (): void => {}
  let leaveConsent = (): void => {}
  /** Players of a grant that ended are being let go of. */
  let isReleasing = false

  const arrivals = createArrivals()
  const contextual = createContextual(context, {
    _arrivals: arrivals,
    _knownIds: knownIds,
    _onAnswer: () => granted && granted._queue._hear(),
  })
  const targeting = createTargeting(context, { _arrivals: arrivals, _contextual: contextual, _granted: () => granted })
  const views = createViews(context, { _keeper: () => granted, _ask: ask, _onOpen: retry })

  /** What the app reads: where a port throws it reads what there would be without a grant. */
  const asked = <T>(read: (held: Granted) => T, without: T): T =>
    guard(() => (granted ? read(granted) : without), without, true)()

  const ids = (): Tracker['ids'] =>
    asked((held) => ({ userId: held._userId(), sessionId: held._sessionId(), viewId: views._lastId() }), {
      userId: null,
      sessionId: null,
      viewId: null,
    })

  /** Ids that nobody may hear of without consent. */
  function knownIds(): unknown[] {
    const { userId, sessionId, viewId } = ids()
    const inUse = granted ? granted._identity().aliases : aliases
    return [userId, sessionId, viewId].concat(inUse.map(({ id }) => id))
  }

  // Consent

  function setStatus(next: ConsentStatus): void {
    const action = decide(status, next)
    // Told first: a player that is let go of, or heard, may lead the app to the next decision.
    if (status != next) emit('consent', { status: next })
    status = next
    if (action == 'open') open()
    else if (action != 'none') shut(action == 'erase')
  }

  function open(): void {
    const opened = (ready = createDeferred<void>())
    const create = (): Granted =>
      createGranted(context, {
        _aliases: aliases,
        _generated: generated,
        _arrivals: arrivals,
        _onReady: () => opened.resolve(),
        _onErased: () => setStatus('denied'),
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
    if (isLinking) own._link()
    own._start()
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
    if (isRefused) {
      eraseStores(ports.stores, settings.storageKey)
      // A later grant makes a new id.
      generated = null
    }
    const isOutermost = !isReleasing
    isReleasing = true
    each([() => ended && ended._end(), () => wasReady.resolve(), arrivals._settle, release])
    if (!isOutermost) return
    isReleasing = false
    begin()
  }

  /** Runs each alone: what one throws keeps none of the others. */
  function each(steps: (() => unknown)[]): void {
    steps.forEach((step) => guard(step, undefined, true)())
  }

  // Views

  function ask(content: ContentToAsk, properties: Properties, isPrefetch?: boolean): void {
    if (settings.contextual.enabled) contextual._ask(content, properties, isPrefetch)
  }

  function startView(content: Content, hook: PlayerHook | null): ManualView {
    const properties = checkContent(context, content)
    // A player that is let go of may lead the app to watch another while the tracker is being destroyed.
    if (!properties || destroyed) return views._inert
    ask(content, properties)
    return views._add(content, properties, hook)
  }

  function watch(player: unknown, content: Content): View {
    const hook = isHook(player) ? player : ports.playerHook(player)
    if (hook) return startView(content, hook)
    report('bad-player', [])
    return views._inert
  }

  /** What stopped for want of answers is tried again. */
  function retry(): void {
    if (granted) granted._queue._resume()
  }

  function onLifecycle(state: LifecycleState): void {
    if (state == 'online') return retry()
    if (state == 'visible') {
      if (granted) granted._wake()
      return views._resume()
    }
    views._suspend()
    if (!granted) return
    granted._saveExitCopies(views._records())
    if (state == 'exit') granted._leave()
  }

  // What the viewer does

  /** The viewer did something: what was idle for too long ends first. */
  function openSession(): string | null {
    views._closeIdle()
    return granted && granted._openSession()
  }

  function track(name: string, properties?: Properties): void {
    const checked = checkEvent(diagnosis, name, properties)
    const sessionId = checked && openSession()
    if (!sessionId || !granted) return
    granted._outbox._put({ identity: granted._identity(), sessionId, viewId: null }, { name, properties: checked! })
  }

  function identify(next: unknown, options?: { link?: boolean }): void {
    let parsed: Alias[]
    try {
      parsed = parseAliases(next)
    } catch (error) {
      return report('bad-identity', [(error as Error).message])
    }
    aliases = parsed
    findAddresses(parsed)
    isLinking = !!options && options.link == true
    if (!granted) return
    if (!granted._isSame(parsed)) {
      views._close()
      // The latest: a player that is let go of may have led the app to yet another viewer.
      if (granted) granted._identify(aliases)
      views._begin()
    }
    if (granted && isLinking) granted._link()
  }

  /** An address in the clear under a tag that promises a hash is a mistake that nobody else would see. */
  function findAddresses(among: readonly Alias[]): void {
    among.forEach(({ tag, id }) => {
      if (/hash|sha|md5/i.test(tag.slice(0, 100)) && hasEMail(id)) report('personal-data', ['alias ' + tag])
    })
  }

  function prefetch(content: Content): void {
    const properties = checkContent(context, content)
    if (properties) ask(content, properties, true)
  }

  function flush(): PromiseLike<void> {
    const flushed = createDeferred<void>()
    if (granted) granted._queue._whenIdle(() => flushed.resolve())
    else flushed.resolve()
    return flushed.promise
  }

  function destroy(): PromiseLike<void> {
    if (destroyed) return destroyed.promise
    destroyed = createDeferred<void>()
    // Nothing is sent any more, and what the views still say is written.
    each([() => granted && granted._queue._close(), views._end, leaveLifecycle, leaveConsent])
    diagnosis._close()
    closing = granted
    granted = null
    each([contextual._close, arrivals._settle, () => ready.resolve()])
    if (closing) closing._end(finishDestruction)
    else finishDestruction()
    return destroyed.promise
  }

  /** What is left is written; what a full store cost the last events was still told. */
  function finishDestruction(): void {
    closing = null
    diagnosis._silence()
    destroyed!.resolve()
  }

  /** A refusal erases also after destruction, when nobody is told of it any more. */
  function revoke(): void {
    if (granted || !destroyed) return setStatus('denied')
    const ended = closing
    status = 'denied'
    eraseStores(ports.stores, settings.storageKey)
    each([() => ended && ended._end()])
    finishDestruction()
  }

  function inspect(): Inspection {
    const held = asked((own) => own._inspect(), withoutGrant())
    held.activations.contextual = contextual._inspect()
    const inspection = {
      version: VERSION,
      consent: status,
      ids: ids(),
      views: views._inspect(),
      exchanges: diagnosis._exchanges(),
      diagnostics: diagnosis._diagnostics(),
    } as Inspection
    copyFields(held, held, inspection)
    return inspection
  }

  function resolved<T>(value: T): PromiseLike<T> {
    const deferred = createDeferred<T>()
    deferred.resolve(value)
    return deferred.promise
  }

  const tracker: Tracker = {
    get ready() {
      return ready.promise
    },
    get ids() {
      return ids()
    },
    get cohorts() {
      const answer = asked((held) => held._answer(), null)
      return answer ? answer.cohorts.slice() : []
    },
    consent: {
      grant: guard(() => setStatus('granted')),
      revoke: guard(revoke, undefined, true),
      get status() {
        return status
      },
    },
    activations: {
      get: ((platform: string, request?: { url?: string; split?: boolean }) => {
        const { url, split } = request || {}
        const found = guard(targeting._split, { behavioral: [], contextual: [] }, true)(platform, url)
        return split ? found : merge(found)
      }) as Tracker['activations']['get'],
      fresh: guard(targeting._fresh, resolved<FreshResult>({ ids: [], source: 'none' })),
      classifications(request) {
        const signals = contextual._signals((request || {}).url)
        return signals && signals.classifications
      },
    },
    watch: guard(watch, views._inert),
    startView: guard((content) => startView(content, null), views._inert),
    track: guard(track),
    activity: guard(() => void openSession()),
    identify: guard(identify),
    prefetch: guard(prefetch),
    flush: guard(flush, resolved<void>(undefined)),
    destroy: guard(destroy, resolved<void>(undefined), true),
    inspect,
    on(event, listener) {
      guard(() => diagnosis._on(event, listener))()
      return tracker
    },
    off(event, listener) {
      guard(() => diagnosis._off(event, listener), undefined, true)()
      return tracker
    },
  }

  ready.resolve()
  findAddresses(aliases)
  if (settings.synchronousValidation) report('synchronous-validation', [])
  leaveLifecycle = ports.lifecycle.subscribe(guard(onLifecycle))
  guard(() => {
    const { consent } = settings
    if (consent == 'granted') setStatus('granted')
    else if (consent != 'required')
      leaveConsent = consent.subscribe(guard((next) => setStatus(parseStatus(next)))) || leaveConsent
  })()
  diagnosis._finishConstruction()
  return tracker
}

const withoutGrant = (): Held => ({
  identity: { form: 'none', tags: [] },
  session: null,
  queue: { events: [], inFlight: 0, retryInMs: null, stopped: null },
  storage: { ids: null, queue: null },
  activations: { behavioral: {}, ageMs: null, contextual: [] },
})

function isHook(player: unknown): player is PlayerHook {
  return !!player && typeof (player as PlayerHook).attach == 'function'
}
