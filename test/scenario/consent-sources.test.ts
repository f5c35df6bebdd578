// @vitest-environment happy-dom
/** A tracker whose consent comes from a TCF platform, the IAB's own. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTcfSource } from '../../platforms/web/consent/index.ts'
import { createTcfCmp, tcString } from '../support/consent-platforms.ts'
import type { Evening } from '../support/evening.ts'
import { startApp, startEvening } from '../support/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(async () => {
  delete (window as unknown as { __tcfapi?: unknown }).__tcfapi
  await evening.emulator.stop()
})

test('the dialog on screen keeps the gate shut, the choice opens it, its withdrawal deletes everything', async () => {
  const cmp = createTcfCmp()
  cmp.update('', true)
  const { tracker, heard } = startApp(evening, { consent: createTcfSource() })
  tracker.track('Pageview')
  expect(tracker.consent.status).toBe('unknown')
  expect(evening.device.touched).toEqual([])

  cmp.update(tcString({ purposes: [1], vendors: [361] }), false)
  expect(tracker.consent.status).toBe('granted')
  tracker.track('Pageview')
  await evening.device.settle()
  expect(evening.emulator.events()).toHaveLength(1)

  cmp.update(tcString({ purposes: [1], vendors: [361] }), true)
  expect(tracker.consent.status).toBe('granted')
  cmp.update(tcString({}), false)
  expect(tracker.consent.status).toBe('denied')
  await evening.device.settle()
  expect([...evening.device.keyValue.keys(), ...evening.device.rows.keys()]).toEqual([])
  expect(heard.consent.map(({ status }) => status)).toEqual(['granted', 'denied'])
})

test('after destroy the platform is not listened to any more', async () => {
  const cmp = createTcfCmp()
  const { tracker } = startApp(evening, { consent: createTcfSource() })
  await tracker.destroy()
  cmp.update(tcString({ purposes: [1], vendors: [361] }), false)
  expect(tracker.consent.status).toBe('unknown')
  expect(evening.device.touched).toEqual([])
})
