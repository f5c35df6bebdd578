/**
 * Random bytes of a web engine.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createWebRandom } from '../../../../platforms/web/random.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const isByte = (value: number) => Number.isInteger(value) && value >= 0 && value <= 255

describe('random bytes', () => {
  it('are those of crypto, as a plain list', () => {
    vi.stubGlobal('crypto', {
      getRandomValues: (bytes: Uint8Array) => bytes.map((_, place) => (bytes[place] = 250 + (place % 6))) && bytes,
    })
    const weak = vi.spyOn(Math, 'random')
    const bytes = createWebRandom().bytes(4)
    expect(Array.from(bytes)).toEqual([250, 251, 252, 253])
    expect(weak).not.toHaveBeenCalled()
  })

  it.each<[string, unknown]>([
    ['no crypto', undefined],
    ['crypto as null', null],
    ['crypto without getRandomValues', {}],
  ])('come from Math.random where the engine has %s', (_, value) => {
    vi.stubGlobal('crypto', value)
    const values = [0, 0.5, 0.999_999_999]
    vi.spyOn(Math, 'random').mockImplementation(() => values.shift()!)
    expect(createWebRandom().bytes(3)).toEqual([0, 128, 255])
  })

  it.each([0, 1, 2, 16, 100])('are %i of them where so many are asked for', (count) => {
    for (const value of [crypto, undefined]) {
      vi.stubGlobal('crypto', value)
      const bytes = createWebRandom().bytes(count)
      expect(bytes.length).toBe(count)
      expect(Array.from(bytes).every(isByte)).toBe(true)
    }
  })

  it('are fresh each time', () => {
    const random = createWebRandom()
    expect(random.bytes(16)).not.toEqual(random.bytes(16))
  })
})
