/**
 * Where events are assembled: to whom they belong, and at what time they happened.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Totals } from '../../../src/api.ts'
import type { KindSettings } from '../../../src/options.ts'
import type { Context } from '../../../src/context.ts'
import type { Belonging, Outbox } from '../../../src/events/outbox.ts'
import { createOutbox } from '../../../src/events/outbox.ts'
import type { ViewChange } from '../../../src/queue/waiting.ts'
import type { QueuedEvent } from '../../../src/queue/record.ts'
import type { EventClock } from '../../../src/time/event-clock.ts'
import { createEventClock } from '../../../src/time/event-clock.ts'

const TOTALS: Totals = {
  timeSpentSeconds: 12.34567,
  adTimeSeconds: 0,
  percentageWatched: 0.5,
  completed: false,
  reachedEnd: false,
  coverage: [],
}
const BELONGING: Belonging = {
  identity: { scope: 's', userId: 'u', aliases: [] },
  sessionId: 'session',
  viewId: 'view',
}

let wallMs: number
let time: EventClock
let queued: { event: QueuedEvent; change: ViewChange | undefined }[]
let newestAt: number
let reports: unknown[][]

beforeEach(() => {
  wallMs = 1_000_000
  time = createEventClock({ kind: 'monotonic', wallMs: () => wallMs, monotonicMs: () => wallMs })
  queued = []
  newestAt = -Infinity
  reports = []
})

const kindOfShape = (completionShape: KindSettings['completionShape']): KindSettings => ({
  play: 'Videoview',
  completion: 'VideoCompletion',
  completionShape,
  milestones: {},
  progress: null,
  wrap: 'video',
})

function create(): Outbox {
  const diagnosis = { report: (...told: unknown[]) => reports.push(told) } as unknown as Context['diagnosis']
  return createOutbox({ diagnosis }, time, {
    _add: (event, change) => queued.push({ event, change }),
    _newestAt: () => newestAt,
  })
}

describe('an event', () => {
  it('is queued whole, with what it means for the stored view, and its time is given back', () => {
    const change = { deletes: ['v:view'] }
    const at = create()._put(BELONGING, { name: 'Videoview', properties: { a: 1 } }, change)
    expect(at).toBe(1_000_000)
    expect(queued).toEqual([{ event: { name: 'Videoview', at, properties: { a: 1 }, ...BELONGING }, change }])
  })

  it('of now is never earlier than the newest in the queue', () => {
    newestAt = 1_000_500
    const outbox = create()
    expect(outbox._put(BELONGING, { name: 'A', properties: {} })).toBe(1_000_500)
    expect(outbox._nowMs()).toBe(1_000_500)
  })

  it('of the past keeps its time, whatever is newest in the queue', () => {
    newestAt = 1_000_500
    const past = { localMs: 900_000, notBeforeMs: 0 }
    expect(create()._put(BELONGING, { name: 'A', properties: {}, past })).toBe(900_000)
  })

  it('of the past is not earlier than the event it must follow, and moves with the server’s time', () => {
    const past = { localMs: 900_000, notBeforeMs: 950_000 }
    const outbox = create()
    expect(outbox._put(BELONGING, { name: 'A', properties: {}, past })).toBe(950_000)
    time._correct(wallMs + 3_600_000 - 500)
    expect(outbox._put(BELONGING, { name: 'A', properties: {}, past })).toBe(4_500_000)
  })
})

describe('a completion', () => {
  it('lays the totals over the properties of the view', () => {
    expect(create()._complete(kindOfShape('flat'), { title: 'x' }, TOTALS)).toEqual({
      title: 'x',
      time_spent_seconds: 12.346,
      percentage_watched: 0.5,
    })
  })

  it('whose shape throws is flat, and that is told', () => {
    const kind = kindOfShape(() => {
      throw new Error('spoiled')
    })
    expect(create()._complete(kind, {}, TOTALS)).toEqual({ time_spent_seconds: 12.346, percentage_watched: 0.5 })
    expect(reports).toEqual([['shape-failed', ['Error: spoiled']]])
  })

  it('that was recovered keeps the time and the identity of its view, and is not queued here', () => {
    const recovered = create()._recovered(kindOfShape('aggregations'), {
      ...BELONGING,
      at: 5,
      properties: { a: 1 },
      totals: TOTALS,
    })
    expect(recovered).toEqual({
      name: 'VideoCompletion',
      at: 5,
      ...BELONGING,
      properties: { a: 1, aggregations: { VideoEngagement: { engaged_time: 12.346, completion: 0.5 } } },
    })
    expect(queued).toEqual([])
  })
})
