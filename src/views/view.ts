/**
 * The life of one view handle: a player, its meter, and the events that come of it.
 *
 * Across a rotation the handle stays; the id, the totals and the events are those of a new view.
 */
import type { CompletionShape, Content, Inspection, ManualView, Properties, Totals, TrackerEvents } from '../api.ts'
import type { BareMeter } from '../engagement/meter.ts'
import { createBareMeter } from '../engagement/meter.ts'
import { copyFields } from '../engagement/record.ts'
import type { MeterSignal } from '../engagement/signal.ts'
import type { MeterView } from '../engagement/types.ts'
import { completionProperties, roundTotals } from '../events/completion.ts'
import type { Grant } from '../grant.ts'
import type { Identity } from '../identity/identity.ts'
import { isUuid } from '../identity/ids.ts'
import type { Settings } from '../options.ts'
import { isText } from '../checks.ts'
import type { PlayerAttachment, PlayerHook, PlayerSignal } from '../ports/player-hook.ts'
import type { Ports } from '../ports/ports.ts'
import type { StoredRecord, WriteOutcome } from '../ports/stores.ts'
import type { ViewChange } from '../queue/queue.ts'
import { isWhole } from '../queue/record.ts'
import { VIEW_KEY } from '../storage/keys.ts'

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
  totals: Totals
}

export function isViewRecord(record: StoredRecord): record is ViewRecord {
  const { at, eventAt, viewId, totals } = record as ViewRecord
  try {
    return isUuid(viewId) && !!roundTotals(totals) && isWhole(record, VIEW_KEY, Math.max(at, eventAt))
  } catch (_malformed) {
    // No numbers.
    return false
  }
}

/** What a view asks of the tracker around it. */
export interface ViewHost {
  readonly settings: Settings
  readonly ports: Ports
  /** Null unless consent is granted: a listener may revoke it at any call that emits. */
  grant(): Grant | null
  /** Checked properties of an event, or null (reported) where name or properties are bad. */
  check(name: string, properties: unknown): Properties | null
  onView(view: TrackerEvents['view']): void
  reportShape(error: unknown): void
  /** The same function, unable to throw. */
  guard<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void
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
  isEnded(): boolean
  inspect(): Inspection['views'][number]
}

const ZERO: Totals = {
  timeSpentSeconds: 0,
  adTimeSeconds: 0,
  percentageWatched: null,
  completed: false,
  reachedEnd: false,
}

const nameOf = ({ id, url }: Content): string => (isText(id) ? id : url)

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

