/**
 * A login that joins what this device learnt before: who is asked, when, how often, and whose the generated id is afterwards.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TrackerOptions } from '../../src/api.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, startApp, startEvening } from '../support/evening/evening.ts'

const ANNA = { tag: 'email_sha256', id: 'anna' }
const BEN = { tag: 'email_sha256', id: 'ben' }
const GRANTED: Partial<TrackerOptions> = { consent: 'granted' }
const LINK = { link: true }

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

/** Anna is joined with the id of this device, in a process that has ended. */
async function joinAnna(): Promise<string> {
  const { tracker, process } = startApp(evening, GRANTED)
  tracker.identify(ANNA, LINK)
  tracker.track('Annas')
  await evening.device.advance(3000)
  process.kill()
  return JSON.parse(evening.device.keyValue.get('ctv-tracker.id')!).id
}

const identified = () => evening.device.sent.filter(({ url }) => url.includes('/v2.0/identify'))
/** The path of each request, in order. */
const paths = () => evening.device.sent.map(({ url }) => url.replace(/^https:\/\/[^/]+|\?.*/g, ''))
const ccs = () => evening.device.sent.filter(({ url }) => url.includes('/ccs/')).map(({ json }) => json)

it('what was watched before the login is the viewer’s, because CCS hears of the login only after it was joined', async () => {
  const { tracker, heard } = startApp(evening, GRANTED)
  tracker.track('Before')
  await evening.device.settle()
  const userId = tracker.ids.userId
  tracker.identify(ANNA, LINK)
  tracker.track('After')
  await evening.device.settle()
  expect(paths()).toEqual(['/ccs/v1/segmentation', '/v2.0/identify', '/ccs/v1/segmentation'])
  expect(identified()[0]).toMatchObject({
    url: 'https://api.permutive.app/v2.0/identify',
    headers: { 'X-Api-Key': API_KEY },
    json: { user_id: userId, aliases: [{ ...ANNA, priority: 0 }] },
  })
  expect(evening.emulator.users().map((user) => user.userId)).toEqual([userId])
  expect(tracker.ids.userId).toBe(userId)
  expect(heard.diagnostic).toEqual([])
})

it('without it nothing is asked and nothing joined', async () => {
  const { tracker } = startApp(evening, GRANTED)
  tracker.track('Before')
  tracker.identify(ANNA)
  tracker.track('After')
  await evening.device.settle()
  expect(identified()).toEqual([])
  expect(evening.emulator.users()).toHaveLength(2)
})

it('each list of aliases is joined once on a device, also over restarts', async () => {
  for (let start = 0; start < 3; start++) {
    const { tracker, process } = startApp(evening, GRANTED)
    tracker.identify(ANNA, LINK)
    tracker.identify([ANNA], LINK)
    tracker.track('Pageview')
    await evening.device.advance(3000)
    process.kill()
  }
  expect(identified()).toHaveLength(1)
})

it('a login that was told without it is joined when it is told with it', async () => {
  const { tracker } = startApp(evening, GRANTED)
  tracker.identify(ANNA)
  await evening.device.settle()
  tracker.identify(ANNA, LINK)
  await evening.device.settle()
  expect(identified()).toHaveLength(1)
})

it('after a logout the viewer’s generated id is nobody’s: another is made, and the next viewer gets none of the history', async () => {
  const { tracker } = startApp(evening, GRANTED)
  const first = tracker.ids.userId
  tracker.identify(ANNA, LINK)
  tracker.track('Annas')
  await evening.device.settle()
  tracker.identify(null)
  const second = tracker.ids.userId
  expect(second).not.toBe(first)
  tracker.track('Somebodys')
  await evening.device.settle()
  tracker.identify(BEN, LINK)
  tracker.track('Bens')
  await evening.device.settle()
  tracker.identify(ANNA, LINK)
  tracker.track('Annas_again')
  await evening.device.settle()
  expect(identified().map(({ json }) => json['user_id'])).toEqual([first, second])
  expect(evening.emulator.users().map(({ userId }) => userId)).toEqual([first, second])
})

it('a viewer who follows another without a logout is joined with an id of their own', async () => {
  const { tracker } = startApp(evening, GRANTED)
  tracker.identify(ANNA, LINK)
  tracker.track('Annas')
  await evening.device.settle()
  tracker.identify(BEN, LINK)
  tracker.track('Bens')
  await evening.device.settle()
  expect(new Set(identified().map(({ json }) => json['user_id'])).size).toBe(2)
})

