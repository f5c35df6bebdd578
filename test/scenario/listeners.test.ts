import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TrackerEvents } from '../../src/api.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening, Run } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const received = () => evening.emulator.events().map((event) => event.name)
const leftOnDevice = () => [...evening.device.keyValue.keys(), ...evening.device.rows.keys()]
const states = ({ heard }: Run) => heard.view.map(({ state }) => state)

/** Runs `act` at the first `state` of a view. */
function atState(run: Run, state: TrackerEvents['view']['state'], act: () => void): void {
  let isDone = false
  run.tracker.on('view', (view) => {
    if (view.state !== state || isDone) return
    isDone = true
    act()
  })
}

describe('a listener that revokes consent', () => {
  it.each<[string, string[], (run: Run) => void]>([
    // The view was open when the listener heard of its session: both are told, in order.
    ['at the opening of a session', ['open'], (run) => run.tracker.on('session', () => run.tracker.consent.revoke())],
    ['at the opening of a view', ['open'], (run) => atState(run, 'open', () => run.tracker.consent.revoke())],
    [
      'at the start of a view',
      ['open', 'started'],
      (run) => atState(run, 'started', () => run.tracker.consent.revoke()),
    ],
    [
      'at the completion of a view',
      ['open', 'started', 'completed'],
      (run) => atState(run, 'completed', () => run.tracker.consent.revoke()),
    ],
    ['at the first answer', ['open', 'started'], (run) => run.tracker.on('sent', () => run.tracker.consent.revoke())],
  ])('%s shuts everything, leaves nothing on the device, and breaks nothing', async (_title, expected, listen) => {
    const run = startApp(evening, { consent: 'granted' })
    listen(run)
    const player = createFakePlayer(evening.device, 30)
    const view = run.tracker.watch(player, SPORTS)
    await player.play(10)
    await evening.device.settle()
    // All but the one that waits for the completion have revoked by now.
    expect(player.isAttached).toBe(expected.includes('completed'))
    view.end()
    await evening.device.advance(3000)
    expect(states(run)).toEqual(expected)
    expect(view.id).toBeNull()
    expect(run.tracker.consent.status).toBe('denied')
    expect(leftOnDevice()).toEqual([])
    expect(run.heard.diagnostic).toEqual([])
    expect(received()).not.toContain('VideoCompletion')
    expect(run.tracker.ids).toEqual({ userId: null, sessionId: null, viewId: null })
  })

  it('and grants it again leaves the view to a new id and a new count', async () => {
    const run = startApp(evening, { consent: 'granted' })
    atState(run, 'started', () => {
      run.tracker.consent.revoke()
      run.tracker.consent.grant()
    })
    const player = createFakePlayer(evening.device, 60)
    const view = run.tracker.watch(player, SPORTS)
    const first = view.id
    await player.play(10)
    view.end()
    await evening.device.settle()
    expect(run.heard.diagnostic).toEqual([])
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
    expect(evening.emulator.events().map((event) => event.viewId)).not.toContain(first)
    expect(evening.emulator.users()).toHaveLength(1)
  })

  it('and grants it again sends no milestone of the former view under the new id', async () => {
    const run = startApp(evening, { consent: 'granted', events: { milestones: { 25: 'Quarter' } } })
    atState(run, 'started', () => {
      run.tracker.consent.revoke()
      run.tracker.consent.grant()
    })
    // The first second of four starts the view and reaches its milestone at once.
    const player = createFakePlayer(evening.device, 4)
    run.tracker.watch(player, SPORTS)
    await player.play(1)
    await evening.device.settle()
    expect(received()).toEqual([])
    await player.play(2)
    await evening.device.settle()
    expect(received()).toEqual(['Videoview', 'Quarter'])
  })
})

