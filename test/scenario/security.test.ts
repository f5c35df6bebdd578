/**
 * What comes from servers and apps may be anything: it changes no prototype, tells no secret, and does not grow without bound.
 */
import { get } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

describe('answers that name members of every object', () => {
  const hostile = '{"__proto__":["1"],"constructor":{"prototype":["2"]},"toString":["3"],"dfp":["4"],"prototype":["5"]}'

  it('change no prototype, and give a platform only what is its own', async () => {
    const { device } = evening
    const before = Object.getOwnPropertyNames(Object.prototype)
    device.answer = () => ({
      status: 200,
      body: `{"user_id":"u","__proto__":{"polluted":1},"cohorts":["c"],"activations":${hostile}}`,
    })
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.startView(SPORTS)
    tracker.track(
      'Pageview',
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":1}'),
    )
    await device.settle()
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty', 'valueOf'])
      expect(tracker.activations.get(name), name).toEqual([])
    expect(tracker.activations.get('dfp')).toEqual(['4'])
    expect(tracker.activations.get('toString')).toEqual(['3'])
    // The next start reads them back from the device.
    const next = startApp(evening, { consent: 'granted' })
    expect(next.tracker.activations.get('__proto__')).toEqual([])
    expect(next.tracker.activations.get('dfp')).toEqual(['4'])
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  })
})

describe('what is told about trouble', () => {
  const KEY = 'a1b2c3d4-secret-key-of-the-app'
  const ALIAS = 'someone@example.com'

  it('holds neither the key nor an id, whatever goes wrong', async () => {
    const { device } = evening
    const { tracker, heard, process } = startApp(evening, {
      apiKey: KEY,
      consent: 'granted',
      debug: true,
      identity: { aliases: [{ tag: 'email', id: ALIAS }] },
      ports: {
        transport: {
          send(request) {
            throw new Error('cannot reach ' + request.url + ' with ' + JSON.stringify(request.headers))
          },
          beacon: () => false,
          isOffline: () => false,
        },
      },
    })
    tracker.track('Pageview')
    await device.settle()
    expect(heard.diagnostic.map(({ code }) => code)).toContain('port-failed')
    process.kill()

    const { tracker: refused, heard: told } = startApp(evening, {
      apiKey: KEY,
      consent: 'granted',
      debug: true,
      identity: { aliases: [{ tag: 'email', id: ALIAS }] },
    })
    const userId = JSON.parse(device.keyValue.get('ctv-tracker.id')!).id as string
    device.answer = ({ url }) => ({
      status: 400,
      body: JSON.stringify({ error: { message: `alias ${ALIAS} and user ${userId} at ${url}` } }),
    })
    refused.track('Pageview')
    refused.track('bad name')
    refused.identify({ tag: 'email' } as never)
    await device.advance(1000)
    const texts = JSON.stringify([heard.diagnostic, told.diagnostic, device.lines, tracker.inspect().diagnostics])
    expect(told.diagnostic.map(({ code }) => code)).toContain('request-refused')
    expect(texts).not.toContain(KEY)
    expect(texts).not.toContain(ALIAS)
    expect(texts).not.toContain(userId)
  })

  it('holds nothing of what a port was given, whatever the port throws', async () => {
    const { device } = evening
    const { transport, stores } = device.boot().ports
    const thrown: unknown[] = []
    const rude = (...given: unknown[]): never => {
      const [first, second] = given as [{ url?: string; body?: string } | string, string]
      const texts = typeof first === 'string' ? [first, second] : [first.url, first.body]
      const error = [
        texts.join(' '),
        new Error(texts.reverse().join(' ')),
        encodeURIComponent(texts.join(' ')),
        JSON.stringify(given),
      ]
      thrown.push(given)
      throw error[thrown.length % 4] as Error
    }
    const { tracker, heard, process } = startApp(evening, {
      apiKey: KEY,
      consent: 'granted',
      debug: true,
      identity: { aliases: [{ tag: 'login', id: 'ann-of-the-house' }] },
      ports: {
        transport: { ...transport, send: rude, beacon: rude },
        stores: { keyValue: stores.keyValue, records: [(name) => ({ ...stores.records[0]!(name)!, write: rude })] },
      },
    })
    for (let n = 0; n < 8; n++) {
      tracker.track('Pageview', { title: 'a private thing' })
      tracker.prefetch({ url: 'https://x.test/' + n, properties: { title: 'a private thing' } })
      await device.advance(10_000)
    }
    process.lifecycle('exit')
    expect(thrown.length).toBeGreaterThan(8)
    const texts = JSON.stringify([heard.diagnostic, device.lines, tracker.inspect().diagnostics])
    for (const secret of [KEY, 'ann-of-the-house', 'private']) expect(texts).not.toContain(secret)
  })

  it('names an alias that is an address in the clear where its tag promises a hash', async () => {
    const { tracker, heard } = startApp(evening, {
      identity: { aliases: [{ tag: 'email_sha256', id: ALIAS }] },
    })
    await evening.device.advance(10)
    tracker.identify([
      { tag: 'email', id: ALIAS },
      { tag: 'hashed', id: ALIAS },
      { tag: 'sha', id: '5d5b09f6dcb2d53a5fffc60c4ac0d55fabdf556069d6631545f42aa6e3500f2e' },
    ])
    expect(heard.diagnostic).toEqual([
      { code: 'personal-data', message: 'alias email_sha256 looks like an e-mail address or an id.' },
      { code: 'personal-data', message: 'alias hashed looks like an e-mail address or an id.' },
    ])
  })

  it('in inspect() holds the ids of this TV and never the key; bodies only with debug', async () => {
    const { tracker } = startApp(evening, { consent: 'granted', identity: { aliases: [{ tag: 'email', id: ALIAS }] } })
    tracker.track('Pageview', { title: 'a private thing' })
    await evening.device.settle()
    const text = JSON.stringify(tracker.inspect())
    expect(text).not.toContain('00000000-0000-4000-8000-000000000001')
    expect(text).not.toContain(ALIAS)
    expect(text).not.toContain('a private thing')
  })
})

