import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

const ccs = () => evening.device.sent.filter((request) => request.url.includes('/ccs/'))
const contextual = () => evening.device.sent.filter((request) => request.url.includes('/ctx/'))
const NEWS = { url: 'https://example.com/news/', properties: { categories: ['news'] } }

describe('targeting', () => {
  it('a prefetch less than ten minutes old counts as the call of the view', async () => {
    const { tracker } = startApp(evening)
    tracker.prefetch(SPORTS)
    await evening.device.advance(540_000)
    tracker.startView(SPORTS)
    await evening.device.settle()
    expect(contextual()).toHaveLength(1)
    await evening.device.advance(120_000)
    tracker.startView(SPORTS)
    await evening.device.settle()
    expect(contextual()).toHaveLength(2)
  })

  it('contextual signals are those of the given url, else of the latest content, never of another', async () => {
    const { tracker } = startApp(evening)
    tracker.startView(SPORTS)
    await evening.device.settle()
    evening.device.answer = () => 'never'
    tracker.startView(NEWS)
    expect(tracker.activations.get('dfp')).toEqual([])
    expect(tracker.activations.get('dfp', { url: SPORTS.url })).toEqual(['99999'])
    expect(tracker.activations.get('dfp', { url: 'https://example.com/unknown/' })).toEqual([])
  })

  it('properties of the viewer never reach the Contextual API', async () => {
    const { tracker } = startApp(evening, { userProperties: ['viewer', 'account.email'] })
    tracker.startView({
      url: 'app://1',
      properties: { title: 'x', viewer: { age: 40 }, account: { email: 'a@b.c', tier: 'gold' } },
    })
    await evening.device.settle()
    expect(contextual()[0]!.json).toEqual({
      url: 'app://1',
      page_properties: { video: { title: 'x', account: { tier: 'gold' } } },
    })
  })

  it('what a content is about is handed out on request, under its url, else that of the latest content', async () => {
    const { tracker } = startApp(evening)
    const classifications = { categories: [{ value: 'Sports', confidence: 0.9, taxonomy: 'IAB' }] }
    const answer = (extra: object) => () => ({ status: 200, body: JSON.stringify({ cohorts: ['c1', 7], ...extra }) })
    expect(tracker.activations.classifications()).toBeNull()
    evening.device.answer = answer({ activations: {}, contextual_data: { classifications } })
    tracker.prefetch(SPORTS)
    await evening.device.settle()
    expect(tracker.activations.classifications()).toEqual(classifications)
    evening.device.answer = answer({ contextual_data: { classifications: 'none' } })
    tracker.prefetch(NEWS)
    await evening.device.settle()
    expect(tracker.activations.classifications()).toBeNull()
    expect(tracker.activations.classifications({ url: SPORTS.url })).toEqual(classifications)
    expect(tracker.inspect().activations.contextual.map(({ cohorts }) => cohorts)).toEqual([
      ['c1', '7'],
      ['c1', '7'],
    ])
    expect(tracker.cohorts).toEqual([])
  })

  it('classifications of an answer that is too long are left out, and its cohorts are not', async () => {
    const { tracker } = startApp(evening)
    evening.device.answer = () => ({
      status: 200,
      body: JSON.stringify({
        activations: { dfp: ['1'] },
        contextual_data: { classifications: { keywords: ['k'.repeat(50_000)] } },
      }),
    })
    tracker.prefetch(SPORTS)
    await evening.device.settle()
    expect([tracker.activations.get('dfp'), tracker.activations.classifications()]).toEqual([['1'], null])
  })

  it('cohorts that an answer added or took away are told, of the present identity alone', async () => {
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    const answered = async (name: string, cohorts: unknown) => {
      evening.device.answer = () => ({ status: 200, body: JSON.stringify({ user_id: 'u', cohorts }) })
      tracker.track(name)
      await evening.device.settle()
    }
    await answered('One', ['1', '2'])
    await answered('Two', ['2', 3])
    // The same ones, none at all, and an answer without the list.
    await answered('Three', ['3', '2'])
    await answered('Four', undefined)
    tracker.identify({ tag: 'email_sha256', id: 'anna' })
    await answered('Five', ['2'])
    tracker.identify(null)
    await answered('Six', [])
    expect(heard.cohorts).toEqual([
      { entered: ['1', '2'], left: [] },
      { entered: ['3'], left: ['1'] },
      { entered: ['2'], left: [] },
      { entered: [], left: ['3', '2'] },
    ])
  })

  it('an empty map of an answer clears the cache, a missing one leaves it', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const answer = (extra: object) => () => ({
      status: 200,
      body: JSON.stringify({ user_id: tracker.ids.userId, ...extra }),
    })
    evening.device.answer = answer({ cohorts: ['1'], activations: { dfp: ['1'] } })
    tracker.track('One')
    await evening.device.settle()
    expect(tracker.activations.get('gam')).toEqual(['1'])
    expect(tracker.cohorts).toEqual(['1'])
    evening.device.answer = answer({})
    tracker.track('Two')
    await evening.device.settle()
    expect(tracker.activations.get('gam')).toEqual(['1'])
    evening.device.answer = answer({ activations: {} })
    tracker.track('Three')
    await evening.device.settle()
    expect(tracker.activations.get('gam')).toEqual([])
  })

  it('cached activations are used up to their age, whatever the wall clock does meanwhile', async () => {
    const { tracker } = startApp(evening, { consent: 'granted', activations: { ttlMs: 100_000 } })
    tracker.track('Videoview', { categories: ['news'] })
    await evening.device.settle()
    evening.device.time.wallMs += 10_000_000
    expect(tracker.activations.get('dfp')).toEqual(['23456'])
    await evening.device.advance(100_001)
    expect(tracker.activations.get('dfp')).toEqual([])
  })
})

