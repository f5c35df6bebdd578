/**
 * Foreign code that throws: an evening is played once for every call that the tracker makes into players, clocks, randomness, the
 * lifecycle, device ids, timers, the transport and listeners, and in each of them that one call throws, or that call and all behind it.
 * What consent, identity and a clean end promise holds in every one.
 */
import { describe, expect, it } from 'vitest'
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { createTracker } from '../../src/tracker.ts'
import { API_KEY, SPORTS } from '../support/evening/evening.ts'
import type { FakeDevice } from '../support/fakes/fake-platform.ts'
import { createFakeDevice } from '../support/fakes/fake-platform.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'

type Mode = 'once' | 'from then on'

/** What is called of whom is written `<guest>.<method>`. */
interface Guest {
  /** Stands before each foreign call. */
  call<A extends unknown[], R>(name: string, run: (...args: A) => R): (...args: A) => R
  calls: number
}

function createGuest(name: string, throwsAt: number, mode: Mode): Guest {
  const guest: Guest = {
    calls: 0,
    call(method, run) {
      return (...args) => {
        if (
          method.split('.')[0] === name &&
          (++guest.calls === throwsAt || (mode !== 'once' && guest.calls > throwsAt))
        )
          throw new Error(`${method} at call ${guest.calls}`)
        return run(...args)
      }
    },
  }
  return guest
}

const noop = () => {}
/** What ends something has ended it before it throws: what it would leave else is its own. */
const andThen = (run: () => void, next: () => void) => () => {
  run()
  next()
}

function spoil(ports: Ports, { call }: Guest): Ports {
  const { clock, random, lifecycle, timers, transport } = ports
  return {
    ...ports,
    clock: {
      kind: clock.kind,
      monotonicMs: call('clock.monotonicMs', () => clock.monotonicMs()),
      wallMs: call('clock.wallMs', () => clock.wallMs()),
    },
    random: { bytes: call('random.bytes', (count: number) => random.bytes(count)) },
    lifecycle: {
      isHidden: call('lifecycle.isHidden', () => lifecycle.isHidden()),
      subscribe: call('lifecycle.subscribe', (listener) =>
        andThen(lifecycle.subscribe(listener), call('leave.lifecycle', noop)),
      ),
    },
    timers: {
      after: call('timers.after', (ms: number, run: () => void) =>
        andThen(timers.after(ms, run), call('timers.cancel', noop)),
      ),
    },
    transport: {
      send: call('transport.send', (request, done) =>
        andThen(transport.send(request, done), call('transport.abort', noop)),
      ),
      beacon: call('transport.beacon', transport.beacon),
      isOffline: call('transport.isOffline', () => transport.isOffline()),
    },
    deviceId: { tag: 'tifa', read: call('deviceId.read', (done: (id: string | null) => void) => done('the-tv')) },
    log: call('log.log', ports.log),
  }
}

function spoilHook(hook: PlayerHook, { call }: Guest): PlayerHook {
  return {
    player: hook.player,
    attach: call('player.attach', (emit, timers) => {
      const { sample, detach } = hook.attach(emit, timers)
      return { sample: call('player.sample', sample), detach: andThen(detach, call('player.detach', noop)) }
    }),
  }
}

interface Body {
  events: { name: string }[]
  alias?: { id: string }
  aliases?: { id: string }[]
}

const bodies = (device: FakeDevice): Body[] =>
  device.sent.filter(({ url }) => url.includes('/ccs/')).map(({ json }) => json as unknown as Body)
const loginOf = ({ alias, aliases }: Body): string => (aliases ?? (alias ? [alias] : []))[0]?.id ?? ''
const kept = (device: FakeDevice): string[] => [...device.keyValue.keys(), ...device.rows.keys()]

/** Each cohort names the viewer it belongs to. */
const answer: FakeDevice['answer'] = ({ url, body }) => {
  if (!url.includes('/ccs/')) return { status: 200, body: '{"activations":{}}' }
  const cohort = 'of-' + loginOf(JSON.parse(body) as Body)
  return { status: 200, body: JSON.stringify({ user_id: 'u', cohorts: [cohort], activations: { dfp: [cohort] } }) }
}

