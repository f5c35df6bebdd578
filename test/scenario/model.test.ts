/**
 * Random evenings against laws. The seed is fixed, so that a run is repeatable;
 * `npm run test:model -- --seed N --runs M` plays others, and replays one that failed.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnswerKind } from '../support/model/model-server.ts'
import { ANSWERS } from '../support/model/model-server.ts'
import { checkEachStep, checkHistory, checkLiveness, checkSettled, drain, liveOn } from '../support/model/model-laws.ts'
import type { Command, WorldOptions } from '../support/model/model-world.ts'
import { createWorld, VIEWERS } from '../support/model/model-world.ts'

const RUNS = Number(process.env['MODEL_RUNS'] ?? 200)
const settings = { numRuns: RUNS, seed: Number(process.env['MODEL_SEED'] ?? 41_119) }

type ShapeOf<C extends Command, D extends Command['do']> = C extends Command
  ? D extends C['do']
    ? Omit<C, 'tab' | 'do'>
    : never
  : never
type Shape<D extends Command['do']> = ShapeOf<Command, D>

/** Courses of events that chance seldom finds, each of which another command may fall into. */
const SCENES: Command[][] = [
  // Frozen while it waits to send again, its events taken by another tab, and woken.
  [
    { tab: 0, do: 'server', kind: 'broken' },
    { tab: 0, do: 'track', isPoison: false, isInView: false },
    { tab: 0, do: 'settle' },
    { tab: 0, do: 'freeze' },
    { tab: 1, do: 'kill' },
    { tab: 1, do: 'boot', as: 'generated', consent: 'granted' },
    { tab: 0, do: 'server', kind: 'good' },
    { tab: 0, do: 'time', ms: 3000 },
    { tab: 0, do: 'wake' },
    { tab: 0, do: 'time', ms: 9000 },
  ],
  // Emptied between two events of a process that is killed later.
  [
    { tab: 0, do: 'offline', is: true },
    { tab: 0, do: 'track', isPoison: false, isInView: false },
    { tab: 0, do: 'settle' },
    { tab: 0, do: 'empty', what: 'records' },
    { tab: 0, do: 'track', isPoison: false, isInView: false },
    { tab: 0, do: 'settle' },
    { tab: 0, do: 'kill' },
  ],
  // Destroyed with events that are being written, while the next tracker of the page refuses.
  [
    { tab: 0, do: 'time', ms: 1000 },
    { tab: 0, do: 'track', isPoison: false, isInView: false },
    { tab: 0, do: 'track', isPoison: false, isInView: false },
    { tab: 0, do: 'replace', as: 'generated', consent: 'denied' },
    { tab: 0, do: 'settle' },
  ],
]

