/**
 * One app with films, podcasts and articles: each kind of content under its own events, as the guide shows them.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { reading } from '../../players/reading/index.ts'
import type { Content, ManualView } from '../../src/api.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

const EPISODE = { title: 'Morning news', categories: ['news'] }
const PODCAST: Content = { url: 'myapp://podcast/1234', kind: 'audio', properties: EPISODE }
const ARTICLE: Content = { url: 'https://example.com/a/', kind: 'article', properties: { title: 'A' } }

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => {
  vi.unstubAllGlobals()
  return evening.emulator.stop()
})

const requests = (api: string) => evening.device.sent.filter(({ url }) => url.includes(api))
const events = () => requests('/ccs/').flatMap(({ json }) => json['events'] as Record<string, unknown>[])

/** Ten seconds of a content of forty. */
async function play(view: ManualView): Promise<void> {
  view.signal({ signal: 'durationchange', duration: 40 })
  view.signal({ signal: 'playing', position: 0 })
  for (let position = 1; position <= 10; position++) {
    await evening.device.advance(1000)
    view.signal({ signal: 'timeupdate', position })
  }
}

it('an evening of a film, a podcast and an article has the events of each, in its own words', async () => {
  const { tracker, heard } = startApp(evening, { consent: 'granted' })
  for (const content of [SPORTS, PODCAST, ARTICLE]) {
    const view = tracker.startView(content)
    await play(view)
    view.end()
    await evening.device.settle()
  }
  const watched = { time_spent_seconds: 10, percentage_watched: 0.25 }
  expect(events().map(({ name, properties }) => [name, properties])).toEqual([
    ['Videoview', SPORTS.properties],
    ['VideoCompletion', { ...SPORTS.properties, ...watched }],
    ['AudioPlay', EPISODE],
    ['AudioCompletion', { ...EPISODE, ...watched }],
    ['Pageview', { title: 'A' }],
    ['PageviewComplete', { title: 'A', ...watched }],
  ])
  expect(requests('/ctx/').map(({ json }) => json['page_properties'])).toEqual([
    { video: SPORTS.properties },
    { audio: EPISODE },
    { article: { title: 'A' } },
  ])
  expect(heard.diagnostic).toEqual([])
})

it('a podcast that a kill cut off is completed as a podcast, with its own shape', async () => {
  const kinds = {
    podcast: {
      play: 'AudioPlay',
      completion: 'AudioCompletion',
      completionShape: ({ timeSpentSeconds }: { timeSpentSeconds: number }) => ({ heard: timeSpentSeconds }),
      wrap: 'audio',
    },
  }
  const first = startApp(evening, { consent: 'granted', kinds })
  const film = first.tracker.startView(SPORTS)
  await play(film)
  await play(first.tracker.startView({ ...PODCAST, kind: 'podcast' }))
  first.process.lifecycle('hidden')
  first.process.kill()
  startApp(evening, { consent: 'granted', kinds })
  await evening.device.advance(1000)
  const completions = events().filter(({ name }) => String(name).endsWith('Completion'))
  expect(completions.map(({ name, properties }) => [name, properties])).toEqual([
    ['VideoCompletion', expect.objectContaining({ title: SPORTS.properties.title, percentage_watched: 0.25 })],
    ['AudioCompletion', { ...EPISODE, heard: 10 }],
  ])
  expect(requests('/ctx/')[1]!.json['page_properties']).toEqual({ audio: EPISODE })
})

it('a content of a kind that nobody named is not measured under another name', async () => {
  const { tracker, heard } = startApp(evening, { consent: 'granted' })
  const view = tracker.startView({ ...PODCAST, kind: 'podcast' })
  await play(view)
  view.end()
  tracker.prefetch({ ...PODCAST, kind: 'podcast' })
  await evening.device.settle()
  expect(evening.device.sent).toEqual([])
  expect(heard.diagnostic.map(({ code }) => code)).toEqual(['bad-content', 'bad-content'])
})

it('the Contextual API is asked at each view of one handle', async () => {
  const { tracker } = startApp(evening, { consent: 'granted', viewTimeoutMs: 60_000 })
  const view = tracker.startView(SPORTS)
  await play(view)
  await evening.device.advance(61_000)
  await play(view)
  expect(requests('/ctx/')).toHaveLength(2)
})

it('a heartbeat tells how far a view came while it runs, and is off unless it is asked for', async () => {
  const beats = () => events().filter(({ name }) => name === 'VideoProgress')
  const quiet = startApp(evening, { consent: 'granted' })
  await play(quiet.tracker.startView(SPORTS))
  await quiet.tracker.destroy()
  const { tracker } = startApp(evening, {
    consent: 'granted',
    events: { progress: { everySeconds: 4, name: 'VideoProgress' } },
  })
  const view = tracker.startView(SPORTS)
  await play(view)
  view.end()
  await evening.device.settle()
  expect(beats().map(({ properties, view_id }) => [properties, typeof view_id])).toEqual([
    [{ ...SPORTS.properties, time_spent_seconds: 4, percentage_watched: 0.1 }, 'string'],
    [{ ...SPORTS.properties, time_spent_seconds: 8, percentage_watched: 0.2 }, 'string'],
  ])
})

it('an article has the time it was before the viewer, and its scroll depth, also after a kill', async () => {
  vi.stubGlobal('window', { innerHeight: 1000 })
  let top = 0
  const article = reading({ getBoundingClientRect: () => ({ top, bottom: top + 4000 }) })
  const first = startApp(evening, { consent: 'granted' })
  first.tracker.watch(article, ARTICLE)
  await evening.device.advance(5000)
  top = -1000
  await evening.device.advance(5000)
  top = 0
  first.process.lifecycle('hidden')
  await evening.device.advance(60_000)
  first.process.lifecycle('visible')
  await evening.device.advance(5000)
  first.process.lifecycle('hidden')
  first.process.kill()
  startApp(evening, { consent: 'granted' })
  await evening.device.advance(1000)
  expect(events().map(({ name, properties }) => [name, properties])).toEqual([
    ['Pageview', { title: 'A' }],
    ['PageviewComplete', { title: 'A', time_spent_seconds: 15, percentage_watched: 0.5 }],
  ])
})

it('a view of a kind that an update took away is told, not completed as something else', async () => {
  const kinds = { game: { play: 'GameStart', completion: 'GameEnd' } }
  const first = startApp(evening, { consent: 'granted', kinds })
  await play(first.tracker.startView({ ...PODCAST, kind: 'game' }))
  first.process.kill()
  const { tracker, heard } = startApp(evening)
  tracker.consent.grant()
  await evening.device.advance(1000)
  expect(events().map(({ name }) => name)).toEqual(['GameStart'])
  expect(heard.diagnostic.map(({ code, message }) => [code, message])).toEqual([
    ['bad-content', "Content: expected a kind of the options, received 'game'."],
  ])
})
