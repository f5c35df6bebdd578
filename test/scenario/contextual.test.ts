/** Contextual signals over whole views: what is asked, what it holds, and what becomes of answers that come late. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Content, Tracker, TrackerOptions } from '../../src/api.ts'
import { contentUrl } from '../../src/contextual/content-url.ts'
import { createTracker } from '../../src/tracker.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const contextual = () => evening.device.sent.filter((request) => request.url.includes('/ctx/'))
const NEWS = { url: 'https://example.com/news/', properties: { categories: ['news'], title: 'At eight' } }
const ALIAS = { tag: 'internal_id', id: 'login-4711' }
const DEVICE = { tag: 'tifa', id: '11111111-2222-4333-8444-555555555555' }

/** An app whose answers of the Contextual API arrive when `release` is called. */
function startSlowApp(options: Partial<TrackerOptions> = {}): {
  tracker: Tracker
  release(): void
  platforms: string[][]
} {
  const { ports } = evening.device.boot()
  const held: (() => void)[] = []
  const send: typeof ports.transport.send = (request, done) => {
    let isAborted = false
    const abort = ports.transport.send(request, (response) => {
      if (request.url.includes('/ctx/')) held.push(() => isAborted || done(response))
      else done(response)
    })
    return () => {
      isAborted = true
      abort()
    }
  }
  const tracker = createTracker(
    { apiKey: API_KEY, ...options, ports: { transport: { ...ports.transport, send } } },
    ports,
  )
  const platforms: string[][] = []
  tracker.on('activations', ({ source, platforms: names }) => source === 'contextual' && platforms.push(names))
  return { tracker, platforms, release: () => held.splice(0).forEach((answer) => answer()) }
}

/** What a viewer does in an evening, with a player at hand. */
async function spendEvening(tracker: Tracker): Promise<void> {
  tracker.prefetch(NEWS)
  const player = createFakePlayer(evening.device, 60)
  tracker.watch(player, SPORTS)
  await player.play(20)
  tracker.track('Pageview')
  tracker.watch(player, { ...NEWS, live: true })
  await player.play(10)
  tracker.identify({ tag: 'internal_id', id: 'another' })
  tracker.startView({ url: 'app://3', properties: { viewer: { plan: 'gold' }, n: 3 } }).end()
  await evening.device.advance(1000)
}

describe('with and without consent', () => {
  const options: Partial<TrackerOptions> = {
    identity: { aliases: [ALIAS], deviceId: true },
    userProperties: ['viewer'],
    ports: { deviceId: { tag: DEVICE.tag, read: (done) => done(DEVICE.id) } },
  }
  const asked = () => contextual().map(({ url, headers, body, timeoutMs }) => ({ url, headers, body, timeoutMs }))

  it('the Contextual API gets the same requests, byte for byte, and none holds an id', async () => {
    const refused = startApp(evening, options)
    refused.tracker.consent.revoke()
    await spendEvening(refused.tracker)
    const without = asked()
    await refused.tracker.destroy()
    await evening.emulator.stop()

    evening = await startEvening()
    const unknown = startApp(evening, options)
    await spendEvening(unknown.tracker)
    expect(asked()).toEqual(without)
    await unknown.tracker.destroy()
    await evening.emulator.stop()

    evening = await startEvening()
    const { tracker } = startApp(evening, { ...options, consent: 'granted' })
    const ids = new Set<string>([ALIAS.id, DEVICE.id, 'another'])
    tracker.on('view', ({ viewId }) => ids.add(viewId))
    tracker.on('session', ({ sessionId }) => ids.add(sessionId))
    await spendEvening(tracker)
    const withConsent = asked()
    // Only a view that is measured goes on under another viewer, and then it is a view of its own.
    expect(withConsent.splice(2, 1)).toEqual([expect.objectContaining({ url: without[1]!.url })])
    expect(withConsent).toEqual(without)
    expect(without).toHaveLength(3)
    ids.add(tracker.ids.userId!).add(JSON.parse(evening.device.keyValue.get('ctv-tracker.id')!).id)
    expect(ids.size).toBeGreaterThan(7)
    for (const id of ids) expect(JSON.stringify(asked())).not.toContain(id)
    // The behavioural requests do hold them: the comparison above is one of what differs.
    expect(JSON.stringify(evening.device.sent.map(({ body }) => body))).toContain(DEVICE.id)
  })

  it('the signals are the same', async () => {
    const results: unknown[] = []
    for (const consent of ['required', 'granted'] as const) {
      const { tracker } = startApp(evening, { consent })
      tracker.startView(SPORTS)
      await evening.device.settle()
      results.push([
        tracker.activations.get('gam', { split: true }).contextual,
        tracker.activations.get('freewheel', { split: true }).contextual,
      ])
      await tracker.destroy()
    }
    expect(results).toEqual([
      [['99999'], ['99999']],
      [['99999'], ['99999']],
    ])
  })

  it('signals outlive a refusal, for they are of the content', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.startView(SPORTS)
    await evening.device.settle()
    tracker.consent.revoke()
    expect(tracker.activations.get('gam')).toEqual(['99999'])
  })
})

