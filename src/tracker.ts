/**
 * The imperative shell: composes consent, views and signals over the ports, and guards the app from all of them.
 */
import { EventEmitter } from 'eventemitter3'
import type { Alias, Content, Exchange, FreshResult, Inspection, Properties, Tracker, TrackerEvents, TrackerOptions, View } from './api.ts'
import { createTargeting } from './activation/targeting.ts'
import { decide, parseStatus } from './consent/gate.ts'
import { createContextual } from './contextual/client.ts'
import type { Diagnostic, DiagnosticCode } from './diagnostics.ts'
import { cleanProperties, isRecord } from './events/properties.ts'
import type { Grant } from './grant.ts'
import { createGrant } from './grant.ts'
import { parseAliases } from './identity/identity.ts'
import { isEventName, isText, parseOptions } from './options.ts'
import type { ConsentStatus } from './ports/consent-source.ts'
import type { PlayerHook } from './ports/player-hook.ts'
import type { Ports } from './ports/ports.ts'
import type { ApiOptions } from './request.ts'
import { eraseStores } from './storage/ladder.ts'
import { VERSION } from './version.ts'
import type { ViewHost, ViewLife } from './views/view.ts'
import { createView } from './views/view.ts'

/** `inspect()` keeps so many exchanges and diagnostics. */
const KEPT = 20

