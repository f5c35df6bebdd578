/**
 * What the app holds of a view: a player, its meter, and the view that runs under it now.
 *
 * A rotation gives the handle a new view; a refusal takes it away, and a grant gives another.
 */
import type { Content, Inspection, ManualView, Properties, Totals, TrackerEvents } from '../api.ts'
import { isText } from '../checks.ts'
import type { Context } from '../context.ts'
import { copyFields } from '../copy-fields.ts'
import type { BareMeter } from '../engagement/meter.ts'
import { createBareMeter } from '../engagement/meter.ts'
import type { MeterView } from '../engagement/types.ts'
import { checkEvent } from '../events/checked.ts'
import { roundTotals, ZERO } from '../events/completion.ts'
import type { PlayerAttachment, PlayerHook, PlayerSignal } from '../ports/player-hook.ts'
import type { StoredRecord } from '../ports/stores.ts'
import type { View, ViewKeeper } from './view.ts'
import { createView } from './view.ts'

export interface HandleOptions {
  content: Content
  /** Those of the content, cleaned. */
  properties: Properties
  /** Null where the app reports by hand. */
  hook: PlayerHook | null
  /** The grant under which a view would open now, or null. */
  keeper(): ViewKeeper | null
  onChange(view: TrackerEvents['view']): void
}

export interface Handle {
  readonly player: unknown
  /** What the app gets. */
  readonly view: ManualView
  /** Opens a view, from zero, unless one runs or the handle has ended. */
  begin(): void
  /** Forgets the view without an event, and calls nothing of the player's: the returned function lets go of it. */
  forget(): () => void
  /** Completes the view and lets go of the player. */
  close(): void
  /** A view that made no progress for too long is completed, and the next one opens. */
  closeIfIdle(): void
  suspend(): void
  resume(): void
  /** Records of this moment, from which the next start could complete the view. */
  records(): StoredRecord[]
  isEnded(): boolean
  inspect(): Inspection['views'][number]
}

interface Announcement {
  event: string
  view: MeterView
}

const nameOf = ({ id, url }: Content): string => (isText(id) ? id : url)

/** After these a view by hand that begins anew does not play. */
const STILL: readonly string[] = ['pause', 'ended', 'error', 'waiting', 'stop', 'load']

