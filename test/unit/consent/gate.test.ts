/**
 * The consent gate, every change of status.
 */
import { describe, expect, it } from 'vitest'
import { decide, parseStatus } from '../../../src/consent/gate.ts'
import type { GateAction } from '../../../src/consent/gate.ts'
import type { ConsentStatus } from '../../../src/ports/consent-source.ts'

describe('the gate', () => {
  it.each<[ConsentStatus, ConsentStatus, GateAction]>([
    ['unknown', 'unknown', 'none'],
    ['unknown', 'granted', 'open'],
    ['unknown', 'denied', 'erase'],
    ['granted', 'unknown', 'shut'],
    ['granted', 'granted', 'none'],
    ['granted', 'denied', 'erase'],
    ['denied', 'unknown', 'none'],
    ['denied', 'granted', 'open'],
    ['denied', 'denied', 'erase'],
  ])('from %s to %s: %s', (before, now, action) => {
    expect(decide(before, now)).toBe(action)
  })

  it('deletes only where the viewer refused', () => {
    for (const before of ['unknown', 'granted', 'denied'] as const)
      for (const now of ['unknown', 'granted'] as const) expect(decide(before, now)).not.toBe('erase')
  })
})

it.each<[unknown, ConsentStatus]>([
  ['granted', 'granted'],
  ['denied', 'denied'],
  ['unknown', 'unknown'],
  ['GRANTED', 'unknown'],
  ['', 'unknown'],
  [true, 'unknown'],
  [1, 'unknown'],
  [null, 'unknown'],
  [undefined, 'unknown'],
  [['granted'], 'unknown'],
  [{ status: 'granted' }, 'unknown'],
  [{ toString: () => 'granted' }, 'unknown'],
])('%o from a source counts as %s', (value, status) => {
  expect(parseStatus(value)).toBe(status)
})
