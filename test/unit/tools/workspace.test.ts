/**
 * Loading a workspace, and what is said about a wrong one.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  findWorkspaceMistakes,
  loadSampleWorkspace,
  loadWorkspace,
  loadWorkspaceFile,
  sampleWorkspacePath,
} from '../../../tools/emulator/workspace/load.ts'
import type { Workspace } from '../../../tools/emulator/workspace/types.ts'

const minimal: Workspace = {
  keys: ['key'],
  identifiers: ['tifa'],
  events: { Videoview: { type: 'object' } },
  cohorts: [{ id: '1', name: 'Any', rule: { event: 'Videoview' } }],
  contextual: [],
}

let directory = ''

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'workspace-'))
})

afterAll(() => rmSync(directory, { recursive: true }))

/** Every mistake of a file, without its name. */
function mistakesOf(value: unknown): string[] {
  const path = join(directory, 'w.jsonc')
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value, null, 2))
  return findWorkspaceMistakes(path).map((line) => line.replace(`${directory}/w.jsonc:`, ''))
}

/** The message about a file with this text, without the directory. */
function complaint(text: string): string {
  const path = join(directory, 'w.jsonc')
  writeFileSync(path, text)
  try {
    loadWorkspaceFile(path)
  } catch (error) {
    return (error as Error).message.replace(`${directory}/`, '')
  }
  return 'accepted'
}

/** The message about the minimal workspace with one part replaced. */
function complaintAbout(part: object): string {
  return complaint(JSON.stringify({ ...minimal, ...part }, null, 2))
}

describe('the sample workspace', () => {
  it('is right by its own schema', () => {
    expect(loadWorkspaceFile(sampleWorkspacePath()).definition).toEqual(loadSampleWorkspace().definition)
  })

  it('has ids of digits, platforms of the documents, and a readable key', () => {
    const { keys, cohorts, contextual } = loadSampleWorkspace().definition
    expect(keys).toEqual(['00000000-0000-4000-8000-000000000001'])
    const platforms = new Set([...cohorts, ...contextual].flatMap((cohort) => cohort.activations ?? []))
    expect([...platforms].sort()).toEqual(['adswizz_keyvalue', 'dfp', 'freewheel'])
  })

  it('comes with comments', () => {
    expect(readFileSync(sampleWorkspacePath(), 'utf8')).toContain('// Behavioural cohorts')
  })
})

describe('a workspace file', () => {
  it('may hold comments and trailing commas', () => {
    expect(
      complaint(
        `// a comment\n${JSON.stringify(minimal).replace('"cohorts":[', '/* here */ "cohorts":[').replace(/\}$/, ',}')}`,
      ),
    ).toBe('accepted')
  })

  it.each([
    ['', 'w.jsonc:1:1: value expected'],
    ['{ "keys": [ }', 'w.jsonc:1:13: value expected'],
    ['[]', 'w.jsonc:1:1: expected object, received array'],
    ['{\n  "keys": "k"\n}', 'w.jsonc:2:11: keys: expected array, received string'],
  ])('that reads %j is refused with its place', (text, message) => {
    expect(complaint(text)).toBe(message)
  })

  it.each([
    [{ keys: [] }, 'w.jsonc:2:11: keys: expected at least one entry'],
    [{ keys: ['a', 'a'] }, 'w.jsonc:2:11: keys: expected no entry twice, entries 0 and 1 are the same'],
    [
      { identifier: [] },
      'w.jsonc:23:3: identifier: unknown property, expected one of $schema, keys, identifiers, events, cohorts, contextual, admin',
    ],
    [
      { cohorts: [{ id: 'a', name: 'x', rule: { event: 'Videoview' } }] },
      'w.jsonc:15:13: cohorts.0.id: expected text like ^[0-9]+$, received "a"',
    ],
    [{ cohorts: [{ id: '1', name: 'x', rule: {} }] }, 'w.jsonc:17:15: cohorts.0.rule: expected property "event"'],
    [
      { cohorts: [{ id: '1', name: 'x', rule: { event: 'Videoview', window: 'week' } }] },
      'w.jsonc:19:19: cohorts.0.rule.window: expected one of view, session, ever, received "week"',
    ],
    [
      { cohorts: [{ id: '1', name: 'x', rule: { event: 'Videoview', where: [{ path: 'a', equals: 1 }] } }] },
      'w.jsonc:22:13: cohorts.0.rule.where.0.equals: unknown property, expected one of any, all, not, content, path, eq, in, contains, gte, lte, exists, prefix, regex',
    ],
    [
      { cohorts: [{ id: '1', name: 'x', rule: { event: 'Videoview', where: [{ path: 'a' }] } }] },
      'w.jsonc:20:11: cohorts.0.rule.where.0: expected a condition',
    ],
    [
      { cohorts: [{ id: '1', name: 'x', rule: { any: [{ event: 'Videoview' }], event: 'Videoview' } }] },
      'w.jsonc:17:15: cohorts.0.rule: expected "any", "all", "not", "cohort" or "content" alone, without other properties',
    ],
    [
      { contextual: [{ id: '1', name: 'x', when: { path: 'url', regex: '(' } }] },
      'w.jsonc:28:18: contextual.0.when.regex: expected a regular expression, received "("',
    ],
  ])('with %j is refused with place and expectation', (part, message) => {
    expect(complaintAbout(part)).toBe(message)
  })

  it('is refused where a rule names an event that has no schema', () => {
    expect(complaintAbout({ cohorts: [{ id: '1', name: 'x', rule: { event: 'VideoView' } }] })).toBe(
      'w.jsonc:17:15: cohorts.0.rule: expected events of this workspace (Videoview), received "VideoView"',
    )
  })

  it('is refused where two cohorts share an id, contextual ones included', () => {
    const contextual = [{ id: '1', name: 'Other', when: { path: 'url', prefix: 'app:' } }]
    expect(complaintAbout({ contextual })).toMatch(
      /^w\.jsonc:24:13: contextual\.0\.id: expected an id of its own, "1" is also "Any"$/,
    )
  })

  it('is refused where an event schema is no JSON Schema', () => {
    expect(complaintAbout({ events: { Videoview: { type: 'objekt' } } })).toMatch(
      /^w\.jsonc:9:18: events\.Videoview: expected a JSON Schema \(.+\)$/,
    )
  })

  it('that cannot be read is named with the reason', () => {
    expect(() => loadWorkspaceFile(join(directory, 'missing.jsonc'))).toThrow('missing.jsonc: cannot be read (ENOENT)')
  })
})

