// @vitest-environment happy-dom
/** A tracker whose consent comes from a TCF or GPP platform, the IAB's own. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createGppSource, createTcfSource } from '../../platforms/web/consent/index.ts'
import { createGppCmp, createTcfCmp, installGppStub, tcString } from '../support/fakes/consent-platforms.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(async () => {
  delete (window as unknown as { __tcfapi?: unknown }).__tcfapi
  delete (window as unknown as { __gpp?: unknown }).__gpp
  await evening.emulator.stop()
})

it('the dialog on screen keeps the gate shut, the choice opens it, its withdrawal deletes everything', async () => {
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

it('what a platform asks while it is let go of is aborted with the rest', async () => {
  const told: { ask(): void } = { ask() {} }
  const { tracker, process } = startApp(evening, { consent: { subscribe: () => () => told.ask() } })
  told.ask = () => tracker.prefetch(SPORTS)
  evening.device.answer = () => 'never'
  void tracker.destroy()
  await evening.device.settle()
  expect(process.leaks()).toBe(0)
})

it('after destroy the platform is not listened to any more', async () => {
  const cmp = createTcfCmp()
  const { tracker } = startApp(evening, { consent: createTcfSource() })
  await tracker.destroy()
  cmp.update(tcString({ purposes: [1], vendors: [361] }), false)
  expect(tracker.consent.status).toBe('unknown')
  expect(evening.device.touched).toEqual([])
})

it('the US opt-out comes late behind a stub, and until then and after it nothing is touched', async () => {
  installGppStub()
  const { tracker, heard } = startApp(evening, { consent: createGppSource() })
  tracker.startView(SPORTS)
  tracker.track('Pageview')
  await evening.device.settle()
  expect(evening.device.touched).toEqual([])
  expect(tracker.activations.get('gam')).toEqual(['99999'])

  const cmp = createGppCmp()
  const choose = (optOut: number, gpc: boolean) => {
    cmp.setApplicableSections([7])
    cmp.setFieldValue('usnat', 'SaleOptOut', optOut)
    cmp.setFieldValue('usnat', 'Gpc', gpc)
    cmp.setSignalStatus('ready' as never)
    cmp.fireEvent('signalStatus', 'ready')
  }
  choose(2, false)
  tracker.track('Pageview')
  await evening.device.settle()
  expect(evening.emulator.events().map(({ name }) => name)).toEqual(['Pageview'])

  choose(2, true)
  await evening.device.settle()
  expect([...evening.device.keyValue.keys(), ...evening.device.rows.keys()]).toEqual([])
  choose(1, false)
  expect(heard.consent.map(({ status }) => status)).toEqual(['granted', 'denied'])
  expect(evening.emulator.events()).toHaveLength(1)
})

it('a platform that never answers leaves what an earlier run stored untouched, for the one that does', async () => {
  const cmp = createTcfCmp()
  cmp.update(tcString({ purposes: [1], vendors: [361] }), false)
  const first = startApp(evening, { consent: createTcfSource() })
  first.tracker.track('Pageview')
  await evening.device.settle()
  const { userId } = first.tracker.ids
  first.process.kill()
  const stored = JSON.stringify([...evening.device.keyValue.keys(), ...evening.device.rows.keys()])
  evening.device.touched.length = 0

  delete (window as unknown as { __tcfapi?: unknown }).__tcfapi
  const second = startApp(evening, { consent: createTcfSource({ waitMs: 0 }) })
  second.tracker.track('Pageview')
  await evening.device.advance(600_000)
  expect(second.tracker.consent.status).toBe('unknown')
  expect(evening.device.touched).toEqual([])
  expect(JSON.stringify([...evening.device.keyValue.keys(), ...evening.device.rows.keys()])).toBe(stored)
  await second.tracker.destroy()

  createTcfCmp().update(tcString({ purposes: [1], vendors: [361] }), false)
  const third = startApp(evening, { consent: createTcfSource() })
  expect(third.tracker.ids.userId).toBe(userId)
  await third.tracker.destroy()
})

it('a platform that no longer knows whether GDPR applies shuts the gate and deletes nothing', async () => {
  let tell = (_gdprApplies: boolean | undefined): void => {}
  ;(window as unknown as { __tcfapi: unknown }).__tcfapi = (
    command: string,
    _version: number,
    listener: (event: unknown, isSuccess: boolean) => void,
  ) => {
    if (command === 'addEventListener')
      tell = (gdprApplies) =>
        listener(
          {
            eventStatus: 'tcloaded',
            tcString: 'CP…',
            gdprApplies,
            listenerId: 1,
            purpose: { consents: { 1: true } },
            vendor: { consents: { 361: true } },
          },
          true,
        )
  }
  const { tracker } = startApp(evening, { consent: createTcfSource() })
  tell(true)
  tracker.track('Pageview')
  await evening.device.settle()
  const { userId } = tracker.ids
  tell(undefined)
  expect([tracker.consent.status, tracker.ids.userId]).toEqual(['unknown', null])
  tracker.track('Discarded')
  await evening.device.settle()
  expect(evening.device.keyValue.keys().length).toBeGreaterThan(0)
  tell(false)
  expect([tracker.consent.status, tracker.ids.userId]).toEqual(['granted', userId])
  await evening.device.settle()
  expect(evening.emulator.events().map(({ name }) => name)).toEqual(['Pageview'])
})
