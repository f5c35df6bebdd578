/**
 * What a view owes when its store fails, when the app destroys the tracker as it hears of something, and when a port of the app throws.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import type { FakePlayer } from '../support/fakes/fake-player.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'

let evening: Evening

beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

/** A player that leads the app to something once it was let go of. */
const thatLetsGo = (player: FakePlayer, andThen: () => void): PlayerHook => ({
  player,
  attach(emit, timers) {
    const { sample, detach } = player.attach(emit, timers)
    return { sample, detach: () => (detach(), andThen()) }
  },
})

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

describe('what a refusal calls of the app', () => {
  it('it calls once everything is erased: aborting a request, too', async () => {
    const { device } = evening
    const { transport } = device.boot().ports
    const found: string[] = []
    const run = startApp(evening, {
      consent: 'granted',
      ports: {
        transport: {
          ...transport,
          send(request, done) {
            const abort = transport.send(request, done)
            return () => {
              found.push(...device.rows.keys(), ...device.keyValue.keys())
              abort()
            }
          },
        },
      },
    })
    device.answer = () => 'never'
    run.tracker.track('Screenview')
    await device.advance(1000)
    expect(run.tracker.inspect().queue.inFlight).toBe(1)
    run.tracker.consent.revoke()
    expect(found).toEqual([])
  })

  it('may refuse while a player is being attached: each change is told once', async () => {
    const { device } = evening
    const run = startApp(evening)
    const player = createFakePlayer(device, 600)
    run.tracker.watch(
      {
        player,
        attach(...given: Parameters<PlayerHook['attach']>) {
          run.tracker.consent.revoke()
          return player.attach(...given)
        },
      },
      SPORTS,
    )
    run.tracker.consent.grant()
    await device.advance(1000)
    expect(run.heard.consent).toEqual([{ status: 'granted' }, { status: 'denied' }])
    expect([player.isAttached, ...device.keyValue.keys()]).toEqual([false])
  })

  it('may grant again while players are let go of: the new grant reads first, and hears each player once', async () => {
    const { device } = evening
    const run = startApp(evening, { consent: 'granted' })
    const players = [createFakePlayer(device, 600), createFakePlayer(device, 600)]
    let isRefused = false
    const views = players.map((player, place) =>
      run.tracker.watch(
        thatLetsGo(player, () => isRefused && place === 0 && run.tracker.consent.grant()),
        { ...SPORTS, id: 'content-' + place },
      ),
    )
    await players[0]!.play(3)
    const before = run.tracker.ids.userId
    isRefused = true
    run.tracker.consent.revoke()
    isRefused = false
    let isReady = false
    void run.tracker.ready.then(() => (isReady = true))
    await Promise.resolve()
    expect([run.tracker.consent.status, isReady]).toEqual(['granted', false])
    expect(run.tracker.ids.userId).not.toBe(before)
    expect(players.map(({ isAttached }) => isAttached)).toEqual([true, true])
    await players[0]!.play(3)
    await players[1]!.play(3)
    views.forEach((view) => view.end())
    await device.advance(5000)
    void run.tracker.destroy()
    await device.advance(5000)
    const ids = new Set(device.sent.flatMap(({ json }) => (json['user_id'] as string | undefined) ?? []))
    expect(ids.size).toBe(2)
    expect(received().slice(-2)).toEqual(['VideoCompletion', 'VideoCompletion'])
    expect(players.map(({ isAttached }) => isAttached)).toEqual([false, false])
    expect(run.process.leaks()).toBe(0)
  })
})

it('the viewer that the app names while a player of the one before is let go of is the one who watches', async () => {
  const { device } = evening
  const run = startApp(evening, { consent: 'granted' })
  const player = createFakePlayer(device, 600)
  let isDone = false
  run.tracker.watch(
    thatLetsGo(player, () => {
      if (isDone) return
      isDone = true
      run.tracker.identify({ tag: 'login', id: 'third' })
    }),
    SPORTS,
  )
  await player.play(3)
  run.tracker.identify({ tag: 'login', id: 'second' })
  run.tracker.track('Screenview')
  await device.advance(3000)
  const last = device.sent.filter(({ url }) => url.includes('/ccs/')).pop()!
  expect(last.json['alias']).toEqual({ tag: 'login', id: 'third' })
})

it('a player that is let go of while the tracker is destroyed leads to no other view', async () => {
  const { device } = evening
  const run = startApp(evening, { consent: 'granted' })
  const player = createFakePlayer(device, 600)
  const next = createFakePlayer(device, 600)
  run.tracker.watch(
    thatLetsGo(player, () => void run.tracker.watch(next, SPORTS)),
    SPORTS,
  )
  await player.play(3)
  void run.tracker.destroy()
  await device.advance(3000)
  expect([next.isAttached, run.process.leaks()]).toEqual([false, 0])
})

it('an app that never ends its views is measured in the newest fifty, and gets a completion for each other', async () => {
  const { device } = evening
  const run = startApp(evening, { consent: 'granted', contextual: { enabled: false } })
  await device.settle()
  for (let n = 0; n < 300; n++) {
    const view = run.tracker.startView({ ...SPORTS, id: 'content-' + n })
    view.signal({ signal: 'playing', position: 0 })
    await device.advance(1000)
    view.signal({ signal: 'timeupdate', position: 1 })
  }
  expect(run.tracker.inspect().views).toHaveLength(50)
  await device.advance(5000)
  expect(received().filter((name) => name === 'VideoCompletion')).toHaveLength(250)
})

it('a view for which no id can be made opens with the next viewer, and the app holds it', async () => {
  const { device } = evening
  const { random } = device.boot().ports
  let isSpoiled = false
  const run = startApp(evening, {
    consent: 'granted',
    ports: {
      random: {
        bytes(count) {
          if (isSpoiled) throw new Error('no entropy')
          return random.bytes(count)
        },
      },
    },
  })
  await device.settle()
  run.tracker.track('Screenview')
  isSpoiled = true
  const player = createFakePlayer(device, 600)
  const view = run.tracker.watch(player, SPORTS)
  isSpoiled = false
  expect(view.id).toBeNull()
  run.tracker.identify({ tag: 'login', id: 'second' })
  await player.play(3)
  expect(view.id).not.toBeNull()
  view.end()
  await device.advance(3000)
  expect(received()).toEqual(['Screenview', 'Videoview', 'VideoCompletion'])
})
