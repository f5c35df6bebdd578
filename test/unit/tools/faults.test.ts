/**
 * Ordering faults.
 */
import { describe, expect, it } from 'vitest'
import { createFaultList, parseFault, parseFaultRoute } from '../../../tools/emulator/faults.ts'

describe('the list of faults', () => {
  it('lets faults with a count hit in the order in which they were ordered', () => {
    const faults = createFaultList()
    faults.order('ccs', { kind: 'status', status: 503, count: 2 })
    faults.order('ccs', { kind: 'drop-after', count: 1 })
    expect([1, 2, 3, 4].map(() => faults.take('ccs')?.kind ?? 'none')).toEqual([
      'status',
      'status',
      'drop-after',
      'none',
    ])
  })

  it('keeps a fault without a count until it is cleared', () => {
    const faults = createFaultList()
    faults.order('ccs', { kind: 'hang' })
    expect([1, 2, 3].map(() => faults.take('ccs')?.kind)).toEqual(['hang', 'hang', 'hang'])
    faults.clear()
    expect(faults.take('ccs')).toBeNull()
  })

  it('lets a later fault replace one without a count on the same route', () => {
    const faults = createFaultList()
    faults.order('ccs', { kind: 'hang' })
    faults.order('contextual', { kind: 'drop-before' })
    faults.order('ccs', { kind: 'captive-portal', count: 1 })
    expect(faults.take('ccs')?.kind).toBe('captive-portal')
    expect(faults.take('ccs')).toBeNull()
    expect(faults.take('contextual')?.kind).toBe('drop-before')
  })

  it('hits only the route it was ordered for, or all of them', () => {
    const faults = createFaultList()
    faults.order('contextual', { kind: 'hang', count: 1 })
    expect(faults.take('ccs')).toBeNull()
    faults.order('*', { kind: 'drop-before', count: 1 })
    expect(faults.take('ccs')?.kind).toBe('drop-before')
    expect(faults.take('contextual')?.kind).toBe('hang')
  })

  it('says what is left', () => {
    const faults = createFaultList()
    faults.order('*', { kind: 'hang', count: 3 })
    faults.take('ccs')
    expect(faults.list()).toEqual([{ route: '*', fault: { kind: 'hang', count: 3 }, remaining: 2 }])
  })
})

describe('parseFault', () => {
  it.each([
    [
      { kind: 'explode' },
      'kind: expected one of latency, status, drop-before, drop-after, half-body, captive-portal, hang, received "explode"',
    ],
    [{ kind: 'hang', count: 0 }, 'count: expected a whole number from 1 to 9007199254740991, received 0'],
    [{ kind: 'latency' }, 'latencyMs: expected a number of ms, received nothing'],
    [{ kind: 'status' }, 'status: expected a status from 400 to 599, received nothing'],
    [{ kind: 'status', status: 200 }, 'status: expected a whole number from 400 to 599, received 200'],
    [{ kind: 'status', status: 429, retryAfter: {} }, 'retryAfter: expected seconds or an HTTP date, received {}'],
    ['hang', 'fault: expected an object, received "hang"'],
  ])('refuses %j', (input, message) => {
    expect(() => parseFault(input)).toThrow(new TypeError(message))
  })

  it('refuses a route that is not there', () => {
    expect(() => parseFaultRoute('ads')).toThrow(
      new TypeError('route: expected one of ccs, contextual, identify, overrides, counts, *, received "ads"'),
    )
  })
})
