// @vitest-environment happy-dom
/** What the app asks of each kind of television, and what it makes of its keys. The televisions here are fakes of a few members. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Device } from '../../../../demo-app/app/device.ts'
import { readAction } from '../../../../demo-app/app/keys.ts'

/** The device that an entry of the app hands over. */
async function load(name: 'tizen' | 'webos' | 'hbbtv'): Promise<Device> {
  let device: Device | undefined
  vi.resetModules()
  vi.doMock('../../../../demo-app/app/app.ts', () => ({ startApp: (given: Device) => (device = given) }))
  await import(`../../../../demo-app/app/devices/${name}.ts`)
  return device!
}

afterEach(() => {
  vi.doUnmock('../../../../demo-app/app/app.ts')
  vi.unstubAllGlobals()
  document.body.textContent = ''
})

describe('on Tizen', () => {
  it('asks for the keys that a remote gives only on request, whatever one the set does not know', async () => {
    const asked: string[] = []
    const registerKey = (name: string) => {
      if (name === 'MediaPlayPause') throw new Error('InvalidValuesError')
      asked.push(name)
    }
    vi.stubGlobal('tizen', { tvinputdevice: { registerKey } })
    ;(await load('tizen')).start()
    expect(asked).toEqual(expect.arrayContaining(['MediaPlay', 'MediaPause', 'MediaStop', 'ColorF0Red', 'ColorF3Blue']))
  })

  it('ends the app on Back on the first screen', async () => {
    const exit = vi.fn()
    vi.stubGlobal('tizen', { application: { getCurrentApplication: () => ({ exit }) } })
    ;(await load('tizen')).leave()
    expect(exit).toHaveBeenCalledOnce()
  })
})

describe('on webOS', () => {
  it('hands Back on the first screen to the television', async () => {
    const platformBack = vi.fn()
    vi.stubGlobal('webOS', { platformBack })
    ;(await load('webos')).leave()
    expect(platformBack).toHaveBeenCalledOnce()
  })
})

describe('on HbbTV', () => {
  function stubManager(keyset: object) {
    const application = { show: vi.fn(), destroyApplication: vi.fn(), privateData: { keyset } }
    const manager = document.createElement('object')
    manager.id = 'oipf-application-manager'
    document.body.appendChild(Object.assign(manager, { getOwnerApplication: () => application }))
    return application
  }

  it('shows itself and asks for coloured, navigation and player keys', async () => {
    const setValue = vi.fn()
    const { show } = stubManager({ setValue })
    ;(await load('hbbtv')).start()
    expect(show).toHaveBeenCalledOnce()
    expect(setValue.mock.calls).toEqual([[0x3f]])
  })

  it('uses the bits that the set gives its key groups', async () => {
    const setValue = vi.fn()
    stubManager({ setValue, RED: 0x1, GREEN: 0x2, YELLOW: 0x4, BLUE: 0x8, NAVIGATION: 0x100, VCR: 0x200 })
    ;(await load('hbbtv')).start()
    expect(setValue.mock.calls).toEqual([[0x30f]])
  })

  it('reads the numbers of the keys from the set, as globals or as members of KeyEvent', async () => {
    vi.stubGlobal('VK_RED', 116)
    vi.stubGlobal('KeyEvent', { VK_RED: 999, VK_BACK: 166, VK_PLAY: 80 })
    const codes = (await load('hbbtv')).readKeyCodes()
    expect([116, 166, 80].map((keyCode) => readAction({ keyCode }, codes))).toEqual(['panel', 'back', 'play'])
    expect(readAction({ keyCode: 999 }, codes)).toBeNull()
    expect(readAction({ keyCode: 461 }, codes)).toBe('back')
  })

  it('ends the app on Back on the first screen', async () => {
    const { destroyApplication } = stubManager({ setValue: vi.fn() })
    ;(await load('hbbtv')).leave()
    expect(destroyApplication).toHaveBeenCalledOnce()
  })
})

describe.each(['tizen', 'webos', 'hbbtv'] as const)('%s', (name) => {
  it('also runs in a browser that is none', async () => {
    const device = await load(name)
    device.start()
    device.leave()
    expect(device.readKeyCodes()).toEqual({})
  })
})
