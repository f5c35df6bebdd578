/**
 * Random answers to random queues. The seed is fixed; `POLICY_SEED` and `POLICY_RUNS` explore further.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Delivery, Outcome, Progress } from '../../../src/queue/policy.ts'
import { batchSize, INITIAL, MAX_BATCH, reactionTo, step } from '../../../src/queue/policy.ts'

const settings = {
  numRuns: Number(process.env['POLICY_RUNS'] ?? 1000),
  seed: Number(process.env['POLICY_SEED'] ?? 41_119),
}

interface Event {
  n: number
  isBad: boolean
  isAside: boolean
}

const disturbance = fc.constantFrom<Outcome | null>(null, null, null, 'ambiguous', 'busy', 'unauthorised', 'refused')

function checkSense(progress: Progress, waiting: number): void {
  expect(progress.failures).toBeGreaterThanOrEqual(progress.ambiguous)
  expect(progress.ambiguous).toBeGreaterThanOrEqual(0)
  if (!progress.pieces[0]) return
  expect(progress.stopped).toBeNull()
  expect(progress.pieces.every((size) => size > 0 && size <= MAX_BATCH)).toBe(true)
  expect(progress.pieces.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(waiting)
}

it('any course of answers delivers each good event once and in order, and loses none that nobody refused alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 25 }),
      fc.array(disturbance, { maxLength: 30 }),
      fc.constantFrom<Delivery>('at-least-once', 'at-most-once'),
      fc.boolean(),
      (bad, disturbances, delivery, isOffline) => {
        const all: Event[] = bad.map((isBad, n) => ({ n, isBad, isAside: false }))
        let queue = all.slice()
        let progress = INITIAL
        const accepted: number[] = []
        const dropped: number[] = []
        const refusedAlone = new Set<number>()
        for (let request = 0; request < 400; request++) {
          const waiting = queue.filter((event) => !event.isAside)
          const batch = waiting.slice(0, batchSize(progress, Math.min(waiting.length, MAX_BATCH)))
          if (!batch[0] || progress.stopped === 'ambiguous') break
          if (progress.stopped) {
            // The next session: nothing else disturbs it.
            if (!disturbances[0]) break
            progress = { ...INITIAL, hasSucceeded: progress.hasSucceeded }
          }
          const own: Outcome = batch.some((event) => event.isBad) ? 'refused' : 'accepted'
          const outcome = disturbances.shift() ?? own
          const reaction = reactionTo(outcome, delivery, isOffline)
          if (outcome === 'refused' && batch.length === 1) refusedAlone.add(batch[0].n)
          const next = step(progress, outcome, reaction, batch.length)
          progress = next.progress
          if (next.events === 'ack') accepted.push(...batch.map(({ n }) => n))
          if (next.events === 'drop') dropped.push(...batch.map(({ n }) => n))
          if (next.events === 'ack' || next.events === 'drop') queue = queue.filter((event) => !batch.includes(event))
          if (next.events === 'set-aside') batch[0].isAside = true
          if (next.events === 'restore') for (const event of queue) event.isAside = false
          expect(next.wait && progress.stopped, 'a stopped queue waits for no timer').toBeFalsy()
          checkSense(progress, queue.filter((event) => !event.isAside).length)
          if (next.events === 'drop')
            expect([delivery, outcome, isOffline]).toEqual(['at-most-once', 'ambiguous', false])
        }
        expect(accepted).toEqual(Array.from(new Set(accepted)).sort((a, b) => a - b))
        expect(accepted.every((n) => !all[n]!.isBad)).toBe(true)
        for (const event of queue.filter(({ isAside }) => isAside))
          expect(refusedAlone.has(event.n), 'refused alone: ' + event.n).toBe(true)
        expect([...accepted, ...dropped, ...queue.map(({ n }) => n)].sort((a, b) => a - b)).toEqual(
          all.map(({ n }) => n),
        )
        // Undisturbed, nothing good stays behind unless everything of its batch is bad.
        const rest = queue.filter((event) => !event.isAside)
        if (!progress.stopped) expect(rest).toEqual([])
      },
    ),
    settings,
  )
}, 60_000)
