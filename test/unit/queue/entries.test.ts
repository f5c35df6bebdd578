/**
 * The list of waiting events, and who of it goes next.
 */
import { describe, expect, it } from 'vitest'
import type { Identity } from '../../../src/identity/identity.ts'
import type { Entry } from '../../../src/queue/entries.ts'
import {
  ageMs,
  chronological,
  keyOf,
  newestAt,
  nextBatch,
  oldest,
  restored,
  sendable,
  summaryOf,
  suspects,
  toBlame,
  without,
} from '../../../src/queue/entries.ts'
import type { EventRecord } from '../../../src/queue/record.ts'

const identityOf = (id: string): Identity => ({ scope: id, userId: 'u', aliases: [{ tag: 'email', id, priority: 0 }] })
const ME = identityOf('me')

const record = (key: string, changes: Partial<EventRecord> = {}): EventRecord => ({
  key,
  owner: 'o',
  seq: 0,
  name: 'Event',
  at: 1000,
  identity: ME,
  sessionId: 's',
  viewId: null,
  properties: {},
  ...changes,
})
const entry = (key: string, changes: Partial<Entry> = {}, more: Partial<EventRecord> = {}): Entry => ({
  _record: record(key, more),
  _isWritten: true,
  ...changes,
})
const keys = (entries: Entry[]): string[] => entries.map(keyOf)
const many = (count: number): Entry[] => Array.from({ length: count }, (_, place) => entry('e' + place))

describe('the next batch', () => {
  it('is of ten events from the head', () => {
    expect(keys(nextBatch(many(12), []))).toEqual(many(10).map(keyOf))
    expect(nextBatch([], [])).toEqual([])
  })

  it('ends before another identity, though the same comes again behind it', () => {
    const entries = [entry('a'), entry('b'), entry('c', {}, { identity: identityOf('you') }), entry('d')]
    expect(keys(nextBatch(entries, []))).toEqual(['a', 'b'])
  })

  it('mixes what was stored with what was tracked now, where both are of one identity', () => {
    const entries = [entry('a', {}, { identity: JSON.parse(JSON.stringify(ME)) }), entry('b')]
    expect(keys(nextBatch(entries, []))).toEqual(['a', 'b'])
  })

  it('ends before what is not written yet, and is empty where that is the head', () => {
    expect(keys(nextBatch([entry('a'), entry('b', { _isWritten: false }), entry('c')], []))).toEqual(['a'])
    expect(nextBatch([entry('a', { _isWritten: false }), entry('b')], [])).toEqual([])
  })

  it('passes over what is in flight or set aside', () => {
    const entries = [entry('a'), entry('b', { _aside: 'refused' }), entry('c')]
    expect(keys(nextBatch(entries, [entries[0]!]))).toEqual(['c'])
  })

  it('is an event that was refused before, alone, once nothing else waits', () => {
    const refused = entry('r', {}, { isRefused: true })
    expect(keys(nextBatch([refused, entry('b')], []))).toEqual(['b'])
    expect(keys(nextBatch([entry('a'), refused, entry('b')], []))).toEqual(['a', 'b'])
    expect(keys(nextBatch([refused, entry('s', {}, { isRefused: true })], []))).toEqual(['r'])
    expect(nextBatch([refused, entry('b', { _isWritten: false })], [])).toEqual([])
  })

  it('is of an identity of which nothing is left out, while that is in doubt', () => {
    const you = { identity: identityOf('you') }
    const entries = [
      entry('a', { _aside: 'refused' }),
      entry('b'),
      entry('c', {}, you),
      entry('d', {}, you),
      entry('e'),
    ]
    expect(keys(nextBatch(entries, [], true))).toEqual(['c', 'd'])
    expect(keys(nextBatch(entries, [], false))).toEqual(['b'])
    expect(keys(nextBatch(entries.slice(0, 2), [], true))).toEqual(['b'])
    const silent = [entry('a', { _aside: 'silent' }), entry('b'), entry('c', {}, you)]
    expect(keys(nextBatch(silent, [], true))).toEqual(['c'])
  })
})

