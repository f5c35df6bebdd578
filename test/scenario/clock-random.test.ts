/**
 * Random evenings under random clocks. What must hold is written from the rules alone, beside a device that knows the true time.
 * The seed is fixed, so that a run is repeatable; `CLOCK_SEED` and `CLOCK_RUNS` explore further.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { View } from '../../src/api.ts'
import type { Run } from '../support/evening/evening.ts'
import { SPORTS } from '../support/evening/evening.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { SkewedEvening } from '../support/evening/skewed-evening.ts'
import { startSkewedEvening, TRUE_START } from '../support/evening/skewed-evening.ts'

const RUNS = Number(process.env['CLOCK_RUNS'] ?? 60)
const settings = {
  numRuns: RUNS,
  seed: Number(process.env['CLOCK_SEED'] ?? 20_260),
  endOnFailure: !!process.env['CLOCK_SEED'],
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const YEAR_MS = 365 * 24 * HOUR_MS
const TIMEOUT_MS = 30 * MINUTE_MS
/** Where a session's last activity is stored a little late, nothing is claimed. */
const BLURRED_MS = 15_000

type Action =
  | { do: 'track' | 'restart' | 'hide' | 'show' | 'offline' | 'online' | 'set-right' }
  | { do: 'play'; seconds: number }
  | { do: 'wait' | 'step' | 'sleep'; ms: number }

const leap = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((hours) => hours * HOUR_MS),
  fc.integer({ min: 1, max: 40 }).map((years) => years * YEAR_MS),
)
const wait = fc
  .oneof(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 31, max: 120 }))
  .map((minutes) => minutes * MINUTE_MS)
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Action>({ do: 'track' }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('play' as const), seconds: fc.integer({ min: 2, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: wait }) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(-1, 1), leap).map(([sign, ms]): Action => ({ do: 'step', ms: sign * ms })),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 12 }).map((hours): Action => ({ do: 'sleep', ms: hours * HOUR_MS })),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Action>(
      { do: 'set-right' },
      { do: 'restart' },
      { do: 'hide' },
      { do: 'show' },
      { do: 'offline' },
      { do: 'online' },
    ),
  },
)
const evenings = fc.record({
  wallMs: fc.constantFrom(
    40_000,
    Date.parse('2019-12-31T00:00:30.000Z'),
    TRUE_START - HOUR_MS,
    TRUE_START,
    TRUE_START + HOUR_MS,
    Date.parse('2038-01-19T03:14:07.000Z'),
  ),
  exposeHeaders: fc.boolean(),
  isWallOnly: fc.boolean(),
  actions: fc.array(action, { minLength: 5, maxLength: 25 }),
})
type Plan = typeof evenings extends fc.Arbitrary<infer T> ? T : never

/** Every wall-clock idleness an activity may look like at the next start, and the monotonic one. */
interface Idleness {
  sessionId: string | null
  monotonicMs: number
  /** Wall-clock times under which the last activity may have been stored. */
  storedAs: number[]
}

async function live({ wallMs, exposeHeaders, isWallOnly, actions }: Plan): Promise<void> {
  const evening = await startSkewedEvening({ wallMs, exposeHeaders, isWallOnly })
  try {
    await watch(evening, actions, exposeHeaders, isWallOnly)
  } finally {
    await evening.emulator.stop()
  }
}

