/**
 * The Contextual client: when it asks, what it remembers, and for how long.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Contextual } from '../../../src/contextual/client.ts'
import { createContextual } from '../../../src/contextual/client.ts'
import type { Exchange } from '../../../src/api.ts'
import type { Arrivals } from '../../../src/arrivals.ts'
import type { Context } from '../../../src/context.ts'
import type { Diagnosis } from '../../../src/diagnosis.ts'
import type { DiagnosticCode } from '../../../src/diagnostics.ts'
import { formatDiagnostic } from '../../../src/sentences.ts'
import type { Transport, TransportRequest, TransportResponse } from '../../../src/ports/transport.ts'

interface Sent extends TransportRequest {
  isAborted: boolean
  answer(response: Partial<TransportResponse>): void
}

let nowMs: number
let sent: Sent[]
/** Platforms of each answer. */
let answered: string[][]
let settled: number
let reports: [string, string, number | undefined][]
let exchanges: Exchange[]
let isKept: boolean
/** What the tracker knows of the viewer. */
let ids: unknown[]

beforeEach(() => {
  nowMs = 5000
  sent = []
  answered = []
  settled = 0
  reports = []
  exchanges = []
  isKept = false
  ids = []
})

const activations = (client: Contextual, url?: string) => client._signals(url)?.activations ?? null

function create(
  changes: Record<string, unknown> = {},
  transport: Partial<Context['settings']['transport']> = {},
  given: {
    transport?: Transport
    report?: Diagnosis['report']
    emit?: () => void
    onSettled?: () => void
    onAnswer?: () => void
  } = {},
): Contextual {
  const settings = {
    apiKey: 'KEY&1',
    transport: { timeoutMs: 10_000, auth: 'query', contentType: 'application/json', ...transport },
    debug: isKept,
    endpoints: { ccs: 'https://ccs.test', contextual: 'https://api.test' },
    kinds: { video: { wrap: 'video' }, podcast: { wrap: 'audio' } },
    contextual: { enabled: true },
    userProperties: [],
    ...changes,
  } as unknown as Context['settings']
  const network: Transport = given.transport ?? {
    send(request, done) {
      const entry: Sent = {
        ...request,
        isAborted: false,
        answer: (response) => done({ status: 0, body: '', date: null, retryAfter: null, ...response }),
      }
      sent.push(entry)
      return () => {
        entry.isAborted = true
      }
    },
    beacon: () => false,
    isOffline: () => false,
  }
  const ports = {
    transport: network,
    clock: { kind: 'monotonic', monotonicMs: () => nowMs, wallMs: () => 1_772_395_200_000 },
  } as unknown as Context['ports']
  const diagnosis = {
    _noteExchange: (exchange: Exchange) => exchanges.push(exchange),
    emit: given.emit ?? ((_: string, { platforms }: { platforms: string[] }) => answered.push(platforms)),
    report:
      given.report ??
      ((code: DiagnosticCode, facts: never, status?: number) =>
        reports.push([code, formatDiagnostic(code, facts), status])),
  } as unknown as Diagnosis
  const arrivals = { _settle: given.onSettled ?? (() => settled++) } as unknown as Arrivals
  return createContextual(
    { settings, ports, diagnosis, arrivals },
    {
      _knownIds: () => ids,
      _granted: () => ({ _queue: { _hear: given.onAnswer ?? (() => {}) } }),
    },
  )
}

const ok = (activations: unknown): Partial<TransportResponse> => ({
  status: 200,
  body: JSON.stringify({ activations }),
})
/** A transport of an app, though the port forbids it. */
const answeringAtOnce: Transport = {
  send(_, done) {
    done({ status: 200, date: null, retryAfter: null, body: '{"activations":{"gam":["a"]}}' })
    return () => {}
  },
  beacon: () => false,
  isOffline: () => false,
}
const A = 'https://example.com/a'
const B = 'https://example.com/b'

