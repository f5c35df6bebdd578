/**
 * @vitest-environment happy-dom
 */
import { afterEach, describe, expect, it } from 'vitest'
import { createDistinctiveIdSource } from '../../../../platforms/hbbtv/distinctive-id.ts'
import { createHbbtvPorts } from '../../../../platforms/hbbtv/ports.ts'
import type { FakeTerminal, TerminalOptions } from '../../../support/fakes/fake-hbbtv.ts'
import { DEVICE_ID, installFakeTerminal } from '../../../support/fakes/fake-hbbtv.ts'

let terminal: FakeTerminal | null = null
afterEach(() => {
  if (terminal) terminal.remove()
  terminal = null
})
const install = (options?: TerminalOptions) => (terminal = installFakeTerminal(options))

async function read(): Promise<(string | null)[]> {
  const heard: (string | null)[] = []
  createDistinctiveIdSource().read((id) => heard.push(id))
  await new Promise((resolve) => setTimeout(resolve, 0))
  return heard
}

describe('the distinctive identifier', () => {
  it.each(['embedded', 'factory'] as const)('is that of the configuration object, %s', async (objects) => {
    expect((install({ objects }), await read())).toEqual([DEVICE_ID])
    expect(terminal!.asked).toBe(0)
  })

  it.each(['#2', '#3', '#4', '#5', '#', '#17', '#abc'])(
    'is none where it is the status %s, and the viewer is not asked',
    async (deviceId) => {
      install({ deviceId })
      expect(await read()).toEqual([null])
      expect(terminal!.asked).toBe(0)
    },
  )

  it.each([[undefined], [null], [''], [5], [{}], [new Error('denied')]])(
    'is none where the terminal gives %s',
    async (deviceId) => {
      install({ deviceId })
      // Undefined would be the default of the fake.
      terminal!.deviceId = deviceId
      expect(await read()).toEqual([null])
    },
  )

  it('is asked for where the viewer may still be asked', async () => {
    install({ deviceId: '#1' })
    expect(await read()).toEqual([DEVICE_ID])
    expect(terminal!.asked).toBe(1)
  })

  it('is none where the viewer refuses', async () => {
    install({ deviceId: '#1', answer: 'deny' })
    expect(await read()).toEqual([null])
  })

  it.each([
    ['says no beside an id', false, DEVICE_ID, null],
    ['says yes beside a status', true, '#1', null],
    ['says nothing beside an id', undefined, DEVICE_ID, DEVICE_ID],
    ['throws when asked again', true, new Error('denied'), null],
  ])('is believed as little as it can be where the terminal %s', async (_title, isGranted, deviceId, expected) => {
    install({ deviceId: '#1', answer: 'later' })
    const heard: (string | null)[] = []
    createDistinctiveIdSource().read((id) => heard.push(id))
    terminal!.deviceId = deviceId
    terminal!.reply(isGranted)
    expect(heard).toEqual([expected])
  })

  it('stays unknown while the viewer does not answer', async () => {
    install({ deviceId: '#1', answer: 'later' })
    expect(await read()).toEqual([])
  })

  it.each(['throws', 'missing'] as const)('is none where asking %s', async (answer) => {
    install({ deviceId: '#1', answer })
    expect(await read()).toEqual([null])
  })

  it('is none in a browser, also in one that shows the page of a terminal', async () => {
    expect(await read()).toEqual([null])
    const object = document.createElement('object')
    object.setAttribute('type', 'application/oipfConfiguration')
    document.body.append(object)
    expect(await read()).toEqual([null])
    object.remove()
  })

  it('goes under its tag, and is not touched by making the ports', () => {
    install({ deviceId: '#1' })
    expect(createHbbtvPorts(() => null).deviceId!.tag).toBe('hbbtv_device_id')
    expect([terminal!.reads, terminal!.asked]).toEqual([0, 0])
  })
})
