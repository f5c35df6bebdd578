/**
 * The documented rules of a segmentation request.
 */
import { describe, expect, it } from 'vitest'
import { parseSegmentationRequest } from '../../../tools/emulator/ccs/request.ts'

const userId = '2008c38f-dece-4570-976d-87593ed001c3'
const event = { name: 'Pageview', time: '2024-01-15T10:30:00Z', properties: {} }

function reasonOf(body: unknown): string {
  try {
    parseSegmentationRequest(body)
  } catch (error) {
    return (error as { reason?: string }).reason ?? ''
  }
  return 'accepted'
}

describe('parseSegmentationRequest', () => {
  it('counts a null identifier as absent', () => {
    expect(
      parseSegmentationRequest({ user_id: userId, alias: null, aliases: null, events: [event] }).identifier,
    ).toEqual({ userId })
  })

  it.each([
    [{ events: [event] }, 'expected exactly one of user_id, alias, aliases; received none'],
    [{ user_id: null, events: [event] }, 'expected exactly one of user_id, alias, aliases; received none'],
    [
      { user_id: userId, alias: { tag: 'a', id: 'b' } },
      'expected exactly one of user_id, alias, aliases; received user_id and alias',
    ],
    [{ user_id: userId, aliases: [] }, 'expected exactly one of user_id, alias, aliases; received user_id and aliases'],
    [{ aliases: [] }, 'aliases: expected a list with at least one alias'],
    [{ aliases: [{ tag: 'a', id: 'b' }] }, 'aliases[0].priority: expected a whole number'],
    [{ aliases: [{ tag: 'a', id: 'b', priority: 0.5 }] }, 'aliases[0].priority: expected a whole number'],
    [{ alias: { tag: 'a' } }, 'alias.id: expected a non-empty string'],
    [{ alias: 'a' }, 'alias: expected an object'],
    [{ user_id: 'somebody' }, 'user_id: expected a UUID'],
    [{ user_id: userId, events: {} }, 'events: expected a list'],
    [{ user_id: userId, events: Array.from({ length: 11 }, () => event) }, 'events: expected at most 10, received 11'],
    [{ user_id: userId, events: [{ ...event, name: '' }] }, 'events[0].name: expected a non-empty string'],
    [{ user_id: userId, events: [{ ...event, time: 1705314600 }] }, 'events[0].time: expected a non-empty string'],
    [
      { user_id: userId, events: [{ ...event, time: '15 Jan 2024' }] },
      'events[0].time: expected an ISO 8601 timestamp',
    ],
    [
      { user_id: userId, events: [{ ...event, time: '2024-13-15T10:30:00Z' }] },
      'events[0].time: expected an ISO 8601 timestamp',
    ],
    [{ user_id: userId, events: [{ ...event, properties: [] }] }, 'events[0].properties: expected an object'],
    [
      { user_id: userId, events: [event, { ...event, properties: undefined }] },
      'events[1].properties: expected an object',
    ],
    [{ user_id: userId, events: [{ ...event, view_id: 'v1' }] }, 'events[0].view_id: expected a UUID'],
    [{ user_id: userId, events: [{ ...event, session_id: 7 }] }, 'events[0].session_id: expected a UUID'],
    [[], 'the body: expected an object'],
    [null, 'the body: expected an object'],
  ])('refuses %j', (body, reason) => {
    expect(reasonOf(body)).toBe(reason)
  })

  it('takes any UUID by its shape, whatever its version', () => {
    const odd = 'a2b3c4d5-e6f7-8901-2345-6789ABCDEF01'
    const { events } = parseSegmentationRequest({ user_id: odd, events: [{ ...event, view_id: odd }] })
    expect(events[0]?.viewId).toBe(odd.toLowerCase())
  })

  it.each(['2024-01-15T14:00:00Z', '2022-06-22T19:40:43.179Z', '2024-01-15T15:00:00+01:00'])(
    'takes %s as a time',
    (time) => {
      expect(reasonOf({ user_id: userId, events: [{ ...event, time }] })).toBe('accepted')
    },
  )

  it('takes a request without events as a question for the current cohorts', () => {
    expect(parseSegmentationRequest({ user_id: userId }).events).toEqual([])
    expect(parseSegmentationRequest({ user_id: userId, events: null }).events).toEqual([])
    expect(parseSegmentationRequest({ user_id: userId, events: [] }).events).toEqual([])
  })

  it('takes a null view or session as absent', () => {
    const { events } = parseSegmentationRequest({
      user_id: userId,
      events: [{ ...event, view_id: null, session_id: null }],
    })
    expect(events[0]).toMatchObject({ viewId: null, sessionId: null })
  })
})
