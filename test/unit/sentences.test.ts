/**
 * What the tracker says: in sentences, in facts alone, and in the document that explains both.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { TrackerOptions } from '../../src/api.ts'
import { ConfigError } from '../../src/config-error.ts'
import type { DiagnosticCode, DiagnosticFacts } from '../../src/diagnostics.ts'
import { DIAGNOSTIC_CODES } from '../../src/diagnostics.ts'
import { parseOptions } from '../../src/options.ts'
import * as sentences from '../../src/sentences.ts'
import * as short from '../../src/sentences.short.ts'

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
const section = (title: string) => page.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!
const rowsOf = (text: string) =>
  [...text.matchAll(/^\| (.+) \|$/gm)].slice(1).map(([, row]) => row!.split(' | ').map((cell) => cell.trim()))

/** One example of each sentence there is. */
const EXAMPLES: { [code in DiagnosticCode]: DiagnosticFacts[code][] } = {
  'bad-event': [
    ['name', "'a b'"],
    ['properties', 'Videoview', sentences.formatReason('depth')],
    ['properties', 'a content', sentences.formatReason('object', 'string')],
    ['properties', 'Videoview', sentences.formatReason('big-integer')],
  ],
  'bad-content': [['unusable'], ['no-url'], ['kind', "'game'"]],
  'bad-player': [[]],
  'bad-identity': [
    [sentences.formatReason('alias')],
    [sentences.formatReason('priority')],
    [sentences.formatReason('twice')],
    [sentences.formatReason('generated', "'me'")],
  ],
  'personal-data': [['content.properties.contact']],
  'listener-error': [['view', 'Error: no']],
  'storage-unavailable': [['cookie', 'memory']],
  'storage-failed': [
    ['emptied'],
    ['cleared', 'localStorage'],
    ['memory-only'],
    ['refused', 'localStorage', 'id'],
    ['left', 'indexedDB', 'localStorage'],
  ],
  'storage-slow': [['indexedDB']],
  'request-failed': [
    ['ccs', 503, 'busy', 3, ''],
    ['ccs', 0, 'ambiguous', 1, ''],
    ['contextual', 500],
    ['contextual', 0],
    ['identify', 500],
    ['identify', 0],
  ],
  'request-refused': [['ccs', 400, 'refused', 1, 'no such property']],
  unauthorised: [['ccs', 401, 'unauthorised', 10, '']],
  'delivery-stopped': [['unauthorised'], ['ambiguous']],
  'user-id-changed': [['other'], ['unusable']],
  'device-id-unavailable': [[]],
  'synchronous-validation': [[]],
  'clock-corrected': [[42]],
  'shape-failed': [['Error: no']],
  'port-failed': [
    ['port', 'Error: no'],
    ['transport', 'Error: no'],
  ],
}

/** Facts as the short build holds them: of a reason its code. */
const SHORT_REASONS = new Map<unknown, string>([
  [sentences.formatReason('object', 'string'), short.formatReason('object', 'string')],
  [sentences.formatReason('generated', "'me'"), short.formatReason('generated', "'me'")],
  ...(['depth', 'big-integer', 'alias', 'priority', 'twice'] as const).map(
    (reason) => [sentences.formatReason(reason), short.formatReason(reason)] as const,
  ),
])
const shorten = (fact: unknown) => SHORT_REASONS.get(fact) ?? fact

const examples = DIAGNOSTIC_CODES.flatMap((code) =>
  EXAMPLES[code].map((facts) => ({
    code,
    sentence: sentences.formatDiagnostic(code, facts as never),
    facts: short.formatDiagnostic(code, (facts as readonly unknown[]).map(shorten) as never),
  })),
)

describe('the message of a diagnostic', () => {
  it('stands in the document, in full and in short', () => {
    const expected = examples.map(({ code, sentence, facts }) => [`\`${code}\``, sentence, facts && `\`${facts}\``])
    expect(rowsOf(section('Messages'))).toEqual(expected)
  })

  it('is a sentence of its own in each case', () => {
    const all = examples.map(({ sentence }) => sentence)
    expect(new Set(all).size).toBe(all.length)
    for (const sentence of all) expect(sentence).not.toMatch(/undefined|null|NaN|\[object/)
  })

  it('is in short no more than the facts', () => {
    expect(short.formatDiagnostic('storage-failed', ['refused', 'localStorage', 'id'])).toBe('refused localStorage id')
    expect(short.formatDiagnostic('request-failed', ['ccs', 503, 'busy', 3, ''])).toBe('ccs 503 busy 3')
    expect(short.formatDiagnostic('user-id-changed', ['other'])).toBe('other')
  })
})

/** The groups of options and the options themselves, found by what is said of an unknown one. */
function findOptions(path: string[] = []): string[] {
  const at = (keys: string[]): object => keys.reduceRight<unknown>((value, key) => ({ [key]: value }), {}) as object
  const error = errorOf([...path, 'unknown'].reduceRight<unknown>((value, key) => ({ [key]: value }), at([])))
  const known = error.parameter === [...path, 'unknown'].join('.') && /^one of the options (.*)/.exec(error.expected)
  return known ? known[1]!.split(', ').flatMap((option) => findOptions([...path, option])) : [path.join('.')]
}

/** With a key, so that nothing else is wrong. */
function errorOf(options: unknown): ConfigError {
  try {
    parseOptions({ apiKey: 'KEY', ...(options as object) } as TrackerOptions)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('the message of a wrong option', () => {
  it('stands in the document, for every option there is', () => {
    const expected = findOptions().map((option) => [
      `\`${option}\``,
      errorOf(option.split('.').reduceRight<unknown>((value, key) => ({ [key]: value }), /wrong/)).expected,
    ])
    expect(rowsOf(section('Options'))).toEqual(expected)
  })

  it('is in short the option and what came', () => {
    expect(short.formatConfigError('events.play', short.expectationOf('events.play'), '5')).toBe('events.play: 5')
    expect([short.expectationOf('queue'), short.expectationAmong(['queue'])]).toEqual(['', ''])
  })
})

describe('the short form', () => {
  it('has the functions of the long one, and no sentence', () => {
    expect(Object.keys(short).sort()).toEqual(Object.keys(sentences).sort())
  })
})
