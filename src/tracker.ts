/**
 * The imperative shell: composes consent, views and signals over the ports, and guards the app from all of them.
 */
import { EventEmitter } from 'eventemitter3'
import type {
  Alias,
  Content,
  Exchange,
  FreshResult,
  ManualView,
  Properties,
  Tracker,
  TrackerEvents,
  TrackerOptions,
  View,
} from './api.ts'
import type { TargetingHost } from './targeting.ts'
import { createTargeting } from './targeting.ts'
import { decide, parseStatus } from './consent/gate.ts'
import type { ContextualHost } from './contextual/client.ts'
import { createContextual } from './contextual/client.ts'
import type { Diagnostic, DiagnosticCode } from './diagnostics.ts'
import { describe, isEventName, isRecord, isText } from './checks.ts'
import { cleanProperties } from './events/properties.ts'
import type { Grant, GrantHost, Held } from './grant.ts'
import { createGrant } from './grant.ts'
import { parseAliases } from './identity/identity.ts'
import { parseOptions } from './options.ts'
import type { ConsentStatus } from './ports/consent-source.ts'
import type { PlayerHook } from './ports/player-hook.ts'
import type { Ports } from './ports/ports.ts'
import type { StoredRecord } from './ports/stores.ts'
import { eraseStores } from './storage/open-stores.ts'
import { VERSION } from './version.ts'
import type { ViewHost, ViewLife } from './views/view.ts'
import { createView } from './views/view.ts'

/** `inspect()` keeps so many exchanges and diagnostics. */
const KEPT = 20

