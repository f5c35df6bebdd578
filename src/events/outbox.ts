/**
 * The one place that assembles an event: whose it is, of which session and view, at what time; then it goes into the queue.
 */
import type { Properties, Totals } from '../api.ts'
import type { Context } from '../context.ts'
import { printed } from '../diagnosis.ts'
import type { Identity } from '../identity/identity.ts'
import type { KindSettings } from '../options.ts'
import type { Queue } from '../queue/queue.ts'
import type { QueuedEvent } from '../queue/record.ts'
import type { ViewChange } from '../queue/waiting.ts'
import type { EventClock } from '../time/event-clock.ts'
import { completionProperties } from './completion.ts'

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
  _put(belonging: Belonging, draft: Draft, change?: ViewChange): number
  /** The time that an event of now gets, ms. */
  _nowMs(): number
  /** Properties of a completion. */
  _complete(kind: KindSettings, properties: Properties, totals: Totals): Properties
  /** The completion of a view that an earlier process left open, `at` the time of its last progress or event. */
  _recovered(kind: KindSettings, left: Belonging & { at: number; properties: Properties; totals: Totals }): QueuedEvent
}

export function createOutbox(
  { diagnosis }: Pick<Context, 'diagnosis'>,
  clock: EventClock,
  queue: Pick<Queue, '_add' | '_newestAt'>,
): Outbox {
  function complete({ completionShape }: KindSettings, properties: Properties, totals: Totals): Properties {
    return completionProperties(properties, totals, completionShape, (error) =>
      diagnosis.report('shape-failed', [printed(error)]),
    )
  }

  const nowMs = (): number => clock._nowMs(queue._newestAt())

  return {
    _complete: complete,
    _nowMs: nowMs,
    _put({ identity, sessionId, viewId }, { name, properties, past }, change) {
      const at = past ? Math.max(past.notBeforeMs, clock._pastMs(past.localMs)) : nowMs()
      queue._add({ name, at, identity, sessionId, viewId, properties }, change)
      return at
    },
    _recovered: (kind, { at, identity, sessionId, viewId, properties, totals }) => ({
      name: kind.completion,
      at,
      identity,
      sessionId,
      viewId,
      properties: complete(kind, properties, totals),
    }),
  }
}
