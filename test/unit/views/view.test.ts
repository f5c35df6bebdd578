/**
 * One view under one id: what it sends, once, and what it writes.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Totals, TrackerEvents } from '../../../src/api.ts'
import { ZERO } from '../../../src/events/completion.ts'
import type { Belonging, Draft, Outbox } from '../../../src/events/outbox.ts'
import type { StoredRecord, WriteOutcome } from '../../../src/ports/stores.ts'
import type { ViewChange } from '../../../src/queue/waiting.ts'
import type { KindSettings } from '../../../src/options.ts'
import type { Change } from '../../../src/storage/writer.ts'
import { createEventClock } from '../../../src/time/event-clock.ts'
import type { StoredView } from '../../../src/views/stored-view.ts'
import type { View } from '../../../src/views/view.ts'
import { createView } from '../../../src/views/view.ts'

const ID = '00000000-0000-4000-8000-000000000001'
const VIEW_KEY = 'v:' + ID
const PROGRESS_KEY = 'p:' + ID

interface Sent {
  belonging: Belonging
  draft: Draft
  change: ViewChange | undefined
}

let nowMs: number
let sent: Sent[]
let written: { change: Change; done: (outcome: WriteOutcome) => void }[]
let changes: TrackerEvents['view'][]
let activities: number
let taken: number
/** Keys of records whose exit copies go. */
let dropped: string[][]
let view: View
let open: (kind: string) => View
let storeKind: string

const watched = (timeSpentSeconds: number): Totals => ({ ...ZERO, timeSpentSeconds })
const names = (): string[] => sent.map(({ draft }) => draft.name)
const keysOf = (records: readonly StoredRecord[] | undefined): string[] => (records ?? []).map(({ key }) => key)
/** Keys that each save wrote, and the record that it needed. */
const saves = (): [string[], unknown][] => written.map(({ change }) => [keysOf(change.puts), change.ifMine])

beforeEach(() => {
  nowMs = 1000
  sent = []
  written = []
  changes = []
  activities = taken = 0
  dropped = []
  storeKind = 'indexedDB'
  const clock = { kind: 'monotonic' as const, monotonicMs: () => nowMs, wallMs: () => 1_000_000 + nowMs }
  const time = createEventClock(clock)
  const outbox = {
    _put(belonging: Belonging, draft: Draft, change?: ViewChange) {
      sent.push({ belonging, draft, change })
      return draft.past ? Math.max(draft.past.localMs, draft.past.notBeforeMs) : clock.wallMs()
    },
    _nowMs: clock.wallMs,
    _complete: (_kind: unknown, properties: object, totals: Totals) => ({
      ...properties,
      seconds: totals.timeSpentSeconds,
    }),
  } as unknown as Outbox
  open = (kind) =>
    (view = createView(
      {
        _owner: 'o',
        _createId: () => ID,
        _outbox: outbox,
        _time: time,
        _viewer: { _identity: () => ({ scope: 's', userId: 'u', aliases: [] }) },
        _session: { _open: () => 'session ' + ++activities, _activeAt: () => 77 },
        _storage: {
          get _kinds() {
            return { ids: storeKind, queue: storeKind }
          },
          _write: (change, done) => written.push({ change, done: done! }),
          _dropExitCopies: (keys) => dropped.push(keys),
        },
      },
      {
        clock,
        kind,
        events: { play: 'Play', completion: 'Done' } as KindSettings,
        contentId: 'vid',
        properties: { title: 'x' },
        _onChange: (change) => changes.push(change),
        _onTaken: () => taken++,
      },
    ))
  open('video')
})

/** It starts, and its first write is done. */
function start(outcome: WriteOutcome = 'ok'): void {
  view._start(watched(0.5))
  sent[0]!.change!.done!(outcome)
}

describe('a view that opened', () => {
  it('is the viewer’s activity, is told, and sends and writes nothing', () => {
    expect(changes).toEqual([{ viewId: ID, contentId: 'vid', state: 'open', totals: ZERO }])
    expect([view._id, view._state(), activities, sent, written]).toEqual([ID, 'open', 1, [], []])
  })

  it('has nothing to complete and nothing to save', () => {
    view._save(watched(0.4))
    view._complete(watched(0.4))
    expect([view._state(), sent, written, view._records(watched(0.4))]).toEqual(['open', [], [], []])
  })
})

describe('a view that started', () => {
  it('sends its play event, with both its records in the same transaction', () => {
    start()
    const { belonging, draft, change } = sent[0]!
    expect(belonging).toEqual({
      identity: { scope: 's', userId: 'u', aliases: [] },
      sessionId: 'session 1',
      viewId: ID,
    })
    expect(draft).toEqual({ name: 'Play', properties: { title: 'x' } })
    expect(keysOf(change!.puts)).toEqual([VIEW_KEY, PROGRESS_KEY])
    expect(change!.ifMine).toBeUndefined()
    expect(changes[1]).toMatchObject({ state: 'started', totals: { timeSpentSeconds: 0.5 } })
  })

  it('keeps session and identity to its end, whatever opens meanwhile', () => {
    start()
    view._progressed(nowMs)
    view._track('Click', { a: 1 })
    view._milestone('Half')
    view._complete(watched(5))
    expect(sent.map(({ belonging }) => belonging.sessionId)).toEqual(Array(4).fill('session 1'))
    expect(names()).toEqual(['Play', 'Click', 'Half', 'Done'])
    // Opened, progress, a tracked event: milestones and completions are not the viewer's doing.
    expect(activities).toBe(3)
  })

  it('counts idleness from its last progress', () => {
    start()
    nowMs += 5000
    expect(view._idleMs(nowMs)).toBe(5000)
    view._progressed(nowMs)
    nowMs += 1
    expect(view._idleMs(nowMs)).toBe(1)
  })
})

