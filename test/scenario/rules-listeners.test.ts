/**
 * What an app does while it is told something: the rules hold in mid-sentence too.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createMemoryStore } from '../../src/storage/memory-store.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

const DAY_MS = 86_400_000

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const leftOnDevice = () => [...evening.device.keyValue.keys(), ...evening.device.rows.keys()]

/** A start that finds an event that is too old, and some that are not. */
async function withOldEvent() {
  const { device } = evening
  device.isOnline = false
  const first = startApp(evening, { consent: 'granted' })
  first.tracker.track('Old')
  await device.settle()
  first.process.kill()
  device.time.wallMs += 20 * DAY_MS
  const second = startApp(evening, { consent: 'granted' })
  for (let n = 0; n < 15; n++) second.tracker.track('Young')
  await device.advance(1000)
  second.process.kill()
  device.time.wallMs += 20 * DAY_MS
  device.isOnline = true
  device.sent.length = 0
  return startApp(evening, { consent: 'granted' })
}

it.each(['revoke', 'destroy'] as const)(
  '%s called by whoever hears of a dropped event: no request leaves any more',
  async (call) => {
    const run = await withOldEvent()
    let sentBefore = 0
    run.tracker.on('dropped', () => {
      sentBefore = evening.device.sent.length
      void (call === 'revoke' ? run.tracker.consent.revoke() : run.tracker.destroy())
    })
    await evening.device.advance(5000)
    expect(run.heard.dropped.map(({ reason }) => reason)).toEqual(['max-age'])
    expect(evening.device.sent).toHaveLength(sentBefore)
    expect(run.heard.sent).toEqual([])
    if (call === 'revoke') expect(leftOnDevice()).toEqual([])
    expect(run.process.leaks()).toBe(call === 'revoke' ? 1 : 0)
  },
)

it('flush called by whoever hears of a dropped event has one request in flight', async () => {
  const run = await withOldEvent()
  evening.device.answer = () => 'never'
  run.tracker.on('dropped', () => void run.tracker.flush())
  await evening.device.advance(5000)
  expect(evening.device.sent).toHaveLength(1)
})

it('flush called by whoever hears of a failure waits for the back-off', async () => {
  const { device } = evening
  device.answer = () => ({ status: 429 })
  const run = startApp(evening, { consent: 'granted' })
  run.tracker.on('diagnostic', () => void run.tracker.flush())
  await device.settle()
  run.tracker.track('Screenview')
  await device.settle()
  expect(device.sent).toHaveLength(1)
  expect(run.tracker.inspect().queue.retryInMs).not.toBeNull()
})

it.each([
  ['the clock is corrected', 'clock-corrected', { date: 'Sun, 01 Mar 2026 19:00:00 GMT' }],
  ['the user_id changes', 'user-id-changed', {}],
])('a revoke by whoever hears that %s leaves nothing of the answer on the device', async (_title, code, more) => {
  const { device } = evening
  device.answer = () => ({
    status: 200,
    body: '{"user_id":"someone","cohorts":["1"],"activations":{"dfp":["1"]}}',
    ...more,
  })
  const run = startApp(evening, { consent: 'granted' })
  run.tracker.on('diagnostic', (diagnostic) => diagnostic.code === code && run.tracker.consent.revoke())
  run.tracker.track('Screenview')
  await device.settle()
  expect(run.heard.diagnostic.map((diagnostic) => diagnostic.code)).toContain(code)
  expect(leftOnDevice()).toEqual([])
})

it('an answer that a transport of the app delivers in spite of a revoke is ignored', async () => {
  const { device } = evening
  let finish = () => {}
  const { transport } = device.boot().ports
  const run = startApp(evening, {
    consent: 'granted',
    ports: {
      transport: {
        ...transport,
        send(_request, done) {
          finish = () =>
            done({
              status: 200,
              body: '{"user_id":"someone","activations":{"dfp":["1"]}}',
              date: null,
              retryAfter: null,
            })
          return () => {}
        },
      },
    },
  })
  run.tracker.track('Screenview')
  await device.settle()
  run.tracker.consent.revoke()
  finish()
  await device.settle()
  expect(run.heard.sent).toEqual([])
  expect(leftOnDevice()).toEqual([])
})

