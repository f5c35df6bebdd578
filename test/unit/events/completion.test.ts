/**
 * The three shapes of a completion.
 */
import { describe, expect, it } from 'vitest'
import type { CompletionShape, Properties, Totals } from '../../../src/api.ts'
import * as completion from '../../../src/events/completion.ts'
import { roundTotals } from '../../../src/events/completion.ts'

/** Properties of a completion whose shape is not expected to throw. */
const completionProperties = (properties: Properties, watched: Totals, shape: CompletionShape): Properties =>
  completion.completionProperties(properties, watched, shape, (error) => expect.unreachable(String(error)))

const PLAY = {
  video_id: 'vid_456',
  title: 'Highlights: Premier League Week 20',
  categories: ['sports', 'football'],
  duration_seconds: 600,
}
const totals = (changes: Partial<Totals> = {}): Totals => ({
  timeSpentSeconds: 450,
  adTimeSeconds: 0,
  percentageWatched: 0.75,
  completed: false,
  reachedEnd: false,
  coverage: [],
  ...changes,
})

describe('the flat shape', () => {
  it('is the completion of the Direct API guide', () => {
    expect(completionProperties(PLAY, totals(), 'flat')).toEqual({
      ...PLAY,
      time_spent_seconds: 450,
      percentage_watched: 0.75,
    })
  })

  it('rounds to milliseconds and four decimals', () => {
    const shaped = completionProperties(
      {},
      totals({ timeSpentSeconds: 12.345678, percentageWatched: 0.123456 }),
      'flat',
    )
    expect(shaped).toEqual({ time_spent_seconds: 12.346, percentage_watched: 0.1235 })
  })

  it('leaves out a percentage that is not known', () => {
    expect(completionProperties(PLAY, totals({ percentageWatched: null }), 'flat')).toEqual({
      ...PLAY,
      time_spent_seconds: 450,
    })
  })

  it('keeps zeros', () => {
    expect(completionProperties({}, totals({ timeSpentSeconds: 0, percentageWatched: 0 }), 'flat')).toEqual({
      time_spent_seconds: 0,
      percentage_watched: 0,
    })
  })
})

describe('the aggregations shape', () => {
  it('holds engaged time and completion', () => {
    expect(completionProperties(PLAY, totals(), 'aggregations')).toEqual({
      ...PLAY,
      aggregations: { VideoEngagement: { engaged_time: 450, completion: 0.75 } },
    })
  })

  it('leaves out a completion that is not known', () => {
    expect(completionProperties({}, totals({ percentageWatched: null }), 'aggregations')).toEqual({
      aggregations: { VideoEngagement: { engaged_time: 450 } },
    })
  })

  it('stands beside aggregations of the play event', () => {
    const play = { aggregations: { Other: { count: 1 }, VideoEngagement: { engaged_time: 1, note: 'x' } } }
    expect(completionProperties(play, totals(), 'aggregations')).toEqual({
      aggregations: { Other: { count: 1 }, VideoEngagement: { engaged_time: 450, completion: 0.75, note: 'x' } },
    })
  })
})

describe('a shape of the app', () => {
  it('gets rounded totals, and its result is cleaned and merged', () => {
    let given: Totals | undefined
    const shape: CompletionShape = (received) => {
      given = received
      return { seconds: received.timeSpentSeconds, nothing: null, deep: { empty: '', title: 'over' } }
    }
    const exact = totals({
      timeSpentSeconds: 1.23456,
      adTimeSeconds: 0.98765,
      percentageWatched: 0.99999,
      completed: true,
      reachedEnd: true,
      coverage: [[0.12345, 1.23456]],
    })
    expect(completionProperties({ title: 'play', deep: { kept: 1 } }, exact, shape)).toEqual({
      title: 'play',
      seconds: 1.235,
      deep: { kept: 1, title: 'over' },
    })
    expect(given).toEqual({
      timeSpentSeconds: 1.235,
      adTimeSeconds: 0.988,
      percentageWatched: 1,
      completed: true,
      reachedEnd: true,
      coverage: [[0.123, 1.235]],
    })
  })

  it('may say nothing', () => {
    expect(completionProperties(PLAY, totals(), () => undefined as never)).toEqual(PLAY)
  })

  it.each<[string, CompletionShape]>([
    [
      'Error: no shape',
      (given) => {
        given.timeSpentSeconds = 1
        throw new Error('no shape')
      },
    ],
    ['Error: expected an object, received string', () => 'text' as never],
  ])('that fails (%s) gives way to the flat one, and the caller hears of it', (reason, shape) => {
    const heard: string[] = []
    const shaped = completion.completionProperties(PLAY, totals(), shape, (error) => heard.push(String(error)))
    expect([shaped, heard]).toEqual([{ ...PLAY, time_spent_seconds: 450, percentage_watched: 0.75 }, [reason]])
  })

  it('cannot change the play event', () => {
    const play = { deep: { a: 1 } }
    completionProperties(play, totals(), () => ({ deep: { a: 2 } }))
    expect(play).toEqual({ deep: { a: 1 } })
  })
})

it('rounded totals keep null and flags', () => {
  expect(roundTotals(totals({ percentageWatched: null, completed: true }))).toEqual({
    timeSpentSeconds: 450,
    adTimeSeconds: 0,
    percentageWatched: null,
    completed: true,
    reachedEnd: false,
    coverage: [],
  })
})
