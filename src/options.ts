/**
 * Options of the tracker: one table of defaults and checks. Pure.
 *
 * Every option is checked by path; an unknown one is as wrong as a bad one.
 */
import type { Alias, CompletionShape, TrackerOptions } from './api.ts'
import { ConfigError } from './config-error.ts'
import { describe, isEventName, isRecord, isText } from './checks.ts'
import { parseAliases } from './identity/identity.ts'
import type { ConsentSource } from './ports/consent-source.ts'
import type { Ports } from './ports/ports.ts'

/** Options with every default filled in. */
export interface Settings {
  apiKey: string
  endpoints: { ccs: string; contextual: string }
  consent: 'required' | 'granted' | ConsentSource
  identity: { aliases: Alias[]; deviceId: boolean; deviceTag: string | null }
  events: {
    play: string
    completion: string
    completionShape: CompletionShape
    milestones: Record<string, string | undefined>
  }
  sessionTimeoutMs: number
  viewTimeoutMs: number
  activations: { ttlMs: number; deadlineMs: number; aliases: Record<string, string> }
  queue: { maxEvents: number; maxAgeMs: number; delivery: 'at-least-once' | 'at-most-once' }
  transport: { timeoutMs: number; auth: 'query' | 'header'; contentType: string }
  contextual: { enabled: boolean; wrap: string | false }
  userProperties: readonly string[]
  synchronousValidation: boolean
  storageKey: string
  debug: boolean
  ports: Partial<Ports>
}

/** What is expected, in words, and whether a value is that. */
type Check = readonly [expected: string, accepts: (value: unknown) => boolean]
/** A check and the default; without a default the option is required. */
type Rule = readonly [Check, fallback?: unknown]
type Rules = { [option: string]: Rule | Rules }

const hasOnly = (value: unknown, accepts: (item: unknown, key: string) => boolean): boolean =>
  isRecord(value) && Object.keys(value).every((key) => accepts(value[key], key))
const number = (atLeast: number): Check => [
  'a number of at least ' + atLeast,
  (value) => typeof value == 'number' && isFinite(value) && value >= atLeast,
]
/** One of the words that `expected` quotes, or what `more` accepts. */
const oneOf = (expected: string, more?: (value: unknown) => boolean): Check => [
  expected,
  (value) => expected.split("'").indexOf(value as string) % 2 == 1 || (!!more && more(value)),
]

const TEXT: Check = ['a non-empty string', isText]
const FLAG: Check = ['true or false', (value) => typeof value == 'boolean']
const NAME: Check = ['letters, digits and underscores', isEventName]
const URL: Check = [
  'an http or https URL without query',
  (value) => typeof value == 'string' && /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(value),
]
const PORTS = 'clock, timers, random, stores, transport, lifecycle, deviceId, playerHook, createDeferred, log'
const NATURAL = number(1)
const ANY_LENGTH = number(0)
const MONTH_MS = 2_592_000_000
const HALF_HOUR_MS = 1_800_000

const rules = (): Rules => ({
  apiKey: [TEXT],
  endpoints: { ccs: [URL, 'https://api.permutive.app'], contextual: [URL, 'https://api.permutive.com'] },
  consent: [
    oneOf(
      "'required', 'granted' or a consent source with subscribe()",
      (value) => !!value && typeof (value as ConsentSource).subscribe == 'function',
    ),
    'required',
  ],
  identity: {
    aliases: [['a list of { tag, id, priority? } with each tag and priority once', areAliases], []],
    deviceId: [FLAG, false],
    deviceTag: [TEXT, null],
  },
  events: {
    play: [NAME, 'Videoview'],
    completion: [NAME, 'VideoCompletion'],
    completionShape: [oneOf("'flat', 'aggregations' or a function", (value) => typeof value == 'function'), 'flat'],
    milestones: [
      [
        'event names under 25, 50 or 75',
        (value) => hasOnly(value, (name, share) => /^(25|50|75)$/.test(share) && isEventName(name)),
      ],
      {},
    ],
  },
  sessionTimeoutMs: [NATURAL, HALF_HOUR_MS],
  viewTimeoutMs: [NATURAL, HALF_HOUR_MS],
  activations: {
    ttlMs: [ANY_LENGTH, MONTH_MS],
    deadlineMs: [ANY_LENGTH, 400],
    aliases: [['an object of platform names', (value) => hasOnly(value, isText)], { gam: 'dfp' }],
  },
  queue: {
    maxEvents: [NATURAL, 500],
    maxAgeMs: [NATURAL, MONTH_MS],
    delivery: [oneOf("'at-least-once' or 'at-most-once'"), 'at-least-once'],
  },
  transport: {
    timeoutMs: [NATURAL, 10_000],
    auth: [oneOf("'query' or 'header'"), 'query'],
    contentType: [TEXT, 'application/json'],
  },
  contextual: {
    enabled: [FLAG, true],
    wrap: [['a non-empty string or false', (value) => value === false || isText(value)], 'video'],
  },
  userProperties: [['a list of property paths', (value) => Array.isArray(value) && value.every(isText)], []],
  synchronousValidation: [FLAG, false],
  storageKey: [TEXT, 'ctv-tracker'],
  debug: [FLAG, false],
  ports: [
    [
      'an object with any of ' + PORTS,
      (value) =>
        hasOnly(
          value,
          (port, name) => PORTS.split(', ').indexOf(name) >= 0 && (port == null || /function|object/.test(typeof port)),
        ),
    ],
    {},
  ],
})

function areAliases(value: unknown): boolean {
  try {
    return Array.isArray(value) && !!parseAliases(value)
  } catch (_malformed) {
    // The rule's own message says what was expected.
    return false
  }
}

function fill(table: Rules, given: unknown, path: string): Record<string, unknown> {
  const fail = (option: string, expected: string, value: unknown) =>
    new ConfigError((path + option).replace(/\.$/, ''), expected, describe(value))
  const values = given === undefined ? {} : given
  if (!isRecord(values)) throw fail('', 'an object', given)
  const filled: Record<string, unknown> = {}
  // Own ones only: a library of the page may have given every object further members.
  const known = Object.keys(table)
  Object.keys(values).forEach((option) => {
    if (known.indexOf(option) < 0) throw fail(option, 'one of the options ' + known.join(', '), values[option])
  })
  known.forEach((option) => {
    const rule = table[option]!
    const value = values[option]
    if (!Array.isArray(rule)) filled[option] = fill(rule as Rules, value, path + option + '.')
    else if (value === undefined && rule.length > 1) filled[option] = rule[1]
    else if (rule[0][1](value)) filled[option] = value
    else throw fail(option, rule[0][0], value)
  })
  return filled
}

/** Settings from options. Throws ConfigError naming the option, what was expected and what came. */
export function parseOptions(options: TrackerOptions): Settings {
  if (!isRecord(options)) throw new ConfigError('options', 'an object', describe(options))
  const settings = fill(rules(), options, '') as unknown as Settings
  settings.identity.aliases = parseAliases(settings.identity.aliases)
  return settings
}
