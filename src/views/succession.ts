/**
 * The views of a handle, one after the other: which one runs now, what becomes of what the meter announces, and when the next one opens.
 */
import type { Properties, TrackerEvents } from '../api.ts'
import type { Context } from '../context.ts'
import type { ContentToAsk } from '../contextual/client.ts'
import type { KindSettings } from '../options.ts'
import type { PlayerHook, PlayerSignal } from '../ports/player-hook.ts'
import type { Announcement } from './measurement.ts'
import type { Subject } from './subject.ts'
import type { View, ViewKeeper } from './view.ts'
import { createView } from './view.ts'

/** The tracker around all handles. */
export interface Surroundings {
  /** The grant under which a view would open now, or null. */
  _keeper(): ViewKeeper | null
  /** Asks the Contextual API, when the handle goes on with a new view. */
  _ask(content: ContentToAsk, properties: Properties): void
  _onChange(view: TrackerEvents['view']): void
}

export interface SuccessionOptions {
  /** Name of the kind of content, and its events. */
  kind: string
  events: KindSettings
  subject: Subject
  hook: PlayerHook | null
  /** Another process took the stored view that runs, and completes it. */
  _onTaken(): void
}

export interface Succession {
  /** The view that runs, or the one closed last; null where none was opened, or it was forgotten. */
  _view: View | null
  /** Whether a view was opened: the Contextual API was asked for the first one before. */
  _isUsed: boolean
  /** Asks the Contextual API about what is shown. */
  _ask(): void
  /** Opens the next view, where a grant runs. */
  _open(): void
  /** Tells the player of its view, or that it has none. Last of all: its code may lead the app to end what has just begun. */
  _tell(): void
  /** Brings to the view what the meter announced when it heard `signal`. */
  _react(announcement: Announcement, signal: PlayerSignal): void
  /** Whether the view is in that state, and made no progress for longer. */
  _isIdle(state: TrackerEvents['view']['state'], timeoutMs: number): boolean
  /** A view that waited too long for its first picture leaves its place to one of now. */
  _renew(): void
}

export function createSuccession(
  { settings, ports, diagnosis }: Context,
  around: Surroundings,
  { kind, events, subject, hook, _onTaken: onTaken }: SuccessionOptions,
): Succession {
  const { clock } = ports

  const self: Succession = {
    _view: null,
    _isUsed: false,
    _ask: () => around._ask({ url: subject._url, kind }, subject._properties),
    _open() {
      const keeper = around._keeper()
      if (!keeper) return
      const opened: View = createView(keeper, {
        clock,
        kind,
        events,
        contentId: subject._contentId,
        properties: subject._properties,
        _onChange: around._onChange,
        _onTaken: () => self._view == opened && onTaken(),
      })
      self._view = opened
      if (self._isUsed) self._ask()
      self._isUsed = true
    },
    _tell() {
      const told = self._view
      if (hook && hook.onView) diagnosis.guard(() => hook.onView!(told && told._id, told && subject._contentId))()
    },
    _react({ event, totals }, signal) {
      const view = self._view
      if (!view) return
      const milestone = events.milestones[event]
      if (event == 'start') view._start(totals)
      else if (event == 'ended') view._complete(totals)
      else if (milestone) view._milestone(milestone)
      else if (event.indexOf('end:') == 0) {
        view._complete(totals, event == 'end:timeout')
        if (event != 'end:stop') rotate(signal)
      }
    },
    _isIdle(state, timeoutMs) {
      const view = self._view
      return (
        !!view &&
        view._state() == state &&
        // On a wall clock that jumps, idleness is for the meter to tell.
        clock.kind != 'wall' &&
        view._idleMs(clock.monotonicMs()) > timeoutMs
      )
    },
    _renew() {
      if (self._isIdle('open', Math.min(settings.viewTimeoutMs, settings.sessionTimeoutMs))) next()
    },
  }

  /** Of other content, of a replay, or after a long pause. */
  function rotate(signal: PlayerSignal): void {
    if (signal.content) subject._goOn(signal)
    next()
  }

  function next(): void {
    self._open()
    self._tell()
  }

  return self
}
