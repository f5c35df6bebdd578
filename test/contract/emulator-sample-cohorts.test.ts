/**
 * The cohorts of the sample workspace that show the kinds of rules people write, over evenings of a viewer.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator } from '../../tools/emulator/index.ts'

const key = '00000000-0000-4000-8000-000000000001'
const secret = 'secret-00000000-0000-4000-8000-000000000002'
const user_id = '2008c38f-dece-4570-976d-87593ed001c3'
const dayMs = 86_400_000

let emulator: Emulator
let nowMs = Date.parse('2024-01-15T20:00:00Z')

beforeEach(async () => {
  nowMs = Date.parse('2024-01-15T20:00:00Z')
  emulator = await startEmulator({ listen: false, now: () => nowMs })
})

afterEach(() => emulator.stop())

const uuid = (n: number): string => `a2b3c4d5-e6f7-8901-2345-${String(n).padStart(12, '0')}`

interface Answer {
  cohorts: string[]
  activations: Record<string, string[]>
}

/** Watches a video; returns what the last answer holds. */
async function watch(video: number, spent: number, share: number, { session = 1, nested = false, more = {} } = {}) {
  const properties = { video_id: `video-${video}`, ...more }
  const totals = nested
    ? { aggregations: { VideoEngagement: { engaged_time: spent, completion: share } } }
    : { time_spent_seconds: spent, percentage_watched: share }
  const base = { time: new Date(nowMs).toISOString(), view_id: uuid(video), session_id: uuid(session) }
  const answer = await emulator.inject({
    url: `/ccs/v1/segmentation?k=${key}&activations=true`,
    body: {
      user_id,
      events: [
        { ...base, name: 'Videoview', properties },
        { ...base, name: 'VideoCompletion', properties: { ...properties, ...totals } },
      ],
    },
  })
  return answer.json() as Answer
}

describe('the sample', () => {
  it('calls who watched three hours in seven days a heavy viewer, and no longer after that', async () => {
    expect((await watch(1, 6000, 0.5, { nested: true })).cohorts).not.toContain('20001')
    nowMs += 3 * dayMs
    expect((await watch(2, 4800, 0.5)).cohorts).toContain('20001')
    nowMs += 5 * dayMs
    expect((await watch(3, 10, 0.1)).cohorts).not.toContain('20001')
  })

  it('calls who watched three videos to nine tenths a finisher, the same one counting once', async () => {
    await watch(1, 60, 0.95)
    await watch(1, 60, 1)
    expect((await watch(2, 60, 0.9, { nested: true })).cohorts).not.toContain('20002')
    expect((await watch(3, 60, 0.9)).cohorts).toContain('20002')
  })

  it('calls who watches on three of seven days a regular', async () => {
    for (const day of [1, 2]) {
      expect((await watch(day, 60, 0.1)).cohorts).not.toContain('20003')
      nowMs += dayMs
    }
    expect((await watch(3, 60, 0.1)).cohorts).toContain('20003')
  })

  it('says who has settled in, in this session alone', async () => {
    await watch(1, 1000, 0.5)
    expect((await watch(2, 800, 0.5)).cohorts).toContain('20004')
    expect((await watch(3, 10, 0.5, { session: 2 })).cohorts).not.toContain('20004')
  })

  it('joins who somebody is with what the content is, and both stand in one activation', async () => {
    const sports = { more: { categories: ['sports'] } }
    for (let video = 1; video <= 4; video += 1) {
      await watch(video, 60, 0.1, sports)
      nowMs += dayMs
    }
    expect((await watch(9, 60, 0.1)).cohorts).not.toContain('20005')
    const { cohorts, activations } = await watch(5, 60, 0.1, sports)
    expect(cohorts).toContain('20005')
    const content = await emulator.inject({
      url: `/ctx/v1/segment?k=${key}`,
      body: { url: 'https://example.com/5', page_properties: { categories: ['sports'] } },
    })
    const contextual = (content.json() as Answer).activations
    expect([...activations['dfp']!, ...contextual['dfp']!]).toEqual(expect.arrayContaining(['20005', '99999']))
    // An override of the one counts for the other.
    await emulator.inject({
      url: '/networks/42/segments',
      headers: { authorization: `Bearer ${secret}` },
      body: { user: user_id, segment_id: 20003, user_status: 'block' },
    })
    expect((await watch(6, 60, 0.1, sports)).cohorts).not.toContain('20005')
  })
})
