/**
 * One suite for both stores of the emulator: the embedded database, and memory alone for pages and workers.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../tools/emulator/store/database.ts'
import { createMemoryStore } from '../../tools/emulator/store/memory-store.ts'
import { createStore } from '../../tools/emulator/store/store.ts'
import type { IncomingEvent, Store } from '../../tools/emulator/store/store.ts'

const SUBJECTS: [string, (now: () => number) => Store][] = [
  ['the database', (now) => createStore(openDatabase(undefined), now)],
  ['memory', createMemoryStore],
]

const ANNA = 'aaaaaaaa-0000-4000-8000-000000000001'
const BERT = 'bbbbbbbb-0000-4000-8000-000000000002'
const VIEW = 'cccccccc-0000-4000-8000-000000000003'
const SESSION = 'dddddddd-0000-4000-8000-000000000004'
const START_MS = Date.UTC(2026, 10, 29)

const event = (name: string, more: Partial<IncomingEvent> = {}): IncomingEvent => ({
  name,
  time: '2026-11-29T00:00:00.000Z',
  timeMs: START_MS,
  properties: {},
  viewId: null,
  sessionId: null,
  ...more,
})

describe.each(SUBJECTS)('a store of the emulator over %s', (_, create) => {
  let store: Store
  let nowMs: number

  beforeEach(() => {
    nowMs = START_MS
    store = create(() => nowMs)
  })
  afterEach(() => store.close())

  it('keeps a user once, from the first time', () => {
    store.ensureUser(BERT)
    nowMs += 1000
    store.ensureUser(ANNA)
    store.ensureUser(BERT)
    expect(store.users()).toEqual([
      { userId: BERT, createdAt: START_MS, aliases: [] },
      { userId: ANNA, createdAt: START_MS + 1000, aliases: [] },
    ])
    expect(store.countUsers()).toBe(2)
  })

  it('lets an alias lead to one user, the latest, and lists the strongest first', () => {
    store.ensureUser(ANNA)
    store.ensureUser(BERT)
    expect(store.find('mail', 'a')).toBeNull()
    store.link({ tag: 'mail', id: 'a', priority: 2 }, ANNA)
    store.link({ tag: 'tv', id: 'a', priority: 1 }, BERT)
    store.link({ tag: 'login', id: 'z', priority: 1 }, BERT)
    store.link({ tag: 'mail', id: 'a', priority: 0 }, BERT)
    expect(store.find('mail', 'a')).toBe(BERT)
    expect(store.users().map(({ aliases }) => aliases)).toEqual([
      [],
      [
        { tag: 'mail', id: 'a', priority: 0 },
        { tag: 'login', id: 'z', priority: 1 },
        { tag: 'tv', id: 'a', priority: 1 },
      ],
    ])
  })

  it('tells aliases apart by tag and by id', () => {
    store.link({ tag: 'a', id: 'b","c', priority: 0 }, ANNA)
    expect(store.find('a","b', 'c')).toBeNull()
    expect(store.find('a', 'b","c')).toBe(ANNA)
  })

  it('gives events back as they came, with the time of receipt', () => {
    const properties = { categories: ['sports'], nested: { share: 0.5 } }
    store.ensureUser(ANNA)
    nowMs += 5
    store.addEvent(ANNA, event('Videoview', { properties, viewId: VIEW, sessionId: SESSION }), [])
    properties.categories.push('changed later')
    store.addEvent(BERT, event('Wrong'), ['properties.x is wrong'])
    const [first, second] = store.events()
    expect(first).toEqual({
      seq: 1,
      userId: ANNA,
      name: 'Videoview',
      time: '2026-11-29T00:00:00.000Z',
      properties: { categories: ['sports'], nested: { share: 0.5 } },
      viewId: VIEW,
      sessionId: SESSION,
      receivedAt: START_MS + 5,
      accepted: true,
      reasons: [],
    })
    expect(second).toMatchObject({ seq: 2, accepted: false, reasons: ['properties.x is wrong'] })
    expect(store.events(BERT)).toEqual([second])
    expect(store.lastEventSeq()).toBe(2)
  })

  it('has in a history what was accepted, and the view and session of the newest event that carries one', () => {
    store.addEvent(ANNA, event('Videoview', { viewId: VIEW, sessionId: SESSION }), [])
    expect(store.history(ANNA)).toMatchObject({ viewId: VIEW, sessionId: SESSION })
    store.addEvent(ANNA, event('Wrong', { viewId: ANNA }), ['wrong'])
    store.addEvent(ANNA, event('Screenview', { properties: { screen: 'home' } }), [])
    store.addEvent(BERT, event('Videoview'), [])
    const { events, viewId, sessionId } = store.history(ANNA)
    expect(events.map(({ name, properties }) => [name, properties])).toEqual([
      ['Videoview', {}],
      ['Screenview', { screen: 'home' }],
    ])
    expect([viewId, sessionId]).toEqual([VIEW, SESSION])
    expect(store.history(SESSION)).toEqual({ events: [], viewId: null, sessionId: null })
  })

  it('hands out accepted events user by user', () => {
    store.addEvent(BERT, event('One'), [])
    store.addEvent(ANNA, event('Two', { viewId: VIEW, properties: { a: 1 } }), [])
    store.addEvent(BERT, event('Three'), [])
    store.addEvent(BERT, event('Wrong'), ['wrong'])
    expect([...store.acceptedEvents()]).toEqual([
      { userId: ANNA, name: 'Two', viewId: VIEW, properties: { a: 1 } },
      { userId: BERT, name: 'One', viewId: null, properties: {} },
      { userId: BERT, name: 'Three', viewId: null, properties: {} },
    ])
  })

  it('finds the newest users by a part of their id or of an alias', () => {
    for (const userId of [ANNA, BERT, SESSION]) store.ensureUser(userId)
    store.link({ tag: 'login', id: 'Anna-7', priority: 0 }, ANNA)
    const idsOf = (search: string, newest: number): string[] =>
      store.findUsers(search, newest).map(({ userId }) => userId)
    expect(idsOf('', 2)).toEqual([BERT, SESSION])
    expect(idsOf('Anna', 9)).toEqual([ANNA])
    expect(idsOf('anna', 9)).toEqual([])
    expect(idsOf('BBBB', 9)).toEqual([BERT])
    expect(store.findUsers('Anna', 1)[0]!.aliases).toEqual([{ tag: 'login', id: 'Anna-7', priority: 0 }])
  })

  it('keeps the last decision for an identifier and a segment, in order of arrival', () => {
    const decision = { user: 'Anna-7', segmentId: '1', metadata: null, changedAtS: 5 }
    store.overrides.put({ ...decision, status: 'add' })
    store.overrides.put({ ...decision, segmentId: '2', status: 'block', metadata: { description: 'x' } })
    nowMs += 10
    store.overrides.put({ ...decision, status: 'reset' })
    expect(store.overrides.all().map(({ seq: _, ...each }) => each)).toEqual([
      { ...decision, segmentId: '2', status: 'block', metadata: { description: 'x' }, receivedAt: START_MS },
      { ...decision, status: 'reset', receivedAt: START_MS + 10 },
    ])
  })

  it('lets decisions reach a user by the id in any case and by every alias id in its own case', () => {
    const decision = { metadata: null, changedAtS: 5 }
    store.link({ tag: 'login', id: 'Anna-7', priority: 0 }, ANNA)
    store.overrides.put({ ...decision, user: 'Anna-7', segmentId: '1', status: 'block' })
    store.overrides.put({ ...decision, user: ANNA.toUpperCase(), segmentId: '2', status: 'add' })
    store.overrides.put({ ...decision, user: ANNA, segmentId: '1', status: 'add' })
    store.overrides.put({ ...decision, user: 'anna-7', segmentId: '2', status: 'block' })
    store.overrides.put({ ...decision, user: BERT, segmentId: '3', status: 'add' })
    expect(Object.fromEntries(store.overrides.of(ANNA))).toEqual({ 1: 'add', 2: 'add' })
  })

  it('takes back everything that a transaction changed before it threw', () => {
    const decision = { user: ANNA, segmentId: '1', metadata: null, changedAtS: 5 }
    store.ensureUser(ANNA)
    store.link({ tag: 'login', id: 'a', priority: 0 }, ANNA)
    store.addEvent(ANNA, event('Before', { viewId: VIEW }), [])
    store.overrides.put({ ...decision, status: 'block' })
    const before = { users: store.users(), events: store.events(), overrides: store.overrides.all() }
    expect(() =>
      store.transact(() => {
        store.ensureUser(BERT)
        store.link({ tag: 'login', id: 'a', priority: 3 }, BERT)
        store.link({ tag: 'login', id: 'b', priority: 3 }, BERT)
        store.addEvent(ANNA, event('During', { viewId: SESSION }), [])
        store.overrides.put({ ...decision, status: 'add' })
        expect(store.history(ANNA).viewId).toBe(SESSION)
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect({ users: store.users(), events: store.events(), overrides: store.overrides.all() }).toEqual(before)
    expect(store.history(ANNA).events.map(({ name }) => name)).toEqual(['Before'])
    expect(store.history(ANNA).viewId).toBe(VIEW)
  })

  it('keeps what a transaction changed, and hands out what it returned', () => {
    expect(store.transact(() => (store.ensureUser(ANNA), 7))).toBe(7)
    expect(store.countUsers()).toBe(1)
  })
})