it('an answer that does not come holds CCS up for two seconds, and is asked for again at the next start', async () => {
  const first = startApp(evening, GRANTED)
  evening.device.answer = (request) => (request.url.includes('/v2.0/') ? 'never' : undefined)
  first.tracker.identify(ANNA, LINK)
  first.tracker.track('One')
  await evening.device.advance(1900)
  expect(ccs()).toEqual([])
  await evening.device.advance(200)
  expect(ccs().map((json) => json['alias'])).toEqual([ANNA])
  first.process.kill()
  evening.device.answer = null
  const second = startApp(evening, GRANTED)
  second.tracker.identify(ANNA, LINK)
  await evening.device.advance(3000)
  expect(identified()).toHaveLength(2)
  expect(new Set(identified().map(({ json }) => json['user_id'])).size).toBe(1)
})

it.each<[string, { status: number; body: string }]>([
  ['an error', { status: 500, body: '' }],
  ['the page of a portal', { status: 200, body: '<html>' }],
])('%s is told, and CCS is not held up', async (_title, answer) => {
  const { tracker, heard } = startApp(evening, GRANTED)
  evening.device.answer = (request) => (request.url.includes('/v2.0/') ? answer : undefined)
  tracker.identify(ANNA, LINK)
  tracker.track('One')
  await evening.device.settle()
  expect(ccs()).toHaveLength(1)
  expect(heard.diagnostic.map(({ code, status }) => [code, status])).toEqual([['request-failed', answer.status]])
})

it('nothing is asked before a grant, and nothing after a refusal', async () => {
  const { tracker } = startApp(evening)
  tracker.identify(ANNA, LINK)
  await evening.device.settle()
  expect(identified()).toEqual([])
  evening.device.answer = (request) => (request.url.includes('/v2.0/') ? 'never' : undefined)
  tracker.consent.grant()
  await evening.device.settle()
  expect(identified()).toHaveLength(1)
  tracker.track('One')
  tracker.consent.revoke()
  await evening.device.advance(60_000)
  expect([identified().length, ccs().length, evening.device.keyValue.keys()]).toEqual([1, 0, []])
})

it.each<[string, (start: typeof startApp) => void]>([
  [
    'before the grant',
    (start) => {
      const { tracker } = start(evening)
      tracker.identify(BEN, LINK)
      tracker.consent.grant()
    },
  ],
  ['after it', (start) => start(evening, GRANTED).tracker.identify(BEN, LINK)],
])(
  'another viewer who logs in at the next start, %s, is not joined with the id of the former',
  async (_title, begin) => {
    const annas = await joinAnna()
    begin(startApp)
    await evening.device.advance(3000)
    expect(identified()).toHaveLength(2)
    expect(identified()[1]!.json['user_id']).not.toBe(annas)
  },
)

it('a logout that is told at the next start gives the device another id, once', async () => {
  const annas = await joinAnna()
  const { tracker } = startApp(evening, GRANTED)
  await evening.device.advance(3000)
  tracker.identify(null)
  const { userId } = tracker.ids
  expect(userId).not.toBe(annas)
  tracker.identify(null)
  expect(tracker.ids.userId).toBe(userId)
})

it('after a logout nobody sees the cohorts that the former viewer had without a login', async () => {
  const { tracker, heard } = startApp(evening, GRANTED)
  tracker.track('Videoview', { categories: ['news'] })
  await evening.device.settle()
  expect(tracker.activations.get('dfp')).toEqual(['23456'])
  tracker.identify(ANNA, LINK)
  tracker.track('Annas')
  await evening.device.settle()
  tracker.identify(null)
  expect([tracker.activations.get('dfp'), tracker.cohorts]).toEqual([[], []])
  tracker.track('Pageview')
  await evening.device.settle()
  expect(heard.diagnostic).toEqual([])
})

it('that an id was joined survives where only the database kept it', async () => {
  const annas = await joinAnna()
  evening.device.keyValue.remove('ctv-tracker.id')
  const second = startApp(evening, GRANTED)
  await evening.device.advance(3000)
  expect(second.tracker.ids.userId).toBe(annas)
  second.tracker.identify(null)
  expect(second.tracker.ids.userId).not.toBe(annas)
})
