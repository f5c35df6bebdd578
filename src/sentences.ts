/**
 * What the tracker says in words: of an option that is wrong, and of trouble at run time. Pure.
 *
 * For development only: builds that ship hold `sentences.short.ts` in its place, which has the same functions and says
 * the facts alone. `docs/errors.md` holds every sentence.
 */
import type { DiagnosticCode, DiagnosticFacts } from './diagnostics.ts'

/** Why properties or aliases cannot be taken. */
export type Reason = 'object' | 'depth' | 'big-integer' | 'alias' | 'priority' | 'twice' | 'generated'

const TEXT = 'a non-empty string'
const FLAG = 'true or false'
const URL = 'an http or https URL without query'
const WRAP = 'a non-empty string or false'
const EVENT_NAME = 'letters, digits and underscores'
const AT_LEAST_0 = 'a number of at least 0'
const AT_LEAST_1 = 'a number of at least 1'

const EXPECTATIONS: Record<string, string | undefined> = {
  apiKey: TEXT,
  'endpoints.ccs': URL,
  'endpoints.contextual': URL,
  consent: "'required', 'granted' or a consent source with subscribe()",
  'identity.aliases': 'a list of { tag, id, priority? } with each tag and priority once',
  'identity.deviceId': 'true, false or a function',
  'identity.deviceTag': TEXT,
  'identity.generated': 'a version 4 UUID, or a function that returns one',
  'events.play': EVENT_NAME,
  'events.completion': EVENT_NAME,
  'events.completionShape': "'flat', 'aggregations' or a function",
  'events.milestones': 'event names under per cents above 0, up to 100',
  'events.progress': '{ everySeconds, name } with at least 1 second, or null',
  // Of a kind: those of a video are `contextual.wrap`.
  'events.wrap': WRAP,
  kinds: 'an object of kinds, each under its name',
  'kinds.video': 'nothing: the events of a video are those of the option events',
  sessionTimeoutMs: AT_LEAST_1,
  viewTimeoutMs: AT_LEAST_1,
  'activations.ttlMs': AT_LEAST_0,
  'activations.deadlineMs': AT_LEAST_0,
  'activations.aliases': 'an object of platform names',
  'queue.maxEvents': AT_LEAST_1,
  'queue.maxAgeMs': AT_LEAST_1,
  'queue.delivery': "'at-least-once' or 'at-most-once'",
  'transport.timeoutMs': AT_LEAST_1,
  'transport.auth': "'query' or 'header'",
  'transport.contentType': TEXT,
  'contextual.enabled': FLAG,
  'contextual.wrap': WRAP,
  userProperties: 'a list of property paths',
  synchronousValidation: FLAG,
  storageKey: TEXT,
  debug: FLAG,
  ports:
    'an object with any of clock, timers, random, stores, transport, lifecycle, deviceId, playerHook, createDeferred, log',
}

/** What an option is expected to be, by its path; a group of options is an object. */
export const expectationOf = (path: string): string =>
  EXPECTATIONS[path] || EXPECTATIONS[path.replace(/^kinds\..*\./, 'events.')] || 'an object'

/** What is expected in place of an option that nobody knows. */
export const expectationAmong = (known: readonly string[]): string => 'one of the options ' + known.join(', ')

export const formatConfigError = (parameter: string, expected: string, received: string): string =>
  parameter + ': expected ' + expected + ', received ' + received

const REASONS: Record<Reason, string> = {
  object: 'expected an object',
  depth: 'nested too deeply',
  'big-integer': 'a bigint cannot be sent',
  alias: 'expected an alias { tag, id } of two non-empty strings',
  priority: 'expected a whole number as priority of an alias',
  twice: 'expected each tag and each priority once',
  generated: 'expected a version 4 UUID of an earlier client',
}

export const formatReason = (reason: Reason, received?: string): string =>
  REASONS[reason] + (received ? ', received ' + received : '')

const answered = (status: number): string => (status ? 'answered ' + status : 'did not answer')

function describeRequest(facts: DiagnosticFacts['request-failed']): string {
  if (facts[0] == 'identify') return 'The Identify API ' + answered(facts[1]) + (facts[1] ? ' without a user.' : '.')
  if (facts[0] == 'contextual')
    return 'The Contextual API ' + answered(facts[1]) + (facts[1] ? ' without signals.' : '.')
  const [, status, outcome, events, reason] = facts
  return 'CCS ' + answered(status) + ', ' + outcome + ': ' + events + ' event(s)' + (reason && ', ' + reason)
}

const DIAGNOSTICS: { [code in DiagnosticCode]: (facts: DiagnosticFacts[code]) => string } = {
  'bad-event': (facts) =>
    facts[0] == 'name'
      ? 'Event name: expected letters, digits and underscores, received ' + facts[1] + '.'
      : 'Properties of ' + facts[1] + ': ' + facts[2] + '.',
  'bad-content': (facts) =>
    facts[0] == 'no-url'
      ? 'Content without a url: the Contextual API is not asked.'
      : facts[0] == 'kind'
        ? 'Content: expected a kind of the options, received ' + facts[1] + '.'
        : 'Content: expected a url or an id, and properties as an object.',
  'bad-player': () => 'Player: expected a media element or a player hook.',
  'bad-identity': ([reason]) => 'Identity: ' + reason + '.',
  'personal-data': ([path]) => path + ' looks like an e-mail address or an id.',
  'listener-error': ([event, thrown]) => 'A listener of "' + event + '" threw: ' + thrown,
  'storage-unavailable': ([ids, queue]) => 'Ids live in ' + ids + ', the queue in ' + queue + '.',
  'storage-failed': (facts) =>
    facts[0] == 'emptied'
      ? 'IndexedDB was emptied since the last start, with what was queued.'
      : facts[0] == 'memory-only'
        ? 'An event lives in memory only.'
        : facts[0] == 'cleared'
          ? facts[1] + ' was emptied; what this process still holds is written again.'
          : facts[0] == 'refused'
            ? 'The ' + facts[1] + ' refused to write the ' + facts[2] + '.'
            : facts[1] + ' failed; the queue goes on in ' + facts[2] + '.',
  'storage-slow': ([store]) => store + ' does not answer; it is ignored until the next start.',
  'request-failed': describeRequest,
  'request-refused': describeRequest,
  unauthorised: describeRequest,
  'delivery-stopped': ([cause]) =>
    cause == 'ambiguous'
      ? 'Until the network, the app, a view, a session or another answer is there, or for two hours at most.'
      : 'Until the next session, identify or start, or for four hours at most.',
  'user-id-changed': ([what]) =>
    what == 'other'
      ? 'CCS returned another user_id for the same identity.'
      : 'CCS returned a user_id of more than 64 characters, which is ignored.',
  'device-id-unavailable': () => 'No device id: none there, refused, limited or late.',
  'synchronous-validation': () => 'Synchronous validation is slow: never ship it.',
  'clock-corrected': ([seconds]) => 'Events follow the server clock, ' + seconds + ' s from this one.',
  'shape-failed': ([thrown]) => 'The completion shape threw, flat was sent: ' + thrown,
  'port-failed': (facts) =>
    (facts[0] == 'transport' ? 'The transport threw: ' : 'A port or an argument threw: ') + facts[1],
}

/** The message of a diagnostic. */
export function formatDiagnostic<C extends DiagnosticCode>(code: C, facts: DiagnosticFacts[C]): string {
  return DIAGNOSTICS[code](facts)
}