describe('fresh', () => {
  it('waits for the answer that is due and says so', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('Videoview', { categories: ['news'] })
    const fresh = tracker.activations.fresh('gam')
    await evening.device.settle()
    expect(await fresh).toEqual({ ids: ['23456'], source: 'fresh' })
    expect(await tracker.activations.fresh('gam')).toEqual({ ids: ['23456'], source: 'cached' })
    expect(await tracker.activations.fresh('freewheel', { url: 'x' })).toEqual({ ids: ['23456'], source: 'cached' })
  })

  it('has the answer it waited for where the store of events answers at once, as localStorage does', async () => {
    evening.device.faults.records = 'missing'
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    tracker.track('Videoview', { categories: ['news'] })
    const fresh = tracker.activations.fresh('gam')
    let sentBeforeFlushed = -1
    void tracker.flush().then(() => (sentBeforeFlushed = heard.sent.length))
    await evening.device.settle()
    expect(await fresh).toEqual({ ids: ['23456'], source: 'fresh' })
    expect(sentBeforeFlushed).toBe(1)
  })

  it('returns at the deadline with what is known, and the late answer still fills the cache', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    await evening.device.settle()
    evening.device.answer = () => 'never'
    tracker.track('Videoview', { categories: ['news'] })
    let result: unknown = null
    void tracker.activations.fresh('gam', { deadlineMs: 300 }).then((fresh) => (result = fresh))
    await evening.device.advance(299)
    expect(result).toBeNull()
    await evening.device.advance(1)
    await evening.device.settle()
    expect(result).toEqual({ ids: [], source: 'none' })
    evening.device.answer = null
    await evening.device.advance(30_000)
    expect(tracker.activations.get('gam')).toEqual(['23456'])
    expect(evening.emulator.events()).toHaveLength(1)
  })

  it('for what is no name of a platform is empty, and keeps nobody else waiting', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('Videoview', { categories: ['news'] })
    const nameless = Object.create(null) as string
    expect(tracker.activations.get(nameless)).toEqual([])
    const results = Promise.all([tracker.activations.fresh(nameless), tracker.activations.fresh('gam')])
    await evening.device.settle()
    expect(await results).toEqual([
      { ids: [], source: 'fresh' },
      { ids: ['23456'], source: 'fresh' },
    ])
  })

  it('resolves at once where nothing is due, without consent too', async () => {
    const { tracker } = startApp(evening)
    expect(await tracker.activations.fresh('gam')).toEqual({ ids: [], source: 'none' })
    tracker.prefetch(SPORTS)
    const fresh = tracker.activations.fresh('gam')
    await evening.device.settle()
    expect(await fresh).toEqual({ ids: ['99999'], source: 'fresh' })
  })
})