export function createHandle(
  context: Context,
  { content, properties: own, hook, keeper, onChange }: HandleOptions,
): Handle {
  const { settings, ports, diagnosis } = context
  const { clock, timers, lifecycle } = ports
  const { events, viewTimeoutMs } = settings
  const { guard } = diagnosis
  let contentId = nameOf(content)
  /** Those of the content, and over them what the player knows. */
  let properties = own
  let meter: BareMeter | null = null
  let view: View | null = null
  let attachment: PlayerAttachment | null = null
  let isEnded = false
  /** The meter of a closed view, for those who look. */
  let closed: BareMeter | null = null
  let lastTotals = ZERO
  /** `endedAt` of the meter when it was last looked at. */
  let creditedAt: number | null = null
  /** What the meter announced during the row in hand; carried out after it, when the totals are whole. */
  let announced: Announcement[] = []
  let isSaveDue = false
  /** A player reported by hand, as it was reported last: the next view of the handle begins there. */
  const manual: PlayerSignal = { signal: 'durationchange' }

  function totals(): Totals {
    if (meter) lastTotals = meter.views[meter.views.length - 1] || ZERO
    return lastTotals
  }

  function openView(): void {
    const owner = keeper()
    if (!owner) return
    creditedAt = null
    const opened: View = createView({
      keeper: owner,
      clock,
      events,
      contentId,
      properties,
      onChange,
      // Another process has it: the handle goes on under a new id.
      onTaken: () => meter && view == opened && restart(),
    })
    view = opened
  }

  const push = guard((signal: PlayerSignal & { wall?: number }) => {
    // The meter rotates what has started; before that only the session may have run out. What stops needs no new view.
    if (view && view.state() == 'open' && signal.signal != 'stop') closeIfIdle()
    const current = meter
    if (!current) return
    const nowMs = clock.monotonicMs()
    current.push(signal, nowMs)
    if (announced[0]) announced.splice(0).forEach((announcement) => meter == current && react(announcement, signal))
    if (signal.properties) adopt(signal)
    if (meter != current || !view) return
    const newest = current.views[current.views.length - 1]
    if (newest && newest.endedAt != creditedAt) {
      creditedAt = newest.endedAt
      view.progressed(nowMs)
    }
    if (isSaveDue) {
      isSaveDue = false
      view.save(totals())
    }
  })

  function react({ event, view: measured }: Announcement, signal: PlayerSignal): void {
    if (!view) return
    const milestone = events.milestones[event]
    if (event == 'start') view.start(measured)
    else if (event == 'ended') view.complete(measured)
    else if (milestone) view.milestone(milestone)
    else if (event.indexOf('end:') == 0) {
      view.complete(measured, event == 'end:timeout')
      if (event != 'end:stop') rotate(signal)
    }
  }

  /** The next view of the same handle: of other content, of a replay, or after a long pause. */
  function rotate(signal: PlayerSignal): void {
    if (signal.content) {
      contentId = signal.content
      adopt(signal)
    }
    openView()
  }

  /** Takes over what the player knows of what it plays. */
  function adopt(signal: PlayerSignal): void {
    const known = signal.properties && checkEvent(diagnosis, events.play, signal.properties)
    properties = {}
    copyFields(own, own, properties)
    if (known) copyFields(known, known, properties)
    if (view) view.describe(properties)
  }

  function begin(): void {
    if (isEnded || meter || !keeper()) return
    contentId = nameOf(content)
    properties = own
    openView()
    meter = createBareMeter(
      {
        clock: clock.kind,
        viewTimeoutMs,
        keepViews: 1,
        onEvent: (event, measured) => announced.push({ event, view: measured }),
      },
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
    const attached = guard(() => player.attach(push, timers))()
    // What the player reported at once may have ended the view, or begun another.
    if (meter == current && attached) attachment = attached
    else if (attached) guard(() => attached.detach())()
    else {
      forget()()
      isEnded = true
    }
  }

  function detach(): void {
    const former = attachment
    attachment = null
    if (former) guard(() => former.detach())()
  }

  function forget(): () => void {
    const former = attachment
    attachment = meter = view = null
    announced = []
    lastTotals = ZERO
    return () => {
      if (former) guard(() => former.detach())()
    }
  }

  function restart(): void {
    forget()()
    begin()
  }

  /** The position of this moment, before it is too late. */
  function sample(): void {
    const current = attachment
    if (current) guard(() => current.sample())()
  }

  function close(): void {
    if (!meter) return
    sample()
    push({ signal: 'stop' })
    totals()
    // What the player reported at last may have led the app to end the view itself.
    closed = meter || closed
    meter = null
    announced = []
    detach()
  }

  function suspend(): void {
    sample()
    push({ signal: 'suspend', wall: clock.wallMs() })
  }

  function closeIfIdle(): void {
    // On a wall clock that jumps, idleness is for the meter to tell.
    if (
      !meter ||
      !view ||
      clock.kind == 'wall' ||
      view.idleMs(clock.monotonicMs()) <= viewTimeoutMs ||
      view.state() == 'completed'
    )
      return
    view.complete(totals(), true)
    restart()
  }

  /** Remembers what a player that is reported by hand does. */
  function noteManual({ signal, position, duration, rate }: PlayerSignal): void {
    if (position != null) manual.position = position
    if (duration != null) manual.duration = duration
    if (rate != null) manual.rate = rate
    if (signal == 'playing') manual.signal = signal
    else if (STILL.indexOf(signal) >= 0) manual.signal = 'durationchange'
  }

  return {
    player: hook && hook.player,
    begin,
    forget,
    close,
    closeIfIdle,
    suspend,
    resume: () => push({ signal: 'resume', wall: clock.wallMs() }),
    records: () => (meter && view ? view.records(totals()) : []),
    isEnded: () => isEnded,
    view: {
      get id() {
        return view && view.id
      },
      get totals() {
        return roundTotals(totals())
      },
      track: guard((name: string, tracked?: Properties) => {
        const checked = checkEvent(diagnosis, name, tracked)
        if (!checked) return
        closeIfIdle()
        if (meter && view) view.track(name, checked)
      }),
      signal: guard((signal: PlayerSignal) => {
        noteManual(signal)
        push(signal)
      }),
      end: guard(() => {
        isEnded = true
        close()
      }),
    },
    inspect() {
      const looked = meter || (view ? closed : null)
      return {
        id: view && view.id,
        contentId,
        url: content.url || null,
        state: looked && view ? view.state() : 'waiting',
        totals: roundTotals(totals()),
        durationSeconds: looked && looked.duration(),
        coverage: looked ? looked.coverage() : [],
      }
    },
  }
}
