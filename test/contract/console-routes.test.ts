/**
 * What the emulator serves to its console: the page and its files, the stream of requests, and the rest by name.
 */
import { request as httpRequest } from 'node:http'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { EmulatedUser, Emulator, SeenRequest } from '../../tools/emulator/index.ts'

const page = new URL('../../tools/console/page/', import.meta.url)
const ccs = '/ccs/v1/segmentation?k=00000000-0000-4000-8000-000000000001'

let emulator: Emulator

beforeEach(async () => {
  emulator = await startEmulator()
})

afterEach(() => emulator.stop())

const get = (path: string): Promise<Response> => fetch(`${emulator.url}${path}`)
const json = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T

function post(path: string, body: unknown, type = 'application/json'): Promise<Response> {
  return fetch(`${emulator.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: JSON.stringify(body),
  })
}

/** Sends a request under another name; `fetch` would not. */
function getAs(host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(`${emulator.url}${path}`, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .once('error', reject)
      .end()
  })
}

const viewer = (id: string, events: object[] = []) => ({
  url: ccs,
  body: { alias: { tag: 'internal_id', id }, events },
})
const event = (name: string) => ({ name, time: '2024-01-15T10:30:00Z', properties: {} })

describe('the page', () => {
  it('is at /, with every file it names, under a policy that allows nothing else', async () => {
    const response = await get('/')
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self';.*require-trusted-types-for 'script'/,
    )
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const html = await response.text()
    const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!)
    expect(named.length).toBeGreaterThan(2)
    for (const path of named) expect((await get(path)).status).toBe(200)
  })

  it('serves its modules as scripts, and every import in them leads to one', async () => {
    for (const file of readdirSync(page).filter((name) => name.endsWith('.js'))) {
      const response = await get(`/_emulator/console/${file}`)
      expect([file, response.headers.get('content-type')]).toEqual([file, 'text/javascript; charset=utf-8'])
      for (const [, imported] of (await response.text()).matchAll(/from '\.\/([^']+)'/g))
        expect((await get(`/_emulator/console/${imported}`)).status).toBe(200)
    }
  })

  it('never makes markup of text', () => {
    for (const file of readdirSync(page).filter((name) => name.endsWith('.js'))) {
      expect([
        file,
        readFileSync(new URL(file, page), 'utf8').match(
          /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML|srcdoc/,
        ),
      ]).toEqual([file, null])
    }
  })

  it.each(['missing.js', 'index', '..%2Froutes.ts', '%2e%2e%2f%2e%2e%2fpackage.json'])(
    'has no file %s',
    async (file) => {
      expect((await get(`/_emulator/console/${file}`)).status).toBe(404)
    },
  )

  it('is in no list of requests, while anything else at / is', async () => {
    await get('/')
    await get('/?tab=users')
    expect(emulator.requests).toEqual([])
    expect((await post('/', {})).status).toBe(404)
    expect(emulator.requests).toMatchObject([{ method: 'POST', path: '/', status: 404 }])
  })

  it('answers under names of this machine only, so that no site can be pointed at it', async () => {
    for (const path of ['/', '/_emulator/requests', '/_emulator/stream', '/_emulator/console/main.js']) {
      expect(await getAs(`elsewhere.example:${emulator.port}`, path)).toBe(403)
    }
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'emulator.localhost'])
      expect(await getAs(`${host}:${emulator.port}`, '/')).toBe(200)
  })
})

describe('the stream', () => {
  /** Collects `count` messages, beginning before `act`. */
  async function collect(count: number, act: () => Promise<unknown>): Promise<SeenRequest[]> {
    const control = new AbortController()
    const response = await fetch(`${emulator.url}/_emulator/stream`, { signal: control.signal })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const acted = act()
    const messages: SeenRequest[] = []
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true })
      messages.splice(
        0,
        messages.length,
        ...[...text.matchAll(/^event: request\ndata: (.+)\n\n/gm)].map((match) => JSON.parse(match[1]!) as SeenRequest),
      )
      if (messages.length >= count) break
    }
    control.abort()
    await acted
    return messages
  }

  it('tells of a request when its body was read and again when it has ended', async () => {
    const [first, second] = await collect(2, () => emulator.inject(viewer('a')))
    expect(first).toMatchObject({ seq: 1, route: 'ccs', body: { alias: { id: 'a' } } })
    expect(second).toMatchObject({ seq: 1, status: 200, endedAt: expect.any(Number), answer: { cohorts: [] } })
  })

  it('begins with what is known, newest first, and says when that is all', async () => {
    for (const id of ['a', 'b']) await emulator.inject(viewer(id))
    const control = new AbortController()
    const response = await fetch(`${emulator.url}/_emulator/stream`, { signal: control.signal })
    let text = ''
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(chunk)
      if (text.includes('event: known')) break
    }
    control.abort()
    expect([...text.matchAll(/"seq":(\d)|event: known/g)].map(([whole, seq]) => seq ?? whole)).toEqual([
      '2',
      '1',
      'event: known',
    ])
  })

  it('says which events were ignored, though the answer is 200', async () => {
    const events = [event('Pageview'), event('Screenview'), event('pageview')]
    const [, last] = await collect(2, () => emulator.inject(viewer('a', events)))
    expect(last).toMatchObject({
      status: 200,
      ignored: [
        "events[1]: properties must have required property 'screen'",
        'events[2]: the workspace has no event named "pageview"',
      ],
    })
  })

  it('tells of one that hangs, with its fault, and of its end without an answer', async () => {
    emulator.fault('ccs', { kind: 'hang', count: 1 })
    const control = new AbortController()
    const messages = await collect(2, async () => {
      const hanging = fetch(`${emulator.url}${ccs}`, { method: 'POST', body: '{}', signal: control.signal }).catch(
        () => null,
      )
      while (emulator.requests[0]?.fault !== 'hang') await new Promise((resolve) => setImmediate(resolve))
      await new Promise((resolve) => setImmediate(resolve))
      control.abort()
      await hanging
    })
    expect(messages.map(({ fault, status, endedAt }) => [fault, status, endedAt === null])).toEqual([
      ['hang', null, true],
      ['hang', null, false],
    ])
  })

  it('ends when the emulator stops', async () => {
    const response = await fetch(`${emulator.url}/_emulator/stream`)
    const read = response.text().catch(() => 'ended')
    await emulator.stop()
    expect(await read).toMatch(/^(ended|retry: 1000\n\n.*)$/s)
  })
})

describe('users and events', () => {
  it('are found by user id and alias, the newest of them', async () => {
    for (const id of ['anna', 'bert', 'anton'])
      await emulator.inject(viewer(id, [event('Pageview'), event('Screenview')]))
    const [anna, bert, anton] = emulator.users()
    expect(await json('/_emulator/users?search=an')).toEqual([anna, anton])
    expect(await json('/_emulator/users?search=an&newest=1')).toEqual([anton])
    expect(await json('/_emulator/users?newest=2')).toEqual([bert, anton])
    expect(await json(`/_emulator/users?search=${bert!.userId.slice(0, 13).toUpperCase()}`)).toEqual([bert])
    expect(await json('/_emulator/users?search=%25')).toEqual([])
    expect(await json<EmulatedUser[]>('/_emulator/users')).toHaveLength(3)
    expect(await json(`/_emulator/events?user_id=${bert!.userId}&newest=1`)).toEqual(
      emulator.events(bert!.userId).slice(-1),
    )
  })

  it('are counted in the overview, beside the cohorts of the workspace', async () => {
    await emulator.inject(viewer('anna'))
    expect(await json('/_emulator/overview')).toMatchObject({
      users: 1,
      cohorts: expect.arrayContaining([{ id: '56789', name: 'Watched in the last 30 days', activations: [] }]),
    })
  })
})

describe('overrides, counts and faults', () => {
  it("take a decision as the vendor's route does, without its key", async () => {
    await emulator.inject(viewer('anna'))
    const { userId } = emulator.users()[0]!
    expect((await post('/_emulator/overrides', { user: userId, segment_id: 12345, user_status: 'add' })).status).toBe(
      201,
    )
    expect(emulator.users()[0]!.cohorts).toEqual(['12345'])
    const refused = await post('/_emulator/overrides', { user: userId, segment_id: 1, user_status: 'add' })
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { message: expect.stringContaining('there is no segment 1') },
    ])
    expect((await post('/_emulator/overrides', {}, 'text/plain')).status).toBe(415)
  })

  it("count as the vendor's route does", async () => {
    expect(await json('/_emulator/counts?segment_type=base&size=3')).toEqual({ items: [], total: 0, page: 1, size: 3 })
    expect((await get('/_emulator/counts?page=0')).status).toBe(422)
  })

  it('take back faults of one route and kind', async () => {
    emulator.fault('ccs', { kind: 'hang', count: 1 })
    emulator.fault('ccs', { kind: 'captive-portal', count: 1 })
    emulator.fault('*', { kind: 'hang' })
    const left = async (query: string): Promise<unknown> => {
      expect((await fetch(`${emulator.url}/_emulator/faults${query}`, { method: 'DELETE' })).status).toBe(204)
      return (await json<{ route: string; fault: { kind: string } }[]>('/_emulator/faults')).map(
        ({ route, fault }) => `${route} ${fault.kind}`,
      )
    }
    expect(await left('?route=ccs&kind=hang')).toEqual(['ccs captive-portal', '* hang'])
    expect(await left('?route=*')).toEqual(['ccs captive-portal'])
    expect(await left('')).toEqual([])
    expect((await fetch(`${emulator.url}/_emulator/faults?kind=nothing`, { method: 'DELETE' })).status).toBe(400)
  })
})
