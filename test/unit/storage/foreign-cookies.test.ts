/**
 * @vitest-environment happy-dom
 *
 * Cookies of the page that are not ours, and may be anything, beside ours in the cookie store.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openCookies } from '../../../platforms/web/cookie-store.ts'
import { eraseStores } from '../../../src/storage/open-stores.ts'

const FOREIGN = ['100%=1', '%E4=latin', 'theirs=%']

const clear = () => {
  for (const pair of document.cookie.split('; ')) document.cookie = pair.split('=')[0] + '=; max-age=-1; path=/'
}
beforeEach(() => {
  clear()
  for (const pair of FOREIGN) document.cookie = pair + '; path=/'
})
afterEach(clear)

it('neither hide our own values nor are they changed by writing them', () => {
  const store = openCookies()!
  store.set('ctv.id', 'ä;=%')
  expect(store.get('ctv.id')).toBe('ä;=%')
  expect(document.cookie.split('; ')).toEqual(expect.arrayContaining(FOREIGN))
})

it('do not stop the erasing of ours, and outlive it', () => {
  openCookies()!.set('ctv.id', 'me')
  openCookies()!.set('ctv.session', 'mine')
  eraseStores({ keyValue: [openCookies], records: [] }, 'ctv')
  expect(document.cookie.split('; ').sort()).toEqual([...FOREIGN].sort())
})

it('are read as they stand where a value of our name was not written by us', () => {
  document.cookie = 'ctv.session=%; path=/'
  expect(openCookies()!.get('ctv.session')).toBe('%')
})
