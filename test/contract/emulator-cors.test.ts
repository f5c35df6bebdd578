/**
 * What a browser lets a packaged app, whose origin is `null`, do with the emulator.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator } from '../../tools/emulator/index.ts'

const key = '00000000-0000-4000-8000-000000000001'
const path = `/ccs/v1/segmentation?k=${key}`
const body = { user_id: '2008c38f-dece-4570-976d-87593ed001c3' }

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})

afterAll(() => emulator.stop())

describe.each(['null', 'https://tv.example'])('from the origin %s', (origin) => {
  it.each(['/ccs/v1/segmentation', '/ctx/v1/segment'])(
    'a preflight to %s allows JSON and the key header',
    async (route) => {
      const headers = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-api-key',
      }
      const response = await fetch(emulator.url + route, { method: 'OPTIONS', headers })
      expect(response.status).toBe(204)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('access-control-allow-methods')).toContain('POST')
      expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).toBe('content-type, x-api-key')
    },
  )

  it.each([
    [path, 200],
    ['/ccs/v1/segmentation', 401],
    ['/nowhere', 404],
  ])('the answer of %s, %i, may be read', async (url, status) => {
    const response = await fetch(emulator.url + url, {
      method: 'POST',
      headers: { origin, 'content-type': 'text/plain' },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(status)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })

  it('a refusal ordered as a fault may be read as well', async () => {
    emulator.fault('ccs', { kind: 'status', status: 503, retryAfter: 5, count: 1 })
    const response = await fetch(emulator.url + path, {
      method: 'POST',
      headers: { origin },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(503)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('Date and Retry-After', () => {
  it('are sent but hidden from scripts by default', async () => {
    emulator.fault('ccs', { kind: 'status', status: 429, retryAfter: 5, count: 1 })
    const response = await emulator.inject({ url: path, body })
    expect(response.headers).toMatchObject({ date: expect.any(String), 'retry-after': '5' })
    expect(response.headers).not.toHaveProperty('access-control-expose-headers')
    expect(Object.keys(response.scriptHeaders).sort()).toEqual(['content-length', 'content-type'])
  })

  it('are exposed where that is switched on', async () => {
    const open = await startEmulator({ listen: false, exposeHeaders: true })
    open.fault('ccs', { kind: 'status', status: 429, retryAfter: 5, count: 1 })
    const response = await open.inject({ url: path, body })
    await open.stop()
    expect(response.headers['access-control-expose-headers']).toBe('Date, Retry-After')
    expect(response.scriptHeaders).toMatchObject({ date: expect.any(String), 'retry-after': '5' })
  })
})