it('a revoke by whoever hears of the session that a grant opens leaves nothing, and nothing runs on', async () => {
  const { device } = evening
  const run = startApp(evening)
  run.tracker.startView(SPORTS)
  run.tracker.on('session', () => run.tracker.consent.revoke())
  await device.settle()
  const { keyValue, records } = run.process.ports.stores
  let opened = 0
  const open = records[0]!
  expect(keyValue).toHaveLength(1)
  ;(records as unknown[])[0] = (name: string) => {
    const store = open(name)!
    return { ...store, claim: (...given: Parameters<typeof store.claim>) => (opened++, store.claim(...given)) }
  }
  run.tracker.consent.grant()
  await device.settle()
  expect(run.tracker.consent.status).toBe('denied')
  // The grant had begun to read when the listener was told; what it read is not used.
  expect(opened).toBeLessThanOrEqual(1)
  expect(leftOnDevice()).toEqual([])
  // The lifecycle is listened to for the next grant.
  expect(run.process.leaks()).toBe(1)
})

it('an event is tracked under no session of a consent that ended meanwhile', async () => {
  const { device } = evening
  const run = startApp(evening, { consent: 'granted' })
  const sessions: string[] = []
  run.tracker.on('session', ({ sessionId }) => {
    if (sessions.push(sessionId) > 1) return
    run.tracker.consent.revoke()
    run.tracker.consent.grant()
  })
  run.tracker.track('Screenview')
  run.tracker.track('Screenview')
  await device.advance(3000)
  expect(JSON.stringify(device.sent.map(({ json }) => json))).not.toContain(sessions[0])
})

it('what is thrown may be anything', async () => {
  const run = startApp(evening, { consent: 'granted' })
  const spoiled = () => {
    throw Object.create(null)
  }
  run.tracker.on('diagnostic', spoiled)
  run.tracker.on('session', spoiled)
  const hook = { player: {}, attach: spoiled }
  expect(() => run.tracker.track('not a name')).not.toThrow()
  expect(() => run.tracker.watch(hook as never, SPORTS)).not.toThrow()
  expect(() =>
    run.tracker.watch(
      {
        get attach() {
          return spoiled()
        },
      },
      SPORTS,
    ),
  ).not.toThrow()
  run.tracker.off('diagnostic', spoiled)
  run.tracker.track('not a name')
  expect(run.heard.diagnostic[run.heard.diagnostic.length - 1]!.code).toBe('bad-event')
  await evening.device.settle()
})

it.each(['revoke', 'destroy'] as const)(
  '%s called by whoever hears what is wrong with the stores ends the grant that is being made',
  async (call) => {
    Object.assign(evening.device.faults, { records: 'missing' })
    const stored = new Map<string, string>()
    const jar = {
      ...createMemoryStore(),
      kind: 'cookie' as const,
      isRoomy: false,
      get: (key: string) => stored.get(key) ?? null,
      set: (key: string, value: string) => void stored.set(key, value),
      remove: (key: string) => void stored.delete(key),
      keys: () => [...stored.keys()],
    }
    const { tracker, process } = startApp(evening, { ports: { stores: { keyValue: [() => jar], records: [] } } })
    tracker.on('diagnostic', () => void (call === 'revoke' ? tracker.consent.revoke() : tracker.destroy()))
    tracker.consent.grant()
    expect(tracker.ids).toEqual({ userId: null, sessionId: null, viewId: null })
    tracker.track('Pageview')
    await evening.device.advance(5000)
    expect(evening.device.sent).toEqual([])
    if (call === 'revoke') expect([...stored.keys()]).toEqual([])
    expect(process.leaks()).toBe(call === 'revoke' ? 1 : 0)
  },
)