async function playEvening(name: string, throwsAt: number, mode: Mode): Promise<number> {
  const guest = createGuest(name, throwsAt, mode)
  const device = createFakeDevice()
  device.answer = answer
  const process = device.boot()
  const tracker = createTracker(
    {
      apiKey: API_KEY,
      identity: { deviceId: true, aliases: [{ tag: 'login', id: 'ann' }] },
      debug: true,
      ports: spoil(process.ports, guest),
    },
    process.ports,
  )
  const consents: string[] = []
  tracker.on('consent', ({ status }) => consents.push(status))
  for (const event of ['activations', 'session', 'view', 'sent', 'dropped', 'consent', 'diagnostic'] as const)
    tracker.on(
      event,
      guest.call('listener.' + event, () => {}),
    )
  const first = createFakePlayer(device, 600)
  const second = createFakePlayer(device, 600)
  const cohortsOf = (login: string) =>
    expect(tracker.activations.get('dfp').filter((id) => id !== 'of-' + login)).toEqual([])
  const read = () => [tracker.ids, tracker.cohorts, tracker.activations.get('dfp', { split: true }), tracker.inspect()]

  tracker.consent.grant()
  tracker.track('no name')
  read()
  const view = tracker.watch(spoilHook(first, guest), SPORTS)
  tracker.watch(spoilHook(second, guest), { ...SPORTS, id: 'other' })
  await first.play(3)
  tracker.track('Of_ann')
  view.track('Of_ann')
  process.lifecycle('hidden')
  await device.advance(200)
  process.lifecycle('visible')
  await device.advance(2000)
  cohortsOf('ann')

  tracker.identify({ tag: 'login', id: 'ben' })
  cohortsOf('ben')
  tracker.track('Of_ben')
  await second.play(2)
  view.end()
  await device.advance(3000)
  cohortsOf('ben')

  // One request is in flight when consent is withdrawn.
  device.answer = () => 'never'
  tracker.track('Of_ben')
  await device.advance(2000)
  const before = bodies(device).length
  read()
  tracker.consent.revoke()
  expect(kept(device), 'stored after a refusal').toEqual([])
  expect([tracker.consent.status, tracker.ids.userId, tracker.cohorts]).toEqual(['denied', null, []])
  device.answer = answer
  tracker.track('Of_nobody')
  await first.play(2)
  await second.play(2)
  await device.advance(60_000)
  expect(kept(device), 'stored after a refusal').toEqual([])
  expect(bodies(device).length, 'requests after a refusal').toBe(before)
  expect(consents.slice(-1)).toEqual(['denied'])
  expect(consents.filter((status) => status === 'denied')).toHaveLength(1)

  tracker.consent.grant()
  tracker.track('Of_ben')
  await second.play(2)
  read()
  tracker.off('consent', () => {})
  void tracker.destroy()
  await device.advance(10_000)
  read()
  expect(process.leaks(), 'listeners and timers').toBe(0)
  expect([first.isAttached, second.isAttached], 'players').toEqual([false, false])

  for (const body of bodies(device))
    for (const event of body.events) {
      expect(event.name).not.toBe('Of_nobody')
      if (event.name.startsWith('Of_')) expect(event.name, 'of whom').toBe('Of_' + loginOf(body))
    }
  return guest.calls
}

/** As many moments of a guest as there is time for: all where they are few. */
const MOST = Number(process.env['GUEST_RUNS'] ?? 40)

describe.each([
  'player',
  'clock',
  'random',
  'lifecycle',
  'deviceId',
  'timers',
  'transport',
  'listener',
  'leave',
  'log',
])('what a %s that throws cannot take away', (name) => {
  it.each<Mode>(['once', 'from then on'])('consent, identity and a clean end, thrown %s', async (mode) => {
    const calls = await playEvening(name, 0, 'once')
    expect(calls).toBeGreaterThan(0)
    const step = Math.ceil(calls / MOST)
    for (let n = 1; n <= calls; n += step)
      await playEvening(name, n, mode).catch((error: unknown) => {
        throw new Error(`${name}, call ${n} of ${calls}, ${mode}`, { cause: error })
      })
  })
})
