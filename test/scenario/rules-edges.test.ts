import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

it('on a device whose clock runs ahead, the completion of a running view follows the server as everything else does', async () => {
  const { device } = evening
  const { tracker } = startApp(evening, { consent: 'granted' })
  device.answer = (request) =>
    request.url.includes('/ccs/')
      ? { status: 200, body: '{"user_id":"u"}', date: 'Sun, 01 Mar 2026 19:00:00 GMT' }
      : undefined
  const player = createFakePlayer(device, 60)
  const view = tracker.watch(player, SPORTS)
  await player.play(10)
  view.track('Menu')
  view.end()
  await device.settle()
  const times = device.sent.flatMap(
    (request) => (request.json['events'] as { name: string; time: string }[] | undefined) ?? [],
  )
  expect(times.map(({ name, time }) => [name, time.slice(11, 13)])).toEqual([
    ['Videoview', '20'],
    ['Menu', '19'],
    ['VideoCompletion', '19'],
  ])
})

it.each(['destroy', 'identify', 'revoke'] as const)(
  '%s called by whoever hears of a new view leaves nothing on the player',
  async (call) => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 60)
    let attached = 0
    const counting = {
      player: player.player,
      attach(...given: Parameters<typeof player.attach>) {
        const attachment = player.attach(...given)
        attached++
        return { sample: attachment.sample, detach: () => (attached--, attachment.detach()) }
      },
    }
    let isCalled = false
    tracker.on('view', ({ state }) => {
      if (isCalled || state !== 'open') return
      isCalled = true
      if (call === 'destroy') void tracker.destroy()
      else if (call === 'identify') tracker.identify({ tag: 'internal_id', id: 'anna' })
      else tracker.consent.revoke()
    })
    const view = tracker.watch(counting, SPORTS)
    await evening.device.settle()
    expect(attached).toBe(call === 'identify' ? 1 : 0)
    view.end()
    expect(attached).toBe(0)
  },
)

it('a hook that cannot attach leaves an inert view and a diagnostic', async () => {
  const { tracker, heard } = startApp(evening, { consent: 'granted' })
  const hook = {
    player: {},
    attach() {
      throw new Error('no such player')
    },
  }
  const view = tracker.watch(hook as never, SPORTS)
  expect(view.id).toBeNull()
  view.end()
  expect(heard.diagnostic.map(({ code }) => code)).toEqual(['port-failed'])
})

it('fresh answers with the answer, not with its acknowledgement on the disk', async () => {
  const { device } = evening
  const { tracker } = startApp(evening, { consent: 'granted' })
  await device.settle()
  tracker.track('Videoview', { categories: ['news'] })
  let result: unknown = null
  void tracker.activations.fresh('gam').then((fresh) => (result = fresh))
  tracker.on('sent', () => (device.faults.records = 'hangs'))
  await device.settle()
  expect(result).toEqual({ ids: ['23456'], source: 'fresh' })
})

it('a key refused in the middle of taking a batch apart condemns none of its events', async () => {
  const { device } = evening
  device.isOnline = false
  const first = startApp(evening, { consent: 'granted' })
  ;['A', 'B', 'C', 'D'].forEach((name) => first.tracker.track(name))
  await device.settle()
  first.process.kill()
  device.isOnline = true
  const answers = [400, 400, 400, 401]
  device.answer = () => ({ status: answers.shift() ?? 401, body: '{}' })
  const second = startApp(evening, { consent: 'granted' })
  await device.advance(1000)
  second.process.kill()
  device.answer = (request) =>
    (JSON.parse(request.body).events as unknown[]).length < 4 ? { status: 400, body: '{}' } : undefined
  const third = startApp(evening, { consent: 'granted' })
  await device.advance(1000)
  expect(third.heard.dropped).toEqual([])
  expect(evening.emulator.events().map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D'])
})

it('a session kept active while the app was hidden goes on when it is seen again', async () => {
  const { device } = evening
  const { tracker, process } = startApp(evening, { consent: 'granted' })
  tracker.track('One')
  const { sessionId } = tracker.ids
  process.lifecycle('hidden')
  for (let i = 0; i < 4; i++) {
    await device.advance(1_200_000)
    tracker.activity()
  }
  process.lifecycle('visible')
  tracker.track('Two')
  expect(tracker.ids.sessionId).toBe(sessionId)
})

it('a transport that answers at once does not stop the queue', async () => {
  const process = evening.device.boot()
  const { createTracker } = await import('../../src/tracker.ts')
  const names: string[] = []
  const tracker = createTracker(
    {
      apiKey: 'key',
      consent: 'granted',
      contextual: { enabled: false },
      ports: {
        transport: {
          send(request, done) {
            names.push(...(JSON.parse(request.body).events as { name: string }[]).map(({ name }) => name))
            done({ status: 200, body: '{"user_id":"u"}', date: null, retryAfter: null })
            return () => {}
          },
          beacon: () => false,
          isOffline: () => false,
        },
      },
    },
    process.ports,
  )
  tracker.track('One')
  await evening.device.settle()
  tracker.track('Two')
  await evening.device.settle()
  expect(names).toEqual(['One', 'Two'])
})
