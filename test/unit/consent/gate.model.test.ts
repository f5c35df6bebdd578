import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decide, parseStatus } from '../../../src/consent/gate.ts'
import type { ConsentStatus } from '../../../src/ports/consent-source.ts'
import { isExpired } from '../../../src/session/session.ts'

const settings = { numRuns: 2000, seed: Number(process.env['GATE_SEED'] ?? 41_119) }

it('any course of decisions opens only at a grant, shuts at its end, and deletes at every refusal and at nothing else', () => {
  const said = fc.oneof(fc.constantFrom('granted', 'denied', 'unknown'), fc.anything())
  fc.assert(
    fc.property(fc.array(said, { maxLength: 30 }), (course) => {
      let status: ConsentStatus = 'unknown'
      let isOpen = false
      let isStored = true
      for (const value of course) {
        const next = parseStatus(value)
        expect(next).toBe(value === 'granted' || value === 'denied' ? value : 'unknown')
        const action = decide(status, next)
        if (action === 'open') {
          expect(isOpen, 'opened twice').toBe(false)
          isOpen = true
        } else if (action !== 'none') isOpen = false
        isStored = action === 'open' || (isStored && action !== 'erase')
        status = next
        expect(isOpen).toBe(next === 'granted')
        if (next === 'denied') expect(isStored).toBe(false)
        if (next === 'unknown' && action === 'erase') throw new Error('deleted without a refusal')
      }
    }),
    settings,
  )
})

it('a session of an earlier start lives while the wall clock says that between nothing and the time-out has passed', () => {
  const time = fc.oneof(fc.integer({ min: -1e13, max: 1e13 }), fc.double())
  fc.assert(
    fc.property(time, time, fc.integer({ min: 1, max: 1e10 }), (at, wallMs, timeoutMs) => {
      const isAlive = at <= wallMs && wallMs - at <= timeoutMs
      expect(isExpired({ id: '', at }, wallMs, timeoutMs)).toBe(!isAlive)
    }),
    settings,
  )
})
