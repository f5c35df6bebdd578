/**
 * `POST /ccs/v1/segmentation` of the emulator, over HTTP and in process.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator, ErrorBody, InjectResponse } from '../../tools/emulator/index.ts'

const key = '00000000-0000-4000-8000-000000000001'
const userId = '2008c38f-dece-4570-976d-87593ed001c3'
const sessionId = 'f47ac10b-58cc-4372-a567-0e02b2c3d479'
const viewId = 'a2b3c4d5-e6f7-8901-2345-6789abcdef01'
const dayMs = 86_400_000
const startMs = Date.parse('2024-01-15T14:00:00Z')

let emulator: Emulator
let nowMs = startMs

beforeEach(async () => {
  nowMs = startMs
  emulator = await startEmulator({ now: () => nowMs })
})

afterEach(() => emulator.stop())

function video(categories: string[], over: object = {}): object {
  return {
    name: 'Videoview',
    time: new Date(nowMs).toISOString(),
    view_id: viewId,
    session_id: sessionId,
    properties: { categories },
    ...over,
  }
}

function completion(properties: object): object {
  return {
    name: 'VideoCompletion',
    time: new Date(nowMs).toISOString(),
    view_id: viewId,
    session_id: sessionId,
    properties,
  }
}

function ask(
  body: unknown,
  query = `k=${key}&activations=true`,
  headers: Record<string, string> = {},
): Promise<InjectResponse> {
  return emulator.inject({ url: `/ccs/v1/segmentation?${query}`, body, headers })
}

async function cohortsOf(body: unknown): Promise<string[]> {
  const response = await ask(body)
  return (response.json() as { cohorts: string[] }).cohorts
}

async function userOf(body: unknown): Promise<string> {
  return ((await ask(body)).json() as { user_id: string }).user_id
}

async function refusal(body: unknown, query?: string, headers?: Record<string, string>) {
  const response = await ask(body, query, headers)
  return { status: response.status, body: response.json() as ErrorBody }
}

describe('the key', () => {
  const body = { user_id: userId, events: [] }

  it('is taken from the query or from the header', async () => {
    expect((await ask(body, `k=${key}`)).status).toBe(200)
    expect((await ask(body, '', { 'x-api-key': key })).status).toBe(200)
  })

  it('is asked for with 401 where it is missing', async () => {
    const { status, body: error } = await refusal(body, 'activations=true')
    expect(status).toBe(401)
    expect(error).toEqual({
      request_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
      error: {
        type: 'AuthorizationMissing',
        status_code: 401,
        status: 'Unauthorized',
        code: 2004,
        message: 'The request carries no API key.',
        docs: 'https://docs.permutive.com/api/errors',
      },
    })
  })

  it('is refused with 401 where it is not known, before the body is looked at', async () => {
    const { status, body: error } = await refusal('{broken', 'k=00000000-0000-4000-8000-00000000ffff')
    expect(status).toBe(401)
    expect(error.error).toMatchObject({ code: 2000, type: 'InvalidAPIKey', cause: 'This key does not exist.' })
  })
})

describe('a wrong body', () => {
  it.each([
    ['{broken', 1000],
    ['', 1003],
    [JSON.stringify({ events: [] }), 1000],
    [JSON.stringify({ user_id: userId, alias: { tag: 'tifa', id: 'x' } }), 1000],
    [
      JSON.stringify({
        user_id: userId,
        events: Array.from({ length: 11 }, () => ({ name: 'Pageview', time: '2024-01-15T14:00:00Z', properties: {} })),
      }),
      1000,
    ],
  ])('is refused with 400 and stores nothing: %s', async (text, code) => {
    const { status, body } = await refusal(text, undefined, { 'content-type': 'application/json' })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ status_code: 400, status: 'BadRequest', code })
    expect(emulator.users()).toEqual([])
  })

  it('is refused with 413 beyond a megabyte', async () => {
    const { status, body } = await refusal(JSON.stringify({ user_id: userId, filler: 'x'.repeat(1_000_000) }))
    expect(status).toBe(413)
    expect(body.error).toMatchObject({ status_code: 413, cause: 'The limit is 1000000 bytes.' })
  })

  it('is refused with 415 where it is declared as something other than JSON', async () => {
    const { status, body } = await refusal('{}', undefined, { 'content-type': 'application/x-www-form-urlencoded' })
    expect(status).toBe(415)
    expect(body.error.status_code).toBe(415)
  })

  it('is read as JSON under text/plain and without a content type', async () => {
    const text = JSON.stringify({ user_id: userId })
    expect((await ask(text, undefined, { 'content-type': 'text/plain;charset=UTF-8' })).status).toBe(200)
    expect((await ask(text)).status).toBe(200)
  })
})

describe('the answer', () => {
  it('holds the user and cohorts, and activations only where they were asked for', async () => {
    const body = { user_id: userId, events: [video(['news'])] }
    expect((await ask(body, `k=${key}`)).json()).toEqual({ user_id: userId, cohorts: ['23456', '56789'] })
    expect((await ask(body, `k=${key}&activations=false`)).json()).not.toHaveProperty('activations')
    expect((await ask(body)).json()).toHaveProperty('activations')
  })

  it('lists a cohort only under the platforms it is activated on', async () => {
    const response = await ask({ user_id: userId, events: [video(['news'])] })
    expect(response.json()).toEqual({
      user_id: userId,
      cohorts: ['23456', '56789'],
      activations: { dfp: ['23456'], freewheel: ['23456'], adswizz_keyvalue: ['23456'] },
    })
  })

  it('has an empty map for a user of no cohort', async () => {
    expect((await ask({ user_id: userId })).json()).toEqual({ user_id: userId, cohorts: [], activations: {} })
  })

  it('comes without events as well, and leaves the state as it is', async () => {
    await ask({ user_id: userId, events: [video(['news'])] })
    expect(await cohortsOf({ user_id: userId, events: [] })).toEqual(['23456', '56789'])
    expect(emulator.events()).toHaveLength(1)
  })

  it('gives back a user id in lower case', async () => {
    expect(await userOf({ user_id: userId.toUpperCase() })).toBe(userId)
  })
})

describe('cohorts', () => {
  it('are entered over several requests', async () => {
    expect(await cohortsOf({ user_id: userId, events: [video(['sports'])] })).toEqual(['56789'])
    expect(await cohortsOf({ user_id: userId, events: [video(['sports', 'football'])] })).toEqual(['12345', '56789'])
  })

  it('see properties that lie under video as well', async () => {
    const event = video([], { properties: { video: { categories: ['cooking'] } } })
    expect(await cohortsOf({ user_id: userId, events: [event] })).toContain('34567')
  })

  it.each([
    ['flat', { percentage_watched: 0.5 }, { percentage_watched: 0.49 }],
    [
      'aggregated',
      { aggregations: { VideoEngagement: { completion: 0.5 } } },
      { aggregations: { VideoEngagement: { completion: 0.4 } } },
    ],
  ])('see how much was watched in %s totals', async (_shape, enough, tooLittle) => {
    expect(await cohortsOf({ user_id: userId, events: [completion(tooLittle)] })).toEqual([])
    expect(await cohortsOf({ user_id: userId, events: [completion(enough)] })).toEqual(['67890'])
  })

  it('of this session are left with the next session', async () => {
    const binge = { user_id: userId, events: [video([]), video([]), video([])] }
    expect(await cohortsOf(binge)).toContain('11111')
    const next = video([], { session_id: '1d145310-1338-4ff7-96dd-e6128f54cbe5' })
    expect(await cohortsOf({ user_id: userId, events: [next] })).not.toContain('11111')
  })

  it('of the last 30 days are left when the time has passed', async () => {
    await ask({ user_id: userId, events: [video([])] })
    nowMs += 30 * dayMs - 1
    expect(await cohortsOf({ user_id: userId })).toContain('56789')
    nowMs += 1
    expect(await cohortsOf({ user_id: userId })).not.toContain('56789')
  })

  it('of one user say nothing about another', async () => {
    await ask({ user_id: userId, events: [video(['news'])] })
    expect(await cohortsOf({ user_id: '1d145310-1338-4ff7-96dd-e6128f54cbe5' })).toEqual([])
  })
})

describe('identity', () => {
  const email = { tag: 'email_sha256', id: 'a1b2c3' }
  const device = { tag: 'tifa', id: 'tv-1' }

  it('is stable for an alias', async () => {
    const user = await userOf({ alias: device })
    expect(user).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
    expect(await userOf({ alias: device })).toBe(user)
    expect(await userOf({ aliases: [{ ...device, priority: 9 }] })).toBe(user)
  })

  it('does not carry events over when the strongest alias wins', async () => {
    const byEmail = await userOf({ alias: email, events: [video(['news'])] })
    const byDevice = await userOf({ alias: device, events: [video(['cooking'])] })
    const both = {
      aliases: [
        { ...device, priority: 1 },
        { ...email, priority: 0 },
      ],
    }
    expect(await userOf(both)).toBe(byEmail)
    expect(await cohortsOf(both)).toEqual(['23456', '56789'])
    expect(await userOf({ alias: device })).toBe(byEmail)
    expect(emulator.events(byDevice)).toHaveLength(1)
    expect(await cohortsOf({ user_id: byDevice })).toEqual(['34567', '56789'])
  })

  it('shows every user with the aliases that lead there', async () => {
    const user = await userOf({
      aliases: [
        { ...device, priority: 1 },
        { ...email, priority: 0 },
        { tag: 'unheard_of', id: 'x', priority: 2 },
      ],
    })
    expect(emulator.users()).toEqual([
      {
        userId: user,
        createdAt: startMs,
        aliases: [
          { ...email, priority: 0 },
          { ...device, priority: 1 },
        ],
        cohorts: [],
      },
    ])
  })
})

describe('events', () => {
  it('are stored as they came, in order of arrival', async () => {
    await ask({ user_id: userId, events: [video(['news']), completion({ percentage_watched: 1 })] })
    expect(emulator.events()).toEqual([
      {
        seq: 1,
        userId,
        name: 'Videoview',
        time: '2024-01-15T14:00:00.000Z',
        properties: { categories: ['news'] },
        viewId,
        sessionId,
        receivedAt: startMs,
        accepted: true,
        reasons: [],
      },
      expect.objectContaining({ seq: 2, name: 'VideoCompletion' }),
    ])
  })

  it('that do not match their schema are answered with 200, kept as rejected and ignored', async () => {
    const wrong = video([], { properties: { categories: 'news' } })
    const unknown = video(['news'], { name: 'VideoView' })
    expect(await cohortsOf({ user_id: userId, events: [wrong, unknown] })).toEqual([])
    expect(emulator.events().map(({ accepted, reasons }) => ({ accepted, reasons }))).toEqual([
      { accepted: false, reasons: ['properties.categories must be array'] },
      { accepted: false, reasons: ['the workspace has no event named "VideoView"'] },
    ])
  })

  it('do not move the current session where they are rejected', async () => {
    await ask({ user_id: userId, events: [video([]), video([]), video([])] })
    const stray = video([], { name: 'Unknown', session_id: '1d145310-1338-4ff7-96dd-e6128f54cbe5' })
    expect(await cohortsOf({ user_id: userId, events: [stray] })).toContain('11111')
  })

  it('are refused together with 400 and every reason under synchronous validation', async () => {
    const body = {
      user_id: userId,
      events: [video(['news']), video([], { properties: { categories: 'news', duration_seconds: -1 } })],
    }
    const { status, body: error } = await refusal(body, `k=${key}&synchronous-validation=true`)
    expect(status).toBe(400)
    expect(error.error.cause).toBe(
      'events[1]: properties.categories must be array; events[1]: properties.duration_seconds must be >= 0',
    )
    expect(emulator.events()).toEqual([])
    expect(emulator.users()).toEqual([])
  })

  it('that match pass synchronous validation', async () => {
    expect(
      (await ask({ user_id: userId, events: [video(['news'])] }, `k=${key}&synchronous-validation=true`)).status,
    ).toBe(200)
  })
})

describe('over HTTP', () => {
  it('behaves as in process', async () => {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: userId, events: [video(['nature'])] }),
    }
    const response = await fetch(`${emulator.url}/ccs/v1/segmentation?k=${key}&activations=true`, request)
    expect(response.status).toBe(200)
    expect(response.headers.get('date')).toBe('Mon, 15 Jan 2024 14:00:00 GMT')
    const again = await emulator.inject({
      url: `${emulator.url}/ccs/v1/segmentation?k=${key}&activations=true`,
      body: { user_id: userId },
    })
    expect(await response.json()).toEqual(again.json())
  })

  it('answers an unknown route with 404 in the envelope', async () => {
    const response = await fetch(`${emulator.url}/ccs/v2/segmentation?k=${key}`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      error: { status_code: 404, status: 'NotFound', cause: 'GET /ccs/v2/segmentation' },
    })
  })
})
