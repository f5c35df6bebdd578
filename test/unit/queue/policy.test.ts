/**
 * The outcome table, row by row, and the search for refused events in a batch.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Delivery, Outcome, Progress, Reaction, Sent, Step } from '../../../src/queue/policy.ts'
import {
  backoffMs,
  batchSize,
  giveUp,
  hear,
  INITIAL,
  MAX_BATCH,
  outcomeOf,
  parseRetryAfter,
  reactionTo,
  resume,
  step,
  waitMs,
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
    [500, false, 'failed'],
    [501, false, 'busy'],
    [502, true, 'busy'],
    [503, false, 'busy'],
    [599, false, 'busy'],
  ])('of status %i, with a user id: %s, is %s', (status, isAnswer, outcome) => {
    expect(outcomeOf(status, isAnswer, false)).toBe(outcome)
    // Where the server said something, it does not matter what the device says of its network.
    expect(outcomeOf(status, isAnswer, true)).toBe(outcome === 'ambiguous' ? 'offline' : outcome)
  })
})

describe('the outcome table', () => {
  it.each<[Outcome, Reaction, Reaction]>([
    ['accepted', 'done', 'done'],
    ['ambiguous', 'retry', 'drop'],
    ['offline', 'wait', 'wait'],
    ['refused', 'split', 'split'],
    ['unauthorised', 'stop', 'stop'],
    ['failed', 'retry', 'retry'],
    ['busy', 'wait', 'wait'],
  ])('reacts to %s with %s at least once, with %s at most once', (outcome, atLeastOnce, atMostOnce) => {
    expect(BOTH.map((delivery) => reactionTo(outcome, delivery))).toEqual([atLeastOnce, atMostOnce])
  })
})

/** The step after an outcome about `size` events, with others waiting behind them. */
function after(progress: Progress, outcome: Outcome, size = 3, given: Partial<Sent> = {}, delivery = BOTH[0]!): Step {
  return step(progress, outcome, reactionTo(outcome, delivery), {
    _size: size,
    _wasAside: false,
    _sendable: 20,
    ...given,
  })
}

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
    const next = after(progress, outcome, size, {}, delivery)
    steps.push(next)
    progress = next._progress
  }
  return steps
}
const ofLast = (steps: Step[]): Step => steps[steps.length - 1]!

describe('ambiguous outcomes', () => {
  it('end the sending at the fifth in a row, and keep the events; then one event goes first, alone', () => {
    const steps = repeat(INITIAL, 'ambiguous', 5)
    expect(steps.map((each) => each._progress._stopped)).toEqual([null, null, null, null, 'ambiguous'])
    expect(steps.every((each) => each._wait && each._events === 'keep')).toBe(true)
    const probing = resume(steps[4]!._progress)
    expect(probing._stopped).toBeNull()
    expect(batchSize(probing, 10)).toBe(1)
    const taken = after(probing, 'accepted', 1)
    expect(taken).toMatchObject({
      _events: 'ack',
      _wait: false,
      _progress: { _stopped: null, _stops: 0, _pieces: [2] },
    })
  })

  it('pause for five minutes, twice as long each time, two hours at most, less by jitter', () => {
    const pauses: number[] = []
    let { _progress: progress } = ofLast(repeat(INITIAL, 'ambiguous', 5))
    for (let i = 0; i < 8; i++) {
      pauses.push(waitMs(progress, 0, 0) / 60_000)
      expect(waitMs(progress, 0.999_999, 0)).toBeCloseTo(waitMs(progress, 0, 0) / 2, -3)
      progress = ofLast(repeat({ ...resume(progress), _unclear: 5 }, 'ambiguous', 1, 'at-least-once', 1))._progress
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 120, 120, 120])
  })

  it('never end the sending after one success since the start', () => {
    const steps = repeat({ ...INITIAL, _hasSucceeded: true }, 'ambiguous', 50, 'at-least-once', 1)
    expect(steps.every((each) => each._progress._stopped === null)).toBe(true)
  })

  it('end it all the same where another request is answered meanwhile: it is not the network', () => {
    const four = ofLast(repeat({ ...INITIAL, _hasSucceeded: true }, 'ambiguous', 4))._progress
    expect(hear(four)._isHeard).toBe(false)
    const five = after(four, 'ambiguous')._progress
    expect(five._stopped).toBeNull()
    const heard = hear(five)
    expect(heard._isHeard).toBe(true)
    expect(after(heard, 'ambiguous')).toMatchObject({ _events: 'keep', _wait: false, _progress: { _pieces: [1, 2] } })
    const passed = after(heard, 'ambiguous', 1, { _sendable: 4 })
    expect(passed).toMatchObject({ _events: 'pass', _wait: false, _progress: { _doubt: 'ambiguous', _tries: 1 } })
    expect(giveUp(passed._progress)).toMatchObject({ _back: 'all', _progress: { _stopped: 'ambiguous', _doubt: null } })
    expect(after(heard, 'accepted')._progress._isHeard).toBe(false)
  })

  it('are counted in a row: a busy server in between begins the count again', () => {
    const four = repeat(INITIAL, 'ambiguous', 4)[3]!._progress
    const busy = repeat(four, 'busy', 1)[0]!._progress
    expect(repeat(busy, 'ambiguous', 4)[3]!._progress._stopped).toBeNull()
    expect(repeat(busy, 'ambiguous', 5)[4]!._progress._stopped).toBe('ambiguous')
  })

  it('do not count while the device is surely offline, for either delivery', () => {
    for (const delivery of BOTH) {
      const steps = repeat(INITIAL, 'offline', 50, delivery)
      expect(steps.every((each) => each._events === 'keep' && each._wait && each._progress._stopped === null)).toBe(
        true,
      )
      expect(ofLast(steps)._progress).toMatchObject({ _isOffline: true, _unclear: 0 })
    }
    const four = repeat(INITIAL, 'ambiguous', 4)[3]!._progress
    const offline = repeat(four, 'offline', 3)[2]!._progress
    expect(after(offline, 'ambiguous')._progress).toMatchObject({ _stopped: 'ambiguous', _isOffline: false })
  })

  it('drop their events at most once, and wait before the next request', () => {
    const steps = repeat(INITIAL, 'ambiguous', 12, 'at-most-once')
    expect(steps.every((each) => each._events === 'drop' && each._wait && each._progress._stopped === null)).toBe(true)
  })
})

