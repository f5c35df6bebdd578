/**
 * Random viewing sessions against their brute-force truth. The seed is fixed, so that a run is repeatable;
 * `METER_SEED` and `METER_RUNS` explore further.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMeter } from '../../../src/engagement/index.ts'
import type { MeterCheckpoint, MeterOptions, MeterSignal, MeterView } from '../../../src/engagement/index.ts'
import { simulate } from '../../support/evening/viewing-session.ts'
import type { Action, Plan, Session, TrueView } from '../../support/evening/viewing-session.ts'

const RUNS = Number(process.env['METER_RUNS'] ?? 100)
const settings = {
  numRuns: RUNS,
  seed: Number(process.env['METER_SEED'] ?? 20_260),
  endOnFailure: !!process.env['METER_SEED'],
}

const any = fc.boolean()
const never = fc.constant(false)
const share = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000)
const tens = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: min / 10, max: max / 10 }).map((n) => n * 10)
const kind = <K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name)

function actions(quiet: fc.Arbitrary<boolean>): fc.Arbitrary<Action[]> {
  const action: fc.Arbitrary<Action> = fc.oneof(
    { weight: 60, arbitrary: fc.record({ kind: kind('watch'), ms: tens(200, 40_000) }) },
    { weight: 20, arbitrary: fc.record({ kind: kind('pause'), ms: tens(100, 30_000), quiet }) },
    { weight: 20, arbitrary: fc.record({ kind: kind('stall'), ms: tens(100, 12_000), quiet }) },
    { weight: 40, arbitrary: fc.record({ kind: kind('seek'), toShare: share, latencyMs: tens(0, 3000), quiet }) },
    {
      weight: 5,
      arbitrary: fc.record({ kind: kind('seek'), toShare: fc.constant(0), latencyMs: tens(0, 3000), quiet }),
    },
    { weight: 10, arbitrary: fc.record({ kind: kind('rate'), rate: fc.constantFrom(0.5, 1, 1, 1.5, 2, 3, 8, -8, 0) }) },
    { weight: 10, arbitrary: fc.record({ kind: kind('hide'), ms: tens(1000, 60_000), clockStops: any }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: kind('hide'), ms: fc.constant(7_200_000), clockStops: fc.constant(true) }),
    },
    {
      weight: 10,
      arbitrary: fc.record({
        kind: kind('ad'),
        ms: tens(5000, 30_000),
        style: fc.constantFrom('other-element', 'same-element', 'mapped'),
        lostEnd: never,
      }),
    },
  )
  return fc.array(action, { minLength: 1, maxLength: 14 })
}

type Variation = Partial<{ [K in keyof Plan]: fc.Arbitrary<Plan[K]> }>

function plans(ticksMs: number[], quiet: fc.Arbitrary<boolean>, more: Variation = {}): fc.Arbitrary<Plan> {
  return fc.record({
    durationMs: tens(100_000, 600_000),
    originMs: fc.constant(0),
    live: never,
    durationLateMs: fc.constantFrom(0, 0, 0, 7000),
    tickMs: fc.constantFrom(...ticksMs),
    tickOffsetMs: tens(0, 990),
    grainMs: fc.constant(10),
    jitterMs: fc.constant(0),
    stitched: fc.constant([]),
    spansKnown: never,
    quietEnd: never,
    blind: never,
    actions: actions(quiet),
    ...more,
  })
}

const stitched: Variation = {
  spansKnown: any,
  stitched: fc.array(fc.record({ atShare: share.map((x) => x * 0.9), ms: tens(5000, 30_000) }), {
    minLength: 1,
    maxLength: 3,
  }),
}
/** What public bug reports tell of: `reported-bugs.test.ts` has each alone. */
const troubled: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: kind('watch'), ms: tens(1000, 40_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('lie'), rate: fc.constantFrom(1.5, 2, 4, 8, -8, 0) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('reattach'), latencyMs: tens(100, 2000) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('ad'),
      ms: tens(5000, 30_000),
      style: fc.constantFrom('other-element', 'same-element'),
      lostEnd: never,
      stallMs: tens(0, 20_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('seek'), toShare: share, latencyMs: tens(0, 3000), quiet: never }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('pause'), ms: tens(100, 30_000), quiet: never }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('stall'), ms: tens(100, 12_000), quiet: never }) },
)
const troubles: Variation = {
  originMs: fc.constantFrom(0, 30_000, 3_600_000, 1_767_225_600_000),
  actions: fc.array(troubled, { minLength: 1, maxLength: 14 }),
}
const sliding: Variation = {
  durationMs: fc.constant(3_600_000),
  live: fc.constant(true),
  segmentMs: fc.constantFrom(2000, 4000, 6000, 10_000),
  actions: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: kind('watch'), ms: tens(60_000, 120_000) }) },
      { weight: 2, arbitrary: fc.record({ kind: kind('stall'), ms: tens(1000, 40_000), quiet: any }) },
      { weight: 2, arbitrary: fc.record({ kind: kind('pause'), ms: tens(1000, 40_000), quiet: never }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: kind('ad'),
          ms: tens(5000, 30_000),
          style: kind('other-element'),
          lostEnd: never,
        }),
      },
    ),
    { minLength: 1, maxLength: 6 },
  ),
}
const everyKind = fc.oneof(
  plans([250, 500, 1000], never, troubles),
  plans([250, 1000], never, sliding),
  plans([250, 500, 1000], any, { quietEnd: any }),
  plans([250, 1000], any, { durationMs: tens(10_000, 60_000), quietEnd: any }),
  plans([250, 1000], any, { jitterMs: fc.constant(80), grainMs: fc.constantFrom(10, 200, 800) }),
  plans([250, 1000], any, stitched),
  plans([250, 1000], any, { live: fc.constant(true), originMs: fc.constant(1_767_225_600_000) }),
  plans([1000, 2000], never, { live: fc.constant(true), blind: fc.constant(true) }),
)