describe('a question', () => {
  it('goes to the documented address, with key, type and deadline', () => {
    create()._ask({ url: A }, { title: 'x' })
    expect(sent[0]).toMatchObject({
      url: 'https://api.test/ctx/v1/segment?k=KEY%261',
      headers: { 'Content-Type': 'application/json' },
      timeoutMs: 10_000,
    })
    expect(JSON.parse(sent[0]!.body)).toEqual({ url: A, page_properties: { video: { title: 'x' } } })
  })

  it('carries the key in a header where the app says so', () => {
    create(
      { endpoints: { ccs: '', contextual: 'https://api.test/base//' } },
      { auth: 'header', contentType: 'text/plain' },
    )._ask({ url: A }, {})
    expect(sent[0]).toMatchObject({
      url: 'https://api.test/base/ctx/v1/segment',
      headers: { 'Content-Type': 'text/plain', 'X-Api-Key': 'KEY&1' },
    })
  })

  it('leaves out properties of the user', () => {
    const properties = { title: 'x', viewer: { age: 5, plan: 'gold' } }
    create({ userProperties: ['viewer.age', 'missing'] })._ask({ url: A }, properties)
    expect(JSON.parse(sent[0]!.body).page_properties).toEqual({ video: { title: 'x', viewer: { plan: 'gold' } } })
    expect(properties.viewer.age).toBe(5)
  })

  it('is recorded without key, and without bodies unless they are kept', () => {
    create()._ask({ url: A }, {})
    expect(exchanges).toEqual([{ api: 'contextual', at: 1_772_395_200_000, status: 0, durationMs: null }])
    nowMs += 70
    sent[0]!.answer(ok({}))
    expect(exchanges).toEqual([{ api: 'contextual', at: 1_772_395_200_000, status: 200, durationMs: 70 }])
    isKept = true
    create()._ask({ url: B }, {})
    sent[1]!.answer(ok({}))
    expect(exchanges[1]).toMatchObject({ request: sent[1]!.body, answer: '{"activations":{}}' })
    expect(JSON.stringify(exchanges)).not.toContain('KEY')
  })

  it('is not asked twice while it is under way', () => {
    const client = create()
    client._ask({ url: A }, {})
    client._ask({ url: A }, {})
    expect(sent.length).toBe(1)
    expect(client._isWaiting()).toBe(true)
  })

  it('about two contents goes out for each', () => {
    const client = create()
    client._ask({ url: A }, {})
    client._ask({ url: B }, {})
    expect(sent.map(({ body }) => JSON.parse(body).url)).toEqual([A, B])
  })

  it('is over where a transport answers it at once', () => {
    const client = create({}, {}, { transport: answeringAtOnce })
    client._ask({ url: A }, {})
    expect([client._isWaiting(A), activations(client, A)]).toEqual([false, { gam: ['a'] }])
  })

  it('is asked again after a failure', () => {
    const client = create()
    client._ask({ url: A }, {})
    sent[0]!.answer({ status: 500 })
    client._ask({ url: A }, {})
    expect(sent.length).toBe(2)
  })

  it('answered by a prefetch of the last ten minutes is not asked by the next view, but by the one after', () => {
    const client = create()
    client._ask({ url: A }, {}, true)
    sent[0]!.answer(ok({ gam: ['1'] }))
    nowMs += 599_999
    client._ask({ url: A }, {})
    expect(sent.length).toBe(1)
    client._ask({ url: A }, {})
    expect(sent.length).toBe(2)
    expect(activations(client, A)).toEqual({ gam: ['1'] })
  })

  it('of a prefetch of ten minutes ago is asked again', () => {
    const client = create()
    client._ask({ url: A }, {}, true)
    sent[0]!.answer(ok({ gam: ['1'] }))
    nowMs += 600_000
    client._ask({ url: A }, {})
    expect(sent.length).toBe(2)
  })

  it('is not asked where the latest content has no url, and no other answer takes its place', () => {
    const client = create()
    client._ask({ url: A }, {})
    sent[0]!.answer(ok({ gam: ['1'] }))
    client._ask({ url: '' }, {})
    expect(sent.length).toBe(1)
    expect(activations(client)).toBeNull()
  })
})