describe('an answer of any size', () => {
  const many = (count: number, prefix: string) => Array.from({ length: count }, (_, n) => prefix + n)

  it('keeps at most 1000 ids of a platform and 50,000 characters in all, and counts as an answer', async () => {
    const { device } = evening
    const activations = Object.fromEntries(many(300, 'platform').map((platform) => [platform, many(2000, 'cohort')]))
    const body = JSON.stringify({ user_id: 'u', cohorts: many(50_000, 'cohort'), activations })
    device.answer = ({ url }) => (url.includes('/ccs/') ? { status: 200, body } : undefined)
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    tracker.track('Pageview')
    await device.settle()
    expect(heard.sent).toHaveLength(1)
    expect(heard.diagnostic.filter(({ code }) => code !== 'user-id-changed')).toEqual([])
    expect(tracker.activations.get('platform0')).toHaveLength(1000)
    expect(tracker.activations.get('platform100')).toEqual([])
    expect(device.keyValue.get('ctv-tracker.activations')!.length).toBeLessThan(51_000)
  })

  it('whose user_id is no id is an answer, and the id is not kept', async () => {
    const { device } = evening
    const body = JSON.stringify({ user_id: 'u'.repeat(1_000_000), activations: { dfp: ['1'] } })
    device.answer = ({ url }) => (url.includes('/ccs/') ? { status: 200, body } : undefined)
    const { tracker, heard } = startApp(evening, {
      consent: 'granted',
      identity: { aliases: [{ tag: 'login', id: 'ann' }] },
    })
    tracker.track('Pageview')
    await device.settle()
    expect(heard.diagnostic.map(({ code, message }) => [code, message])).toEqual([
      ['user-id-changed', 'CCS returned a user_id of more than 64 characters, which is ignored.'],
    ])
    expect([tracker.activations.get('dfp'), tracker.ids.userId, tracker.inspect().queue.events]).toEqual([
      ['1'],
      null,
      [],
    ])
    expect(
      device.keyValue
        .keys()
        .map((key) => device.keyValue.get(key)!.length)
        .every((length) => length < 1000),
    ).toBe(true)
  })

  it('that is no answer, however large, leaves the event where it is', async () => {
    const { device } = evening
    device.answer = ({ url }) =>
      url.includes('/ccs/') ? { status: 200, body: '<html>' + 'x'.repeat(5_000_000) } : undefined
    const { tracker } = startApp(evening, { consent: 'granted' })
    tracker.track('Pageview')
    await device.settle()
    expect(tracker.inspect().queue.events.map(({ name }) => name)).toEqual(['Pageview'])
    expect(JSON.stringify(tracker.inspect()).length).toBeLessThan(5000)
  })
})

