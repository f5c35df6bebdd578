// @vitest-environment happy-dom
import { createTracker } from 'ctv-tracker'
import { startEmulator } from 'ctv-tracker-tools/emulator'
import { createFakeClock, createFakePlayer } from 'ctv-tracker-tools/testing'
import { expect, it } from 'vitest'

it('two sports films make a sports viewer', async () => {
  const emulator = await startEmulator()
  const time = createFakeClock()
  const tracker = createTracker({
    apiKey: '00000000-0000-4000-8000-000000000001',
    endpoints: { ccs: emulator.url, contextual: emulator.url },
    consent: 'granted',
    ports: { clock: time.clock },
  })

  for (const id of ['football', 'tennis']) {
    const player = createFakePlayer({ clock: time, durationS: 60 })
    const view = tracker.watch(player, { id, url: `app://${id}`, properties: { categories: ['sports'] } })
    player.play()
    time.advance(30_000)
    view.end()
  }
  await tracker.flush()

  expect(emulator.events().map(({ name }) => name)).toEqual([
    'Videoview',
    'VideoCompletion',
    'Videoview',
    'VideoCompletion',
  ])
  expect(tracker.activations.get('gam')).toContain('12345')

  await tracker.destroy()
  await emulator.stop()
})
