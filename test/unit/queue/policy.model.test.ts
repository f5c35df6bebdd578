/**
 * Random answers to random queues. The seed is fixed; `POLICY_SEED` and `POLICY_RUNS` explore further.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Delivery, Outcome, Progress, Step } from '../../../src/queue/policy.ts'
import {
  batchSize,
  giveUp,
  INITIAL,
  MAX_BATCH,
  outcomeOf,
  reactionTo,
  resume,
  step,
} from '../../../src/queue/policy.ts'

const settings = {
  numRuns: Number(process.env['POLICY_RUNS'] ?? 1000),
  seed: Number(process.env['POLICY_SEED'] ?? 41_119),
}

interface Event {
  n: number
  isBad: boolean
  aside: 'refused' | 'silent' | null
}

const disturbance = fc.constantFrom<Outcome | null>(null, null, null, 'ambiguous', 'busy', 'unauthorised', 'refused')

function checkSense(progress: Progress): void {
  expect(progress._unclear).toBeGreaterThanOrEqual(0)
  expect(progress._tries).toBeGreaterThanOrEqual(0)
  expect(progress._pieces.every((size) => size > 0 && size <= MAX_BATCH)).toBe(true)
}

it('any course of answers delivers each good event once and, unless it failed alone, in order, and loses none', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 25 }),
      fc.array(disturbance, { maxLength: 30 }),
      fc.constantFrom<Delivery>('at-least-once', 'at-most-once'),
      fc.boolean(),
      (bad, disturbances, delivery, isOffline) => {
        const all: Event[] = bad.map((isBad, n) => ({ n, isBad, aside: null }))
        let queue = all.slice()
        let progress = INITIAL
        const accepted: number[] = []
        const dropped: number[] = []
        const failedAlone = new Set<number>()
        function take(next: Step): void {
          progress = next._progress
          const silent = queue.filter(({ aside }) => aside === 'silent')
          if (next._back === 'all') for (const event of queue) event.aside = null
          if (next._back === 'first' && silent[0]) silent[0].aside = null
          if (next._isProof) for (const event of silent) event.aside = null
          if (progress._stopped) expect(next._wait, 'a queue that is stopped goes on by itself').toBe(true)
          checkSense(progress)
        }
        for (let request = 0; request < 2000; request++) {
          progress = resume(progress)
          const waiting = queue.filter(({ aside }) => !aside)
          const batch = waiting.slice(0, batchSize(progress, Math.min(waiting.length, MAX_BATCH)))
          if (!batch[0] && !progress._doubt) break
          if (!batch[0]) {
            take(giveUp(progress))
            if (!disturbances[0]) break
            continue
          }
          const own: Outcome = batch.some((event) => event.isBad) ? 'refused' : 'accepted'
          const given = disturbances.shift() ?? own
          const outcome = given === 'ambiguous' ? outcomeOf(0, false, isOffline) : given
          if (outcome !== 'accepted' && batch.length === 1) failedAlone.add(batch[0].n)
          const sent = { _size: batch.length, _wasAside: false, _sendable: waiting.length }
          const next = step(progress, outcome, reactionTo(outcome, delivery), sent)
          if (next._events === 'ack') accepted.push(...batch.map(({ n }) => n))
          if (next._events === 'drop') dropped.push(...batch.map(({ n }) => n))
          if (next._events === 'ack' || next._events === 'drop') queue = queue.filter((event) => !batch.includes(event))
          if (next._events === 'set-aside') batch[0].aside = 'refused'
          if (next._events === 'pass') batch[0].aside = 'silent'
          if (next._events === 'drop')
            expect([delivery, outcome, isOffline]).toEqual(['at-most-once', 'ambiguous', false])
          take(next)
        }
        expect(new Set(accepted).size).toBe(accepted.length)
        // Only what failed alone is overtaken.
        accepted.forEach((n, place) =>
          accepted.slice(0, place).forEach((before) => expect(before < n || failedAlone.has(n)).toBe(true)),
        )
        expect(accepted.every((n) => !all[n]!.isBad)).toBe(true)
        for (const event of queue.filter(({ aside }) => aside))
          expect(failedAlone.has(event.n), 'failed alone: ' + event.n).toBe(true)
        expect([...accepted, ...dropped, ...queue.map(({ n }) => n)].sort((a, b) => a - b)).toEqual(
          all.map(({ n }) => n),
        )
        // Undisturbed, nothing stays behind that did not fail by itself.
        for (const { n, isBad } of queue) expect(isBad || failedAlone.has(n), 'left behind: ' + n).toBe(true)
      },
    ),
    settings,
  )
}, 60_000)
