/**
 * What a consent platform has to say for a decision, field by field: whatever is missing, of another type or of a value that no list
 * knows is no decision. The complete rows are those that the IAB's own package writes.
 */
import { GppModel, Sections } from '@iabgpp/cmpapi'
import { describe, expect, it } from 'vitest'
import { readGpp } from '../../../src/consent/gpp.ts'
import { readTcf } from '../../../src/consent/tcf.ts'

type Row = Record<string, unknown>

/** Values that stand in no specification for a field that holds a number of 0 to 2, or a list of them. */
const WRONG: unknown[] = [
  null,
  true,
  false,
  '',
  '0',
  '1',
  '2',
  'Y',
  NaN,
  Infinity,
  -1,
  3,
  1.5,
  {},
  [],
  [3],
  ['1'],
  [null],
  () => 1,
]

const US = [...Sections.SECTION_ID_NAME_MAP].filter(([id, name]) => id > 6 && name.startsWith('us'))

/** A section as the package gives it once it was touched, which is one in which nobody opted out. */
function section(name: string, changes: Row = {}): Row {
  const model = new GppModel()
  model.setFieldValue(
    name,
    name === 'tcfeuv2' ? 'CmpId' : name === 'uspv1' ? 'OptOutSale' : 'SaleOptOut',
    name === 'uspv1' ? 'N' : 2,
  )
  const row = JSON.parse(JSON.stringify((model.toObject() as Row)[name])) as Row
  return { ...row, ...changes }
}

const without = (row: Row, name: string): Row => Object.fromEntries(Object.entries(row).filter(([key]) => key !== name))

const ping = (id: number, name: string, parsed: unknown) => ({
  signalStatus: 'ready',
  applicableSections: [id],
  sectionList: [id],
  parsedSections: { [name]: parsed },
})
const read = (id: number, name: string, parsed: unknown) => readGpp(ping(id, name, parsed), {})

describe.each(US)('US section %i, %s', (id, name) => {
  const complete = section(name)
  const core = Object.keys(complete).filter(
    (field) => !/^Gpc/.test(field) && !(id > 24 && field === 'SensitiveDataProcessing'),
  )

  it('is granted where nobody opted out, as one object and as its sub-sections', () => {
    expect(read(id, name, complete)).toBe('granted')
    expect(read(id, name, [complete])).toBe('granted')
    const [first, ...rest] = core
    expect(
      read(id, name, [
        { [first!]: complete[first!] },
        Object.fromEntries(rest.map((field) => [field, complete[field]])),
      ]),
    ).toBe('granted')
  })

  it('is unknown where a field is missing', () => {
    for (const field of core) expect(read(id, name, without(complete, field)), field).toBe('unknown')
  })

  it('is unknown where a field holds a value of another type, or one that no list knows', () => {
    for (const field of core)
      for (const value of WRONG)
        expect(read(id, name, { ...complete, [field]: value }), `${field}: ${String(value)}`).toBe('unknown')
    for (const value of [0, 9])
      expect(read(id, name, { ...complete, [core.find((field) => /Version$/.test(field))!]: value })).toBe('unknown')
    for (const value of ['true', 1, 0, null, {}, []])
      expect(read(id, name, { ...complete, Gpc: value }), 'Gpc').toBe('unknown')
  })

  it('is denied by each opt-out, by Global Privacy Control, and by a child without consent', () => {
    for (const field of core.filter((other) => /OptOut$/.test(other)))
      expect(read(id, name, { ...complete, [field]: 1 }), field).toBe('denied')
    expect(read(id, name, { ...complete, Gpc: true })).toBe('denied')
    const children = complete['KnownChildSensitiveDataConsents']
    if (children === undefined) return
    const none = Array.isArray(children) ? children.map((_, place) => (place ? 0 : 1)) : 1
    expect(read(id, name, { ...complete, KnownChildSensitiveDataConsents: none })).toBe('denied')
  })

  it('is unknown where the viewer was not told of the choice, or two sub-sections contradict each other', () => {
    for (const field of core.filter((other) => /Notice$/.test(other) && !/^Sensitive/.test(other)))
      expect(read(id, name, { ...complete, [field]: 2 }), field).toBe('unknown')
    expect(read(id, name, [complete, { SaleOptOut: 1 }])).toBe('unknown')
  })

  it.each([undefined, null, '', 'DBABLA~BVVqAAEABAA', 0, 7, true, [], {}, [null], [[]], ['x']])(
    'is unknown as %j',
    (parsed) => {
      expect(read(id, name, parsed)).toBe('unknown')
    },
  )
})

