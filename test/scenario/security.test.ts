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

  it('keeps at most 1000 ids of at most 100 platforms, and counts as an answer', async () => {
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
    expect(tracker.cohorts).toHaveLength(1000)
    expect(tracker.activations.get('platform99')).toHaveLength(1000)
    expect(tracker.activations.get('platform100')).toEqual([])
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