describe('a head of the queue that stays without a clear answer', () => {
  const ten = ofLast(repeat({ ...INITIAL, _hasSucceeded: true }, 'ambiguous', 9))._progress

  it('is tried alone at the tenth time, then passed over for others, a quarter of them in each pause', () => {
    const alone = after(ten, 'ambiguous')
    expect(alone).toMatchObject({ _events: 'keep', _wait: false, _progress: { _pieces: [1, 2], _doubt: null } })
    const passed = after(alone._progress, 'ambiguous', 1, { _sendable: 8 })
    expect(passed).toMatchObject({ _events: 'pass', _wait: false, _progress: { _doubt: 'ambiguous', _tries: 2 } })
    const other = after(passed._progress, 'ambiguous', 1, { _sendable: 7 })
    expect(other).toMatchObject({ _events: 'pass', _wait: false, _progress: { _tries: 1 } })
    const last = after(other._progress, 'ambiguous', 1, { _sendable: 6 })
    expect(last).toMatchObject({ _events: 'pass', _wait: true, _back: 'first', _progress: { _tries: 0, _pieces: [1] } })
  })

  it('is the cause where something else is accepted and it stays so five times more', () => {
    const passed = after(after(ten, 'ambiguous')._progress, 'ambiguous', 1)
    const proof = after(passed._progress, 'accepted', 1)
    expect(proof).toMatchObject({
      _events: 'ack',
      _isProof: true,
      _progress: { _doubt: null, _isProven: true, _pieces: [] },
    })
    const halved = after(proof._progress, 'ambiguous', 10)
    expect(halved).toMatchObject({ _events: 'keep', _wait: true, _progress: { _pieces: [5, 5] } })
    const steps = repeat(proof._progress, 'ambiguous', 5, 'at-least-once', 1)
    expect(steps.map(({ _events: events }) => events)).toEqual(['keep', 'keep', 'keep', 'keep', 'set-aside'])
    expect(after(proof._progress, 'accepted', 10)._progress._isProven).toBe(false)
  })

  it('comes back with all others where none of them is accepted either', () => {
    const passed = after(after(ten, 'ambiguous')._progress, 'ambiguous', 1)
    expect(giveUp(passed._progress)).toMatchObject({
      _back: 'all',
      _wait: true,
      _progress: { _stopped: null, _doubt: null },
    })
  })

  it('is given up at the first such answer where it was set aside before and others get through', () => {
    const known = { _wasAside: true }
    expect(after({ ...INITIAL, _hasSucceeded: true }, 'ambiguous', 1, known)._events).toBe('refuse')
    expect(after({ ...INITIAL, _hasSucceeded: true }, 'unauthorised', 1, known)._events).toBe('refuse')
    expect(after({ ...INITIAL, _hasSucceeded: true }, 'busy', 1, known)._events).toBe('keep')
    expect(after(INITIAL, 'ambiguous', 1, known)._events).toBe('keep')
    expect(after(INITIAL, 'refused', 1, known)._events).toBe('refuse')
  })

  it('is looked for as well where the server fails at it, and sending never ends for that', () => {
    const steps = repeat(INITIAL, 'failed', 10)
    expect(steps.every((each) => each._progress._stopped === null)).toBe(true)
    expect(steps.map(({ _wait: wait }) => wait)).toEqual([...Array<boolean>(9).fill(true), false])
    expect(repeat(INITIAL, 'failed', 60, 'at-least-once', 1).every((each) => each._progress._stopped === null)).toBe(
      true,
    )
  })
})