function measure(rows: readonly MeterSignal[], options: MeterOptions = {}): readonly MeterView[] {
  const meter = createMeter(options)
  rows.forEach((row) => meter.push(row))
  return meter.views
}

/** A silent skip after a silent standstill of the same length looks like coarse positions: a stated limit of the meter. */
function looksCoarse(rows: readonly MeterSignal[]): boolean {
  let rate: MeterSignal['rate'] = 1
  let stood = { atMs: 0, positionS: NaN }
  return rows.some(({ t, position, rate: told }) => {
    const paceBefore = Number(rate)
    rate = told ?? rate
    const stoodMs = t - stood.atMs
    const advancedMs = (Number(position) - stood.positionS) * 1000
    if (Math.abs(advancedMs) < 20) return false
    stood = { atMs: t, positionS: Number(position ?? stood.positionS) }
    return stoodMs > 2000 && paceBefore > 0 && Math.abs(advancedMs / paceBefore - stoodMs) <= 3000
  })
}

/** Every started view of a session beside its truth: differences in seconds. */
function compare(
  plan: Plan,
  session: Session,
): { time: number; shown: number; ad: number; view: MeterView; truth: TrueView }[] {
  fc.pre(!plan.actions.some((action) => 'quiet' in action && action.quiet) || !looksCoarse(session.rows))
  // Whether there was a view must not hang on a few reports.
  const least = 1500 + 3 * plan.tickMs
  fc.pre(session.views.every(({ timeSpentMs }) => timeSpentMs === 0 || timeSpentMs > least))
  const views = measure(session.rows).filter(({ timeSpentSeconds }) => timeSpentSeconds > 1.5)
  const truths = session.views.filter(({ timeSpentMs }) => timeSpentMs > 0)
  expect(views).toHaveLength(truths.length)
  return truths.map((truth, i) => {
    const view = views[i]!
    return {
      view,
      truth,
      time: view.timeSpentSeconds - truth.timeSpentMs / 1000,
      ad: view.adTimeSeconds - truth.adTimeMs / 1000,
      shown: view.percentageWatched === null ? 0 : (view.percentageWatched * plan.durationMs - truth.shownMs) / 1000,
    }
  })
}

const LEGAL = ['start', '25', '50', '75', 'complete']

