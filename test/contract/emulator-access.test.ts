/**
 * The emulator's own routes from where they should not be reached, in every spelling of a request target.
 */
import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator } from '../../tools/emulator/index.ts'
import { ownRoutes, spellingsOf } from '../support/emulator/own-routes.ts'

const ccs = '/ccs/v1/segmentation?k=00000000-0000-4000-8000-000000000001'
const secret = 'secret-00000000-0000-4000-8000-000000000002'
const viewer = 'the-viewers-own-alias'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator({ host: '0.0.0.0', maxRequests: 100_000 })
  await emulator.inject({
    url: ccs,
    body: { alias: { tag: 'internal_id', id: viewer }, events: [] },
  })
})

beforeEach(() => emulator.clearFaults())

afterAll(() => emulator.stop())

interface Ask {
  method?: string
  headers?: Record<string, string>
  body?: object | undefined
  address?: string
}

interface Told {
  status: number
  headers: Record<string, unknown>
  text: string
}

/** Sends a request target as it stands; `fetch` would tidy it. What streams is cut after its first words. */
function ask(target: string, { method = 'GET', headers = {}, body, address = '127.0.0.1' }: Ask = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: address,
        port: emulator.port,
        method,
        path: target,
        agent: false,
        headers: {
          host: `${address}:${emulator.port}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      (response) => {
        let text = ''
        const done = (): void => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
          request.destroy()
        }
        response.on('data', (chunk: Buffer) => {
          text += String(chunk)
          if (String(response.headers['content-type']).startsWith('text/event-stream')) done()
        })
        response.on('end', done)
      },
    )
    request.once('error', reject)
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** An address of this machine that is not its loopback. */
const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === 'IPv4' && !each.internal)?.address

const strangers: [name: string, headers: Record<string, string>, address?: string][] = [
  ['a page of another site', { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }],
  ['a page of another site in an old browser', { origin: 'https://elsewhere.example' }],
  ['a page of another port', { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-site' }],
  ['a packaged app', { origin: 'null' }],
  ['a tag of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['a site whose name leads here', { host: 'elsewhere.example' }],
  ['a site whose name begins like this machine', { host: '127.elsewhere.example' }],
  ...(ownAddress === undefined
    ? []
    : ([['another address', {}, ownAddress]] satisfies [string, Record<string, string>, string][])),
]

describe('the list of own routes', () => {
  it('is the one of the sources', () => {
    const read = (file: string): string => readFileSync(new URL(`../../tools/${file}`, import.meta.url), 'utf8')
    const source = (read('emulator/own-routes.ts') + read('console/routes.ts')).replaceAll('${prefix}', '/_emulator/')
    const added = [...source.matchAll(/app\.(get|post|put|patch|delete)\(\s*['`]([^'`]+)['`]/g)].map(
      ([, method, path]) => `${method!.toUpperCase()} ${path!.replace(':file', 'main.js')}`,
    )
    expect(ownRoutes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(added.sort())
  })
})

describe.each(strangers)('%s', (_name, headers, address) => {
  it('gets none of them, in no spelling, and changes nothing', async () => {
    emulator.fault('counts', { kind: 'hang', count: 1 })
    const before = { overrides: emulator.overrides(), logged: emulator.requests.filter(({ status }) => status === 200) }
    for (const { method, path, body } of ownRoutes) {
      for (const target of spellingsOf(path, emulator.url)) {
        const { status, text } = await ask(target, {
          method,
          headers,
          body,
          ...(address === undefined ? {} : { address }),
        })
        expect([method, target, [400, 403, 404].includes(status)]).toEqual([method, target, true])
        expect(text).not.toContain(viewer)
        expect(text.length).toBeLessThan(400)
      }
    }
    expect(emulator.overrides()).toEqual(before.overrides)
    expect(emulator.requests.filter(({ status }) => status === 200)).toEqual(before.logged)
    const faults = await ask('/_emulator/faults')
    expect(JSON.parse(faults.text)).toMatchObject([{ route: 'counts', remaining: 1 }])
  })

  it('gets no leave to read what the router matches', async () => {
    for (const { path } of ownRoutes) {
      for (const target of [path, path.replace('_', '%5f'), path.replace('_', '%5F')]) {
        const told = await ask(target, { headers, ...(address === undefined ? {} : { address }) })
        expect([target, told.status]).toEqual([target, 403])
        expect(told.headers).toMatchObject({
          'cross-origin-resource-policy': 'same-origin',
          'x-content-type-options': 'nosniff',
        })
        const preflight = await ask(target, {
          method: 'OPTIONS',
          headers: {
            ...headers,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type',
          },
        })
        for (const answer of [told, preflight]) expect(answer.headers['access-control-allow-origin']).toBeUndefined()
      }
    }
  })
})

describe('this machine', () => {
  it('gets each of them, also spelt with escapes', async () => {
    for (const { method, path, body } of ownRoutes) {
      for (const target of [path, path.replace('_', '%5f')])
        expect([target, Math.floor((await ask(target, { method, body })).status / 100)]).toEqual([target, 2])
    }
  })

  it('is told what is no route', async () => {
    const told = await ask('/_emulator/nothing')
    expect([told.status, told.text]).toEqual([404, '{"message":"the emulator has no route GET /_emulator/nothing"}'])
  })

  it.each(['?search=a&search=b', '?newest=1&newest=2', '?user_id=a&user_id=b', '?search[]=a', '?__proto__=1'])(
    'is answered where a parameter comes twice or strangely: %s',
    async (query) => {
      for (const { method, path } of ownRoutes.filter((each) => each.method === 'GET'))
        expect([path, (await ask(path + query, { method })).status]).toEqual([path, 200])
    },
  )
})

describe.skipIf(ownAddress === undefined)('another machine with the token', () => {
  const address = ownAddress ?? ''

  it('gets them, and its console keeps the token in a cookie that no script sees', async () => {
    const authorization = `Bearer ${emulator.token}`
    expect((await ask('/_emulator/users', { address, headers: { authorization } })).text).toContain(viewer)
    const page = await ask(`/?token=${emulator.token}`, { address })
    expect(page.status).toBe(200)
    const [cookie] = page.headers['set-cookie'] as string[]
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/)
    const headers = { cookie: cookie!.split(';')[0]! }
    expect((await ask('/_emulator/users', { address, headers })).text).toContain(viewer)
    expect((await ask('/', { address, headers })).status).toBe(200)
    const foreign = { ...headers, origin: 'http://elsewhere.example' }
    expect((await ask('/_emulator/users', { address, headers: foreign })).status).toBe(403)
  })

  it('is refused with another', async () => {
    expect((await ask('/?token=guess', { address })).status).toBe(403)
    expect(
      (await ask('/', { address, headers: { cookie: `ctv_tracker_emulator_${emulator.port}=guess` } })).status,
    ).toBe(403)
  })
})

describe('secrets', () => {
  it('are in no list of requests, wherever they were sent', async () => {
    const headers = { authorization: `Bearer ${secret}`, cookie: 'session=of-somebody', 'x-api-key': secret }
    const body = { user: 'a', segment_id: 12345, user_status: 'add', metadata: { description: `by ${secret}` } }
    await ask(`/networks/42/segments?key=${secret}`, { method: 'POST', headers, body })
    await ask(`/${secret}`, { headers: { 'proxy-authorization': 'Basic dXNlcjpwYXNz' } })
    const seen = emulator.requests.slice(-2)
    expect(seen).toMatchObject([
      { status: 201, headers: { authorization: 'Bearer …', cookie: '…' }, body: { metadata: { description: 'by …' } } },
      { status: 404, path: '/…', headers: { 'proxy-authorization': 'Basic …' } },
    ])
    const told = (await ask('/_emulator/requests')).text
    for (const word of [secret, 'of-somebody', 'dXNlcjpwYXNz']) expect(told).not.toContain(word)
  })
})
