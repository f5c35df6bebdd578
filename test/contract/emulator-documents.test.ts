/**
 * The example requests of the vendor's two documents, as they stand, with the key filled in, over HTTP.
 * One emulator serves them in the order of the documents, as one reader would try them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator } from '../../tools/emulator/index.ts'

const key = '00000000-0000-4000-8000-000000000001'
const userId = '2008c38f-dece-4570-976d-87593ed001c3'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})

afterAll(() => emulator.stop())

async function post(
  path: string,
  body: string,
  headers: Record<string, string> = { 'Content-Type': 'application/json' },
) {
  const response = await fetch(`${emulator.url}${path}`, { method: 'POST', headers, body })
  return {
    status: response.status,
    body: (await response.json()) as { user_id?: string; cohorts?: string[]; activations?: Record<string, string[]> },
  }
}

const play = {
  name: 'Videoview',
  time: '2024-01-15T14:00:00Z',
  view_id: 'a2b3c4d5-e6f7-8901-2345-6789abcdef01',
  session_id: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
  properties: {
    video_id: 'vid_456',
    title: 'Highlights: Premier League Week 20',
    categories: ['sports', 'football'],
    duration_seconds: 600,
  },
}

const completion = {
  ...play,
  name: 'VideoCompletion',
  time: '2024-01-15T14:07:30Z',
  properties: { ...play.properties, time_spent_seconds: 450, percentage_watched: 0.75 },
}

const tifa = { aliases: [{ tag: 'tifa', id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890', priority: 0 }] }

describe('the segmentation reference', () => {
  it('gets its first example answered: two page views with free properties, null aliases', async () => {
    const body = `{
      "user_id": "${userId}",
      "alias": null,
      "aliases": null,
      "events": [
        {
          "name": "Pageview",
          "time": "2022-06-22T19:40:43.179Z",
          "view_id": "a55a9c8b-4a0b-4fe7-99a9-170624850501",
          "session_id": "1d145310-1338-4ff7-96dd-e6128f54cbe5",
          "properties": { "my_property": "interesting" }
        },
        {
          "name": "Pageview",
          "time": "2022-06-22T19:40:45.152Z",
          "view_id": "a55a9c8b-4a0b-4fe7-99a9-170624850501",
          "session_id": "1d145310-1338-4ff7-96dd-e6128f54cbe5",
          "properties": { "my_object": { "inner_property": 42 } }
        }
      ]
    }`
    expect(await post(`/ccs/v1/segmentation?k=${key}`, body)).toEqual({
      status: 200,
      body: { user_id: userId, cohorts: [] },
    })
    expect(emulator.events(userId).map((event) => [event.accepted, event.properties])).toEqual([
      [true, { my_property: 'interesting' }],
      [true, { my_object: { inner_property: 42 } }],
    ])
  })

  it('gets its second example answered: a page view without view and session, with activations', async () => {
    const body = `{
      "user_id": "${userId}",
      "events": [
        {
          "name": "Pageview",
          "time": "2024-01-15T10:30:00Z",
          "properties": { "url": "https://example.com/article/123", "title": "Example Article" }
        }
      ]
    }`
    expect(await post(`/ccs/v1/segmentation?k=${key}&activations=true`, body)).toEqual({
      status: 200,
      body: { user_id: userId, cohorts: [], activations: {} },
    })
  })
})

describe('the direct deployment guide', () => {
  it.each([
    ['an alias of a login', { alias: { tag: 'email_sha256', id: 'a1b2c3d4e5f6...' } }],
    ['an alias of a device', { alias: { tag: 'idfa', id: '6D92078A-8246-4BA4-AE5B-76104861E7DC' } }],
    ['a generated id', { user_id: userId }],
    [
      'several aliases',
      {
        aliases: [
          { tag: 'email_sha256', id: 'a1b2c3d4e5f6...', priority: 0 },
          { tag: 'idfa', id: '6D92078A-8246-4BA4-AE5B-76104861E7DC', priority: 1 },
        ],
      },
    ],
  ])('gets %s answered with a stable user id', async (_form, identifier) => {
    const body = JSON.stringify({ ...identifier, events: [play] })
    const first = await post(`/ccs/v1/segmentation?k=${key}`, body)
    const second = await post(`/ccs/v1/segmentation?k=${key}`, body)
    expect(first.status).toBe(200)
    expect(second.body.user_id).toBe(first.body.user_id)
  })

  it('gets the play and completion events of its end-to-end example answered with activations', async () => {
    const path = `/ccs/v1/segmentation?k=${key}&activations=true`
    const first = await post(path, JSON.stringify({ ...tifa, events: [play] }))
    expect(first.status).toBe(200)
    const last = await post(path, JSON.stringify({ ...tifa, events: [completion] }))
    expect(last.body.user_id).toBe(first.body.user_id)
    expect(last.body.cohorts).toContain('67890')
    expect(Object.keys(last.body.activations ?? {}).sort()).toEqual(['adswizz_keyvalue', 'dfp', 'freewheel'])
    expect(emulator.events(first.body.user_id).every((event) => event.accepted)).toBe(true)
  })

  it('gets the same events through synchronous validation', async () => {
    const { status } = await post(
      `/ccs/v1/segmentation?k=${key}&synchronous-validation=true`,
      JSON.stringify({ ...tifa, events: [play, completion] }),
    )
    expect(status).toBe(200)
  })

  it('gets its key taken from the header', async () => {
    const { status } = await post('/ccs/v1/segmentation', JSON.stringify({ ...tifa, events: [] }), {
      'Content-Type': 'application/json',
      'X-Api-Key': key,
    })
    expect(status).toBe(200)
  })

  it('gets its contextual example answered, the commented groups filled in', async () => {
    const body = JSON.stringify({
      url: 'https://example.com/',
      page_properties: { client: { title: 'Radio' }, context: {}, audio: { title: 'Morning news' } },
    })
    expect(await post(`/ctx/v1/segment?k=${key}`, body)).toEqual({
      status: 200,
      body: { cohorts: [], activations: {} },
    })
  })

  it('gets the content of its end-to-end example answered with contextual activations', async () => {
    const body = JSON.stringify({
      url: 'https://example.com/shows/pl-highlights/',
      page_properties: { video: play.properties },
    })
    const { status, body: answer } = await post(`/ctx/v1/segment?k=${key}`, body)
    expect(status).toBe(200)
    expect(answer.activations).toMatchObject({ freewheel: ['99999'], dfp: ['99999'] })
  })

  it.each(['https://example.com/shows/morning-news/', 'myapp://podcast/1234', 'smartspeaker://station/abc123'])(
    'gets the url %s taken',
    async (url) => {
      expect((await post(`/ctx/v1/segment?k=${key}`, JSON.stringify({ url, page_properties: {} }))).status).toBe(200)
    },
  )
})
