/**
 * What the app hears of the tracker, and what keeps the app's mistakes out of it: events, diagnostics, the last exchanges, and `guard`.
 *
 * Whatever calls into the tracker (the app, a timer, an answer, a store, a player) comes in through `guard`. What listeners hear is told
 * when the outermost such call returns, in order: no listener runs while the tracker is halfway through a change.
 */
import { EventEmitter } from 'eventemitter3'
import type { Exchange, TrackerEvents } from './api.ts'
import { redact } from './checks.ts'
import type { Diagnostic, DiagnosticCode, DiagnosticFacts, Report } from './diagnostics.ts'
import type { Settings } from './options.ts'
import type { Ports } from './ports/ports.ts'
import { formatDiagnostic } from './sentences.ts'

/** `inspect()` keeps so many exchanges and diagnostics. */
const KEPT = 20
/** Names that an app gives are part of it. */
const MAX_MESSAGE = 500
/** A listener may cause what it listens to: after so many in one task the rest waits for the next, so that the app stays alive. */
const MOST_AT_ONCE = 200

/** Makes a function that cannot throw. It does nothing once the tracker is destroyed, unless it `isLasting`. */
export type Guard = <A extends unknown[], R>(
  run: (...args: A) => R,
  fallback?: R,
  isLasting?: boolean,
) => (...args: A) => R

export interface Diagnosis {
  _on<K extends keyof TrackerEvents>(event: K, listener: (payload: TrackerEvents[K]) => void): void
  _off<K extends keyof TrackerEvents>(event: K, listener: (payload: TrackerEvents[K]) => void): void
  emit<K extends keyof TrackerEvents>(event: K, payload: TrackerEvents[K]): void
  report: Report
  guard: Guard
  /** Runs each alone, also after `_close`: what one throws keeps none of the others. */
  each(steps: (() => unknown)[]): void
  _noteExchange(exchange: Exchange): void
  /** The latest, for `inspect()`. */
  _exchanges(): Exchange[]
  _diagnostics(): Diagnostic[]
  /** The tracker is in the app's hands: until then nobody can listen, and what is reported is told afterwards. */
  _finishConstruction(): void
  /** From now on guarded functions do nothing, but for lasting ones. */
  _close(): void
  /** From now on nobody hears anything. */
  _silence(): void
}

export function createDiagnosis({ apiKey, debug }: Settings, { timers, log }: Ports): Diagnosis {
  let emitter = new EventEmitter()
  const exchanges: Exchange[] = []
  const diagnostics: Diagnostic[] = []
  /** What listeners are still to hear. */
  const untold: (() => void)[] = []
  /** How many guarded calls are under way, one within the other. */
  let depth = 0
  let isBuilt = false
  let isClosed = false
  let isTelling = false
  /** A listener hears of a diagnostic: what that causes is kept and not told, or it would have no end. */
  let isTellingDiagnostic = false
  /** More than can be told in one task waits for the next: this calls that off. */
  let cancelRest: (() => void) | null = null

  function emit<K extends keyof TrackerEvents>(event: K, payload: TrackerEvents[K]): void {
    untold.push(() => tell(event, payload))
    tellAll()
  }

  function tellAll(): void {
    if (depth || isTelling || cancelRest) return
    isTelling = true
    for (let count = 0; untold[0] && count < MOST_AT_ONCE; count++) untold.shift()!()
    isTelling = false
    if (untold[0]) cancelRest = later(tellRest)
  }

  /** Another task; null where the timers of this device fail: then whatever is told next takes along what waits. */
  function later(run: () => void): (() => void) | null {
    try {
      return timers.after(0, run)
    } catch (_failed) {
      // The report of it would wait for a timer, too.
      return null
    }
  }

  function tellRest(): void {
    cancelRest = null
    tellAll()
  }

  function tell<K extends keyof TrackerEvents>(event: K, payload: TrackerEvents[K]): void {
    isTellingDiagnostic = event == 'diagnostic'
    emitter.listeners(event).forEach((listener) => {
      try {
        listener(payload)
      } catch (error) {
        report('listener-error', [event, printed(error)])
      }
    })
    isTellingDiagnostic = false
  }

  function report<C extends DiagnosticCode>(code: C, facts: DiagnosticFacts[C], httpStatus?: number): void {
    // What a port of the app throws may name the url, and with it the key.
    const message = formatDiagnostic(code, facts).split(apiKey).join('…').slice(0, MAX_MESSAGE)
    const diagnostic: Diagnostic = { code, message }
    if (httpStatus != null) diagnostic.status = httpStatus
    keep(diagnostics, diagnostic)
    // Who left that one on is told at once: it must not ship.
    if (debug || code == 'synchronous-validation') print('ctv-tracker ' + code + ': ' + message)
    if (isTellingDiagnostic) return
    if (isBuilt) emit('diagnostic', diagnostic)
    else later(() => emit('diagnostic', diagnostic))
  }

  function print(line: string): void {
    try {
      log(line)
    } catch (_failed) {
      // A log that cannot be written has no place where that could be told.
    }
  }

  function guard<A extends unknown[], R>(run: (...args: A) => R, fallback?: R, isLasting?: boolean): (...args: A) => R {
    return function () {
      if (isClosed && !isLasting) return fallback as R
      depth++
      try {
        return run.apply(null, arguments as unknown as A)
      } catch (error) {
        report('port-failed', ['port', printed(error)])
        return fallback as R
      } finally {
        depth--
        tellAll()
      }
    }
  }

  return {
    _on: (event, listener) => void emitter.on(event, listener),
    _off: (event, listener) => void emitter.off(event, listener),
    emit,
    report,
    guard,
    each: (steps) => steps.forEach((step) => guard(step, undefined, true)()),
    _noteExchange: (exchange) => keep(exchanges, exchange),
    _exchanges: () => exchanges.slice(),
    _diagnostics: () => diagnostics.slice(),
    _finishConstruction: () => void (isBuilt = true),
    _close: () => void (isClosed = true),
    _silence() {
      // What happened before is still told, unless that waits for another task.
      if (cancelRest) {
        untold.splice(0)
        cancelRest()
        cancelRest = null
      }
      untold.push(() => (emitter = new EventEmitter()))
      tellAll()
    },
  }
}

/** What was thrown, as text: up to where a url, JSON or something encoded begins, since ports are given those. */
export function printed(thrown: unknown): string {
  try {
    return redact(('' + thrown).slice(0, 400).split(/[[{"%]|:\/\//)[0]!)
  } catch (_unprintable) {
    // An app may throw what has no text.
    return 'something'
  }
}

function keep<T>(list: T[], item: T): void {
  list.push(item)
  if (list.length > KEPT) list.shift()
}
