/**
 * What the app holds of a view: a player, its meter, and the view that runs under it now.
 *
 * A rotation gives the handle a new view; a refusal takes it away, and a grant gives another.
 */
import type { Content, Inspection, ManualView, Properties, Totals } from '../api.ts'
import type { Context } from '../context.ts'
import { checkEvent, kindOf } from '../events/checked.ts'
import { roundTotals, ZERO } from '../events/completion.ts'
import type { PlayerHook, PlayerSignal } from '../ports/player-hook.ts'
import type { StoredRecord } from '../ports/stores.ts'
import type { Attachment } from './attachment.ts'
import { attach } from './attachment.ts'
import { createManualPlayer, noteReport } from './manual-player.ts'
import type { Measurement } from './measurement.ts'
import { createMeasurement } from './measurement.ts'
import { createSubject } from './subject.ts'
import type { Surroundings } from './succession.ts'
import { createSuccession } from './succession.ts'

export interface HandleOptions {
  content: Content
  /** Those of the content, cleaned. */
  properties: Properties
  /** Null where the app reports by hand. */
  hook: PlayerHook | null
}

export interface Handle {
  readonly _player: unknown
  /** What the app gets. */
  readonly _view: ManualView
  /** Opens a view, from zero, unless one runs or the handle has ended. */
  _begin(): void
  /** Forgets the view without an event, and calls nothing of the player's: the returned function lets go of it. */
  _forget(): () => void
  /** Completes the view and lets go of the player. */
  _close(): void
  /** A view that made no progress for too long is completed, and the next one opens. */
  _closeIfIdle(): void
  _suspend(): void
  _resume(): void
  /** Records of this moment, from which the next start could complete the view. */
  _records(): StoredRecord[]
  _isEnded(): boolean
  _inspect(): Inspection['views'][number]
}

