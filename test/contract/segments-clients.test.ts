/**
 * The clients of `ctv-tracker-tools/admin`, over HTTP: against the emulator, and against a server
 * that answers whatever it is told.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { segmentCounts, SegmentsError, segmentOverrides, SegmentsValidationError } from '../../tools/admin/index.ts'
import type { CountsPage, SegmentCount, SegmentCounts, SegmentOverrides } from '../../tools/admin/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator } from '../../tools/emulator/index.ts'

const publicKey = '00000000-0000-4000-8000-000000000001'
const apiKey = 'secret-00000000-0000-4000-8000-000000000002'
const userId = '2008c38f-dece-4570-976d-87593ed001c3'

let emulator: Emulator
let overrides: SegmentOverrides
let counts: SegmentCounts

beforeEach(async () => {
  emulator = await startEmulator()
  overrides = segmentOverrides({ baseUrl: emulator.url, networkId: '42', apiKey })
  counts = segmentCounts({ baseUrl: emulator.url, apiKey, programId: 'evenings' })
})

afterEach(async () => {
  await emulator.stop()
  await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())))
  server = undefined
})

let server: Server | undefined

/** A server that answers as told, and the requests it saw. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, nth: number) => void,
): Promise<{ url: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = []
  const started = createServer((request, response) => {
    seen.push(request)
    answer(request, response, seen.length)
  })
  server = started
  started.keepAliveTimeout = 1
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(started.address() as AddressInfo).port}`, seen }
}

/** What a promise rejects with. */
async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

const page = { items: [], total: 0, page: 1, size: 50 }

