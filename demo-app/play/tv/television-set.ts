/**
 * What the television gives the app that runs on it, and takes away when the page breaks it. The page makes one for each start.
 */
import type { Ports, Tracker } from 'ctv-tracker/browser'
import type { Config } from '../../app/config.ts'
import type { GetText } from '../../app/http.ts'

export interface TelevisionSet {
  config: Config
  transport: Ports['transport']
  getText: GetText
  /** By how many ms the clock of the set is ahead. */
  clockAheadMs(): number
  /** Whether the flash is full. */
  isFull(): boolean
  /** Whether the app was killed: then it hears of nothing any more. */
  isDead(): boolean
  /** Hears of the tracker as soon as it is made. */
  meet(tracker: Tracker): void
}

/** The element that holds the television's page. */
export interface TelevisionFrame extends HTMLIFrameElement {
  televisionSet: TelevisionSet
}

/** What a page hears when it is taken down. A killed process hears none of it. */
const FAREWELLS = ['pagehide', 'visibilitychange', 'webkitvisibilitychange', 'beforeunload', 'unload', 'freeze']

/** Puts the set under everything that runs in its page later: call it before any other script. */
export function installSet(page: Window & typeof globalThis, set: TelevisionSet): void {
  for (const name of FAREWELLS)
    page.addEventListener(name, (event) => set.isDead() && event.stopImmediatePropagation(), true)
  installClock(page, set)
  installFlash(page, set)
}

function installClock(page: Window & typeof globalThis, set: TelevisionSet): void {
  const RightDate = page.Date
  const nowMs = (): number => RightDate.now() + set.clockAheadMs()
  page.Date = new Proxy(RightDate, {
    construct: (target, values: unknown[], self) =>
      Reflect.construct(target, values.length === 0 ? [nowMs()] : values, self) as Date,
    get: (target, name) => (name === 'now' ? nowMs : Reflect.get(target, name)),
  })
}

function installFlash(page: Window & typeof globalThis, set: TelevisionSet): void {
  const refusal = (): DOMException =>
    new page.DOMException('The flash of this television is full.', 'QuotaExceededError')
  const { setItem } = page.Storage.prototype
  page.Storage.prototype.setItem = function (key: string, value: string) {
    if (set.isFull()) throw refusal()
    setItem.call(this, key, value)
  }
  const { put } = page.IDBObjectStore.prototype
  page.IDBObjectStore.prototype.put = function (...values: Parameters<typeof put>) {
    const request = put.apply(this, values)
    // The engine takes the value, and finds out later that there is no room for the transaction.
    request.addEventListener('success', () => {
      if (!set.isFull() || Object.hasOwn(this.transaction, 'error')) return
      Object.defineProperty(this.transaction, 'error', { value: refusal() })
      this.transaction.abort()
    })
    return request
  }
}