describe('a key that is not accepted', () => {
  it('stops the sending and keeps every event', () => {
    const next = after(INITIAL, 'unauthorised')
    expect(next).toMatchObject({
      _events: 'keep',
      _wait: true,
      _progress: { _stopped: 'unauthorised', _pieces: [1, 2] },
    })
  })

  it('is tried again after ten minutes, twice as long each time, four hours at most', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((stops) =>
      waitMs({ ...INITIAL, _stopped: 'unauthorised', _stops: stops }, 0, 0),
    )
    expect(pauses.map((ms) => ms / 60_000)).toEqual([10, 20, 40, 80, 160, 240, 240])
  })

  it('is not the key where another event is accepted: then the event is taken for the cause', () => {
    const again = resume(after(INITIAL, 'unauthorised', 1)._progress)
    const passed = after(again, 'unauthorised', 1)
    expect(passed).toMatchObject({ _events: 'pass', _wait: false, _progress: { _doubt: 'unauthorised' } })
    const proof = after(passed._progress, 'accepted', 1)
    expect(proof._isProof).toBe(true)
    expect(after(proof._progress, 'unauthorised', 10)).toMatchObject({
      _events: 'keep',
      _progress: { _pieces: [5, 5] },
    })
    expect(after(proof._progress, 'unauthorised', 1)).toMatchObject({
      _events: 'set-aside',
      _progress: { _stopped: null },
    })
  })

  it('forgets what was taken apart', () => {
    const split = after(INITIAL, 'refused', 10)._progress
    expect(after(split, 'unauthorised', 5)).toMatchObject({ _back: 'all', _progress: { _pieces: [1, 4] } })
  })
})

describe('other outcomes', () => {
  it('a busy server is asked again for as long as it takes', () => {
    const steps = repeat(INITIAL, 'busy', 40)
    expect(steps.every((each) => each._events === 'keep' && each._wait && each._progress._stopped === null)).toBe(true)
    expect(steps[39]!._progress._failures).toBe(40)
  })

  it('a success ends the back-off', () => {
    const busy = repeat(INITIAL, 'busy', 6)[5]!._progress
    const next = repeat(busy, 'accepted', 1)[0]!
    expect(next).toMatchObject({ _events: 'ack', _wait: false })
    expect(next._progress).toMatchObject({ _failures: 0, _unclear: 0, _hasSucceeded: true })
  })

  it('an event that was sent alone and refused is set aside', () => {
    const next = repeat(INITIAL, 'refused', 1, 'at-least-once', 1)[0]!
    expect(next).toMatchObject({ _events: 'set-aside', _wait: false })
    expect(next._progress._stopped).toBeNull()
  })

  it('a busy answer in the midst of a split asks about the same piece again', () => {
    const split = repeat(INITIAL, 'refused', 1, 'at-least-once', 10)[0]!._progress
    const size = batchSize(split, 10)
    const busy = after(split, 'busy', size)
    expect(size).toBe(5)
    expect(batchSize(busy._progress, 10)).toBe(5)
  })
})

interface Isolation {
  requests: number[][]
  accepted: number[]
  aside: number[]
  left: number[]
  stopped: Progress['_stopped']
}

