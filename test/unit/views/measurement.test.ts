/**
 * What the views of a handle hear of their meter.
 */
import { describe, expect, it } from 'vitest'
import { createMeasurement } from '../../../src/views/measurement.ts'
import { script } from '../../support/evening/meter-script.ts'
import type { Script } from '../../support/evening/meter-script.ts'

function measure(rows: Script, milestones: number[] = []) {
  const clock = { kind: 'monotonic' as const, monotonicMs: () => 0, wallMs: () => 0 }
  const measurement = createMeasurement(clock, 1_800_000, milestones, 'unknown')
  const heard = rows.rows.flatMap((row) => measurement._push(row, row.t) ?? [])
  return { measurement, heard }
}

describe('the coverage in the totals of a view', () => {
  it('is what was watched by then, of that view alone', () => {
    const rows = script().open('A', 20).watch(5).seek(10).watch(10).row('ended').seek(0).watch(3).row('stop')
    const { heard, measurement } = measure(rows)
    const at = (event: string, place = 0) => heard.filter((one) => one.event === event)[place]!.totals.coverage
    expect(at('ended')).toEqual([
      [0, 5],
      [10, 20],
    ])
    expect(at('end:replay')).toEqual([
      [0, 5],
      [10, 20],
    ])
    expect(at('end:stop')).toEqual([[0, 3]])
    expect(measurement._totals().coverage).toEqual([[0, 3]])
  })

  it('has at most 64 stretches: the smallest gaps are closed, and counted nowhere', () => {
    const rows = script().open('A', 2000).watch(2)
    for (let i = 1; i < 100; i++) rows.seek(10 * i + (i === 50 ? 1 : 0)).watch(2)
    const { measurement } = measure(rows.row('stop'))
    const { coverage, percentageWatched } = measurement._totals()
    expect(coverage).toHaveLength(64)
    expect(percentageWatched! * 2000).toBeCloseTo(200, 0)
  })

  it('begins with the content, where its timeline does not begin at 0', () => {
    const rows = script(0, 3600).row('load', { content: 'A', start: 3600, duration: 3620 }).row('playing').watch(5)
    expect(measure(rows.row('stop')).measurement._totals().coverage).toEqual([[0, 5]])
  })
})

describe('the milestones of a view', () => {
  it('are those that are asked for, and those that every meter has', () => {
    const { heard } = measure(script().open('A', 100).watch(40).row('stop'), [33.3, 10])
    expect(heard.map(({ event }) => event)).toEqual(['start', '10', '25', '33.3', 'end:stop'])
  })
})

describe('a share that the player tells', () => {
  /** More than a meter alone is told. */
  const tells = (position: number, share: number) => ({ position, share })

  it('is that of the completion, though the end tells the meter a duration', () => {
    const rows = script().row('load', { content: 'A' }).row('playing', { position: 0 })
    for (let second = 1; second <= 10; second++) rows.wait(1).row('timeupdate', tells(second, second / 50))
    const { heard, measurement } = measure(rows.row('ended', tells(10, 0.2)))
    expect(heard.find(({ event }) => event === 'ended')!.totals.percentageWatched).toBe(0.2)
    expect(measurement._totals().percentageWatched).toBe(0.2)
  })

  it('is that of its own view: a replay begins with what it shows itself', () => {
    const rows = script().open('A', 100).seek(90)
    for (let second = 91; second <= 100; second++) rows.wait(1).row('timeupdate', tells(second, 0.9))
    rows.row('ended', { position: 100 }).row('playing', { position: 0 }).wait(1)
    const { measurement } = measure(rows.row('timeupdate', { position: 1 }))
    expect(measurement._totals().percentageWatched).toBeCloseTo(0.01, 3)
  })
})
