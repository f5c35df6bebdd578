/**
 * A viewer whom an earlier client of the app knew: the history goes on under the id that it left.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Evening } from '../support/evening/evening.ts'
import { startApp, startEvening } from '../support/evening/evening.ts'

const LEFT = '2008c38f-dece-4570-976d-87593ed001c3'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

it.each<[string, string | (() => string)]>([
  ['the id', LEFT],
  ['a function that finds it', () => LEFT],
])('%s is taken over and kept, whatever is given at the next start', async (_title, generated) => {
  const first = startApp(evening, { consent: 'granted', identity: { generated } })
  expect(first.tracker.ids.userId).toBe(LEFT)
  first.tracker.track('Pageview')
  await evening.device.settle()
  expect(evening.emulator.users().map(({ userId }) => userId)).toEqual([LEFT])
  first.process.kill()
  const other = '1d145310-1338-4ff7-96dd-e6128f54cbe5'
  expect(startApp(evening, { consent: 'granted', identity: { generated: other } }).tracker.ids.userId).toBe(LEFT)
})

it('is looked for at a grant, not before, and not again after a refusal', () => {
  let calls = 0
  const generated = () => {
    calls++
    return LEFT
  }
  const { tracker } = startApp(evening, { identity: { generated } })
  expect(calls).toBe(0)
  tracker.consent.grant()
  expect([calls, tracker.ids.userId]).toEqual([1, LEFT])
  tracker.consent.revoke()
  tracker.consent.grant()
  expect(calls).toBe(1)
  expect(tracker.ids.userId).not.toBe(LEFT)
})

it.each<[string, () => unknown, string]>([
  ['nothing', () => null, ''],
  ['undefined', () => undefined, ''],
  ['something else', () => 'me', 'bad-identity'],
  [
    'an exception',
    () => {
      throw new Error('no cookie')
    },
    'port-failed',
  ],
])('makes an id of its own where the function gives %s', async (_title, generated, code) => {
  const { tracker, heard } = startApp(evening, { identity: { generated: generated as () => string | null } })
  tracker.consent.grant()
  expect(tracker.ids.userId).toMatch(/^[\da-f-]{36}$/)
  await evening.device.settle()
  expect(heard.diagnostic.map((diagnostic) => diagnostic.code)).toEqual(code ? [code] : [])
})

it('a function that leads the app to a refusal leaves nothing, and no grant', async () => {
  const { tracker, heard } = startApp(evening, {
    identity: {
      generated() {
        tracker.consent.revoke()
        return LEFT
      },
    },
  })
  tracker.consent.grant()
  tracker.track('Pageview')
  await evening.device.advance(3000)
  expect([evening.device.keyValue.keys(), evening.device.sent]).toEqual([[], []])
  expect([tracker.consent.status, tracker.ids.userId]).toEqual(['denied', null])
  expect(heard.consent.map(({ status }) => status)).toEqual(['granted', 'denied'])
})