describe('random viewing sessions', () => {
  it('are measured within half a second when the player reports what it does', () => {
    fc.assert(
      fc.property(plans([250, 500, 1000], never), (plan) => {
        const session = simulate(plan)
        for (const { time, shown, ad, view, truth } of compare(plan, session)) {
          expect(Math.abs(time)).toBeLessThanOrEqual(0.5)
          expect(Math.abs(shown)).toBeLessThanOrEqual(0.5)
          expect(Math.abs(ad)).toBeLessThanOrEqual(0.5)
          expect(view.reachedEnd).toBe(truth.reachedEnd)
        }
      }),
      settings,
    )
  })

  it('are measured within half a second wherever the timeline begins, also with rates that lie, failovers and stalls in breaks', () => {
    fc.assert(
      fc.property(plans([250, 500, 1000], never, troubles), (plan) => {
        const session = simulate(plan)
        // Half a report each time it is not known when the picture stood.
        const allowed = 0.5 + (session.jumps * plan.tickMs) / 2000
        for (const { time, shown, ad, view, truth } of compare(plan, session)) {
          expect(Math.abs(time)).toBeLessThanOrEqual(allowed)
          expect(Math.abs(shown)).toBeLessThanOrEqual(allowed)
          expect(Math.abs(ad)).toBeLessThanOrEqual(0.5)
          expect(view.reachedEnd).toBe(truth.reachedEnd)
        }
      }),
      settings,
    )
  })

  it('in a live window that slides are measured within a segment for each stall, pause and break', () => {
    fc.assert(
      fc.property(plans([250, 500, 1000], never, sliding), (plan) => {
        const halts = plan.actions.filter(({ kind: name }) => name !== 'watch').length
        for (const { time, ad } of compare(plan, simulate(plan))) {
          const allowed = 1.5 + ((halts + 1) * plan.segmentMs!) / 1000
          expect(time).toBeLessThanOrEqual(allowed)
          // What kind of positions they are may be seen 20 s late, where a stall came first.
          expect(time).toBeGreaterThanOrEqual(-allowed - 20)
          expect(Math.abs(ad)).toBeLessThanOrEqual(0.5)
        }
      }),
      settings,
    )
  })

  it('are not over-reported by more than 1 % when pauses, stalls, seeks and the end are silent', () => {
    fc.assert(
      fc.property(plans([250, 500, 1000], any, { quietEnd: any }), (plan) => {
        for (const { time, shown } of compare(plan, simulate(plan))) {
          expect(shown).toBeLessThanOrEqual(plan.durationMs / 100_000)
          expect(time).toBeLessThanOrEqual(1.5)
        }
      }),
      settings,
    )
  })

  it('are not over-reported by more than 1 % and a step for each seek when positions are noisy and coarse', () => {
    fc.assert(
      fc.property(
        plans([250, 1000], any, { jitterMs: fc.constant(80), grainMs: fc.constantFrom(10, 200, 800) }),
        (plan) => {
          const session = simulate(plan)
          for (const { time, shown } of compare(plan, session)) {
            expect(shown).toBeLessThanOrEqual(
              plan.durationMs / 100_000 + (session.jumps * (plan.grainMs + plan.jitterMs)) / 1000,
            )
            expect(time).toBeLessThanOrEqual(1.5)
          }
        },
      ),
      settings,
    )
  })

  it('are not over-reported by more than 1 % with ads stitched into the timeline', () => {
    fc.assert(
      fc.property(plans([250, 1000], any, stitched), (plan) => {
        for (const { time, shown } of compare(plan, simulate(plan))) {
          expect(shown).toBeLessThanOrEqual(plan.durationMs / 100_000)
          expect(time).toBeLessThanOrEqual(1.5)
        }
      }),
      settings,
    )
  })

  it('are not over-reported by more than a tick for each seek when reports are rare', () => {
    fc.assert(
      fc.property(plans([2000, 5000], any), (plan) => {
        const session = simulate(plan)
        for (const { time, shown } of compare(plan, session)) {
          const allowed = (plan.tickMs / 1000) * session.jumps + plan.durationMs / 100_000
          expect(shown).toBeLessThanOrEqual(allowed)
          expect(time).toBeLessThanOrEqual(Math.max(1.5, allowed))
        }
      }),
      settings,
    )
  })

  it('lose at most the stretch between two reports for each event that is missing', () => {
    fc.assert(
      fc.property(plans([250, 1000], any), (plan) => {
        const session = simulate(plan)
        for (const { time, shown } of compare(plan, session)) {
          const allowed = (plan.actions.length * plan.tickMs * 3) / 1000 + 1
          expect(time).toBeGreaterThanOrEqual(-allowed)
          expect(shown).toBeGreaterThanOrEqual(-allowed * 3)
        }
      }),
      settings,
    )
  })

  it('give totals that never fall, are never negative and never exceed the time that passed or the whole content', () => {
    fc.assert(
      fc.property(everyKind, (plan) => {
        const { rows } = simulate(plan)
        const meter = createMeter({})
        let view: MeterView | undefined
        let last: number[] = []
        const falls: MeterSignal[] = []
        for (const row of rows) {
          meter.push(row)
          const newest = meter.views[meter.views.length - 1]!
          const now = [
            newest.timeSpentSeconds,
            newest.adTimeSeconds,
            // A duration that arrives late gives the first share.
            row.signal === 'durationchange' ? 0 : (newest.percentageWatched ?? 0),
            Number(newest.completed),
            Number(newest.reachedEnd),
            newest.events.length,
          ]
          if (
            now.some(
              (value, i) =>
                !(value >= (newest === view ? (row.signal === 'durationchange' && i === 2 ? 0 : last[i]!) : 0)),
            )
          )
            falls.push(row)
          if (now[2]! > 1) falls.push(row)
          view = newest
          last = now
        }
        expect(falls).toEqual([])
        const total = meter.views.reduce((sum, one) => sum + one.timeSpentSeconds + one.adTimeSeconds, 0)
        expect(total).toBeLessThanOrEqual(rows[rows.length - 1]!.t / 1000 + 1e-6)
      }),
      settings,
    )
  })

  it('are measured the same when every row comes twice', () => {
    fc.assert(
      fc.property(everyKind, (plan) => {
        const { rows } = simulate(plan)
        expect(measure(rows.flatMap((row) => [row, { ...row }]))).toEqual(measure(rows))
      }),
      settings,
    )
  })

  it('are measured the same when the meter is replaced from its checkpoint anywhere', () => {
    fc.assert(
      fc.property(everyKind, share, (plan, where) => {
        const { rows } = simulate(plan)
        const at = Math.floor(where * (rows.length - 1))
        const whole = createMeter({})
        const first = createMeter({})
        rows.slice(0, at).forEach((row) => first.push(row))
        const text = JSON.stringify(first.checkpoint())
        expect(text.length).toBeLessThanOrEqual(3000)
        const second = createMeter({ restore: JSON.parse(text) as MeterCheckpoint })
        rows.slice(at).forEach((row) => second.push(row))
        rows.forEach((row) => whole.push(row))
        expect([...first.views.slice(0, -1), ...second.views]).toEqual(whole.views)
        expect(second.coverage()).toEqual(whole.coverage())
        expect(second.duration()).toBe(whole.duration())
      }),
      settings,
    )
  })

  it('announce each event once, in a legal order, and nothing else than what the views hold', () => {
    fc.assert(
      fc.property(everyKind, (plan) => {
        const { rows } = simulate(plan)
        const announced: string[] = []
        const views = measure(rows, { onEvent: (event) => announced.push(event) })
        expect(announced).toEqual(views.flatMap((view) => view.events))
        for (const { events, timeSpentSeconds } of views) {
          expect(new Set(events).size).toBe(events.length)
          const reached = events.filter((event) => LEGAL.includes(event))
          expect(reached).toEqual(LEGAL.slice(0, reached.length))
          expect(events.includes('start')).toBe(timeSpentSeconds >= 0.5)
          expect(events.filter((event) => event.startsWith('end:'))).toEqual([events[events.length - 1]])
        }
      }),
      settings,
    )
  })

  it('are measured the same within a report when a clock that can be set leaps during play', () => {
    fc.assert(
      fc.property(
        plans([250, 1000], never, {
          actions: actions(never).map((list) => list.filter(({ kind: name }) => name === 'watch' || name === 'seek')),
        }),
        share,
        fc.constantFrom(-3_600_000, -60_000, -700, 900, 60_000, 7_200_000, 1_700_000_000_000),
        (plan, where, leapMs) => {
          const { rows } = simulate(plan)
          const places = rows.flatMap((row, i) =>
            row.signal === 'timeupdate' &&
            rows[i - 1]!.signal === 'timeupdate' &&
            row.position !== rows[i - 1]!.position
              ? [i]
              : [],
          )
          if (places.length === 0) return
          const from = places[Math.floor(where * (places.length - 1))]!
          const steady = measure(rows, { clock: 'wall' })
          const leapt = measure(
            rows.map((row, i) => (i >= from ? { ...row, t: row.t + leapMs } : row)),
            { clock: 'wall' },
          )
          expect(leapt).toHaveLength(steady.length)
          leapt.forEach((view, i) => {
            expect(Math.abs(view.timeSpentSeconds - steady[i]!.timeSpentSeconds)).toBeLessThanOrEqual(1.7)
            expect(view.percentageWatched === null).toBe(steady[i]!.percentageWatched === null)
          })
        },
      ),
      settings,
    )
  })
})
