/**
 * The emulator's own routes under `/_emulator/`.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator } from '../../tools/emulator/index.ts'

const path = '/ccs/v1/segmentation?k=00000000-0000-4000-8000-000000000001'
const userId = '2008c38f-dece-4570-976d-87593ed001c3'
const body = { user_id: userId, events: [{ name: 'Pageview', time: '2024-01-15T10:30:00Z', properties: {} }] }

let emulator: Emulator

beforeEach(async () => {
  emulator = await startEmulator()
})

afterEach(() => emulator.stop())

function own(method: string, name: string, json?: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(
    `${emulator.url}/_emulator/${name}`,
    json === undefined ? { method } : { method, headers, body: JSON.stringify(json) },
  )
}

describe('faults', () => {
  it('are ordered, listed and cleared', async () => {
    const ordered = await own('POST', 'faults', { route: 'ccs', kind: 'status', status: 503, count: 2 })
    expect(ordered.status).toBe(201)
    expect((await emulator.inject({ url: path, body })).status).toBe(503)
    expect(await (await own('GET', 'faults')).json()).toEqual([
      { route: 'ccs', fault: { kind: 'status', status: 503, count: 2 }, remaining: 1 },
    ])
    expect((await own('DELETE', 'faults')).status).toBe(204)
    expect((await emulator.inject({ url: path, body })).status).toBe(200)
  })

  it('hit every route where none is named', async () => {
    await own('POST', 'faults', { kind: 'captive-portal' })
    expect((await emulator.inject({ url: '/ctx/v1/segment', body: {} })).headers['content-type']).toContain('text/html')
  })

  it.each([{ route: 'ccs', kind: 'explode' }, null])(
    'that are wrong are refused with the reason: %j',
    async (fault) => {
      const response = await own('POST', 'faults', fault)
      expect(response.status).toBe(400)
      expect(await response.json()).toEqual({ message: expect.stringMatching(/^kind: expected one of /) })
    },
  )
})

describe('state', () => {
  it('shows requests, users and events', async () => {
    await emulator.inject({ url: path, body })
    await emulator.inject({ url: path, body: { ...body, user_id: '1d145310-1338-4ff7-96dd-e6128f54cbe5' } })
    expect(await (await own('GET', 'requests')).json()).toEqual(JSON.parse(JSON.stringify(emulator.requests)))
    expect(await (await own('GET', 'users')).json()).toEqual(emulator.users())
    expect(await (await own('GET', 'events')).json()).toEqual(emulator.events())
    expect(await (await own('GET', `events?user_id=${userId}`)).json()).toEqual(emulator.events(userId))
  })

  it('is not counted among the seen requests', async () => {
    await own('GET', 'requests')
    expect(emulator.requests).toEqual([])
  })
})

describe('other sites in a browser', () => {
  it('get no CORS headers, so they can neither read nor order', async () => {
    const headers = {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const preflight = await fetch(`${emulator.url}/_emulator/faults`, { method: 'OPTIONS', headers })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
    const read = await fetch(`${emulator.url}/_emulator/users`, { headers: { origin: 'https://elsewhere.example' } })
    expect(read.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('cannot order a fault with a body that needs no preflight', async () => {
    const response = await fetch(`${emulator.url}/_emulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{"kind":"hang"}',
    })
    expect(response.status).toBe(415)
    expect(await (await own('GET', 'faults')).json()).toEqual([])
  })
})
