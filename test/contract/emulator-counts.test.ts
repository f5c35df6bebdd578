/**
 * `GET /segments` of the emulator: shapes as documented, figures by the emulator's own formula.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { CountsPage, Emulator, InjectResponse } from '../../tools/emulator/index.ts'
import { loadSampleWorkspace } from '../../tools/emulator/workspace/load.ts'

const key = '00000000-0000-4000-8000-000000000001'
const secret = 'secret-00000000-0000-4000-8000-000000000002'
const headers = { authorization: `Bearer ${secret}`, 'program-id': 'evenings' }

let emulator: Emulator

beforeEach(async () => {
  emulator = await startEmulator({ listen: false })
})

afterEach(() => emulator.stop())

async function watch(
  viewer: string,
  video: string,
  category: string,
  seconds?: number,
  over: object = {},
): Promise<void> {
  const properties = { video_id: video, title: `Title of ${video}`, categories: [category] }
  const play = { name: 'Videoview', time: '2024-01-15T14:00:00Z', properties }
  const completion = {
    name: 'VideoCompletion',
    time: '2024-01-15T14:01:00Z',
    properties: { ...properties, time_spent_seconds: seconds },
    ...over,
  }
  const events = seconds === undefined ? [play] : [play, completion]
  const response = await emulator.inject({
    url: `/ccs/v1/segmentation?k=${key}`,
    body: { alias: { tag: 'internal_id', id: viewer }, events },
  })
  expect(response.status).toBe(200)
}

/** Four viewers, few enough to check every figure by hand. */
async function fillEvening(): Promise<void> {
  await watch('one', 'derby', 'sports', 100)
  await watch('one', 'tonight', 'news', 60)
  await watch('two', 'derby', 'sports', 100)
  await watch('two', 'whales', 'nature', 20)
  await watch('three', 'soup', 'cooking')
  await watch('four', 'tonight', 'news', 50)
}

function get(query = '', given: Record<string, string> = headers): Promise<InjectResponse> {
  return emulator.inject({ method: 'GET', url: `/segments${query}`, headers: given })
}

async function page(query = ''): Promise<CountsPage> {
  const response = await get(query)
  expect(response.status).toBe(200)
  return response.json() as CountsPage
}

/** Id, users and strength of each item. */
async function figures(query: string): Promise<[string, number, number][]> {
  return (await page(query)).items.map((item) => [item.segment_basis_id, item.user_count, item.strength])
}

describe('an answer', () => {
  it('without any engagement is an empty page', async () => {
    expect(await page()).toEqual({ items: [], total: 0, page: 1, size: 50 })
  })

  it('has exactly the documented fields, and the documented defaults', async () => {
    await fillEvening()
    expect(await page()).toEqual({
      items: [
        {
          segment_type: 'growth',
          segment_basis: 'label',
          segment_basis_id: 'sports',
          action_type: 'Videoview',
          name: 'sports',
          user_count: 3,
          strength: 0.8333,
          min_weight: 0.5,
        },
        {
          segment_type: 'growth',
          segment_basis: 'label',
          segment_basis_id: 'news',
          action_type: 'Videoview',
          name: 'news',
          user_count: 2,
          strength: 0.8,
          min_weight: 0.5,
        },
      ],
      total: 2,
      page: 1,
      size: 50,
    })
  })

  it('names assets by video id and title', async () => {
    await fillEvening()
    const { items } = await page('?segment_basis=asset&segment_type=base')
    expect(items.map((item) => [item.segment_basis, item.segment_basis_id, item.name, item.user_count])).toEqual([
      ['asset', 'derby', 'Title of derby', 2],
      ['asset', 'tonight', 'Title of tonight', 2],
    ])
  })

  it('is the same for "labels" and "label"', async () => {
    await fillEvening()
    expect(await page('?segment_basis=label')).toEqual(await page('?segment_basis=labels'))
  })
})

