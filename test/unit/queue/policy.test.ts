/**
 * The outcome table, row by row, and the search for refused events in a batch.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Delivery, Outcome, Progress, Reaction, Step } from '../../../src/queue/policy.ts'
import {
  backoffMs,
  batchSize,
  INITIAL,
  MAX_BATCH,
  outcomeOf,
  parseRetryAfter,
  reactionTo,
  step,
} from '../../../src/queue/policy.ts'

const BOTH: Delivery[] = ['at-least-once', 'at-most-once']

describe('an answer', () => {
  it.each<[number, boolean, Outcome]>([
    [200, true, 'accepted'],
    [201, true, 'accepted'],
    [299, true, 'accepted'],
    [200, false, 'ambiguous'],
    [204, false, 'ambiguous'],
    [0, false, 'ambiguous'],
    [0, true, 'ambiguous'],
    [300, true, 'ambiguous'],
    [302, false, 'ambiguous'],
    [400, false, 'refused'],
    [400, true, 'refused'],
    [402, false, 'refused'],
    [409, false, 'refused'],
    [413, false, 'refused'],
    [422, false, 'refused'],
    [499, false, 'refused'],
    [401, false, 'unauthorised'],
    [403, false, 'unauthorised'],
    [404, false, 'unauthorised'],
    [408, false, 'busy'],
    [429, false, 'busy'],
    [500, false, 'busy'],
    [502, true, 'busy'],
    [503, false, 'busy'],
    [599, false, 'busy'],
  ])('of status %i, with a user id: %s, is %s', (status, isAnswer, outcome) => {
    expect(outcomeOf(status, isAnswer)).toBe(outcome)
  })
})

describe('the outcome table', () => {
  it.each<[Outcome, Reaction, Reaction]>([
    ['accepted', 'done', 'done'],
    ['ambiguous', 'retry', 'drop'],
    ['refused', 'split', 'split'],
    ['unauthorised', 'stop', 'stop'],
    ['busy', 'retry', 'retry'],
  ])('reacts to %s with %s at least once, with %s at most once', (outcome, atLeastOnce, atMostOnce) => {
    expect(BOTH.map((delivery) => reactionTo(outcome, delivery, false))).toEqual([atLeastOnce, atMostOnce])
  })

  it('keeps events of an ambiguous outcome while the device is surely offline, for either delivery', () => {
    expect(BOTH.map((delivery) => reactionTo('ambiguous', delivery, true))).toEqual(['retry', 'retry'])
  })

  it.each<Outcome>(['accepted', 'refused', 'unauthorised', 'busy'])(
    'does not care whether the device is offline where the server said %s',
    (outcome) => {
      for (const delivery of BOTH)
        expect(reactionTo(outcome, delivery, true)).toBe(reactionTo(outcome, delivery, false))
    },
  )
})

/** Feeds `count` equal answers, each as the policy asks. */
function repeat(
  progress: Progress,
  outcome: Outcome,
  count: number,
  delivery: Delivery = 'at-least-once',
  size = 3,
): Step[] {
  const steps: Step[] = []
  for (let i = 0; i < count; i++) {
    const next = step(progress, outcome, reactionTo(outcome, delivery, false), size)
    steps.push(next)
    progress = next.progress
  }
  return steps
}

describe('ambiguous outcomes', () => {
  it('end the sending at the fifth in a row, and keep the events', () => {
    const steps = repeat(INITIAL, 'ambiguous', 5)
    expect(steps.map((each) => each.progress.stopped)).toEqual([null, null, null, null, 'ambiguous'])
    expect(steps.map((each) => each.wait)).toEqual([true, true, true, true, false])
    expect(steps.every((each) => each.events === 'keep')).toBe(true)
  })

  it('never end the sending after one success since the start', () => {
    const [accepted] = repeat(INITIAL, 'accepted', 1)
    const steps = repeat(accepted!.progress, 'ambiguous', 50)
    expect(steps.every((each) => each.progress.stopped === null && each.wait && each.events === 'keep')).toBe(true)
  })

  it('are counted in a row: a busy server in between begins the count again', () => {
    const four = repeat(INITIAL, 'ambiguous', 4)[3]!.progress
    const busy = repeat(four, 'busy', 1)[0]!.progress
    expect(repeat(busy, 'ambiguous', 4)[3]!.progress.stopped).toBeNull()
    expect(repeat(busy, 'ambiguous', 5)[4]!.progress.stopped).toBe('ambiguous')
  })

  it('drop their events at most once, and wait before the next request', () => {
    const steps = repeat(INITIAL, 'ambiguous', 12, 'at-most-once')
    expect(steps.every((each) => each.events === 'drop' && each.wait && each.progress.stopped === null)).toBe(true)
  })

  it('give an offline device as many tries as at least once does', () => {
    let progress = INITIAL
    for (let i = 0; i < 5; i++)
      progress = step(progress, 'ambiguous', reactionTo('ambiguous', 'at-most-once', true), 1).progress
    expect(progress.stopped).toBe('ambiguous')
  })
})

