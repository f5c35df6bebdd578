/**
 * `fresh` before an ad call, on a fake clock: exactly when it returns, with what, and what arrives after it.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FreshResult, Tracker, View } from '../../src/api.ts'
import type { Fault, StoredEvent } from '../../tools/emulator/index.ts'
import type { Evening } from '../support/evening/evening.ts'
import { startApp as start, startEvening } from '../support/evening/evening.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'

const DEADLINE_MS = 300
const NEWS = {
  id: 'news',
  url: 'https://kestrel.example/news',
  properties: { video_id: 'news', categories: ['news'], duration_seconds: 60 },
}
const NEWS_COHORT = '23456'
const OLD_COHORT = '34567'
/** By the content alone. */
const NEWS_CONTENT = '88888'
const BOTH = [NEWS_COHORT, OLD_COHORT]

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

/** Contextual is off: its answers are not those that the faults hit. */
const startApp = () => start(evening, { consent: 'granted', contextual: { enabled: false } })

interface Call extends FreshResult {
  afterMs: number
}

/** Asks and moves the clock until it answers. */
async function callFresh(tracker: Tracker, deadlineMs = DEADLINE_MS, mostMs = deadlineMs): Promise<Call> {
  const { device } = evening
  const startMs = device.time.monotonicMs
  let call: Call | null = null
  void tracker.activations.fresh('freewheel', { deadlineMs }).then((result) => {
    call = { ...result, afterMs: device.time.monotonicMs - startMs }
  })
  await device.settle()
  for (let i = 0; i <= mostMs && !call; i++) await device.advance(1)
  if (!call) throw new Error(`nothing by ${mostMs} ms`)
  return call
}

/** A viewer who saw a programme on cooking before, so that there is something in the cache. */
async function watchBefore(tracker: Tracker): Promise<void> {
  tracker.track('Videoview', { categories: ['cooking'] })
  await evening.device.settle()
  expect(tracker.activations.get('freewheel')).toEqual([OLD_COHORT])
}

/** The view of a news film, up to its play event, which makes the cohort. */
async function playNews(tracker: Tracker): Promise<View> {
  const player = createFakePlayer(evening.device, 60)
  const view = tracker.watch(player, NEWS)
  await player.play(1)
  return view
}

