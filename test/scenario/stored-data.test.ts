/**
 * Whatever lies in the stores, the app starts, delivers what is whole, and nothing throws.
 * The seed is fixed; `STORED_SEED` and `STORED_RUNS` explore further.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTracker } from '../../src/tracker.ts'
import { API_KEY, SPORTS } from '../support/evening/evening.ts'
import type { FakeDevice } from '../support/fakes/fake-platform.ts'
import { createFakeDevice } from '../support/fakes/fake-platform.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'

const settings = {
  numRuns: Number(process.env['STORED_RUNS'] ?? 100),
  seed: Number(process.env['STORED_SEED'] ?? 41_119),
}

interface Wire {
  name: string
  time: string
  session_id: string
  properties: object
}

/** Accepts what has the form of an event, as CCS does; refuses a request that holds anything else. */
function answer(device: FakeDevice): void {
  device.answer = ({ url, body }) => {
    if (url.includes('/ctx/')) return { status: 200, body: '{"activations":{}}' }
    const events = (JSON.parse(body) as { events: Wire[] }).events
    const isGood = events.every(
      (event) =>
        /^\w+$/.test(event.name) &&
        !isNaN(Date.parse(event.time)) &&
        typeof event.session_id === 'string' &&
        typeof event.properties === 'object' &&
        event.properties &&
        !Array.isArray(event.properties),
    )
    return isGood
      ? { status: 200, body: '{"user_id":"u","cohorts":["1"],"activations":{"dfp":["1"]}}' }
      : { status: 400, body: '{"error":{"message":"no"}}' }
  }
}

function start(device: FakeDevice) {
  const process = device.boot()
  const tracker = createTracker({ apiKey: API_KEY, consent: 'granted' }, process.ports)
  const codes: string[] = []
  tracker.on('diagnostic', ({ code, message }) => codes.push(code + ': ' + message))
  return { tracker, process, codes }
}

const processed = (device: FakeDevice) =>
  device.sent
    .filter(({ status, url }) => status === 200 && url.includes('/ccs/'))
    .flatMap(({ json }) => (json['events'] as Wire[]).map(({ name }) => name))

/** A device on which an evening ended by a kill: three events and an open view, nothing of them sent. */
async function leftByAnEvening(): Promise<FakeDevice> {
  const device = createFakeDevice()
  device.steps = []
  device.isOnline = false
  const { tracker, process } = start(device)
  const player = createFakePlayer(device, 600)
  for (const name of ['One', 'Two', 'Three']) tracker.track(name, { some: 'thing' })
  tracker.watch(player, SPORTS)
  await player.play(8)
  process.kill()
  device.isOnline = true
  answer(device)
  return device
}

/** Starts the app until the queue came to rest: what is refused alone is given up by the second start. */
async function starts(device: FakeDevice): Promise<string[]> {
  const codes: string[] = []
  for (let count = 0; count < 3; count++) {
    const app = start(device)
    app.tracker.track('Start' + count)
    await device.advance(60_000)
    expect(app.tracker.ids.userId, 'an id').toMatch(/^[0-9a-f-]{36}$/)
    app.tracker.inspect()
    codes.push(...app.codes)
    app.process.kill()
  }
  return codes
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e300,
    -1e300,
    1e21,
    '',
    'x',
    '0',
    '1970',
    [],
    {},
    [null],
    [[]],
    { __proto__: null },
    'a'.repeat(10_000),
    8.64e15 + 1,
  ),
  fc.jsonValue(),
)

/** A copy of a record with another value at one of its fields, however deep. */
function spoil(text: string, place: number, value: unknown): string {
  const record = JSON.parse(text) as Record<string, unknown>
  const fields: [Record<string, unknown>, string][] = []
  const collect = (from: Record<string, unknown>) => {
    for (const key of Object.keys(from)) {
      if (from !== record || !/^(key|owner)$/.test(key)) fields.push([from, key])
      const below = from[key]
      if (below && typeof below === 'object') collect(below as Record<string, unknown>)
    }
  }
  collect(record)
  const [target, key] = fields[place % fields.length]!
  if (value === undefined) delete target[key]
  else target[key] = value
  return JSON.stringify(record)
}

