// The example of docs/testing.md.
import { createTracker } from 'ctv-tracker'
import { createFakeClock, createFakePlayer } from 'ctv-tracker-tools/testing'
import { expect, it } from 'vitest'

it('counts what was watched, and not the pause', () => {
  const time = createFakeClock()
  const player = createFakePlayer({ clock: time, durationS: 600 })
  const sent: unknown[] = []
  const tracker = createTracker({
    apiKey: 'any',
    consent: 'granted',
    ports: {
      clock: time.clock,
      timers: time.timers,
      // Memory only, no network, always on screen: all a test in Node needs.
      stores: { keyValue: [], records: [] },
      transport: {
        send(request) {
          sent.push(JSON.parse(request.body))
          return () => {}
        },
        beacon: () => false,
        isOffline: () => false,
      },
      lifecycle: { isHidden: () => false, subscribe: () => () => {} },
    },
  })
  const view = tracker.watch(player, { url: 'app://episode/7', properties: { title: 'Seven' } })

  player.play()
  time.advance(120_000)
  player.pause()
  time.advance(300_000)
  player.play()
  time.advance(60_000)

  expect(view.totals).toMatchObject({ timeSpentSeconds: 180, percentageWatched: 0.3 })
  expect(sent).toContainEqual({ url: 'app://episode/7', page_properties: { video: { title: 'Seven' } } })
})