describe('what is sent', () => {
  it('is what the play event holds, less the configured paths, and cleaned as that is', async () => {
    const properties = {
      title: 'x',
      categories: ['sports', ''],
      viewer: { age: 40, plan: 'gold', notes: null },
      aired: new Date(0),
      rating: NaN,
    }
    const { tracker } = startApp(evening, { consent: 'granted', userProperties: ['viewer.age', 'viewer.notes'] })
    const player = createFakePlayer(evening.device, 60)
    tracker.watch(player, { ...SPORTS, properties })
    await player.play(2)
    await evening.device.settle()
    const [play] = evening.emulator.events()
    expect(play!.properties).toEqual({
      title: 'x',
      categories: ['sports'],
      viewer: { age: 40, plan: 'gold' },
      aired: '1970-01-01T00:00:00.000Z',
    })
    expect(contextual()[0]!.json).toEqual({
      url: SPORTS.url,
      page_properties: { video: { ...play!.properties, viewer: { plan: 'gold' } } },
    })
  })

  it('is the same for one content, by whichever link the viewer came', async () => {
    const { tracker } = startApp(evening)
    const cameBy = (webUrl: string): Content => ({ url: contentUrl({ webUrl }), properties: SPORTS.properties })
    tracker.prefetch(cameBy('https://Example.com/shows/pl-highlights/?utm_source=push&sid=1#top'))
    await evening.device.settle()
    tracker.startView(cameBy('https://example.com:443/shows/pl-highlights/?gclid=2'))
    await evening.device.settle()
    expect(contextual().map(({ json }) => json['url'])).toEqual([SPORTS.url])
    expect(tracker.activations.get('gam', { url: SPORTS.url })).toEqual(['99999'])
  })
})

describe('data of the viewer in a content', () => {
  const warnings = (heard: { diagnostic: { code: string; message: string }[] }) =>
    heard.diagnostic.filter(({ code }) => code === 'personal-data').map(({ message }) => message)

  it('is told once for each path, under a grant also the ids of this TV, and is sent all the same', async () => {
    const { tracker, heard } = startApp(evening, {
      consent: 'granted',
      identity: { deviceId: true },
      ports: { deviceId: { tag: DEVICE.tag, read: (done) => done(DEVICE.id) } },
    })
    await tracker.ready
    tracker.track('Pageview')
    const first = tracker.startView(SPORTS)
    const leak = {
      user: tracker.ids.userId,
      session: [tracker.ids.sessionId],
      nested: { view: first.id, device: DEVICE.id },
      title: 'x',
    }
    await evening.device.settle()
    Object.assign(leak, { user: tracker.ids.userId })
    tracker.prefetch({ url: 'app://1', properties: leak })
    tracker.prefetch({ url: `app://2?v=${first.id}`, properties: leak })
    await evening.device.settle()
    expect(warnings(heard)).toEqual(
      ['properties.user', 'properties.session.0', 'properties.nested.view', 'properties.nested.device', 'url'].map(
        (path) => `content.${path} looks like an e-mail address or an id.`,
      ),
    )
    expect(contextual()[1]!.json['page_properties']).toEqual({ video: leak })
  })

  it('is told without consent too, where the app itself said the id, and nothing on the device is read for it', async () => {
    const { tracker, heard } = startApp(evening, { identity: { aliases: [ALIAS] } })
    tracker.prefetch({ url: 'app://1', properties: { login: ALIAS.id, mail: 'anna@home.example' } })
    tracker.identify({ tag: 'internal_id', id: 'ben-12' })
    tracker.prefetch({ url: 'app://2', properties: { owner: 'ben-12', former: ALIAS.id } })
    await evening.device.settle()
    expect(warnings(heard)).toEqual(
      ['login', 'mail', 'owner'].map((name) => `content.properties.${name} looks like an e-mail address or an id.`),
    )
    expect(evening.device.touched).toEqual([])
    expect(JSON.stringify(heard.diagnostic)).not.toMatch(/4711|home\.example|ben-12/)
  })

  it('stored ids are not known before a grant, nor after its end', async () => {
    const { tracker, heard } = startApp(evening)
    tracker.consent.grant()
    tracker.track('Pageview')
    await evening.device.settle()
    const { userId, sessionId } = tracker.ids
    tracker.consent.revoke()
    tracker.prefetch({ url: 'app://1', properties: { userId, sessionId } })
    expect(warnings(heard)).toEqual([])
  })

  it('may be told to a listener that destroys the tracker', async () => {
    const { tracker, process } = startApp(evening, { consent: 'granted' })
    tracker.on('diagnostic', ({ code }) => code === 'personal-data' && void tracker.destroy())
    tracker
      .startView({ url: 'app://1', properties: { mail: 'anna@home.example' } })
      .signal({ signal: 'playing', position: 0 })
    await evening.device.settle()
    expect(process.leaks()).toBe(0)
  })
})

