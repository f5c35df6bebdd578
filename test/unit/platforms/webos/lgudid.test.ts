/**
 * @vitest-environment happy-dom
 *
 * The device id of LG TVs: over a fake bus, and beside LG's own library on the same bus.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createLgudidSource } from '../../../../platforms/webos/lgudid.ts'
import { createWebosPorts } from '../../../../platforms/webos/ports.ts'
import { GRANTED, installFakeBus, LGUDID, runLibrary, WEBOS_USER_AGENT } from '../../../support/fakes/fake-webos.ts'

afterEach(() => vi.unstubAllGlobals())

async function read(source = createLgudidSource()): Promise<(string | null)[]> {
  const heard: (string | null)[] = []
  source.read((id) => heard.push(id))
  await new Promise((resolve) => setTimeout(resolve, 0))
  return heard
}

describe('the device id', () => {
  it('is asked of the service that has it, and comes later', async () => {
    const bus = installFakeBus()
    expect(await read()).toEqual([LGUDID])
    expect(bus.calls).toEqual([
      { uri: 'luna://com.webos.service.sm/deviceid/getIDs', parameters: { idType: ['LGUDID'] } },
    ])
  })

  it.each([
    ['a bad parameter', { returnValue: false, errorCode: 'ERR.001', errorText: 'Invalid Parameters' }],
    ['an internal error', { returnValue: false, errorCode: 'ERR.002', errorText: 'Security Manager Internal Error' }],
    [
      'an id type it does not know',
      { returnValue: false, errorCode: 'ERR.801', errorText: 'Unsupported Device ID Type' },
    ],
    ['an error code beside an id', { ...GRANTED, errorCode: 'ERR.002' }],
    ['a refusal beside an id', { ...GRANTED, returnValue: false }],
    ['ids of other kinds', { returnValue: true, idList: [{ idType: 'NDUID', idValue: 'n' }] }],
    ['no list', { returnValue: true }],
    ['an empty list', { returnValue: true, idList: [] }],
    ['an empty id', { returnValue: true, idList: [{ idType: 'LGUDID', idValue: '' }] }],
    ['a number', { returnValue: true, idList: [{ idType: 'LGUDID', idValue: 5 }] }],
    ['nothing', 'null'],
    ['what is no JSON', 'PalmServiceBridge error'],
    ['an empty text', ''],
  ])('is none where the service answers with %s', async (_title, answer) => {
    installFakeBus([answer])
    expect(await read()).toEqual([null])
  })

  it('is found among ids of other kinds', async () => {
    installFakeBus([{ returnValue: true, idList: [{ idType: 'NDUID', idValue: 'n' }, ...GRANTED.idList] }])
    expect(await read()).toEqual([LGUDID])
  })

  it('stays unknown where the service never answers', async () => {
    installFakeBus([])
    expect(await read()).toEqual([])
  })

  it('is none where there is no bus, and where the bus throws', async () => {
    expect(await read()).toEqual([null])
    installFakeBus().isBroken = true
    expect(await read()).toEqual([null])
  })

  it('can be asked for again after the next grant', async () => {
    installFakeBus()
    const source = createLgudidSource()
    expect([await read(source), await read(source)]).toEqual([[LGUDID], [LGUDID]])
  })

  it('goes under its tag, and is not touched by making the ports', () => {
    const bus = installFakeBus()
    expect(createWebosPorts(() => null).deviceId!.tag).toBe('lgudid')
    expect(bus.calls).toEqual([])
  })
})

describe("LG's own library on the same bus", () => {
  interface Library {
    service: { request(uri: string, options: object): void }
  }

  it('sends the same call, and reads the same id', async () => {
    const bus = installFakeBus()
    vi.stubGlobal('webOS', undefined)
    runLibrary('webOSTV.js')
    const heard: unknown[] = []
    const { service } = (window as unknown as { webOS: Library }).webOS
    service.request('luna://com.webos.service.sm', {
      method: 'deviceid/getIDs',
      parameters: { idType: ['LGUDID'] },
      onSuccess: (answer: typeof GRANTED) => heard.push(answer.idList[0]!.idValue),
    })
    heard.push(...(await read()))
    expect(heard).toEqual([LGUDID, LGUDID])
    expect(bus.calls[1]).toEqual(bus.calls[0])
  })

  it('gives the same id by its own wrapper', async () => {
    const bus = installFakeBus()
    vi.stubGlobal('PalmSystem', {})
    vi.stubGlobal('navigator', { userAgent: WEBOS_USER_AGENT })
    vi.stubGlobal('webOS', undefined)
    vi.stubGlobal('webOSDev', undefined)
    runLibrary('webOSTV.js')
    runLibrary('webOSTV-dev.js')
    const heard: unknown[] = []
    const { LGUDID: ask } = (window as unknown as { webOSDev: { LGUDID(options: object): void } }).webOSDev
    ask({
      onSuccess: (answer: { id: string }) => heard.push(answer.id),
      onFailure: (error: unknown) => heard.push(error),
    })
    heard.push(...(await read()))
    expect(heard).toEqual([LGUDID, LGUDID])
    expect(bus.calls[1]).toEqual(bus.calls[0])
  })
})
