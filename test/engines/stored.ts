/** What a page of any engine keeps on the device, and when it is safe there. */
import { vi } from 'vitest'
import type { Stored } from '../e2e/app-page.ts'
import { readStored as readAllStored } from '../e2e/app-page.ts'
import type { EnginePage } from '../support/browser/engine-page.ts'
import type { Page } from '../support/browser/page.ts'
import type { QtWebKitPage } from '../support/browser/qtwebkit-page.ts'
import { hasWritten } from '../support/browser/phantom-storage.ts'

const isChromium = (page: EnginePage): page is Page => 'cdp' in page
const isQtWebKit = (page: EnginePage): page is QtWebKitPage => 'readDatabases' in page

/** Where an origin is refused its stores, as empty as it looks from inside. PhantomJS names no databases: the tracker opens none there. */
const FROM_INSIDE = `(function () {
  function read(what) { try { return what() } catch (e) { return null } }
  return {
    localStorage: (read(function () { return Object.keys(localStorage) }) || []).sort(),
    cookies: read(function () { return document.cookie }) || '',
    databases: [],
  }
})()`

const ITEMS = `(function () {
  var items = {}
  Object.keys(localStorage).forEach(function (key) { items[key] = localStorage.getItem(key) })
  return items
})()`

/** Whoever reads comes after those who write. */
const AFTER_WRITES = `new Promise(function (resolve, reject) {
  var opening = indexedDB.open('ctv-tracker')
  opening.onerror = reject
  opening.onsuccess = function () {
    var transaction = opening.result.transaction('records')
    transaction.objectStore('records').count()
    transaction.oncomplete = function () { opening.result.close(); resolve() }
  }
})`

/** False for an origin that is refused its stores. */
const MAY_STORE = `(function () { try { return !!localStorage && location.protocol === 'http:' } catch (e) { return false } })()`

export async function readStored(page: EnginePage): Promise<Stored> {
  if (isChromium(page) && (await page.evaluate<boolean>(MAY_STORE))) return readAllStored(page)
  const stored = await page.evaluate<Stored>(FROM_INSIDE)
  return isQtWebKit(page) ? { ...stored, databases: await page.readDatabases() } : stored
}

/** Resolves when a kill can no longer take what the page has stored so far: what IndexedDB has committed is safe. */
export async function untilWritten(page: EnginePage, profile: string): Promise<void> {
  if (isChromium(page)) return void (await page.evaluate(AFTER_WRITES))
  await vi.waitUntil(async () => hasWritten(profile, await page.evaluate<Record<string, string>>(ITEMS)), {
    timeout: 15_000,
  })
}
