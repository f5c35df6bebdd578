/**
 * The ground-truth traces, row by row, through the meter. `test/fixtures` holds verbatim copies.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../src/engagement/index.ts'
import type { MeterCheckpoint, MeterSignal, MeterView } from '../../../src/engagement/index.ts'

interface Expected {
  time_spent_seconds: number
  percentage_watched: number | null
  ad_time_seconds?: number
  events?: string[]
}
interface Trace {
  name: string
  group: string
  clock: 'monotonic' | 'wall'
  trace: (Omit<MeterSignal, 'signal'> & { signal: MeterSignal['signal'] | 'power-cut' })[]
  expect: Expected & { tolerance: { time_spent_seconds: number; percentage_watched: number }; views?: Expected[] }
  why: string
}

function readTraces(name: string): Trace[] {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8')) as Trace[]
}

/** All views of a trace; where the power fails, what the next start would report. */
function play(trace: Trace): readonly MeterView[] {
  let saved: MeterCheckpoint | undefined
  const announced: string[] = []
  const meter = createMeter({
    clock: trace.clock,
    onCheckpoint: (checkpoint) => (saved = JSON.parse(JSON.stringify(checkpoint)) as MeterCheckpoint),
    onEvent: (event) => announced.push(event),
  })
  for (const row of trace.trace) {
    if (row.signal === 'power-cut') return [saved!]
    meter.push(row as MeterSignal)
  }
  expect(announced).toEqual(meter.views.flatMap((view) => view.events))
  return meter.views
}

function check(actual: MeterView, expected: Expected, tolerance: Trace['expect']['tolerance']): void {
  expect(Math.abs(actual.timeSpentSeconds - expected.time_spent_seconds)).toBeLessThanOrEqual(
    tolerance.time_spent_seconds,
  )
  if (expected.percentage_watched === null) expect(actual.percentageWatched).toBeNull()
  else
    expect(Math.abs(actual.percentageWatched! - expected.percentage_watched)).toBeLessThanOrEqual(
      tolerance.percentage_watched,
    )
  if (expected.ad_time_seconds !== undefined) {
    expect(Math.abs(actual.adTimeSeconds - expected.ad_time_seconds)).toBeLessThanOrEqual(tolerance.time_spent_seconds)
  }
  if (expected.events) expect(actual.events).toEqual(expected.events)
}

describe.each(['engagement.json', 'twelve-views.json'])('ground truth of %s', (file) => {
  it.each(readTraces(file).map((trace) => [trace.name, trace] as const))('agrees on %s', (_name, trace) => {
    const views = play(trace)
    const expected = trace.expect.views ?? [trace.expect]
    expect(views).toHaveLength(expected.length)
    expected.forEach((one, i) => check(views[i]!, one, trace.expect.tolerance))
  })

  it('gives the same views when every row comes twice', () => {
    for (const trace of readTraces(file)) {
      const doubled = trace.trace.flatMap((row) => [row, { ...row }])
      expect(play({ ...trace, trace: doubled }), trace.name).toEqual(play(trace))
    }
  })

  it('gives the same views when the meter is replaced from its checkpoint on the way', () => {
    for (const trace of readTraces(file)) {
      const rows = trace.trace.filter((row): row is MeterSignal => row.signal !== 'power-cut')
      const whole = createMeter({ clock: trace.clock })
      rows.forEach((row) => whole.push(row))
      for (const share of [0.02, 0.3, 0.5, 0.85]) {
        const at = Math.floor(share * rows.length)
        const first = createMeter({ clock: trace.clock })
        rows.slice(0, at).forEach((row) => first.push(row))
        const second = createMeter({
          clock: trace.clock,
          restore: JSON.parse(JSON.stringify(first.checkpoint())) as MeterCheckpoint,
        })
        rows.slice(at).forEach((row) => second.push(row))
        expect([...first.views.slice(0, -1), ...second.views], trace.name).toEqual(whole.views)
      }
    }
  })
})
