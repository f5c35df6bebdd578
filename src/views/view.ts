/**
 * One view, under one id, from the moment it opens until it is completed: its events and its records on the device.
 */
import type { Properties, Totals, TrackerEvents } from '../api.ts'
import { roundTotals, ZERO } from '../events/completion.ts'
import type { Draft, Outbox } from '../events/outbox.ts'
import type { CreateId } from '../identity/ids.ts'
import type { Viewer } from '../identity/viewer.ts'
import type { KindSettings } from '../options.ts'
import type { Clock } from '../ports/clock.ts'
import type { StoredRecord, WriteOutcome } from '../ports/stores.ts'
import type { ViewChange } from '../queue/waiting.ts'
import type { Session } from '../session/session.ts'
import type { Storage } from '../storage/storage.ts'
import type { EventClock } from '../time/event-clock.ts'
import type { StoredProgress, StoredView } from './stored-view.ts'
import { keysOf, progressKey, totalsToStore, viewKey } from './stored-view.ts'

/** What a view takes of the grant under which it lives. */
export interface ViewKeeper {
  readonly _owner: string
  readonly _createId: CreateId
  readonly _outbox: Outbox
  readonly _time: EventClock
  readonly _viewer: Pick<Viewer, '_identity'>
  readonly _session: Pick<Session, '_open' | '_activeAt'>
  readonly _storage: Pick<Storage, '_write' | '_kinds' | '_dropExitCopies'>
}

export interface ViewOptions {
  clock: Clock
  /** Name of the kind of content, and its events. */
  kind: string
  events: KindSettings
  contentId: string
  properties: Properties
  _onChange(view: TrackerEvents['view']): void
  /** Another process took the stored view, and completes it. */
  _onTaken(): void
}

export interface View {
  readonly _id: string
  _state(): TrackerEvents['view']['state']
  /** The content advanced before the viewer: that keeps view and session. `nowMs` as all times here on the monotonic clock. */
  _progressed(nowMs: number): void
  /** Milliseconds since the last progress. */
  _idleMs(nowMs: number): number
  /** Half a second was watched: the play event goes out, and the view is stored. */
  _start(totals: Totals): void
  /** Properties of the events from now on. */
  _describe(properties: Properties): void
  _milestone(name: string): void
  /** Sends the heartbeat where another stretch of it was watched. */
  _beat(totals: Totals): void
  _track(name: string, properties: Properties): void
  /** Once: the completion of a started view. `isPast`: it ended unnoticed, at its last progress. */
  _complete(totals: Totals, isPast?: boolean): void
  /** Stores how far it came. */
  _save(totals: Totals): void
  /** What the next start would need to complete it; nothing for a view that has not started or is completed. */
  _records(totals: Totals): StoredRecord[]
}

export function createView(keeper: ViewKeeper, options: ViewOptions): View {
  const { clock, kind, events, contentId } = options
  let { properties } = options
  const { _outbox: outbox, _time: time, _owner: owner, _session: session, _storage: storage } = keeper
  const sessionId = session._open()
  const viewId = keeper._createId()
  const belonging = { identity: keeper._viewer._identity(), sessionId, viewId }
  let state: TrackerEvents['view']['state'] = 'open'
  /** Its records were written: where they are missing later, another process took them. A full store may refuse the first write. */
  let isStored = false
  /** What was written last of what seldom changes, unless that failed; how far the view came is written without it. */
  let storedProperties: Properties | null = null
  let storedEventAt: number | null = null
  let storedKind = ''
  /** Seconds watched at the last heartbeat. */
  let beatS = 0
  /** Last progress, on the monotonic clock and by `EventClock.localMs`. */
  let progressMs = clock.monotonicMs()
  let progressAt = time._localMs()
  /** Time of its last event. */
  let eventAt = outbox._nowMs()

  function announce(totals: Totals): void {
    options._onChange({ viewId, contentId, state, totals: roundTotals(totals) })
  }

  function put(name: string, carried: Properties, change?: ViewChange, past?: Draft['past']): void {
    eventAt = outbox._put(belonging, { name, properties: carried, past }, change)
  }

  const ifMine = (): string | undefined => (isStored ? progressKey(viewId) : undefined)

  function noteProgress(nowMs: number): void {
    progressMs = nowMs
    progressAt = time._localMs()
  }

  function storedProgress(totals: Totals): StoredProgress {
    const at = time._pastMs(progressAt)
    const activeAt = Math.round(session._activeAt())
    const progress: StoredProgress = { key: progressKey(viewId), owner, at, totals: totalsToStore(totals) }
    if (eventAt != storedEventAt) progress.eventAt = eventAt
    if (Math.abs(activeAt - at) > 1000) progress.activeAt = activeAt
    return progress
  }

  function records(totals: Totals): StoredRecord[] {
    if (state != 'started') return []
    const progress = storedProgress(totals)
    const view: StoredView = {
      key: viewKey(viewId),
      owner,
      at: progress.at,
      eventAt,
      totals: progress.totals,
      identity: belonging.identity,
      sessionId,
      viewId,
      properties,
    }
    if (kind != 'video') view.kind = kind
    return [view, progress]
  }

  function save(totals: Totals): void {
    if (state != 'started') return
    // The store that held the rest may have failed: the next one has nothing yet.
    const isWhole = !isStored || storedProperties != properties || storedKind != storage._kinds.queue
    if (isWhole) noteStored()
    storage._write(
      {
        puts: isWhole ? records(totals) : [storedProgress(totals)],
        ifMine: ifMine(),
      },
      (outcome) => {
        written(outcome)
        // It failed during this very write.
        if (outcome == 'ok' && storedKind != storage._kinds.queue) save(totals)
      },
    )
  }

  function noteStored(): void {
    storedProperties = properties
    storedEventAt = eventAt
    storedKind = storage._kinds.queue
  }

  function written(outcome: WriteOutcome): void {
    if (outcome == 'ok') isStored = true
    else storedProperties = null
    if (outcome != 'taken') return
    storage._dropExitCopies(keysOf(viewId))
    options._onTaken()
  }

  announce(ZERO)
  return {
    _id: viewId,
    _state: () => state,
    _progressed(nowMs) {
      noteProgress(nowMs)
      session._open(nowMs)
    },
    _idleMs: (nowMs) => nowMs - progressMs,
    _start(totals) {
      state = 'started'
      noteProgress(clock.monotonicMs())
      eventAt = outbox._nowMs()
      noteStored()
      put(events.play, properties, { puts: records(totals), done: written })
      announce(totals)
    },
    _describe: (next) => void (properties = next),
    _milestone(name) {
      if (state != 'completed') put(name, properties)
    },
    _beat(totals) {
      const { progress } = events
      if (!progress || state != 'started' || totals.timeSpentSeconds - beatS < progress.everySeconds) return
      beatS = totals.timeSpentSeconds - (totals.timeSpentSeconds % progress.everySeconds)
      put(progress.name, outbox._complete(events, properties, totals))
    },
    _track(name, tracked) {
      session._open()
      put(name, tracked)
    },
    _complete(totals, isPast) {
      if (state != 'started') return
      state = 'completed'
      put(
        events.completion,
        outbox._complete(events, properties, totals),
        { deletes: keysOf(viewId), ifMine: ifMine(), done: written },
        isPast ? { localMs: progressAt, notBeforeMs: eventAt } : undefined,
      )
      announce(totals)
    },
    _save: save,
    _records: records,
  }
}