describe('other outcomes', () => {
  it('a busy server is asked again for as long as it takes', () => {
    const steps = repeat(INITIAL, 'busy', 40)
    expect(steps.every((each) => each.events === 'keep' && each.wait && each.progress.stopped === null)).toBe(true)
    expect(steps[39]!.progress.failures).toBe(40)
  })

  it('a success ends the back-off', () => {
    const busy = repeat(INITIAL, 'busy', 6)[5]!.progress
    const next = repeat(busy, 'accepted', 1)[0]!
    expect(next).toMatchObject({ events: 'ack', wait: false })
    expect(next.progress).toMatchObject({ failures: 0, ambiguous: 0, hasSucceeded: true })
  })

  it('a key that is not accepted stops the sending and keeps every event', () => {
    const next = repeat(INITIAL, 'unauthorised', 1)[0]!
    expect(next).toMatchObject({ events: 'keep', wait: false })
    expect(next.progress.stopped).toBe('unauthorised')
  })

  it('an event that was sent alone and refused is set aside', () => {
    const next = repeat(INITIAL, 'refused', 1, 'at-least-once', 1)[0]!
    expect(next).toMatchObject({ events: 'set-aside', wait: false })
    expect(next.progress.stopped).toBeNull()
  })

  it('a busy answer in the midst of a split asks about the same piece again', () => {
    const split = repeat(INITIAL, 'refused', 1, 'at-least-once', 10)[0]!.progress
    const size = batchSize(split, 10)
    const busy = step(split, 'busy', 'retry', size)
    expect(size).toBe(5)
    expect(batchSize(busy.progress, 10)).toBe(5)
  })
})

interface Isolation {
  requests: number[][]
  accepted: number[]
  aside: number[]
  left: number[]
  stopped: Progress['stopped']
}

/** Plays the queue against a server that refuses each request with a poisonous event; the policy alone decides. */
function isolate(size: number, isPoison: (event: number) => boolean): Isolation {
  let queue = Array.from({ length: size }, (_, place) => place)
  let aside: number[] = []
  let progress = INITIAL
  const accepted: number[] = []
  const requests: number[][] = []
  while (queue.length > 0 && !progress.stopped) {
    if (requests.length > 100) throw new Error('never ends')
    const batch = queue.slice(0, batchSize(progress, queue.length))
    requests.push(batch)
    const outcome = batch.some(isPoison) ? 'refused' : 'accepted'
    const next = step(progress, outcome, reactionTo(outcome, 'at-least-once', false), batch.length)
    progress = next.progress
    if (next.wait) throw new Error('a split does not wait')
    if (next.events === 'ack') accepted.push(...batch)
    if (next.events === 'set-aside') aside.push(...batch)
    if (next.events === 'ack' || next.events === 'set-aside') queue = queue.slice(batch.length)
    if (next.events === 'drop') throw new Error('dropped')
    if (next.events === 'restore') {
      queue = [...aside, ...queue]
      aside = []
    }
  }
  return { requests, accepted, aside, left: queue, stopped: progress.stopped }
}

const sizes = Array.from({ length: MAX_BATCH }, (_, place) => place + 1)

