/**
 * What earlier processes left: events, open views with their newest progress, and what nobody can use.
 */
import { describe, expect, it } from 'vitest'
import type { Totals } from '../../../src/api.ts'
import { parseOptions } from '../../../src/options.ts'
import type { StoredRecord } from '../../../src/ports/stores.ts'
import type { StoredProgress, StoredView } from '../../../src/views/stored-view.ts'
import { keysOf, progressKey, sortLeft, totalsToStore, viewKey } from '../../../src/views/stored-view.ts'

const SESSION = '2008c38f-dece-4570-976d-87593ed001c3'
const USER = '1d145310-1338-4ff7-96dd-e6128f54cbe5'
const AT = Date.parse('2026-03-01T20:00:00.000Z')

const idOf = (number: number): string => '00000000-0000-4000-8000-00000000000' + number
const VIEW = idOf(1)

const totals = (timeSpentSeconds: number): Totals => ({
  timeSpentSeconds,
  adTimeSeconds: 0,
  percentageWatched: null,
  completed: false,
  reachedEnd: false,
  coverage: [],
})

const view = (changes: Partial<StoredView> = {}, viewId = VIEW): StoredView => ({
  key: viewKey(viewId),
  owner: 'o',
  at: AT,
  eventAt: AT - 1,
  activeAt: AT,
  totals: totals(1),
  identity: { scope: 's', userId: USER, aliases: [] },
  sessionId: SESSION,
  viewId,
  kind: 'video',
  properties: { title: 'x' },
  ...changes,
})

const progress = (changes: Partial<StoredProgress> = {}, viewId = VIEW): StoredProgress => ({
  key: progressKey(viewId),
  owner: 'o',
  at: AT + 5000,
  eventAt: AT + 1,
  activeAt: AT + 6000,
  totals: totals(6),
  ...changes,
})

const event = (name: string, viewId: string | null = VIEW): StoredRecord =>
  ({
    key: 'e:' + name,
    owner: 'o',
    seq: 1,
    name,
    at: AT,
    identity: { scope: 's', userId: USER, aliases: [] },
    sessionId: SESSION,
    viewId,
    properties: {},
  }) as StoredRecord

/** A stored view as it comes back. */
const back = ({ owner: _owner, at, eventAt, ...rest }: StoredView) => ({ ...rest, at: Math.max(at, eventAt) })

const sort = (...records: unknown[]) => sortLeft(records as StoredRecord[], parseOptions({ apiKey: 'KEY' }).kinds)

describe('an open view', () => {
  it('comes back with its progress', () => {
    expect(sort(progress(), view())).toEqual({
      events: [],
      views: [back(view({ at: AT + 5000, eventAt: AT + 1, activeAt: AT + 6000, totals: totals(6) }))],
      kindless: [],
      unusable: [],
    })
  })

  it('keeps its kind, and is of no use where that is gone', () => {
    const podcast = view({ kind: 'audio' })
    expect(sort(podcast)).toEqual({ events: [], views: [back(podcast)], kindless: [], unusable: [] })
    expect(sort(podcast, event('AudioCompletion')).views).toEqual([])
    expect(sort(podcast, event('VideoCompletion')).views).toEqual([back(podcast)])
    expect(sort(view({ kind: 'game' }))).toEqual({
      events: [],
      views: [],
      kindless: ['game'],
      unusable: [viewKey(VIEW)],
    })
    expect(sort(view({ kind: 'constructor' })).views).toEqual([])
  })

  it('without progress stands as it was opened', () => {
    expect(sort(view())).toEqual({ events: [], views: [back(view())], kindless: [], unusable: [] })
  })

  it('keeps its own numbers where the progress beside it watched less', () => {
    const exitCopy = view({ at: AT + 9000, totals: totals(9) })
    expect(sort(exitCopy, progress())).toEqual({ events: [], views: [back(exitCopy)], kindless: [], unusable: [] })
  })

  it('takes progress that watched more though its time is earlier: the clock was an hour ahead when it was opened', () => {
    const late = progress({ at: AT - 3_595_000 })
    expect(sort(view(), late).views).toEqual([
      back(view({ at: AT - 3_595_000, eventAt: AT + 1, activeAt: AT + 6000, totals: totals(6) })),
    ])
  })

  it('comes before those that were watched later', () => {
    const left = sort(view({ at: AT + 9 }, idOf(1)), view({ at: AT + 1 }, idOf(2)), view({ at: AT + 5 }, idOf(3)))
    expect(left.views.map(({ viewId }) => viewId)).toEqual([idOf(2), idOf(3), idOf(1)])
  })

  it('never takes the progress of another', () => {
    const left = sort(view(), view({ at: AT + 9 }, idOf(2)), progress({}, idOf(2)))
    expect(left.views.map((found) => found.totals.timeSpentSeconds)).toEqual([1, 6])
  })

  it('whose completion is queued is completed, and its records may go', () => {
    const left = sort(view(), progress(), event('VideoCompletion'))
    expect([left.views, left.events.length, left.unusable]).toEqual([[], 1, keysOf(VIEW)])
  })

  it('stays open beside its other events, and beside the completion of another view', () => {
    const left = sort(view(), event('Videoview'), event('VideoCompletion', idOf(2)))
    expect([left.views.length, left.events.length, left.unusable]).toEqual([1, 2, []])
  })
})

