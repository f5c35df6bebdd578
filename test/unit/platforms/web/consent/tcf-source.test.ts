// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "enableIframePageLoading": true } }
import installStub from '@iabtcf/stub'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTcfSource } from '../../../../../platforms/web/consent/index.ts'
import type { ConsentStatus, TcfSourceOptions } from '../../../../../platforms/web/consent/index.ts'
import { createTcfCmp, tcString } from '../../../../support/fakes/consent-platforms.ts'
import type { TcfChoice } from '../../../../support/fakes/consent-platforms.ts'

type TcfApi = (...args: unknown[]) => void
const page = window as unknown as { __tcfapi?: TcfApi; __tcfapiLocator?: unknown }

const GIVEN: TcfChoice = { purposes: [1], vendors: [361] }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  delete page.__tcfapi
  document.body.replaceChildren()
})

function subscribe(options?: TcfSourceOptions) {
  const told: ConsentStatus[] = []
  const unsubscribe = createTcfSource(options).subscribe((status) => told.push(status))
  return { told, unsubscribe }
}

describe('a TCF source', () => {
  it('tells the decision a returning viewer made before', () => {
    const cmp = createTcfCmp()
    cmp.update(tcString(GIVEN), false)
    expect(subscribe().told).toEqual(['granted'])
  })

  it.each<[string, TcfChoice, ConsentStatus]>([
    ['vendor and purpose have consent', GIVEN, 'granted'],
    ['the vendor has none', { purposes: [1], vendors: [52] }, 'denied'],
    ['the purpose has none', { purposes: [3], vendors: [361] }, 'denied'],
    ['nothing has', {}, 'denied'],
    ['the publisher forbids the purpose to the vendor', { ...GIVEN, forbidden: [1] }, 'denied'],
    ['the publisher forbids another purpose to the vendor', { ...GIVEN, forbidden: [2] }, 'granted'],
  ])('reads a string in which %s', (_what, choice, expected) => {
    createTcfCmp().update(tcString(choice), false)
    expect(subscribe().told).toEqual([expected])
  })

  it('asks for the vendor and every purpose of its options', () => {
    createTcfCmp().update(tcString({ purposes: [1, 3], vendors: [52] }), false)
    expect(subscribe({ vendorId: 52, purposes: [1, 3] }).told).toEqual(['granted'])
    expect(subscribe({ vendorId: 52, purposes: [1, 4] }).told).toEqual(['denied'])
    expect(subscribe({ purposes: [1, 3] }).told).toEqual(['denied'])
  })

  it('takes a dialog on screen for no decision, neither before nor after one', () => {
    const cmp = createTcfCmp()
    const { told } = subscribe()
    cmp.update('', true)
    expect(told).toEqual([])
    cmp.update(tcString(GIVEN), false)
    cmp.update(tcString(GIVEN), true)
    expect(told).toEqual(['granted'])
    cmp.update(tcString({}), false)
    expect(told).toEqual(['granted', 'denied'])
  })

  it('is allowed where GDPR does not apply', () => {
    createTcfCmp().update(null)
    expect(subscribe().told).toEqual(['granted'])
  })

  it('knows nothing while the platform does not know whether GDPR applies', () => {
    page.__tcfapi = (_command, _version, callback) =>
      (callback as TcfApi)(
        {
          eventStatus: 'tcloaded',
          listenerId: 1,
          purpose: { consents: { 1: true } },
          vendor: { consents: { 361: true } },
        },
        true,
      )
    expect(subscribe().told).toEqual(['unknown'])
  })

  it('knows nothing of a platform that was loaded before any choice: its string is empty', () => {
    const cmp = createTcfCmp()
    cmp.update('', false)
    const { told } = subscribe()
    expect(told).toEqual(['unknown'])
    cmp.update(tcString(GIVEN), false)
    expect(told).toEqual(['unknown', 'granted'])
  })

  it('hears of a platform that comes a minute after the app', () => {
    const { told } = subscribe()
    vi.advanceTimersByTime(60_000)
    const cmp = createTcfCmp()
    cmp.update(tcString(GIVEN), false)
    vi.advanceTimersByTime(2000)
    expect(told).toEqual(['granted'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('gives up looking for a platform that never comes, without a word', () => {
    const { told } = subscribe({ waitMs: 5000 })
    vi.advanceTimersByTime(10_000)
    expect(vi.getTimerCount()).toBe(0)
    createTcfCmp().update(tcString(GIVEN), false)
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual([])
  })

  it('is carried over from the stub to the platform behind it', () => {
    installStub()
    const { told } = subscribe()
    expect(told).toEqual([])
    createTcfCmp().update(tcString(GIVEN), false)
    expect(told).toEqual(['granted'])
  })

  it('asks again where a platform forgets what its stub was told', () => {
    installStub()
    const { told } = subscribe()
    delete page.__tcfapi
    createTcfCmp().update(tcString(GIVEN), false)
    expect(told).toEqual([])
    vi.advanceTimersByTime(2000)
    expect(told).toEqual(['granted'])
  })

  it('tells a decision once, however often the platform repeats it or is loaded', () => {
    installStub()
    const { told } = subscribe()
    const cmp = createTcfCmp()
    vi.advanceTimersByTime(2000)
    cmp.update(tcString(GIVEN), false)
    cmp.update(tcString(GIVEN), false)
    delete page.__tcfapi
    createTcfCmp().update(tcString(GIVEN), false)
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual(['granted'])
  })

  it('hears nothing after it was unsubscribed, and leaves no timer', () => {
    const cmp = createTcfCmp()
    const early = subscribe()
    cmp.update(tcString(GIVEN), false)
    early.unsubscribe()
    cmp.update(tcString({}), false)
    expect(early.told).toEqual(['granted'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('hears nothing when it was unsubscribed before the platform came', () => {
    installStub()
    const { told, unsubscribe } = subscribe()
    unsubscribe()
    createTcfCmp().update(tcString(GIVEN), false)
    expect(told).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('passes over answers that are not a success', () => {
    page.__tcfapi = (_command, _version, callback) => (callback as TcfApi)(null, false)
    expect(subscribe().told).toEqual([])
  })

  it('goes on looking where a platform throws, and lets nothing of that reach the app', () => {
    page.__tcfapi = () => {
      throw new Error('spoiled')
    }
    const { told, unsubscribe } = subscribe()
    const cmp = createTcfCmp()
    cmp.update(tcString(GIVEN), false)
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual(['granted'])
    page.__tcfapi = () => {
      throw new Error('spoiled')
    }
    expect(unsubscribe).not.toThrow()
  })

  it('tells what becomes known once the platform knows whether GDPR applies', () => {
    let tell = (_event: unknown): void => {}
    page.__tcfapi = (command, _version, callback) => {
      if (command === 'addEventListener') tell = (event) => (callback as TcfApi)(event, true)
    }
    const { told } = subscribe()
    const given = {
      tcString: 'CP…',
      listenerId: 1,
      purpose: { consents: { 1: true } },
      vendor: { consents: { 361: true } },
    }
    tell({ ...given, eventStatus: 'tcloaded' })
    tell({ ...given, eventStatus: 'useractioncomplete', gdprApplies: true })
    tell({ ...given, eventStatus: 'tcloaded' })
    tell({ listenerId: 1, eventStatus: 'tcloaded', gdprApplies: false })
    expect(told).toEqual(['unknown', 'granted', 'unknown', 'granted'])
  })

  it.each(['cmpuishown', 'cmpuihidden', 'loaded', '', undefined])(
    'takes the event %s for no decision',
    (eventStatus) => {
      page.__tcfapi = (_command, _version, callback) =>
        (callback as TcfApi)(
          {
            eventStatus,
            gdprApplies: true,
            listenerId: 1,
            purpose: { consents: { 1: true } },
            vendor: { consents: { 361: true } },
          },
          true,
        )
      expect(subscribe().told).toEqual([])
    },
  )

  it('asks no further purpose than 1 by default, and none where the list is empty', () => {
    createTcfCmp().update(tcString({ purposes: [2, 3, 4, 5, 6, 7, 8, 9, 10], vendors: [361] }), false)
    expect(subscribe().told).toEqual(['denied'])
    expect(subscribe({ purposes: [] }).told).toEqual(['granted'])
    expect(subscribe({ purposes: [3, 4, 7, 8, 9, 10] }).told).toEqual(['granted'])
  })

  it('hears of the platform behind a stub when that comes a minute later', () => {
    installStub()
    const { told } = subscribe()
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual([])
    createTcfCmp().update(tcString({}), false)
    vi.advanceTimersByTime(2000)
    expect(told).toEqual(['denied'])
  })

  it('gives up where there is never more than a stub, without a word', () => {
    installStub()
    const { told } = subscribe({ waitMs: 5000 })
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('finds the platform of a window around this one, and passes over those it may not look into', () => {
    const foreign = Object.defineProperty({} as { parent?: unknown }, '__tcfapi', {
      get() {
        throw new Error('of another origin')
      },
    })
    const cmp = createTcfCmp()
    const api = page.__tcfapi
    delete page.__tcfapi
    const outermost = { __tcfapi: api } as { parent?: unknown; __tcfapi: unknown }
    outermost.parent = outermost
    foreign.parent = outermost
    const parent = vi.spyOn(window, 'parent', 'get').mockReturnValue(foreign as never)
    try {
      cmp.update(tcString(GIVEN), false)
      expect(subscribe().told).toEqual(['granted'])
    } finally {
      parent.mockRestore()
    }
  })

  it('serves two trackers of one page, each until its own end', () => {
    const cmp = createTcfCmp()
    const first = subscribe()
    const second = subscribe()
    cmp.update(tcString(GIVEN), false)
    first.unsubscribe()
    cmp.update(tcString({}), false)
    expect([first.told, second.told]).toEqual([['granted'], ['granted', 'denied']])
  })
})
