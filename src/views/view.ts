/**
 * One view, under one id, from the moment it opens until it is completed: its events and its records on the device.
 */
import type { Properties, Totals, TrackerEvents } from '../api.ts'
import { roundTotals, ZERO } from '../events/completion.ts'
import type { Outbox } from '../events/outbox.ts'
import type { Identity } from '../identity/identity.ts'
import type { CreateId } from '../identity/ids.ts'
import type { Settings } from '../options.ts'
import type { Clock } from '../ports/clock.ts'
import type { StoredRecord, WriteOutcome } from '../ports/stores.ts'
import type { Change } from '../storage/writer.ts'
import type { EventClock } from '../time/event-clock.ts'
import type { StoredProgress, StoredView } from './stored-view.ts'
import { keysOf, progressKey, totalsToStore, viewKey } from './stored-view.ts'

/** What a view asks of the grant under which it lives. */
export interface ViewKeeper {
  readonly owner: string
  readonly createId: CreateId
  readonly outbox: Outbox
  readonly time: EventClock
  identity(): Identity
  /** The viewer did something: the id of the session that runs now. `nowMs` on the monotonic clock, where it was read already. */
  openSession(nowMs?: number): string
  /** Wall clock of the last activity, ms. */
  activeAt(): number
  write(change: Change, done: (outcome: WriteOutcome) => void): void
}

export interface ViewOptions {
  keeper: ViewKeeper
  clock: Clock
  events: Settings['events']
  contentId: string
  properties: Properties
  onChange(view: TrackerEvents['view']): void
  /** Another process took the stored view, and completes it. */
  onTaken(): void
}

export interface View {
  readonly id: string
  state(): 'open' | 'started' | 'completed'
  /** The content advanced before the viewer: that keeps view and session. `nowMs` as all times here on the monotonic clock. */
  progressed(nowMs: number): void
  /** Milliseconds since the last progress. */
  idleMs(nowMs: number): number
  /** Half a second was watched: the play event goes out, and the view is stored. */
  start(totals: Totals): void
  /** Properties of the events from now on. */
  describe(properties: Properties): void
  milestone(name: string): void
  track(name: string, properties: Properties): void
  /** Once: the completion of a started view. `isPast`: it ended unnoticed, at its last progress. */
  complete(totals: Totals, isPast?: boolean): void
  /** Stores how far it came. */
  save(totals: Totals): void
  /** What the next start would need to complete it; nothing for a view that has not started or is completed. */
  records(totals: Totals): StoredRecord[]
}

export function createView({ keeper, clock, events, contentId, properties, onChange, onTaken }: ViewOptions): View {
  const { outbox, time, owner } = keeper
  const sessionId = keeper.openSession()
  const viewId = keeper.createId()
  const belonging = { identity: keeper.identity(), sessionId, viewId }
  let isStarted = false
  let isCompleted = false
  /** Its records were written: where they are missing later, another process took them. A full store may refuse the first write. */
  let isStored = false
  /** What was written last of what seldom changes, unless that failed; how far the view came is written without it. */
  let storedProperties: Properties | null = null
  let storedEventAt: number | null = null
  /** Last progress, on the monotonic clock and by `EventClock.localMs`. */
  let progressMs = clock.monotonicMs()
  let progressAt = time.localMs()
  /** Time of its last event. */
  let eventAt = outbox.nowMs()

  function announce(state: TrackerEvents['view']['state'], totals: Totals): void {
    onChange({ viewId, contentId, state, totals: roundTotals(totals) })
  }

  function noteProgress(nowMs: number): void {
    progressMs = nowMs
    progressAt = time.localMs()
  }

  function storedProgress(totals: Totals): StoredProgress {
    const at = time.pastMs(progressAt)
    const activeAt = Math.round(keeper.activeAt())
    const progress: StoredProgress = { key: progressKey(viewId), owner, at, totals: totalsToStore(totals) }
    if (eventAt != storedEventAt) progress.eventAt = eventAt
    if (Math.abs(activeAt - at) > 1000) progress.activeAt = activeAt
    return progress
  }

  function records(totals: Totals): StoredRecord[] {
    if (!isStarted || isCompleted) return []
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
    return [view, progress]
  }

  function noteStored(): void {
    storedProperties = properties
    storedEventAt = eventAt
  }

  function written(outcome: WriteOutcome): void {
    if (outcome == 'ok') isStored = true
    else storedProperties = null
    if (outcome == 'taken') onTaken()
  }

  announce('open', ZERO)
  return {
    id: viewId,
    state: () => (isCompleted ? 'completed' : isStarted ? 'started' : 'open'),
    progressed(nowMs) {
      noteProgress(nowMs)
      keeper.openSession(nowMs)
    },
    idleMs: (nowMs) => nowMs - progressMs,
    start(totals) {
      isStarted = true
      noteProgress(clock.monotonicMs())
      eventAt = outbox.nowMs()
      noteStored()
      eventAt = outbox.put(belonging, { name: events.play, properties }, { puts: records(totals), done: written })
      announce('started', totals)
    },
    describe: (next) => void (properties = next),
    milestone(name) {
      if (!isCompleted) eventAt = outbox.put(belonging, { name, properties })
    },
    track(name, tracked) {
      keeper.openSession()
      eventAt = outbox.put(belonging, { name, properties: tracked })
    },
    complete(totals, isPast) {
      if (!isStarted || isCompleted) return
      isCompleted = true
      const shaped = outbox.complete(properties, totals)
      const past = isPast ? { localMs: progressAt, notBeforeMs: eventAt } : undefined
      eventAt = outbox.put(
        belonging,
        { name: events.completion, properties: shaped, past },
        { deletes: keysOf(viewId), ifMine: isStored ? progressKey(viewId) : undefined, done: written },
      )
      announce('completed', totals)
    },
    save(totals) {
      if (!isStarted || isCompleted) return
      const isWhole = !isStored || storedProperties != properties
      if (isWhole) noteStored()
      keeper.write(
        {
          puts: isWhole ? records(totals) : [storedProgress(totals)],
          ifMine: isStored ? progressKey(viewId) : undefined,
        },
        written,
      )
    },
    records,
  }
}