export function createView(content: Content, own: Properties, hook: PlayerHook | null, host: ViewHost): ViewLife {
  const { clock, timers, lifecycle } = host.ports
  const { events, viewTimeoutMs } = host.settings
  let contentId: string
  /** Those of the content, and over them what the player knows. */
  let properties = own
  let meter: BareMeter | null = null
  /** The meter of a closed view, for those who look. */
  let closed: BareMeter | null = null
  let attachment: PlayerAttachment | null = null
  let isEnded = false
  let id: string | null = null
  let sessionId: string
  let identity: Identity
  let isStarted = false
  let isCompleted = false
  /** `endedAt` of the meter when it was last looked at. */
  let creditedAt: number | null
  /** Last progress on the monotonic clock, and as `localMs`. */
  let progressMs: number
  let progressAt: number
  let eventAt: number
  let happened: { event: string; view: MeterView }[] = []
  let isSaveDue = false
  /** Its record was written: if it is missing later, another process took it. A full store may refuse the first. */
  let isStored = false
  let last = ZERO
  /** A player reported by hand, as it was reported last: the next view of the handle begins there. */
  const manual: PlayerSignal = { signal: 'durationchange' }

  function announce(state: TrackerEvents['view']['state'], totals: Totals): void {
    if (id) host.onView({ viewId: id, contentId, state, totals: roundTotals(totals) })
  }

  function noteProgress(grant: Grant): void {
    progressMs = clock.monotonicMs()
    progressAt = grant.localMs()
  }

  /** Gives the handle a new view. */
  function open(): void {
    const grant = host.grant()
    if (!grant) return
    sessionId = grant.openSession()
    if (grant != host.grant()) return
    id = grant.createId()
    identity = grant.identity()
    isStarted = isCompleted = isStored = false
    creditedAt = null
    eventAt = grant.eventTime()
    noteProgress(grant)
    announce('open', ZERO)
  }

  const push = host.guard((signal: PlayerSignal & { wall?: number }) => {
    // The meter rotates what has started; before that only the session may have run out.
    if (!isStarted) closeIfIdle()
    if (!meter) return
    const current = meter
    const row = {} as MeterSignal
    copyFields(signal, signal, row)
    row.t = clock.monotonicMs()
    current.push(row)
    // What the meter announced is carried out after the row, when its totals are whole.
    happened.splice(0).forEach(({ event, view }) => meter == current && react(event, view, signal))
    if (signal.properties) adopt(signal)
    const grant = host.grant()
    if (meter != current || !grant) return
    const newest = current.views[current.views.length - 1]
    if (newest && newest.endedAt != creditedAt) {
      creditedAt = newest.endedAt
      noteProgress(grant)
      grant.keepSession()
    }
    if (isSaveDue) save()
  })

  function adopt(signal: PlayerSignal): void {
    const merged = {}
    const known = signal.properties && host.check(events.play, signal.properties)
    copyFields(own, own, merged)
    if (known) copyFields(known, known, merged)
    properties = merged
  }

  function react(event: string, view: MeterView, signal: PlayerSignal): void {
    const milestone = events.milestones[event]
    if (event == 'start') {
      isStarted = true
      noteProgress(host.grant()!)
      send(events.play, properties, { opened: record()!, done: whenWritten() })
      announce('started', view)
    } else if (event == 'ended') complete(view)
    else if (milestone) {
      if (!isCompleted) send(milestone, properties)
    } else if (event.indexOf('end:') == 0) {
      complete(view, event == 'end:timeout')
      if (event == 'end:stop') return
      if (signal.content) {
        contentId = signal.content
        adopt(signal)
      }
      open()
    }
  }

  function send(name: string, sent: Properties, change?: ViewChange, at?: number): void {
    const grant = host.grant()
    if (!grant) return
    // A time of the past is never earlier than the view's last event; the present follows the server's clock.
    eventAt = at ? Math.max(eventAt, at) : grant.eventTime()
    grant.queue.add({ name, at: eventAt, identity, sessionId, viewId: id, properties: sent }, change)
  }

  /** `isPast`: the view ended unnoticed, at its last progress. */
  function complete(totals: Totals, isPast?: boolean): void {
    const grant = host.grant()
    if (!isStarted || isCompleted || !grant) return
    isCompleted = true
    isSaveDue = false
    send(
      events.completion,
      shapeCompletion(properties, totals, events.completionShape, host.reportShape),
      { closedKey: VIEW_KEY + id, isGuarded: isStored, done: whenWritten() },
      isPast ? grant.eventTime(progressAt) : 0,
    )
    announce('completed', totals)
  }

  function whenWritten(): (outcome: WriteOutcome) => void {
    const viewId = id
    return (outcome) => {
      if (!meter || viewId != id) return
      if (outcome == 'ok') isStored = true
      // Another process took this view and completed it: go on under a new id.
      else if (outcome == 'taken') restart()
    }
  }

  function restart(): void {
    shut()
    begin()
  }

  function record(): ViewRecord | null {
    const grant = host.grant()
    if (!meter || !id || !grant || !isStarted || isCompleted) return null
    return {
      key: VIEW_KEY + id,
      owner: grant.owner,
      at: grant.eventTime(progressAt),
      eventAt,
      identity,
      sessionId,
      viewId: id,
      properties,
      totals: roundTotals(totals()),
    }
  }

  function save(): void {
    isSaveDue = false
    const saved = record()
    const grant = host.grant()
    if (saved && grant) grant.save(saved, isStored, whenWritten())
  }

  function totals(): Totals {
    if (meter) last = meter.views[meter.views.length - 1] || ZERO
    return last
  }

  function begin(): void {
    if (isEnded || meter) return
    contentId = nameOf(content)
    properties = own
    open()
    // Whoever heard of the view may have ended it, or all of them, or begun it anew.
    if (!id || isEnded || meter) return
    meter = createBareMeter(
      { clock: clock.kind, viewTimeoutMs, keepViews: 1, onEvent: (event, view) => happened.push({ event, view }) },
      () => (isSaveDue = true),
    )
    push({ signal: 'load', content: contentId, live: content.live, adSpans: content.adSpans })
    if (lifecycle.isHidden()) suspend()
    if (hook) attach(hook)
    else push(manual)
  }

  function attach(player: PlayerHook): void {
    const current = meter
    if (!current) return
    let attached: PlayerAttachment | null = null
    host.guard(() => (attached = player.attach(push, timers)))()
    // What the player reported at once may have ended the view, or begun another.
    const kept = attached as PlayerAttachment | null
    if (meter == current && kept) attachment = kept
    else if (kept) kept.detach()
    else {
      shut()
      isEnded = true
    }
  }

  function detach(): void {
    if (attachment) attachment.detach()
    attachment = null
  }

  function leave(): void {
    detach()
    meter = null
    happened = []
  }

  function shut(): void {
    leave()
    id = null
    last = ZERO
  }

  function close(): void {
    if (!meter) return
    if (attachment) attachment.sample()
    detach()
    push({ signal: 'stop' })
    totals()
    closed = meter
    leave()
  }

  function suspend(): void {
    if (attachment) attachment.sample()
    push({ signal: 'suspend', wall: clock.wallMs() })
  }

  function closeIfIdle(): void {
    // On a wall clock that jumps, idleness is for the meter to tell.
    if (!meter || clock.kind == 'wall' || clock.monotonicMs() - progressMs <= viewTimeoutMs || isCompleted) return
    complete(totals(), true)
    restart()
  }

  return {
    player: hook && hook.player,
    begin,
    shut,
    close,
    closeIfIdle,
    suspend,
    resume: () => push({ signal: 'resume', wall: clock.wallMs() }),
    record,
    isEnded: () => isEnded,
    handle: {
      get id() {
        return id
      },
      get totals() {
        return roundTotals(totals())
      },
      track: host.guard((name: string, tracked?: Properties) => {
        const checked = host.check(name, tracked)
        if (!checked) return
        closeIfIdle()
        const grant = host.grant()
        if (!meter || !grant) return
        grant.openSession()
        send(name, checked)
      }),
      signal: host.guard((signal: PlayerSignal) => {
        const { position, duration, rate } = signal
        if (position != null) manual.position = position
        if (duration != null) manual.duration = duration
        if (rate != null) manual.rate = rate
        if (signal.signal == 'playing') manual.signal = 'playing'
        else if (/^(pause|ended|error|waiting|stop|load)$/.test(signal.signal)) manual.signal = 'durationchange'
        push(signal)
      }),
      end: host.guard(() => {
        close()
        isEnded = true
      }),
    },
    inspect() {
      const looked = meter || (id ? closed : null)
      return {
        id,
        contentId: contentId || nameOf(content),
        url: content.url || null,
        state: !looked ? 'waiting' : isCompleted ? 'completed' : isStarted ? 'started' : 'open',
        totals: roundTotals(totals()),
        durationSeconds: looked && looked.duration(),
        coverage: looked ? looked.coverage() : [],
      }
    },
  }
}