describe('US Privacy', () => {
  const row = { Version: 1, Notice: 'Y', OptOutSale: 'N', LspaCovered: 'N' }

  it.each<[unknown, string]>([
    [row, 'granted'],
    [{ ...row, OptOutSale: 'Y' }, 'denied'],
    [{ ...row, OptOutSale: '-', Notice: '-' }, 'granted'],
    [{ ...row, Notice: 'N' }, 'unknown'],
    ['1YNN', 'granted'],
    ['1YYN', 'denied'],
    ['1---', 'granted'],
    ['1NNN', 'unknown'],
    ['1yyn', 'unknown'],
    ['2YNN', 'unknown'],
    ['1YN', 'unknown'],
    ['1YNNN', 'unknown'],
    ['1YXN', 'unknown'],
    ['', 'unknown'],
    [['1YYN'], 'unknown'],
  ])('%j is %s', (parsed, expected) => {
    expect(read(6, 'uspv1', parsed)).toBe(expected)
  })

  it('is unknown where a field is missing, of another type or of another value', () => {
    for (const field of Object.keys(row)) {
      expect(read(6, 'uspv1', without(row, field)), field).toBe('unknown')
      for (const value of [null, '', 'y', 'X', 'YN', 0, 2, true, [], ['Y'], {}])
        expect(read(6, 'uspv1', { ...row, [field]: value }), `${field}: ${String(value)}`).toBe('unknown')
    }
  })
})

describe('the European section', () => {
  const purposes = (...given: number[]) => Array.from({ length: 24 }, (_, place) => given.includes(place + 1))
  const row = section('tcfeuv2', { VendorConsents: [52, 361], PurposeConsents: purposes(1), PublisherRestrictions: [] })
  const readEurope = (parsed: unknown) => read(2, 'tcfeuv2', parsed)

  it('is granted where vendor and purpose have consent, and denied where one has none', () => {
    expect(readEurope(row)).toBe('granted')
    expect(readEurope({ ...row, VendorConsents: [52] })).toBe('denied')
    expect(readEurope({ ...row, PurposeConsents: purposes(2) })).toBe('denied')
  })

  it.each<[number, number, number[], string]>([
    [1, 0, [361], 'denied'],
    [1, 1, [361], 'granted'],
    [1, 2, [361], 'denied'],
    [2, 0, [361], 'granted'],
    [1, 0, [52], 'granted'],
    [1, 3, [361], 'unknown'],
    [1, 3, [52], 'unknown'],
  ])('reads that the publisher restricts purpose %i by %i for %j', (key, type, ids, expected) => {
    expect(readEurope({ ...row, PublisherRestrictions: [{ key, type, ids }] })).toBe(expected)
  })

  it('is unknown where a field is missing or of another type', () => {
    for (const field of ['Version', 'VendorConsents', 'PurposeConsents', 'PublisherRestrictions']) {
      expect(readEurope(without(row, field)), field).toBe('unknown')
      for (const value of [null, '361', 361, true, {}, ['361'], [null], [{}]])
        expect(readEurope({ ...row, [field]: value }), `${field}: ${JSON.stringify(value)}`).toBe('unknown')
    }
    const restriction = { key: 1, type: 1, ids: [361] }
    for (const field of Object.keys(restriction)) {
      expect(readEurope({ ...row, PublisherRestrictions: [without(restriction, field)] }), field).toBe('unknown')
      for (const value of [null, '1', {}, ['361']])
        expect(readEurope({ ...row, PublisherRestrictions: [{ ...restriction, [field]: value }] }), field).toBe(
          'unknown',
        )
    }
    expect(readEurope({ ...row, PurposeConsents: [] })).toBe('unknown')
    expect(readEurope({ ...row, PublisherRestrictions: [restriction, { ...restriction, type: 0 }] })).toBe('unknown')
  })
})

