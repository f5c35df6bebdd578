/**
 * The life of one view handle: a player, its meter, and the events that come of it.
 *
 * Across a rotation the handle stays; the id, the totals and the events are those of a new view.
 */
import type { CompletionShape, Content, Inspection, ManualView, Properties, Totals } from '../api.ts'
import { createMeter } from '../engagement/meter.ts'
import type { Meter, MeterCheckpoint, MeterView } from '../engagement/types.ts'
import type { Identity } from '../identity/identity.ts'
import type { Clock } from '../ports/clock.ts'
import type { PlayerAttachment, PlayerHook, PlayerSignal } from '../ports/player-hook.ts'
import type { StoredRecord, WriteOutcome } from '../ports/stores.ts'
import type { Timers } from '../ports/timers.ts'
import { completionProperties, roundTotals } from '../events/completion.ts'

export const VIEW_KEY = 'v:'

/** The open view as the next start would find it. */
export interface ViewRecord extends StoredRecord {
  /** Wall clock of the last credited progress, ms. */
  at: number
  /** Time of the view's last event, ms. */
  eventAt: number
  identity: Identity
  sessionId: string
  viewId: string
  properties: Properties
  totals: MeterCheckpoint
}

export function isViewRecord(record: StoredRecord): record is ViewRecord {
  const { viewId, totals, identity } = record as ViewRecord
  return record.key.indexOf(VIEW_KEY) == 0 && !!viewId && !!totals && !!identity
}

/** What a view asks of the tracker around it. */
export interface ViewHost {
  readonly clock: Clock
  readonly timers: Timers
  readonly owner: string
  readonly viewTimeoutMs: number
  readonly events: { play: string; completion: string; completionShape: CompletionShape; milestones: Record<string, string | undefined> }
  isHidden(): boolean
  createId(): string
  identity(): Identity
  /** Notes activity and returns the id of the session. */
  openSession(): string
  /** Notes activity of a running session. */
  keepSession(): void
  /** Time of an event that happens now; or, given a wall-clock time of the past, of one that happened then. */
  eventTime(pastMs?: number): number
  /** Queues an event. */
  send(event: ViewEvent): void
  /** Saves the open view, unless another process took it. */
  save(record: ViewRecord, done: (outcome: WriteOutcome) => void): void
  /** Checked properties of an event, or null (reported) where name or properties are bad. */
  check(name: string, properties: unknown): Properties | null
  onState(view: { viewId: string; contentId: string; state: 'open' | 'started' | 'completed'; totals: Totals }): void
  reportShape(error: unknown): void
  /** The same function, unable to throw. */
  guard<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void
}

export interface ViewEvent {
  name: string
  at: number
  identity: Identity
  sessionId: string
  viewId: string
  properties: Properties
  puts?: StoredRecord[]
  deletes?: string[]
  guard?: { key: string; owner: string }
  done?(outcome: WriteOutcome): void
}

export interface ViewLife {
  readonly player: unknown
  readonly handle: ManualView
  /** Opens a view, from zero. */
  begin(): void
  /** Lets go of the player and forgets the view, without an event. */
  shut(): void
  /** Completes the view and lets go of the player. */
  close(): void
  /** Closes a view that made no progress for too long, and opens the next. */
  closeIfIdle(): void
  suspend(): void
  resume(): void
  /** Its checkpoint of this moment, or null where there is nothing to recover. */
  record(): ViewRecord | null
  readonly isEnded: boolean
  inspect(): Inspection['views'][number]
}

const ZERO: Totals = { timeSpentSeconds: 0, adTimeSeconds: 0, percentageWatched: null, completed: false, reachedEnd: false }

/** Properties of a completion; a custom shape that throws gives way to the flat one. */
export function shapeCompletion(
  properties: Properties,
  totals: Totals,
  shape: CompletionShape,
  reportShape: (error: unknown) => void,
): Properties {
  try {
    return completionProperties(properties, totals, shape)
  } catch (error) {
    reportShape(error)
    return completionProperties(properties, totals, 'flat')
  }
}

