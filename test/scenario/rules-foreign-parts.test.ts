/**
 * What a view owes when its store fails, when the app destroys the tracker as it hears of something, and when a port of the app throws.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'

let evening: Evening

beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const received = (): string[] => evening.emulator.events().map(({ name }) => name)

it('a view whose database fails in its middle is stored whole in the next best store, and completed after a kill', async () => {
  const { device } = evening
  const first = startApp(evening, { consent: 'granted' })
  const player = createFakePlayer(device, 600)
  first.tracker.watch(player, SPORTS)
  await player.play(5)
  await device.settle()
  device.faults.records = 'fails'
  await player.play(100)
  await device.settle()
  first.process.kill()
  device.faults.records = 'missing'
  startApp(evening, { consent: 'granted' })
  await device.advance(5000)
  expect(received()).toEqual(['Videoview', 'VideoCompletion'])
})

it('a tracker that is destroyed by whoever hears of an answer still tells of the completion of its view', async () => {
  const { device } = evening
  device.faults.records = 'missing'
  const run = startApp(evening, { consent: 'granted' })
  await device.settle()
  const player = createFakePlayer(device, 600)
  run.tracker.watch(player, SPORTS)
  await player.play(5)
  run.tracker.on('session', () => void run.tracker.destroy())
  run.tracker.identify({ tag: 't', id: '1' })
  await device.advance(3000)
  expect(run.heard.view.map(({ state }) => state).slice(0, 3)).toEqual(['open', 'started', 'completed'])
  expect(run.process.leaks()).toBe(0)
})

it('a view that the app opens when it hears of the last one is not attached to a tracker that ends', async () => {
  const { device } = evening
  const run = startApp(evening, { consent: 'granted' })
  await device.settle()
  const player = createFakePlayer(device, 600)
  const next = createFakePlayer(device, 600)
  run.tracker.watch(player, SPORTS)
  await player.play(5)
  run.tracker.on('view', ({ state }) => state === 'completed' && run.tracker.watch(next, SPORTS))
  await Promise.all([run.tracker.destroy(), device.advance(3000)])
  expect([player.isAttached, next.isAttached]).toEqual([false, false])
})

it('a store that cannot be let go of keeps no event from being erased', async () => {
  const { device } = evening
  const { stores } = device.boot().ports
  const [open] = stores.keyValue
  const run = startApp(evening, {
    consent: 'granted',
    ports: {
      stores: {
        ...stores,
        keyValue: [
          () => {
            const store = open!()!
            const throwing = (): never => {
              throw new Error('gone')
            }
            return { ...store, watch: () => throwing }
          },
        ],
      },
    },
  })
  await device.settle()
  for (let n = 0; n < 3; n++) run.tracker.track('Screenview')
  run.tracker.consent.revoke()
  await device.advance(3000)
  expect([device.rows.keys(), device.keyValue.keys()]).toEqual([[], []])
})

it('a grant under which no id can be made is reported, and `ready` does not wait for ever', async () => {
  const { device } = evening
  const random = {
    bytes(): never {
      throw new Error('no entropy')
    },
  }
  const run = startApp(evening, { ports: { random } })
  run.tracker.consent.grant()
  await run.tracker.ready
  await device.advance(1000)
  expect(run.heard.consent).toEqual([{ status: 'granted' }])
  expect(run.heard.diagnostic.map(({ code }) => code)).toContain('port-failed')
  expect(run.tracker.ids.userId).toBeNull()
})
