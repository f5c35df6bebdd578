/**
 * @vitest-environment happy-dom
 *
 * Which family of sets is found, beside the platforms that have an adapter.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { detectDevice } from '../../../../platforms/devices/detect.ts'
import { HBBTV, PORTAL, PORTAL_WITH_HBBTV, VIDAA } from '../../../fixtures/user-agents.ts'
import { installFakeTerminal } from '../../../support/fakes/fake-hbbtv.ts'
import { installFakeTizen } from '../../../support/fakes/fake-tizen.ts'
import { installFakeVizio } from '../../../support/fakes/fake-vizio.ts'
import { installFakeBus } from '../../../support/fakes/fake-webos.ts'

const browse = (userAgent: string) => vi.stubGlobal('navigator', { userAgent })
beforeEach(() => browse('Mozilla/5.0 (X11; Linux x86_64)'))
afterEach(() => vi.unstubAllGlobals())

it('is the platform where there is an adapter for it', () => {
  installFakeTizen()
  expect(detectDevice()).toBe('tizen')
  vi.unstubAllGlobals()
  installFakeBus()
  expect(detectDevice()).toBe('webos')
  vi.unstubAllGlobals()
  const terminal = installFakeTerminal()
  browse(HBBTV[0]![1])
  expect(detectDevice()).toBe('hbbtv')
  terminal.remove()
})

it.each(VIDAA)('is VIDAA by its global: %s', (_title, userAgent) => {
  browse(userAgent)
  expect(detectDevice()).toBe('browser')
  vi.stubGlobal('Hisense_GetDeviceID', () => '')
  expect(detectDevice()).toBe('vidaa')
})

it('is Vizio by its library, and before that has loaded by its user agent', () => {
  browse(
    'Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0 Safari/537.36 VIZIO SmartCast',
  )
  expect(detectDevice()).toBe('vizio')
  browse('Mozilla/5.0 (X11; Linux armv7l)')
  expect(detectDevice()).toBe('browser')
  installFakeVizio()
  expect(detectDevice()).toBe('vizio')
})

it.each([...PORTAL, ...PORTAL_WITH_HBBTV])('is the system of the portal: %s', (_title, userAgent) => {
  browse(userAgent)
  expect(detectDevice()).toBe(userAgent.includes('TitanOS/') ? 'titan' : 'whale')
})

it('is HbbTV on every set whose page is an HbbTV application', () => {
  const terminal = installFakeTerminal()
  vi.stubGlobal('Hisense_GetDeviceID', () => '')
  for (const [, userAgent] of [...PORTAL_WITH_HBBTV, ...VIDAA]) {
    browse(userAgent)
    expect(detectDevice()).toBe('hbbtv')
  }
  terminal.remove()
})

it('is a browser anywhere else, and where there is no window', () => {
  expect(detectDevice()).toBe('browser')
  vi.stubGlobal('window', undefined)
  expect(detectDevice()).toBe('browser')
})
