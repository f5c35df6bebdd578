/**
 * `POST /networks/:networkId/segments` of the emulator, and what it does to the next answer of CCS.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator, InjectResponse, Workspace } from '../../tools/emulator/index.ts'
import { loadSampleWorkspace } from '../../tools/emulator/workspace/load.ts'

const key = '00000000-0000-4000-8000-000000000001'
const secret = 'secret-00000000-0000-4000-8000-000000000002'
const userId = '2008c38f-dece-4570-976d-87593ed001c3'
const startMs = Date.parse('2024-01-15T14:00:00.500Z')
const alias = { tag: 'internal_id', id: 'viewer@example.com' }

let emulator: Emulator

beforeEach(async () => {
  emulator = await startEmulator({ listen: false, now: () => startMs })
})

afterEach(() => emulator.stop())

function post(
  body: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${secret}` },
  network = '42',
): Promise<InjectResponse> {
  return emulator.inject({ url: `/networks/${network}/segments`, headers, body })
}

async function override(user: string, status: string, segment: unknown = 12345): Promise<number> {
  return (await post({ user, segment_id: segment, user_status: status })).status
}

/** What the next answer holds, with `videos` sports videos started before it. */
async function answerTo(
  identifier: object,
  videos = 0,
): Promise<{ user_id: string; cohorts: string[]; activations: Record<string, string[]> }> {
  const event = {
    name: 'Videoview',
    time: '2024-01-15T14:00:00Z',
    session_id: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
    properties: { categories: ['sports'] },
  }
  const response = await emulator.inject({
    url: `/ccs/v1/segmentation?k=${key}&activations=true`,
    body: { ...identifier, events: Array(videos).fill(event) },
  })
  expect(response.status).toBe(200)
  return response.json() as Awaited<ReturnType<typeof answerTo>>
}

describe('an override', () => {
  it('that adds reaches the next answer, activations included, without any event', async () => {
    expect((await answerTo({ user_id: userId })).cohorts).toEqual([])
    const response = await post({ user: userId, segment_id: 12345, user_status: 'add' })
    expect(response.status).toBe(201)
    expect(response.json()).toEqual({})
    const { cohorts, activations } = await answerTo({ user_id: userId })
    expect(cohorts).toEqual(['12345'])
    expect(activations).toEqual({ dfp: ['12345'], freewheel: ['12345'], adswizz_keyvalue: ['12345'] })
  })

  it('that blocks wins over the rules, now and after further events', async () => {
    expect((await answerTo({ user_id: userId }, 2)).cohorts).toContain('12345')
    expect(await override(userId, 'block')).toBe(201)
    const { cohorts, activations } = await answerTo({ user_id: userId }, 2)
    expect(cohorts).not.toContain('12345')
    expect(activations).toEqual({ dfp: ['11111'], freewheel: ['11111'], adswizz_keyvalue: ['11111'] })
  })

  it('keeps the order in which the workspace lists its cohorts', async () => {
    await answerTo({ user_id: userId }, 2)
    await override(userId, 'add', 67890)
    expect((await answerTo({ user_id: userId })).cohorts).toEqual(['12345', '67890', '56789'])
  })

  it('that resets lets the rules decide again at the next evaluation', async () => {
    await answerTo({ user_id: userId }, 2)
    await override(userId, 'block')
    expect((await answerTo({ user_id: userId })).cohorts).not.toContain('12345')
    await override(userId, 'reset')
    expect((await answerTo({ user_id: userId })).cohorts).toContain('12345')

    await override(userId, 'add', 67890)
    expect((await answerTo({ user_id: userId })).cohorts).toContain('67890')
    await override(userId, 'reset', 67890)
    expect((await answerTo({ user_id: userId })).cohorts).not.toContain('67890')
  })

  it('that resets what was never overridden changes nothing', async () => {
    const before = await answerTo({ user_id: userId }, 2)
    expect(await override(userId, 'reset')).toBe(201)
    expect(await answerTo({ user_id: userId })).toEqual(before)
  })

  it('for one segment leaves the others alone', async () => {
    await override(userId, 'block', 67890)
    expect((await answerTo({ user_id: userId }, 2)).cohorts).toEqual(['12345', '56789'])
  })

  it('for one user leaves the others alone', async () => {
    await override(userId, 'add')
    expect((await answerTo({ alias })).cohorts).toEqual([])
  })
})