describe('an answer', () => {
  it('belongs to its url', () => {
    const client = create()
    client._ask({ url: A }, {})
    client._ask({ url: B }, {})
    sent[1]!.answer(ok({ dfp: ['b'] }))
    sent[0]!.answer(ok({ gam: ['a'] }))
    expect(activations(client, A)).toEqual({ gam: ['a'] })
    expect(activations(client, B)).toEqual({ dfp: ['b'] })
    expect(answered).toEqual([['dfp'], ['gam']])
  })

  it('serves as that of the latest content, never of another', () => {
    const client = create()
    expect(activations(client)).toBeNull()
    client._ask({ url: A }, {})
    sent[0]!.answer(ok({ gam: ['a'] }))
    expect(activations(client)).toEqual({ gam: ['a'] })
    client._ask({ url: B }, {})
    expect(activations(client)).toBeNull()
    expect(activations(client, 'https://example.com/never')).toBeNull()
    sent[1]!.answer(ok({ gam: ['b'] }))
    expect(activations(client)).toEqual({ gam: ['b'] })
    client._ask({ url: A }, {})
    expect(sent.length).toBe(3)
    expect(activations(client)).toEqual({ gam: ['a'] })
  })

  it('that comes late still counts', () => {
    const client = create()
    client._ask({ url: A }, {})
    nowMs += 9999
    sent[0]!.answer(ok({ gam: ['a'] }))
    expect(activations(client, A)).toEqual({ gam: ['a'] })
  })

  it('replaces the former one, also by nothing', () => {
    const client = create()
    client._ask({ url: A }, {})
    sent[0]!.answer(ok({ gam: ['a'] }))
    nowMs += 600_000
    client._ask({ url: A }, {})
    expect(activations(client, A)).toEqual({ gam: ['a'] })
    sent[1]!.answer(ok({}))
    expect(activations(client, A)).toEqual({})
  })

  it.each<[string, Partial<TransportResponse>, string, number]>([
    ['no answer', { status: 0 }, 'The Contextual API did not answer.', 0],
    [
      'an error',
      { status: 500, body: '{"activations":{"gam":["9"]}}' },
      'The Contextual API answered 500 without signals.',
      500,
    ],
    ['a wrong key', { status: 401 }, 'The Contextual API answered 401 without signals.', 401],
    ['a captive portal', { status: 200, body: '<html>' }, 'The Contextual API answered 200 without signals.', 200],
    [
      'half a body',
      { status: 200, body: '{"activations":{"ga' },
      'The Contextual API answered 200 without signals.',
      200,
    ],
  ])('that is %s is reported, leaves what was known, and settles', (_, response, message, status) => {
    const client = create()
    client._ask({ url: A }, {})
    sent[0]!.answer(ok({ gam: ['a'] }))
    nowMs += 600_000
    client._ask({ url: A }, {})
    sent[1]!.answer(response)
    expect(reports).toEqual([['request-failed', message, status]])
    expect(activations(client, A)).toEqual({ gam: ['a'] })
    expect(client._isWaiting(A)).toBe(false)
    expect([answered.length, settled]).toEqual([1, 2])
  })

  it('settles after it can be read', () => {
    const seen: unknown[] = []
    const client: Contextual = create(
      {},
      {},
      { onSettled: () => seen.push([client._isWaiting(A), activations(client, A)]) },
    )
    client._ask({ url: A }, {})
    sent[0]!.answer(ok({ gam: ['a'] }))
    expect(seen).toEqual([[false, { gam: ['a'] }]])
  })
})

