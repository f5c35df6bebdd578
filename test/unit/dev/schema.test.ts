/**
 * The linter's reading of JSON Schema, held against a validator that knows all of it.
 */
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSchema } from '../../../dev/schema.ts'
import type { Schema } from '../../../dev/schema.ts'
import { loadSampleWorkspace } from '../../../tools/emulator/workspace/load.ts'

function problems(schema: Schema, value: unknown): string[] {
  const found: string[] = []
  checkSchema(schema, value, 'properties', (path, expected, received) =>
    found.push(`${path}: expected ${expected}, received ${received}`),
  )
  return found
}

const schemas: Record<string, object> = {
  ...loadSampleWorkspace().definition.events,
  bounds: {
    properties: { a: { minimum: 1, exclusiveMaximum: 4 }, b: { minLength: 2, maxLength: 3 }, c: { multipleOf: 2 } },
  },
  lists: {
    properties: {
      a: { items: { type: 'string' }, minItems: 1, maxItems: 2, uniqueItems: true },
      b: { contains: { const: 1 } },
    },
  },
  tuple: {
    properties: { a: { type: 'array', items: [{ type: 'string' }, { type: 'number' }], additionalItems: false } },
  },
  closed: { properties: { a: {}, b: {} }, additionalProperties: false, required: ['a'] },
  typed: { properties: { a: {} }, additionalProperties: { type: 'number' }, minProperties: 1, maxProperties: 3 },
  patterns: {
    patternProperties: { '^a': { type: 'string' } },
    additionalProperties: false,
    propertyNames: { maxLength: 1 },
  },
  choices: { properties: { a: { enum: [1, 'x', [1], { a: 1 }, null] }, b: { const: { a: [1] } } } },
  combined: {
    properties: {
      a: { anyOf: [{ type: 'string' }, { minimum: 2 }] },
      b: { oneOf: [{ type: 'number' }, { type: 'integer' }] },
      c: { not: { type: 'string' } },
      d: { allOf: [{ type: 'array' }, { minItems: 1 }] },
    },
  },
  conditional: {
    if: { properties: { a: { const: 1 } }, required: ['a'] },
    then: { required: ['b'] },
    else: { properties: { b: false } },
  },
  references: {
    definitions: {
      name: { type: 'string', minLength: 1 },
      list: { type: 'array', items: { $ref: '#/definitions/list' } },
    },
    properties: { a: { $ref: '#/definitions/name' }, b: { $ref: '#/definitions/list' } },
  },
  types: {
    properties: { a: { type: ['string', 'null'] }, b: { type: 'integer' }, c: { type: 'object', required: ['a'] } },
  },
}

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    1,
    2,
    3,
    1.5,
    -1,
    '',
    'a',
    'x',
    'ab',
    'abcd',
    [],
    {},
    [1],
    ['a'],
    { a: 1 },
    { a: [1] },
  ),
  fc.integer(),
  fc.string({ maxLength: 5 }),
)
const inner = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.array(fc.array(leaf, { maxLength: 2 }), { maxLength: 2 }),
)
const names = [
  'a',
  'b',
  'c',
  'd',
  'ab',
  'screen',
  'video_id',
  'categories',
  'duration_seconds',
  'percentage_watched',
  'aggregations',
]
const value = fc.dictionary(fc.constantFrom(...names), inner, { maxKeys: 5, noNullPrototype: true })

describe('a value', () => {
  it.each(Object.entries(schemas))('is judged as a full validator does, by %s', (_name, schema) => {
    const isValid = new Ajv({ strict: false, logger: false }).compile(schema)
    fc.assert(
      fc.property(value, (given) => {
        expect(problems(schema as Schema, given).length === 0).toBe(isValid(given))
      }),
      { numRuns: 400 },
    )
  })

  it('is described by path, expectation and what was received', () => {
    const { Videoview, Screenview, VideoCompletion } = loadSampleWorkspace().definition.events
    expect(problems(Videoview as Schema, { categories: ['a', 2], duration_seconds: '600' })).toEqual([
      'properties.categories[1]: expected string, received 2',
      'properties.duration_seconds: expected number, received "600"',
    ])
    expect(problems(Screenview as Schema, {})).toEqual([
      'properties.screen: expected it, since it is required, received nothing',
    ])
    expect(problems(VideoCompletion as Schema, { percentage_watched: 75 })).toEqual([
      'properties.percentage_watched: expected at most 1, received 75',
    ])
  })

  it('has its misspelt properties found, though the schema lets them through', () => {
    const { Videoview, Screenview } = loadSampleWorkspace().definition.events
    expect(problems(Videoview as Schema, { Categories: ['a'], videoId: 'v', extra: 1 })).toEqual([
      'properties.Categories: expected categories, received Categories',
    ])
    expect(problems(Screenview as Schema, { Screen: 'home' })).toEqual([
      'properties.screen: expected it, since it is required, received Screen',
      'properties.Screen: expected screen, received Screen',
    ])
  })

  it('ends where a schema leads to itself', () => {
    expect(problems({ $ref: '#' }, {})).toEqual([])
    expect(problems({ $ref: '#/nowhere' }, {})).toEqual([])
    expect(problems({ $ref: 'https://elsewhere.example/schema' }, {})).toEqual([])
  })
})
