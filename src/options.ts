/**
 * Options of the tracker: one table of defaults and checks. Pure.
 *
 * Every option is checked by path; an unknown one is as wrong as a bad one.
 */
import type { Alias, CompletionShape, TrackerOptions } from './api.ts'
import { ConfigError } from './config-error.ts'
import { isRecord } from './events/properties.ts'
import { parseAliases } from './identity/identity.ts'
import type { ConsentSource } from './ports/consent-source.ts'
import type { Ports } from './ports/ports.ts'

/** Options with every default filled in. */
export interface Settings {
  apiKey: string
  endpoints: { ccs: string; contextual: string }
  consent: 'required' | 'granted' | ConsentSource
  identity: { aliases: Alias[]; deviceId: boolean; deviceTag: string | null }
  events: { play: string; completion: string; completionShape: CompletionShape; milestones: Record<string, string | undefined> }
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

/** Without a `fallback` the option is required. */
interface Rule {
  fallback?: unknown
  expected: string
  accepts(value: unknown): boolean
}

type Rules = { [option: string]: Rule | Rules }

const isText = (value: unknown): value is string => typeof value == 'string' && /\S/.test(value)
const isRule = (rule: Rule | Rules): rule is Rule => typeof (rule as Rule).accepts == 'function'

/** Letters, digits and underscore. Source: Events API, event names. */
export const isEventName = (value: unknown): value is string => typeof value == 'string' && /^\w+$/.test(value)

const text = (fallback?: string): Rule => ({ fallback, expected: 'a non-empty string', accepts: isText })
const flag = (fallback: boolean): Rule => ({ fallback, expected: 'true or false', accepts: (value) => typeof value == 'boolean' })
const eventName = (fallback: string): Rule => ({ fallback, expected: 'letters, digits and underscores', accepts: isEventName })
const url = (fallback: string): Rule => ({
  fallback,
  expected: 'an http or https URL without query',
  accepts: (value) => typeof value == 'string' && /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(value),
})
const number = (fallback: number, atLeast: number): Rule => ({
  fallback,
  expected: 'a number of at least ' + atLeast,
  accepts: (value) => typeof value == 'number' && isFinite(value) && value >= atLeast,
})
const oneOf = (names: string[]): Rule => ({
  fallback: names[0],
  expected: "'" + names.join("' or '") + "'",
  accepts: (value) => names.indexOf(value as string) >= 0,
})
const strings = (value: unknown, accepts: (item: unknown) => boolean): boolean => {
  for (const key in value as object) if (!accepts((value as Record<string, unknown>)[key])) return false
  return true
}

const RULES: Rules = {
  apiKey: text(),
  endpoints: { ccs: url('https://api.permutive.app'), contextual: url('https://api.permutive.com') },
  consent: {
    fallback: 'required',
    expected: "'required', 'granted' or a consent source with subscribe()",
    accepts: (value) => value == 'required' || value == 'granted' || (!!value && typeof (value as ConsentSource).subscribe == 'function'),
  },
  identity: {
    aliases: { fallback: [], expected: 'a list of { tag, id, priority? } with each tag and priority once', accepts: areAliases },
    deviceId: flag(false),
    deviceTag: { fallback: null, expected: 'a non-empty string', accepts: isText },
  },
  events: {
    play: eventName('Videoview'),
    completion: eventName('VideoCompletion'),
    completionShape: {
      fallback: 'flat',
      expected: "'flat', 'aggregations' or a function",
      accepts: (value) => value == 'flat' || value == 'aggregations' || typeof value == 'function',
    },
    milestones: {
      fallback: {},
      expected: 'event names under 25, 50 or 75',
      accepts: (value) => isRecord(value) && Object.keys(value).every((share) => /^(25|50|75)$/.test(share)) && strings(value, isEventName),
    },
  },
  sessionTimeoutMs: number(1_800_000, 1),
  viewTimeoutMs: number(1_800_000, 1),
  activations: {
    ttlMs: number(2_592_000_000, 0),
    deadlineMs: number(400, 0),
    aliases: { fallback: { gam: 'dfp' }, expected: 'an object of platform names', accepts: (value) => isRecord(value) && strings(value, isText) },
  },
  queue: { maxEvents: number(500, 1), maxAgeMs: number(2_592_000_000, 1), delivery: oneOf(['at-least-once', 'at-most-once']) },
  transport: { timeoutMs: number(10_000, 1), auth: oneOf(['query', 'header']), contentType: text('application/json') },
  contextual: {
    enabled: flag(true),
    wrap: { fallback: 'video', expected: 'a non-empty string or false', accepts: (value) => value === false || isText(value) },
  },
  userProperties: { fallback: [], expected: 'a list of property paths', accepts: (value) => Array.isArray(value) && value.every(isText) },
  synchronousValidation: flag(false),
  storageKey: text('ctv-tracker'),
  debug: flag(false),
  ports: { fallback: {}, expected: 'an object', accepts: isRecord },
}

function areAliases(value: unknown): boolean {
  try {
    parseAliases(value)
    return Array.isArray(value)
  } catch (_malformed) {
    // The rule's own message says what was expected.
    return false
  }
}

/** What came, in words: short, and never more than its kind where it may be long. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value == 'string') return "'" + (value.length > 60 ? value.slice(0, 57) + '…' : value) + "'"
  if (value === null || typeof value == 'number' || typeof value == 'boolean') return String(value)
  return Array.isArray(value) ? 'a list' : typeof value == 'function' ? 'a function' : 'an object'
}

function fill(rules: Rules, given: unknown, path: string): Record<string, unknown> {
  if (given != null && !isRecord(given)) throw new ConfigError(path || 'options', 'an object', describe(given))
  const values = given || {}
  const filled: Record<string, unknown> = {}
  for (const option in values) {
    if (!Object.prototype.hasOwnProperty.call(rules, option))
      throw new ConfigError(path + option, 'one of the options ' + Object.keys(rules).join(', '), describe(values[option]))
  }
  for (const option in rules) {
    const rule = rules[option]!
    const value = values[option]
    if (!isRule(rule)) filled[option] = fill(rule, value, path + option + '.')
    else if (value === undefined && rule.fallback !== undefined) filled[option] = rule.fallback
    else if (rule.accepts(value)) filled[option] = value
    else throw new ConfigError(path + option, rule.expected, describe(value))
  }
  return filled
}

/** Settings from options. Throws ConfigError naming the option, what was expected and what came. */
export function parseOptions(options: TrackerOptions): Settings {
  if (!isRecord(options)) throw new ConfigError('options', 'an object', describe(options))
  const settings = fill(RULES, options, '') as unknown as Settings
  settings.identity.aliases = parseAliases(settings.identity.aliases)
  return settings
}