export function createView(content: Content, properties: Properties, hook: PlayerHook | null, host: ViewHost): ViewLife {
  const { clock, events } = host
  let contentId = content.id || content.url
  let meter: Meter | null = null
  let attachment: PlayerAttachment | null = null
  let isEnded = false
  let id: string | null = null
  let sessionId = ''
  let identity: Identity | null = null
  let isStarted = false
  let isCompleted = false
  let creditedAt: number | null = null
  let progressMs = 0
  let progressAt = 0
  let eventAt = 0
  let happened: { event: string; view: MeterView }[] = []
  let isSaveDue = false
  let last: Totals = ZERO
  const signal = host.guard(push)

  /** Gives the handle a new view. */
  function open(): void {
    id = host.createId()
    sessionId = host.openSession()
    identity = host.identity()
    isStarted = isCompleted = false
    creditedAt = null
    progressMs = clock.monotonicMs()
    progressAt = clock.wallMs()
    eventAt = host.eventTime()
    host.onState({ viewId: id, contentId, state: 'open', totals: ZERO })
  }

  function push(signal: PlayerSignal & { wall?: number }): void {
    if (!meter) return
    const current = meter
    const { position, rate, duration, content: loaded, live, stitched, adSpans, wall } = signal
    const t = clock.monotonicMs()
    current.push({ t, signal: signal.signal, position, rate, duration, content: loaded, live, stitched, adSpans, wall })
    const newest = current.views[current.views.length - 1]
    if (happened[0]) react(loaded)
    if (newest && newest.endedAt != creditedAt) {
      creditedAt = newest.endedAt
      progressMs = t
      progressAt = clock.wallMs()
      host.keepSession()
    }
    if (isSaveDue) save()
  }

  /** Carries out what the meter announced during a row. */
  function react(loaded: string | undefined): void {
    happened.splice(0).forEach(({ event, view }) => {
      const milestone = events.milestones[event]
      if (event == 'start') start(view)
      else if (event == 'ended') complete(view, false)
      else if (event.indexOf('end:') == 0) {
        complete(view, event == 'end:timeout')
        if (event == 'end:stop') return
        if (loaded) contentId = loaded
        open()
      } else if (milestone) send(milestone, properties, {})
    })
  }

  function send(name: string, eventProperties: Properties, extra: Partial<ViewEvent>): void {
    eventAt = extra.at || Math.max(eventAt, host.eventTime())
    host.send({
      name,
      at: eventAt,
      identity: identity!,
      sessionId,
      viewId: id!,
      properties: eventProperties,
      puts: extra.puts,
      deletes: extra.deletes,
      guard: extra.guard,
      done: extra.done,
    })
  }

  function start(view: MeterView): void {
    isStarted = true
    progressMs = clock.monotonicMs()
    progressAt = clock.wallMs()
    eventAt = host.eventTime()
    send(events.play, properties, { at: eventAt, puts: [record()!] })
    host.onState({ viewId: id!, contentId, state: 'started', totals: roundTotals(view) })
  }

  /** `isPast`: the view ended unnoticed, at its last progress. */
  function complete(view: Totals, isPast: boolean): void {
    if (!isStarted || isCompleted) return
    isCompleted = true
    isSaveDue = false
    const key = VIEW_KEY + id
    const viewId = id
    send(events.completion, shapeCompletion(properties, view, events.completionShape, host.reportShape), {
      at: isPast ? Math.max(eventAt, host.eventTime(progressAt)) : undefined,
      deletes: [key],
      guard: { key, owner: host.owner },
      done: (outcome) => onOutcome(viewId, outcome),
    })
    host.onState({ viewId: viewId!, contentId, state: 'completed', totals: roundTotals(view) })
  }

  /** Another process took this view and completed it: go on under a new id. */
  function onOutcome(viewId: string | null, outcome: WriteOutcome): void {
    if (outcome == 'taken' && meter && viewId == id) {
      shut()
      begin()
    }
  }

  function record(): ViewRecord | null {
    if (!meter || !id || !isStarted || isCompleted) return null
    return {
      key: VIEW_KEY + id,
      owner: host.owner,
      at: host.eventTime(progressAt),
      eventAt,
      identity: identity!,
      sessionId,
      viewId: id,
      properties,
      totals: meter.checkpoint(),
    }
  }

  function save(): void {
    isSaveDue = false
    const saved = record()
    const viewId = id
    if (saved) host.save(saved, (outcome) => onOutcome(viewId, outcome))
  }

  function totals(): Totals {
    if (meter) last = meter.views[meter.views.length - 1] || ZERO
    return last
  }

  function begin(): void {
    if (isEnded || meter) return
    contentId = content.id || content.url
    open()
    meter = createMeter({
      clock: clock.kind,
      viewTimeoutMs: host.viewTimeoutMs,
      keepViews: 1,
      onCheckpoint: () => (isSaveDue = true),
      onEvent: (event, view) => happened.push({ event, view }),
    })
    push({ signal: 'load', content: contentId, live: content.live, adSpans: content.adSpans })
    if (host.isHidden()) suspend()
    if (hook) attachment = hook.attach(signal, host.timers)
  }

  function detach(): void {
    if (attachment) attachment.detach()
    attachment = null
  }

  function shut(): void {
    detach()
    totals()
    meter = null
    id = null
    happened = []
  }

  function close(): void {
    if (!meter) return
    if (attachment) attachment.sample()
    detach()
    push({ signal: 'stop' })
    const closedId = id
    shut()
    id = closedId
  }

  function suspend(): void {
    if (attachment) attachment.sample()
    push({ signal: 'suspend', wall: clock.wallMs() })
  }

  function closeIfIdle(): void {
    const idleMs = clock.monotonicMs() - progressMs
    if (!meter || !isStarted || isCompleted || idleMs <= host.viewTimeoutMs || clock.kind == 'wall') return
    complete(totals(), true)
    shut()
    begin()
  }

  return {
    player: hook && hook.player,
    begin,
    shut,
    close,
    closeIfIdle,
    suspend,
    resume() {
      push({ signal: 'resume', wall: clock.wallMs() })
    },
    record,
    get isEnded() {
      return isEnded
    },
    handle: {
      get id() {
        return id
      },
      get totals() {
        return roundTotals(totals())
      },
      track: host.guard((name: string, eventProperties?: Properties) => {
        const checked = host.check(name, eventProperties)
        if (!checked) return
        closeIfIdle()
        if (!meter) return
        host.openSession()
        send(name, checked, {})
      }),
      signal,
      end: host.guard(() => {
        close()
        isEnded = true
      }),
    },
    inspect() {
      return {
        id,
        contentId,
        url: content.url || null,
        state: !meter ? 'waiting' : isCompleted ? 'completed' : isStarted ? 'started' : 'open',
        totals: roundTotals(totals()),
        durationSeconds: meter ? meter.duration() : null,
        coverage: meter ? meter.coverage() : [],
      }
    },
  }
}