describe('memory', () => {
  it('holds twenty urls, the oldest forgotten first', () => {
    const client = create()
    for (let place = 0; place < 25; place++) {
      client._ask({ url: 'u:' + place }, {})
      sent[place]!.answer(ok({ gam: [String(place)] }))
    }
    expect(client._inspect().map(({ url }) => url)).toEqual(
      Array.from({ length: 20 }, (_, place) => 'u:' + (place + 5)),
    )
    expect(activations(client, 'u:4')).toBeNull()
    expect(activations(client, 'u:5')).toEqual({ gam: ['5'] })
  })

  it('aborts the request about a url that it forgets, and settles once the latest is under way', () => {
    const seen: [boolean, boolean][] = []
    const client: Contextual = create(
      {},
      {},
      { onSettled: () => seen.push([client._isWaiting('u:0'), client._isWaiting()]) },
    )
    for (let place = 0; place < 20; place++) client._ask({ url: 'u:' + place }, {})
    expect(seen).toEqual([])
    client._ask({ url: 'u:20' }, {})
    expect(sent.map(({ isAborted }, place) => isAborted && place).filter((place) => place !== false)).toEqual([0])
    expect(seen).toEqual([[false, true]])
    sent[0]!.answer(ok({ gam: ['0'] }))
    expect([activations(client, 'u:0'), answered]).toEqual([null, []])
  })

  it('asks again about a url that it forgot', () => {
    const client = create()
    for (let place = 0; place < 21; place++) {
      client._ask({ url: 'u:' + place }, {}, true)
      sent[place]!.answer(ok({ gam: [String(place)] }))
    }
    client._ask({ url: 'u:1' }, {})
    client._ask({ url: 'u:0' }, {})
    expect(sent.slice(21).map(({ body }) => JSON.parse(body).url)).toEqual(['u:0'])
  })

  it('shows url, signals and age, of what is known', () => {
    const client = create()
    client._ask({ url: A }, {})
    client._ask({ url: B }, {})
    sent[0]!.answer(ok({ gam: ['a'] }))
    nowMs += 1234
    expect(client._inspect()).toEqual([{ url: A, cohorts: [], activations: { gam: ['a'] }, ageMs: 1234 }])
  })
})

describe('what looks like the viewer', () => {
  it('is sent, and told once for each path', () => {
    const client = create()
    const properties = { title: 'x', viewer: { mail: 'anna@home.example' }, credits: [{ contact: 'a@b.tv' }] }
    client._ask({ url: A }, properties)
    client._ask({ url: B }, properties)
    expect(JSON.parse(sent[0]!.body).page_properties).toEqual({ video: properties })
    expect(reports).toEqual(
      ['content.properties.viewer.mail', 'content.properties.credits.0.contact'].map((path) => [
        'personal-data',
        path + ' looks like an e-mail address or an id.',
        undefined,
      ]),
    )
  })

  it('is looked for in the url as well', () => {
    ids = ['4711']
    create()._ask({ url: 'https://example.com/a?u=4711' }, {})
    expect(reports).toEqual([['personal-data', 'content.url looks like an e-mail address or an id.', undefined]])
  })

  it('is not told where its path is kept back, nor where nothing is sent', () => {
    const client = create({ userProperties: ['viewer'] })
    client._ask({ url: A }, { viewer: { mail: 'anna@home.example' } })
    client._ask({ url: A }, { mail: 'anna@home.example' })
    client._ask({ url: '' }, { mail: 'anna@home.example' })
    expect(sent.length).toBe(1)
    expect(reports).toEqual([])
  })

  it('is told when the request is under way, so that whoever hears of it may close', () => {
    const client: Contextual = create({}, {}, { report: () => client._close() })
    client._ask({ url: A }, { mail: 'anna@home.example' })
    expect(sent.map(({ isAborted }) => isAborted)).toEqual([true])
  })
})

describe('closing', () => {
  it('aborts what is under way and forgets everything', () => {
    const client = create()
    client._ask({ url: A }, {})
    sent[0]!.answer(ok({ gam: ['a'] }))
    client._ask({ url: B }, {})
    client._close()
    expect(sent.map(({ isAborted }) => isAborted)).toEqual([false, true])
    sent[1]!.answer(ok({ gam: ['b'] }))
    expect([activations(client, A), activations(client, B), client._isWaiting(B)]).toEqual([null, null, false])
    expect(client._inspect()).toEqual([])
  })
})