describe('identity', () => {
  it('one alias goes as alias, several as aliases by priority, and batches never mix identities', async () => {
    evening.device.isOnline = false
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('Anonymous')
    tracker.identify({ tag: 'internal_id', id: 'anna' })
    tracker.track('Anna')
    tracker.identify([
      { tag: 'internal_id', id: 'ben', priority: 5 },
      { tag: 'email_sha256', id: 'b1', priority: 1 },
    ])
    tracker.track('Ben')
    evening.device.isOnline = true
    await evening.device.advance(10_000)
    const bodies = ccs()
      .filter((request) => request.status === 200)
      .map((request) => request.json)
    expect(
      bodies.map((body) => [
        body['user_id'] ? 'user_id' : (body['alias'] ?? body['aliases']),
        (body['events'] as { name: string }[]).map((event) => event.name),
      ]),
    ).toEqual([
      ['user_id', ['Anonymous']],
      [{ tag: 'internal_id', id: 'anna' }, ['Anna']],
      [
        [
          { tag: 'email_sha256', id: 'b1', priority: 1 },
          { tag: 'internal_id', id: 'ben', priority: 5 },
        ],
        ['Ben'],
      ],
    ])
  })

  it('a profile switch starts a new session and never shows one viewer the cohorts of another', async () => {
    const { tracker, heard } = startApp(evening, {
      consent: 'granted',
      identity: { aliases: [{ tag: 'internal_id', id: 'anna' }] },
    })
    tracker.track('Videoview', { categories: ['news'] })
    await evening.device.settle()
    const { sessionId, userId } = tracker.ids
    expect(tracker.activations.get('gam')).toEqual(['23456'])
    tracker.identify({ tag: 'internal_id', id: 'ben' })
    expect(tracker.activations.get('gam')).toEqual([])
    expect(tracker.ids.sessionId).not.toBe(sessionId)
    expect(tracker.ids.userId).toBeNull()
    tracker.identify({ tag: 'internal_id', id: 'anna' })
    expect(tracker.activations.get('gam')).toEqual(['23456'])
    expect(tracker.ids.userId).toBe(userId)
    expect(heard.session.map((event) => event.reason)).toEqual(['start', 'identify', 'identify'])
  })

  it('an answer to events of the former viewer does not reach the present one', async () => {
    const { tracker } = startApp(evening, {
      consent: 'granted',
      identity: { aliases: [{ tag: 'internal_id', id: 'anna' }] },
    })
    tracker.track('Videoview', { categories: ['news'] })
    tracker.identify({ tag: 'internal_id', id: 'ben' })
    await evening.device.settle()
    expect(evening.emulator.events()).toHaveLength(1)
    expect(tracker.activations.get('gam')).toEqual([])
  })

  it('giving the identity of the last stored session changes nothing', async () => {
    const anna = { tag: 'internal_id', id: 'anna' }
    const first = startApp(evening, { consent: 'granted' })
    first.tracker.identify(anna)
    first.tracker.track('One')
    const { sessionId } = first.tracker.ids
    await first.tracker.destroy()
    const second = startApp(evening, { consent: 'granted' })
    second.tracker.identify(anna)
    second.tracker.track('Two')
    second.tracker.identify(anna)
    second.tracker.track('Three')
    await evening.device.advance(1000)
    expect(second.tracker.ids.sessionId).toBe(sessionId)
    expect(new Set(evening.emulator.events().map((event) => event.sessionId))).toEqual(new Set([sessionId]))
  })

  it('a lost id is taken back from its copy in IndexedDB', async () => {
    const first = startApp(evening, { consent: 'granted' })
    first.tracker.track('One')
    await evening.device.settle()
    const { userId } = first.tracker.ids
    first.process.kill()
    evening.device.keyValue.keys().forEach((key) => evening.device.keyValue.remove(key))
    await evening.device.advance(1000)
    const second = startApp(evening, { consent: 'granted' })
    second.tracker.track('Two')
    await evening.device.advance(1000)
    expect(second.tracker.ids.userId).toBe(userId)
    expect(new Set(evening.emulator.events().map((event) => event.userId))).toEqual(new Set([userId]))
  })
})

