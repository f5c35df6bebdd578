import { describe, expect, it } from 'vitest'
import { formatAge, formatClock, formatShare, shorten } from '../../../inspector/format.ts'

describe('the texts of the panel', () => {
  it.each([
    [-5, '0.0 s'],
    [400, '0.4 s'],
    [12_000, '12 s'],
    [89_400, '89 s'],
    [150_000, '3 min'],
    [7_200_000, '2 h'],
    [259_200_000, '3 d'],
  ])('write %i ms as %s', (ms, text) => {
    expect(formatAge(ms)).toBe(text)
  })

  it('write a share as a percentage with one digit', () => {
    expect(formatShare(0.4392)).toBe('43.9 %')
  })

  it('have no time of day for a broken time', () => {
    expect(formatClock(NaN)).toBe('–')
  })

  it('mark what they leave out', () => {
    expect(shorten('abcdef', 6)).toBe('abcdef')
    expect(shorten('abcdefg', 6)).toBe('abcde…')
  })
})
