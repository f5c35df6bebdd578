import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const ccs = () => evening.device.sent.filter((request) => request.url.includes('/ccs/'))
const contextual = () => evening.device.sent.filter((request) => request.url.includes('/ctx/'))

describe('an evening in front of the TV', () => {
  it('a clip watched to its end makes a play and a completion event of one view, and the answer changes the ad call', async () => {
    const { tracker, heard } = startApp(evening)
    tracker.consent.grant()
    await evening.device.settle()
    const player = createFakePlayer(evening.device, 60)
    const view = tracker.watch(player, SPORTS)
    await player.play(60)
    player.ended()
    await evening.device.settle()
    expect(view.totals.timeSpentSeconds).toBeCloseTo(60, 1)
    view.end()

    const second = createFakePlayer(evening.device, 60)
    tracker.watch(second, { ...SPORTS, id: 'vid_457' })
    await second.play(3)

    const events = evening.emulator.events()
    expect(events.map((event) => event.name)).toEqual(['Videoview', 'VideoCompletion', 'Videoview'])
    expect(events[0]!.viewId).toMatch(UUID_V4)
    expect(events[1]!.viewId).toBe(events[0]!.viewId)
    expect(events[2]!.viewId).not.toBe(events[0]!.viewId)
    expect(new Set(events.map((event) => event.sessionId)).size).toBe(1)
    expect(events[1]!.properties).toMatchObject({ ...SPORTS.properties, percentage_watched: 1 })
    expect(events[1]!.properties['time_spent_seconds']).toBeCloseTo(60, 1)
    // Two sports clips: the cohort is there, under the name of the ad server and its alias, with the contextual one behind it.
    expect(tracker.activations.get('dfp')).toEqual(['12345', '67890', '99999'])
    expect(tracker.activations.get('gam')).toEqual(['12345', '67890', '99999'])
    expect(tracker.activations.get('gam', { split: true })).toEqual({
      behavioral: ['12345', '67890'],
      contextual: ['99999'],
    })
    expect(heard.view.map((event) => event.state)).toEqual(['open', 'started', 'completed', 'open', 'started'])
    expect(heard.diagnostic).toEqual([])
  })

  it('requests look as the documents say', async () => {
    const { tracker } = startApp(evening)
    tracker.consent.grant()
    tracker.track('Pageview', { my_property: 'interesting', empty: '', nothing: null, when: new Date(0) })
    await evening.device.settle()

    expect(ccs()[0]!.url).toBe(`https://api.permutive.app/ccs/v1/segmentation?k=${API_KEY}&activations=true`)
    expect(ccs()[0]!.headers).toEqual({ 'Content-Type': 'application/json' })
    expect(ccs()[0]!.json).toEqual({
      user_id: tracker.ids.userId,
      events: [
        {
          name: 'Pageview',
          time: '2026-03-01T20:00:00.000Z',
          properties: { my_property: 'interesting', when: '1970-01-01T00:00:00.000Z' },
          session_id: tracker.ids.sessionId,
        },
      ],
    })
    expect(tracker.ids.userId).toMatch(UUID_V4)

    tracker.startView(SPORTS)
    await evening.device.settle()
    expect(contextual()[0]!.url).toBe(`https://api.permutive.com/ctx/v1/segment?k=${API_KEY}`)
    expect(contextual()[0]!.json).toEqual({ url: SPORTS.url, page_properties: { video: SPORTS.properties } })
  })

  it('a reload keeps user and session, reads the cached activations at once, and rotates the session after half an hour', async () => {
    const first = startApp(evening, { consent: 'granted' })
    first.tracker.track('Videoview', { categories: ['news'] })
    await evening.device.settle()
    const { userId, sessionId } = first.tracker.ids
    expect(first.tracker.activations.get('dfp')).toEqual(['23456'])
    await first.tracker.destroy()

    await evening.device.advance(60_000)
    const second = startApp(evening)
    expect(second.tracker.activations.get('dfp')).toEqual([])
    second.tracker.consent.grant()
    expect(second.tracker.activations.get('dfp')).toEqual(['23456'])
    second.tracker.track('Pageview')
    expect(second.tracker.ids).toMatchObject({ userId, sessionId })
    await second.tracker.destroy()

    await evening.device.advance(1_800_001)
    const third = startApp(evening, { consent: 'granted' })
    third.tracker.track('Pageview')
    expect(third.tracker.ids.userId).toBe(userId)
    expect(third.tracker.ids.sessionId).not.toBe(sessionId)
    expect(third.heard.session).toEqual([{ sessionId: third.tracker.ids.sessionId, reason: 'start' }])
  })

  it('after half an hour without progress the view is completed at its last progress and the handle goes on with a new one', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 600)
    const view = tracker.watch(player, SPORTS)
    await player.play(20)
    player.pause()
    const firstId = view.id
    await evening.device.advance(2_700_000)
    tracker.track('Screen')
    await evening.device.settle()

    const [play, completion, screen] = evening.emulator.events()
    expect(completion).toMatchObject({ name: 'VideoCompletion', viewId: firstId })
    expect(Date.parse(completion!.time) - Date.parse(play!.time)).toBeLessThan(21_000)
    expect(screen!.name).toBe('Screen')
    expect(screen!.sessionId).not.toBe(play!.sessionId)
    await player.play(5)
    view.end()
    await evening.device.settle()
    expect(view.id).not.toBe(firstId)
    expect(evening.emulator.events().map((event) => event.name)).toEqual([
      'Videoview',
      'VideoCompletion',
      'Screen',
      'Videoview',
      'VideoCompletion',
    ])
  })

  it('less than half a second watched sends nothing', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const view = tracker.startView(SPORTS)
    view.signal({ signal: 'durationchange', duration: 60 })
    view.signal({ signal: 'play', position: 0 })
    view.signal({ signal: 'playing', position: 0 })
    await evening.device.advance(400)
    view.signal({ signal: 'timeupdate', position: 0.4 })
    view.end()
    await evening.device.settle()
    expect(evening.emulator.events()).toEqual([])
  })

  it('watching the same player again ends its former view; views on different players live side by side', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const player = createFakePlayer(evening.device, 60)
    const other = createFakePlayer(evening.device, 60)
    const first = tracker.watch(player, SPORTS)
    tracker.watch(other, { ...SPORTS, id: 'other' })
    await player.play(5)
    await other.play(5)
    const again = tracker.watch(player, { ...SPORTS, id: 'again' })
    await player.play(5)
    await evening.device.settle()
    expect(again.id).not.toBe(first.id)
    expect(
      evening.emulator
        .events()
        .filter((event) => event.name === 'VideoCompletion')
        .map((event) => event.viewId),
    ).toEqual([first.id])
  })
})

