/**
 * The tracker as an app sees it: composes the rooms over the ports, and hands each call of the app to the room it is about.
 */
import type { FreshResult, Inspection, Tracker, TrackerOptions } from './api.ts'
import { createArrivals } from './arrivals.ts'
import { parseStatus } from './consent/gate.ts'
import type { Context } from './context.ts'
import { createContextual } from './contextual/client.ts'
import { copyFields } from './copy-fields.ts'
import { createDiagnosis } from './diagnosis.ts'
import type { Granted, Held } from './granted.ts'
import type { Grants } from './grants.ts'
import { createGrants } from './grants.ts'
import { parseOptions } from './options.ts'
import type { Deferred } from './ports/deferred.ts'
import { guardPorts, replacePorts } from './ports/guarded.ts'
import type { Ports } from './ports/ports.ts'
import { createTargeting, merge } from './targeting.ts'
import { VERSION } from './version.ts'
import { createViews } from './views/views.ts'

/** Builds a tracker over the ports of a platform. Throws ConfigError for a wrong option, and nothing later. */
export function createTracker(options: TrackerOptions, platform: Ports): Tracker {
  const settings = parseOptions(options)
  const given = replacePorts(platform, settings.ports)
  const diagnosis = createDiagnosis(settings, given)
  const { guard } = diagnosis
  const ports = guardPorts(given, diagnosis)
  const context: Context = { settings, ports, diagnosis, arrivals: createArrivals() }
  const granted = (): Granted | null => grants._current()
  const contextual = createContextual(context, {
    _knownIds: () => grants._knownIds(),
    _granted: granted,
  })
  const views = createViews(context, { _keeper: granted, _ask: contextual._ask })
  const grants: Grants = createGrants(context, views)
  const targeting = createTargeting(context, { _contextual: contextual, _granted: granted })
  const leave: (() => void)[] = []
  let destroyed: Deferred<void> | null = null

  /** Hears of the device and of the app's decision. */
  function listen(): void {
    const { consent } = settings
    leave.push(ports.lifecycle.subscribe(guard(grants._follow)))
    if (consent == 'granted') grants._decide('granted')
    else if (consent != 'required')
      leave.push(consent.subscribe(guard((status) => grants._decide(parseStatus(status)))) || (() => {}))
  }

  function destroy(): PromiseLike<void> {
    if (destroyed) return destroyed.promise
    const done = (destroyed = ports.createDeferred<void>())
    // What a full store cost the last events is still told.
    grants._end(leave, contextual._close, () => {
      diagnosis._silence()
      done.resolve()
    })
    return done.promise
  }

  function inspect(): Inspection {
    const held = grants._read((own) => own._inspect(), withoutGrant())
    held.activations.contextual = contextual._inspect()
    const inspection = {
      version: VERSION,
      consent: grants._status(),
      ids: grants._ids(),
      views: views._inspect(),
      exchanges: diagnosis._exchanges(),
      diagnostics: diagnosis._diagnostics(),
    } as Inspection
    copyFields(held, held, inspection)
    return inspection
  }

  function resolved<T>(value: T): PromiseLike<T> {
    const deferred = ports.createDeferred<T>()
    deferred.resolve(value)
    return deferred.promise
  }

  const tracker: Tracker = {
    get ready() {
      return grants._ready()
    },
    get ids() {
      return grants._ids()
    },
    get cohorts() {
      const answer = grants._read((own) => own._answer(), null)
      return answer ? answer.cohorts.slice() : []
    },
    consent: {
      grant: guard(() => grants._decide('granted')),
      // A refusal erases also after destruction.
      revoke: guard(() => grants._decide('denied'), undefined, true),
      get status() {
        return grants._status()
      },
    },
    activations: {
      get: ((platformName: string, request?: { url?: string; split?: boolean }) => {
        const { url, split } = request || {}
        const found = guard(targeting._split, { behavioral: [], contextual: [] }, true)(platformName, url)
        return split ? found : merge(found)
      }) as Tracker['activations']['get'],
      fresh: guard(targeting._fresh, resolved<FreshResult>({ ids: [], source: 'none' })),
      classifications(request) {
        const signals = contextual._signals((request || {}).url)
        return signals && signals.classifications
      },
    },
    watch: guard(views._watch, views._inert),
    startView: guard((content) => views._start(content), views._inert),
    track: guard(grants._track),
    activity: guard(() => void grants._openSession()),
    identify: guard(grants._identify),
    prefetch: guard(contextual._prefetch),
    flush: guard(grants._flush, resolved<void>(undefined)),
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

  if (settings.synchronousValidation) diagnosis.report('synchronous-validation', [])
  guard(listen)()
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
