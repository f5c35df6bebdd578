/**
 * @vitest-environment happy-dom
 *
 * Each entry of the package, whole: it has the adapter of its platform, and so has the one that finds the platform itself.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as auto from '../../../platforms/auto/index.ts'
import * as browser from '../../../platforms/browser/index.ts'
import * as hbbtv from '../../../platforms/hbbtv/index.ts'
import * as tizen from '../../../platforms/tizen/index.ts'
import * as webos from '../../../platforms/webos/index.ts'
import { installFakeTerminal } from '../../support/fakes/fake-hbbtv.ts'
import { installFakeTizen } from '../../support/fakes/fake-tizen.ts'
import { installFakeBus } from '../../support/fakes/fake-webos.ts'

let clean = () => {}
beforeEach(() => window.localStorage.clear())
afterEach(() => {
  clean()
  clean = () => {}
  vi.unstubAllGlobals()
})

const installTizen = () => void installFakeTizen()
const installBus = () => void installFakeBus()
const installTerminal = () => {
  const terminal = installFakeTerminal({ objects: 'factory' })
  clean = () => terminal.remove()
}

it.each([
  ['tizen', tizen, installTizen, ['tifa']],
  ['webos', webos, installBus, ['lgudid']],
  ['hbbtv', hbbtv, installTerminal, ['hbbtv_device_id']],
  ['browser', browser, installTizen, []],
  ['auto, on Tizen', auto, installTizen, ['tifa']],
  ['auto, on webOS', auto, installBus, ['lgudid']],
  ['auto, on HbbTV', auto, installTerminal, ['hbbtv_device_id']],
  ['auto, in a browser', auto, () => {}, []],
])('%s', async (_entry, { createTracker, ConfigError }, install, tags) => {
  install()
  expect(() => createTracker({ apiKey: '' })).toThrow(ConfigError)
  const send = vi.fn(() => () => {})
  const tracker = createTracker({
    apiKey: 'KEY',
    consent: 'granted',
    identity: { deviceId: true },
    ports: { transport: { send, beacon: () => false, isOffline: () => false } },
  })
  await tracker.ready
  expect(tracker.inspect().identity.tags).toEqual(tags)
  const view = tracker.watch(document.createElement('video'), { url: 'app://clip/1', properties: { title: 'One' } })
  expect(view.id).toBeTypeOf('string')
  expect(tracker.inspect().storage.ids).toBe('localStorage')
  await tracker.destroy()
})
