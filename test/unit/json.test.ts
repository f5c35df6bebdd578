/**
 * JSON on pages where another script changed what it is made of.
 */
import { afterEach, expect, it, vi } from 'vitest'
import { formatJson, parseJson } from '../../src/json.ts'

const VALUE = { list: ['a', 'b'], text: 'x', count: 3, nested: { none: null, flag: false, empty: [] } }
const TEXT = '{"list":["a","b"],"text":"x","count":3,"nested":{"none":null,"flag":false,"empty":[]}}'

const PROTOTYPES: object[] = [Array.prototype, String.prototype, Number.prototype, Boolean.prototype, Object.prototype]

/** What `run` returns where everything has a toJSON of its own. */
function withToJson<T>(run: () => T): T {
  for (const prototype of PROTOTYPES)
    Object.defineProperty(prototype, 'toJSON', { value: () => 'spoiled', configurable: true, enumerable: true })
  try {
    return run()
  } finally {
    for (const prototype of PROTOTYPES) Reflect.deleteProperty(prototype, 'toJSON')
  }
}

afterEach(() => {
  vi.restoreAllMocks()
})

it('is written as it is', () => {
  expect(formatJson(VALUE)).toBe(TEXT)
})

it('is written as it is where everything has a toJSON of its own', () => {
  expect(withToJson(() => JSON.stringify(VALUE))).toBe('"spoiled"')
  expect(withToJson(() => formatJson(VALUE))).toBe(TEXT)
  expect(withToJson(() => formatJson([1, ['a']]))).toBe('[1,["a"]]')
  expect(withToJson(() => formatJson('a'))).toBe('"a"')
})

it('is a text, whatever the page made of JSON', () => {
  const texts = [
    () => {
      throw new Error('spoiled')
    },
    () => undefined,
    () => 42,
  ].map((spoiled) => {
    const stringify = vi.spyOn(JSON, 'stringify').mockImplementation(spoiled as unknown as () => string)
    const text = formatJson(VALUE)
    stringify.mockRestore()
    return text
  })
  expect(texts).toEqual(['', 'undefined', '42'])
})

it('is nothing where it cannot be read', () => {
  expect([parseJson('{'), parseJson(null), parseJson(undefined), parseJson('')]).toEqual([null, null, null, null])
  const parse = vi.spyOn(JSON, 'parse').mockImplementation(() => {
    throw new Error('spoiled')
  })
  const value: unknown = parseJson('{}')
  parse.mockRestore()
  expect(value).toBeNull()
})