describe('a check of a workspace file', () => {
  it('finds nothing in the sample, nor in a right one', () => {
    expect(findWorkspaceMistakes(sampleWorkspacePath())).toEqual([])
    expect(mistakesOf(minimal)).toEqual([])
    expect(mistakesOf(`\uFEFF${JSON.stringify(minimal)}`)).toEqual([])
  })

  it('reports every mistake of shape once, in the order of the file', () => {
    const cohorts = [
      { id: 'a', name: 'x', rule: { event: 'Videoview', where: [{ path: 'a', equals: 1 }] } },
      { id: '2', rule: { event: 'Videoview' } },
    ]
    expect(mistakesOf({ ...minimal, keys: [], cohorts, admin: { keys: ['with space'] } })).toEqual([
      '2:11: keys: expected at least one entry',
      '13:13: cohorts.0.id: expected text like ^[0-9]+$, received "a"',
      '20:13: cohorts.0.rule.where.0.equals: unknown property, expected one of any, all, not, content, path, eq, in, contains, gte, lte, exists, prefix, regex',
      '25:5: cohorts.1: expected property "name"',
      '35:7: admin.keys.0: expected text like ^[!-~]+$',
    ])
  })

  it('does not report what a misspelt property was meant to be as missing', () => {
    const { keys, ...rest } = minimal
    expect(mistakesOf({ key: keys, ...rest })).toEqual([
      '2:3: key: unknown property, expected one of $schema, keys, identifiers, events, cohorts, contextual, admin',
    ])
  })

  it('reports every mistake that no schema can find', () => {
    const cohorts = [
      { id: '1', name: 'A', rule: { event: 'VideoView' } },
      { id: '1', name: 'B', rule: { event: 'Videoview' } },
    ]
    const events = { Videoview: { type: 'objekt' }, Pageview: { type: 'page' } }
    expect(
      mistakesOf({ ...minimal, cohorts, events, admin: { keys: ['key'] } }).map((line) => line.replace(/ \(.+\)/, '')),
    ).toEqual([
      '9:18: events.Videoview: expected a JSON Schema',
      '12:17: events.Pageview: expected a JSON Schema',
      '20:15: cohorts.0.rule: expected events of this workspace, received "VideoView"',
      '25:13: cohorts.1.id: expected an id of its own, "1" is also "A"',
      '35:7: admin.keys.0: expected a secret key, this one is also a public key',
    ])
  })

  it('reports where the text is no JSON, and where there is no file', () => {
    expect(mistakesOf('{ "keys": [ }')).toEqual(['1:13: value expected'])
    expect(findWorkspaceMistakes('missing.jsonc')).toEqual(['missing.jsonc: cannot be read (ENOENT)'])
  })
})

