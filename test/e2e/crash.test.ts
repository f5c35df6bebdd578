/** A few kills of what `npm run test:crash` does by the hundred: real browsers killed while the shipped build tracks. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Verdict } from '../crash/judge.ts'
import type { EngineReport } from '../crash/run.ts'
import { runCrashes } from '../crash/run.ts'
import type { ChromiumName } from '../engines/engines.ts'
import { missingLibraries } from '../support/browser/libraries.ts'

const PLAN: { engine: ChromiumName; kills: number }[] = [
  { engine: 'chromium-119', kills: 10 },
  { engine: 'chromium-87', kills: 5 },
  { engine: 'chromium-64', kills: 5 },
]

const SEED = Number(process.env['CRASH_SEED'] ?? 7)

const engines = await Promise.all(PLAN.map(async (plan) => ({ ...plan, missing: await missingLibraries(plan.engine) })))

let reports: EngineReport[]

beforeAll(async () => {
  reports = await runCrashes({
    engines: engines.filter(({ missing }) => missing.length === 0),
    seed: SEED,
    delivery: 'at-least-once',
  })
}, 240_000)

for (const { engine, kills, missing } of engines) {
  const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

  describe.skipIf(missing.length > 0)(`${engine}, killed ${kills} times while it tracks${reason}`, () => {
    let verdict: Verdict
    beforeAll(() => {
      verdict = reports.find((report) => report.engine === engine)!.verdict
    })
    const violations = (...kinds: string[]) => verdict.violations.filter(({ kind }) => kinds.includes(kind))

    it('loses no event whose transaction had completed', () => {
      expect(verdict.accepted).toBeGreaterThan(0)
      expect(violations('lost')).toEqual([])
    })

    it('delivers in the order of tracking', () => {
      expect(violations('order')).toEqual([])
    })

    it('sends nothing twice but what was cut, or killed before the answer was noted', () => {
      expect(violations('duplicate')).toEqual([])
    })

    it('completes the views that were open, in their sessions, with what was saved', () => {
      expect(violations('view')).toEqual([])
    })

    it('keeps the user, and is silent where consent was not given', () => {
      expect(violations('identity', 'consent')).toEqual([])
    })
  })
}
