/**
 * Sessions over restarts.
 */
import { describe, expect, it } from 'vitest'
import { parseStoredId } from '../../../src/identity/ids.ts'
import { isExpired } from '../../../src/session/session.ts'

const ID = '1d145310-1338-4ff7-96dd-e6128f54cbe5'
const session = (at: number) => ({ id: ID, scope: 's', at })

describe('a session of an earlier start', () => {
  it.each<[string, number, boolean]>([
    ['just now', 0, false],
    ['before the time-out', 1_799_999, false],
    ['at the time-out', 1_800_000, false],
    ['after the time-out', 1_800_001, true],
    ['years ago', 1e11, true],
    ['in the future, since the clock was set back', -1, true],
  ])('whose viewer was active %s has run out: see the table', (_, idleMs, expired) => {
    const wallMs = Date.parse('2026-03-01T20:00:00.000Z')
    expect(isExpired(session(wallMs - idleMs), wallMs, 1_800_000)).toBe(expired)
  })

  it('has run out where its time is no number', () => {
    expect(isExpired(session(NaN), 1000, 1_800_000)).toBe(true)
  })

  it('is read as it was stored', () => {
    expect(parseStoredId(JSON.stringify(session(5)))).toEqual(session(5))
  })

  it.each<[string, string | null]>([
    ['nothing', null],
    ['an empty string', ''],
    ['half a record', '{"id":"1d145310'],
    ['null', 'null'],
    ['a number', '5'],
    ['a list', '[]'],
    ['no id', '{"scope":"s","at":5}'],
    ['an id of another form', '{"id":"me","scope":"s","at":5}'],
    ['no time', `{"id":"${ID}","scope":"s"}`],
    ['a time that is no number', `{"id":"${ID}","scope":"s","at":"5"}`],
  ])('is none where the store holds %s', (_, text) => {
    expect(parseStoredId(text)).toBeNull()
  })
})
