/**
 * `POST /ctx/v1/segment` of the emulator.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator, InjectResponse, Workspace } from '../../tools/emulator/index.ts'

const workspace: Workspace = {
  keys: ['key'],
  identifiers: ['tifa'],
  events: {},
  cohorts: [],
  contextual: [
    { id: '1', name: 'App', when: { path: 'url', prefix: 'myapp://' }, activations: ['dfp'] },
    {
      id: '2',
      name: 'Football',
      when: { path: 'page_properties.video.categories', contains: 'football' },
      activations: ['dfp', 'freewheel'],
      classifications: { categories: [{ value: 'Soccer', confidence: 0.9 }] },
    },
    {
      id: '3',
      name: 'Episodes',
      when: {
        all: [
          { path: 'url', regex: '/s\\d+e\\d+$' },
          { path: 'page_properties.client.type', eq: 'web' },
        ],
      },
    },
  ],
}

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator({ listen: false, workspace })
})

afterAll(() => emulator.stop())

function ask(body: unknown, query = 'k=key'): Promise<InjectResponse> {
  return emulator.inject({ url: `/ctx/v1/segment?${query}`, body })
}

describe('the contextual route', () => {
  it('matches the url', async () => {
    expect((await ask({ url: 'myapp://vod/1', page_properties: {} })).json()).toEqual({
      cohorts: ['1'],
      activations: { dfp: ['1'] },
    })
  })

  it('matches properties and merges activations per platform', async () => {
    expect(
      (await ask({ url: 'myapp://vod/1', page_properties: { video: { categories: ['football'] } } })).json(),
    ).toEqual({
      cohorts: ['1', '2'],
      activations: { dfp: ['1', '2'], freewheel: ['2'] },
      contextual_data: { classifications: { categories: [{ value: 'Soccer', confidence: 0.9 }] } },
    })
  })

  it('combines url and properties in one rule, for a cohort that is activated nowhere', async () => {
    const body = { url: 'https://example.com/show/s1e2', page_properties: { client: { type: 'web' } } }
    expect((await ask(body)).json()).toEqual({ cohorts: ['3'], activations: {} })
  })

  it('never reads or stores a user', async () => {
    const content = { url: 'myapp://vod/1', page_properties: {} }
    const plain = await ask(content)
    const personal = await ask({ ...content, user_id: 'nobody', alias: { tag: 'tifa', id: 'x' }, aliases: 3 })
    expect(personal.json()).toEqual(plain.json())
    expect(emulator.users()).toEqual([])
  })

  it.each([
    [{ page_properties: {} }, 'url: expected a non-empty string'],
    [{ url: '', page_properties: {} }, 'url: expected a non-empty string'],
    [{ url: 'a:b' }, 'page_properties: expected an object'],
    [{ url: 'a:b', pageProperties: {} }, 'page_properties: expected an object'],
    [[], 'the body: expected an object'],
  ])('refuses %j with 400', async (body, cause) => {
    const response = await ask(body)
    expect(response.status).toBe(400)
    expect(response.json()).toMatchObject({ error: { status_code: 400, code: 1000, cause } })
  })

  it('asks for a key as the other route does', async () => {
    expect((await ask({ url: 'a:b', page_properties: {} }, '')).status).toBe(401)
    expect((await ask({ url: 'a:b', page_properties: {} }, 'k=other')).status).toBe(401)
  })
})
