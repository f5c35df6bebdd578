/**
 * The one record of a meter's state: as it begins, and what a new view or other content makes it forget.
 */
import { describe, expect, it } from 'vitest'
import { createState, resetContent, resetView } from '../../../src/engagement/state.ts'
import type { MeterState } from '../../../src/engagement/state.ts'

/** A state in which every field was used, after `reset`: the fields that it set, and those it left. */
function afterReset(reset: (state: MeterState) => void): { set: Partial<MeterState>; left: string[] } {
  const used = Object.keys(createState()).map((key): [string, unknown] => [key, 'used'])
  const state = Object.fromEntries(used) as unknown as MeterState
  reset(state)
  const isLeft = ([, value]: [string, unknown]): boolean => value === 'used'
  const fields = Object.entries(state)
  return {
    set: Object.fromEntries(fields.filter((field) => !isLeft(field))),
    left: fields.filter(isLeft).map(([key]) => key),
  }
}

describe('the state of a meter', () => {
  it('is plain JSON from the beginning', () => {
    expect(JSON.parse(JSON.stringify(createState()))).toEqual(createState())
  })

  it('of a new view and other content is that of a new meter, but for clock, hiding, break and anchor', () => {
    const { set, left } = afterReset((state) => {
      resetView(state, 'open')
      resetContent(state)
    })
    expect(createState()).toMatchObject(set)
    expect(
      left.filter(
        (key) =>
          !/^_(now|ad$|adF|adD|isAd|isSuspended|suspend|anchor|still|run|debt|slices|since|low|moved|drift|last|reports|unseen)/.test(
            key,
          ),
      ),
    ).toEqual([])
  })

  it('of a new view keeps what is known of the content and the player', () => {
    const { left } = afterReset((state) => resetView(state, 'provisional'))
    expect(left).toEqual(
      expect.arrayContaining(['_durationMs', '_isLive', '_adSpans', '_mode', '_rate', '_ad', '_anchorMs']),
    )
  })
})