/** What tells one event from another, and how often it was stored. */
function countStored(events: StoredEvent[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { time, name, viewId } of events) {
    const key = [time, name, viewId].join(' ')
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

/** Orders a fault of CCS for every request, until it is taken back. */
const order = (fault: Fault) => evening.emulator.fault('ccs', fault)
const late = (latencyMs: number): Fault => ({ kind: 'latency', latencyMs })
const BROKEN: Fault = { kind: 'drop-before' }

const CASES: [answer: string, fault: Fault, expected: { afterMs: number; isFresh: boolean }][] = [
  ['an answer after 50 ms', late(50), { afterMs: 50, isFresh: true }],
  ['an answer after 280 ms', late(280), { afterMs: 280, isFresh: true }],
  ['an answer after 299 ms', late(299), { afterMs: 299, isFresh: true }],
  ['an answer after 301 ms', late(301), { afterMs: 300, isFresh: false }],
  ['an answer after 2 s', late(2000), { afterMs: 300, isFresh: false }],
  ['a connection that breaks', BROKEN, { afterMs: 300, isFresh: false }],
  ['no answer', { kind: 'hang' }, { afterMs: 300, isFresh: false }],
]

describe.each(CASES)(`fresh of ${DEADLINE_MS} ms against %s`, (_, fault, { afterMs, isFresh }) => {
  /** A hung request would hold up `settle`: the fake network is silent itself. */
  function misbehave(): void {
    if (fault.kind === 'hang') evening.device.answer = ({ url }) => (url.includes('/ccs/') ? 'never' : undefined)
    else order(fault)
  }
  function behave(): void {
    evening.device.answer = null
    evening.emulator.clearFaults()
  }

  it(`returns after ${afterMs} ms with what is known by then, and says where it is from`, async () => {
    const { tracker } = startApp()
    await watchBefore(tracker)
    misbehave()
    await playNews(tracker)
    expect(await callFresh(tracker)).toEqual({
      afterMs,
      ids: isFresh ? BOTH : [OLD_COHORT],
      source: isFresh ? 'fresh' : 'cached',
    })
  })

  it('the same on the first start, with nothing in the cache', async () => {
    const { tracker } = startApp()
    await evening.device.settle()
    misbehave()
    await playNews(tracker)
    expect(await callFresh(tracker)).toEqual({
      afterMs,
      ids: isFresh ? [NEWS_COHORT] : [],
      source: isFresh ? 'fresh' : 'none',
    })
  })

  it('the answer that comes later is in the cache, updates targeting, and is there at the next start', async () => {
    const { tracker, process, heard } = startApp()
    await watchBefore(tracker)
    misbehave()
    await playNews(tracker)
    await callFresh(tracker)
    if (fault.kind !== 'latency') behave()
    heard.activations.length = 0
    await evening.device.advance(30_000)
    expect(tracker.activations.get('freewheel')).toEqual(BOTH)
    if (!isFresh)
      expect(heard.activations).toContainEqual({ source: 'ccs', platforms: expect.arrayContaining(['freewheel']) })
    expect(await callFresh(tracker)).toEqual({ afterMs: 0, ids: BOTH, source: 'cached' })
    process.kill()
    const next = startApp()
    expect(next.tracker.activations.get('freewheel')).toEqual(BOTH)
  })

  it('no event is stored twice for it, nor more often than where nobody asked', async () => {
    async function watch(ask: (tracker: Tracker) => Promise<unknown>): Promise<Record<string, number>> {
      const { tracker } = startApp()
      tracker.track('Screenview', { screen: 'detail' })
      await evening.device.settle()
      misbehave()
      const view = await playNews(tracker)
      await ask(tracker)
      await ask(tracker)
      behave()
      await evening.device.advance(20_000)
      view.end()
      await evening.device.advance(60_000)
      return countStored(evening.emulator.events())
    }
    const asked = await watch((tracker) => callFresh(tracker))
    expect(Object.keys(asked).map((key) => key.split(' ')[1])).toEqual(['Screenview', 'Videoview', 'VideoCompletion'])
    expect(Object.values(asked)).toEqual([1, 1, 1])
    await evening.emulator.stop()
    evening = await startEvening()
    expect(Object.values(await watch(() => evening.device.advance(afterMs)))).toEqual([1, 1, 1])
  })
})

it('an answer that was lost on the way is asked for again by delivery, not by the deadline: as many events with as without', async () => {
  async function countAfter(ask: (tracker: Tracker) => Promise<unknown>): Promise<number[]> {
    const { tracker } = startApp()
    await evening.device.settle()
    evening.emulator.fault('ccs', { kind: 'drop-after', count: 1 })
    await playNews(tracker)
    await ask(tracker)
    await evening.device.advance(60_000)
    return Object.values(countStored(evening.emulator.events()))
  }
  const asked = await countAfter((tracker) => callFresh(tracker))
  await evening.emulator.stop()
  evening = await startEvening()
  // The server stored it and broke off: at-least-once sends it again.
  expect(await countAfter(() => evening.device.advance(DEADLINE_MS))).toEqual([2])
  expect(asked).toEqual([2])
})

it('several calls, with deadlines of their own, each return in time', async () => {
  const { tracker } = startApp()
  await evening.device.settle()
  order(late(250))
  await playNews(tracker)
  const short = await callFresh(tracker, 100)
  expect(short).toEqual({ afterMs: 100, ids: [], source: 'none' })
  expect(await callFresh(tracker, 100)).toEqual(short)
  expect(await callFresh(tracker, 100)).toEqual({ afterMs: 50, ids: [NEWS_COHORT], source: 'fresh' })
  expect(evening.emulator.events()).toHaveLength(1)
})

it('a deadline of 0 does not wait', async () => {
  const { tracker } = startApp()
  await evening.device.settle()
  order(late(50))
  await playNews(tracker)
  expect(await callFresh(tracker, 0)).toEqual({ afterMs: 0, ids: [], source: 'none' })
})

it.each([-1, NaN, -Infinity, null, '5', {}])(
  'the deadline %j is none: that of the options holds',
  async (deadlineMs) => {
    const { tracker } = start(evening, {
      consent: 'granted',
      contextual: { enabled: false },
      activations: { deadlineMs: 30 },
    })
    await evening.device.settle()
    order(late(50))
    await playNews(tracker)
    expect(await callFresh(tracker, deadlineMs as number, 60)).toEqual({ afterMs: 30, ids: [], source: 'none' })
  },
)

it('a deadline without end waits for the answer, and no longer', async () => {
  const { tracker } = startApp()
  await evening.device.settle()
  order(late(50))
  await playNews(tracker)
  expect(await callFresh(tracker, Infinity)).toEqual({ afterMs: 50, ids: [NEWS_COHORT], source: 'fresh' })
})

it('a contextual answer in time counts, while that of CCS is late', async () => {
  const { tracker } = start(evening, { consent: 'granted' })
  await evening.device.settle()
  order(late(2000))
  evening.emulator.fault('contextual', late(50))
  tracker.track('Videoview', { categories: ['news'] })
  tracker.prefetch(NEWS)
  expect(await callFresh(tracker)).toEqual({ afterMs: DEADLINE_MS, ids: [NEWS_CONTENT], source: 'fresh' })
  await evening.device.advance(2000)
  expect(tracker.activations.get('freewheel')).toEqual([NEWS_COHORT, NEWS_CONTENT])
})

it('the recipe: what the page of a film tracked and asked for is in the call of its pre-roll, and the film asks for nothing again', async () => {
  const { device, emulator } = evening
  const { tracker } = start(evening, { consent: 'granted' })
  await device.settle()
  emulator.fault('*', late(120))
  // The page of the film. The sample workspace makes its cohorts of this event alone.
  tracker.track('Videoview', { categories: ['news'] })
  tracker.prefetch(NEWS)
  await device.advance(50)
  // Play, before either answer is there.
  expect(await callFresh(tracker)).toEqual({ afterMs: 70, ids: [NEWS_COHORT, NEWS_CONTENT], source: 'fresh' })
  tracker.watch(createFakePlayer(device, 60), NEWS)
  await device.advance(1000)
  expect(emulator.requests.filter(({ route }) => route === 'contextual')).toHaveLength(1)
})
