/**
 * Options of the tracker: one table of defaults and checks. Pure.
 *
 * Every option is checked by path; an unknown one is as wrong as a bad one.
 */
import type { Alias, CompletionShape, TrackerOptions } from './api.ts'
import { ConfigError } from './config-error.ts'
import { describe, isEventName, isRecord, isText } from './checks.ts'
import { hasOwn } from './json.ts'
import { parseAliases } from './identity/identity.ts'
import { isGeneratedId } from './identity/ids.ts'
import type { ConsentSource } from './ports/consent-source.ts'
import type { DeviceIdSource } from './ports/device-id.ts'
import type { Ports } from './ports/ports.ts'
import { expectationAmong, expectationOf } from './sentences.ts'

/** An event each time another `everySeconds` were watched. */
interface Heartbeat {
  everySeconds: number
  name: string
}

/** One kind of content with every default filled in. */
export interface KindSettings {
  play: string
  completion: string
  completionShape: CompletionShape
  milestones: Record<string, string | undefined>
  progress: Heartbeat | null
  wrap: string | false
}

/** Options with every default filled in. */
export interface Settings {
  apiKey: string
  endpoints: { ccs: string; contextual: string }
  consent: 'required' | 'granted' | ConsentSource
  identity: {
    aliases: Alias[]
    deviceId: boolean | DeviceIdSource['read']
    deviceTag: string | null
    generated: string | null | (() => string | null)
  }
  /** By the names that a content's `kind` takes. Those of `video` are given as `events` and `contextual.wrap`. */
  kinds: Record<string, KindSettings>
  sessionTimeoutMs: number
  viewTimeoutMs: number
  activations: { ttlMs: number; deadlineMs: number; aliases: Record<string, string> }
  queue: { maxEvents: number; maxAgeMs: number; delivery: 'at-least-once' | 'at-most-once' }
  transport: { timeoutMs: number; auth: 'query' | 'header'; contentType: string }
  contextual: { enabled: boolean }
  userProperties: readonly string[]
  synchronousValidation: boolean
  storageKey: string
  debug: boolean
  ports: Partial<Ports>
}

type Check = (value: unknown) => boolean
/** A check, and the default; without a default the option is required. `src/sentences.ts` says what each expects. */
type Rule = readonly [check: Check, fallback?: unknown]
type Rules = { [option: string]: Rule | Rules }

const isFlag: Check = (value) => typeof value == 'boolean'
const isFunction: Check = (value) => typeof value == 'function'
const isUrl: Check = (value) => typeof value == 'string' && /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(value)
const hasOnly = (value: unknown, accepts: (item: unknown, key: string) => boolean): boolean =>
  isRecord(value) && Object.keys(value).every((key) => accepts(value[key], key))

const atLeast =
  (least: number): Check =>
  (value) =>
    typeof value == 'number' && isFinite(value) && value >= least

/** One of the words, or what `more` accepts. */
const oneOf =
  (words: readonly unknown[], more?: Check): Check =>
  (value) =>
    words.indexOf(value) >= 0 || (!!more && more(value))

const MONTH_MS = 2_592_000_000
const HALF_HOUR_MS = 1_800_000

const wrapRule = (name: string): Rule => [oneOf([false], isText), name]

const eventRules = (play?: string, completion?: string): Rules => ({
  play: [isEventName, play],
  completion: [isEventName, completion],
  completionShape: [oneOf(['flat', 'aggregations'], isFunction), 'flat'],
  milestones: [areMilestones, {}],
  progress: [oneOf([null], isHeartbeat), null],
})

