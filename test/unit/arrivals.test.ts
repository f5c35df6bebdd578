/**
 * What `fresh` waits for.
 */
import { expect, it } from 'vitest'
import { createArrivals } from '../../src/arrivals.ts'

it('answers are counted', () => {
  const arrivals = createArrivals()
  expect(arrivals.answers()).toBe(0)
  arrivals.noteAnswer()
  arrivals.noteAnswer()
  expect(arrivals.answers()).toBe(2)
})

it('whoever waits looks once, in order, at the next end of something', () => {
  const arrivals = createArrivals()
  const looks: string[] = []
  arrivals.whenSettled(() => looks.push('first'))
  arrivals.whenSettled(() => looks.push('second'))
  expect(looks).toEqual([])
  arrivals.settle()
  arrivals.settle()
  expect(looks).toEqual(['first', 'second'])
})

it('whoever waits again while looking waits for the next end', () => {
  const arrivals = createArrivals()
  let looks = 0
  const look = (): void => {
    looks++
    arrivals.whenSettled(look)
  }
  look()
  arrivals.settle()
  expect(looks).toBe(2)
  arrivals.settle()
  expect(looks).toBe(3)
})