async function watch(
  evening: SkewedEvening,
  actions: Action[],
  exposeHeaders: boolean,
  isWallOnly: boolean,
): Promise<void> {
  const { device, emulator } = evening
  const { time } = device
  const runs: Run[] = []
  const tracked: string[] = []
  let run: Run
  let player: ReturnType<typeof createFakePlayer>
  let view: View | null = null
  /** Monotonic time of the view's last progress, or null where it is certain to have ended. */
  let progressMs: number | null = null
  let active: Idleness | null = null
  let bootedMs = 0
  let bootedWallMs = 0
  let isHidden = false
  let hiddenWallMs = 0
  /** Woken up longer after the app was hidden than a session lasts, by the wall clock. */
  let isWoken = false
  /** The server told the time in this process, and nothing happened since that can be taken for something else. */
  let isTold = false
  let hasSlept = false
  /** The clock was set, and the tracker had no occasion to look at it. */
  let isStepUnseen = false
  let sentBefore = 0

  function boot(): void {
    sentBefore = device.sent.length
    run = evening.boot()
    bootedMs = time.monotonicMs
    bootedWallMs = time.wallMs
    runs.push(run)
    player = createFakePlayer(device, 100_000)
    view = progressMs = null
    isHidden = isWoken = isTold = hasSlept = isStepUnseen = false
  }

  /** The viewer did something: the session is the one the rules ask for. */
  function noteActivity(): void {
    const { sessionId } = run.tracker.ids
    expect(sessionId).not.toBeNull()
    if (active && !isWallOnly) {
      const idleMs = time.monotonicMs - active.monotonicMs
      const mustBeNew = idleMs > TIMEOUT_MS || isWoken
      expect(sessionId !== active.sessionId, `a session after ${idleMs} ms`).toBe(mustBeNew)
    }
    active = { sessionId, monotonicMs: time.monotonicMs, storedAs: [time.wallMs] }
    isWoken = false
    if (isHidden) hiddenWallMs = time.wallMs
  }

  /** The first activity of a new process: the session goes on where wall-clock time up to its start and monotonic time since allow it. */
  function noteStart(before: Idleness | null): void {
    const { sessionId } = run.tracker.ids
    if (before && !isWallOnly) {
      const wasIdle = before.storedAs.map((storedMs) => bootedWallMs - storedMs)
      const sinceMs = time.monotonicMs - bootedMs
      const mayGoOn = wasIdle.every((ms) => ms >= 0 && ms + sinceMs < TIMEOUT_MS - BLURRED_MS)
      if (mayGoOn && !isWoken) expect(sessionId).toBe(before.sessionId)
      if (isWoken || wasIdle.every((ms) => ms < -BLURRED_MS || ms + sinceMs > TIMEOUT_MS + BLURRED_MS))
        expect(sessionId).not.toBe(before.sessionId)
    }
    active = null
    noteActivity()
  }

  function moveClock(change: () => void): void {
    change()
    // What is stored from now on counts from the new time, and may be stored or not.
    if (active) active.storedAs.push(time.wallMs - (time.monotonicMs - active.monotonicMs))
  }

  function noteAnswers(): void {
    const answered = device.sent.slice(sentBefore).filter(({ status }) => status === 200)
    sentBefore = device.sent.length
    if (exposeHeaders && answered.length) isTold = true
    if (answered.length) hasSlept = false
  }

  let isFirst = true
  let before: Idleness | null = null
  const noteAny = () => {
    if (isFirst) noteStart(before)
    else noteActivity()
    isFirst = false
  }

  boot()
  for (const step of actions) {
    switch (step.do) {
      case 'track': {
        const name = `E${tracked.length}`
        tracked.push(name)
        run!.tracker.track(name)
        noteAny()
        // Before it in the queue may be the completion of a view that it found timed out.
        const queued = run!.tracker.inspect().queue.events
        const times = queued
          .slice(0, queued.findIndex((event) => event.name === name) + 1)
          .map((event) => Date.parse(event.time))
        const at = times.pop()!
        if (!exposeHeaders) expect(at).toBe(Math.max(time.wallMs, ...times))
        else if (isTold && !isWallOnly) expect(Math.abs(at - evening.trueMs())).toBeLessThanOrEqual(2000)
        break
      }
      case 'play': {
        if (isHidden) break
        const idBefore = view && view.id
        if (!view) view = run!.tracker.watch(player!, SPORTS)
        const mustBeNew = progressMs == null || time.monotonicMs - progressMs > TIMEOUT_MS - 1000
        await player!.play(step.seconds)
        player!.pause()
        progressMs = time.monotonicMs
        if (!mustBeNew && !isWallOnly && !isWoken) expect(view.id).toBe(idBefore)
        noteAny()
        break
      }
      case 'wait':
        await device.advance(step.ms)
        break
      case 'step':
        // Ahead, it might have slept; and after sleep a step hides behind it.
        if (step.ms > 0 || hasSlept) isTold = false
        moveClock(() => evening.setClock(time.wallMs + step.ms))
        break
      case 'set-right':
        if (hasSlept) isTold = false
        moveClock(() => evening.setClock(evening.trueMs()))
        break
      case 'sleep':
        if (!isHidden) run!.process.lifecycle('hidden')
        if (!isHidden) hiddenWallMs = time.wallMs
        isHidden = true
        await device.settle()
        // Hours of sleep look like a clock that was hours behind and is set right.
        if (isStepUnseen || Math.abs(evening.aheadMs()) < 1000 * HOUR_MS)
          isTold &&= evening.aheadMs() === 0 && !isStepUnseen
        moveClock(() => evening.sleep(step.ms))
        hasSlept = true
        show()
        await device.settle()
        break
      case 'hide':
        if (isHidden) break
        isHidden = true
        hiddenWallMs = time.wallMs
        run!.process.lifecycle('hidden')
        break
      case 'show':
        show()
        break
      case 'offline':
      case 'online':
        device.isOnline = step.do === 'online'
        break
      case 'restart':
        await device.advance(500)
        run!.process.kill()
        if (active) before = active
        boot()
        isFirst = true
        active = null
        break
    }
    await device.advance(100)
    if (step.do === 'step' || step.do === 'set-right') isStepUnseen = true
    if (step.do === 'track' || step.do === 'play') isStepUnseen = false
    noteAnswers()
  }

  function show(): void {
    if (!isHidden) return
    isHidden = false
    if (time.wallMs - hiddenWallMs > TIMEOUT_MS) {
      isWoken = true
      progressMs = null
    }
    run.process.lifecycle('visible')
  }

  // The end: another start, online, with all the time it takes.
  await device.advance(500)
  run!.process.kill()
  device.isOnline = true
  boot()
  await device.advance(20 * MINUTE_MS)

  // Nothing is lost without a report, nothing comes twice.
  const received = emulator.events()
  const dropped = runs.flatMap(({ heard }) =>
    heard.dropped.flatMap(({ events, reason }) => events.map(({ name }) => `${name} ${reason}`)),
  )
  for (const name of tracked) {
    const count = received.filter((event) => event.name === name).length
    expect(count + dropped.filter((entry) => entry === `${name} max-age`).length, name).toBe(1)
  }
  expect(dropped.every((entry) => entry.endsWith(' max-age'))).toBe(true)
  // Only a wall-clock difference over starts can make an event that old.
  if (runs.length === 2) expect(runs[0]!.heard.dropped).toEqual([])

  // Batches are chronological.
  for (const { json } of device.sent) {
    const times = ((json['events'] as { time: string }[] | undefined) ?? []).map((event) => Date.parse(event.time))
    expect(times).toEqual([...times].sort((a, b) => a - b))
  }

  // Each view that started is completed once, not before its play event.
  for (const viewId of new Set(
    runs.flatMap(({ heard }) => heard.view.filter(({ state }) => state === 'started').map((event) => event.viewId)),
  )) {
    const own = received.filter((event) => event.viewId === viewId)
    const completions = own.filter(({ name }) => name === 'VideoCompletion')
    if (!dropped.some((entry) => entry.startsWith('VideoCompletion'))) expect(completions).toHaveLength(1)
    const play = own.find(({ name }) => name === 'Videoview')
    if (play && completions[0]) expect(Date.parse(completions[0].time)).toBeGreaterThanOrEqual(Date.parse(play.time))
  }

  // A session more than for each reason there was: no explosion.
  const reasons = actions.filter(
    ({ do: what }) => what === 'wait' || what === 'step' || what === 'set-right' || what === 'sleep' || what === 'show',
  ).length
  expect(runs.reduce((count, { heard }) => count + heard.session.length, 0)).toBeLessThanOrEqual(runs.length + reasons)
}

describe('an evening under clocks that nobody can trust', () => {
  it(
    'keeps its sessions, its views, its events and their times by the rules',
    async () => {
      await fc.assert(fc.asyncProperty(evenings, live), settings)
    },
    60_000 + RUNS * 1000,
  )
})
