// @vitest-environment happy-dom
import type { CmpApi } from '@iabgpp/cmpapi'
import { GppModel, Sections } from '@iabgpp/cmpapi'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createGppSource } from '../../../../../platforms/web/consent/index.ts'
import type { ConsentStatus, GppSourceOptions } from '../../../../../platforms/web/consent/index.ts'
import { createGppCmp, installGppStub } from '../../../../support/fakes/consent-platforms.ts'

const SIGNAL_READY = 'ready' as never
const NOT_READY = 'not ready' as never

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  delete (window as unknown as { __gpp?: unknown }).__gpp
})

function subscribe(options?: GppSourceOptions) {
  const told: ConsentStatus[] = []
  const unsubscribe = createGppSource(options).subscribe((status) => told.push(status))
  return { told, unsubscribe }
}

type Fields = [section: string, field: string, value: unknown][]

function decide(cmp: CmpApi, applicable: number[], fields: Fields): void {
  cmp.setApplicableSections(applicable)
  for (const [section, field, value] of fields) cmp.setFieldValue(section, field, value)
  cmp.setSignalStatus(SIGNAL_READY)
  cmp.fireEvent('signalStatus', 'ready')
}

/** The core of the national section, in which nobody opted out, and of the European one, in which nobody was given consent. */
const national = () => {
  const model = new GppModel()
  model.setFieldValue('usnat', 'SaleOptOut', 2)
  const { Gpc: _Gpc, ...core } = (model.toObject() as Record<string, Record<string, unknown>>)['usnat']!
  return core
}
const EUROPE = { Version: 2, VendorConsents: [] as number[], PurposeConsents: [true], PublisherRestrictions: [] }

const PURPOSES = (given: number[]): boolean[] => Array.from({ length: 24 }, (_, index) => given.includes(index + 1))