describe('the ping around them', () => {
  const whole = ping(7, 'usnat', section('usnat'))

  it('is no decision where a member is missing or of another type', () => {
    for (const member of ['applicableSections', 'sectionList', 'parsedSections']) {
      expect(readGpp(without(whole, member), {}), member).toBe('unknown')
      for (const value of [null, '', '7', 7, true, {}, [], ['7'], [null], [7.5]])
        expect(readGpp({ ...whole, [member]: value }, {}), `${member}: ${JSON.stringify(value)}`).toBe('unknown')
    }
    for (const signalStatus of [undefined, null, '', 'READY', 'not ready', 1])
      expect(readGpp({ ...whole, signalStatus }, {})).toBeNull()
  })

  it.each<[string, object, string]>([
    ['none applies', { applicableSections: [-1], sectionList: [], parsedSections: {} }, 'granted'],
    ['none applies, and one does', { applicableSections: [-1, 7] }, 'unknown'],
    [
      'none applies, and one that is there cannot be read',
      { applicableSections: [-1], parsedSections: { usnat: {} } },
      'unknown',
    ],
    [
      'one that is there and does not apply opts out',
      { parsedSections: { usnat: section('usnat'), usca: section('usca', { SaleOptOut: 1 }) } },
      'denied',
    ],
    [
      'one that is there and does not apply cannot be read',
      { parsedSections: { usnat: section('usnat'), usca: { SaleOptOut: 1 } } },
      'unknown',
    ],
    [
      'one that no list knows is there',
      { parsedSections: { usnat: section('usnat'), uszz: section('usco') } },
      'unknown',
    ],
    ['one that no list knows applies', { applicableSections: [7, 99], sectionList: [7, 99] }, 'unknown'],
    ['Canada applies too', { applicableSections: [5, 7], sectionList: [5, 7] }, 'unknown'],
    ['another state is under its name', { parsedSections: { usca: section('usca') } }, 'unknown'],
  ])('where %s', (_what, changes, expected) => {
    expect(readGpp({ ...whole, ...changes }, {})).toBe(expected)
  })
})

describe('TCF', () => {
  const data = {
    tcString: 'CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA',
    eventStatus: 'tcloaded',
    cmpStatus: 'loaded',
    gdprApplies: true,
    purpose: { consents: { 1: true } },
    vendor: { consents: { 361: true } },
    publisher: { restrictions: {} },
  }

  it('is granted by a complete answer, and denied by one that says no', () => {
    expect(readTcf(data, {})).toBe('granted')
    for (const consents of [{ 1: false }, {}, { 2: true }])
      expect(readTcf({ ...data, purpose: { consents } }, {})).toBe('denied')
    for (const consents of [{ 361: false }, {}, { 52: true }])
      expect(readTcf({ ...data, vendor: { consents } }, {})).toBe('denied')
  })

  it('needs no lists where GDPR does not apply', () => {
    expect(readTcf({ eventStatus: 'tcloaded', gdprApplies: false }, {})).toBe('granted')
    expect(readTcf({ eventStatus: 'tcloaded', cmpStatus: 'error', gdprApplies: false }, {})).toBe('unknown')
  })

  it('is unknown where a member is missing', () => {
    for (const member of ['tcString', 'gdprApplies', 'purpose', 'vendor'])
      expect(readTcf(without(data, member), {}), member).toBe('unknown')
    expect(readTcf({ ...data, purpose: {} }, {})).toBe('unknown')
    expect(readTcf({ ...data, vendor: {} }, {})).toBe('unknown')
  })

  it('is unknown where a member is of another type or of no known value', () => {
    const wrong: Row = {
      tcString: ['', ' ', null, 1, {}, true],
      cmpStatus: ['error', 'stub', 'loading', '', null, 1],
      gdprApplies: [null, 'true', 'false', 0, 1, {}],
      purpose: [
        null,
        'x',
        1,
        [],
        true,
        { consents: null },
        { consents: '1' },
        { consents: [true] },
        { consents: { 1: 1 } },
        { consents: { 1: 'true' } },
        { consents: { 1: null } },
      ],
      vendor: [
        null,
        'x',
        1,
        [],
        true,
        { consents: null },
        { consents: '1' },
        { consents: [361] },
        { consents: { 361: 1 } },
        { consents: { 361: {} } },
      ],
      publisher: [
        null,
        'x',
        1,
        [],
        { restrictions: null },
        { restrictions: 'x' },
        { restrictions: [] },
        { restrictions: { 1: null } },
        { restrictions: { 1: 0 } },
        { restrictions: { 1: { 361: '0' } } },
        { restrictions: { 1: { 361: 3 } } },
        { restrictions: { 1: { 361: null } } },
      ],
    }
    for (const [member, values] of Object.entries(wrong))
      for (const value of values as unknown[])
        expect(readTcf({ ...data, [member]: value }, {}), `${member}: ${JSON.stringify(value)}`).toBe('unknown')
  })

  it.each<[unknown, string]>([
    [0, 'denied'],
    [1, 'granted'],
    [2, 'denied'],
    [undefined, 'granted'],
  ])('reads a restriction of the publisher: %s', (type, expected) => {
    expect(readTcf({ ...data, publisher: { restrictions: { 1: { 361: type } } } }, {})).toBe(expected)
    expect(readTcf({ ...data, publisher: { restrictions: { 2: { 361: type }, 1: { 52: 0 } } } }, {})).toBe('granted')
  })

  it('has no restriction where the platform names none', () => {
    for (const publisher of [undefined, {}, { restrictions: undefined }])
      expect(readTcf({ ...data, publisher }, {})).toBe('granted')
  })
})
