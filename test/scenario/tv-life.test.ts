/**
 * @vitest-environment happy-dom
 *
 * The life of an app on a TV, as the device tells it or keeps silent: the tracker over the adapters of the platforms.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHbbtvLifecycle } from '../../platforms/hbbtv/lifecycle.ts'
import { createDistinctiveIdSource } from '../../platforms/hbbtv/distinctive-id.ts'
import { createTifaSource } from '../../platforms/tizen/tifa.ts'
import { createLgudidSource } from '../../platforms/webos/lgudid.ts'
import type { ManualView, TrackerOptions } from '../../src/api.ts'
import type { DeviceIdSource } from '../../src/ports/device-id.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'
import type { FakeTerminal } from '../support/fakes/fake-hbbtv.ts'
import { installFakeTerminal } from '../support/fakes/fake-hbbtv.ts'
import { installFakeTizen, TIFA } from '../support/fakes/fake-tizen.ts'
import { GRANTED, installFakeBus, LGUDID } from '../support/fakes/fake-webos.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  return evening.emulator.stop()
})

const HOUR_MS = 3_600_000
const names = () => evening.emulator.events().map((event) => event.name)
const ccs = () => evening.device.sent.filter((request) => request.url.includes('/ccs/'))

async function play(view: ManualView, from: number, seconds: number): Promise<void> {
  for (let position = from; position <= from + seconds; position++) {
    view.signal({ signal: position === from ? 'playing' : 'timeupdate', position })
    if (position < from + seconds) await evening.device.advance(1000)
  }
}

/** Scripts stand still and nobody is told: no timer runs, both clocks go on. */
function pauseScripts(ms: number): void {
  evening.device.time.monotonicMs += ms
  evening.device.time.wallMs += ms
}

describe('a Tizen TV that stops the scripts of an app without a word', () => {
  it('for a night: the view ends at its last picture, and the next belongs to a new session', async () => {
    const { device, emulator } = evening
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    const view = tracker.startView(SPORTS)
    view.signal({ signal: 'durationchange', duration: 60 })
    await play(view, 0, 10)
    const { id } = view
    const lastPictureAt = device.time.wallMs
    pauseScripts(8 * HOUR_MS)
    await play(view, 10, 5)
    view.end()
    await device.settle()
    expect(names()).toEqual(['Videoview', 'VideoCompletion', 'Videoview', 'VideoCompletion'])
    const [, night, , morning] = emulator.events()
    expect([Date.parse(night!.time), night!.viewId, night!.properties['time_spent_seconds']]).toEqual([
      lastPictureAt,
      id,
      10,
    ])
    expect([morning!.viewId === id, morning!.properties['time_spent_seconds']]).toEqual([false, 5])
    expect(heard.session.map(({ reason }) => reason)).toEqual(['start', 'timeout'])
  })

  it('for ten minutes: nothing of the gap counts, and the same view goes on', async () => {
    const { device } = evening
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    const view = tracker.startView(SPORTS)
    view.signal({ signal: 'durationchange', duration: 60 })
    await play(view, 0, 10)
    const { id } = view
    pauseScripts(600_000)
    view.signal({ signal: 'timeupdate', position: 10 })
    await play(view, 10, 10)
    view.end()
    await device.settle()
    expect([view.id, view.totals.timeSpentSeconds, heard.session.length]).toEqual([id, 20, 1])
    expect(names()).toEqual(['Videoview', 'VideoCompletion'])
  })

  it('while the film went on, as some sets let it: what nobody reported is not counted', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    const view = tracker.startView(SPORTS)
    view.signal({ signal: 'durationchange', duration: 3600 })
    await play(view, 0, 10)
    pauseScripts(600_000)
    await play(view, 610, 5)
    expect(view.totals.timeSpentSeconds).toBe(15)
  })

  it('in the midst of a back-off: what waited is sent at the next tick', async () => {
    const { device } = evening
    const { tracker } = startApp(evening, { consent: 'granted' })
    device.answer = () => ({ status: 503 })
    tracker.track('One')
    await device.settle()
    device.answer = null
    pauseScripts(8 * HOUR_MS)
    await device.advance(1)
    expect(names()).toEqual(['One'])
  })
})

