/**
 * A handle and its player: who is let go of, and when.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { TrackerOptions } from '../../../src/api.ts'
import { createDiagnosis } from '../../../src/diagnosis.ts'
import type { Diagnosis } from '../../../src/diagnosis.ts'
import { createArrivals } from '../../../src/arrivals.ts'
import type { Outbox } from '../../../src/events/outbox.ts'
import { parseOptions } from '../../../src/options.ts'
import type { PlayerAttachment, PlayerHook, PlayerSignal } from '../../../src/ports/player-hook.ts'
import { createEventClock } from '../../../src/time/event-clock.ts'
import type { Handle } from '../../../src/views/handle.ts'
import { createHandle } from '../../../src/views/handle.ts'
import type { FakeDevice } from '../../support/fakes/fake-platform.ts'
import { createFakeDevice } from '../../support/fakes/fake-platform.ts'

let device: FakeDevice
let diagnosis: Diagnosis
let attached: number
let detached: number
/** What the Contextual API was asked about. */
let asked: unknown[]
let hasConsent: boolean
/** Sessions that were opened. */
let sessions: number

/** What a player's hook gives back, as an object of a class: its methods need to be called as such. */
class Attachment implements PlayerAttachment {
  #isAttached = true
  sample(): void {}
  detach(): void {
    if (this.#isAttached) detached++
    this.#isAttached = false
  }
}

const alive = (): number => attached - detached

/** A silent player; `onAttach` runs while the hook is being attached. */
const silent = (onAttach: () => void = () => {}): PlayerHook => ({
  player: {},
  attach() {
    attached++
    onAttach()
    return new Attachment()
  },
})

beforeEach(() => {
  device = createFakeDevice()
  attached = detached = 0
  asked = []
  hasConsent = true
  sessions = 0
})

function create(hook: PlayerHook, options: Partial<TrackerOptions> = {}): Handle {
  const { ports } = device.boot()
  const settings = parseOptions({ apiKey: 'KEY', ...options })
  diagnosis = createDiagnosis(settings, ports)
  diagnosis._finishConstruction()
  const ids = ['1', '2', '3']
  return createHandle(
    { settings, ports, diagnosis, arrivals: createArrivals() },
    {
      _onChange() {},
      _ask: (...told) => asked.push(told),
      _keeper: () =>
        !hasConsent
          ? null
          : {
              _owner: 'o',
              _createId: () => ids.shift()!,
              _outbox: { _nowMs: () => 0, _put: () => 0, _complete: () => ({}) } as unknown as Outbox,
              _time: createEventClock(ports.clock),
              _viewer: { _identity: () => ({ scope: 's', userId: 'u', aliases: [] }) },
              _session: { _open: () => `session ${++sessions}`, _activeAt: () => 0 },
              _storage: { _kinds: { ids: 'memory', queue: 'memory' }, _write() {}, _dropExitCopies() {} },
            },
    },
    {
      content: { id: 'vid', url: 'https://example.com/', properties: {} },
      properties: {},
      hook,
    },
  )
}

describe('the Contextual API', () => {
  it('is asked about each view after the first, for which it was asked before', async () => {
    const handle = create(silent())
    handle._begin()
    expect(asked).toEqual([])
    handle._close()
    handle._begin()
    expect(asked).toEqual([[{ url: 'https://example.com/', kind: 'video' }, {}]])
  })

  it('is asked about the next programme, under its url and with what the player knows of it', () => {
    let emit: (signal: PlayerSignal) => void = () => {}
    const handle = create({
      player: {},
      attach(told) {
        emit = told
        return { sample() {}, detach() {} }
      },
    })
    handle._begin()
    emit({ signal: 'load', content: 'news', live: true, url: 'app://news', properties: { title: 'News' } })
    emit({ signal: 'load', content: 'film', live: true, properties: { title: 'Film' } })
    expect(asked).toEqual([
      [{ url: 'app://news', kind: 'video' }, { title: 'News' }],
      [{ url: 'https://example.com/', kind: 'video' }, { title: 'Film' }],
    ])
  })
})

describe('before consent', () => {
  /** A player that goes from one programme to the next by itself. */
  function zapping(): PlayerHook & { zap(content: string): void } {
    let tell: (signal: PlayerSignal) => void = () => {}
    return {
      player: {},
      namesContent: true,
      zap: (content) => tell({ signal: 'load', content, live: true, url: `app://${content}`, properties: { content } }),
      attach(emit) {
        attached++
        tell = emit
        emit({ signal: 'playing', live: true })
        return new Attachment()
      },
    }
  }

  it('the Contextual API hears of each programme of a player that names them, and no view opens', () => {
    hasConsent = false
    const hook = zapping()
    const handle = create(hook)
    handle._begin()
    hook.zap('news')
    hook.zap('film')
    expect(asked).toEqual([
      [{ url: 'app://news', kind: 'video' }, { content: 'news' }],
      [{ url: 'app://film', kind: 'video' }, { content: 'film' }],
    ])
    expect([handle._view.id, handle._view.totals.timeSpentSeconds, sessions]).toEqual([null, 0, 0])
  })

  it('such a player is attached anew at the grant, counts from zero, and goes on being heard after a refusal', () => {
    hasConsent = false
    const hook = zapping()
    const handle = create(hook)
    handle._begin()
    hasConsent = true
    handle._begin()
    expect([attached, alive(), handle._view.id]).toEqual([2, 1, '1'])
    hasConsent = false
    handle._forget()()
    handle._begin()
    asked = []
    hook.zap('film')
    expect([alive(), handle._view.id, asked]).toEqual([
      1,
      null,
      [[{ url: 'app://film', kind: 'video' }, { content: 'film' }]],
    ])
    handle._view.end()
    expect([alive(), handle._isEnded()]).toEqual([0, true])
    hook.zap('news')
    expect(asked).toHaveLength(1)
  })

  it('the next grant begins with what the player named last', () => {
    hasConsent = false
    const hook = zapping()
    const handle = create(hook)
    handle._begin()
    hook.zap('film')
    hasConsent = true
    handle._begin()
    expect([handle._inspect().contentId, handle._inspect().url]).toEqual(['film', 'app://film'])
    handle._close()
    asked = []
    handle._begin()
    expect(asked).toEqual([[{ url: 'app://film', kind: 'video' }, { content: 'film' }]])
  })

  it('no other player is attached', () => {
    hasConsent = false
    const handle = create(silent())
    handle._begin()
    expect([attached, handle._isEnded()]).toEqual([0, false])
  })
})

describe('a player that hears of its views', () => {
  const hearing = (onView: () => void): PlayerHook => ({ ...silent(), onView })

  it('and ends the view is not listened to', () => {
    const handle: Handle = create(hearing(() => handle._view.end()))
    handle._begin()
    expect([handle._isEnded(), alive(), handle._view.id !== null]).toEqual([true, 0, true])
  })

  it('and leads to a new viewer is listened to once', () => {
    let calls = 0
    const handle: Handle = create(
      hearing(() => {
        if (calls++) return
        handle._close()
        handle._begin()
      }),
    )
    handle._begin()
    expect([calls, alive()]).toEqual([2, 1])
    handle._view.end()
    expect(alive()).toBe(0)
  })

  it('and takes the grant away is not listened to, and begins anew with the next one', () => {
    let release = (): void => {}
    let calls = 0
    const handle: Handle = create(
      hearing(() => {
        if (!calls++) release = handle._forget()
      }),
    )
    handle._begin()
    release()
    expect([alive(), handle._view.id]).toEqual([0, null])
    handle._begin()
    expect([alive(), handle._view.id]).toEqual([1, '2'])
  })
})

describe('a player', () => {
  it('is attached once, and let go of at the end', () => {
    const handle = create(silent())
    handle._begin()
    handle._begin()
    expect(alive()).toBe(1)
    handle._view.end()
    handle._begin()
    expect([attached, alive(), diagnosis._diagnostics()]).toEqual([1, 0, []])
  })

  it('that led the app to end the view while it was being attached is let go of', () => {
    const handle: Handle = create(silent(() => handle._view.end()))
    handle._begin()
    expect([handle._isEnded(), alive(), diagnosis._diagnostics()]).toEqual([true, 0, []])
  })

  it('whose hook throws ends the handle: it measures nothing', () => {
    const handle = create({
      player: {},
      attach() {
        throw new Error('spoiled')
      },
    })
    handle._begin()
    expect([handle._isEnded(), handle._view.id, diagnosis._diagnostics().length]).toEqual([true, null, 1])
  })

  it('is let go of by the handle that forgets it, but only when that is asked for', () => {
    const handle = create(silent())
    handle._begin()
    const release = handle._forget()
    expect([handle._view.id, alive()]).toEqual([null, 1])
    release()
    expect(alive()).toBe(0)
  })

  it('that reports for hours without playing opens no further view; the first picture opens one of its own session', async () => {
    let emit: (signal: PlayerSignal) => void = () => {}
    const handle = create({
      player: {},
      attach(report) {
        emit = report
        return new Attachment()
      },
    })
    handle._begin()
    for (let minute = 0; minute < 120; minute++) {
      await device.advance(60_000)
      emit({ signal: 'timeupdate', position: 10 })
      handle._closeIfIdle()
    }
    expect([handle._view.id, sessions, asked]).toEqual(['1', 1, []])
    emit({ signal: 'playing', position: 10 })
    await device.advance(1000)
    emit({ signal: 'timeupdate', position: 11 })
    expect([handle._view.id, handle._view.totals.timeSpentSeconds, asked.length]).toEqual(['2', 1, 1])
  })

  it.each<[string, Partial<TrackerOptions>]>([
    ['the view’s own time-out', { viewTimeoutMs: 60_000 }],
    ['the session’s, where that is shorter', { sessionTimeoutMs: 60_000 }],
  ])('of a view that waited for its first picture longer than %s plays in a view of its own', async (_, options) => {
    let emit: (signal: PlayerSignal) => void = () => {}
    const handle = create(
      {
        player: {},
        attach(report) {
          emit = report
          return new Attachment()
        },
      },
      options,
    )
    handle._begin()
    emit({ signal: 'playing', position: 0 })
    await device.advance(60_001)
    emit({ signal: 'timeupdate', position: 0 })
    expect(handle._view.id).toBe('1')
    await device.advance(1000)
    emit({ signal: 'timeupdate', position: 1 })
    expect([handle._view.id, handle._view.totals.timeSpentSeconds]).toEqual(['2', 1])
  })

  it('of a view that never started and waited past its time-out is let go of when another viewer comes', async () => {
    const handle = create(silent())
    handle._begin()
    await device.advance(1_800_001)
    handle._close()
    expect(alive()).toBe(0)
    handle._begin()
    expect(alive()).toBe(1)
  })
})

describe('a hook that wants the ids of views', () => {
  it('is told of each that opens, before it is attached, and when nobody may know them any longer; what it throws keeps nothing from that', () => {
    const told: string[] = []
    let emit: (signal: PlayerSignal) => void = () => {}
    const handle = create({
      player: {},
      onView(viewId, contentId) {
        told.push(viewId + ' ' + contentId)
        throw new Error('no')
      },
      attach(report) {
        told.push('attach')
        emit = report
        return { sample() {}, detach() {} }
      },
    })
    handle._begin()
    emit({ signal: 'load', content: 'film', live: true })
    expect(told).toEqual(['1 vid', 'attach', '2 film'])
    expect(handle._view.id).toBe('2')
    const release = handle._forget()
    expect(told).toHaveLength(3)
    release()
    expect(told.slice(3)).toEqual(['null null'])
    handle._view.end()
    handle._forget()()
    expect(told).toHaveLength(4)
  })
})

describe('a live stream that freezes for hours', () => {
  it('counts nothing of that, in the view that it times out nor in the next', async () => {
    let emit: (signal: PlayerSignal) => void = () => {}
    const handle = create({
      player: {},
      attach(report) {
        emit = report
        emit({ signal: 'playing', position: 100 + Math.min(played, 60), live: true })
        return { sample() {}, detach() {} }
      },
    })
    let played = 0
    let totalS = 0
    handle._begin()
    for (let second = 1; second <= 2400; second++) {
      await device.advance(1000)
      played++
      emit({ signal: 'timeupdate', position: 100 + Math.min(played, 60), live: true })
      totalS = Math.max(totalS, handle._view.totals.timeSpentSeconds)
    }
    expect(totalS).toBe(60)
    expect(handle._view.totals.timeSpentSeconds).toBe(0)
    expect(handle._view.id).not.toBe('1')
  })
})
