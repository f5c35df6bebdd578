import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const ccs = () => evening.device.sent.filter((request) => request.url.includes('/ccs/'))
const contextual = () => evening.device.sent.filter((request) => request.url.includes('/ctx/'))
const received = () => evening.emulator.events().map((event) => event.name)

describe('Contextual', () => {
  it('is asked at each view, and only a prefetch counts as the call of the next', async () => {
    const { tracker } = startApp(evening)
    tracker.watch(createFakePlayer(evening.device, 60), SPORTS)
    await evening.device.settle()
    tracker.watch(createFakePlayer(evening.device, 60), SPORTS)
    await evening.device.settle()
    expect(contextual()).toHaveLength(2)
    const next = { ...SPORTS, url: 'https://example.com/shows/next/' }
    tracker.prefetch(next)
    await evening.device.settle()
    for (let i = 0; i < 2; i++) {
      tracker.startView(next)
      await evening.device.settle()
    }
    expect(contextual().map(({ json }) => json['url'])).toEqual([SPORTS.url, SPORTS.url, next.url, next.url])
  })

  it('gives a content without url no signals of the one before', async () => {
    const { tracker, heard } = startApp(evening)
    tracker.watch(createFakePlayer(evening.device, 60), SPORTS)
    await evening.device.settle()
    expect(tracker.activations.get('dfp')).toEqual(['99999'])
    tracker.watch(createFakePlayer(evening.device, 60), { id: 'x', properties: {} } as never)
    expect(tracker.activations.get('dfp')).toEqual([])
    expect(tracker.activations.get('dfp', { url: SPORTS.url })).toEqual(['99999'])
    expect(heard.diagnostic.map(({ code }) => code)).toEqual(['bad-content'])
    expect(contextual()).toHaveLength(1)
  })

  it('switched off is never asked, and views are measured all the same', async () => {
    const { tracker } = startApp(evening, { consent: 'granted', contextual: { enabled: false } })
    const player = createFakePlayer(evening.device, 60)
    const view = tracker.watch(player, SPORTS)
    tracker.prefetch(SPORTS)
    await player.play(5)
    view.end()
    const fresh = tracker.activations.fresh('dfp', { url: SPORTS.url })
    await evening.device.settle()
    expect(contextual()).toEqual([])
    expect(received()).toEqual(['Videoview', 'VideoCompletion'])
    expect(tracker.activations.get('dfp', { split: true }).contextual).toEqual([])
    expect((await fresh).source).toBe('fresh')
  })

  it.each<[string, string | false, object, object]>([
    ['as they are, without a wrap', false, { title: 'x' }, { title: 'x' }],
    ['under the key of the app', 'clip', { title: 'x' }, { clip: { title: 'x' } }],
    [
      'as they are, where they hold the key already',
      'video',
      { video: { title: 'x' }, page: 1 },
      { video: { title: 'x' }, page: 1 },
    ],
  ])('gets the properties %s', async (_title, wrap, properties, expected) => {
    const { tracker } = startApp(evening, { contextual: { wrap } })
    tracker.startView({ url: 'app://1', properties: { ...properties } })
    await evening.device.settle()
    expect(contextual().map(({ json }) => json)).toEqual([{ url: 'app://1', page_properties: expected }])
  })
})

it('the key travels in a header where the app wants it so, to both APIs, and in no url', async () => {
  const { tracker, heard } = startApp(evening, { consent: 'granted', transport: { auth: 'header' } })
  tracker.track('Pageview')
  tracker.startView(SPORTS)
  await evening.device.settle()
  expect(evening.device.sent.map(({ url }) => url).sort()).toEqual([
    'https://api.permutive.app/ccs/v1/segmentation?activations=true',
    'https://api.permutive.com/ctx/v1/segment',
  ])
  for (const { headers, status } of evening.device.sent) {
    expect(headers).toEqual({ 'Content-Type': 'application/json', 'X-Api-Key': API_KEY })
    expect(status).toBe(200)
  }
  expect(received()).toEqual(['Pageview'])
  expect(heard.diagnostic).toEqual([])
})

describe('fresh', () => {
  it('waits through a back-off for the answer that is still due', async () => {
    const { device } = evening
    device.answer = () => ({ status: 503 })
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('Videoview', { categories: ['news'] })
    await device.settle()
    expect(tracker.inspect().queue.retryInMs).toBeGreaterThan(0)
    device.answer = null
    let result: unknown = null
    void tracker.activations.fresh('dfp', { deadlineMs: 5000 }).then((fresh) => (result = fresh))
    await device.settle()
    expect(result).toBeNull()
    await device.advance(2000)
    await device.settle()
    expect(result).toEqual({ ids: ['23456'], source: 'fresh' })
  })

  it('does not wait where delivery was stopped', async () => {
    evening.device.answer = () => ({ status: 401 })
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    await evening.device.settle()
    expect(await tracker.activations.fresh('dfp')).toEqual({ ids: [], source: 'none' })
  })

  it.each<[string, 'never' | { status: number }]>([
    ['a request is under way', 'never'],
    ['a back-off runs', { status: 503 }],
  ])('is over at once with a revoke while %s', async (_title, answer) => {
    evening.device.answer = () => answer
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    await evening.device.settle()
    let result: unknown = null
    void tracker.activations.fresh('dfp').then((fresh) => (result = fresh))
    await evening.device.settle()
    expect(result).toBeNull()
    tracker.consent.revoke()
    await evening.device.settle()
    expect(result).toEqual({ ids: [], source: 'none' })
    expect(ccs()).toHaveLength(1)
  })
})

it('milestones passed after the completion of a view are not sent', async () => {
  const { device } = evening
  const { tracker } = startApp(evening, {
    consent: 'granted',
    events: { milestones: { 25: 'Quarter', 50: 'Half', 75: 'Most' } },
  })
  const player = createFakePlayer(device, 100)
  const view = tracker.watch(player, SPORTS)
  await player.play(5)
  player.seek(96)
  await player.play(4)
  player.ended()
  await device.settle()
  player.seek(50)
  await player.play(40)
  await device.settle()
  expect(view.totals.percentageWatched).toBeGreaterThan(0.4)
  expect(received()).toEqual(['Videoview', 'VideoCompletion'])
})