describe('the user of an override', () => {
  it('may be any alias id, also of a user who is known under several', async () => {
    const aliases = [
      { ...alias, priority: 0 },
      { tag: 'tifa', id: '6D92078A-8246-4BA4-AE5B-76104861E7DC', priority: 1 },
    ]
    await answerTo({ aliases })
    await override('6D92078A-8246-4BA4-AE5B-76104861E7DC', 'add')
    expect((await answerTo({ alias })).cohorts).toEqual(['12345'])
  })

  it('may be a user id whose case differs, while alias ids are compared exactly', async () => {
    await override(userId.toUpperCase(), 'add')
    expect((await answerTo({ user_id: userId })).cohorts).toEqual(['12345'])
    await override(alias.id.toUpperCase(), 'add')
    expect((await answerTo({ alias })).cohorts).toEqual([])
  })

  it('need not be known yet: the override waits for the first request', async () => {
    expect(await override(alias.id, 'add')).toBe(201)
    expect(emulator.users()).toEqual([])
    expect((await answerTo({ alias })).cohorts).toEqual(['12345'])
  })

  it('is the same person under each identifier: the last decision counts', async () => {
    const { user_id } = await answerTo({ alias })
    await override(alias.id, 'block')
    await override(user_id, 'add')
    expect((await answerTo({ alias })).cohorts).toEqual(['12345'])
    await override(alias.id, 'reset')
    expect((await answerTo({ alias })).cohorts).toEqual([])
  })
})

describe('metadata', () => {
  const fields = { reference_id: 'ticket-7', status_change_timestamp: 1_705_000_000, description: 'test television' }

  it('is stored with its documented fields and those of the caller', async () => {
    await post({ user: userId, segment_id: 12345, user_status: 'add', metadata: { ...fields, team: 'living room' } })
    expect(emulator.overrides()).toEqual([
      {
        seq: 1,
        user: userId,
        segmentId: '12345',
        status: 'add',
        metadata: { ...fields, team: 'living room' },
        changedAtS: 1_705_000_000,
        receivedAt: startMs,
      },
    ])
  })

  it('may hold its documented fields beside it, since the document does not rule that out', async () => {
    await post({ user: userId, segment_id: 12345, user_status: 'add', ...fields, metadata: { description: 'closer' } })
    expect(emulator.overrides()[0]).toMatchObject({
      metadata: { ...fields, description: 'closer' },
      changedAtS: 1_705_000_000,
    })
  })

  it('without a time is given that of receipt', async () => {
    await post({ user: userId, segment_id: 12345, user_status: 'add', metadata: null })
    expect(emulator.overrides()[0]).toMatchObject({ metadata: null, changedAtS: Math.floor(startMs / 1000) })
  })
})

