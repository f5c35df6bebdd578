/**
 * The tracker as an app sees it: composes the rooms over the ports, and holds the one switch that consent is.
 */
import type { Alias, Content, FreshResult, ManualView, Properties, Tracker, TrackerOptions, View } from './api.ts'
import { createArrivals } from './arrivals.ts'
import { isText } from './checks.ts'
import { decide, parseStatus } from './consent/gate.ts'
import type { Context } from './context.ts'
import { createContextual } from './contextual/client.ts'
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
import { formatDiagnostic } from './sentences.ts'
import { createTargeting } from './targeting.ts'
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
  let ready = createDeferred<void>()
  let destroyed: Deferred<void> | null = null
  /** The grant that ran when the tracker was destroyed, while what it left is written. */
  let closing: Granted | null = null
  let leaveLifecycle = (): void => {}
  let leaveConsent = (): void => {}

  const arrivals = createArrivals()
  const contextual = createContextual(context, { arrivals, knownIds })
  const targeting = createTargeting(context, { arrivals, contextual, granted: () => granted })
  const views = createViews(context, () => granted)

  function ids(): Tracker['ids'] {
    return {
      userId: granted && granted._userId(),
      sessionId: granted && granted._sessionId(),
      viewId: granted && views._lastId(),
    }
  }

  /** Ids that nobody may hear of without consent. */
  function knownIds(): unknown[] {
    const { userId, sessionId, viewId } = ids()
    const inUse = granted ? granted._identity().aliases : aliases
    return [userId, sessionId, viewId].concat(inUse.map(({ id }) => id))
  }

  // Consent

  function setStatus(next: ConsentStatus): void {
    const action = decide(status, next)
    const hasChanged = status != next
    status = next
    if (action == 'open') open()
    else if (action != 'none') shut(action == 'erase')
    if (hasChanged) emit('consent', { status })
  }

  function open(): void {
    const opened = (ready = createDeferred<void>())
    const create = (): Granted =>
      createGranted(context, {
        aliases,
        generated,
        arrivals,
        onReady: () => opened.resolve(undefined),
        onErased: () => setStatus('denied'),
      })
    const own = guard<[], Granted | null>(create, null)()
    // Clock or randomness of this device failed, which is reported: nothing can be measured.
    if (!own) return opened.resolve(undefined)
    granted = own
    views._begin()
    // A player that a view began to hear may have led the app to end the grant.
    if (granted == own) own._start()
  }

  /** Sending stops and what is stored is erased first; then players are let go of and waiting callers told: both run foreign code. */
  function shut(isRefused: boolean): void {
    const ended = granted
    granted = null
    const release = views._forget()
    // What it lets go of may be the app's, and throw: nothing keeps the erasure from happening.
    if (ended) guard(() => ended._end())()
    if (isRefused) {
      eraseStores(ports.stores, settings.storageKey)
      // A later grant makes a new id.
      generated = null
    }
    release()
    ready.resolve(undefined)
    arrivals._settle()
  }

  // Views

  function ask(content: Content, properties: Properties, isPrefetch?: boolean): void {
    if (settings.contextual.enabled) contextual._ask(isText(content.url) ? content.url : '', properties, isPrefetch)
  }

  function startView(content: Content, hook: PlayerHook | null): ManualView {
    const properties = checkContent(diagnosis, content)
    if (!properties) return views._inert
    ask(content, properties)
    return views._add(content, properties, hook)
  }

  function watch(player: unknown, content: Content): View {
    const hook = isHook(player) ? player : ports.playerHook(player)
    if (hook) return startView(content, hook)
    report('bad-player', [])
    return views._inert
  }

  function onLifecycle(state: LifecycleState): void {
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

  function identify(next: unknown): void {
    let parsed: Alias[]
    try {
      parsed = parseAliases(next)
    } catch (error) {
      return report('bad-identity', [(error as Error).message])
    }
    aliases = parsed
    if (!granted || granted._isSame(parsed)) return
    views._close()
    if (granted) granted._identify(parsed)
    views._begin()
  }

  function prefetch(content: Content): void {
    const properties = checkContent(diagnosis, content)
    if (properties) ask(content, properties, true)
  }

  function flush(): PromiseLike<void> {
    const flushed = createDeferred<void>()
    if (granted) granted._whenIdle(() => flushed.resolve(undefined))
    else flushed.resolve(undefined)
    return flushed.promise
  }

  function destroy(): PromiseLike<void> {
    if (destroyed) return destroyed.promise
    destroyed = createDeferred<void>()
    // Nothing is sent any more, and what the views still say is written.
    const steps = [() => granted && granted._stopSending(), views._end, leaveLifecycle, leaveConsent]
    steps.forEach((step) => guard(step)())
    diagnosis.close()
    closing = granted
    granted = null
    contextual._close()
    arrivals._settle()
    if (closing) closing._end(finishDestruction)
    else finishDestruction()
    ready.resolve(undefined)
    return destroyed.promise
  }

  /** What is left is written; what a full store cost the last events was still told. */
  function finishDestruction(): void {
    closing = null
    diagnosis.silence()
    destroyed!.resolve(undefined)
  }

  /** A refusal erases also after destruction, when nobody is told of it any more. */
  function revoke(): void {
    if (granted || !destroyed) return setStatus('denied')
    const ended = closing
    status = 'denied'
    if (ended) guard(() => ended._end(), undefined, true)()
    eraseStores(ports.stores, settings.storageKey)
    finishDestruction()
  }

  function inspect(): ReturnType<Tracker['inspect']> {
    const { identity, session, queue, storage, activations } = granted ? granted._inspect() : WITHOUT_GRANT
    return {
      version: VERSION,
      consent: status,
      ids: ids(),
      views: views._inspect(),
      identity,
      session,
      queue,
      storage,
      activations: { behavioral: activations.behavioral, ageMs: activations.ageMs, contextual: contextual._inspect() },
      exchanges: diagnosis.exchanges(),
      diagnostics: diagnosis.diagnostics(),
    }
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
      const answer = granted && granted._answer()
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
        return split ? targeting._split(platform, url) : targeting._merged(platform, url)
      }) as Tracker['activations']['get'],
      fresh: guard(targeting._fresh, resolved<FreshResult>({ ids: [], source: 'none' })),
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
      guard(() => diagnosis.on(event, listener))()
      return tracker
    },
    off(event, listener) {
      diagnosis.off(event, listener)
      return tracker
    },
  }

  ready.resolve(undefined)
  if (settings.synchronousValidation) {
    report('synchronous-validation', [])
    ports.log('ctv-tracker: ' + formatDiagnostic('synchronous-validation', []))
  }
  guard(() => {
    leaveLifecycle = ports.lifecycle.subscribe(guard(onLifecycle))
  })()
  guard(() => {
    const { consent } = settings
    if (consent == 'granted') setStatus('granted')
    else if (consent != 'required')
      leaveConsent = consent.subscribe(guard((next) => setStatus(parseStatus(next)))) || leaveConsent
  })()
  diagnosis.finishConstruction()
  return tracker
}

const WITHOUT_GRANT: Held = {
  identity: { form: 'none', tags: [] },
  session: null,
  queue: { events: [], inFlight: 0, retryInMs: null, stopped: null },
  storage: { ids: null, queue: null },
  activations: { behavioral: {}, ageMs: null },
}

function isHook(player: unknown): player is PlayerHook {
  return !!player && typeof (player as PlayerHook).attach == 'function'
}
