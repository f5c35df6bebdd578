/**
 * @vitest-environment happy-dom
 *
 * The ports of a web engine, together: nothing is touched by making them.
 */
import { afterEach, expect, it, vi } from 'vitest'
import { createWebPorts } from '../../../../platforms/web/ports.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it('are all there, best stores first', () => {
  const hook = () => null
  const ports = createWebPorts(hook)
  expect(Object.keys(ports).sort()).toEqual([
    'clock',
    'createDeferred',
    'deviceId',
    'lifecycle',
    'log',
    'playerHook',
    'random',
    'stores',
    'timers',
    'transport',
  ])
  expect(ports.stores.keyValue.map((open) => open()!.kind)).toEqual(['localStorage', 'cookie'])
  expect(ports.stores.records.length).toBe(1)
  expect(ports.deviceId).toBeNull()
  expect(ports.playerHook).toBe(hook)
})

it('touch neither storage nor network before they are used', () => {
  const touched: string[] = []
  const trap = (name: string) =>
    new Proxy(
      {},
      {
        get: () => {
          touched.push(name)
          throw new Error('touched')
        },
      },
    )
  vi.stubGlobal('indexedDB', trap('indexedDB'))
  const before = Object.getOwnPropertyDescriptor(window, 'localStorage')!
  Object.defineProperty(window, 'localStorage', {
    get: () => {
      touched.push('localStorage')
      throw new Error('touched')
    },
    configurable: true,
  })
  Object.defineProperty(document, 'cookie', {
    get: () => {
      touched.push('cookie')
      return ''
    },
    configurable: true,
  })
  const listen = vi.spyOn(window, 'addEventListener')
  try {
    createWebPorts(() => null)
  } finally {
    Object.defineProperty(window, 'localStorage', before)
    Reflect.deleteProperty(document, 'cookie')
  }
  expect(touched).toEqual([])
  expect(listen).not.toHaveBeenCalled()
})

it('write one line for the developer, and nothing where the engine has no console', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { log } = createWebPorts(() => null)
  log('line')
  expect(warn.mock.calls).toEqual([['line']])
  for (const value of [
    undefined,
    null,
    {},
    {
      warn: () => {
        throw new Error('spoiled')
      },
    },
  ]) {
    vi.stubGlobal('console', value)
    expect(() => log('line')).not.toThrow()
  }
})
