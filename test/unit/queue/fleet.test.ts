/**
 * Twenty thousand TVs through the outages of `npm run bench:fleet`, which does the same with a million.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describeRun, isWithin, LIMITS, planOf, readRun, scenarios } from '../../../bench/fleet/scenarios.mjs'
import { simulate } from '../../../bench/fleet/simulation.mjs'
import * as policy from '../../../src/queue/policy.ts'

const TVS = 20_000
/** Of the assumptions: what 20,000 TVs send in a second when all is well. */
const STEADY_PER_S = 65
const page = readFileSync(new URL('../../../docs/guarantees.md', import.meta.url), 'utf8')
const read = (scenario: (typeof scenarios)[number], used = policy) =>
  readRun(scenario, simulate(used, planOf(scenario, TVS, STEADY_PER_S)))
const numbersOf = (row: string): number[] =>
  row
    .split('|')
    .slice(2, -1)
    .map((cell) => parseFloat(cell))

describe('a fleet', () => {
  it.each(scenarios)('does no harm: $name', (scenario) => {
    const reading = read(scenario)
    expect(reading.steadyPerS).toBeCloseTo(STEADY_PER_S, -1)
    expect(reading.later).toBeLessThanOrEqual(LIMITS.later)
    if (scenario.hasOutage) expect(reading.peak).toBeLessThanOrEqual(LIMITS.peak)
    expect(isWithin(scenario, reading)).toBe(true)
    // Nothing is left behind but what waits for the next start, where the servers could not be reached at all.
    if (!scenario.name.startsWith('no connection')) expect(reading.waitingEvents).toBeLessThan(TVS / 1000)

    const row = page.split('\n').find((line) => line.startsWith(`| ${scenario.name} |`))
    const told = numbersOf(row ?? '')
    numbersOf(describeRun(scenario, reading)).forEach((number, column) => {
      if (Number.isNaN(number)) expect(told[column]).toBeNaN()
      // The seconds are when the last of many windows falls below a line: they vary more.
      else
        expect(Math.abs(number - told[column]!), row).toBeLessThanOrEqual(
          column === 3 ? 60 : 0.1 + told[column]! * 0.15,
        )
    })
  })

  it('that is told one date and does not spread would come back as one', () => {
    const scenario = scenarios.find(({ name }) => name.includes('date'))!
    const unspread = {
      ...policy,
      waitMs: (progress: policy.Progress, random: number, askedMs: number) =>
        askedMs + policy.waitMs(progress, random, 0),
    }
    expect(read(scenario, unspread).peak).toBeGreaterThan(5 * LIMITS.peak)
  })

  it('that tries again without pause would not keep the limits', () => {
    const scenario = scenarios.find(({ name }) => name.startsWith('503'))!
    const eager = { ...policy, waitMs: (_: policy.Progress, random: number) => random * 10_000 }
    expect(read(scenario, eager).peak).toBeGreaterThan(LIMITS.peak)
  })
})
