/**
 * The end-to-end example of the guide to a Direct API deployment, played: ten minutes of football, left after seven and a half.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { startApp, startEvening } from '../support/evening/evening.ts'

const PLAYED_AT = Date.parse('2024-01-15T14:00:00Z')
const LEFT_AT = '2024-01-15T14:07:30.000Z'
const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
const TIFA = { tag: 'tifa', id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890' }
const PROPERTIES = {
  video_id: 'vid_456',
  title: 'Highlights: Premier League Week 20',
  categories: ['sports', 'football'],
  duration_seconds: 600,
}

let evening: Evening
beforeEach(async () => {
  // The play event leaves with the first second that was watched.
  evening = await startEvening(PLAYED_AT - 1000)
})
afterEach(() => evening.emulator.stop())

describe('the guide', () => {
  it('the end-to-end example of the guide has its requests, body for body', async () => {
    const { tracker } = startApp(evening, { consent: 'granted', identity: { aliases: [TIFA] } })
    const player = createFakePlayer(evening.device, 600)
    const view = tracker.watch(player, { url: 'https://example.com/shows/pl-highlights/', properties: PROPERTIES })
    await player.play(450)
    player.pause()
    await evening.device.advance(1000)
    view.end()
    await evening.device.settle()

    const bodies = (api: string) => evening.device.sent.filter(({ url }) => url.includes(api)).map(({ json }) => json)
    const event = (name: string, time: string, properties: object) => ({
      name,
      time,
      view_id: UUID,
      session_id: UUID,
      properties,
    })
    // One identifier goes as `alias`; the example shows it as a list of one.
    expect(bodies('/ccs/')).toEqual([
      { alias: TIFA, events: [event('Videoview', '2024-01-15T14:00:00.000Z', PROPERTIES)] },
      {
        alias: TIFA,
        events: [
          event('VideoCompletion', LEFT_AT, { ...PROPERTIES, time_spent_seconds: 450, percentage_watched: 0.75 }),
        ],
      },
    ])
    expect(bodies('/ctx/')).toEqual([
      { url: 'https://example.com/shows/pl-highlights/', page_properties: { video: PROPERTIES } },
    ])
    const [play, completion] = bodies('/ccs/').map(({ events }) => (events as Record<string, unknown>[])[0]!)
    expect(completion).toMatchObject({ view_id: play!['view_id'], session_id: play!['session_id'] })
  })

  it('synchronous validation is off unless it is asked for, and then it is warned of', async () => {
    for (const synchronousValidation of [false, true]) {
      const { tracker } = startApp(evening, { consent: 'granted', synchronousValidation })
      tracker.track('Pageview')
      await evening.device.settle()
      expect(evening.device.sent.at(-1)!.url.includes('synchronous-validation=true')).toBe(synchronousValidation)
      const codes = tracker.inspect().diagnostics.map(({ code }) => code)
      expect(codes.includes('synchronous-validation')).toBe(synchronousValidation)
      await tracker.destroy()
    }
  })
})