describe('what nobody can use', () => {
  it('is progress without a view', () => {
    expect(sort(progress())).toEqual({ events: [], views: [], kindless: [], unusable: [progressKey(VIEW)] })
  })

  it.each<[string, object]>([
    ['no id', { viewId: undefined }],
    ['an id of another form', { viewId: 'me' }],
    ['no session', { sessionId: undefined }],
    ['no time', { at: undefined }],
    ['a time that is text', { at: String(AT) }],
    ['a time that is no number', { at: NaN }],
    ['a time that no date has', { at: 9e15 }],
    ['no time of its last event', { eventAt: null }],
    ['no totals', { totals: undefined }],
    ['totals that are text', { totals: { ...totals(1), timeSpentSeconds: '1' } }],
    ['no identity', { identity: undefined }],
    ['an identity without a user', { identity: { scope: 's', aliases: [] } }],
    ['an alias that is none', { identity: { scope: 's', userId: USER, aliases: [{ tag: 'email' }] } }],
    ['properties that are a list', { properties: [] }],
    ['the key of an event', { key: 'e:' + VIEW }],
  ])('is a view with %s, and its progress', (_, changes) => {
    const spoiled = view(changes as Partial<StoredView>)
    expect(sort(spoiled, progress())).toEqual({
      events: [],
      views: [],
      kindless: [],
      unusable: [spoiled.key, progressKey(VIEW)],
    })
  })

  it.each<[string, object]>([
    ['no time', { at: undefined }],
    ['a time that is text', { at: String(AT + 5000) }],
    ['a time that no date has', { at: 9e15 }],
    ['a last event at a time that no date has', { eventAt: -9e15 }],
    ['no totals', { totals: null }],
    ['totals that are text', { totals: { ...totals(6), timeSpentSeconds: '6' } }],
  ])('is progress with %s: the view stands as it was opened', (_, changes) => {
    expect(sort(view(), progress(changes as Partial<StoredProgress>))).toEqual({
      events: [],
      views: [back(view())],
      kindless: [],
      unusable: [progressKey(VIEW)],
    })
  })

  it.each<[string, object]>([
    ['a name that is none', { name: 'a b' }],
    ['no place in the order', { seq: undefined }],
    ['no time', { at: undefined }],
    ['the key of a view', { key: 'v:1' }],
  ])('is an event with %s', (_, changes) => {
    const spoiled = { ...event('Videoview'), ...changes } as StoredRecord
    expect(sort(spoiled)).toEqual({ events: [], views: [], kindless: [], unusable: [spoiled.key] })
  })

  it('is a record of no known kind', () => {
    expect(sort({ key: 'x:1', owner: 'o' }, { key: '__proto__', owner: 'o' }).unusable).toEqual(['x:1', '__proto__'])
  })
})

describe('the coverage of a stored view', () => {
  it('is stored where there is one, and comes back', () => {
    expect(totalsToStore(totals(1))).not.toHaveProperty('coverage')
    const stored = totalsToStore({ ...totals(1), coverage: [[0, 1.23456]] })
    expect(stored).toMatchObject({ coverage: [[0, 1.235]] })
    const left = sortLeft([view({ totals: stored })], parseOptions({ apiKey: 'k' }).kinds)
    expect(left.views[0]!.totals.coverage).toEqual([[0, 1.235]])
  })
})