describe('segmentOverrides', () => {
  it('sends add, block and reset as documented, with a bearer key', async () => {
    expect(await overrides.add({ user: userId, segmentId: 12345 })).toEqual({ queued: true })
    await overrides.block({ user: userId, segmentId: '67890' })
    await overrides.reset({ user: userId, segmentId: 12345 })
    expect(emulator.requests.map((request) => [request.method, request.path, request.body])).toEqual([
      ['POST', '/networks/42/segments', { user: userId, segment_id: 12345, user_status: 'add' }],
      ['POST', '/networks/42/segments', { user: userId, segment_id: 67890, user_status: 'block' }],
      ['POST', '/networks/42/segments', { user: userId, segment_id: 12345, user_status: 'reset' }],
    ])
    // The emulator keeps no secret, and answers so only where it knows the key.
    expect(emulator.requests[0]).toMatchObject({
      status: 201,
      headers: { authorization: 'Bearer …', 'content-type': 'application/json' },
    })
  })

  it('places the documented fields inside the metadata, where they win', async () => {
    await overrides.add({
      user: userId,
      segmentId: 12345,
      metadata: { team: 'living room', description: 'overruled' },
      referenceId: 'ticket-7',
      statusChangeTimestamp: new Date('2024-01-15T14:00:00.900Z'),
      description: 'test television',
    })
    expect(emulator.requests[0]?.body).toMatchObject({
      metadata: {
        team: 'living room',
        reference_id: 'ticket-7',
        status_change_timestamp: 1_705_327_200,
        description: 'test television',
      },
    })
    expect(emulator.overrides()[0]).toMatchObject({ changedAtS: 1_705_327_200 })
  })

  it('reaches the next answer of the segmentation route', async () => {
    await overrides.add({ user: userId, segmentId: 12345 })
    const response = await emulator.inject({
      url: `/ccs/v1/segmentation?k=${publicKey}`,
      body: { user_id: userId, events: [] },
    })
    expect(response.json()).toMatchObject({ cohorts: ['12345'] })
  })

  it.each([
    [{ user: '', segmentId: 1 }, 'user: expected a non-empty string, received ""'],
    [{ user: 'a', segmentId: 1.5 }, 'segmentId: expected a whole number, received 1.5'],
    [{ user: 'a', segmentId: 'x1' }, 'segmentId: expected a whole number, received "x1"'],
    [{ user: 'a', segmentId: 1, metadata: [] as never }, 'metadata: expected an object, received []'],
    [{ user: 'a', segmentId: 1, description: 1 as never }, 'description: expected a string, received 1'],
    [
      { user: 'a', segmentId: 1, statusChangeTimestamp: 1_705_327_200_000 },
      'statusChangeTimestamp: expected a Unix time in whole seconds, or a Date, received 1705327200000',
    ],
  ])('rejects what cannot be sent, before anything is: %j', async (request, message) => {
    expect(await failureOf(overrides.add(request))).toEqual(new TypeError(message))
    expect(emulator.requests).toEqual([])
  })

  it('rejects with status and reason where the API refuses', async () => {
    const unknown = await failureOf(overrides.add({ user: userId, segmentId: 4 }))
    expect(unknown).toBeInstanceOf(SegmentsError)
    expect(unknown).toMatchObject({
      status: 400,
      message: 'the request was refused (status 400): segment_id: there is no segment 4; it must be created first',
    })
    const stranger = segmentOverrides({ baseUrl: emulator.url, networkId: '42', apiKey: 'wrong' })
    expect(await failureOf(stranger.add({ user: userId, segmentId: 12345 }))).toMatchObject({
      status: 401,
      message: 'the key was refused (status 401): this key does not exist',
    })
  })

  it('takes nothing but 201 for an answer: a captive portal queued nothing', async () => {
    emulator.fault('overrides', { kind: 'captive-portal', count: 1 })
    expect(await failureOf(overrides.add({ user: userId, segmentId: 12345 }))).toMatchObject({
      status: 200,
      message: 'expected status 201 (status 200)',
    })
  })

  it('is never repeated by itself, and says where the outcome is not known', async () => {
    emulator.fault('overrides', { kind: 'status', status: 503, count: 1 })
    expect(await failureOf(overrides.add({ user: userId, segmentId: 12345 }))).toMatchObject({ status: 503 })
    emulator.fault('overrides', { kind: 'drop-after', count: 1 })
    const dropped = await failureOf(overrides.add({ user: userId, segmentId: 12345 }))
    expect(dropped).toMatchObject({
      status: null,
      message: expect.stringMatching(
        /^no answer from http:\/\/127\.0\.0\.1:\d+ \(.+\); whether the change was taken is not known$/,
      ),
    })
    expect(emulator.requests).toHaveLength(2)
  })

  it('gives up after its time-out', async () => {
    emulator.fault('overrides', { kind: 'hang', count: 1 })
    const hasty = segmentOverrides({ baseUrl: emulator.url, networkId: '42', apiKey, timeoutMs: 50 })
    expect((await failureOf(hasty.add({ user: userId, segmentId: 12345 }))).message).toMatch(
      /^no answer from .+ within 50 ms; whether/,
    )
  })

  it('keeps the path of its base URL, and a network id apart from it', async () => {
    const { url, seen } = await serve((_request, response) => response.writeHead(201).end())
    await segmentOverrides({ baseUrl: `${url}/api/v1/`, networkId: 'a/b?c', apiKey }).add({
      user: userId,
      segmentId: 1,
    })
    expect(seen[0]?.url).toBe('/api/v1/networks/a%2Fb%3Fc/segments')
  })

  it('does not carry its key where it is redirected', async () => {
    const { url, seen } = await serve((_request, response) =>
      response.writeHead(307, { location: `${emulator.url}/networks/42/segments` }).end(),
    )
    expect(
      await failureOf(
        segmentOverrides({ baseUrl: url, networkId: '42', apiKey }).add({ user: userId, segmentId: 12345 }),
      ),
    ).toMatchObject({ status: 307 })
    expect(seen).toHaveLength(1)
    expect(emulator.requests).toEqual([])
  })
})

