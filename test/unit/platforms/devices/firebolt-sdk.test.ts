/**
 * @vitest-environment happy-dom
 *
 * Comcast's own SDK, over a fake of the platform below it: its modules fit, and say what the fakes of the other tests say. The SDK keeps
 * its state for as long as the page lives, so the tests are one life of an app, in order.
 */
import type * as Firebolt from '@firebolt-js/sdk'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { FireboltAdvertising, FireboltLifecycle } from '../../../../platforms/devices/index.ts'
import { fireboltAdId, fireboltLifecycle } from '../../../../platforms/devices/index.ts'
import type { FakePlatform } from '../../../support/fakes/fake-firebolt.ts'
import { FIREBOLT_IFA, FREE, installFakePlatform } from '../../../support/fakes/fake-firebolt.ts'

let platform: FakePlatform
let sdk: typeof Firebolt
beforeAll(async () => {
  platform = installFakePlatform()
  sdk = await import('@firebolt-js/sdk')
})

const settle = () => new Promise((resolve) => setImmediate(resolve))

async function read(): Promise<(string | null)[]> {
  const heard: (string | null)[] = []
  fireboltAdId(sdk.Advertising, 'x1').deviceId((id) => heard.push(id))
  await settle()
  return heard
}

it('has the members that are touched', () => {
  expectTypeOf<typeof Firebolt.Lifecycle>().toExtend<FireboltLifecycle>()
  expectTypeOf<typeof Firebolt.Advertising>().toExtend<FireboltAdvertising>()
})

describe('the advertising id', () => {
  it('is read after the policy', async () => {
    platform.calls.length = 0
    expect(await read()).toEqual([FIREBOLT_IFA])
    expect(platform.calls).toEqual(['advertising.policy', 'advertising.advertisingId'])
  })

  it.each<[string, Record<string, unknown>]>([
    ['the policy limits ad tracking', { 'advertising.policy': { limitAdTracking: true } }],
    ['the id says so', { 'advertising.advertisingId': { ...FREE, lmt: '1' } }],
    ['the platform does not let the app ask for the policy', { 'advertising.policy': new Error('not permitted') }],
    ['the platform does not let the app read the id', { 'advertising.advertisingId': new Error('not permitted') }],
  ])('is none where %s', async (_title, results) => {
    const before = { ...platform.results }
    Object.assign(platform.results, results)
    expect(await read()).toEqual([null])
    Object.assign(platform.results, before)
  })
})

describe('the life cycle', () => {
  it('follows the states, whether the app is ready before or after it is listened to', async () => {
    const heard: string[] = []
    const lifecycle = fireboltLifecycle(sdk.Lifecycle)
    expect([sdk.Lifecycle.state(), lifecycle.isHidden()]).toEqual(['initializing', false])
    const end = lifecycle.subscribe((state) => heard.push(state))
    await sdk.Lifecycle.ready()
    for (const state of ['inactive', 'foreground', 'background', 'inactive', 'suspended'] as const) platform.move(state)
    expect([heard, lifecycle.isHidden()]).toEqual([['hidden', 'visible', 'hidden'], true])
    await settle()
    end()
    platform.move('foreground')
    expect([heard.length, lifecycle.isHidden()]).toEqual([3, false])
    platform.move('inactive')
    expect(lifecycle.isHidden()).toBe(true)
  })

  it('takes no listener from the app, and leaves none of its own', async () => {
    const own: unknown[] = []
    const id = await sdk.Lifecycle.listen('unloading', (told) => own.push(told.state))
    const heard: string[] = []
    const end = fireboltLifecycle(sdk.Lifecycle).subscribe((state) => heard.push(state))
    await settle()
    platform.move('unloading')
    expect([heard, own]).toEqual([['exit'], ['unloading']])
    end()
    platform.move('unloading')
    expect([heard, own]).toEqual([['exit'], ['unloading', 'unloading']])
    sdk.Lifecycle.clear(id)
    platform.move('unloading')
    expect(own).toHaveLength(2)
  })
})