describe('a listener at the start of a view', () => {
  it('may end it: one play, one completion, and the player is let go', async () => {
    const run = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 60)
    const view = run.tracker.watch(player, SPORTS)
    atState(run, 'started', () => view.end())
    await player.play(3)
    await evening.device.settle()
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
    expect(states(run)).toEqual(['open', 'started', 'completed'])
    expect(player.isAttached).toBe(false)
    expect(run.heard.diagnostic).toEqual([])
  })

  it('may destroy the tracker: the completion is written, and nothing stays behind', async () => {
    const run = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 60)
    run.tracker.watch(player, SPORTS)
    atState(run, 'started', () => void run.tracker.destroy())
    await player.play(10)
    await evening.device.advance(3000)
    expect(received()).toEqual([])
    expect(player.isAttached).toBe(false)
    expect(run.process.leaks()).toBe(0)
    run.process.kill()
    startApp(evening, { consent: 'granted' })
    await evening.device.advance(1000)
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
  })

  it('may watch other content on the same player', async () => {
    const run = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 60)
    const first = run.tracker.watch(player, SPORTS)
    let second = first
    atState(run, 'started', () => (second = run.tracker.watch(player, { ...SPORTS, id: 'vid_457' })))
    await player.play(10)
    second.end()
    await evening.device.settle()
    expect(evening.emulator.events().map((event) => [event.name, event.viewId])).toEqual([
      ['Videoview', first.id],
      ['VideoCompletion', first.id],
      ['Videoview', second.id],
      ['VideoCompletion', second.id],
    ])
    expect(run.heard.diagnostic).toEqual([])
  })
})

describe('what an app may get wrong', () => {
  it('a listener that is none is a diagnostic', () => {
    const { tracker, heard } = startApp(evening)
    expect(() => tracker.on('sent', undefined as never)).not.toThrow()
    expect(heard.diagnostic.map(({ code }) => code)).toEqual(['port-failed'])
  })

  it('options that are null count as none given', async () => {
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    await evening.device.settle()
    expect(tracker.activations.get('gam', null as never)).toEqual([])
    expect(await tracker.activations.fresh('gam', null as never)).toEqual({ ids: [], source: 'none' })
    expect(heard.diagnostic).toEqual([])
  })

  it('an unknown port is a ConfigError', () => {
    expect(() => startApp(evening, { ports: { clok: {} } as never })).toThrow('ports')
  })

  it('a content whose id and url are blank is refused, and Contextual is not asked', async () => {
    const { tracker, heard } = startApp(evening)
    tracker.watch(createFakePlayer(evening.device, 60), { id: '', url: ' ', properties: {} })
    await evening.device.settle()
    expect(heard.diagnostic.map(({ code }) => code)).toEqual(['bad-content'])
    expect(tracker.inspect().views).toEqual([])
    expect(evening.device.sent).toEqual([])
  })

  it('asking for signals after destroy gives none, in the form asked for', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.startView(SPORTS)
    await evening.device.settle()
    await tracker.destroy()
    expect(tracker.activations.get('gam')).toEqual([])
    expect(tracker.activations.get('gam', { split: true })).toEqual({ behavioral: [], contextual: [] })
    expect(tracker.cohorts).toEqual([])
  })
})

it('a view tells nothing of what was counted before a revoke', async () => {
  const { tracker } = startApp(evening, { consent: 'granted' })
  const player = createFakePlayer(evening.device, 60)
  const view = tracker.watch(player, SPORTS)
  await player.play(10)
  expect(view.totals.timeSpentSeconds).toBeCloseTo(10, 0)
  tracker.consent.revoke()
  expect(view.id).toBeNull()
  expect(view.totals.timeSpentSeconds).toBe(0)
  expect(tracker.inspect().views.map(({ state, coverage }) => [state, coverage])).toEqual([['waiting', []]])
})

it('what went wrong while the tracker was built is told as soon as the app can listen', async () => {
  Object.assign(evening.device.faults, { keyValue: true, records: 'missing' })
  const { heard } = startApp(evening, { consent: 'granted' })
  expect(heard.diagnostic).toEqual([])
  await evening.device.advance(0)
  expect(heard.diagnostic.map(({ code }) => code)).toEqual(['storage-unavailable'])
})
