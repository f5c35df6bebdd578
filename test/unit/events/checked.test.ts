/**
 * What the app gives: taken and cleaned, or refused with one diagnostic that says why.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Content } from '../../../src/api.ts'
import type { Context } from '../../../src/context.ts'
import type { Diagnosis } from '../../../src/diagnosis.ts'
import { checkContent, checkEvent } from '../../../src/events/checked.ts'
import { parseOptions } from '../../../src/options.ts'

let reports: unknown[][]
const diagnosis = { report: (...told: unknown[]) => reports.push(told) } as unknown as Diagnosis
const context = { diagnosis, settings: parseOptions({ apiKey: 'KEY' }) } as unknown as Context

beforeEach(() => {
  reports = []
})

describe('an event', () => {
  it('gives its properties cleaned, a copy', () => {
    const properties = { a: 1, b: null, c: { d: '' } }
    expect(checkEvent(diagnosis, 'Screen_view2', properties)).toEqual({ a: 1 })
    expect([properties, reports]).toEqual([{ a: 1, b: null, c: { d: '' } }, []])
  })

  it('without properties has none', () => {
    expect(checkEvent(diagnosis, 'Screenview', undefined)).toEqual({})
  })

  it.each<[unknown, string]>([
    ['Screen view', "'Screen view'"],
    ['', "''"],
    ['Sèvres', "'Sèvres'"],
    [undefined, 'nothing'],
    [5, '5'],
  ])('named %j is refused by its name alone', (name, received) => {
    expect(checkEvent(diagnosis, name as string, 'rubbish')).toBeNull()
    expect(reports).toEqual([['bad-event', ['name', received]]])
  })

  it('whose properties are none is refused, and named', () => {
    expect(checkEvent(diagnosis, 'Screenview', ['a'])).toBeNull()
    expect(reports).toEqual([['bad-event', ['properties', 'Screenview', expect.any(String)]]])
  })

  it('whose properties throw when they are read is refused', () => {
    const properties = {
      get title(): string {
        throw new Error('spoiled')
      },
    }
    expect(checkEvent(diagnosis, 'Screenview', properties)).toBeNull()
    expect(reports).toEqual([['bad-event', ['properties', 'Screenview', 'spoiled']]])
  })
})

describe('a content', () => {
  it('gives its properties cleaned', () => {
    const content: Content = { url: 'https://example.com/', properties: { a: 1, b: [] } }
    expect(checkContent(context, content)).toEqual({ a: 1 })
    expect(reports).toEqual([])
  })

  it.each<[unknown]>([[null], ['https://example.com/'], [{}], [{ id: ' ', url: '', properties: {} }], [{ id: 5 }]])(
    '%j is none',
    (content) => {
      expect(checkContent(context, content as Content)).toBeNull()
      expect(reports).toEqual([['bad-content', ['unusable']]])
    },
  )

  it.each<[unknown]>([[undefined], [' '], [5]])('whose url is %j but that has an id is taken, and told', (url) => {
    expect(checkContent(context, { id: 'vid', url, properties: { a: 1 } } as Content)).toEqual({ a: 1 })
    expect(reports).toEqual([['bad-content', ['no-url']]])
  })

  it.each<[unknown]>([['podcast'], ['constructor'], [7], [{}]])(
    'of the kind %j, which nobody named, is refused',
    (kind) => {
      const content = { url: 'app://1', kind, properties: {} } as unknown as Content
      expect(checkContent(context, content)).toBeNull()
      expect(reports).toEqual([['bad-content', ['kind', expect.any(String)]]])
    },
  )

  it('of a kind that is known is taken', () => {
    expect(checkContent(context, { url: 'app://1', kind: 'audio', properties: { a: 1 } })).toEqual({ a: 1 })
    expect(reports).toEqual([])
  })

  it('whose properties cannot be sent is refused, with the reason before', () => {
    expect(checkContent(context, { id: 'vid', properties: 'x' } as unknown as Content)).toBeNull()
    expect(reports).toEqual([
      ['bad-event', ['properties', 'a content', expect.any(String)]],
      ['bad-content', ['unusable']],
    ])
  })
})
