/** The scripted views of `bench/views`: each truth is what the meter counts of its rows. */
import { describe, expect, it } from 'vitest'
import { readAllViews } from '../../../bench/compare/views.ts'
import { troubledViews } from '../../../bench/views/troubled-views.ts'
import { createMeter } from '../../../src/engagement/index.ts'
import type { MeterSignal } from '../../../src/engagement/index.ts'

describe('the scripted views', () => {
  it('are 24', () => {
    expect(readAllViews().map(({ name }) => name)).toEqual(Array.from({ length: 24 }, (_, place) => `S${place + 1}`))
  })

  it.each(troubledViews().map((view) => [`${view.name} ${view.title}`, view] as const))('%s', (_name, view) => {
    const meter = createMeter({})
    const said = (signal: string) => (signal === 'emptied' ? 'seeking' : signal)
    const { live } = view.rows[0]!
    for (const row of view.rows) meter.push({ ...row, live, signal: said(row.signal) } as MeterSignal)
    const { truth } = view
    const timeS = meter.views.reduce((sum, { timeSpentSeconds }) => sum + timeSpentSeconds, 0)
    expect(Math.abs(timeS - truth.timeS)).toBeLessThanOrEqual(truth.timeToleranceS)
    const share = meter.views.at(-1)!.percentageWatched
    if (truth.share === null) expect(share).toBeNull()
    else expect(Math.abs(share! - truth.share)).toBeLessThanOrEqual(truth.shareTolerance)
  })
})
