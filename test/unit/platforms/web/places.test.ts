/**
 * @vitest-environment happy-dom
 *
 * The stores of a web engine in the places where TV apps live: what each place denies, and in which store the ids end.
 */
import { afterEach, expect, it } from 'vitest'
import { createWebPorts } from '../../../../platforms/web/ports.ts'
import { openKeyValue } from '../../../../src/storage/open-stores.ts'

const undo: (() => void)[] = []
afterEach(() => undo.splice(0).forEach((run) => run()))

function replace(holder: object, name: string, descriptor: PropertyDescriptor): void {
  const before = Object.getOwnPropertyDescriptor(holder, name)
  Object.defineProperty(holder, name, { ...descriptor, configurable: true })
  undo.push(() => (before ? Object.defineProperty(holder, name, before) : Reflect.deleteProperty(holder, name)))
}
const deny = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError')
}
/** LG, Web API and Web Engine: cookies work for hosted apps only. What is written from file:// is dropped without a word. */
const dropCookies = () => replace(document, 'cookie', { get: () => '', set: () => {} })
const denyLocalStorage = () => replace(window, 'localStorage', { get: deny })
/** An origin made for one run, and a frame without one: every store throws when it is touched. */
const denyCookies = () => replace(document, 'cookie', { get: deny, set: deny })
/** Some HbbTV sets have the object, and it refuses every write (remix-run/history, issue 77). */
const refuseWrites = () =>
  replace(window, 'localStorage', {
    value: { length: 0, getItem: () => null, key: () => null, removeItem() {}, setItem: deny },
  })
/** Others take every write, and forget it. */
const forgetWrites = () =>
  replace(window, 'localStorage', {
    value: { length: 0, getItem: () => null, key: () => null, removeItem() {}, setItem() {} },
  })
const lack = () => replace(window, 'localStorage', { value: undefined })

it.each<[string, (() => void)[], string]>([
  ['a hosted app', [], 'localStorage'],
  ['a packaged app, whose cookies are dropped', [dropCookies], 'localStorage'],
  ['a packaged app without localStorage', [dropCookies, denyLocalStorage], 'memory'],
  ['an HbbTV set with cookies alone', [lack], 'cookie'],
  ['an HbbTV set whose localStorage refuses every write', [refuseWrites], 'cookie'],
  ['an HbbTV set whose localStorage forgets every write', [forgetWrites], 'cookie'],
  ['an origin made for one run', [denyLocalStorage, denyCookies], 'memory'],
])('%s', (_place, changes, kind) => {
  changes.forEach((change) => change())
  const store = openKeyValue(createWebPorts(() => null).stores, 'ctv-tracker')
  expect(store.kind).toBe(kind)
  store.set('ctv-tracker.id', 'a')
  expect(store.get('ctv-tracker.id')).toBe('a')
  store.remove('ctv-tracker.id')
})