const rules = (): Rules => ({
  apiKey: [isText],
  endpoints: { ccs: [isUrl, 'https://api.permutive.app'], contextual: [isUrl, 'https://api.permutive.com'] },
  consent: [oneOf(['required', 'granted'], isConsentSource), 'required'],
  identity: {
    aliases: [areAliases, []],
    deviceId: [oneOf([true, false], isFunction), false],
    deviceTag: [isText, null],
    generated: [oneOf([null], (value) => isFunction(value) || isGeneratedId(value)), null],
  },
  events: eventRules('Videoview', 'VideoCompletion'),
  kinds: [isRecord, {}],
  sessionTimeoutMs: [atLeast(1), HALF_HOUR_MS],
  viewTimeoutMs: [atLeast(1), HALF_HOUR_MS],
  activations: {
    ttlMs: [atLeast(0), MONTH_MS],
    deadlineMs: [atLeast(0), 400],
    aliases: [(value) => hasOnly(value, isText), { gam: 'dfp' }],
  },
  queue: {
    maxEvents: [atLeast(1), 500],
    maxAgeMs: [atLeast(1), MONTH_MS],
    delivery: [oneOf(['at-least-once', 'at-most-once']), 'at-least-once'],
  },
  transport: {
    timeoutMs: [atLeast(1), 10_000],
    auth: [oneOf(['query', 'header']), 'query'],
    contentType: [isText, 'application/json'],
  },
  contextual: { enabled: [isFlag, true], wrap: wrapRule('video') },
  userProperties: [(value) => Array.isArray(value) && value.every(isText), []],
  synchronousValidation: [isFlag, false],
  storageKey: [isText, 'ctv-tracker'],
  debug: [isFlag, false],
  ports: [arePorts, {}],
})

const isConsentSource: Check = (value) => !!value && isFunction((value as ConsentSource).subscribe)

const areMilestones: Check = (value) =>
  hasOnly(value, (name, share) => +share > 0 && +share <= 100 && '' + +share == share && isEventName(name))

const isHeartbeat: Check = (value) =>
  hasOnly(value, (_item, option) => /^(everySeconds|name)$/.test(option)) &&
  atLeast(1)((value as Heartbeat).everySeconds) &&
  isEventName((value as Heartbeat).name)

const PORTS = /^(clock|timers|random|stores|transport|lifecycle|deviceId|playerHook|createDeferred|log)$/

const arePorts: Check = (value) =>
  hasOnly(value, (port, name) => PORTS.test(name) && (port == null || /function|object/.test(typeof port)))

function areAliases(value: unknown): boolean {
  try {
    return Array.isArray(value) && !!parseAliases(value)
  } catch (_malformed) {
    // The rule's own message says what was expected.
    return false
  }
}

const wrong = (path: string, value: unknown): ConfigError => new ConfigError(path, expectationOf(path), describe(value))

function fill(table: Rules, given: unknown, path: string): Record<string, unknown> {
  const values = given === undefined ? {} : given
  if (!isRecord(values)) throw wrong(path.slice(0, -1), given)
  const filled: Record<string, unknown> = {}
  // Own ones only: a library of the page may have given every object further members.
  const known = Object.keys(table)
  Object.keys(values).forEach((option) => {
    if (known.indexOf(option) < 0)
      throw new ConfigError(path + option, expectationAmong(known), describe(values[option]))
  })
  known.forEach((option) => {
    const rule = table[option]!
    const value = values[option]
    if (!isRule(rule)) filled[option] = fill(rule, value, path + option + '.')
    else if (value === undefined && rule[1] !== undefined) filled[option] = rule[1]
    else if (rule[0](value)) filled[option] = value
    else throw wrong(path + option, value)
  })
  return filled
}

const isRule = (rule: Rule | Rules): rule is Rule => Array.isArray(rule)

function fillKinds(given: Record<string, unknown>, video: KindSettings): Settings['kinds'] {
  if (hasOwn(given, 'video')) throw wrong('kinds.video', given.video)
  const tables: Record<string, Rules> = {
    audio: eventRules('AudioPlay', 'AudioCompletion'),
    article: eventRules('Pageview', 'PageviewComplete'),
  }
  const kinds: Settings['kinds'] = { video }
  Object.keys(tables)
    .concat(Object.keys(given))
    .forEach((name) => {
      const table = hasOwn(tables, name) ? tables[name]! : eventRules()
      table.wrap = wrapRule(name)
      kinds[name] = fill(table, given[name], 'kinds.' + name + '.') as unknown as KindSettings
    })
  return kinds
}

/** Settings from options. Throws ConfigError naming the option, what was expected and what came. */
export function parseOptions(options: TrackerOptions): Settings {
  if (!isRecord(options)) throw wrong('options', options)
  const given = fill(rules(), options, '') as unknown as Settings & { events: KindSettings; contextual: KindSettings }
  const { identity, events, contextual, kinds } = given
  identity.aliases = parseAliases(identity.aliases)
  // The tag of a platform's id says nothing of what a function hands over.
  if (isFunction(identity.deviceId) && !identity.deviceTag) throw wrong('identity.deviceTag', undefined)
  events.wrap = contextual.wrap
  given.kinds = fillKinds(kinds as unknown as Record<string, unknown>, events)
  return given
}