describe('segmentCounts', () => {
  /** So many viewers of so many categories that there are five segments. */
  async function fill(): Promise<void> {
    for (let i = 0; i < 5; i += 1) {
      const properties = { video_id: `video-${i}`, categories: [`category-${i}`], time_spent_seconds: 60 }
      const event = { name: 'VideoCompletion', time: '2024-01-15T14:01:00Z', properties }
      for (let viewer = 0; viewer <= i; viewer += 1) {
        const body = { alias: { tag: 'internal_id', id: `viewer-${i}-${viewer}` }, events: [event] }
        await emulator.inject({ url: `/ccs/v1/segmentation?k=${publicKey}`, body })
      }
    }
  }

  it('lists a page, and asks for nothing that was not given', async () => {
    await fill()
    const first: CountsPage = await counts.list({ size: 1 })
    expect(first).toEqual({
      items: [
        {
          segmentType: 'growth',
          segmentBasis: 'label',
          segmentBasisId: 'category-4',
          actionType: 'VideoCompletion',
          name: 'category-4',
          userCount: 5,
          strength: 1,
          minWeight: 0.5,
        },
      ],
      total: 5,
      page: 1,
      size: 1,
    })
    const seen = emulator.requests.at(-1)
    expect(seen).toMatchObject({
      method: 'GET',
      path: '/segments',
      query: { size: '1' },
      status: 200,
      headers: { 'program-id': 'evenings', authorization: 'Bearer …' },
    })
  })

  it('passes on every parameter under its documented name', async () => {
    await counts.list({
      segmentType: 'base',
      segmentBasis: 'labels',
      minWeight: 0.25,
      forceRefresh: true,
      page: 2,
      size: 10,
    })
    expect(emulator.requests.at(-1)?.query).toEqual({
      segment_type: 'base',
      segment_basis: 'labels',
      min_weight: '0.25',
      force_refresh: 'true',
      page: '2',
      size: '10',
    })
  })

  it('iterates over all pages and refreshes once', async () => {
    await fill()
    const before = emulator.requests.length
    const found: SegmentCount[] = []
    for await (const each of counts.all({ size: 2, forceRefresh: true })) found.push(each)
    expect(found.map((each) => each.segmentBasisId)).toEqual([
      'category-4',
      'category-3',
      'category-2',
      'category-1',
      'category-0',
    ])
    expect(emulator.requests.slice(before).map((request) => request.query)).toEqual([
      { size: '2', force_refresh: 'true' },
      { size: '2', page: '2' },
      { size: '2', page: '3' },
    ])
  })

  it('stops asking where the caller stops taking', async () => {
    await fill()
    const before = emulator.requests.length
    for await (const each of counts.pages({ size: 2 })) if (each.page === 1) break
    expect(emulator.requests.length - before).toBe(1)
  })

  it('ends where a list shrinks between pages', async () => {
    const item = { segment_basis: 'asset' }
    const { url, seen } = await serve((_request, response, nth) =>
      response.end(
        JSON.stringify(
          nth === 1 ? { items: [item], total: 9, page: 1, size: 1 } : { ...page, total: 9, page: 2, size: 1 },
        ),
      ),
    )
    const pages: CountsPage[] = []
    for await (const each of segmentCounts({ baseUrl: url, apiKey, programId: 'p' }).pages()) pages.push(each)
    expect(pages).toHaveLength(2)
    expect(seen).toHaveLength(2)
  })

  it('fails where the page it asks for never comes, instead of asking without end', async () => {
    const { url, seen } = await serve((_request, response) =>
      response.end(JSON.stringify({ items: [{}], total: 9, page: 1, size: 1 })),
    )
    const taken: CountsPage[] = []
    const failure = await failureOf(
      (async () => {
        for await (const each of segmentCounts({ baseUrl: url, apiKey, programId: 'p' }).pages())
          if (taken.push(each) > 3) break
      })(),
    )
    expect(failure).toEqual(new SegmentsError('asked for page 2 of the segment counts, received page 1', 200))
    expect(seen).toHaveLength(2)
  })

  it('turns a 422 into an error with location and message of each mistake', async () => {
    const error = await failureOf(counts.list({ page: 0, segmentType: 'all' as never }))
    expect(error).toBeInstanceOf(SegmentsValidationError)
    expect(error).toBeInstanceOf(SegmentsError)
    expect((error as SegmentsValidationError).issues).toEqual([
      {
        location: ['query', 'segment_type'],
        message: "value is not a valid enumeration member; permitted: 'growth', 'base', 'discovery'",
        type: 'type_error.enum',
      },
      {
        location: ['query', 'page'],
        message: 'ensure this value is greater than or equal to 1',
        type: 'value_error.number.not_ge',
      },
    ])
    expect(error).toMatchObject({
      status: 422,
      message: expect.stringContaining('query.page: ensure this value is greater than or equal to 1'),
    })
  })

  it('takes a 422 of another shape for what it is', async () => {
    const { url } = await serve((_request, response) => response.writeHead(422).end('{"detail":"no"}'))
    const error = await failureOf(segmentCounts({ baseUrl: url, apiKey, programId: 'p' }).list())
    expect(error).not.toBeInstanceOf(SegmentsValidationError)
    expect(error.message).toBe('the request was refused (status 422): no')
  })

  it.each([503, 429, 500])('tries again after %d, and keeps to Retry-After', async (status) => {
    const { url, seen } = await serve((_request, response, nth) =>
      nth < 3 ? response.writeHead(status, { 'retry-after': '0' }).end() : response.end(JSON.stringify(page)),
    )
    expect(await segmentCounts({ baseUrl: url, apiKey, programId: 'p' }).list()).toEqual(page)
    expect(seen).toHaveLength(3)
  })

  it('tries again after a broken connection, and gives up after three', async () => {
    const { url, seen } = await serve((request) => request.socket.destroy())
    expect(await failureOf(segmentCounts({ baseUrl: url, apiKey, programId: 'p' }).list())).toMatchObject({
      status: null,
    })
    expect(seen).toHaveLength(3)
  })

  it.each([
    [400, {}],
    [503, { 'retry-after': '3600' }],
  ])('does not try again after %d %j', async (status, headers) => {
    const { url, seen } = await serve((_request, response) => response.writeHead(status, headers).end())
    expect(await failureOf(segmentCounts({ baseUrl: url, apiKey, programId: 'p' }).list())).toMatchObject({ status })
    expect(seen).toHaveLength(1)
  })

  it.each([
    '<html>',
    '{}',
    '{"items":{}}',
    '{"items":[],"total":-1,"page":1,"size":1}',
    '{"items":[],"total":1,"page":1,"size":0}',
    '{"items":[],"total":1,"page":0,"size":1}',
  ])('refuses an answer that is no page: %s', async (body) => {
    const { url } = await serve((_request, response) => response.end(body))
    expect((await failureOf(segmentCounts({ baseUrl: url, apiKey, programId: 'p' }).list())).message).toBe(
      'the answer is not a page of segment counts',
    )
  })
})