export function createHandle(
  context: Context,
  around: Surroundings,
  { content, properties, hook }: HandleOptions,
): Handle {
  const { settings, ports, diagnosis } = context
  const { clock, timers, lifecycle } = ports
  const { viewTimeoutMs } = settings
  const kind = kindOf(content)
  const events = settings.kinds[kind]!
  const { guard } = diagnosis
  /** The player, while the handle listens to it. */
  let attachment: Attachment | null = null
  const manual = createManualPlayer()
  const subject = createSubject(content, properties, (known) => checkEvent(diagnosis, events.play, known))
  const views = createSuccession(context, around, {
    kind,
    events,
    subject,
    hook,
    // The handle goes on under a new id.
    _onTaken: () => measurement && restart(),
  })
  let measurement: Measurement | null = null
  let isEnded = false
  /** Nothing is measured before consent; the Contextual API hears of every content all the same. */
  let isWaiting = false
  /** The measurement of a closed view, for `inspect()`. */
  let closed: Measurement | null = null
  let lastTotals = ZERO
  /** A live stream that stands still is a stall where its positions moved before. */
  let timeline: ReturnType<Measurement['_timeline']> = 'unknown'

  function totals(): Totals {
    if (measurement) lastTotals = measurement._totals()
    return lastTotals
  }

  const push = guard((signal: PlayerSignal & { wall?: number }) => {
    const current = measurement
    if (!current) return hear(signal)
    const nowMs = clock.monotonicMs()
    const announced = current._push(signal, nowMs)
    const hasProgressed = current._hasProgressed()
    // The meter rotates what has started; before that the time of view and session may have run out.
    if (hasProgressed) views._renew()
    if (announced) announced.forEach((announcement) => measurement == current && views._react(announcement, signal))
    const { _view: view } = views
    if (signal.properties) {
      subject._adopt(signal)
      if (view) view._describe(subject._properties)
    }
    if (measurement != current || !view) return
    if (hasProgressed) {
      view._progressed(nowMs)
      if (events.progress) view._beat(totals())
    }
    if (current._isSaveDue()) view._save(totals())
  })

  /** What is reported before consent. */
  function hear(signal: PlayerSignal): void {
    if (isEnded || !isWaiting || signal.signal != 'load' || !signal.content) return
    subject._goOn(signal)
    views._ask()
  }

  function begin(): void {
    if (isEnded || measurement) return
    isWaiting = !around._keeper()
    if (isWaiting) {
      if (hook && hook.namesContent && !attachment) listen(hook)
      return
    }
    // A player that names its contents was heard before consent, or under another viewer: it still plays what it named last.
    if (!hook || !hook.namesContent) subject._reset()
    views._open()
    const begun = createMeasurement(clock, viewTimeoutMs, Object.keys(events.milestones).map(Number), timeline)
    measurement = begun
    push({ signal: 'load', content: subject._contentId, live: content.live, adSpans: content.adSpans })
    if (lifecycle.isHidden()) suspend()
    if (!hook) return push(manual)
    if (measurement == begun) views._tell()
    if (measurement == begun) release()()
    if (measurement == begun) listen(hook)
  }

  /** What the player reports at once may end the view: then it is let go of at once. */
  function listen(player: PlayerHook): void {
    const begun = measurement
    const attached = attach(guard, timers, player, push)
    if (attached._isHeard && measurement == begun) attachment = attached
    else attached._end()
    if (!attached._isHeard) end()
  }

  function sample(): void {
    if (attachment) attachment._sample()
  }

  /** The player cannot be heard: nothing will be measured. */
  function end(): void {
    forget()()
    isEnded = true
  }

  function forget(): () => void {
    if (measurement) timeline = measurement._timeline()
    measurement = views._view = null
    lastTotals = ZERO
    return release()
  }

  /** Forgets the player and calls nothing of it; the returned function lets go of it. */
  function release(): () => void {
    const left = attachment
    attachment = null
    return () => {
      if (left) left._end()
    }
  }

  function restart(): void {
    forget()()
    begin()
  }

  function close(): void {
    if (measurement) {
      sample()
      push({ signal: 'stop' })
      totals()
    }
    // What the player reported at last may have led the app to end the view itself.
    closed = measurement || closed
    measurement = null
    release()()
  }

  function suspend(): void {
    sample()
    push({ signal: 'suspend', wall: clock.wallMs() })
  }

  function closeIfIdle(): void {
    if (!measurement || !views._isIdle('started', viewTimeoutMs)) return
    views._view!._complete(totals(), true)
    restart()
  }

  return {
    _player: hook && hook.player,
    _begin: begin,
    _forget() {
      const wasTold = views._isUsed && !isEnded
      const leave = forget()
      return () => {
        leave()
        if (wasTold) views._tell()
      }
    },
    _close: close,
    _closeIfIdle: closeIfIdle,
    _suspend: suspend,
    _resume: () => push({ signal: 'resume', wall: clock.wallMs() }),
    _records: () => (measurement && views._view ? views._view._records(totals()) : []),
    _isEnded: () => isEnded,
    _view: {
      get id() {
        return views._view && views._view._id
      },
      get totals() {
        return roundTotals(totals())
      },
      track: guard((name: string, tracked?: Properties) => {
        const checked = checkEvent(diagnosis, name, tracked)
        if (!checked) return
        closeIfIdle()
        if (measurement) views._renew()
        if (measurement && views._view) views._view._track(name, checked)
      }),
      signal: guard((signal: PlayerSignal) => {
        noteReport(manual, signal)
        push(signal)
      }),
      end: guard(() => {
        isEnded = true
        close()
      }),
    },
    _inspect() {
      const { _view: view } = views
      const looked = measurement || (view ? closed : null)
      return {
        id: view && view._id,
        contentId: subject._contentId,
        kind,
        url: subject._url || null,
        state: looked && view ? view._state() : 'waiting',
        totals: roundTotals(totals()),
        durationSeconds: looked && looked.duration(),
        coverage: looked ? looked.coverage() : [],
      }
    },
  }
}
