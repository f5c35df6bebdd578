/**
 * The emulator's core answers as the emulator does: the same requests to both, the same answers.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createEmulatorCore } from 'ctv-tracker-tools/emulator/core'
import type { EmulatorCore } from 'ctv-tracker-tools/emulator/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleWorkspacePath, startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator } from '../../tools/emulator/index.ts'

const KEY = '00000000-0000-4000-8000-000000000001'
const USER = 'aaaaaaaa-0000-4000-8000-000000000001'
const CCS = `/ccs/v1/segmentation?k=${KEY}&activations=true`
const NOW_MS = Date.UTC(2026, 10, 29, 20)

const sports = { name: 'Videoview', time: '2026-11-29T19:59:00.000Z', properties: { categories: ['sports'] } }

/** Request ids and the ids of users without one differ at every start. */
const withoutIds = (body: string): string => body.replace(/"request_id":"[^"]*"/, '')

const REQUESTS: [string, { method?: string; url: string; headers?: Record<string, string>; body?: string }][] = [
  ['a first event', { url: CCS, body: JSON.stringify({ user_id: USER, events: [sports] }) }],
  ['one that leads into a cohort', { url: CCS, body: JSON.stringify({ user_id: USER, events: [sports] }) }],
  ['no activations', { url: CCS.replace('true', 'false'), body: JSON.stringify({ user_id: USER }) }],
  [
    'the key in a header',
    { url: CCS.replace(/\?.*/, ''), headers: { 'x-api-key': KEY }, body: `{"user_id":"${USER}"}` },
  ],
  [
    'a link of an alias',
    {
      url: `/v2.0/identify?k=${KEY}`,
      body: JSON.stringify({ user_id: USER, aliases: [{ tag: 'email_sha256', id: 'x', priority: 0 }] }),
    },
  ],
  ['an alias that was linked', { url: CCS, body: JSON.stringify({ alias: { tag: 'email_sha256', id: 'x' } }) }],
  [
    'an event that matches no schema',
    { url: CCS, body: JSON.stringify({ user_id: USER, events: [{ ...sports, name: 'Other' }] }) },
  ],
  [
    'the same, to be validated at once',
    {
      url: `${CCS}&synchronous-validation=true`,
      body: JSON.stringify({ user_id: USER, events: [{ ...sports, name: 'Other' }] }),
    },
  ],
  [
    'content',
    {
      url: `/ctx/v1/segment?k=${KEY}`,
      body: JSON.stringify({ url: 'https://a.example/', page_properties: { video: { categories: ['news'] } } }),
    },
  ],
  ['content without its url', { url: `/ctx/v1/segment?k=${KEY}`, body: '{"page_properties":{}}' }],
  ['no key', { url: '/ccs/v1/segmentation', body: '{}' }],
  ['a wrong key', { url: '/ccs/v1/segmentation?k=x&k=y', body: '{}' }],
  ['a body that is no JSON', { url: CCS, body: '{' }],
  ['no body', { url: CCS }],
  ['another method', { method: 'GET', url: CCS }],
  ['another path', { url: '/other' }],
]

let core: EmulatorCore
let emulator: Emulator
beforeAll(async () => {
  const workspace = readFileSync(sampleWorkspacePath(), 'utf8')
  core = createEmulatorCore({ workspace, newId: randomUUID, now: () => NOW_MS })
  emulator = await startEmulator({ listen: false, now: () => NOW_MS })
})
afterAll(() => emulator.stop())

describe('the core of the emulator', () => {
  it.each(REQUESTS)('answers as the emulator does: %s', async (_, { method = 'POST', ...request }) => {
    const expected = await emulator.inject({ method, ...request })
    const answer = core.handle({ method, ...request })
    expect(answer.status).toBe(expected.status)
    expect(withoutIds(answer.body)).toBe(withoutIds(expected.body))
  })

  it('knows the same users, events and cohorts afterwards', () => {
    expect(core.users()).toEqual(emulator.users())
    expect(core.users()[0]!.cohorts).toContain('12345')
    expect(core.events()).toEqual(emulator.events())
    expect(core.events(USER).some(({ accepted }) => !accepted)).toBe(true)
  })

  it('takes a workspace as an object as well, and the url of any host', () => {
    const small = createEmulatorCore({
      workspace: {
        keys: ['k'],
        identifiers: [],
        events: { Seen: {} },
        cohorts: [{ id: '1', name: 'All', rule: { event: 'Seen' } }],
        contextual: [],
      },
      newId: randomUUID,
    })
    const body = JSON.stringify({ user_id: USER, events: [{ ...sports, name: 'Seen' }] })
    expect(
      JSON.parse(small.handle({ method: 'POST', url: 'https://any.example/ccs/v1/segmentation?k=k', body }).body),
    ).toEqual({ user_id: USER, cohorts: ['1'] })
  })
})