/** Builds a tracker over the ports of a platform. Throws ConfigError for a wrong option, and nothing later. */
export function createTracker(options: TrackerOptions, platform: Ports): Tracker {
  const settings = parseOptions(options)
  const ports = withReplaced(platform, settings.ports)
  const { createDeferred } = ports
  let emitter = new EventEmitter()
  const exchanges: Exchange[] = []
  const diagnostics: Diagnostic[] = []
  let views: ViewLife[] = []
  let status: ConsentStatus = 'unknown'
  let grant: Grant | null = null
  let aliases: Alias[] = settings.identity.aliases
  let lastViewId: string | null = null
  let isDestroyed = false
  let isReporting = false
  let isBuilt = false
  let ready = createDeferred<void>()
  ready.resolve(undefined)

  function emit<K extends keyof TrackerEvents>(event: K, payload: TrackerEvents[K]): void {
    // One listener at a time, so that one that throws takes nothing from the others.
    emitter.listeners(event).forEach((listener) => {
      try {
        listener(payload)
      } catch (error) {
        report('listener-error', 'A listener of "' + event + '" threw: ' + printed(error))
      }
    })
  }

  function report(code: DiagnosticCode, told: string, httpStatus?: number): void {
    // What a port of the app throws may name the url, and with it the key.
    const message = told.split(settings.apiKey).join('…')
    const diagnostic: Diagnostic = httpStatus == null ? { code, message } : { code, message, status: httpStatus }
    keep(diagnostics, diagnostic)
    if (settings.debug) ports.log('ctv-tracker ' + code + ': ' + message)
    if (isBuilt) tell(diagnostic)
    // The app can listen only once it has the tracker.
    else ports.timers.after(0, () => tell(diagnostic))
  }

  function tell(diagnostic: Diagnostic): void {
    // A listener that throws while hearing of a throw is not told of that.
    if (isReporting) return
    isReporting = true
    emit('diagnostic', diagnostic)
    isReporting = false
  }

  /** The same function, unable to throw into whoever calls it; without effect once the tracker is destroyed, unless it `isLasting`. */
  function guarded<A extends unknown[], R>(
    run: (...args: A) => R,
    fallback?: R,
    isLasting?: boolean,
  ): (...args: A) => R {
    return function () {
      if (!isDestroyed || isLasting) {
        try {
          return run.apply(null, arguments as unknown as A)
        } catch (error) {
          report('port-failed', 'A port or an argument threw: ' + printed(error))
        }
      }
      return fallback as R
    }
  }

  const { timers, transport } = ports
  // Also after destruction: what a store still has to finish.
  ports.timers = { after: (delayMs, run) => timers.after(delayMs, guarded(run, undefined, true)) }
  ports.transport = {
    send(request, done) {
      const finish = guarded(done)
      try {
        return transport.send(request, finish)
      } catch (error) {
        report('port-failed', 'The transport threw: ' + printed(error))
        return ports.timers.after(0, () => finish(NO_ANSWER))
      }
    },
    beacon: (url, body) => transport.beacon(url, body),
    isOffline: guarded(() => transport.isOffline(), false),
  }

  /** What every part asks of the tracker around it. */
  const host: ContextualHost & TargetingHost & GrantHost & ViewHost = {
    settings,
    ports,
    grant: () => grant,
    guard: guarded as ViewHost['guard'],
    emit,
    report,
    record: (exchange) => keep(exchanges, exchange),
    check,
    reportShape(error) {
      report('shape-failed', 'The completion shape threw, flat was sent: ' + printed(error))
    },
    onView(view) {
      if (view.state == 'open') lastViewId = view.viewId
      emit('view', view)
    },
    onAnswer: () => targeting.noteAnswer(),
    onSettled: () => targeting.settle(),
    onErased: () => setStatus('denied'),
    knownIds() {
      const { userId, sessionId, viewId } = tracker.ids
      return [userId, sessionId, viewId].concat((grant ? grant.identity().aliases : aliases).map(({ id }) => id))
    },
  }
  const contextual = createContextual(host)
  const targeting = createTargeting(host, contextual)
  /** What `watch` returns for input that cannot be measured: a view that nothing begins. */
  const inert = createView({ url: '', properties: {} }, {}, null, host).handle

  /** Cleaned properties, or null (reported) where name or properties cannot be sent. */
  function check(name: string, properties: unknown): Properties | null {
    if (isEventName(name)) return clean(properties, 'Properties of ' + name)
    report('bad-event', 'Event name: expected letters, digits and underscores, received ' + describe(name) + '.')
    return null
  }

  function clean(properties: unknown, what: string): Properties | null {
    try {
      return cleanProperties(properties)
    } catch (error) {
      report('bad-event', what + ': ' + (error as Error).message + '.')
      return null
    }
  }

  // Consent

  function setStatus(next: ConsentStatus): void {
    const action = decide(status, next)
    const hasChanged = status != next
    status = next
    if (action == 'open') open()
    else if (action != 'none') {
      const ended = grant
      grant = lastViewId = null
      views.forEach((view) => view.shut())
      if (ended) ended.end()
      if (action == 'erase') erase()
      ready.resolve(undefined)
      targeting.settle()
    }
    if (hasChanged) emit('consent', { status })
  }

  const erase = (): void => eraseStores(ports.stores, settings.storageKey)

  function open(): void {
    const opened = (ready = createDeferred<void>())
    const own = createGrant(host, aliases, () => opened.resolve(undefined))
    // Whoever heard what is wrong with the stores may have ended the grant, or begun another.
    if (isDestroyed || grant || status != 'granted') {
      own.end()
      return status == 'denied' ? erase() : undefined
    }
    grant = own
    views.forEach((view) => view.begin())
    // Whoever heard of a view or a session may have ended the grant.
    if (grant == own) own.start()
  }

  // Views

  /** Cleaned properties of a content, or null (reported) where it is none. */
  function checkContent(content: Content): Properties | null {
    const properties =
      isRecord(content) &&
      (isText(content.id) || isText(content.url)) &&
      clean(content.properties, 'Properties of a content')
    if (!properties) report('bad-content', 'Content: expected a url or an id, and properties as an object.')
    else if (!isText(content.url)) report('bad-content', 'Content without a url: the Contextual API is not asked.')
    return properties || null
  }

  function ask(content: Content, properties: Properties, isPrefetch?: boolean): void {
    if (settings.contextual.enabled) contextual.ask(isText(content.url) ? content.url : '', properties, isPrefetch)
  }

  function startView(content: Content, hook: PlayerHook | null): ManualView {
    const properties = checkContent(content)
    if (!properties) return inert
    if (hook) views.filter((view) => view.player === hook.player).forEach((view) => view.handle.end())
    views = views.filter((view) => !view.isEnded())
    ask(content, properties)
    const view = createView(content, properties, hook, host)
    views.push(view)
    if (grant) view.begin()
    return view.handle
  }

  function watch(player: unknown, content: Content): View {
    const hook = isHook(player) ? player : ports.playerHook(player)
    if (hook) return startView(content, hook)
    report('bad-player', 'Player: expected a media element or a player hook.')
    return inert
  }

  let unsubscribeLifecycle = () => {}
  guarded(() => {
    unsubscribeLifecycle = ports.lifecycle.subscribe(
      guarded((state) => {
        const isVisible = state == 'visible'
        if (isVisible && grant) {
          grant.wake()
          grant.queue.hold(false)
        }
        views.forEach((view) => (isVisible ? view.resume() : view.suspend()))
        if (isVisible || !grant) return
        grant.rescue(views.map((view) => view.record()).filter((record) => record) as StoredRecord[])
        if (state == 'hidden') return
        grant.queue.hold(true)
        grant.beacon()
      }),
    )
  })()

  function identify(next: unknown): void {
    let parsed: Alias[]
    try {
      parsed = parseAliases(next)
    } catch (error) {
      return report('bad-identity', 'identify: ' + (error as Error).message + '.')
    }
    aliases = parsed
    if (!grant || grant.isSame(parsed)) return
    views.forEach((view) => view.close())
    grant.identify(parsed)
    views.forEach((view) => view.begin())
  }

  /** The viewer did something: what was idle for too long ends first. */
  function openSession(): string {
    views.forEach((view) => view.closeIfIdle())
    return grant ? grant.openSession() : ''
  }

  function track(name: string, properties?: Properties): void {
    const checked = check(name, properties)
    const before = grant
    const sessionId = checked && openSession()
    if (!sessionId || !grant || grant != before) return
    grant.queue.add({
      name,
      at: grant.eventTime(),
      identity: grant.identity(),
      sessionId,
      viewId: null,
      properties: checked!,
    })
  }

  let unsubscribeConsent = () => {}

  function destroy(): PromiseLike<void> {
    const done = createDeferred<void>()
    const steps = [
      // Nothing is sent any more, and what the views still say is written.
      () => grant && grant.queue.close(),
      () => views.forEach((view) => view.handle.end()),
      unsubscribeLifecycle,
      () => unsubscribeConsent(),
    ]
    steps.forEach((step) => guarded(step)())
    isDestroyed = true
    const closing = grant
    // What a full store costs the last events is still told.
    const finish = () => {
      emitter = new EventEmitter()
      done.resolve(undefined)
    }
    grant = null
    views = []
    contextual.close()
    targeting.settle()
    if (closing) closing.end(finish)
    else finish()
    ready.resolve(undefined)
    return done.promise
  }

  if (settings.synchronousValidation) {
    const warning = 'Synchronous validation is slow: never ship it.'
    ports.log('ctv-tracker: ' + warning)
    report('synchronous-validation', warning)
  }

  function resolved<T>(value: T): PromiseLike<T> {
    const deferred = createDeferred<T>()
    deferred.resolve(value)
    return deferred.promise
  }
  const nothing = resolved<void>(undefined)

  const tracker: Tracker = {
    get ready() {
      return ready.promise
    },
    get ids() {
      return {
        userId: grant && grant.userId(),
        sessionId: grant && grant.sessionId(),
        viewId: grant && lastViewId,
      }
    },
    get cohorts() {
      const answer = grant && grant.answer()
      return answer ? answer.cohorts.slice() : []
    },
    consent: {
      grant: guarded(() => setStatus('granted')),
      revoke: guarded(() => setStatus('denied')),
      get status() {
        return status
      },
    },
    activations: {
      get: ((platform: string, options?: { url?: string; split?: boolean }) => {
        const { url, split } = options || {}
        return split ? targeting.split(platform, url) : targeting.merged(platform, url)
      }) as Tracker['activations']['get'],
      fresh: guarded(targeting.fresh, resolved<FreshResult>({ ids: [], source: 'none' })),
    },
    watch: guarded(watch, inert),
    startView: guarded((content) => startView(content, null), inert),
    track: guarded(track),
    activity: guarded(() => void openSession()),
    identify: guarded(identify),
    prefetch: guarded((content) => {
      const properties = checkContent(content)
      if (properties) ask(content, properties, true)
    }),
    flush: guarded(() => {
      if (!grant) return nothing
      const flushed = createDeferred<void>()
      grant.queue.whenIdle(() => flushed.resolve(undefined))
      return flushed.promise
    }, nothing),
    destroy,
    inspect() {
      const { identity, session, queue, storage, activations }: Held = grant ? grant.inspect() : WITHOUT_GRANT
      return {
        version: VERSION,
        consent: status,
        ids: tracker.ids,
        views: views.map((view) => view.inspect()),
        identity,
        session,
        queue,
        storage,
        activations: { behavioral: activations.behavioral, ageMs: activations.ageMs, contextual: contextual.inspect() },
        exchanges: exchanges.slice(),
        diagnostics: diagnostics.slice(),
      }
    },
    on(event, listener) {
      guarded(() => emitter.on(event, listener))()
      return tracker
    },
    off(event, listener) {
      emitter.off(event, listener)
      return tracker
    },
  }

  const { consent } = settings
  if (consent == 'granted') guarded(() => setStatus('granted'))()
  else if (consent != 'required') {
    guarded(() => {
      unsubscribeConsent = consent.subscribe(guarded((next) => setStatus(parseStatus(next)))) || unsubscribeConsent
    })()
  }
  isBuilt = true
  return tracker
}

const WITHOUT_GRANT: Held = {
  identity: { form: 'none', tags: [] },
  session: null,
  queue: { events: [], inFlight: 0, retryInMs: null, stopped: null },
  storage: { ids: null, queue: null },
  activations: { behavioral: {}, ageMs: null },
}

const NO_ANSWER = { status: 0, body: '', date: null, retryAfter: null }

function isHook(player: unknown): player is PlayerHook {
  return !!player && typeof (player as PlayerHook).attach == 'function'
}

function withReplaced(platform: Ports, replaced: Partial<Ports>): Ports {
  const ports = {} as Record<string, unknown>
  Object.keys(platform).forEach(
    (port) => (ports[port] = (replaced as Record<string, unknown>)[port] || platform[port as keyof Ports]),
  )
  return ports as unknown as Ports
}

function printed(thrown: unknown): string {
  try {
    return '' + thrown
  } catch (_unprintable) {
    // An app may throw what has no text.
    return 'something'
  }
}

function keep<T>(list: T[], item: T): void {
  list.push(item)
  if (list.length > KEPT) list.shift()
}
