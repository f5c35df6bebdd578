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

/** What the option is (see CHECKS), and its default; without a default it is required. */
type Rule = readonly [kind: OptionKind, fallback?: unknown]
type Rules = { [option: string]: Rule | Rules }

/** What an option can be; EXPECTED says each in words. */
export type OptionKind = keyof typeof CHECKS

const isFunction = (value: unknown): boolean => typeof value == 'function'
const isOneOf = (value: unknown, words: readonly string[]): boolean => words.indexOf(value as string) >= 0
const isAtLeast = (value: unknown, least: number): boolean =>
  typeof value == 'number' && isFinite(value) && value >= least
const hasOnly = (value: unknown, accepts: (item: unknown, key: string) => boolean): boolean =>
  isRecord(value) && Object.keys(value).every((key) => accepts(value[key], key))

/** Names of the ports that an app can replace. */
const PORTS = [
  'clock',
  'timers',
  'random',
  'stores',
  'transport',
  'lifecycle',
  'deviceId',
  'playerHook',
  'createDeferred',
  'log',
] as const

const CHECKS = {
  text: isText,
  flag: (value: unknown) => typeof value == 'boolean',
  eventName: isEventName,
  url: (value: unknown) => typeof value == 'string' && /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(value),
  atLeast0: (value: unknown) => isAtLeast(value, 0),
  atLeast1: (value: unknown) => isAtLeast(value, 1),
  consent: (value: unknown) =>
    isOneOf(value, ['required', 'granted']) || (!!value && isFunction((value as ConsentSource).subscribe)),
  aliases: areAliases,
  shape: (value: unknown) => isOneOf(value, ['flat', 'aggregations']) || isFunction(value),
  milestones: (value: unknown) => hasOnly(value, (name, share) => /^(25|50|75)$/.test(share) && isEventName(name)),
  platformNames: (value: unknown) => hasOnly(value, isText),
  delivery: (value: unknown) => isOneOf(value, ['at-least-once', 'at-most-once']),
  auth: (value: unknown) => isOneOf(value, ['query', 'header']),
  wrap: (value: unknown) => value === false || isText(value),
  paths: (value: unknown) => Array.isArray(value) && value.every(isText),
  ports: (value: unknown) =>
    hasOnly(value, (port, name) => isOneOf(name, PORTS) && (port == null || /function|object/.test(typeof port))),
}

/** The same in words, and what a group and an unknown option are told. */
const EXPECTED: { [kind in OptionKind | 'group' | 'known']: string } = {
  group: 'an object',
  known: 'one of the options ',
  text: 'a non-empty string',
  flag: 'true or false',
  eventName: 'letters, digits and underscores',
  url: 'an http or https URL without query',
  atLeast0: 'a number of at least 0',
  atLeast1: 'a number of at least 1',
  consent: "'required', 'granted' or a consent source with subscribe()",
  aliases: 'a list of { tag, id, priority? } with each tag and priority once',
  shape: "'flat', 'aggregations' or a function",
  milestones: 'event names under 25, 50 or 75',
  platformNames: 'an object of platform names',
  delivery: "'at-least-once' or 'at-most-once'",
  auth: "'query' or 'header'",
  wrap: 'a non-empty string or false',
  paths: 'a list of property paths',
  ports:
    'an object with any of clock, timers, random, stores, transport, lifecycle, deviceId, playerHook, createDeferred, log',
}

const MONTH_MS = 2_592_000_000
const HALF_HOUR_MS = 1_800_000

const rules = (): Rules => ({
  apiKey: ['text'],
  endpoints: { ccs: ['url', 'https://api.permutive.app'], contextual: ['url', 'https://api.permutive.com'] },
  consent: ['consent', 'required'],
  identity: { aliases: ['aliases', []], deviceId: ['flag', false], deviceTag: ['text', null] },
  events: {
    play: ['eventName', 'Videoview'],
    completion: ['eventName', 'VideoCompletion'],
    completionShape: ['shape', 'flat'],
    milestones: ['milestones', {}],
  },
  sessionTimeoutMs: ['atLeast1', HALF_HOUR_MS],
  viewTimeoutMs: ['atLeast1', HALF_HOUR_MS],
  activations: {
    ttlMs: ['atLeast0', MONTH_MS],
    deadlineMs: ['atLeast0', 400],
    aliases: ['platformNames', { gam: 'dfp' }],
  },
  queue: {
    maxEvents: ['atLeast1', 500],
    maxAgeMs: ['atLeast1', MONTH_MS],
    delivery: ['delivery', 'at-least-once'],
  },
  transport: {
    timeoutMs: ['atLeast1', 10_000],
    auth: ['auth', 'query'],
    contentType: ['text', 'application/json'],
  },
  contextual: { enabled: ['flag', true], wrap: ['wrap', 'video'] },
  userProperties: ['paths', []],
  synchronousValidation: ['flag', false],
  storageKey: ['text', 'ctv-tracker'],
  debug: ['flag', false],
  ports: ['ports', {}],
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
  const values = given === undefined ? {} : given
  if (!isRecord(values)) throw new ConfigError(path.slice(0, -1), EXPECTED.group, describe(given))
  const filled: Record<string, unknown> = {}
  // Own ones only: a library of the page may have given every object further members.
  const known = Object.keys(table)
  Object.keys(values).forEach((option) => {
    if (known.indexOf(option) < 0)
      throw new ConfigError(path + option, EXPECTED.known + known.join(', '), describe(values[option]))
  })
  known.forEach((option) => {
    const rule = table[option]!
    const value = values[option]
    if (!isRule(rule)) filled[option] = fill(rule, value, path + option + '.')
    else if (value === undefined && rule.length > 1) filled[option] = rule[1]
    else if (CHECKS[rule[0]](value)) filled[option] = value
    else throw new ConfigError(path + option, EXPECTED[rule[0]], describe(value))
  })
  return filled
}

const isRule = (rule: Rule | Rules): rule is Rule => Array.isArray(rule)

/** Settings from options. Throws ConfigError naming the option, what was expected and what came. */
export function parseOptions(options: TrackerOptions): Settings {
  if (!isRecord(options)) throw new ConfigError('options', EXPECTED.group, describe(options))
  const settings = fill(rules(), options, '') as unknown as Settings
  settings.identity.aliases = parseAliases(settings.identity.aliases)
  return settings
}
