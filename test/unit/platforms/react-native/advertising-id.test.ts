/** The advertising id, by functions of the app's own. */
import { expect, it, vi } from 'vitest'
import type { AdvertisingIdOptions } from '../../../../platforms/react-native/index.ts'
import { advertisingId } from '../../../../platforms/react-native/index.ts'

const ID = '5f3a9c1e-4a52-4c53-9d2c-0c8f7a6b1d42'
const later = <T>(value: T): Promise<T> => Promise.resolve(value)
const broken = (): never => {
  throw new Error('native part is gone')
}

const read = (options: AdvertisingIdOptions): Promise<string | null> =>
  new Promise((resolve) => advertisingId(options)(resolve))

it.each<[string, () => unknown, () => unknown]>([
  ['at once, as on Vega', () => true, () => ID],
  ['later, as from a native module', () => later(true), () => later(ID)],
])('is given to who may track: %s', async (_, isTrackingEnabled, give) => {
  expect(await read({ isTrackingEnabled, read: give })).toBe(ID)
})

it.each<[string, () => unknown]>([
  ['false', () => false],
  ['a promise of false', () => later(false)],
  ['nothing', () => undefined],
  ['a word', () => 'authorized'],
  ['1', () => 1],
  ['a throw', broken],
  ['a rejection', () => Promise.reject(new Error('no'))],
])('is not even read where tracking is answered with %s', async (_, isTrackingEnabled) => {
  const give = vi.fn(() => ID)
  expect(await read({ isTrackingEnabled, read: give })).toBeNull()
  expect(give).not.toHaveBeenCalled()
})

it.each<[string, () => unknown]>([
  ['nothing but zeros', () => '00000000-0000-0000-0000-000000000000'],
  ['an empty text', () => ''],
  ['null', () => null],
  ['an object', () => ({ id: ID })],
  ['a throw', broken],
  ['a rejection', () => Promise.reject(new Error('no'))],
])('is none where %s is read', async (_, give) => {
  expect(await read({ isTrackingEnabled: () => true, read: give })).toBeNull()
})

it('calls both functions as methods of their object, so that a module of the app may be handed in', async () => {
  const module = {
    isAllowed: true,
    id: 'opaque-gxyz',
    isTrackingEnabled() {
      return this.isAllowed
    },
    read() {
      return later(this.id)
    },
  }
  expect(await read(module)).toBe('opaque-gxyz')
})

it('takes an id of any letters, as the other devices do', async () => {
  expect(await read({ isTrackingEnabled: () => true, read: () => 'ghxyz' })).toBe('ghxyz')
})

it('is neither asked for nor read once nobody wants it any more', async () => {
  let isWanted = false
  const isTrackingEnabled = vi.fn(() => {
    isWanted = false
    return later(true)
  })
  const give = vi.fn(() => ID)
  const ask = (): Promise<string | null> =>
    new Promise((resolve) => advertisingId({ isTrackingEnabled, read: give })(resolve, () => isWanted))
  expect(await ask()).toBeNull()
  expect(isTrackingEnabled).not.toHaveBeenCalled()
  isWanted = true
  expect(await ask()).toBeNull()
  expect(isTrackingEnabled).toHaveBeenCalledOnce()
  expect(give).not.toHaveBeenCalled()
})