describe('a workspace file that means no good', () => {
  it.each([
    ['brackets', '['.repeat(200_000), '1:201'],
    ['closed brackets', '['.repeat(200_000) + ']'.repeat(200_000), '1:201'],
    ['objects', '{"a":\n'.repeat(100_000), '201:1'],
  ])('gets one line with its name: 200,000 %s', (_what, text, place) => {
    const line = `${place}: nested deeper than 200 levels`
    expect(mistakesOf(text)).toEqual([line])
    expect(complaint(text)).toBe(`w.jsonc:${line}`)
  })

  it('may hold brackets in texts and comments', () => {
    const brackets = '['.repeat(1000)
    expect(
      mistakesOf(
        `{ "keys": ["${brackets}"], /* ${brackets} */ "identifiers": [] // ${brackets}\n, "events": {}, "cohorts": [], "contextual": [] }`,
      ),
    ).toEqual([])
  })

  it('is checked in a time that grows with its length, right or wrong', () => {
    const cohorts = (id: (i: number) => string) =>
      Array.from({ length: 20_000 }, (_, i) => ({ ...minimal.cohorts[0]!, id: id(i) }))
    expect(mistakesOf(JSON.stringify({ ...minimal, cohorts: cohorts(String) }))).toEqual([])
    expect(mistakesOf(JSON.stringify({ ...minimal, cohorts: cohorts((i) => `x${i}`) }, null, 1))).toHaveLength(20_000)
    expect(mistakesOf(JSON.stringify({ ...minimal, cohorts: cohorts(() => '1') }, null, 1))).toHaveLength(19_999)
  }, 60_000)
})

describe('cohorts that look at others', () => {
  const rule = { event: 'Videoview', where: [{ any: [{ content: '9' }] }] }
  const contextual = [{ id: '9', name: 'Content', when: { path: 'url', prefix: 'a' } }]
  const cohort = (id: string, of: object) => ({ id, name: id, rule: of })

  it('may look at those before them, and at contextual ones of the workspace', () => {
    const cohorts = [cohort('1', rule), cohort('2', { all: [{ cohort: '1' }, { not: { cohort: '1' } }] })]
    expect(mistakesOf({ ...minimal, cohorts, contextual })).toEqual([])
  })

  it.each([
    [cohort('1', { cohort: '1' }), 'expected cohorts that stand before this one, received "1"'],
    [cohort('1', { not: { cohort: '7' } }), 'expected cohorts that stand before this one, received "7"'],
    [
      cohort('1', { ...rule, where: [{ content: '8' }] }),
      'expected contextual cohorts of this workspace, received "8"',
    ],
  ])('may look at no other: %j', (wrong, message) => {
    expect(mistakesOf({ ...minimal, cohorts: [wrong], contextual })).toEqual([expect.stringContaining(message)])
  })

  it('are behavioural: content is decided by itself', () => {
    expect(mistakesOf({ ...minimal, contextual: [{ ...contextual[0], when: { content: '9' } }] })).toEqual([
      expect.stringContaining('contextual.0.when: expected conditions on the content itself'),
    ])
  })

  it.each([
    { ...rule, distinct: { gte: 1 } },
    { ...rule, distinct: { by: 'month', gte: 1 } },
    { ...rule, distinct: { by: 'day' } },
    { ...rule, distinct: { by: 'day', path: 'x', gte: 1 } },
    { ...rule, sum: { path: [], gte: 1 } },
    { cohort: '1', event: 'Videoview' },
  ])('are refused where they say half of it, or too much: %j', (wrong) => {
    expect(mistakesOf({ ...minimal, cohorts: [cohort('1', wrong)], contextual })).toHaveLength(1)
  })
})

describe('a workspace given as an object', () => {
  it('is taken where it is right', () => {
    expect(loadWorkspace(minimal).definition).toBe(minimal)
  })

  it('is refused with the place inside it', () => {
    expect(() => loadWorkspace({ ...minimal, keys: [1] as unknown as string[] })).toThrow(
      'workspace: keys.0: expected string, received number',
    )
  })
})

describe('event schemas', () => {
  const { checkEvent } = loadSampleWorkspace()

  it('let matching events and further properties through', () => {
    expect(checkEvent('Videoview', { video_id: 'v', categories: ['sports'], extra: { a: 1 } })).toEqual([])
  })

  it('give every reason against an event', () => {
    expect(checkEvent('VideoCompletion', { categories: 'sports', percentage_watched: 75 })).toEqual([
      'properties.categories must be array',
      'properties.percentage_watched must be <= 1',
    ])
  })

  it('know names exactly as they are written', () => {
    expect(checkEvent('VideoView', {})).toEqual(['the workspace has no event named "VideoView"'])
  })
})
