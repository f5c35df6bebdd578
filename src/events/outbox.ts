/**
 * The one place that assembles an event: whose it is, of which session and view, at what time; then it goes into the queue.
 */
import type { Properties, Totals } from '../api.ts'
import type { Context } from '../context.ts'
import { printed } from '../diagnosis.ts'
import type { Identity } from '../identity/identity.ts'
import type { QueuedEvent } from '../queue/record.ts'
import type { ViewChange } from '../queue/waiting.ts'
import type { EventClock } from '../time/event-clock.ts'
import { shapeCompletion } from './completion.ts'

/** To whom an event belongs. */
export interface Belonging {
  identity: Identity
  sessionId: string
  /** Null outside a view. */
  viewId: string | null
}

export interface Draft {
  name: string
  /** Cleaned. */
  properties: Properties
  /** Where it happened unnoticed: then, by `EventClock.localMs`, but not before `notBeforeMs`. */
  past?: { localMs: number; notBeforeMs: number }
}

export interface Outbox {
  /** Stamps an event and queues it, with what it means for the stored view. Returns its time, ms. */
  put(belonging: Belonging, draft: Draft, change?: ViewChange): number
  /** The time that an event of now gets, ms. */
  nowMs(): number
  /** Properties of a completion. */
  complete(properties: Properties, totals: Totals): Properties
  /** The completion of a view that an earlier process left open, `at` the time of its last progress or event. */
  recovered(left: Belonging & { at: number; properties: Properties; totals: Totals }): QueuedEvent
}

/** What the outbox needs of the queue. */
interface Target {
  add(event: QueuedEvent, change?: ViewChange): void
  newestAt(): number
}

export function createOutbox({ settings, diagnosis }: Context, clock: EventClock, queue: Target): Outbox {
  const { completion, completionShape } = settings.events

  function complete(properties: Properties, totals: Totals): Properties {
    return shapeCompletion(properties, totals, completionShape, (error) =>
      diagnosis.report('shape-failed', [printed(error)]),
    )
  }

  const nowMs = (): number => clock.nowMs(queue.newestAt())

  return {
    complete,
    nowMs,
    put({ identity, sessionId, viewId }, { name, properties, past }, change) {
      const at = past ? Math.max(past.notBeforeMs, clock.pastMs(past.localMs)) : nowMs()
      queue.add({ name, at, identity, sessionId, viewId, properties }, change)
      return at
    },
    recovered: ({ at, identity, sessionId, viewId, properties, totals }) => ({
      name: completion,
      at,
      identity,
      sessionId,
      viewId,
      properties: complete(properties, totals),
    }),
  }
}