describe('a GPP source', () => {
  it.each<[string, number[], Fields, ConsentStatus]>([
    ['nobody opted out of anything', [7], [['usnat', 'SaleOptOut', 2]], 'granted'],
    ['sale was opted out of', [7], [['usnat', 'SaleOptOut', 1]], 'denied'],
    ['sharing was opted out of', [7], [['usnat', 'SharingOptOut', 1]], 'denied'],
    ['targeted advertising was opted out of', [10], [['usco', 'TargetedAdvertisingOptOut', 1]], 'denied'],
    [
      'the browser sends Global Privacy Control',
      [7],
      [
        ['usnat', 'SaleOptOut', 2],
        ['usnat', 'Gpc', true],
      ],
      'denied',
    ],
    ['the old US privacy string opts out', [6], [['uspv1', 'OptOutSale', 'Y']], 'denied'],
    ['the old US privacy string does not opt out', [6], [['uspv1', 'OptOutSale', 'N']], 'granted'],
    [
      'a section that does not apply holds an opt-out',
      [7],
      [
        ['usnat', 'SaleOptOut', 2],
        ['usca', 'SaleOptOut', 1],
      ],
      'denied',
    ],
    ['no section applies', [-1], [], 'granted'],
    ['it is not known which section applies', [], [], 'unknown'],
    ['the section that applies is missing', [8], [['usnat', 'SaleOptOut', 2]], 'unknown'],
    ['a section of another kind applies', [5], [['tcfcav1', 'CmpId', 5]], 'unknown'],
    [
      'Europe consents',
      [2],
      [
        ['tcfeuv2', 'VendorConsents', [361]],
        ['tcfeuv2', 'PurposeConsents', PURPOSES([1])],
      ],
      'granted',
    ],
    [
      'Europe consents to another vendor',
      [2],
      [
        ['tcfeuv2', 'VendorConsents', [52]],
        ['tcfeuv2', 'PurposeConsents', PURPOSES([1])],
      ],
      'denied',
    ],
    [
      'Europe consents to another purpose',
      [2],
      [
        ['tcfeuv2', 'VendorConsents', [361]],
        ['tcfeuv2', 'PurposeConsents', PURPOSES([2])],
      ],
      'denied',
    ],
    [
      'Europe consents and a US section opts out',
      [2, 7],
      [
        ['tcfeuv2', 'VendorConsents', [361]],
        ['tcfeuv2', 'PurposeConsents', PURPOSES([1])],
        ['usnat', 'SaleOptOut', 1],
      ],
      'denied',
    ],
  ])('reads a signal in which %s', (_what, applicable, fields, expected) => {
    const cmp = createGppCmp()
    decide(cmp, applicable, fields)
    expect(subscribe().told).toEqual([expected])
  })

  it('reads sections that come as lists of sub-sections', () => {
    const pingData = {
      signalStatus: 'ready',
      applicableSections: [7],
      sectionList: [7],
      parsedSections: { usnat: [national(), { GpcSegmentType: 1, Gpc: true }] },
    }
    ;(window as unknown as { __gpp: unknown }).__gpp = (
      _command: string,
      callback: (event: unknown, isSuccess: boolean) => void,
    ) => callback({ listenerId: 1, pingData }, true)
    expect(subscribe().told).toEqual(['denied'])
  })

  it.each<[string, object, ConsentStatus]>([
    ['that applies and was not parsed', { applicableSections: [7], sectionList: [7], parsedSections: {} }, 'unknown'],
    [
      'that applies and has no parts',
      { applicableSections: [7], sectionList: [7], parsedSections: { usnat: [] } },
      'unknown',
    ],
    [
      'that applies, of two, and was not parsed',
      { applicableSections: [7, 8], sectionList: [7, 8], parsedSections: { usnat: { SaleOptOut: 2 } } },
      'unknown',
    ],
    [
      'that applies and was not parsed, beside one that was and does not apply',
      { applicableSections: [7], sectionList: [7, 8], parsedSections: { usca: { SaleOptOut: 2 } } },
      'unknown',
    ],
    ['of any kind, for nothing is parsed', { applicableSections: [7], sectionList: [7] }, 'unknown'],
    ['of Europe that was not parsed', { applicableSections: [2], sectionList: [2], parsedSections: {} }, 'unknown'],
    [
      'of Europe without its core',
      { applicableSections: [2], sectionList: [2], parsedSections: { tcfeuv2: [{ SegmentType: 3 }] } },
      'unknown',
    ],
    [
      'of the US that does not apply and was not parsed',
      {
        applicableSections: [2],
        sectionList: [2, 7],
        parsedSections: { tcfeuv2: { ...EUROPE, VendorConsents: [361] } },
      },
      'granted',
    ],
    [
      'of Europe whose core gives nobody consent',
      { applicableSections: [2], sectionList: [2], parsedSections: { tcfeuv2: EUROPE } },
      'denied',
    ],
  ])('neither grants nor deletes for what it cannot read: a section %s', (_what, ping, expected) => {
    ;(window as unknown as { __gpp: unknown }).__gpp = (
      _command: string,
      callback: (event: unknown, isSuccess: boolean) => void,
    ) => callback({ listenerId: 1, pingData: { signalStatus: 'ready', ...ping } }, true)
    expect(subscribe().told).toEqual([expected])
  })

  it('asks for the vendor and every purpose of its options', () => {
    decide(
      createGppCmp(),
      [2],
      [
        ['tcfeuv2', 'VendorConsents', [52]],
        ['tcfeuv2', 'PurposeConsents', PURPOSES([1, 3])],
      ],
    )
    expect(subscribe({ vendorId: 52, purposes: [1, 3] }).told).toEqual(['granted'])
    expect(subscribe({ vendorId: 52, purposes: [1, 4] }).told).toEqual(['denied'])
  })

  it('waits until the signal is ready, and holds to it while a dialog makes it unready again', () => {
    const cmp = createGppCmp()
    const { told } = subscribe()
    expect(told).toEqual([])
    decide(cmp, [7], [['usnat', 'SaleOptOut', 2]])
    cmp.setSignalStatus(NOT_READY)
    cmp.fireEvent('signalStatus', 'not ready')
    expect(told).toEqual(['granted'])
    decide(cmp, [7], [['usnat', 'SaleOptOut', 1]])
    expect(told).toEqual(['granted', 'denied'])
  })

  it('is carried over from the stub to the platform behind it', () => {
    installGppStub()
    const { told } = subscribe()
    decide(createGppCmp(), [7], [['usnat', 'SaleOptOut', 2]])
    vi.advanceTimersByTime(5000)
    expect(told).toEqual(['granted'])
  })

  it('hears nothing after it was unsubscribed, and leaves no timer', () => {
    const cmp = createGppCmp()
    const { told, unsubscribe } = subscribe()
    unsubscribe()
    decide(cmp, [7], [['usnat', 'SaleOptOut', 2]])
    expect(told).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes a signal of no known form for one that says nothing any more', () => {
    let tell = (_event: unknown): void => {}
    const page = window as unknown as { __gpp?: unknown }
    page.__gpp = (command: string, listener: (event: unknown, isSuccess: boolean) => void) => {
      if (command === 'addEventListener') tell = (event) => listener(event, true)
    }
    const { told } = subscribe()
    const ping = { signalStatus: 'ready', applicableSections: [7], sectionList: [7] }
    tell({ listenerId: 1, pingData: { ...ping, parsedSections: { usnat: [national()] } } })
    const thrower = Object.defineProperty({}, 'signalStatus', {
      get() {
        throw new Error('spoiled')
      },
    })
    expect(() => tell({ listenerId: 1, pingData: thrower })).not.toThrow()
    tell({ listenerId: 1, pingData: { ...ping, parsedSections: { usnat: [{ ...national(), SaleOptOut: 1 }] } } })
    tell({ listenerId: 1, pingData: { ...ping, parsedSections: { usnat: [null] } } })
    expect(told).toEqual(['granted', 'unknown', 'denied', 'unknown'])
  })

  it('hears of a platform that comes a minute after the app', () => {
    const { told } = subscribe()
    vi.advanceTimersByTime(60_000)
    decide(createGppCmp(), [7], [['usnat', 'SaleOptOut', 2]])
    vi.advanceTimersByTime(2000)
    expect(told).toEqual(['granted'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('hears of the platform behind a stub when that comes a minute later', () => {
    installGppStub()
    const { told } = subscribe()
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual([])
    decide(createGppCmp(), [7], [['usnat', 'SaleOptOut', 1]])
    vi.advanceTimersByTime(2000)
    expect(told).toEqual(['denied'])
  })

  it.each([
    ['no platform', () => {}],
    ['a stub', installGppStub],
  ])('gives up where there is never more than %s, without a word', (_what, install) => {
    install()
    const { told } = subscribe({ waitMs: 5000 })
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('asks again where a platform forgets what its stub was told', () => {
    installGppStub()
    const { told } = subscribe()
    delete (window as unknown as { __gpp?: unknown }).__gpp
    decide(createGppCmp(), [7], [['usnat', 'SaleOptOut', 2]])
    expect(told).toEqual([])
    vi.advanceTimersByTime(2000)
    expect(told).toEqual(['granted'])
  })

  it('tells a decision once, however often the platform repeats it or is loaded', () => {
    installGppStub()
    const { told } = subscribe()
    const cmp = createGppCmp()
    vi.advanceTimersByTime(2000)
    decide(cmp, [7], [['usnat', 'SaleOptOut', 2]])
    decide(cmp, [7], [['usnat', 'SaleOptOut', 2]])
    delete (window as unknown as { __gpp?: unknown }).__gpp
    decide(createGppCmp(), [7], [['usnat', 'SaleOptOut', 2]])
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual(['granted'])
  })

  it.each<[string, [unknown, ConsentStatus][], number]>([
    [
      'SaleOptOut',
      [
        [0, 'granted'],
        [1, 'denied'],
        [2, 'granted'],
      ],
      20,
    ],
    [
      'SharingOptOut',
      [
        [0, 'granted'],
        [1, 'denied'],
        [2, 'granted'],
      ],
      2,
    ],
    [
      'TargetedAdvertisingOptOut',
      [
        [0, 'granted'],
        [1, 'denied'],
        [2, 'granted'],
      ],
      20,
    ],
    [
      'Gpc',
      [
        [false, 'granted'],
        [true, 'denied'],
      ],
      10,
    ],
  ])('reads %s of every US section that has it', (field, values, atLeast) => {
    const sections = [...Sections.SECTION_ID_NAME_MAP].filter(([, name]) => {
      try {
        createGppCmp().setFieldValue(name, field, values[0]![0])
        return name !== 'uspv1'
      } catch (_unknownField) {
        return false
      }
    })
    expect(sections.length).toBeGreaterThanOrEqual(atLeast)
    for (const [id, name] of sections) {
      for (const [value, expected] of values) {
        delete (window as unknown as { __gpp?: unknown }).__gpp
        decide(createGppCmp(), [id], [[name, field, value]])
        expect(subscribe().told, `${name}.${field}: ${value}`).toEqual([expected])
      }
    }
  })

  it('leaves no listener with a platform that answers twice, under two ids', () => {
    const removed: unknown[] = []
    const pingData = { signalStatus: 'ready', applicableSections: [7], sectionList: [7] }
    ;(window as unknown as { __gpp: unknown }).__gpp = (
      command: string,
      callback: (event: unknown, isSuccess: boolean) => void,
      id?: number,
    ) => {
      if (command === 'removeEventListener') return void removed.push(id)
      for (const listenerId of [1, 2])
        callback({ listenerId, pingData: { ...pingData, parsedSections: { usnat: national() } } }, true)
    }
    const { told, unsubscribe } = subscribe()
    unsubscribe()
    expect([told, removed]).toEqual([['granted'], [1, 2]])
  })

  it('passes over answers that are not a success, and platforms that throw', () => {
    const page = window as unknown as { __gpp?: unknown }
    page.__gpp = (_command: string, listener: (event: unknown, isSuccess: boolean) => void) => listener(null, false)
    const { told, unsubscribe } = subscribe()
    page.__gpp = () => {
      throw new Error('spoiled')
    }
    vi.advanceTimersByTime(5000)
    expect(told).toEqual([])
    expect(unsubscribe).not.toThrow()
  })
})
