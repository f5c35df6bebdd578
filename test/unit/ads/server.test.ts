import { describe, expect, it } from 'vitest'
import { readAdSession } from '../../../src/ads/server/index.ts'

const NOTHING = { targeting: { behavioral: [], contextual: [] }, consent: 'unknown', extra: {} }
const POSTED = {
  targeting: { behavioral: ['1', '2'], contextual: ['9'] },
  consent: 'granted',
  extra: { puid: 'u', ptime: 5, genre: ['a', 'b'], evil: 'x' },
}

describe('readAdSession', () => {
  it('takes what the app posted, as text or parsed', () => {
    for (const body of [POSTED, JSON.stringify(POSTED)])
      expect(readAdSession(body, { keys: ['ptime', 'genre'] })).toEqual({
        targeting: POSTED.targeting,
        consent: 'granted',
        extra: { ptime: 5, genre: ['a', 'b'] },
      })
  })

  it('keeps no key of the app that the server does not name', () => {
    expect(readAdSession(POSTED).extra).toEqual({})
    expect(readAdSession(POSTED, { keys: ['puid'] }).extra).toEqual({ puid: ['u'] })
    expect(readAdSession(POSTED, { keys: ['toString', '__proto__'] }).extra).toEqual({ toString: [] })
  })

  it.each(['denied', 'unknown', undefined, null, 'GRANTED', true, ['granted']])(
    'keeps the contextual cohorts alone where consent is %j',
    (consent) => {
      const session = readAdSession({ ...POSTED, consent })
      expect(session.targeting).toEqual({ behavioral: [], contextual: ['9'] })
      expect(session.consent).toBe(consent === 'denied' ? 'denied' : 'unknown')
    },
  )

  it('leaves out a list that is no list of ids, and keeps the other', () => {
    for (const behavioral of [['1', 2], ['1', null], ['x'.repeat(65)], [' '], '12', { 0: '1', length: 1 }, null])
      expect(readAdSession({ ...POSTED, targeting: { behavioral, contextual: ['9'] } }).targeting).toEqual({
        behavioral: [],
        contextual: ['9'],
      })
  })

  it('takes as many ids as the tracker keeps', () => {
    const many = Array.from({ length: 1001 }, (_, i) => String(i))
    expect(readAdSession({ ...POSTED, targeting: { behavioral: many } }).targeting.behavioral).toEqual(
      many.slice(0, 1000),
    )
  })

  it('leaves out values that are no text and no number, or too long', () => {
    for (const own of [{}, true, ['a', {}], 'x'.repeat(257), ''])
      expect(readAdSession({ ...POSTED, extra: { own } }, { keys: ['own'] }).extra).toEqual({ own: [] })
  })

  it.each([undefined, null, '', '{', '[]', 'null', '5', 5, [], () => 0])(
    'gives nothing for %j, and does not throw',
    (body) => {
      expect(readAdSession(body)).toEqual(NOTHING)
    },
  )

  it('does not throw on null for options', () => {
    expect(readAdSession('{}', null as never)).toEqual(NOTHING)
  })
})
