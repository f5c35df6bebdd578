/**
 * What `fresh` waits for.
 */
import { expect, it } from 'vitest'
import { createArrivals } from '../../src/arrivals.ts'

it('answers are counted', () => {
  const arrivals = createArrivals()
  expect(arrivals._answers()).toBe(0)
  arrivals._noteAnswer()
  arrivals._noteAnswer()
  expect(arrivals._answers()).toBe(2)
})

it('whoever waits looks once, in order, at the next end of something', () => {
  const arrivals = createArrivals()
  const looks: string[] = []
  arrivals._whenSettled(() => looks.push('first'))
  arrivals._whenSettled(() => looks.push('second'))
  expect(looks).toEqual([])
  arrivals._settle()
  arrivals._settle()
  expect(looks).toEqual(['first', 'second'])
})

it('whoever waits again while looking waits for the next end', () => {
  const arrivals = createArrivals()
  let looks = 0
  const look = (): void => {
    looks++
    arrivals._whenSettled(look)
  }
  look()
  arrivals._settle()
  expect(looks).toBe(2)
  arrivals._settle()
  expect(looks).toBe(3)
})
