/**
 * Stores that fail at any one of their calls, once or from then on.
 */
import { describe, expect, it } from 'vitest'
import type { KeyValueStore, RecordStore } from '../../src/ports/stores.ts'
import { createTracker } from '../../src/tracker.ts'
import { API_KEY, SPORTS } from '../support/evening/evening.ts'
import type { FakeDevice } from '../support/fakes/fake-platform.ts'
import { createFakeDevice } from '../support/fakes/fake-platform.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'

interface Fault {
  /** Counts calls; the one of this number fails. */
  at: number
  isForGood: boolean
  calls: number
}

const quota = () => Object.assign(new Error('no room'), { name: 'QuotaExceededError' })

/** The same store, whose methods throw when it is their turn. */
function failing<S extends KeyValueStore | RecordStore>(store: S, methods: (keyof S)[], fault: Fault): S {
  const copy = { ...store }
  for (const method of methods)
    copy[method] = ((...args: unknown[]) => {
      fault.calls++
      if (fault.calls === fault.at || (fault.isForGood && fault.calls > fault.at)) throw quota()
      return (store[method] as (...args: unknown[]) => unknown)(...args)
    }) as never
  return copy
}

/** A store that reports failure when it is its turn, as IndexedDB does. */
function refusing(store: RecordStore, fault: Fault): RecordStore {
  const isFailing = () => ++fault.calls === fault.at || (fault.isForGood && fault.calls > fault.at)
  return {
    ...store,
    claim: (owner, isMine, done) => store.claim(owner, isMine, isFailing() ? () => done(null) : done),
    write: (change, done) =>
      isFailing() ? store.write({ puts: [], deletes: [] }, () => done('failed')) : store.write(change, done),
  }
}

async function playEvening(
  device: FakeDevice,
  replace: (stores: { keyValue: KeyValueStore; records: RecordStore }) => {
    keyValue: KeyValueStore
    records: RecordStore | null
  },
) {
  device.steps = []
  device.answer = ({ url }) =>
    url.includes('/ctx/')
      ? { status: 200, body: '{"activations":{}}' }
      : { status: 200, body: '{"user_id":"u","cohorts":["1"],"activations":{"dfp":["1"]}}' }
  // An event that an earlier process left, so that there is somebody to ask for.
  const before = device.boot()
  device.isOnline = false
  createTracker({ apiKey: API_KEY, consent: 'granted' }, before.ports).track('Left')
  await device.settle()
  before.kill()
  device.isOnline = true

  const process = device.boot()
  const { stores } = process.ports
  let made: ReturnType<typeof replace> | null = null
  const open = () =>
    (made ??= replace({ keyValue: stores.keyValue[0]!()!, records: stores.records[0]!('ctv-tracker')! }))
  const tracker = createTracker(
    {
      apiKey: API_KEY,
      consent: 'granted',
      ports: { stores: { keyValue: [() => open().keyValue], records: [() => open().records] } },
    },
    process.ports,
  )
  const codes: string[] = []
  tracker.on('diagnostic', ({ code, message }) => codes.push(code + ': ' + message))
  const player = createFakePlayer(device, 60)
  tracker.track('One')
  const view = tracker.watch(player, SPORTS)
  await player.play(12)
  process.lifecycle('hidden')
  await device.settle()
  process.lifecycle('visible')
  tracker.track('Two')
  view.end()
  await device.advance(60_000)
  await Promise.all([tracker.ready, tracker.flush()])
  const sent = device.sent.flatMap(({ json }) =>
    ((json['events'] as { name: string }[] | undefined) ?? []).map(({ name }) => name),
  )
  const done = tracker.destroy()
  await device.advance(2000)
  await done
  return { sent, codes, leaks: process.leaks() }
}

describe.each([
  ['once', false],
  ['from then on', true],
] as const)('a store that fails at its nth call, %s', (_title, isForGood) => {
  it.each(['localStorage', 'IndexedDB', 'localStorage alone'])(
    'for every n in an evening (%s): everything tracked arrives, and nothing throws',
    async (which) => {
      let n = 1
      for (let isReached = true; isReached; n++) {
        const fault: Fault = { at: n, isForGood, calls: 0 }
        const { sent, codes, leaks } = await playEvening(createFakeDevice(), ({ keyValue, records }) => {
          if (which === 'IndexedDB') return { keyValue, records: refusing(records, fault) }
          // Where it keeps the checkpoints too, one that cannot be read counts as taken by another tab: the view goes on as a new one.
          if (which === 'localStorage alone')
            return { keyValue: failing(keyValue, ['set', 'remove', 'keys'], fault), records: null }
          return { keyValue: failing(keyValue, ['get', 'set', 'remove', 'keys'], fault), records }
        })
        const at = 'call ' + n
        expect(
          codes.filter((code) => code.startsWith('port-failed')),
          at,
        ).toEqual([])
        for (const name of ['One', 'Two', 'Videoview', 'VideoCompletion'])
          expect(
            sent.filter((other) => other === name),
            at + ' ' + name,
          ).toHaveLength(1)
        expect(leaks, at).toBe(0)
        isReached = fault.calls >= n
      }
      expect(n).toBeGreaterThan(10)
    },
    60_000,
  )
})
