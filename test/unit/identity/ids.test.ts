/**
 * Generated ids: version 4, and only from the injected randomness.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createIds, isDeviceId, isUuid } from '../../../src/identity/ids.ts'

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('a generated id', () => {
  it('is of version 4, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(255), { minLength: 16, maxLength: 16 }), (bytes) => {
        expect(createIds({ bytes: () => bytes.slice() })()).toMatch(VERSION_4)
      }),
    )
  })

  it('comes of the injected bytes alone', () => {
    const asked: number[] = []
    const createId = createIds({
      bytes(count) {
        asked.push(count)
        return Array.from({ length: count }, (_, place) => place)
      },
    })
    expect(asked).toEqual([])
    expect([createId(), createId()]).toEqual([
      '00010203-0405-4607-8809-0a0b0c0d0e0f',
      '00010203-0405-4607-8809-0a0b0c0d0e0f',
    ])
    expect(asked).toEqual([16, 16])
  })
})

describe('the form of a UUID', () => {
  it.each([
    '00010203-0405-4607-8809-0a0b0c0d0e0f',
    'a2b3c4d5-e6f7-8901-2345-6789abcdef01',
    '2008C38F-DECE-4570-976D-87593ED001C3',
    '00000000-0000-0000-0000-000000000000',
  ])('is that of %s, of whichever version', (id) => {
    expect(isUuid(id)).toBe(true)
  })

  it.each<[unknown]>([
    ['2008c38f-dece-4570-976d-87593ed001c'],
    ['2008c38f-dece-4570-976d-87593ed001c33'],
    ['2008c38fdece4570976d87593ed001c3'],
    ['{2008c38f-dece-4570-976d-87593ed001c3}'],
    ['2008c38f-dece-4570-976d-87593ed001cg'],
    ['x\n2008c38f-dece-4570-976d-87593ed001c3'],
    [''],
    [null],
    [undefined],
    [7],
    [['2008c38f-dece-4570-976d-87593ed001c3']],
  ])('is not that of %j', (value) => {
    expect(isUuid(value)).toBe(false)
  })
})

it.each([undefined, null, '', ' ', 'undefined', 'null', 'NaN', 0, {}, 'x'.repeat(257)])(
  '%j is no id of a device',
  (value) => {
    expect(isDeviceId(value)).toBe(false)
  },
)
