/**
 * The views that the app has open, each under its handle.
 */
import type { Content, Inspection, ManualView, TrackerEvents } from '../api.ts'
import type { Context } from '../context.ts'
import { checkContent } from '../events/checked.ts'
import type { PlayerHook } from '../ports/player-hook.ts'
import type { StoredRecord } from '../ports/stores.ts'
import type { Queue } from '../queue/queue.ts'
import type { Handle } from './handle.ts'
import { createHandle } from './handle.ts'
import type { Surroundings } from './succession.ts'
import type { ViewKeeper } from './view.ts'

/** So many views are measured side by side; one more ends the oldest. */
const MAX_HANDLES = 50

export interface Views {
  /** What the app gets for input that cannot be measured: a view that nothing begins. */
  readonly _inert: ManualView
  /** The id of the view that opened last under this grant. */
  _lastId(): string | null
  /** A view of a player, a hook or what the platform knows as one; another view of the same player ends. */
  _watch(player: unknown, content: Content): ManualView
  /** A view that the app, or the hook, reports. */
  _start(content: Content, hook?: PlayerHook): ManualView
  _begin(): void
  /** Forgets every view without an event. The returned function lets go of the players: they are foreign, so that comes last. */
  _forget(): () => void
  /** Completes every view; the handles stay, for the next viewer. */
  _close(): void
  /** Completes every view for good. */
  _end(): void
  /** Views that made no progress for too long are completed, before something else happens. */
  _closeIdle(): void
  _suspend(): void
  _resume(): void
  /** Records of this moment, from which the next start could complete the views. */
  _records(): StoredRecord[]
  _inspect(): Inspection['views']
}

export interface ViewsOptions extends Pick<Surroundings, '_ask'> {
  /** The grant that runs, or null: when a view opens under it, its queue tries again. */
  _keeper(): (ViewKeeper & { readonly _queue: Pick<Queue, '_resume'> }) | null
}

export function createViews(context: Context, options: ViewsOptions): Views {
  const { emit, guard, report } = context.diagnosis
  let handles: Handle[] = []
  let lastId: string | null = null
  let isOver = false

  const around: Surroundings = { _keeper: options._keeper, _ask: options._ask, _onChange: note }

  function note(view: TrackerEvents['view']): void {
    const isOpen = view.state == 'open'
    if (isOpen) lastId = view.viewId
    emit('view', view)
    const keeper = isOpen && options._keeper()
    if (keeper) keeper._queue._resume()
  }

  const inert = createHandle(context, around, {
    content: { url: '', properties: {} },
    properties: {},
    hook: null,
  })._view

  function start(content: Content, hook: PlayerHook | null = null): ManualView {
    const properties = checkContent(context, content)
    // A player that is let go of may lead the app to watch another while the tracker is being destroyed.
    if (!properties || isOver) return inert
    around._ask(content, properties)
    if (hook) handles.filter((handle) => handle._player === hook.player).forEach((handle) => handle._view.end())
    handles = handles.filter((handle) => !handle._isEnded())
    const added = createHandle(context, around, { content, properties, hook })
    handles.push(added)
    if (handles.length > MAX_HANDLES) handles.shift()!._view.end()
    // Where no view can be opened now, the app still holds the handle: another may open at the next viewer or grant.
    guard(added._begin)()
    return added._view
  }

  return {
    _inert: inert,
    _lastId: () => lastId,
    _watch(player, content) {
      const hook = isHook(player) ? player : context.ports.playerHook(player)
      if (hook) return start(content, hook)
      report('bad-player', [])
      return inert
    },
    _start: start,
    _begin: () => handles.forEach((handle) => handle._begin()),
    _forget() {
      lastId = null
      const releases = handles.map((handle) => handle._forget())
      return () => releases.forEach((release) => release())
    },
    _close: () => handles.forEach((handle) => handle._close()),
    _end() {
      isOver = true
      handles.forEach((handle) => handle._view.end())
      handles = []
    },
    _closeIdle: () => handles.forEach((handle) => handle._closeIfIdle()),
    _suspend: () => handles.forEach((handle) => handle._suspend()),
    _resume: () => handles.forEach((handle) => handle._resume()),
    _records() {
      let records: StoredRecord[] = []
      handles.forEach((handle) => (records = records.concat(handle._records())))
      return records
    },
    _inspect: () => handles.map((handle) => handle._inspect()),
  }
}

function isHook(player: unknown): player is PlayerHook {
  return !!player && typeof (player as PlayerHook).attach == 'function'
}