describe('a request that is wrong', () => {
  const right = { user: userId, segment_id: 12345, user_status: 'add' }

  it.each([
    [{ ...right, user: undefined }, 'user: expected a user id or an alias id, received nothing'],
    [{ ...right, user: '' }, 'user: expected a user id or an alias id, received ""'],
    [{ ...right, segment_id: '12345' }, 'segment_id: expected a whole number, received "12345"'],
    [{ ...right, segment_id: 1.5 }, 'segment_id: expected a whole number, received 1.5'],
    [{ ...right, segment_id: 4 }, 'segment_id: there is no segment 4; it must be created first'],
    [{ ...right, segment_id: 99999 }, 'segment_id: 99999 is a contextual cohort, which nobody is a member of'],
    [{ ...right, user_status: 'remove' }, 'user_status: expected one of add, block, reset, received "remove"'],
    [{ ...right, metadata: [] }, 'metadata: expected an object, received []'],
    [{ ...right, metadata: { reference_id: 7 } }, 'metadata.reference_id: expected a string, received 7'],
    [
      { ...right, metadata: { status_change_timestamp: '2024' } },
      'metadata.status_change_timestamp: expected a Unix time in whole seconds, received "2024"',
    ],
    [[], 'the body: expected an object, received []'],
    ['', 'the request has no body'],
    ['{', expect.stringMatching(/^the body is not valid JSON: /)],
  ])('is refused with the reason and stores nothing: %j', async (body, message) => {
    const response = await post(body)
    expect({ status: response.status, body: response.json() }).toEqual({ status: 400, body: { message } })
    expect(emulator.overrides()).toEqual([])
  })

  it.each([
    [{}, 'the request carries no key: expected Authorization: Bearer KEY'],
    [{ authorization: secret }, 'expected Authorization: Bearer KEY'],
    [{ authorization: 'Bearer wrong' }, 'this key does not exist'],
    [{ authorization: `Bearer ${key}` }, 'this key does not exist'],
    [{ 'x-api-key': secret }, 'the request carries no key: expected Authorization: Bearer KEY'],
  ])('is refused with 401 where the key is wrong: %j', async (headers, message) => {
    const response = await post(right, headers as Record<string, string>)
    expect({ status: response.status, body: response.json() }).toEqual({ status: 401, body: { message } })
    expect(emulator.overrides()).toEqual([])
  })

  it('is refused where the workspace is of another network, or has no secret keys', async () => {
    const workspace: Workspace = { ...loadSampleWorkspace().definition, admin: { keys: [secret], networkId: '42' } }
    const narrow = await startEmulator({ listen: false, workspace })
    const ask = (each: Emulator, network: string) =>
      each.inject({ url: `/networks/${network}/segments`, headers: { authorization: `Bearer ${secret}` }, body: right })
    expect((await ask(narrow, '42')).status).toBe(201)
    expect((await ask(narrow, '43')).status).toBe(404)
    await narrow.stop()
    delete workspace.admin
    const closed = await startEmulator({ listen: false, workspace })
    expect((await ask(closed, '42')).status).toBe(401)
    await closed.stop()
  })
})

describe('the route', () => {
  it('is no business of a page: it has no CORS headers', async () => {
    const preflight = await emulator.inject({
      method: 'OPTIONS',
      url: '/networks/42/segments',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined()
    const response = await post({}, { origin: 'https://app.example', authorization: `Bearer ${secret}` })
    expect(response.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('can be told to fail, and is recorded under its name', async () => {
    emulator.fault('overrides', { kind: 'status', status: 503, count: 1 })
    const response = await post({ user: userId, segment_id: 12345, user_status: 'add' })
    expect({ status: response.status, body: response.json() }).toEqual({
      status: 503,
      body: { message: 'Ordered as a fault.' },
    })
    expect(emulator.requests.at(-1)).toMatchObject({
      route: 'overrides',
      path: '/networks/42/segments',
      status: 503,
      fault: 'status',
    })
    expect(emulator.overrides()).toEqual([])
  })
})

describe('a data directory', () => {
  it('keeps overrides, also one that was written before there were any', async () => {
    const data = mkdtempSync(join(tmpdir(), 'emulator-overrides-'))
    const first = await startEmulator({ listen: false, data })
    await first.inject({
      url: '/networks/42/segments',
      headers: { authorization: `Bearer ${secret}` },
      body: { user: userId, segment_id: 12345, user_status: 'add' },
    })
    const stored = first.overrides()
    await first.stop()
    const second = await startEmulator({ listen: false, data })
    expect(second.overrides()).toEqual(stored)
    await second.stop()

    const { default: Database } = await import('libsql')
    const database = new Database(join(data, 'emulator.db'))
    database.exec('DROP TABLE overrides; PRAGMA user_version = 1')
    database.close()
    const third = await startEmulator({ listen: false, data })
    expect(third.overrides()).toEqual([])
    await third.stop()
    rmSync(data, { recursive: true, force: true })
  })
})
