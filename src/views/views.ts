/**
 * The views that the app has open, each under its handle.
 */
import type { Content, Inspection, ManualView, Properties, TrackerEvents } from '../api.ts'
import type { Context } from '../context.ts'
import type { PlayerHook } from '../ports/player-hook.ts'
import type { StoredRecord } from '../ports/stores.ts'
import type { Handle } from './handle.ts'
import { createHandle } from './handle.ts'
import type { ViewKeeper } from './view.ts'

export interface Views {
  /** What the app gets for input that cannot be measured: a view that nothing begins. */
  readonly inert: ManualView
  /** The id of the view that opened last under this grant. */
  lastId(): string | null
  /** A new handle; another view of the same player ends. */
  add(content: Content, properties: Properties, hook: PlayerHook | null): ManualView
  begin(): void
  /** Forgets every view without an event. The returned function lets go of the players: they are foreign, so that comes last. */
  forget(): () => void
  /** Completes every view; the handles stay, for the next viewer. */
  close(): void
  /** Completes every view for good. */
  end(): void
  /** Views that made no progress for too long are completed, before something else happens. */
  closeIdle(): void
  suspend(): void
  resume(): void
  /** Records of this moment, from which the next start could complete the views. */
  records(): StoredRecord[]
  inspect(): Inspection['views']
}

export function createViews(context: Context, keeper: () => ViewKeeper | null): Views {
  const { emit } = context.diagnosis
  let handles: Handle[] = []
  let lastId: string | null = null

  function onChange(view: TrackerEvents['view']): void {
    if (view.state == 'open') lastId = view.viewId
    emit('view', view)
  }

  return {
    inert: createHandle(context, {
      content: { url: '', properties: {} },
      properties: {},
      hook: null,
      keeper: () => null,
      onChange,
    }).view,
    lastId: () => lastId,
    add(content, properties, hook) {
      if (hook) handles.filter((handle) => handle.player === hook.player).forEach((handle) => handle.view.end())
      handles = handles.filter((handle) => !handle.isEnded())
      const added = createHandle(context, { content, properties, hook, keeper, onChange })
      handles.push(added)
      added.begin()
      return added.view
    },
    begin: () => handles.forEach((handle) => handle.begin()),
    forget() {
      lastId = null
      const releases = handles.map((handle) => handle.forget())
      return () => releases.forEach((release) => release())
    },
    close: () => handles.forEach((handle) => handle.close()),
    end() {
      handles.forEach((handle) => handle.view.end())
      handles = []
    },
    closeIdle: () => handles.forEach((handle) => handle.closeIfIdle()),
    suspend: () => handles.forEach((handle) => handle.suspend()),
    resume: () => handles.forEach((handle) => handle.resume()),
    records: () => handles.reduce<StoredRecord[]>((records, handle) => records.concat(handle.records()), []),
    inspect: () => handles.map((handle) => handle.inspect()),
  }
}