describe('the shape of events is the workspace’s', () => {
  it('names, milestones and the aggregations shape are configurable', async () => {
    const { tracker } = startApp(evening, {
      consent: 'granted',
      events: {
        play: 'VideoPlay',
        completion: 'VideoDone',
        completionShape: 'aggregations',
        milestones: { 25: 'Quarter', 50: 'Half' },
      },
    })
    const player = createFakePlayer(evening.device, 20)
    const view = tracker.watch(player, SPORTS)
    await player.play(12)
    view.end()
    await evening.device.settle()
    const events = evening.emulator.events()
    expect(events.map((event) => event.name)).toEqual(['VideoPlay', 'Quarter', 'Half', 'VideoDone'])
    expect(events[3]!.properties['aggregations']).toEqual({ VideoEngagement: { engaged_time: 12, completion: 0.6 } })
  })

  it('a live view carries no percentage, and a custom shape that throws gives way to the flat one', async () => {
    const { tracker, heard } = startApp(evening, {
      consent: 'granted',
      events: {
        completionShape: () => {
          throw new Error('mistake')
        },
      },
    })
    const player = createFakePlayer(evening.device, Infinity)
    const view = tracker.watch(player, { ...SPORTS, live: true })
    await player.play(5)
    view.end()
    await evening.device.settle()
    const completion = evening.emulator.events()[1]!
    expect(completion.properties['time_spent_seconds']).toBeCloseTo(5, 1)
    expect(completion.properties).not.toHaveProperty('percentage_watched')
    expect(heard.diagnostic.map((diagnostic) => diagnostic.code)).toEqual(['shape-failed'])
  })
})