describe('the figures', () => {
  beforeEach(fillEvening)

  it('of base segments are seconds over the seconds of what a user watched longest', async () => {
    expect(await figures('?segment_type=base&min_weight=0.2')).toEqual([
      ['sports', 2, 1],
      ['news', 2, 0.8],
      ['nature', 1, 0.2],
    ])
    expect(await figures('?segment_type=base&min_weight=0.61')).toEqual([
      ['sports', 2, 1],
      ['news', 1, 1],
    ])
  })

  it('of discovery segments come from viewers of the same things, for what a user never started', async () => {
    expect(await figures('?segment_type=discovery&min_weight=0.3')).toEqual([
      ['sports', 1, 0.5],
      ['news', 1, 0.4167],
      ['nature', 1, 0.3125],
    ])
  })

  it('of growth segments hold both', async () => {
    expect(await figures('?segment_type=growth&min_weight=0.3')).toEqual([
      ['sports', 3, 0.8333],
      ['news', 3, 0.6722],
      ['nature', 1, 0.3125],
    ])
  })

  it('leave out what is below min_weight, and take a weight that equals it', async () => {
    expect(await figures('?segment_type=discovery&min_weight=0.5')).toEqual([['sports', 1, 0.5]])
    expect(await figures('?segment_type=discovery&min_weight=0.51')).toEqual([])
    expect((await page('?min_weight=0.75')).items.map((item) => item.min_weight)).toEqual([0.75, 0.75])
  })
})

describe('what counts as engagement', () => {
  it('is the longest report of a view, however often it was delivered', async () => {
    const over = { view_id: 'a2b3c4d5-e6f7-8901-2345-6789abcdef01' }
    await watch('one', 'derby', 'sports', 60, over)
    await watch('one', 'derby', 'sports', 60, over)
    await watch('one', 'tonight', 'news', 60)
    expect(await figures('?segment_type=base')).toEqual([
      ['news', 1, 1],
      ['sports', 1, 1],
    ])
  })

  it('is read from either shape of a completion, and from properties under video', async () => {
    const properties = {
      video: { id: 'derby', genre: ['sports'] },
      aggregations: { VideoEngagement: { engaged_time: 30 } },
    }
    const event = { name: 'VideoCompletion', time: '2024-01-15T14:01:00Z', properties }
    await emulator.inject({
      url: `/ccs/v1/segmentation?k=${key}`,
      body: { alias: { tag: 'internal_id', id: 'one' }, events: [event] },
    })
    expect(await figures('')).toEqual([['sports', 1, 1]])
    expect((await page('?segment_basis=asset')).items[0]).toMatchObject({
      segment_basis_id: 'derby',
      name: 'derby',
      action_type: 'VideoCompletion',
    })
  })

  it('is nothing that did not match its schema', async () => {
    await watch('one', 'derby', 'sports', -5)
    expect(await figures('')).toEqual([])
  })
})

describe('an answer that was given', () => {
  it('is kept until a refresh is forced, for its own type, basis and weight', async () => {
    await watch('one', 'derby', 'sports', 100)
    expect(await figures('')).toEqual([['sports', 1, 1]])
    await watch('two', 'derby', 'sports', 100)
    expect(await figures('')).toEqual([['sports', 1, 1]])
    expect(await figures('?segment_type=base')).toEqual([['sports', 2, 1]])
    expect(await figures('?force_refresh=True')).toEqual([['sports', 2, 1]])
    expect(await figures('?force_refresh=false')).toEqual([['sports', 2, 1]])
  })
})

describe('pages', () => {
  beforeEach(async () => {
    for (let i = 0; i < 5; i += 1)
      for (let j = 0; j <= i; j += 1) await watch(`viewer-${j}`, `video-${i}`, 'sports', 100)
  })

  it('cut the list, largest first, and say how long it is', async () => {
    const ids = async (query: string): Promise<string[]> =>
      (await page(`?segment_basis=asset&segment_type=base&${query}`)).items.map((item) => item.segment_basis_id)
    expect(await ids('size=2')).toEqual(['video-4', 'video-3'])
    expect(await ids('size=2&page=2')).toEqual(['video-2', 'video-1'])
    expect(await ids('size=2&page=3')).toEqual(['video-0'])
    expect(await page('?segment_basis=asset&segment_type=base&size=2&page=4')).toEqual({
      items: [],
      total: 5,
      page: 4,
      size: 2,
    })
  })
})