/** Plays the queue against a server that refuses each request with a poisonous event; the policy alone decides. */
function isolate(size: number, isPoison: (event: number) => boolean): Isolation {
  let queue = Array.from({ length: size }, (_, place) => place)
  let aside: number[] = []
  let progress = INITIAL
  const accepted: number[] = []
  const requests: number[][] = []
  while (queue.length > 0 && !progress._stopped) {
    if (requests.length > 100) throw new Error('never ends')
    const batch = queue.slice(0, batchSize(progress, queue.length))
    requests.push(batch)
    const outcome = batch.some(isPoison) ? 'refused' : 'accepted'
    let next = after(progress, outcome, batch.length, { _sendable: queue.length })
    if (next._wait) throw new Error('a split does not wait')
    if (next._events === 'ack') accepted.push(...batch)
    if (next._events === 'set-aside') aside.push(...batch)
    if (next._events === 'ack' || next._events === 'set-aside') queue = queue.slice(batch.length)
    if (next._events === 'drop') throw new Error('dropped')
    if (!queue[0] && next._progress._doubt) next = giveUp(next._progress)
    if (next._back) {
      queue = [...aside, ...queue]
      aside = []
    }
    progress = next._progress
  }
  return { requests, accepted, aside, left: queue, stopped: progress._stopped }
}

const sizes = Array.from({ length: MAX_BATCH }, (_, place) => place + 1)

describe('a refused batch', () => {
  it('holds at most ten events', () => {
    expect(batchSize(INITIAL, 500)).toBe(10)
    expect(batchSize(INITIAL, 3)).toBe(3)
  })

  it.each(sizes.slice(1))('of %i finds one bad event at any place within 2·⌈log2(n)⌉ + 1 requests', (size) => {
    for (let bad = 0; bad < size; bad++) {
      const found = isolate(size, (event) => event === bad)
      expect(found.aside).toEqual([bad])
      expect(found.accepted).toEqual(Array.from({ length: size }, (_, place) => place).filter((event) => event !== bad))
      expect(found.stopped).toBeNull()
      expect(found.requests.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(size)) + 1)
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
      progress = after(progress, outcome, batchSize(progress, 2))._progress
    }
    expect(batchSize(progress, 500)).toBe(MAX_BATCH)
  })

  it('sends the second piece whole where the first was dropped unheard: the bad event may have been in that', () => {
    let progress = INITIAL
    for (const outcome of ['refused', 'ambiguous'] as const) {
      progress = after(progress, outcome, batchSize(progress, 10), {}, 'at-most-once')._progress
    }
    expect(batchSize(progress, 5)).toBe(5)
  })

  it('of which nothing is accepted leaves it to the next whether it was the key', () => {
    let { _progress: progress } = after(INITIAL, 'refused', 2)
    progress = after(progress, 'refused', 1)._progress
    const last = after(progress, 'refused', 1)
    expect(last).toMatchObject({
      _events: 'set-aside',
      _wait: true,
      _progress: { _doubt: 'refused', _failures: 1, _pieces: [] },
    })
    // The next batch is refused whole as well: a little later yet another is tried.
    const second = after(after(last._progress, 'refused', 2)._progress, 'refused', 1)
    expect(second).toMatchObject({ _events: 'set-aside', _wait: false, _progress: { _doubt: 'refused', _failures: 1 } })
    expect(after(second._progress, 'refused', 1)).toMatchObject({ _wait: true, _progress: { _failures: 2 } })
    expect(after(last._progress, 'accepted', 1)).toMatchObject({ _isProof: true, _progress: { _doubt: null } })
    expect(giveUp(last._progress)).toMatchObject({ _back: 'all', _progress: { _stopped: 'unauthorised', _stops: 1 } })
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
    ['a negative number', '-3', 0],
    ['a fraction', '1.5', 0],
    ['a date that only an engine takes for one', '2027-03-01', 0],
    ['a date with something behind it', 'Sun, 01 Mar 2026 20:01:30 GMT+1', 0],
    ['more than a day', '999999999', 86_400_000],
    ['a date next year', 'Mon, 01 Mar 2027 20:00:00 GMT', 86_400_000],
    ['a number beyond all bounds', '9'.repeat(400), 86_400_000],
  ])('reads %s', (_, header, waitMs) => {
    expect(parseRetryAfter(header, now)).toBe(waitMs)
  })

  it.each(['-3', '1.5', 'Sun, 01 Mar 2026 20:01:30 GMT'])('reads no time off %s under a clock of 1970', (header) => {
    expect(parseRetryAfter(header, 5_000_000)).toBe(0)
    expect(parseRetryAfter('120', 5_000_000)).toBe(120_000)
  })
})