describe('a refused batch', () => {
  it('holds at most ten events', () => {
    expect(batchSize(INITIAL, 500)).toBe(10)
    expect(batchSize(INITIAL, 3)).toBe(3)
  })

  it.each(sizes.slice(1))('of %i finds one bad event at any place within 2·log2(n) + 1 requests', (size) => {
    for (let bad = 0; bad < size; bad++) {
      const found = isolate(size, (event) => event === bad)
      expect(found.aside).toEqual([bad])
      expect(found.accepted).toEqual(Array.from({ length: size }, (_, place) => place).filter((event) => event !== bad))
      expect(found.stopped).toBeNull()
      expect(found.requests.length).toBeLessThanOrEqual(2 * Math.log2(size) + 1)
    }
  })

  it('of one sets its event aside with one request', () => {
    expect(isolate(1, () => true)).toMatchObject({ requests: [[0]], aside: [0], stopped: null })
  })

  it.each(sizes.slice(1))('of %i bad events drops nothing and stops as for a bad key', (size) => {
    const found = isolate(size, () => true)
    expect(found).toMatchObject({ accepted: [], aside: [], stopped: 'unauthorised' })
    expect([...found.left].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, place) => place))
  })

  const poisoned = fc.array(fc.boolean(), { minLength: 2, maxLength: MAX_BATCH })

  it('sets aside exactly the bad events, whichever they are, as long as one is accepted', () => {
    fc.assert(
      fc.property(
        poisoned.filter((bad) => bad.includes(false)),
        (bad) => {
          const found = isolate(bad.length, (event) => bad[event]!)
          expect(found.aside).toEqual(bad.flatMap((isBad, event) => (isBad ? [event] : [])))
          expect(found.accepted).toEqual(bad.flatMap((isBad, event) => (isBad ? [] : [event])))
          expect(found.left).toEqual([])
          expect(found.stopped).toBeNull()
        },
      ),
    )
  })

  it('sends events in their order, and none again that was accepted', () => {
    fc.assert(
      fc.property(poisoned, (bad) => {
        const { requests } = isolate(bad.length, (event) => bad[event]!)
        const accepted = new Set<number>()
        for (const batch of requests) {
          expect(batch).toEqual([...batch].sort((a, b) => a - b))
          for (const event of batch) expect(accepted.has(event)).toBe(false)
          if (!batch.some((event) => bad[event])) batch.forEach((event) => accepted.add(event))
        }
      }),
    )
  })

  it('never asks about more than twice as many pieces as it has events', () => {
    fc.assert(
      fc.property(poisoned, (bad) => isolate(bad.length, (event) => bad[event]!).requests.length < 2 * bad.length),
    )
  })

  it('goes on with whole batches once it is taken apart', () => {
    let progress = INITIAL
    for (const outcome of ['refused', 'refused', 'accepted'] as const) {
      progress = step(progress, outcome, reactionTo(outcome, 'at-least-once', false), batchSize(progress, 2)).progress
    }
    expect(batchSize(progress, 500)).toBe(MAX_BATCH)
  })

  it('sends the second piece whole where the first was dropped unheard: the bad event may have been in that', () => {
    let progress = INITIAL
    for (const outcome of ['refused', 'ambiguous'] as const) {
      progress = step(progress, outcome, reactionTo(outcome, 'at-most-once', false), batchSize(progress, 10)).progress
    }
    expect(batchSize(progress, 5)).toBe(5)
  })

  it('forgets its pieces where the key is no longer accepted', () => {
    const split = step(INITIAL, 'refused', 'split', 10).progress
    expect(step(split, 'unauthorised', 'stop', 5).progress.pieces).toEqual([])
  })
})

describe('the back-off', () => {
  it.each([
    [1, 2000],
    [2, 4000],
    [3, 8000],
    [8, 256_000],
    [9, 300_000],
    [40, 300_000],
    [5000, 300_000],
  ])('after %i failures lies below %i ms', (failures, capMs) => {
    expect(backoffMs(failures, 0, 0)).toBe(0)
    expect(backoffMs(failures, 0.5, 0)).toBe(capMs / 2)
    expect(backoffMs(failures, 0.999_999, 0)).toBeLessThan(capMs)
  })

  it.each([
    [1, 10_000, 12_000],
    [3, 10_000, 18_000],
    [1, 60_000, 62_000],
    [1, 298_000, 300_000],
    [1, 298_001, 300_000],
    [1, 86_400_000, 300_000],
    [9, 60_000, 300_000],
  ])(
    'after %i failures and a Retry-After of %i ms is spread over %i ms more, so that a fleet does not come back as one',
    (failures, askedMs, spreadMs) => {
      expect(backoffMs(failures, 0, askedMs)).toBe(askedMs)
      expect(backoffMs(failures, 0.5, askedMs)).toBe(askedMs + spreadMs / 2)
    },
  )

  it('never comes earlier than the server asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(86_400_000),
        (failures, random, askedMs) => {
          expect(backoffMs(failures, random, askedMs)).toBeGreaterThanOrEqual(askedMs)
        },
      ),
    )
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-03-01T20:00:00.000Z')

  it.each<[string, string | null, number]>([
    ['no header', null, 0],
    ['an empty header', '', 0],
    ['seconds', '120', 120_000],
    ['no seconds', '0', 0],
    ['a date to come', 'Sun, 01 Mar 2026 20:01:30 GMT', 90_000],
    ['a date gone by', 'Sun, 01 Mar 2026 19:59:59 GMT', 0],
    ['rubbish', 'soon', 0],
    ['a negative number', '-5', 0],
    ['a fraction', '1.5', 0],
    ['more than a day', '999999999', 86_400_000],
    ['a date next year', 'Mon, 01 Mar 2027 20:00:00 GMT', 86_400_000],
    ['a number beyond all bounds', '9'.repeat(400), 86_400_000],
  ])('reads %s', (_, header, waitMs) => {
    expect(parseRetryAfter(header, now)).toBe(waitMs)
  })
})
