/**
 * Exits and starts that come sooner than the stores answer.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTracker } from '../../src/tracker.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const received = () => evening.emulator.events().map((event) => event.name)

/** Events of an earlier evening, still on the device. */
async function leave(...names: string[]) {
  const { device } = evening
  const { tracker, process } = startApp(evening, { consent: 'granted' })
  device.isOnline = false
  for (const name of names) tracker.track(name)
  await device.settle()
  process.kill()
  device.isOnline = true
}

describe('an app hidden before its stores were read', () => {
  it('sends what it tracked once', async () => {
    const { tracker, process } = startApp(evening, { consent: 'granted' })
    tracker.track('Pageview')
    process.lifecycle('hidden')
    await evening.device.advance(60_000)
    expect(received()).toEqual(['Pageview'])
  })

  it('goes on with its view', async () => {
    const { device } = evening
    const process = device.boot()
    const ports = { deviceId: { tag: 'tifa', read() {} } }
    const tracker = createTracker(
      { apiKey: API_KEY, consent: 'granted', identity: { deviceId: true }, ports },
      process.ports,
    )
    const player = createFakePlayer(device, 600)
    const view = tracker.watch(player, SPORTS)
    await player.play(1)
    process.lifecycle('hidden')
    process.lifecycle('visible')
    await player.play(10)
    expect(received()).toEqual(['Videoview'])
    view.end()
    await device.settle()
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
  })

  it('and killed there, sends at the next start after what was left before', async () => {
    const { device } = evening
    await leave('One', 'Two')
    const second = startApp(evening, { consent: 'granted' })
    second.tracker.track('Three')
    second.process.lifecycle('exit')
    second.process.kill()
    startApp(evening, { consent: 'granted' })
    await device.advance(1000)
    expect(received()).toEqual(['One', 'Two', 'Three'])
  })
})

describe('events tracked before the stores were read', () => {
  it('keep their place behind what was left, also when they are left themselves, and localStorage lost the id', async () => {
    const { device } = evening
    await leave('One', 'Two')
    device.keyValue.remove('ctv-tracker.id')
    device.isOnline = false
    const second = startApp(evening, { consent: 'granted' })
    second.tracker.track('Three')
    await device.advance(1000)
    second.process.kill()
    device.isOnline = true
    startApp(evening, { consent: 'granted' })
    await device.advance(1000)
    expect(received()).toEqual(['One', 'Two', 'Three'])
  })

  it('are not earlier than what was left, under a clock that was set back', async () => {
    const { device } = evening
    await leave('One')
    device.time.wallMs -= 3_600_000
    startApp(evening, { consent: 'granted' }).tracker.track('Two')
    await device.advance(1000)
    expect(received()).toEqual(['One', 'Two'])
    const [one, two] = evening.emulator.events()
    expect(two!.time >= one!.time).toBe(true)
  })
})

it('an exit on the heels of the end of a view leaves one completion', async () => {
  const { device } = evening
  const { tracker, process } = startApp(evening, { consent: 'granted' })
  const player = createFakePlayer(device, 600)
  const view = tracker.watch(player, SPORTS)
  await player.play(5)
  view.end()
  process.lifecycle('exit')
  process.kill()
  startApp(evening, { consent: 'granted' })
  await device.advance(60_000)
  expect(received()).toEqual(['Videoview', 'VideoCompletion'])
  expect(device.rows.keys().filter((key) => key.startsWith('row.v:'))).toEqual([])
})