describe('a wrong query', () => {
  const permitted = (...values: string[]): string =>
    `value is not a valid enumeration member; permitted: ${values.map((value) => `'${value}'`).join(', ')}`

  it.each([
    ['segment_type=all', 'segment_type', permitted('growth', 'base', 'discovery'), 'type_error.enum'],
    ['segment_basis=genre', 'segment_basis', permitted('labels', 'label', 'asset'), 'type_error.enum'],
    ['min_weight=half', 'min_weight', 'value is not a valid float', 'type_error.float'],
    ['min_weight=0x1', 'min_weight', 'value is not a valid float', 'type_error.float'],
    ['min_weight=', 'min_weight', 'value is not a valid float', 'type_error.float'],
    ['force_refresh=maybe', 'force_refresh', 'value could not be parsed to a boolean', 'type_error.bool'],
    ['page=0', 'page', 'ensure this value is greater than or equal to 1', 'value_error.number.not_ge'],
    ['page=1.5', 'page', 'value is not a valid integer', 'type_error.integer'],
    ['size=0', 'size', 'ensure this value is greater than or equal to 1', 'value_error.number.not_ge'],
    ['size=many', 'size', 'value is not a valid integer', 'type_error.integer'],
  ])('%s is answered with 422 and its place', async (query, name, msg, type) => {
    const response = await get(`?${query}`)
    expect({ status: response.status, body: response.json() }).toEqual({
      status: 422,
      body: { detail: [{ loc: ['query', name], msg, type }] },
    })
  })

  it('has every mistake reported, a missing program among them', async () => {
    const response = await get('?page=0&size=x', { authorization: headers.authorization })
    expect(response.status).toBe(422)
    expect((response.json() as { detail: { loc: string[] }[] }).detail.map(({ loc }) => loc)).toEqual([
      ['query', 'page'],
      ['query', 'size'],
      ['header', 'program-id'],
    ])
    expect((await get('', { authorization: headers.authorization })).json()).toEqual({
      detail: [{ loc: ['header', 'program-id'], msg: 'field required', type: 'value_error.missing' }],
    })
  })
})

describe('access', () => {
  it('needs no key, as documented; one that is sent must be known', async () => {
    expect((await get('', { 'program-id': 'evenings' })).status).toBe(200)
    expect((await get('', { ...headers, authorization: `Bearer ${key}` })).status).toBe(401)
  })

  it('needs no key where the workspace has none, and takes none either', async () => {
    const { admin: _admin, ...workspace } = loadSampleWorkspace().definition
    const open = await startEmulator({ listen: false, workspace })
    const ask = (more: object) =>
      open.inject({ method: 'GET', url: '/segments', headers: { 'program-id': 'evenings', ...more } })
    expect((await ask({})).status).toBe(200)
    expect((await ask({ authorization: headers.authorization })).status).toBe(401)
    await open.stop()
  })

  it('may be narrowed to one program', async () => {
    const workspace = { ...loadSampleWorkspace().definition, admin: { keys: [secret], programId: 'evenings' } }
    const narrow = await startEmulator({ listen: false, workspace })
    const ask = (programId: string) =>
      narrow.inject({ method: 'GET', url: '/segments', headers: { ...headers, 'program-id': programId } })
    expect((await ask('evenings')).status).toBe(200)
    expect((await ask('mornings')).status).toBe(404)
    await narrow.stop()
  })

  it('is not for pages, and can be told to fail', async () => {
    expect(
      (await get('', { ...headers, origin: 'https://app.example' })).headers['access-control-allow-origin'],
    ).toBeUndefined()
    emulator.fault('counts', { kind: 'status', status: 500, count: 1 })
    const response = await get()
    expect({ status: response.status, body: response.json() }).toEqual({
      status: 500,
      body: { detail: 'Ordered as a fault.' },
    })
    expect(emulator.requests.at(-1)).toMatchObject({ route: 'counts', status: 500 })
  })
})
