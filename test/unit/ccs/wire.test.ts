/**
 * CCS bodies, against the examples of "Segment user based on provided events" and the Direct API guide.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TrackedEvent } from '../../../src/ccs/wire.ts'
import { formatCcsRequest, formatTime, parseCcsAnswer } from '../../../src/ccs/wire.ts'

const USER = '2008c38f-dece-4570-976d-87593ed001c3'
const VIEW = 'a2b3c4d5-e6f7-8901-2345-6789abcdef01'
const SESSION = 'f47ac10b-58cc-4372-a567-0e02b2c3d479'

const event = (changes: Partial<TrackedEvent> = {}): TrackedEvent => ({
  name: 'Videoview',
  at: Date.parse('2024-01-15T14:00:00Z'),
  sessionId: SESSION,
  viewId: VIEW,
  properties: {
    video_id: 'vid_456',
    title: 'Highlights: Premier League Week 20',
    categories: ['sports', 'football'],
    duration_seconds: 600,
  },
  ...changes,
})
const identity = (aliases: { tag: string; id: string; priority?: number }[] = []) => ({
  scope: 's',
  userId: USER,
  aliases,
})
const body = (...args: Parameters<typeof formatCcsRequest>) => JSON.parse(formatCcsRequest(...args))

describe('a request', () => {
  it('of the generated id is that of the reference', () => {
    const events = [
      event({
        name: 'Pageview',
        at: Date.parse('2022-06-22T19:40:43.179Z'),
        properties: { my_property: 'interesting' },
      }),
      event({
        name: 'Pageview',
        at: Date.parse('2022-06-22T19:40:45.152Z'),
        properties: { my_object: { inner_property: 42 } },
      }),
    ]
    const ids = { view_id: VIEW, session_id: SESSION }
    expect(body(identity(), events)).toEqual({
      user_id: USER,
      events: [
        { name: 'Pageview', time: '2022-06-22T19:40:43.179Z', ...ids, properties: { my_property: 'interesting' } },
        {
          name: 'Pageview',
          time: '2022-06-22T19:40:45.152Z',
          ...ids,
          properties: { my_object: { inner_property: 42 } },
        },
      ],
    })
  })

  it('of one alias names its tag and id, without a priority', () => {
    expect(body(identity([{ tag: 'email_sha256', id: 'a1b2c3d4e5f6', priority: 0 }]), [])).toEqual({
      alias: { tag: 'email_sha256', id: 'a1b2c3d4e5f6' },
      events: [],
    })
  })

  it('of several aliases gives each its priority, as the guide does', () => {
    const aliases = [
      { tag: 'email_sha256', id: 'a1b2c3d4e5f6', priority: 0 },
      { tag: 'idfa', id: '6D92078A-8246-4BA4-AE5B-76104861E7DC', priority: 1 },
    ]
    expect(body(identity(aliases), [])).toEqual({ aliases, events: [] })
  })

  it('of the guide’s play event has exactly its fields', () => {
    expect(body(identity(), [event()]).events).toEqual([
      {
        name: 'Videoview',
        time: '2024-01-15T14:00:00.000Z',
        view_id: VIEW,
        session_id: SESSION,
        properties: {
          video_id: 'vid_456',
          title: 'Highlights: Premier League Week 20',
          categories: ['sports', 'football'],
          duration_seconds: 600,
        },
      },
    ])
  })

  it('carries exactly one form of identity, and never the scope', () => {
    const alias = (place: number) => ({ tag: 't' + place, id: 'i' + place, priority: place })
    fc.assert(
      fc.property(fc.nat(4), (count) => {
        const sent = body(identity(Array.from({ length: count }, (_, place) => alias(place))), [event()])
        expect(Object.keys(sent).sort()).toEqual(
          [count === 0 ? 'user_id' : count === 1 ? 'alias' : 'aliases', 'events'].sort(),
        )
      }),
    )
  })

  it('leaves the view out where an event has none, and keeps empty properties', () => {
    expect(body(identity(), [event({ viewId: null, properties: {} })]).events).toEqual([
      { name: 'Videoview', time: '2024-01-15T14:00:00.000Z', session_id: SESSION, properties: {} },
    ])
  })

  it('never shows what the queue knows of an event', () => {
    const record = { ...event(), key: 'e:1', owner: 'o', seq: 3, identity: identity(), isRefused: true }
    expect(Object.keys(body(identity(), [record]).events[0]).sort()).toEqual([
      'name',
      'properties',
      'session_id',
      'time',
      'view_id',
    ])
  })
})

it.each([
  [0, '1970-01-01T00:00:00.000Z'],
  [1_772_395_200_007, '2026-03-01T20:00:00.007Z'],
  [1_772_395_200_007.9, '2026-03-01T20:00:00.007Z'],
])('the time %d is written %s: UTC, to the millisecond', (atMs, text) => {
  expect(formatTime(atMs)).toBe(text)
})

describe('an answer', () => {
  it('of the reference is read', () => {
    const text = JSON.stringify({
      user_id: USER,
      cohorts: ['12345', '23456', '34567'],
      activations: { gam: ['12345'] },
    })
    expect(parseCcsAnswer(text)).toEqual({
      userId: USER,
      cohorts: ['12345', '23456', '34567'],
      activations: { gam: ['12345'] },
    })
  })

  it('of the guide is read', () => {
    const activations = { freewheel: ['12345', '67890'], adswizz_keyvalue: ['12345'], dfp: ['12345', '67890', '11111'] }
    expect(parseCcsAnswer(JSON.stringify({ user_id: USER, cohorts: ['12345'], activations }))!.activations).toEqual(
      activations,
    )
  })

  it('without cohorts and activations says that they are missing, not empty', () => {
    expect(parseCcsAnswer(JSON.stringify({ user_id: USER }))).toEqual({
      userId: USER,
      cohorts: null,
      activations: null,
    })
    expect(parseCcsAnswer(JSON.stringify({ user_id: USER, cohorts: null, activations: null }))).toEqual({
      userId: USER,
      cohorts: null,
      activations: null,
    })
    expect(parseCcsAnswer(JSON.stringify({ user_id: USER, cohorts: [], activations: {} }))).toEqual({
      userId: USER,
      cohorts: [],
      activations: {},
    })
  })

  it.each([
    [''],
    ['<html>Please log in to the hotel network</html>'],
    ['{"user_id":"2008c38f-dece-45'],
    ['null'],
    ['true'],
    ['42'],
    ['"user_id"'],
    ['[]'],
    ['[{"user_id":"x"}]'],
    ['{}'],
    ['{"user_id":null}'],
    ['{"user_id":""}'],
    ['{"user_id":7}'],
    ['{"userId":"x"}'],
    ['{"error":{"status_code":400}}'],
  ])('is none where the body is %s', (text) => {
    expect(parseCcsAnswer(text)).toBeNull()
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => parseCcsAnswer(text) !== undefined))
  })
})