it('events are sent in the order of time, equal times in that of tracking', () => {
  const batch = [
    entry('c', {}, { at: 2, seq: 1 }),
    entry('b', {}, { at: 1, seq: 3 }),
    entry('a', {}, { at: 1, seq: 2 }),
  ]
  expect(chronological(batch).map(({ key }) => key)).toEqual(['a', 'b', 'c'])
  expect(keys(batch)).toEqual(['c', 'b', 'a'])
})

it('stored events come back in the order of tracking, written, and the list that was read stays', () => {
  const records = [record('c', { seq: 2 }), record('b', { seq: 1, at: 9 }), record('a', { seq: 1, at: 8 })]
  expect(restored(records)).toEqual(
    ['a', 'b', 'c'].map((key) =>
      expect.objectContaining({ _record: records.find((r) => r.key === key), _isWritten: true }),
    ),
  )
  expect(records[0]!.key).toBe('c')
})

it('the oldest are those at the head that may go, as many as asked for', () => {
  const entries = many(4)
  const all = (): boolean => true
  expect(keys(oldest(entries, [entries[0]!], 2, all))).toEqual(['e1', 'e2'])
  expect(keys(oldest(entries, [], 9, ({ _record: { key } }) => key > 'e1'))).toEqual(['e2', 'e3'])
  expect(oldest(entries, [], -3, all)).toEqual([])
})

it('the newest is that of the latest time, wherever it stands', () => {
  expect(newestAt([entry('a', {}, { at: 9 }), entry('b', {}, { at: 5 })])).toBe(9)
  expect(newestAt([])).toBe(-Infinity)
})

it('an event is summed up by name and time', () => {
  expect(summaryOf(entry('a'))).toEqual({ name: 'Event', time: '1970-01-01T00:00:01.000Z' })
})

it('suspects were left out in this process, and nobody knows yet whether they are the cause', () => {
  const marked = entry('c', { _aside: 'refused' }, { isRefused: true })
  const entries = [entry('a'), entry('b', { _aside: 'refused' }), marked, entry('d', { _aside: 'silent' })]
  expect(keys(suspects(entries, 'refused'))).toEqual(['b'])
  expect(keys(suspects(entries, 'silent'))).toEqual(['d'])
  expect(keys(sendable(entries))).toEqual(['a'])
})

describe('to blame', () => {
  const you = { identity: identityOf('you') }
  const entries = [
    entry('a', { _aside: 'refused' }),
    entry('b'),
    entry('c', {}, you),
    entry('d', { _aside: 'refused' }, { isRefused: true }),
    entry('e', { _aside: 'silent' }),
  ]

  it('is what was refused, where nothing else is known, or its own identity is accepted', () => {
    expect(keys(toBlame(entries, undefined))).toEqual(['a'])
    expect(keys(toBlame(entries, entry('f')))).toEqual(['a'])
  })

  it('is all of an identity of which everything was refused while another is accepted', () => {
    expect(keys(toBlame(entries, entry('f', {}, you)))).toEqual(['a', 'b', 'e'])
    expect(toBlame([entry('b'), entry('c', {}, you)], entry('f', {}, you))).toEqual([])
  })
})

it('what is taken out is the entry itself, not its like', () => {
  const entries = many(2)
  expect(keys(without(entries, [entries[1]!, entry('e0')]))).toEqual(['e0'])
})

describe('the age of an event', () => {
  const clock = (kind: 'monotonic' | 'wall') => ({ kind, monotonicMs: () => 500, wallMs: () => 3000 })

  it('of this process is monotonic', () => {
    expect(ageMs(entry('a', { _addedMs: 200 }), clock('monotonic'))).toBe(300)
  })

  it('of this process is unknown, hence none, where the clock may be set', () => {
    expect(ageMs(entry('a', { _addedMs: 200 }), clock('wall'))).toBe(0)
  })

  it('of an earlier process is a difference of wall clocks', () => {
    expect(ageMs(entry('a'), clock('wall'))).toBe(2000)
  })
})
