import { describe, expect, it } from 'vitest'
import { parseRange } from '../../../../demo-app/server/byte-range.ts'

describe('parseRange', () => {
  it.each([
    ['bytes=0-', { start: 0, end: 999 }],
    ['bytes=200-299', { start: 200, end: 299 }],
    ['bytes=900-5000', { start: 900, end: 999 }],
    ['bytes=-100', { start: 900, end: 999 }],
    ['bytes=-5000', { start: 0, end: 999 }],
  ])('reads %s of 1,000 bytes', (header, range) => {
    expect(parseRange(header, 1000)).toEqual(range)
  })

  it.each([undefined, '', 'bytes=-', 'bytes=5-2', 'bytes=0-1,5-6', 'items=0-1'])(
    'sends everything for %s',
    (header) => {
      expect(parseRange(header, 1000)).toBeNull()
    },
  )

  it.each(['bytes=1000-', 'bytes=-0'])('cannot satisfy %s of 1,000 bytes', (header) => {
    expect(parseRange(header, 1000)).toBe('unsatisfiable')
  })
})