describe('a text of a megabyte', () => {
  const MEGABYTE = 1_000_000
  /** Where the texts of answers stand, and what is worst for a pattern that meets them whole. */
  const places: [string, number, (text: string) => string][] = [
    ['the message of a refusal', 400, (message) => JSON.stringify({ error: { message } })],
    ['a body that is no JSON', 200, (text) => text],
    ['the user_id', 200, (text) => JSON.stringify({ user_id: text })],
    ['a cohort', 200, (text) => JSON.stringify({ user_id: 'u', cohorts: [text] })],
    ['an id of a platform', 200, (text) => JSON.stringify({ user_id: 'u', activations: { dfp: [text] } })],
    ['the name of a platform', 200, (text) => JSON.stringify({ user_id: 'u', activations: { [text]: ['1'] } })],
    ['a member that nobody knows', 200, (text) => JSON.stringify({ user_id: 'u', activations: {}, [text]: text })],
  ]
  const shapes: [string, string][] = [
    ['letters', 'x'],
    ['hexadecimal', 'a1-'],
    ['addresses', 'a@'],
    ['blanks', ' '],
    ['dots', 'a.@b'],
  ]

  it.each(shapes)(
    'of %s is kept nowhere, and costs no more than reading it, in every string of every answer',
    async (_what, unit) => {
      const { device } = evening
      const { tracker, heard } = startApp(evening, { consent: 'granted' })
      await device.settle()
      const handle = async (length: number, status: number, body: (text: string) => string) => {
        const answer = body(unit.repeat(length / unit.length))
        device.answer = () => ({ status, body: answer, date: answer, retryAfter: answer })
        tracker.identify({ tag: 'login', id: String(device.time.wallMs) })
        tracker.track('Pageview')
        const before = process.cpuUsage()
        await device.advance(200)
        return process.cpuUsage(before).user / 1000
      }
      for (const [place, status, body] of places) {
        await handle(1000, status, body)
        // A pattern that meets a megabyte takes minutes: this bound, of the processor's time, is for machines that are slow.
        expect(await handle(MEGABYTE, status, body), place).toBeLessThan(2000)
        await device.advance(10_000)
        const kept = [...device.keyValue.keys(), ...device.rows.keys()].map(
          (key) => device.keyValue.get(key) ?? device.rows.get(key),
        )
        expect(Math.max(...kept.map((text) => text!.length)), place).toBeLessThan(3000)
        expect(
          JSON.stringify([tracker.inspect(), tracker.cohorts, heard.diagnostic.slice(-5)]).length,
          place,
        ).toBeLessThan(60_000)
      }
    },
  )

  it('in properties, names and what is thrown makes no message long', async () => {
    const { device } = evening
    const { tracker, heard } = startApp(evening, { consent: 'granted' })
    const long = 'a@'.repeat(MEGABYTE / 2)
    tracker.track(long, {})
    tracker.track('x'.repeat(MEGABYTE), {
      a: {
        get b(): never {
          throw new Error(long)
        },
      },
    })
    tracker.identify({ tag: long } as never)
    tracker.prefetch({ url: 'https://x.test/' + long, properties: { [long]: long, a: { [long]: 'a@b.example' } } })
    tracker.on('consent', () => {
      throw new Error(long)
    })
    tracker.consent.revoke()
    await device.advance(100)
    expect(heard.diagnostic.length).toBeGreaterThan(3)
    expect(Math.max(...heard.diagnostic.map(({ message }) => message.length))).toBeLessThanOrEqual(500)
  })
})

it('the emulator listens on this machine only, and no path leads out of what it serves', async () => {
  const emulator = await startEmulator()
  try {
    const { hostname, port } = new URL(emulator.url)
    expect(hostname).toBe('127.0.0.1')
    for (const path of [
      '/../../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/console/../../package.json',
      '/console/..%2f..%2fpackage.json',
      '//etc/passwd',
      '/console/%00',
      '/%',
    ]) {
      const status = await new Promise<number>((resolve, reject) => {
        get({ hostname, port, path }, (response) => {
          response.resume()
          resolve(response.statusCode!)
        }).on('error', reject)
      })
      expect(status, path).toBeGreaterThanOrEqual(400)
    }
  } finally {
    await emulator.stop()
  }
})
