/**
 * @vitest-environment happy-dom
 *
 * Which platform is found: on fakes of each, on mixtures, and in the browsers that bear a set's user agent.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { detectPlatform } from '../../../../platforms/auto/detect.ts'
import { createAutoPorts } from '../../../../platforms/auto/ports.ts'
import { HBBTV, PORTAL, PORTAL_WITH_HBBTV, VIDAA } from '../../../fixtures/user-agents.ts'
import { HBBTV_USER_AGENT, installFakeTerminal } from '../../../support/fakes/fake-hbbtv.ts'
import { installFakeTizen, TIFA } from '../../../support/fakes/fake-tizen.ts'
import { installFakeBus, runLibrary, WEBOS_USER_AGENT } from '../../../support/fakes/fake-webos.ts'

afterEach(() => vi.unstubAllGlobals())

const browse = (userAgent: string) => vi.stubGlobal('navigator', { userAgent })
const tag = () => createAutoPorts(() => null).deviceId?.tag ?? null

it('is Tizen where an app has one of its globals', () => {
  installFakeTizen('no webapis')
  expect([detectPlatform(), tag()]).toEqual(['tizen', 'tifa'])
  vi.unstubAllGlobals()
  vi.stubGlobal('webapis', {})
  expect([detectPlatform(), tag()]).toEqual(['tizen', 'tifa'])
})

it('is webOS where an app has one of its globals', () => {
  installFakeBus()
  expect([detectPlatform(), tag()]).toEqual(['webos', 'lgudid'])
  vi.unstubAllGlobals()
  vi.stubGlobal('PalmSystem', {})
  expect([detectPlatform(), tag()]).toEqual(['webos', 'lgudid'])
})

it('is no webOS where an app merely carries webOSTV.js', () => {
  vi.stubGlobal('webOS', undefined)
  runLibrary('webOSTV.js')
  expect((window as unknown as { webOS: object }).webOS).toBeTypeOf('object')
  expect(detectPlatform()).toBe('browser')
  browse(HBBTV_USER_AGENT)
  expect(detectPlatform()).toBe('hbbtv')
})

it.each(['1.1.1', '1.2.1', '1.3.1', '1.4.1', '1.5.1', '1.6.1', '1.7.1'])(
  'is HbbTV where the user agent says HbbTV/%s, be it 1.0 or 2.0.4',
  (version) => {
    browse(
      'Opera/9.80 (Linux mips; U; HbbTV/' +
        version +
        ' (; Vendor; Model; 1.0; 1.0;); de) Presto/2.10.250 Version/11.60',
    )
    expect([detectPlatform(), tag()]).toEqual(['hbbtv', 'hbbtv_device_id'])
  },
)

it('is HbbTV where the page has the factory of its objects', () => {
  const terminal = installFakeTerminal({ objects: 'factory' })
  expect(detectPlatform()).toBe('hbbtv')
  terminal.remove()
})

it.each([
  [
    'a desktop',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36',
  ],
  ["an LG set's browser", WEBOS_USER_AGENT.replace(' WebAppManager', '')],
  [
    "a Samsung set's browser",
    'Mozilla/5.0 (SMART-TV; LINUX; Tizen 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/5.0 TV Safari/537.36',
  ],
  ['a page about HbbTV', 'Mozilla/5.0 HbbTV'],
])('is a plain browser on %s', (_title, userAgent) => {
  browse(userAgent)
  expect([detectPlatform(), tag()]).toEqual(['browser', null])
})

it('is the platform of the app, whatever else the set can do: no second device id is read beside TIFA', () => {
  const tizen = installFakeTizen()
  const bus = installFakeBus()
  const terminal = installFakeTerminal()
  browse(HBBTV_USER_AGENT)
  const heard: (string | null)[] = []
  createAutoPorts(() => null).deviceId!.read((id) => heard.push(id))
  expect([heard, tizen.calls.length, bus.calls.length, terminal.reads]).toEqual([[TIFA], 2, 0, 0])
  terminal.remove()
})

it('is a plain browser where there is no window, as on a server', () => {
  vi.stubGlobal('window', undefined)
  expect(detectPlatform()).toBe('browser')
})

/** A terminal whose page is no application: the objects are there, and refuse. */
function installRefusingFactory(createApplicationManagerObject: () => object): void {
  vi.stubGlobal('oipfObjectFactory', { createApplicationManagerObject })
}

describe.each(PORTAL_WITH_HBBTV)('a set that says HbbTV to the apps of its portal as well: %s', (_title, userAgent) => {
  beforeEach(() => browse(userAgent))

  it('is a plain browser for an app of the portal, which has no device id', () => {
    expect([detectPlatform(), tag()]).toEqual(['browser', null])
  })

  it('is a plain browser where the engine has the objects and the page is no application', () => {
    installRefusingFactory(() => ({
      getOwnerApplication() {
        throw new Error('no privileged application')
      },
    }))
    expect(detectPlatform()).toBe('browser')
    installRefusingFactory(() => ({ getOwnerApplication: () => null }))
    expect(detectPlatform()).toBe('browser')
    installRefusingFactory(() => {
      throw new Error('not here')
    })
    expect(detectPlatform()).toBe('browser')
  })

  it.each(['embedded', 'factory'] as const)('is HbbTV for an application of a broadcaster (%s objects)', (objects) => {
    const terminal = installFakeTerminal({ objects })
    expect([detectPlatform(), tag()]).toEqual(['hbbtv', 'hbbtv_device_id'])
    terminal.remove()
  })
})

it.each(PORTAL)('is a plain browser on %s', (_title, userAgent) => {
  browse(userAgent)
  expect([detectPlatform(), tag()]).toEqual(['browser', null])
})

it.each(HBBTV)('is HbbTV, by the token alone, on %s', (_title, userAgent) => {
  browse(userAgent)
  expect([detectPlatform(), tag()]).toEqual(['hbbtv', 'hbbtv_device_id'])
})

describe('a VIDAA set', () => {
  it.each(VIDAA)('is a plain browser, without a device id: %s', (_title, userAgent) => {
    browse(userAgent)
    const deviceId = vi.fn(() => '861003009000002000000164')
    vi.stubGlobal('Hisense_GetDeviceID', deviceId)
    expect([detectPlatform(), tag()]).toEqual(['browser', null])
    expect(deviceId).not.toHaveBeenCalled()
  })

  it('that says HbbTV to its own apps too is asked whether the page is an application', () => {
    browse(HBBTV[5]![1])
    vi.stubGlobal('Hisense_GetDeviceID', () => '')
    expect(detectPlatform()).toBe('browser')
    const terminal = installFakeTerminal()
    expect(detectPlatform()).toBe('hbbtv')
    terminal.remove()
  })
})
