/**
 * The types that `ctv-tracker types` prints: they compile, take what the schemas take, and find mistakes.
 */
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkTypes } from '../../../scripts/lib/types.mjs'
import { loadSampleWorkspace, loadWorkspace } from '../../../tools/emulator/workspace/load.ts'
import type { Workspace } from '../../../tools/emulator/index.ts'
import { formatEventTypes } from '../../../tools/types/event-types.ts'

function format(events: Workspace['events'], exact = false, identifiers: string[] = []): string {
  return formatEventTypes({ events, identifiers }, { source: 'a test', exact })
}

/** A module that has the types in scope and uses them. */
interface Use {
  types: string
  code: string
}

const folder = fileURLToPath(new URL('./', import.meta.url))
const uses: Use[] = []
let found: { file: string | null; line: number; message: string }[] = []

/** Notes a module to be compiled with all others; gives, later, the messages by the line of its code, from 1. */
function using(types: string, code: string): () => Record<number, string> {
  const index = uses.push({ types, code }) - 1
  return () => {
    const own = found.filter(({ file }) => file?.endsWith(`/use-${index}.ts`))
    return Object.fromEntries(own.map(({ line, message }) => [line - types.split('\n').length, message]))
  }
}

// One program for all of them: what takes time is the standard library.
beforeAll(() => {
  const sources = uses.map(({ types, code }, i): [string, string] => [
    `${folder}use-${i}.ts`,
    `${types}\n${code}\nexport {}\n`,
  ])
  found = checkTypes(new Map(sources), {
    lib: ['lib.es5.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
  }) as typeof found
}, 60_000)

describe('the types of the sample workspace', () => {
  const { definition } = loadSampleWorkspace()
  const types = formatEventTypes(definition, { source: 'the sample workspace', exact: false })
  const exact = formatEventTypes(definition, { source: 'the sample workspace', exact: true })
  const names = Object.keys(definition.events).map((name) => `'${name}'`)

  const right = using(
    types,
    `import type { Tracker } from '../../../src/api.ts'
declare const tracker: Tracker
const track: TrackEvent = tracker.track
track('Videoview', { video_id: 'a', categories: ['news'], anything: 1 })
track('Screenview', { screen: 'home' })
const tag: IdentifierTag = 'tifa'
const names: EventName[] = [${names.join(', ')}]
tracker.identify({ tag, id: names.join() })`,
  )
  it('name every event, and fit the tracker', () => {
    expect(right()).toEqual({})
  })

  const wrong = using(
    types,
    `declare const track: TrackEvent
track('videoview', {})
track('Videoview', { categories: 'news' })
track('Screenview', {})
const tag: IdentifierTag = 'card'
track('Videoview', { titel: 'a' })`,
  )
  it('find an unknown event, a wrong type, a missing property and an unknown tag', () => {
    expect(wrong()).toEqual({
      2: expect.stringContaining('"videoview"'),
      3: expect.stringContaining("Type 'string' is not assignable to type 'string[]'"),
      4: expect.stringContaining("Property 'screen' is missing"),
      5: expect.stringContaining('"card"'),
    })
  })

  const misspelt = using(
    exact,
    `declare const track: TrackEvent\ntrack('Videoview', { titel: 'a' })\ntrack('Videoview', { title: 'a' })`,
  )
  it('find misspelt properties where they are exact', () => {
    expect(misspelt()).toEqual({ 2: expect.stringContaining("'titel' does not exist") })
  })
})

describe('a schema', () => {
  const cases: [string, Record<string, unknown>, string, string | null][] = [
    ['with an enum', { enum: ['a', 1, null] }, `'a'`, `'b'`],
    ['with a constant', { const: 'a' }, `'a'`, `'b'`],
    ['with several types', { type: ['string', 'null'] }, 'null', '1'],
    ['of integers', { type: 'array', items: { type: 'integer' } }, '[1]', `['1']`],
    ['with a choice', { anyOf: [{ type: 'string' }, { type: 'boolean' }] }, 'true', '1'],
    [
      'of a choice in a list',
      { type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'number' }] } },
      `['a', 1]`,
      '[true]',
    ],
    [
      'with parts',
      { type: 'object', properties: { a: { type: 'string' } }, allOf: [{ type: 'object', required: ['b'] }] },
      `{ a: 'x', b: 1 }`,
      `{ a: 'x' }`,
    ],
    ['without a type', { properties: { a: { type: 'string' } } }, `{ a: 'x' }`, `{ a: 1 }`],
    [
      'that takes nothing else',
      { type: 'object', properties: { a: {} }, additionalProperties: false },
      '{ a: 1 }',
      '{ b: 1 }',
    ],
    ['of a map', { type: 'object', additionalProperties: { type: 'number' } }, '{ x: 1 }', `{ x: '1' }`],
    [
      'of a pair',
      { type: 'array', items: [{ type: 'string' }, { type: 'number' }], minItems: 2, maxItems: 2 },
      `['a', 1]`,
      `[1, 'a']`,
    ],
    ['of an open tuple', { type: 'array', items: [{ type: 'string' }] }, '[1, 2]', null],
    ['that takes anything', {}, `{ x: [1, 'a'] }`, null],
    [
      'with odd names',
      {
        type: 'object',
        required: ['a-b', '*/'],
        properties: { 'a-b': { type: 'number', description: 'Ends */ here' } },
      },
      `{ 'a-b': 1, '*/': 2 }`,
      `{ 'a-b': '1', '*/': 2 }`,
    ],
    ['that refers to itself', { $ref: '#/definitions/node' }, '{ next: { next: {} } }', '{ next: 1 }'],
    ['that refers elsewhere', { $ref: 'https://example.com/other.json' }, '1', null],
  ]
  const definitions = { node: { type: 'object', properties: { next: { $ref: '#/definitions/node' } } } }
  const compiled = cases.map(([name, schema, right, wrong]) => {
    const types = format({ Event: { type: 'object', required: ['x'], properties: { x: schema }, definitions } })
    const code = `declare const track: TrackEvent\ntrack('Event', { x: ${right} })\n${wrong === null ? '' : `track('Event', { x: ${wrong} })`}`
    return { name, problems: using(types, code), expected: wrong === null ? {} : { 3: expect.any(String) } }
  })
  it.each(compiled)('$name takes what it should and no other', ({ problems, expected }) => {
    expect(problems()).toEqual(expected)
  })

  it('keeps its descriptions as comments', () => {
    expect(
      format({
        Play: {
          type: 'object',
          description: 'Started.',
          properties: { id: { type: 'string', description: 'The\n  clip' } },
        },
      }),
    ).toContain('  /** Started. */\n  Play: {\n    /** The clip */\n    id?: string\n')
  })

  const breaking = using(
    formatEventTypes(
      { events: { A: { description: '*/ export const x = 1 /*' } }, identifiers: [] },
      { source: 'a\nexport const y = 1', exact: false },
    ),
    'x\ny',
  )
  it('never breaks out of a comment, whatever it and its source are called', () => {
    expect(breaking()).toEqual({ 1: "Cannot find name 'x'.", 2: "Cannot find name 'y'." })
  })
})