/** Builds a tracker over the ports of a platform. Throws ConfigError for a wrong option, and nothing later. */
export function createTracker(options: TrackerOptions, platform: Ports): Tracker {
  const settings = parseOptions(options)
  const ports = withReplaced(platform, settings.ports)
  const { clock, createDeferred } = ports
  const emitter = new EventEmitter()
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
        report('listener-error', 'A listener of "' + event + '" threw: ' + error)
      }
    })
  }

  function report(code: DiagnosticCode, message: string, httpStatus?: number): void {
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

  /** The same function, unable to throw into whoever calls it, and without effect once the tracker is destroyed. */
  function guarded<A extends unknown[], R>(run: (...args: A) => R, fallback?: R): (...args: A) => R {
    return function (this: unknown) {
      if (isDestroyed) return fallback as R
      try {
        return run.apply(this, arguments as unknown as A)
      } catch (error) {
        report('port-failed', 'Something the tracker relies on threw: ' + error)
        return fallback as R
      }
    }
  }

  /** As guarded, but running on after destruction: for what a store still has to finish. */
  function guardedAlways(run: () => void): () => void {
    return () => {
      try {
        run()
      } catch (error) {
        report('port-failed', 'Something the tracker relies on threw: ' + error)
      }
    }
  }

  const { timers } = ports
  ports.timers = { after: (delayMs, run) => timers.after(delayMs, guardedAlways(run)) }

  const api: ApiOptions = {
    transport: {
      send: (request, done) => ports.transport.send(request, guarded(done)),
      beacon: ports.transport.beacon,
      isOffline: ports.transport.isOffline,
    },
    clock,
    apiKey: settings.apiKey,
    timeoutMs: settings.transport.timeoutMs,
    auth: settings.transport.auth,
    contentType: settings.transport.contentType,
    keepsBodies: settings.debug,
    record: (exchange) => keep(exchanges, exchange),
  }

  const contextual = createContextual({
    api,
    base: settings.endpoints.contextual,
    wrap: settings.contextual.wrap,
    userProperties: settings.userProperties,
    onAnswer(activations) {
      targeting.noteAnswer()
      emit('activations', { source: 'contextual', platforms: Object.keys(activations) })
    },
    onSettled: () => targeting.settle(),
    report,
  })
  const targeting = createTargeting({ settings: settings.activations, ports, contextual, grant: () => grant })

  const viewHost: ViewHost = {
    settings,
    ports,
    grant: () => grant,
    check,
    onState(view) {
      if (view.state == 'open') lastViewId = view.viewId
      emit('view', view)
    },
    reportShape,
    guard: (run) => guarded(run),
  }

  function reportShape(error: unknown): void {
    report('shape-failed', 'The completion shape threw, the flat one was sent: ' + error)
  }

  /** Cleaned properties, or null where name or properties cannot be sent. */
  function check(name: string, properties: unknown): Properties | null {
    if (!isEventName(name)) {
      report('bad-event', 'Event name: expected letters, digits and underscores, received ' + (typeof (name as unknown) == 'string' ? "'" + String(name).slice(0, 60) + "'" : typeof name) + '.')
      return null
    }
    return clean(properties, 'Properties of ' + name)
  }

  function clean(properties: unknown, what: string): Properties | null {
    try {
      return cleanProperties(properties)
    } catch (error) {
      report('bad-event', what + ': ' + (error instanceof Error ? error.message : error) + '.')
      return null
    }
  }

  // Consent

  function setStatus(next: ConsentStatus): void {
    const step = decide(status, next)
    const hasChanged = status != next
    status = next
    if (step.action == 'erase' || step.action == 'shut') end(step.action == 'erase')
    if (step.action == 'open') open()
    if (hasChanged) emit('consent', { status })
  }

  function end(isErased: boolean): void {
    const ended = grant
    grant = null
    lastViewId = null
    views.forEach((view) => view.shut())
    if (ended) ended.end(isErased)
    else if (isErased) eraseStores(ports.stores, settings.storageKey)
    ready.resolve(undefined)
    targeting.settle()
  }

  function open(): void {
    const opened = createDeferred<void>()
    ready = opened
    const own = createGrant({
      settings,
      ports,
      api,
      aliases,
      emit,
      report,
      reportShape,
      onReady: () => opened.resolve(undefined),
      onAnswer: targeting.noteAnswer,
      onSettled: targeting.settle,
      onErased: () => setStatus('denied'),
    })
    grant = own
    views.forEach((view) => view.begin())
    own.start()
  }

  // Views

  function parseContent(content: Content): { content: Content; properties: Properties } | null {
    const properties = isRecord(content) && (isText(content.id) || isText(content.url)) && clean(content.properties, 'Properties of a content')
    if (!properties) {
      report('bad-content', 'Content: expected { url, properties } with a url or an id, and properties as an object.')
      return null
    }
    if (!isText(content.url)) report('bad-content', 'Content without a url: the Contextual API is not asked.')
    return { content, properties }
  }

  function ask(content: Content, properties: Properties, isPrefetch?: boolean): void {
    if (settings.contextual.enabled) contextual.ask(isText(content.url) ? content.url : '', properties, isPrefetch)
  }

  function startView(content: Content, hook: PlayerHook | null): ViewLife | null {
    const parsed = parseContent(content)
    if (!parsed) return null
    if (hook) views.filter((view) => view.player === hook.player).forEach((view) => view.handle.end())
    views = views.filter((view) => !view.isEnded())
    ask(parsed.content, parsed.properties)
    const view = createView(parsed.content, parsed.properties, hook, viewHost)
    views.push(view)
    if (grant) view.begin()
    return view
  }

  function watch(player: unknown, content: Content): View {
    const hook = isHook(player) ? player : ports.playerHook(player)
    if (!hook) report('bad-player', 'Player: expected a media element or a player hook.')
    const view = hook && startView(content, hook)
    return view ? view.handle : INERT_VIEW
  }

  function save(): void {
    if (!grant) return
    views.forEach((view) => view.suspend())
    const records = views.map((view) => view.record()).filter((record) => !!record)
    grant.rescue(records as NonNullable<(typeof records)[number]>[])
  }

  const unsubscribeLifecycle = ports.lifecycle.subscribe(
    guarded((state) => {
      if (state == 'visible') {
        if (grant) {
          grant.wake()
          grant.hold(false)
        }
        views.forEach((view) => view.resume())
        return
      }
      save()
      if (!grant || state != 'exit') return
      grant.hold(true)
      grant.beacon()
    }),
  )

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

  function track(name: string, properties?: Properties): void {
    const checked = check(name, properties)
    if (!checked || !grant) return
    views.forEach((view) => view.closeIfIdle())
    const sessionId = grant.openSession()
    grant.send({ name, at: grant.eventTime(), identity: grant.identity(), sessionId, viewId: null, properties: checked })
  }

  let unsubscribeConsent = () => {}

  function destroy(): PromiseLike<void> {
    const done = createDeferred<void>()
    if (isDestroyed) {
      done.resolve(undefined)
      return done.promise
    }
    guarded(() => {
      if (grant) grant.mute()
      views.forEach((view) => view.handle.end())
      views = []
    })()
    isDestroyed = true
    guardedAlways(unsubscribeLifecycle)()
    guardedAlways(() => unsubscribeConsent())()
    contextual.close()
    const closing = grant
    grant = null
    targeting.settle()
    emitter.removeAllListeners()
    if (closing) closing.close(() => done.resolve(undefined))
    else done.resolve(undefined)
    ready.resolve(undefined)
    return done.promise
  }

  if (settings.synchronousValidation) {
    const warning = 'Synchronous validation is on: CCS answers slowly. Never ship this.'
    ports.log('ctv-tracker: ' + warning)
    report('synchronous-validation', warning)
  }

  const nothing = createDeferred<void>()
  nothing.resolve(undefined)
  const none = createDeferred<FreshResult>()
  none.resolve({ ids: [], source: 'none' })

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
      fresh: guarded(targeting.fresh, none.promise),
    },
    watch: guarded(watch, INERT_VIEW),
    startView: guarded((content) => {
      const view = startView(content, null)
      return view ? view.handle : INERT_VIEW
    }, INERT_VIEW),
    track: guarded(track),
    activity: guarded(() => {
      if (!grant) return
      views.forEach((view) => view.closeIfIdle())
      grant.openSession()
    }),
    identify: guarded(identify),
    prefetch: guarded((content) => {
      const parsed = parseContent(content)
      if (parsed) ask(parsed.content, parsed.properties, true)
    }),
    flush: guarded(() => {
      if (!grant) return nothing.promise
      const flushed = createDeferred<void>()
      grant.whenIdle(() => flushed.resolve(undefined))
      return flushed.promise
    }, nothing.promise),
    destroy,
    inspect() {
      const held = grant ? grant.inspect() : WITHOUT_GRANT
      return {
        version: VERSION,
        consent: status,
        ids: tracker.ids,
        views: views.map((view) => view.inspect()),
        identity: held.identity,
        session: held.session,
        queue: held.queue,
        storage: held.storage,
        activations: {
          behavioral: (grant && grant.answer() && grant.answer()!.activations) || {},
          ageMs: grant && grant.answerAgeMs(),
          contextual: contextual.inspect(),
        },
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

const WITHOUT_GRANT: Pick<Inspection, 'identity' | 'session' | 'queue' | 'storage'> = {
  identity: { form: 'none', tags: [] },
  session: null,
  queue: { events: [], inFlight: 0, retryInMs: null, stopped: null },
  storage: { ids: null, queue: null },
}

/** What `watch` returns for input that cannot be measured. */
const INERT_VIEW = {
  id: null,
  totals: { timeSpentSeconds: 0, adTimeSeconds: 0, percentageWatched: null, completed: false, reachedEnd: false },
  track() {},
  signal() {},
  end() {},
}

function isHook(player: unknown): player is PlayerHook {
  return !!player && typeof (player as PlayerHook).attach == 'function'
}

function withReplaced(platform: Ports, replaced: Partial<Ports>): Ports {
  const ports = {} as Record<string, unknown>
  for (const port in platform) ports[port] = (replaced as Record<string, unknown>)[port] || platform[port as keyof Ports]
  return ports as unknown as Ports
}

function keep<T>(list: T[], item: T): void {
  list.push(item)
  if (list.length > KEPT) list.shift()
}