describe('a view of another kind than video', () => {
  it('is stored with its kind, so that the next start completes it as what it is', () => {
    open('podcast')
    start()
    expect(sent[0]!.change!.puts![0]).toMatchObject({ key: VIEW_KEY, kind: 'podcast' })
    open('video')
    view._start(watched(0.5))
    expect(sent[1]!.change!.puts![0]).not.toHaveProperty('kind')
  })
})

describe('the completion', () => {
  it('is sent once, takes the records away, and is told', () => {
    start()
    view._complete(watched(5))
    view._complete(watched(6))
    expect(names()).toEqual(['Play', 'Done'])
    expect(sent[1]!.draft.properties).toEqual({ title: 'x', seconds: 5 })
    expect(sent[1]!.change).toMatchObject({ deletes: [VIEW_KEY, PROGRESS_KEY], ifMine: PROGRESS_KEY })
    expect(changes.map(({ state }) => state)).toEqual(['open', 'started', 'completed'])
  })

  it('is the last but for what the app tracks: no milestone, no save, nothing to recover', () => {
    start()
    view._complete(watched(5))
    view._milestone('Half')
    view._save(watched(6))
    view._track('Rated', {})
    expect(names()).toEqual(['Play', 'Done', 'Rated'])
    expect([written, view._records(watched(6)), view._state()]).toEqual([[], [], 'completed'])
  })

  it('of a view that ended unnoticed has the time of its last progress, not before its last event', () => {
    start()
    nowMs = 2000
    view._progressed(nowMs)
    nowMs = 3000
    view._milestone('Half')
    nowMs = 60_000
    view._complete(watched(5), true)
    expect(sent[2]!.draft.past).toEqual({ localMs: 1_002_000, notBeforeMs: 1_003_000 })
  })

  it('asks for no record that was never written', () => {
    start('full')
    view._complete(watched(5))
    expect(sent[1]!.change!.ifMine).toBeUndefined()
  })
})

describe('a save', () => {
  it('writes how far it came alone, once the view was written, and only while that is there and ours', () => {
    start()
    nowMs = 9000
    view._progressed(nowMs)
    view._save(watched(8))
    expect(written.map(({ change }) => change)).toEqual([
      {
        puts: [
          {
            key: PROGRESS_KEY,
            owner: 'o',
            at: 1_009_000,
            activeAt: 77,
            totals: { timeSpentSeconds: 8 },
          },
        ],
        ifMine: PROGRESS_KEY,
      },
    ])
  })

  it.each<WriteOutcome>(['full', 'failed'])('writes everything where the first write was %s', (outcome) => {
    start(outcome)
    view._save(watched(8))
    written[0]!.done('ok')
    view._save(watched(9))
    expect(saves()).toEqual([
      [[VIEW_KEY, PROGRESS_KEY], undefined],
      [[PROGRESS_KEY], PROGRESS_KEY],
    ])
  })

  it('writes everything while nobody knows yet how the first write went', () => {
    view._start(watched(0.5))
    view._save(watched(1))
    expect(saves()).toEqual([[[VIEW_KEY, PROGRESS_KEY], undefined]])
  })

  it('writes the properties again when they changed, and once', () => {
    start()
    view._describe({ title: 'y' })
    view._save(watched(8))
    written[0]!.done('ok')
    view._save(watched(9))
    expect(saves()).toEqual([
      [[VIEW_KEY, PROGRESS_KEY], PROGRESS_KEY],
      [[PROGRESS_KEY], PROGRESS_KEY],
    ])
    expect((written[0]!.change.puts![0] as StoredView).properties).toEqual({ title: 'y' })
  })

  it.each<WriteOutcome>(['full', 'failed'])('writes changed properties until they are written: %s', (outcome) => {
    start()
    view._describe({ title: 'y' })
    view._save(watched(8))
    written[0]!.done(outcome)
    view._save(watched(9))
    expect(saves()[1]).toEqual([[VIEW_KEY, PROGRESS_KEY], PROGRESS_KEY])
  })

  it('on exit gives all that the next start needs', () => {
    start()
    view._describe({ title: 'y' })
    const [stored, progress] = view._records({ ...watched(1.23456), percentageWatched: 0.123456 })
    expect(stored).toMatchObject({
      key: VIEW_KEY,
      owner: 'o',
      sessionId: 'session 1',
      viewId: ID,
      properties: { title: 'y' },
      totals: { timeSpentSeconds: 1.235, percentageWatched: 0.1235 },
    })
    expect(progress).toMatchObject({ key: PROGRESS_KEY, totals: { timeSpentSeconds: 1.235 } })
  })
})

describe('a view that another process took', () => {
  it.each<[string, () => void]>([
    ['its play event', () => sent[0]!.change!.done!('taken')],
    ['a save', () => written[0]!.done('taken')],
    ['its completion', () => sent[1]!.change!.done!('taken')],
  ])('is told by %s, and leaves no copy that a start could read', (_, answer) => {
    start()
    view._save(watched(5))
    view._complete(watched(6))
    expect([taken, dropped]).toEqual([0, []])
    answer()
    expect([taken, dropped]).toEqual([1, [[VIEW_KEY, PROGRESS_KEY]]])
  })
})