describe('an HbbTV application that the broadcast starts', () => {
  let terminal: FakeTerminal
  afterEach(() => terminal.remove())
  const start = (options: Partial<TrackerOptions> = {}) => {
    terminal = installFakeTerminal({ application: 'dae', isHidden: true })
    return startApp(evening, { consent: 'granted', ...options, ports: { lifecycle: createHbbtvLifecycle() } })
  }

  it('is not active by having been loaded: no session, no event, no request', async () => {
    const { tracker, heard } = start()
    await evening.device.advance(2 * HOUR_MS)
    expect([tracker.ids.sessionId, heard.session, evening.device.sent]).toEqual([null, [], []])
  })

  it('measures nothing while it is hidden, and begins when it shows itself', async () => {
    const { tracker } = start()
    const view = tracker.startView({ ...SPORTS, live: true })
    await play(view, 0, 20)
    expect([ccs(), view.totals.timeSpentSeconds]).toEqual([[], 0])
    terminal.show()
    await play(view, 20, 5)
    expect(view.totals.timeSpentSeconds).toBe(5)
    terminal.hide()
    await play(view, 25, 20)
    expect(view.totals.timeSpentSeconds).toBe(5)
    await evening.device.settle()
    expect(names()).toEqual(['Videoview'])
  })

  it('is active once the viewer does something', async () => {
    const { tracker, heard } = start()
    await evening.device.advance(HOUR_MS)
    tracker.track('RedButton')
    await evening.device.settle()
    expect([heard.session.length, names()]).toEqual([1, ['RedButton']])
  })

  it('goes on measuring where the page announced to leave and stayed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { tracker } = start()
    terminal.show()
    const view = tracker.startView(SPORTS)
    view.signal({ signal: 'durationchange', duration: 60 })
    await play(view, 0, 10)
    window.dispatchEvent(new Event('beforeunload'))
    vi.runAllTimers()
    await play(view, 10, 10)
    expect(view.totals.timeSpentSeconds).toBe(20)
    window.dispatchEvent(new Event('unload'))
    await play(view, 20, 10)
    expect(view.totals.timeSpentSeconds).toBe(20)
  })
})

describe('the id of the device', () => {
  let terminal: FakeTerminal | null
  beforeEach(() => {
    terminal = null
  })
  afterEach(() => {
    if (terminal) terminal.remove()
  })
  const answered = (answers: readonly unknown[]) => () => void installFakeBus(answers)
  const asking = (answer: 'grant' | 'grant twice' | 'deny' | 'later') => () =>
    void (terminal = installFakeTerminal({ deviceId: '#1', answer }))
  const limited = () => void (installFakeTizen().isLimited = true)

  it.each<[string, () => DeviceIdSource, () => void, unknown]>([
    ['of a Tizen TV is an alias', createTifaSource, () => void installFakeTizen(), { tag: 'tifa', id: TIFA }],
    ['of a Tizen TV is none where ad tracking is limited', createTifaSource, limited, 'user_id'],
    [
      'of a Tizen TV is none without the privilege',
      createTifaSource,
      () => void installFakeTizen('no privilege'),
      'user_id',
    ],
    ['of an LG TV is an alias', createLgudidSource, answered([GRANTED]), { tag: 'lgudid', id: LGUDID }],
    [
      'of an LG TV counts once where the service answers twice',
      createLgudidSource,
      answered([GRANTED, { returnValue: false }]),
      { tag: 'lgudid', id: LGUDID },
    ],
    ['of an LG TV is none where the service never answers', createLgudidSource, answered([]), 'user_id'],
    [
      'of a terminal is an alias',
      createDistinctiveIdSource,
      () => void (terminal = installFakeTerminal({ deviceId: 'd1' })),
      { tag: 'hbbtv_device_id', id: 'd1' },
    ],
    [
      'of a terminal counts once where it answers twice',
      createDistinctiveIdSource,
      asking('grant twice'),
      { tag: 'hbbtv_device_id', id: expect.any(String) },
    ],
    ['of a terminal is none where the viewer refuses', createDistinctiveIdSource, asking('deny'), 'user_id'],
    ['of a terminal is none where the viewer does not answer', createDistinctiveIdSource, asking('later'), 'user_id'],
    ['is none where there is no such device', createLgudidSource, () => {}, 'user_id'],
  ])('%s', async (_title, create, install, expected) => {
    install()
    const { tracker, heard } = startApp(evening, {
      consent: 'granted',
      identity: { deviceId: true },
      ports: { deviceId: create() },
    })
    tracker.track('One')
    await evening.device.settle()
    await evening.device.advance(2000)
    expect(
      ccs().map(({ json }) => json['alias'] ?? Object.keys(json).find((key) => /^(user_id|aliases)$/.test(key))),
    ).toEqual([expected])
    expect(heard.diagnostic.map(({ code }) => code)).toEqual(expected === 'user_id' ? ['device-id-unavailable'] : [])
  })
})
