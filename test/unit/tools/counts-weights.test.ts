/**
 * Weights and engagement behind segment counts, for any evenings.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countSegments } from '../../../tools/emulator/counts/count.ts'
import { gatherEngagement } from '../../../tools/emulator/counts/engagement.ts'
import type { EngagementEvent } from '../../../tools/emulator/counts/engagement.ts'
import { discoveryDepth, eachUsersWeights } from '../../../tools/emulator/counts/weights.ts'
import type { Weights } from '../../../tools/emulator/counts/weights.ts'
import type { SegmentType } from '../../../tools/emulator/counts/query.ts'

const seed = Number(process.env['FC_SEED'] ?? 20_260_301)

/** Events of up to six viewers over up to six videos, user by user. */
const evenings = fc
  .array(
    fc.record({
      user: fc.nat(5),
      video: fc.nat(5),
      view: fc.option(fc.nat(8), { nil: null }),
      seconds: fc.option(fc.nat(600), { nil: undefined }),
    }),
    { maxLength: 60 },
  )
  .map((rows) =>
    [...rows]
      .sort((a, b) => a.user - b.user)
      .map(({ user, video, view, seconds }): EngagementEvent => ({
        userId: `user-${user}`,
        name: seconds === undefined ? 'Videoview' : 'VideoCompletion',
        viewId: view === null ? null : `view-${view}`,
        properties: { video_id: `video-${video}`, ...(seconds === undefined ? {} : { time_spent_seconds: seconds }) },
      })),
  )

function weightsOf(events: readonly EngagementEvent[], type: SegmentType): Weights[] {
  const all: Weights[] = []
  eachUsersWeights(gatherEngagement(events).asset, type, (weights) => all.push(weights))
  return all
}

describe('weights', () => {
  it('lie between 0 and 1, and growth is base and discovery, which never overlap', () => {
    fc.assert(
      fc.property(evenings, (events) => {
        const [growth, base, discovery] = (['growth', 'base', 'discovery'] as const).map((type) =>
          weightsOf(events, type),
        )
        growth!.forEach((weights, user) => {
          for (const weight of weights.values()) expect(weight >= 0 && weight <= 1 + 1e-9).toBe(true)
          expect(new Map([...base![user]!, ...discovery![user]!])).toEqual(weights)
          expect(base![user]!.size + discovery![user]!.size).toBe(weights.size)
          expect(Math.max(...base![user]!.values())).toBe(1)
        })
      }),
      { seed },
    )
  })

  it('do not depend on events that are delivered twice in a view', () => {
    fc.assert(
      fc.property(evenings, (events) => {
        const twice = events.flatMap((event) => (event.viewId === null ? [event] : [event, event]))
        expect(weightsOf(twice, 'growth')).toEqual(weightsOf(events, 'growth'))
      }),
      { seed },
    )
  })

  it('leave out who has no seconds at all', () => {
    const event = { userId: 'one', name: 'Videoview', viewId: null, properties: { video_id: 'a' } }
    expect(weightsOf([event], 'growth')).toEqual([])
  })

  it('look at what a user watched longest, so that one who watched everything costs no square of it', () => {
    const videos = discoveryDepth * 40
    const events = Array.from({ length: videos }, (_, i): EngagementEvent => ({
      userId: 'one',
      name: 'VideoCompletion',
      viewId: null,
      properties: { video_id: `video-${i}`, time_spent_seconds: i },
    }))
    const other = {
      userId: 'two',
      name: 'VideoCompletion',
      viewId: null,
      properties: { video_id: `video-${videos - 1}`, time_spent_seconds: 9 },
    }
    const found = countSegments(gatherEngagement([...events, other]).asset, 'discovery', 'asset', 0.1)
    expect(found).toHaveLength(discoveryDepth - 1)
    expect(new Set(found.map((each) => each.strength))).toEqual(new Set([0.5]))
  })
})

describe('engagement', () => {
  it('names an asset as it was named last, and recommends what most often began it', () => {
    const play = (name: string, title: string): EngagementEvent => ({
      userId: 'one',
      name,
      viewId: null,
      properties: { video_id: 'a', title },
    })
    const done = {
      ...play('VideoCompletion', 'Last'),
      properties: { video_id: 'a', title: 'Last', time_spent_seconds: 5 },
    }
    const { subjects } = gatherEngagement([
      play('Videoview', 'First'),
      play('AudioPlay', 'First'),
      play('AudioPlay', 'Second'),
      done,
      done,
      done,
    ]).asset
    expect(subjects).toEqual([{ id: 'a', name: 'Last', actionType: 'AudioPlay' }])
  })

  it('takes labels once, whatever their type, and nothing from other shapes', () => {
    const event = (properties: unknown): EngagementEvent => ({
      userId: 'one',
      name: 'Videoview',
      viewId: null,
      properties,
    })
    const events = [{ categories: ['a', 'a', 7, '', null] }, { categories: 'b' }, { video: null }, null, []].map(event)
    expect(gatherEngagement(events).label.subjects.map(({ id }) => id)).toEqual(['a', '7'])
  })
})
