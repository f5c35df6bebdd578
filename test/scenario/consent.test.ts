import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ConsentStatus } from '../../src/api.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const ccs = () => evening.device.sent.filter((request) => request.url.includes('/ccs/'))
const leftOnDevice = () => [...evening.device.keyValue.keys(), ...evening.device.rows.keys()]

it('before a grant nothing is read or written, no id is made, events are discarded, and only Contextual is asked', async () => {
  const { tracker, heard } = startApp(evening)
  const player = createFakePlayer(evening.device, 60)
  const view = tracker.watch(player, SPORTS)
  tracker.track('Pageview')
  await player.play(10)
  expect(evening.device.touched).toEqual([])
  expect(leftOnDevice()).toEqual([])
  expect(tracker.ids).toEqual({ userId: null, sessionId: null, viewId: null })
  expect(view.id).toBeNull()
  expect(ccs()).toEqual([])
  expect(evening.device.sent).toHaveLength(1)
  expect(tracker.activations.get('dfp')).toEqual(['99999'])
  expect(heard.view).toEqual([])
  await tracker.ready
})

it('granted in mid-view, counting starts at zero there', async () => {
  const { tracker } = startApp(evening)
  const player = createFakePlayer(evening.device, 60)
  const view = tracker.watch(player, SPORTS)
  await player.play(20)
  tracker.consent.grant()
  expect(view.id).not.toBeNull()
  await player.play(10)
  view.end()
  await evening.device.settle()
  const [, completion] = evening.emulator.events()
  expect(completion!.properties['time_spent_seconds']).toBeCloseTo(10, 0)
})

it('revoked, everything of ours on the device goes, the request in flight is aborted, no farewell is sent, and a later grant makes a new id', async () => {
  const { tracker, heard } = startApp(evening)
  tracker.consent.grant()
  const player = createFakePlayer(evening.device, 60)
  tracker.watch(player, SPORTS)
  await player.play(10)
  const before = tracker.ids.userId
  evening.device.answer = () => 'never'
  tracker.track('Pageview')
  await evening.device.settle()
  evening.device.answer = null
  const sent = ccs().length

  tracker.consent.revoke()
  expect(leftOnDevice()).toEqual([])
  expect(tracker.ids).toEqual({ userId: null, sessionId: null, viewId: null })
  expect(tracker.activations.get('dfp')).toEqual(['99999'])
  await player.play(5)
  await evening.device.advance(60_000)
  expect(leftOnDevice()).toEqual([])
  expect(ccs()).toHaveLength(sent)

  tracker.consent.grant()
  expect(tracker.ids.userId).not.toBe(before)
  expect(tracker.activations.get('dfp')).toEqual(['99999'])
  expect(heard.consent.map((event) => event.status)).toEqual(['granted', 'denied', 'granted'])
})

it('a refusal at the start deletes what an earlier run left, also under a full queue', async () => {
  const first = startApp(evening, { consent: 'granted' })
  evening.device.isOnline = false
  first.tracker.track('Pageview')
  await evening.device.settle()
  first.process.kill()
  expect(leftOnDevice()).not.toEqual([])

  const second = startApp(evening)
  second.tracker.consent.revoke()
  await evening.device.settle()
  expect(leftOnDevice()).toEqual([])
})

it('unknown keeps the gate shut and deletes nothing, also when it follows granted', async () => {
  let say: (status: ConsentStatus) => void = () => {}
  const source = {
    subscribe(listener: (status: ConsentStatus) => void) {
      say = listener
      listener('unknown')
      return () => {}
    },
  }
  const { tracker } = startApp(evening, { consent: source })
  expect(evening.device.touched).toEqual([])
  say('granted')
  evening.device.isOnline = false
  tracker.track('Pageview')
  await evening.device.settle()
  const kept = leftOnDevice()
  const { userId } = tracker.ids
  say('unknown')
  tracker.track('Pageview')
  await evening.device.settle()
  expect(tracker.ids.userId).toBeNull()
  expect(leftOnDevice()).toEqual(kept)

  evening.device.isOnline = true
  say('granted')
  expect(tracker.ids.userId).toBe(userId)
  await evening.device.advance(1000)
  expect(evening.emulator.events()).toHaveLength(1)
  say('denied')
  expect(leftOnDevice()).toEqual([])
})

it('another tab shuts its gate when the stored id vanishes', async () => {
  const one = startApp(evening, { consent: 'granted' })
  const two = startApp(evening, { consent: 'granted' })
  await evening.device.settle()
  expect(two.tracker.ids.userId).toBe(one.tracker.ids.userId)
  one.tracker.consent.revoke()
  await evening.device.settle()
  expect(two.tracker.consent.status).toBe('denied')
  two.tracker.track('Pageview')
  await evening.device.advance(1000)
  expect(ccs()).toEqual([])
  expect(leftOnDevice()).toEqual([])
})

it('a late answer after a revoke changes nothing', async () => {
  const { tracker, heard } = startApp(evening, { consent: 'granted' })
  tracker.track('Videoview', { categories: ['news'] })
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
  tracker.consent.revoke()
  await evening.device.settle()
  tracker.consent.grant()
  expect(tracker.activations.get('dfp')).toEqual([])
  expect(heard.sent).toEqual([])
})

it.each<[string, (moment: { device: Evening['device'] }) => Promise<void> | void]>([
  ['while the last events are being written', () => {}],
  ['later', ({ device }) => device.advance(5000)],
])('revoked after destroy, %s, everything of ours on the device goes, and stays gone', async (_, wait) => {
  const { tracker, heard } = startApp(evening, { consent: 'granted' })
  const player = createFakePlayer(evening.device, 60)
  tracker.watch(player, SPORTS)
  await player.play(10)
  tracker.track('Screenview')
  const destroyed = tracker.destroy()
  await wait(evening)
  expect(leftOnDevice()).not.toEqual([])
  tracker.consent.revoke()
  expect(leftOnDevice()).toEqual([])
  await destroyed
  await evening.device.advance(5000)
  expect(leftOnDevice()).toEqual([])
  expect(tracker.consent.status).toBe('denied')
  expect(heard.consent).toEqual([])
})

it('destroyed twice, it is destroyed once: both wait until the last events are written', async () => {
  const { tracker } = startApp(evening, { consent: 'granted' })
  await evening.device.settle()
  tracker.track('Screenview')
  void tracker.destroy()
  await tracker.destroy()
  expect([...evening.device.rows.keys()].some((key) => key.startsWith('row.e:'))).toBe(true)
})
