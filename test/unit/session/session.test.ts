/**
 * Sessions: when one opens, goes on over restarts, and runs out, and how often it is stored.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Context } from '../../../src/context.ts'
import { parseStoredId } from '../../../src/identity/ids.ts'
import type { Session, StoredSession } from '../../../src/session/session.ts'
import { createSession, isExpired } from '../../../src/session/session.ts'

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

describe('a running session', () => {
  const TIMEOUT = 1_800_000
  const START = Date.parse('2026-03-01T20:00:00.000Z')
  let wallMs: number
  let monotonicMs: number
  let kind: 'monotonic' | 'wall'
  let stored: StoredSession[]
  let made: number
  let begun: string | null

  const idOf = (number: number): string => '00000000-0000-4000-8000-' + ('00000000000' + number).slice(-12)
  const textOf = (at: number, scope = 'me'): string => JSON.stringify({ id: ID, scope, at })

  function pass(ms: number): void {
    wallMs += ms
    monotonicMs += ms
  }

  beforeEach(() => {
    wallMs = START
    monotonicMs = 7000
    kind = 'monotonic'
    stored = []
    made = 0
    begun = null
  })

  /** What an activity opens: the session's id, and why it began where it did. */
  function open(session: Session, reason?: 'identify'): { id: string; begun: string | null } {
    begun = null
    const id = session._open(undefined, reason)
    return { id, begun }
  }

  function create(text: string | null = null): Session {
    const clock = { kind, wallMs: () => wallMs, monotonicMs: () => (kind === 'wall' ? wallMs : monotonicMs) }
    const session = createSession(
      { ports: { clock }, settings: { sessionTimeoutMs: TIMEOUT } } as unknown as Context,
      {
        _createId: () => idOf(++made),
        _storage: { _get: () => null, _set: (_key, written) => stored.push(JSON.parse(written)) },
      },
      'me',
      (_id, reason) => {
        begun = reason
      },
    )
    session._resume(text)
    return session
  }

  describe('opens', () => {
    it('at the first activity, and not before', () => {
      const session = create()
      expect([session._id(), session._inspect(), stored]).toEqual([null, null, []])
      expect(open(session)).toEqual({ id: idOf(1), begun: 'start' })
      expect(session._id()).toBe(idOf(1))
      expect(stored).toEqual([{ id: idOf(1), scope: 'me', at: START }])
    })

    it('once: activity within the time-out keeps it, however long that goes on', () => {
      const session = create()
      open(session)
      for (let i = 0; i < 5; i++) {
        pass(TIMEOUT)
        expect(open(session)).toEqual({ id: idOf(1), begun: null })
      }
    })

    it('again after the time-out, at the next activity', () => {
      const session = create()
      open(session)
      pass(TIMEOUT + 1)
      expect(session._id()).toBeNull()
      expect(open(session)).toEqual({ id: idOf(2), begun: 'timeout' })
    })

    it('anew where the wall clock is all there is, and was set back', () => {
      kind = 'wall'
      const session = create()
      open(session)
      wallMs -= 1
      expect(open(session)).toEqual({ id: idOf(2), begun: 'timeout' })
    })

    it('not anew when the wall clock is set and the monotonic one runs on', () => {
      const session = create()
      open(session)
      wallMs -= 10 * TIMEOUT
      expect(open(session).begun).toBeNull()
      wallMs += 30 * TIMEOUT
      expect(open(session).begun).toBeNull()
    })
  })

  describe('of an earlier start', () => {
    it('goes on, its inactivity counted from before', () => {
      const session = create(textOf(START - TIMEOUT + 100))
      expect([session._id(), session._activeAt(), stored]).toEqual([ID, START - TIMEOUT + 100, []])
      pass(101)
      expect(session._id()).toBeNull()
      expect(open(session)).toEqual({ id: idOf(1), begun: 'timeout' })
    })

    it.each<[string, string]>([
      ['ran out', textOf(START - TIMEOUT - 1)],
      ['is of the future, since the clock was set back', textOf(START + 1)],
      ['belongs to another identity', textOf(START, 'you')],
    ])('that %s is followed by a new one', (_, text) => {
      const session = create(text)
      expect(session._id()).toBeNull()
      expect(open(session)).toEqual({ id: idOf(1), begun: 'start' })
    })

    it('that another store remembers does not replace the one that runs', () => {
      const session = create()
      open(session)
      session._resume(textOf(START))
      expect(session._id()).toBe(idOf(1))
    })

    it('goes on after all where a stored view says that it was active later', () => {
      const session = create(textOf(START - TIMEOUT - 200_000))
      session._revive(ID, START - 1000)
      expect([session._id(), session._activeAt()]).toEqual([ID, START - 1000])
      expect(open(session)).toEqual({ id: ID, begun: null })
    })

    it('lasts longer where a stored view says that it was active later', () => {
      const session = create(textOf(START - 200_000))
      session._revive(ID, START - 1000)
      pass(TIMEOUT - 1000)
      expect(session._id()).toBe(ID)
      pass(1)
      expect(session._id()).toBeNull()
    })

    it.each<[string, string, unknown]>([
      ['of another session', idOf(9), START],
      ['that was active earlier', ID, START - TIMEOUT - 300_000],
      ['that ran out as well', ID, START - TIMEOUT - 1],
      ['of the future', ID, START + 1],
      ['that does not say when', ID, undefined],
    ])('is not revived by a view %s', (_, id, activeAt) => {
      const session = create(textOf(START - TIMEOUT - 200_000))
      session._revive(id, activeAt as number)
      expect(session._id()).toBeNull()
    })

    it('is revived by one view though another, stored before the clock was set back, is of the future', () => {
      const session = create(textOf(START - TIMEOUT - 200_000))
      session._revive(ID, START + 1)
      session._revive(ID, START - 1000)
      expect(session._id()).toBe(ID)
    })

    it('is not revived once another one was opened', () => {
      const session = create(textOf(START - TIMEOUT - 200_000))
      open(session)
      session._revive(ID, START)
      expect(session._id()).toBe(idOf(1))
    })
  })

  describe('and another identity', () => {
    it('a session that ran has ended, and the next one says why it began', () => {
      const session = create()
      open(session)
      expect(session._change('you')).toBe(true)
      expect(session._id()).toBeNull()
      expect(open(session, 'identify')).toEqual({ id: idOf(2), begun: 'identify' })
      expect(stored[1]).toEqual({ id: idOf(2), scope: 'you', at: START })
    })

    it('the stored session of that identity goes on where none was opened yet', () => {
      const session = create(textOf(START - 1000, 'you'))
      expect(session._change('you')).toBe(false)
      expect(open(session, 'identify')).toEqual({ id: ID, begun: null })
    })

    it('a stored session that was taken up ends like one that was opened', () => {
      const session = create(textOf(START - 1000))
      expect(session._change('you')).toBe(true)
      expect(session._id()).toBeNull()
      expect(open(session, 'identify').begun).toBe('identify')
    })

    it('a session that was left is not taken up again once another one was opened', () => {
      const session = create(textOf(START - 1000))
      session._change('you')
      open(session, 'identify')
      session._change('me')
      expect(open(session, 'identify').id).toBe(idOf(2))
    })
  })

  describe('while the app is hidden', () => {
    it('has run out when more wall-clock time than the time-out went by, the monotonic clock standing still', () => {
      const session = create()
      open(session)
      session._hide()
      wallMs += TIMEOUT + 1
      session._wake()
      expect(open(session).begun).toBe('timeout')
    })

    it('goes on after less, and after a wall clock that was set back', () => {
      const session = create()
      open(session)
      session._hide()
      wallMs += TIMEOUT
      session._wake()
      expect(open(session).begun).toBeNull()
      session._hide()
      wallMs -= 5 * TIMEOUT
      session._wake()
      expect(open(session).begun).toBeNull()
    })

    it('counts from the last activity, where there is some behind the screen', () => {
      const session = create()
      open(session)
      session._hide()
      wallMs += TIMEOUT
      open(session)
      wallMs += TIMEOUT
      session._wake()
      expect(open(session).begun).toBeNull()
    })
  })

  describe('is stored', () => {
    it('at its begin, then once in five minutes, however much the viewer does', () => {
      const session = create()
      for (let second = 0; second <= 900; second++) {
        open(session)
        pass(1000)
      }
      expect(stored.map(({ at }) => at - START)).toEqual([0, 300_000, 600_000, 900_000])
    })

    it('at once when the wall clock was set back, since what is stored counts as expired', () => {
      const session = create()
      open(session)
      wallMs -= 60_000
      open(session)
      expect(stored.map(({ at }) => at - START)).toEqual([0, -60_000])
    })

    it('with its last activity when the app is hidden and at the end, not with the time of that', () => {
      const session = create()
      open(session)
      pass(1000)
      open(session)
      pass(2000)
      session._hide()
      pass(4000)
      session._save()
      expect(stored.map(({ at }) => at - START)).toEqual([0, 1000, 1000])
      expect(session._inspect()).toEqual({ id: idOf(1), lastActivityAt: START + 1000 })
    })

    it('not at all while there is none', () => {
      const session = create(textOf(START - TIMEOUT - 1))
      session._hide()
      session._save()
      expect(stored).toEqual([])
    })
  })
})