function commands(
  tabs: fc.Arbitrary<0 | 1>,
  isUsed: (name: Command['do']) => boolean = () => true,
): fc.Arbitrary<Command[]> {
  const one = <D extends Command['do']>(
    weight: number,
    name: D,
    shape: { [K in keyof Shape<D>]: fc.Arbitrary<Shape<D>[K]> },
  ) => ({
    weight: isUsed(name) ? weight : 0,
    arbitrary: fc.record({ tab: tabs, do: fc.constant(name), ...shape }) as unknown as fc.Arbitrary<Command>,
  })
  const player = fc.constantFrom<0 | 1>(0, 0, 1)
  const viewer = fc.constantFrom(...VIEWERS)
  const any = fc.boolean()
  const command = fc.oneof(
    one(12, 'boot', {
      as: fc.constantFrom('generated', 'generated', ...VIEWERS),
      consent: fc.constantFrom('granted', 'granted', 'granted', 'unknown', 'denied'),
    }),
    one(5, 'kill', {}),
    one(2, 'destroy', {}),
    one(5, 'say', { status: fc.constantFrom('granted', 'granted', 'unknown', 'denied'), isByApi: any }),
    one(4, 'identify', { as: viewer }),
    one(25, 'track', {
      isPoison: fc.constantFrom(false, false, false, false, true),
      isInView: fc.constantFrom(false, false, true),
    }),
    one(8, 'watch', { player, isByHand: fc.constantFrom(false, false, false, true) }),
    one(8, 'play', { player, seconds: fc.integer({ min: 1, max: 12 }) }),
    one(2, 'pause', { player }),
    one(2, 'ended', { player }),
    one(2, 'seek', { player, to: fc.integer({ min: 0, max: 100 }) }),
    one(3, 'endView', {}),
    one(10, 'server', { kind: fc.constantFrom('good', 'good', 'good', ...(Object.keys(ANSWERS) as AnswerKind[])) }),
    one(3, 'offline', { is: any }),
    one(8, 'time', { ms: fc.constantFrom(1, 249, 1000, 3000, 9000, 11_000, 60_000, 400_000, 1_900_000) }),
    one(3, 'clock', { ms: fc.constantFrom(-5000, -3_600_000, -1e12, 5000, 3_600_000, 4e10) }),
    one(4, 'life', { state: fc.constantFrom('visible', 'hidden', 'exit') }),
    one(2, 'activity', {}),
    one(2, 'flush', {}),
    one(14, 'steps', { count: fc.integer({ min: 1, max: 8 }) }),
    one(8, 'settle', {}),
    one(3, 'freeze', {}),
    one(4, 'wake', {}),
    one(3, 'replace', {
      as: viewer,
      consent: fc.constantFrom('granted', 'granted', 'unknown', 'denied'),
    }),
    one(4, 'empty', { what: fc.constantFrom('records', 'keyValue') }),
    one(8, 'powerCut', { luck: fc.nat() }),
    one(6, 'fault', { records: fc.constantFrom(null, 'hangs', 'fails', 'full') }),
  )
  const first: Command = { tab: 0, do: 'boot', as: 'generated', consent: 'granted' }
  const single = command.map((only) => [only])
  const course = (parts: Command[]) =>
    fc
      .tuple(fc.nat(parts.length * 2), command)
      .map(([at, other]) => (at < parts.length ? [...parts.slice(0, at), other, ...parts.slice(at)] : parts))
  const scenes = SCENES.filter((parts) => parts.every((part) => isUsed(part.do))).map(course)
  const part = scenes[0]
    ? fc.oneof({ weight: 30, arbitrary: single }, { weight: 1, arbitrary: fc.oneof(...scenes) })
    : single
  return fc.array(part, { minLength: 1, maxLength: 40, size: 'max' }).map((script) => [first, ...script.flat()])
}

const options: fc.Arbitrary<WorldOptions> = fc.record({
  delivery: fc.constantFrom('at-least-once', 'at-least-once', 'at-most-once'),
  maxEvents: fc.constantFrom(500, 500, 500, 5),
  isDated: fc.constantFrom(false, false, true),
})

/** What happens to stores and pages beside what the app does. */
const ODDS: readonly Command['do'][] = ['fault', 'freeze', 'wake', 'replace', 'empty', 'powerCut']
const without =
  (...odds: Command['do'][]) =>
  (name: Command['do']) =>
    !ODDS.includes(name) || odds.includes(name)
const isWorking = without()

/** Plays a script, then drains; throws what was broken. */
async function play(
  script: Command[],
  given: WorldOptions,
  isWanted: (broken: string) => boolean = () => true,
): Promise<void> {
  const world = createWorld(given)
  async function run(command: Command): Promise<void> {
    const wasShut = !world.closing && world.tabs.every((tab) => tab?.status !== 'granted')
    const before = world.touches
    await world.apply(command)
    const isShut = world.tabs.every((tab) => tab?.status !== 'granted')
    expect(checkEachStep(world)).toEqual([])
    if (wasShut && isShut && !['say', 'boot', 'replace'].includes(command.do))
      expect(world.touches, 'stores are left alone').toBe(before)
    if (command.do !== 'settle') return
    expect(checkSettled(world)).toEqual([])
    if (world.isErased) expect(world.left(), 'nothing is left after a refusal').toEqual([])
  }
  for (const command of script) await run(command)
  await drain(world, run)
  expect(checkHistory(world).filter(isWanted)).toEqual([])
}