/** A schema that both sides know, with values it takes. */
const described: fc.Arbitrary<{ schema: Record<string, unknown>; value: unknown }> = fc.letrec<{
  any: { schema: Record<string, unknown>; value: unknown }
}>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string().map((value) => ({ schema: { type: 'string' }, value })),
    fc.integer().map((value) => ({ schema: { type: 'integer', description: 'a */ number' }, value })),
    fc.boolean().map((value) => ({ schema: { type: ['boolean', 'null'] }, value })),
    fc.tuple(fc.string(), fc.integer()).map(([a, b]) => ({ schema: { enum: [a, b, null] }, value: b })),
    tie('any').map(({ schema, value }) => ({ schema: { type: 'array', items: schema }, value: [value, value] })),
    fc
      .tuple(tie('any'), tie('any'))
      .map(([one, other]) => ({ schema: { anyOf: [one.schema, other.schema] }, value: other.value })),
    fc
      .record({
        members: fc.dictionary(
          fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
          tie('any'),
          { maxKeys: 3 },
        ),
        isOpen: fc.boolean(),
        isNeeded: fc.boolean(),
      })
      .map(({ members, isOpen, isNeeded }) => ({
        schema: {
          type: 'object',
          properties: Object.fromEntries(Object.entries(members).map(([name, { schema }]) => [name, schema])),
          required: isNeeded ? Object.keys(members) : [],
          ...(isOpen ? {} : { additionalProperties: false }),
        },
        value: Object.fromEntries(Object.entries(members).map(([name, { value }]) => [name, value])),
      })),
  ),
})).any

describe('any schema', () => {
  const seed = process.env['FUZZ_SEED'] === undefined ? 20_260_301 : Number(process.env['FUZZ_SEED'])
  const samples = fc.sample(described, { numRuns: 60, seed })
  const events = Object.fromEntries(
    samples.map(({ schema }, i) => [`Event${i}`, { type: 'object', required: ['x'], properties: { x: schema } }]),
  )
  const code = [
    'declare const track: TrackEvent',
    ...samples.map(({ value }, i) => `track('Event${i}', { x: ${JSON.stringify(value)} })`),
  ].join('\n')
  const problems = using(format(events), code)

  it('has a type that takes what the schema takes', () => {
    const { checkEvent } = loadWorkspace({ keys: ['k'], identifiers: [], events, cohorts: [], contextual: [] })
    samples.forEach(({ value }, i) => expect(checkEvent(`Event${i}`, { x: value })).toEqual([]))
    expect(problems()).toEqual({})
  }, 30_000)
})