describe('late answers', () => {
  it('miss the deadline and reach the next ad call, without consent', async () => {
    const { tracker, release, platforms } = startSlowApp()
    tracker.startView(SPORTS)
    const results: unknown[] = []
    void tracker.activations.fresh('gam', { deadlineMs: 300 }).then((result) => results.push(result))
    await evening.device.advance(300)
    expect(results).toEqual([{ ids: [], source: 'none' }])
    await evening.device.advance(2000)
    expect(platforms).toEqual([])
    release()
    expect(platforms).toEqual([['dfp', 'freewheel', 'adswizz_keyvalue']])
    expect(tracker.activations.get('gam')).toEqual(['99999'])
    expect(await tracker.activations.fresh('gam')).toEqual({ ids: ['99999'], source: 'cached' })
  })

  it('join the behavioural ones, behind them', async () => {
    const { tracker, release } = startSlowApp({ consent: 'granted' })
    tracker.startView(SPORTS)
    tracker.track('Videoview', { categories: ['news'] })
    await evening.device.settle()
    expect(tracker.activations.get('gam')).toEqual(['23456'])
    release()
    expect(tracker.activations.get('gam')).toEqual(['23456', '99999'])
    expect(tracker.activations.get('gam', { split: true })).toEqual({ behavioral: ['23456'], contextual: ['99999'] })
  })

  it('belong to the content they are about, also when another is on screen by then', async () => {
    const { tracker, release } = startSlowApp()
    tracker.startView(SPORTS)
    tracker.startView({ url: 'app://other', properties: { title: 'x' } })
    await evening.device.settle()
    release()
    expect(tracker.activations.get('gam')).toEqual([])
    expect(tracker.activations.get('gam', { url: SPORTS.url })).toEqual(['99999'])
  })

  it('of another content make no ad call fresh', async () => {
    const { tracker, release } = startSlowApp()
    tracker.prefetch(NEWS)
    await evening.device.settle()
    tracker.startView({ url: 'app://slow', properties: { title: 'x' } })
    const results: unknown[] = []
    void tracker.activations.fresh('gam', { deadlineMs: 300 }).then((result) => results.push(result))
    void tracker.activations.fresh('gam', { url: NEWS.url, deadlineMs: 300 }).then((result) => results.push(result))
    release()
    await evening.device.advance(300)
    expect(results).toEqual([
      { ids: ['88888'], source: 'fresh' },
      { ids: [], source: 'none' },
    ])
  })

  it('are not waited for once their content is forgotten, and come to nothing', async () => {
    const { tracker, release, platforms } = startSlowApp()
    tracker.prefetch(SPORTS)
    const fresh = tracker.activations.fresh('gam', { url: SPORTS.url, deadlineMs: 60_000 })
    for (let place = 0; place < 20; place++) tracker.prefetch({ url: `app://${place}`, properties: NEWS.properties })
    expect(await fresh).toEqual({ ids: [], source: 'none' })
    await evening.device.settle()
    release()
    expect(platforms).toHaveLength(20)
    expect(tracker.activations.get('gam', { url: SPORTS.url })).toEqual([])
    expect(tracker.inspect().activations.contextual.map(({ url }) => url)).toEqual(
      Array.from({ length: 20 }, (_, place) => `app://${place}`),
    )
  })

  it('of one content do not end the wait for the latest, when the store is full', async () => {
    const { tracker, release } = startSlowApp()
    for (let place = 0; place < 20; place++) tracker.prefetch({ url: `app://${place}`, properties: NEWS.properties })
    await evening.device.settle()
    release()
    tracker.prefetch({ url: 'app://slow', properties: {} })
    tracker.startView(SPORTS)
    const fresh = tracker.activations.fresh('gam', { deadlineMs: 60_000 })
    await evening.device.settle()
    release()
    expect(await fresh).toEqual({ ids: ['99999'], source: 'fresh' })
  })
})