describe('any evening of one tab', () => {
  it(
    'keeps every law of delivery, consent, identity, views and time',
    async () => {
      await fc.assert(
        fc.asyncProperty(commands(fc.constant(0), isWorking), options, (script, given) => play(script, given)),
        settings,
      )
    },
    60_000 + RUNS * 200,
  )
})

const POISONED: readonly Command['do'][] = [
  'boot',
  'kill',
  'identify',
  'track',
  'watch',
  'play',
  'endView',
  'time',
  'life',
  'settle',
]

describe('any evening with events that fail for themselves', () => {
  const given = fc.record({
    delivery: fc.constantFrom('at-least-once' as const, 'at-most-once' as const),
    maxEvents: fc.constant(500),
    isDated: fc.constant(false),
    isAlone: fc.boolean(),
    poison: fc.record({
      status: fc.constantFrom(0 as const, 400 as const, 403 as const, 413 as const, 500 as const),
      of: fc.constantFrom('event' as const, 'identity' as const, 'minute' as const),
    }),
  })
  it(
    'delivers or reports each within a day, whatever lies before it, and sends none without end',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          commands(fc.constant(0), (name) => POISONED.includes(name)),
          given,
          async (script, options) => {
            const world = createWorld(options)
            const run = (command: Command) =>
              world.apply(command.do === 'boot' ? { ...command, consent: 'granted' } : command)
            for (const command of script) await run(command)
            await liveOn(world, run)
            expect(checkLiveness(world)).toEqual([])
          },
        ),
        settings,
      )
    },
    60_000 + RUNS * 200,
  )
})

describe('any evening of two tabs on one key', () => {
  it(
    'keeps the same laws',
    async () => {
      await fc.assert(
        fc.asyncProperty(commands(fc.constantFrom(0, 0, 1), isWorking), options, (script, given) =>
          play(script, given),
        ),
        settings,
      )
    },
    60_000 + RUNS * 200,
  )
})

describe('any evening on a device whose database hangs, fails and fills up', () => {
  it(
    'loses and leaks nothing either; where deletions were lost, events may come again',
    async () => {
      await fc.assert(
        fc.asyncProperty(commands(fc.constant(0), without('fault')), options, (script, given) =>
          play(script, given, (broken) => !/twice|queued|before|earlier/.test(broken)),
        ),
        settings,
      )
    },
    60_000 + RUNS * 200,
  )
})

describe('any evening of two tabs that are frozen, replaced in one task, and whose stores somebody empties', () => {
  it(
    'keeps the laws: what vanished is written again, and what was taken is not sent',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          commands(fc.constantFrom(0, 0, 1), without('freeze', 'wake', 'replace', 'empty')),
          options,
          (script, given) => play(script, given),
        ),
        settings,
      )
    },
    60_000 + RUNS * 200,
  )
})

describe('any evening on a set whose plug is pulled', () => {
  it(
    'loses no more than what the disk did not have, and keeps the other laws',
    async () => {
      await fc.assert(
        fc.asyncProperty(commands(fc.constant(0), without('powerCut')), options, (script, given) =>
          play(script, given),
        ),
        settings,
      )
    },
    60_000 + RUNS * 200,
  )
})

