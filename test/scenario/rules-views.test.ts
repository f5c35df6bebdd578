import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ManualView } from '../../src/api.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening, Run } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const ccs = () => evening.device.sent.filter((request) => request.url.includes('/ccs/'))
const received = () => evening.emulator.events().map((event) => event.name)

describe('the exit of the app', () => {
  it('starts no request, neither for what was just tracked nor for what waits in a back-off, and a return lets both go', async () => {
    const { device } = evening
    const { tracker, process } = startApp(evening, { consent: 'granted' })
    await device.settle()
    device.answer = () => ({ status: 503 })
    tracker.track('One')
    await device.settle()
    device.answer = null
    tracker.track('Two')
    process.lifecycle('exit')
    await device.advance(60_000)
    expect(ccs()).toHaveLength(1)
    process.lifecycle('hidden')
    await device.advance(60_000)
    expect(ccs()).toHaveLength(1)
    process.lifecycle('visible')
    await device.settle()
    expect(received()).toEqual(['One', 'Two'])
  })
})

it('a view that waited past both time-outs for its first picture begins anew: its events lie in the new session', async () => {
  const { device } = evening
  const { tracker, heard } = startApp(evening, { consent: 'granted' })
  const player = createFakePlayer(device, 60)
  const view = tracker.watch(player, SPORTS)
  const { id } = view
  await device.advance(2_400_000)
  await player.play(5)
  view.end()
  await device.settle()
  expect(view.id).not.toBe(id)
  expect(heard.session.map(({ reason }) => reason)).toEqual(['start', 'timeout'])
  expect(evening.emulator.events().map((event) => [event.name, event.sessionId, event.viewId])).toEqual([
    ['Videoview', tracker.ids.sessionId, view.id],
    ['VideoCompletion', tracker.ids.sessionId, view.id],
  ])
})

describe('a player reported by hand', () => {
  async function run(view: ManualView, from: number): Promise<void> {
    for (let second = 1; second <= 5; second++) {
      await evening.device.advance(1000)
      view.signal({ signal: 'timeupdate', position: from + second })
    }
  }
  const start = ({ tracker }: Run) => {
    const view = tracker.startView(SPORTS)
    view.signal({ signal: 'durationchange', duration: 60 })
    view.signal({ signal: 'play', position: 0 })
    view.signal({ signal: 'playing', position: 0 })
    return view
  }

  it.each<[string, (app: Run) => Promise<void>]>([
    ['a change of identity', async ({ tracker }) => tracker.identify({ tag: 'internal_id', id: 'anna' })],
    ['a revoke and a grant', async ({ tracker }) => (tracker.consent.revoke(), tracker.consent.grant())],
  ])('is as it was reported after %s', async (_title, act) => {
    const app = startApp(evening, { consent: 'granted' })
    const view = start(app)
    await run(view, 0)
    await act(app)
    await run(view, 5)
    view.end()
    await evening.device.settle()
    const completion = evening.emulator.events().at(-1)!
    expect(completion.name).toBe('VideoCompletion')
    expect(completion.properties).toMatchObject({ time_spent_seconds: 5, percentage_watched: 0.0833 })
  })

  it('is as it was reported where it was before the grant', async () => {
    const app = startApp(evening)
    const view = start(app)
    await run(view, 0)
    app.tracker.consent.grant()
    await run(view, 5)
    view.end()
    await evening.device.settle()
    expect(evening.emulator.events().at(-1)!.properties).toMatchObject({
      time_spent_seconds: 5,
      percentage_watched: 0.0833,
    })
  })

  it('is as it was reported after a time-out that an event noticed', async () => {
    const app = startApp(evening, { consent: 'granted' })
    const view = start(app)
    await run(view, 0)
    view.signal({ signal: 'pause', position: 5 })
    await evening.device.advance(2_400_000)
    app.tracker.track('Search')
    view.signal({ signal: 'play', position: 5 })
    view.signal({ signal: 'playing', position: 5 })
    await run(view, 5)
    view.end()
    await evening.device.settle()
    expect(evening.emulator.events().at(-1)!.properties).toMatchObject({
      time_spent_seconds: 5,
      percentage_watched: 0.0833,
    })
  })
})

describe('what a player knows of what it plays', () => {
  const played = () =>
    evening.emulator
      .events()
      .map(({ name, viewId, properties }) => [name, viewId, properties['title'], properties['channel']])
  async function watch(view: ManualView, seconds = 3): Promise<void> {
    view.signal({ signal: 'playing' })
    for (let second = 0; second < seconds; second++) {
      await evening.device.advance(1000)
      view.signal({ signal: 'timeupdate' })
    }
  }

  it('lies over the properties of the content: with other content for the new view, else from now on; what is unknown leaves the content’s', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const view = tracker.startView({ url: 'app://tv', live: true, properties: { title: 'Live' } })
    const ids = [view.id]
    view.signal({ signal: 'durationchange', properties: { channel: 'One', title: undefined } })
    await watch(view)
    view.signal({ signal: 'timeupdate', properties: { channel: 'One', title: 'News' } })
    view.signal({ signal: 'load', content: 'film', properties: { title: 'Film' } })
    ids.push(view.id)
    await watch(view)
    view.signal({ signal: 'load', content: 'other' })
    ids.push(view.id)
    await watch(view)
    view.end()
    await evening.device.settle()
    expect(played()).toEqual([
      ['Videoview', ids[0], 'Live', 'One'],
      ['VideoCompletion', ids[0], 'News', 'One'],
      ['Videoview', ids[1], 'Film', undefined],
      ['VideoCompletion', ids[1], 'Film', undefined],
      ['Videoview', ids[2], 'Live', undefined],
      ['VideoCompletion', ids[2], 'Live', undefined],
    ])
  })

  it('is recovered with the view after a kill', async () => {
    const first = startApp(evening, { consent: 'granted' })
    const view = first.tracker.startView({ url: 'app://tv', live: true, properties: { title: 'Live' } })
    await watch(view, 1)
    view.signal({ signal: 'load', content: 'film', properties: { title: 'Film' } })
    await watch(view, 30)
    first.process.kill()
    startApp(evening, { consent: 'granted' })
    await evening.device.advance(5000)
    expect(
      played()
        .slice(2)
        .map(([name, , title]) => [name, title]),
    ).toEqual([
      ['Videoview', 'Film'],
      ['VideoCompletion', 'Film'],
    ])
  })

  it('is reported and left out where it cannot be sent', async () => {
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    const view = tracker.startView({ url: 'app://tv', live: true, properties: { title: 'Live' } })
    const circular: Record<string, unknown> = { title: 'Film' }
    circular['self'] = circular
    view.signal({ signal: 'durationchange', properties: circular })
    await watch(view)
    view.end()
    await evening.device.settle()
    expect(heard.diagnostic.map(({ code }) => code)).toEqual(['bad-event'])
    expect(played().map(([name, , title]) => [name, title])).toEqual([
      ['Videoview', 'Live'],
      ['VideoCompletion', 'Live'],
    ])
  })
})