describe('records of the queue', () => {
  it('with any value at any field stop neither the start nor the healthy ones', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(3), fc.nat(1000), fc.option(odd, { nil: undefined })), { minLength: 1, maxLength: 4 }),
        async (spoiled) => {
          const device = await leftByAnEvening()
          const rows = device.rows.keys().filter((row) => /^row\.[ev]:/.test(row))
          spoiled.forEach(([which, place, value], n) => {
            const row = rows[which]!
            // A spoiled copy beside the healthy record, as a later event.
            const key = row.slice(4, 6) + '00000000-0000-4000-8000-00000000000' + n
            const text = spoil(device.rows.get(row)!, place, value)
            device.rows.set('row.' + key, JSON.stringify({ ...(JSON.parse(text) as object), key }))
          })
          const codes = await starts(device)
          expect(codes.filter((code) => code.startsWith('port-failed'))).toEqual([])
          const names = processed(device)
          for (const name of ['One', 'Two', 'Three', 'Videoview', 'VideoCompletion', 'Start0', 'Start1', 'Start2'])
            expect(names).toContain(name)
          expect(device.rows.keys().filter((row) => /^row\.[ev]:/.test(row))).toEqual([])
        },
      ),
      settings,
    )
  }, 60_000)

  it('that are truncated, foreign, or of another version are thrown away, and the healthy ones leave', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('', '{', 'null', '[]', '{"__proto__":{"polluted":1}}'),
    )
    const key = fc.oneof(
      fc.constantFrom('e:', 'v:', 'kv:id', 'kv:session', 'e:__proto__', '__proto__', 'constructor', 'w:1', 'toString'),
      fc.uuid().map((id) => 'e:' + id),
      fc.uuid().map((id) => 'v:' + id),
    )
    const version = fc.record({ version: fc.integer(), owner: fc.string({ minLength: 1 }), payload: fc.jsonValue() })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(key, fc.oneof(text, version)), { minLength: 1, maxLength: 6 }),
        fc.nat(400),
        async (found, cut) => {
          const device = await leftByAnEvening()
          for (const [name, content] of found)
            device.rows.set(
              'row.' + name,
              typeof content === 'string' ? content : JSON.stringify({ ...content, key: name }),
            )
          const [first] = device.rows.keys().filter((row) => row.startsWith('row.e:'))
          device.rows.set('row.e:cut', device.rows.get(first!)!.slice(0, cut))
          const codes = await starts(device)
          expect(codes.filter((code) => code.startsWith('port-failed'))).toEqual([])
          const names = processed(device)
          for (const name of ['One', 'Two', 'Three', 'VideoCompletion', 'Start2'])
            expect(names.filter((other) => other === name)).toHaveLength(1)
          expect(device.rows.keys().filter((row) => /^row\.[ev]:/.test(row))).toEqual([])
          expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
        },
      ),
      settings,
    )
  }, 60_000)
})

describe('key-value pairs', () => {
  it('of any content cost no event', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      odd.map((value) => JSON.stringify({ id: value, at: value, scope: value, activeAt: value })),
      odd.map((value) =>
        JSON.stringify([
          { scope: value, at: value, userId: value, cohorts: value, activations: { dfp: value, constructor: value } },
        ]),
      ),
    )
    const key = fc.constantFrom(
      'id',
      'session',
      'activations',
      'ping',
      'pong',
      'probe',
      'r.e:1',
      'r.v:1',
      'r.',
      'other',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(key, text), { minLength: 1, maxLength: 6 }), async (found) => {
        const device = await leftByAnEvening()
        for (const [name, content] of found) device.keyValue.set('ctv-tracker.' + name, content)
        const codes = await starts(device)
        expect(codes.filter((code) => code.startsWith('port-failed'))).toEqual([])
        for (const name of ['One', 'Two', 'Three', 'VideoCompletion', 'Start2'])
          expect(processed(device)).toContain(name)
      }),
      settings,
    )
  }, 60_000)
})