describe('an evening that chance found', () => {
  const given: WorldOptions = { delivery: 'at-least-once', maxEvents: 500, isDated: false }
  const boot = (tab: 0 | 1, consent: 'granted' | 'denied' = 'granted'): Command => ({
    tab,
    do: 'boot',
    as: 'generated',
    consent,
  })
  const track = (tab: 0 | 1): Command => ({ tab, do: 'track', isPoison: false, isInView: false })

  it.each<[string, Command[]]>([
    [
      'a tab tracks and is destroyed before it hears that another refused',
      [boot(0), boot(1, 'denied'), track(0), { tab: 0, do: 'destroy' }],
    ],
    [
      'two tabs fill an emptied database at a time, and one of them is frozen',
      [
        boot(0),
        { tab: 0, do: 'destroy' },
        boot(1),
        { tab: 0, do: 'steps', count: 5 },
        track(1),
        { tab: 1, do: 'empty', what: 'records' },
        boot(0),
        track(0),
        { tab: 0, do: 'server', kind: 'broken' },
        track(0),
        { tab: 0, do: 'settle' },
        { tab: 0, do: 'freeze' },
        { tab: 1, do: 'kill' },
        boot(1),
        { tab: 0, do: 'server', kind: 'good' },
        { tab: 0, do: 'time', ms: 3000 },
        { tab: 0, do: 'wake' },
        { tab: 0, do: 'time', ms: 9000 },
      ],
    ],
    [
      'a tab is frozen while another completes its view, and the database is emptied before it hears of that',
      [
        boot(0),
        { tab: 0, do: 'watch', player: 0, isByHand: false },
        { tab: 0, do: 'play', player: 0, seconds: 1 },
        { tab: 0, do: 'server', kind: 'broken' },
        track(0),
        { tab: 0, do: 'settle' },
        { tab: 0, do: 'freeze' },
        boot(1),
        { tab: 0, do: 'server', kind: 'good' },
        { tab: 0, do: 'time', ms: 3000 },
        { tab: 0, do: 'wake' },
        { tab: 0, do: 'time', ms: 9000 },
        { tab: 0, do: 'offline', is: true },
        track(0),
        { tab: 0, do: 'settle' },
        { tab: 0, do: 'empty', what: 'records' },
        track(0),
        { tab: 0, do: 'settle' },
        { tab: 0, do: 'kill' },
      ],
    ],
    [
      'a tab is frozen while another completes its view, and is hidden and closed before it hears of that',
      [
        boot(0),
        { tab: 0, do: 'watch', player: 0, isByHand: false },
        { tab: 0, do: 'play', player: 0, seconds: 1 },
        { tab: 0, do: 'server', kind: 'broken' },
        track(0),
        { tab: 0, do: 'settle' },
        { tab: 0, do: 'freeze' },
        boot(1),
        { tab: 0, do: 'server', kind: 'good' },
        { tab: 0, do: 'time', ms: 3000 },
        { tab: 0, do: 'wake' },
        { tab: 0, do: 'time', ms: 9000 },
        { tab: 0, do: 'life', state: 'hidden' },
        { tab: 0, do: 'endView' },
      ],
    ],
    [
      'a tab is frozen before it has written a completion, which another sends, and wakes past the time that a store has to answer',
      [
        boot(0),
        { tab: 0, do: 'watch', player: 0, isByHand: false },
        { tab: 0, do: 'play', player: 0, seconds: 2 },
        { tab: 0, do: 'watch', player: 0, isByHand: false },
        { tab: 0, do: 'freeze' },
        { tab: 0, do: 'steps', count: 1 },
        boot(1),
        { tab: 0, do: 'time', ms: 3000 },
        { tab: 0, do: 'wake' },
        { tab: 0, do: 'time', ms: 9000 },
      ],
    ],
    [
      'a tracker is destroyed while it writes a completion, and the next one of the page refuses',
      [
        boot(0),
        { tab: 0, do: 'watch', player: 1, isByHand: false },
        { tab: 0, do: 'play', player: 1, seconds: 1 },
        { tab: 0, do: 'time', ms: 1000 },
        { tab: 0, do: 'endView' },
        track(0),
        track(0),
        { tab: 0, do: 'replace', as: 'generated', consent: 'denied' },
        { tab: 0, do: 'settle' },
      ],
    ],
    [
      'a tracker is destroyed that wrote nothing since somebody emptied the database',
      [
        boot(0),
        { tab: 0, do: 'offline', is: true },
        track(0),
        { tab: 0, do: 'settle' },
        { tab: 0, do: 'empty', what: 'records' },
        { tab: 0, do: 'destroy' },
      ],
    ],
    [
      'a cut of the power takes the stored view and leaves its play event, which was written again as refused',
      [
        boot(0),
        { tab: 0, do: 'steps', count: 4 },
        track(0),
        { tab: 0, do: 'server', kind: 'unprocessable' },
        { tab: 0, do: 'watch', player: 0, isByHand: false },
        { tab: 0, do: 'play', player: 0, seconds: 2 },
        { tab: 0, do: 'powerCut', luck: 604_927_889 },
      ],
    ],
  ])('%s', (_, script) => play(script, given))
})
