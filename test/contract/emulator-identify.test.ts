/**
 * `POST /v2.0/identify` of the emulator: who the identities lead to, and what CCS then answers.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator, ErrorBody, InjectResponse } from '../../tools/emulator/index.ts'

const key = '00000000-0000-4000-8000-000000000001'
const one = '2008c38f-dece-4570-976d-87593ed001c3'
const two = '1d145310-1338-4ff7-96dd-e6128f54cbe5'
const three = '6f9619ff-8b86-d011-b42d-00cf4fc964ff'
const email = { tag: 'email_sha256', id: 'e', priority: 0 }
const login = { tag: 'internal_id', id: 'l', priority: 1 }

let emulator: Emulator

beforeEach(async () => {
  emulator = await startEmulator()
})

afterEach(() => emulator.stop())

function identify(body: unknown, headers: Record<string, string> = { 'X-API-Key': key }): Promise<InjectResponse> {
  return emulator.inject({ url: '/v2.0/identify', body, headers })
}

async function userOf(user_id: string, ...aliases: object[]): Promise<string> {
  const response = await identify({ user_id, aliases })
  expect(response.status).toBe(200)
  return (response.json() as { user_id: string }).user_id
}

async function ccsUserOf(identifier: object, events: object[] = []): Promise<unknown> {
  return (await emulator.inject({ url: `/ccs/v1/segmentation?k=${key}`, body: { ...identifier, events } })).json()
}

describe('identities', () => {
  it('that nobody has yet go to the given user, whose events then count for them', async () => {
    const sports = { name: 'Videoview', time: '2024-01-15T14:00:00Z', properties: { categories: ['sports'] } }
    await ccsUserOf({ user_id: one }, [sports, sports])
    expect(await userOf(one, email, login)).toBe(one)
    for (const { tag, id } of [email, login])
      expect(await ccsUserOf({ alias: { tag, id } })).toMatchObject({ user_id: one, cohorts: ['12345'] })
  })

  it('that all lead to one user give that user', async () => {
    await userOf(one, email, login)
    expect(await userOf(two, login, email)).toBe(one)
    expect(await userOf(two, login)).toBe(one)
  })

  it('that lead to several give the user of the highest priority, and the others follow', async () => {
    await userOf(one, email)
    await userOf(two, login)
    expect(await userOf(three, login, email)).toBe(one)
    expect(await userOf(three, { ...login, priority: 0 })).toBe(one)
  })

  it('that nobody has yet join the user of those that are known', async () => {
    await userOf(one, login)
    expect(await userOf(two, email, login)).toBe(one)
    expect(await userOf(three, email)).toBe(one)
  })

  it('with a tag that is not configured are ignored', async () => {
    const stranger = { tag: 'shoe_size', id: '44', priority: 0 }
    expect(await userOf(one, stranger)).toBe(one)
    expect(await userOf(two, stranger)).toBe(two)
  })

  it('may be none: the given user is answered, in lower case, and known from then on', async () => {
    expect(await userOf(one.toUpperCase())).toBe(one)
    expect(emulator.users()).toMatchObject([{ userId: one, aliases: [] }])
  })
})

describe('a request', () => {
  it.each([
    ['user_id', { aliases: [email] }],
    ['user_id', { user_id: 'x', aliases: [email] }],
    ['aliases', { user_id: one }],
    ['aliases[0].priority', { user_id: one, aliases: [{ tag: 't', id: 'i' }] }],
    ['aliases[0].id', { user_id: one, aliases: [{ tag: 't', id: '', priority: 0 }] }],
    ['the body', []],
  ])('with a wrong %s is refused with its place, and nothing is stored', async (place, body) => {
    const response = await identify(body)
    expect(response.status).toBe(400)
    expect((response.json() as ErrorBody).error.cause).toContain(`${place}: expected`)
    expect(emulator.users()).toEqual([])
  })

  it('needs the key, in the header or the query', async () => {
    const body = { user_id: one, aliases: [] }
    expect((await identify(body, {})).status).toBe(401)
    expect((await identify(body, { 'x-api-key': 'x' })).status).toBe(401)
    expect((await emulator.inject({ url: `/v2.0/identify?k=${key}`, body })).status).toBe(200)
  })

  it('can be made by a packaged app, with the key in the header', async () => {
    const preflight = await emulator.inject({
      method: 'OPTIONS',
      url: '/v2.0/identify',
      headers: {
        origin: 'null',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key,content-type',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers['access-control-allow-origin']).toBe('*')
    expect(preflight.headers['access-control-allow-headers']?.toLowerCase()).toContain('x-api-key')
  })

  it('is seen, and can be made to fail', async () => {
    emulator.fault('identify', { kind: 'status', status: 503, count: 1 })
    expect((await identify({ user_id: one, aliases: [email] })).status).toBe(503)
    expect(await userOf(one, email)).toBe(one)
    expect(emulator.requests.map(({ route, fault, status }) => [route, fault, status])).toEqual([
      ['identify', 'status', 503],
      ['identify', null, 200],
    ])
  })

  it('survives the process that answered it', async () => {
    const { mkdtempSync, rmSync } = await import('node:fs')
    const { tmpdir } = await import('node:os')
    const data = mkdtempSync(`${tmpdir()}/ctv-tracker-identify-`)
    try {
      const first = await startEmulator({ data, listen: false })
      const request = { url: `/v2.0/identify?k=${key}`, body: { user_id: one, aliases: [email] } }
      await first.inject(request)
      await first.stop()
      const second = await startEmulator({ data, listen: false })
      expect((await second.inject({ ...request, body: { ...request.body, user_id: two } })).json()).toEqual({
        user_id: one,
      })
      await second.stop()
    } finally {
      rmSync(data, { recursive: true })
    }
  })
})
