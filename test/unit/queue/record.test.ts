/**
 * Which stored records can be put on the wire.
 */
import { describe, expect, it } from 'vitest'
import type { EventRecord } from '../../../src/queue/record.ts'
import { isEventRecord } from '../../../src/queue/record.ts'

const ID = '0b9d3b1e-6a53-4c1c-9d0f-6a7c2f1f3a11'
const record: EventRecord = {
  key: 'e:' + ID,
  owner: 'o',
  seq: 7,
  name: 'Event',
  at: Date.parse('2026-03-01T20:00:00.000Z'),
  identity: { scope: 's', userId: ID, aliases: [] },
  sessionId: ID,
  viewId: null,
  properties: {},
}

describe('a stored event', () => {
  it('can be sent as it was written', () => {
    expect(isEventRecord(record)).toBe(true)
  })

  it.each<[string, Partial<EventRecord>]>([
    ['a place behind which no other fits', { seq: 1e300 }],
    ['the last time that a date can hold', { at: 8_640_000_000_000_000 }],
    ['no time', { at: NaN }],
    ['no name', { name: '' }],
    ['a session that is none', { sessionId: 'x' }],
  ])('with %s is none', (_, spoiled) => {
    expect(isEventRecord({ ...record, ...spoiled })).toBe(false)
  })
})