describe('building a client', () => {
  const right = { baseUrl: 'https://api.example', networkId: '42', apiKey }

  it.each([
    [{ baseUrl: 'api.example' }, 'baseUrl: expected an http or https URL, received "api.example"'],
    [{ baseUrl: 'ftp://api.example' }, 'baseUrl: expected an http or https URL, received "ftp://api.example"'],
    [{ baseUrl: 'https://user:hidden@api.example' }, 'baseUrl: expected a URL without user and password'],
    [{ apiKey: '' }, 'apiKey: expected a non-empty string'],
    [{ apiKey: 'hidden\nsecret' }, 'apiKey: expected visible ASCII characters only, without spaces or line breaks'],
    [{ networkId: '' }, 'networkId: expected a non-empty string without spaces, received ""'],
    [{ timeoutMs: 0 }, 'timeoutMs: expected a positive number of ms, received 0'],
  ])('refuses %j', (part, message) => {
    expect(() => segmentOverrides({ ...right, ...part })).toThrow(new TypeError(message))
  })
})

describe('the key', () => {
  it('is in nothing that can be printed: no client, no error, not even one that repeats it', async () => {
    const { url } = await serve((request, response) =>
      response.writeHead(400).end(JSON.stringify({ message: `bad header ${request.headers.authorization}` })),
    )
    const client = segmentOverrides({ baseUrl: url, networkId: '42', apiKey })
    const refused = await failureOf(client.add({ user: userId, segmentId: 1 }))
    expect(refused.message).toBe('the request was refused (status 400): bad header Bearer (key)')
    const failing = segmentCounts({
      baseUrl: url,
      apiKey,
      programId: 'p',
      fetch: () => Promise.reject(new TypeError(`failed with ${apiKey}`)),
    })
    const failed = await failureOf(failing.list())
    expect(failed.message).toBe(`no answer from ${url} (failed with (key))`)
    for (const each of [client, counts, refused, failed]) {
      expect(inspect(each, { depth: Infinity, showHidden: true })).not.toContain(apiKey)
      expect(JSON.stringify(each) ?? '').not.toContain(apiKey)
    }
  })
})