describe('a guest in the host app', () => {
  it('destroy queues the open completion, sends nothing, and leaves no listener and no timer', async () => {
    const { tracker, process } = startApp(evening, { consent: 'granted' })
    const view = tracker.startView(SPORTS)
    view.signal({ signal: 'durationchange', duration: 60 })
    view.signal({ signal: 'playing', position: 0 })
    for (let second = 1; second <= 5; second++) {
      await evening.device.advance(1000)
      view.signal({ signal: 'timeupdate', position: second })
    }
    const sent = evening.device.sent.length
    await tracker.destroy()
    await evening.device.settle()
    expect(process.leaks()).toBe(0)
    expect(evening.device.sent).toHaveLength(sent)
    tracker.track('Late')
    tracker.consent.grant()
    expect(tracker.watch(null, SPORTS).id).toBeNull()
    expect(await tracker.activations.fresh('gam')).toEqual({ ids: [], source: 'none' })
    startApp(evening, { consent: 'granted' })
    await evening.device.advance(1000)
    expect(evening.emulator.events().map((event) => event.name)).toEqual(['Videoview', 'VideoCompletion'])
  })

  it('a listener that throws, rubbish as player, content, identity or event: diagnostics, never a throw', async () => {
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    tracker.on('session', () => {
      throw new Error('host bug')
    })
    tracker.track('Fine')
    tracker.watch(42, SPORTS).end()
    tracker.watch({}, SPORTS).track('X')
    tracker.startView(null as never).signal({ signal: 'play' })
    tracker.startView({ url: 'x', properties: 7 } as never)
    tracker.identify({ tag: '', id: 'x' })
    tracker.identify('anna' as never)
    tracker.track(undefined as never)
    tracker.activations.get(undefined as never)
    await evening.device.settle()
    expect(heard.diagnostic.map((diagnostic) => diagnostic.code)).toEqual([
      'listener-error',
      'bad-player',
      'bad-player',
      'bad-content',
      'bad-event',
      'bad-content',
      'bad-identity',
      'bad-identity',
      'bad-event',
    ])
    expect(evening.emulator.events().map((event) => event.name)).toEqual(['Fine'])
  })

  it('nothing is written, scheduled or sent while nothing happens', async () => {
    const { tracker, process } = startApp(evening, { consent: 'granted' })
    tracker.track('One')
    await evening.device.advance(10_000)
    const rows = JSON.stringify(evening.device.rows.keys())
    const idle = process.leaks()
    await evening.device.advance(3_600_000)
    expect(evening.device.time.timers).toEqual([])
    expect(process.leaks()).toBe(idle)
    expect(JSON.stringify(evening.device.rows.keys())).toBe(rows)
  })

  it('keys and ids never appear in diagnostics', async () => {
    const { tracker, heard } = startApp(evening, {
      consent: 'granted',
      apiKey: 'secret-key',
      identity: { aliases: [{ tag: 'internal_id', id: 'anna-id' }] },
    })
    tracker.track('One')
    await evening.device.settle()
    expect(JSON.stringify(heard.diagnostic)).not.toMatch(/secret-key|anna-id/)
    expect(JSON.stringify(tracker.inspect())).not.toMatch(/secret-key|anna-id/)
  })
})
