/**
 * Options: defaults, and what a wrong one says.
 */
import { describe, expect, it } from 'vitest'
import type { TrackerOptions } from '../../src/api.ts'
import { ConfigError } from '../../src/config-error.ts'
import { isEventName } from '../../src/checks.ts'
import { parseOptions } from '../../src/options.ts'

const parse = (options: Record<string, unknown>) =>
  parseOptions({ apiKey: 'KEY', ...options } as unknown as TrackerOptions)

function errorOf(run: () => unknown): ConfigError {
  try {
    run()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** `{ a: { b: value } }` for the path `a.b`. */
const at = (path: string, value: unknown): Record<string, unknown> => {
  const [first, ...rest] = path.split('.')
  return { [first!]: rest.length ? at(rest.join('.'), value) : value }
}

const PORTS =
  'an object with any of clock, timers, random, stores, transport, lifecycle, deviceId, playerHook, createDeferred, log'

const FLAT = { completionShape: 'flat', milestones: {}, progress: null }
const KINDS = {
  video: { play: 'Videoview', completion: 'VideoCompletion', ...FLAT, wrap: 'video' },
  audio: { play: 'AudioPlay', completion: 'AudioCompletion', ...FLAT, wrap: 'audio' },
  article: { play: 'Pageview', completion: 'PageviewComplete', ...FLAT, wrap: 'article' },
}

describe('the defaults', () => {
  it('are those of the documentation', () => {
    expect(parse({})).toEqual({
      apiKey: 'KEY',
      endpoints: { ccs: 'https://api.permutive.app', contextual: 'https://api.permutive.com' },
      consent: 'required',
      identity: { aliases: [], deviceId: false, deviceTag: null, generated: null },
      events: KINDS.video,
      kinds: KINDS,
      sessionTimeoutMs: 1_800_000,
      viewTimeoutMs: 1_800_000,
      activations: { ttlMs: 2_592_000_000, deadlineMs: 400, aliases: { gam: 'dfp' } },
      queue: { maxEvents: 500, maxAgeMs: 2_592_000_000, delivery: 'at-least-once' },
      transport: { timeoutMs: 10_000, auth: 'query', contentType: 'application/json' },
      contextual: { enabled: true, wrap: 'video' },
      userProperties: [],
      synchronousValidation: false,
      storageKey: 'ctv-tracker',
      debug: false,
      ports: {},
    })
  })

  it('stand where an option is given as undefined', () => {
    const given = {
      endpoints: undefined,
      queue: { maxEvents: undefined },
      consent: undefined,
      identity: { deviceTag: undefined },
      debug: undefined,
    }
    expect(parse(given)).toEqual(parse({}))
  })

  it('fill a group that is given in part', () => {
    expect(parse({ queue: { maxEvents: 7 } }).queue).toEqual({
      maxEvents: 7,
      maxAgeMs: 2_592_000_000,
      delivery: 'at-least-once',
    })
  })
})

describe('kinds of content', () => {
  it('are those that are known, changed in part, and those that the app names', () => {
    const kinds = {
      audio: { play: 'Listen' },
      podcast: { play: 'AudioPlay', completion: 'AudioCompletion', completionShape: 'aggregations', wrap: 'audio' },
      game: { play: 'GameStart', completion: 'GameEnd' },
    }
    expect(parse({ kinds, events: { play: 'Play' }, contextual: { wrap: false } }).kinds).toEqual({
      video: { ...KINDS.video, play: 'Play', wrap: false },
      audio: { ...KINDS.audio, play: 'Listen' },
      article: KINDS.article,
      podcast: { ...kinds.podcast, milestones: {}, progress: null },
      game: { ...kinds.game, ...FLAT, wrap: 'game' },
    })
  })

  it.each<[Record<string, unknown>, string, string]>([
    [{ podcast: { play: 'AudioPlay' } }, 'kinds.podcast.completion', 'letters, digits and underscores'],
    [{ podcast: 'AudioPlay' }, 'kinds.podcast', 'an object'],
    [{ audio: { wrap: '' } }, 'kinds.audio.wrap', 'a non-empty string or false'],
    [{ audio: { completionShape: 'round' } }, 'kinds.audio.completionShape', "'flat', 'aggregations' or a function"],
    [
      { audio: { colour: 1 } },
      'kinds.audio.colour',
      'one of the options play, completion, completionShape, milestones, progress, wrap',
    ],
    [{ video: {} }, 'kinds.video', 'nothing: the events of a video are those of the option events'],
  ])('%j is refused at %s', (kinds, parameter, expected) => {
    const error = errorOf(() => parse({ kinds }))
    expect([error.parameter, error.expected]).toEqual([parameter, expected])
  })
})

describe('right options', () => {
  const source = { subscribe: () => () => {} }
  const shape = () => ({})

  it.each<[string, unknown]>([
    ['endpoints.ccs', 'http://127.0.0.1:8787'],
    ['endpoints.ccs', 'https://proxy.example.com/permutive/'],
    ['endpoints.contextual', 'https://[::1]:1/x'],
    ['consent', 'granted'],
    ['consent', source],
    ['identity.deviceId', true],
    ['identity.deviceTag', 'tifa'],
    ['identity.generated', '2008c38f-dece-4570-976d-87593ed001c3'],
    ['identity.generated', () => null],
    ['identity.generated', null],
    ['events.play', 'AudioPlay'],
    ['events.completionShape', 'aggregations'],
    ['events.completionShape', shape],
    ['events.milestones', { 25: 'First', 50: 'Half', 75: 'Third' }],
    ['sessionTimeoutMs', 1],
    ['viewTimeoutMs', 86_400_000],
    ['activations.ttlMs', 0],
    ['activations.deadlineMs', 0],
    ['activations.aliases', {}],
    ['queue.maxEvents', 1],
    ['queue.delivery', 'at-most-once'],
    ['transport.auth', 'header'],
    ['transport.contentType', 'text/plain'],
    ['contextual.enabled', false],
    ['contextual.wrap', false],
    ['contextual.wrap', 'audio'],
    ['userProperties', ['viewer.age']],
    ['synchronousValidation', true],
    ['storageKey', 'other'],
    ['debug', true],
    ['ports', {}],
  ])('%s: %o is taken as it is', (path, value) => {
    const taken = path
      .split('.')
      .reduce<unknown>((settings, key) => (settings as Record<string, unknown>)[key], parse(at(path, value)))
    expect(taken).toEqual(value)
  })

  it('put aliases in order, each with its priority', () => {
    const aliases = [
      { tag: 'idfa', id: '2', priority: 4 },
      { tag: 'email_sha256', id: '1', priority: 2 },
    ]
    expect(parse({ identity: { aliases } }).identity.aliases.map(({ tag }) => tag)).toEqual(['email_sha256', 'idfa'])
  })
})

const BAD_NUMBERS = ['1000', NaN, Infinity, -1, null, {}, [1]]
const HEARTBEAT = '{ everySeconds, name } with at least 1 second, or null'
const URL_HINT = 'an http or https URL without query'

describe('a wrong option', () => {
  it.each<[string, unknown, string, string]>([
    ['apiKey', undefined, 'a non-empty string', 'nothing'],
    ['apiKey', '', 'a non-empty string', "''"],
    ['apiKey', '  ', 'a non-empty string', "'  '"],
    ['apiKey', null, 'a non-empty string', 'null'],
    ['apiKey', 7, 'a non-empty string', '7'],
    ['apiKey', ['KEY'], 'a non-empty string', 'a list'],
    ['endpoints.ccs', 'api.permutive.app', URL_HINT, "'api.permutive.app'"],
    ['endpoints.ccs', '//api.permutive.app', URL_HINT, "'//api.permutive.app'"],
    ['endpoints.ccs', 'ftp://api.permutive.app', URL_HINT, "'ftp://api.permutive.app'"],
    ['endpoints.ccs', 'https://', URL_HINT, "'https://'"],
    ['endpoints.ccs', 'https://a.test/?k=1', URL_HINT, "'https://a.test/?k=1'"],
    ['endpoints.ccs', 'https://a.test/#x', URL_HINT, "'https://a.test/#x'"],
    ['endpoints.contextual', 'https://a b.test', URL_HINT, "'https://a b.test'"],
    ['endpoints.contextual', 5, URL_HINT, '5'],
    ['consent', 'yes', "'required', 'granted' or a consent source with subscribe()", "'yes'"],
    ['consent', true, "'required', 'granted' or a consent source with subscribe()", 'true'],
    ['consent', 'denied', "'required', 'granted' or a consent source with subscribe()", "'denied'"],
    ['consent', { subscribe: 1 }, "'required', 'granted' or a consent source with subscribe()", 'an object'],
    [
      'identity.aliases',
      { tag: 'a', id: 'b' },
      'a list of { tag, id, priority? } with each tag and priority once',
      'an object',
    ],
    ['identity.aliases', [{ tag: 'a' }], 'a list of { tag, id, priority? } with each tag and priority once', 'a list'],
    ['identity.aliases', null, 'a list of { tag, id, priority? } with each tag and priority once', 'null'],
    ['identity.deviceId', 'true', 'true, false or a function', "'true'"],
    ['identity.generated', 'me', 'a version 4 UUID, or a function that returns one', "'me'"],
    // Version 1.
    [
      'identity.generated',
      '2008c38f-dece-1570-976d-87593ed001c3',
      'a version 4 UUID, or a function that returns one',
      "'2008c38f-dece-1570-976d-87593ed001c3'",
    ],
    ['identity.deviceTag', '', 'a non-empty string', "''"],
    ['events.play', 'Video view', 'letters, digits and underscores', "'Video view'"],
    ['events.play', '', 'letters, digits and underscores', "''"],
    ['events.completion', 'Ende-gut', 'letters, digits and underscores', "'Ende-gut'"],
    ['events.completionShape', 'nested', "'flat', 'aggregations' or a function", "'nested'"],
    ['events.completionShape', {}, "'flat', 'aggregations' or a function", 'an object'],
    ['events.milestones', { 0: 'None' }, 'event names under per cents above 0, up to 100', 'an object'],
    ['events.milestones', { 100.5: 'More' }, 'event names under per cents above 0, up to 100', 'an object'],
    ['events.milestones', { '1e1': 'Ten' }, 'event names under per cents above 0, up to 100', 'an object'],
    ['events.milestones', { 25: 'a b' }, 'event names under per cents above 0, up to 100', 'an object'],
    ['events.milestones', ['Quarter'], 'event names under per cents above 0, up to 100', 'a list'],
    ['events.progress', 30, HEARTBEAT, '30'],
    ['events.progress', { everySeconds: 0.5, name: 'A' }, HEARTBEAT, 'an object'],
    ['events.progress', { everySeconds: 60 }, HEARTBEAT, 'an object'],
    ['events.progress', { everySeconds: 60, name: 'A', of: 1 }, HEARTBEAT, 'an object'],
    ['activations.aliases', { gam: '' }, 'an object of platform names', 'an object'],
    ['activations.aliases', { gam: ['dfp'] }, 'an object of platform names', 'an object'],
    ['queue.delivery', 'exactly-once', "'at-least-once' or 'at-most-once'", "'exactly-once'"],
    ['transport.auth', 'cookie', "'query' or 'header'", "'cookie'"],
    ['transport.contentType', '', 'a non-empty string', "''"],
    ['contextual.enabled', 1, 'true or false', '1'],
    ['contextual.wrap', true, 'a non-empty string or false', 'true'],
    ['contextual.wrap', '', 'a non-empty string or false', "''"],
    ['contextual.wrap', null, 'a non-empty string or false', 'null'],
    ['userProperties', 'age', 'a list of property paths', "'age'"],
    ['userProperties', [1], 'a list of property paths', 'a list'],
    ['synchronousValidation', 'yes', 'true or false', "'yes'"],
    ['storageKey', '', 'a non-empty string', "''"],
    ['debug', 0, 'true or false', '0'],
    ['ports', [], PORTS, 'a list'],
    ['ports', { clocks: {} }, PORTS, 'an object'],
    ['ports', { clock: 7 }, PORTS, 'an object'],
    ['endpoints', 'https://a.test', 'an object', "'https://a.test'"],
    ['identity', [], 'an object', 'a list'],
    ['queue', null, 'an object', 'null'],
    ['ports', () => ({}), PORTS, 'a function'],
  ])('%s: %o is refused by name', (path, value, expected, received) => {
    const error = errorOf(() => parse(at(path, value)))
    expect([error.parameter, error.expected, error.received]).toEqual([path, expected, received])
    expect(error.message).toBe(`${path}: expected ${expected}, received ${received}`)
  })

  it.each(
    [
      ['sessionTimeoutMs', 1, 0],
      ['viewTimeoutMs', 1, 0],
      ['activations.ttlMs', 0, -0.5],
      ['activations.deadlineMs', 0, -1],
      ['queue.maxEvents', 1, 0],
      ['queue.maxAgeMs', 1, 0],
      ['transport.timeoutMs', 1, 0],
    ].flatMap(([path, least, below]) =>
      [...BAD_NUMBERS, below].map((value) => [path, least, value] as [string, number, unknown]),
    ),
  )('%s takes numbers of at least %d, not %o', (path, least, value) => {
    const error = errorOf(() => parse(at(path, value)))
    expect([error.parameter, error.expected]).toEqual([path, 'a number of at least ' + least])
  })

  it.each<[string, unknown, string]>([
    ['apikey', 'KEY', 'apikey'],
    ['queue', { maxEvent: 5 }, 'queue.maxEvent'],
    ['endpoints', { css: 'https://a.test' }, 'endpoints.css'],
    ['transport', { toString: 1 }, 'transport.toString'],
    ['constructor', 1, 'constructor'],
  ])('that nobody knows is refused by name: %s', (option, value, parameter) => {
    const error = errorOf(() => parse({ [option]: value }))
    expect(error.parameter).toBe(parameter)
    expect(error.expected).toMatch(/^one of the options /)
  })

  it('is a function for the device id without its tag', () => {
    const error = errorOf(() => parse({ identity: { deviceId: () => {} } }))
    expect([error.parameter, error.received]).toEqual(['identity.deviceTag', 'nothing'])
    expect(parse({ identity: { deviceId: () => {}, deviceTag: 'vida' } }).identity.deviceTag).toBe('vida')
  })

  it('that nobody knows is answered with those there are', () => {
    expect(errorOf(() => parse({ queue: { maxEvent: 5 } })).message).toBe(
      'queue.maxEvent: expected one of the options maxEvents, maxAgeMs, delivery, received 5',
    )
  })

  it.each<[unknown, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    ['KEY', "'KEY'"],
    [[], 'a list'],
    [() => 1, 'a function'],
  ])('instead of all of them: %o', (options, received) => {
    const error = errorOf(() => parseOptions(options as TrackerOptions))
    expect([error.parameter, error.expected, error.received]).toEqual(['options', 'an object', received])
  })

  it('is shown in short', () => {
    const { received } = errorOf(() => parse({ endpoints: { ccs: 'x'.repeat(500) } }))
    expect(received).toBe("'" + 'x'.repeat(57) + "…'")
  })
})

describe('a ConfigError', () => {
  const error = new ConfigError('queue.maxEvents', 'a number of at least 1', '0')

  it('is an Error and a ConfigError', () => {
    expect(error instanceof ConfigError).toBe(true)
    expect(error instanceof Error).toBe(true)
    expect(error.constructor).toBe(ConfigError)
    expect(new Error('x') instanceof ConfigError).toBe(false)
  })

  it('says its name, message and place', () => {
    expect(String(error)).toBe('ConfigError: queue.maxEvents: expected a number of at least 1, received 0')
    expect(error.name).toBe('ConfigError')
    expect(error.stack).toContain('options.test.ts')
  })
})

it.each<[unknown, boolean]>([
  ['Videoview', true],
  ['video_view_2', true],
  ['_', true],
  ['', false],
  ['a b', false],
  ['a-b', false],
  ['a.b', false],
  ['ä', false],
  ['Videoview\n', false],
  [null, false],
  [7, false],
  [['Videoview'], false],
])('%o as an event name: %s', (value, is) => {
  expect(isEventName(value)).toBe(is)
})
