/**
 * Pages that another script has spoiled: what it did, in the syntax of the oldest engine, and what must still work there.
 */
export interface HostileProfile {
  /** Ends the sentence "where …". */
  where: string
  /** Runs before the library is loaded. */
  spoil: string
  /** What of the events arrives: all; all or some, repeated, where no answer can be understood; all but those of the video; none. */
  delivered: 'all' | 'repeated' | 'app only' | 'none'
  /** Content-Security-Policy of the page. */
  csp?: string
  /** Where ids and queue are kept, where that is the point. */
  storage?: { ids: string; queue: string }
  /** Among the diagnostics. */
  code?: string
}

const thrower = (name: string): string => `function () { throw new Error('${name} is spoiled') }`
const getter = (holder: string, name: string, body: string): string =>
  `Object.defineProperty(${holder}, '${name}', { configurable: true, get: function () { ${body} } })`

const DENIED = `throw new DOMException('Access is denied for this document.', 'SecurityError')`
const QUOTA = `throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')`

export const PROFILES: Record<string, HostileProfile> = {
  clean: {
    where: 'nothing is spoiled',
    spoil: '',
    delivered: 'all',
    storage: { ids: 'localStorage', queue: 'indexedDB' },
  },

  // JSON
  'to-json': {
    where: 'arrays, strings, numbers and dates have a toJSON of their own',
    spoil: `Array.prototype.toJSON = function () { return '[' + this.join(', ') + ']' }
      String.prototype.toJSON = function () { return '"' + this + '"' }
      Number.prototype.toJSON = function () { return String(this) }
      Date.prototype.toJSON = function () { return '"a date"' }
      Object.prototype.toJSON = function () { return 'an object' }`,
    delivered: 'all',
  },
  'stringify-throws': {
    where: 'JSON.stringify throws',
    spoil: `JSON.stringify = ${thrower('stringify')}`,
    delivered: 'none',
  },
  'stringify-nothing': {
    where: 'JSON.stringify returns nothing',
    spoil: 'JSON.stringify = function () {}',
    delivered: 'none',
  },
  'stringify-number': {
    where: 'JSON.stringify returns a number',
    spoil: 'JSON.stringify = function () { return 42 }',
    delivered: 'none',
  },
  'parse-throws': { where: 'JSON.parse throws', spoil: `JSON.parse = ${thrower('parse')}`, delivered: 'repeated' },
  'parse-nothing': { where: 'JSON.parse returns nothing', spoil: 'JSON.parse = function () {}', delivered: 'repeated' },
  'parse-number': {
    where: 'JSON.parse returns a number',
    spoil: 'JSON.parse = function () { return 42 }',
    delivered: 'repeated',
  },
  'parse-odd': {
    where: 'JSON.parse returns objects of its own',
    spoil: `JSON.parse = function () { return { user_id: 5, id: {}, activations: 'x', cohorts: {}, key: null, owner: 1, error: { message: {} } } }`,
    delivered: 'repeated',
  },
  'no-json': { where: 'there is no JSON', spoil: 'window.JSON = undefined', delivered: 'none' },

  // Prototypes
  'prototype-js': {
    where: 'Prototype.js 1.6 has replaced the methods of lists',
    // As 1.6.0.3 extends Array, String, Date and Function, written anew.
    spoil: `(function () {
      var stop = {}
      function each(list, run) {
        try { for (var i = 0; i < list.length; i++) run(list[i], i) } catch (error) { if (error != stop) throw error }
      }
      var A = Array.prototype
      A.each = function (run) { each(this, run); return this }
      A.collect = A.map = function (run, context) {
        var results = []
        each(this, function (value, place) { results.push(run.call(context, value, place)) })
        return results
      }
      A.findAll = A.select = A.filter = function (test, context) {
        var results = []
        each(this, function (value, place) { if (test.call(context, value, place)) results.push(value) })
        return results
      }
      A.all = A.every = function (test, context) {
        var result = true
        each(this, function (value, place) { result = !!test.call(context, value, place); if (!result) throw stop })
        return result
      }
      A.any = A.some = function (test, context) {
        var result = false
        each(this, function (value, place) { result = !!test.call(context, value, place); if (result) throw stop })
        return result
      }
      A.detect = A.find = function (test) {
        var result
        each(this, function (value, place) { if (test(value, place)) { result = value; throw stop } })
        return result
      }
      A.reduce = function () { return this.length > 1 ? this : this[0] }
      A.first = function () { return this[0] }
      A.last = function () { return this[this.length - 1] }
      A.clear = function () { this.length = 0; return this }
      A.compact = function () { return this.select(function (value) { return value != null }) }
      A.size = function () { return this.length }
      A.toArray = A.clone = function () { return [].concat(this) }
      A.toJSON = function () { return '[' + this.join(', ') + ']' }
      String.prototype.toJSON = function () { return '"' + this + '"' }
      Date.prototype.toJSON = function () { return '"' + this + '"' }
      Function.prototype.bind = function (context) {
        var run = this, given = A.slice.call(arguments, 1)
        return function () { return run.apply(context, given.concat(A.slice.call(arguments))) }
      }
    })()`,
    delivered: 'all',
  },
  'enumerable-prototypes': {
    where: 'every object and list has further enumerable members',
    spoil: `Object.prototype.extend = function () {\n return this\n }
      Object.prototype.version = '1.2'
      Array.prototype.remove = function () {}
      Array.prototype.size = 3
      String.prototype.shout = function () {}
      Function.prototype.later = function () {}`,
    delivered: 'all',
  },
  'prototype-getter': {
    where: 'every object has an enumerable getter that throws',
    spoil: `Object.defineProperty(Object.prototype, 'boom', { enumerable: true, configurable: true, get: ${thrower('boom')}, set: function () {} })`,
    delivered: 'all',
  },

  // Stores
  'storage-denied': {
    where: 'access to localStorage is denied',
    spoil: getter('window', 'localStorage', DENIED),
    delivered: 'all',
    storage: { ids: 'cookie', queue: 'indexedDB' },
  },
  'storage-null': {
    where: 'localStorage is null',
    spoil: getter('window', 'localStorage', 'return null'),
    delivered: 'all',
  },
  'set-item-throws': {
    where: 'localStorage refuses every write',
    spoil: `Storage.prototype.setItem = function () { ${QUOTA} }`,
    delivered: 'all',
  },
  'get-item-throws': {
    where: 'localStorage cannot be read',
    spoil: `Storage.prototype.getItem = ${thrower('getItem')}`,
    delivered: 'all',
  },
  'remove-item-throws': {
    where: 'nothing can be removed from localStorage',
    spoil: `Storage.prototype.removeItem = ${thrower('removeItem')}`,
    delivered: 'all',
  },
  ...Object.fromEntries(
    [2, 3, 4, 6].map((nth) => [
      `quota-${nth}`,
      {
        where: `localStorage is full from the ${nth}th write on`,
        spoil: `var native = Storage.prototype.setItem, writes = 0
          Storage.prototype.setItem = function () { if (++writes >= ${nth}) ${QUOTA}; return native.apply(this, arguments) }`,
        delivered: 'all',
      },
    ]),
  ),
  'cookies-throw': {
    where: 'neither localStorage nor cookies may be touched',
    spoil: `${getter('window', 'localStorage', DENIED)};${getter('document', 'cookie', DENIED)}`,
    delivered: 'all',
    storage: { ids: 'indexedDB', queue: 'indexedDB' },
    code: 'storage-unavailable',
  },
  'indexed-db-missing': {
    where: 'there is no IndexedDB',
    spoil: getter('window', 'indexedDB', 'return undefined'),
    delivered: 'all',
    storage: { ids: 'localStorage', queue: 'localStorage' },
  },
  'indexed-db-null': {
    where: 'IndexedDB is null',
    spoil: getter('window', 'indexedDB', 'return null'),
    delivered: 'all',
  },
  'indexed-db-denied': {
    where: 'access to IndexedDB is denied',
    spoil: getter('window', 'indexedDB', DENIED),
    delivered: 'all',
  },
  'open-throws': {
    where: 'opening IndexedDB throws',
    spoil: `IDBFactory.prototype.open = ${thrower('open')}`,
    delivered: 'all',
  },
  'open-odd': {
    where: 'opening IndexedDB returns nothing',
    spoil: 'IDBFactory.prototype.open = function () {}',
    delivered: 'all',
  },
  'open-hangs': {
    where: 'IndexedDB never answers',
    spoil: 'IDBFactory.prototype.open = function () { return {} }',
    delivered: 'all',
    code: 'storage-slow',
  },
  'open-fails': {
    where: 'IndexedDB cannot be opened',
    spoil: `var open = IDBFactory.prototype.open
      IDBFactory.prototype.open = function (name) { open.call(this, name, 9); return open.call(this, name, 8) }`,
    delivered: 'all',
  },
  'transaction-throws': {
    where: 'IndexedDB refuses every transaction',
    spoil: `IDBDatabase.prototype.transaction = ${thrower('transaction')}`,
    delivered: 'all',
  },
  'put-throws': {
    where: 'IndexedDB refuses every write',
    spoil: `IDBObjectStore.prototype.put = function () { ${QUOTA} }`,
    delivered: 'all',
  },
  'cursor-throws': {
    where: 'IndexedDB cannot be read',
    spoil: `IDBObjectStore.prototype.openCursor = ${thrower('openCursor')}`,
    delivered: 'all',
  },
  'nothing-persists': {
    where: 'no store works at all',
    spoil: [
      getter('window', 'localStorage', DENIED),
      getter('document', 'cookie', DENIED),
      getter('window', 'indexedDB', DENIED),
    ].join(';'),
    delivered: 'all',
    storage: { ids: 'memory', queue: 'memory' },
  },

  // Language and platform
  'no-promise': {
    where: 'there is no Promise',
    spoil: 'window.Promise = undefined',
    delivered: 'all',
    storage: { ids: 'localStorage', queue: 'localStorage' },
  },
  'no-fetch': { where: 'there is no fetch', spoil: 'window.fetch = undefined', delivered: 'all' },
  'no-xhr': {
    where: 'there is no XMLHttpRequest',
    spoil: 'window.XMLHttpRequest = undefined',
    delivered: 'none',
    code: 'request-failed',
  },
  'xhr-throws': {
    where: 'XMLHttpRequest cannot be made',
    spoil: `window.XMLHttpRequest = ${thrower('XMLHttpRequest')}`,
    delivered: 'none',
    code: 'request-failed',
  },
  'open-request-throws': {
    where: 'a request cannot be opened',
    spoil: `XMLHttpRequest.prototype.open = ${thrower('open')}`,
    delivered: 'none',
    code: 'request-failed',
  },
  'send-throws': {
    where: 'a request cannot be sent',
    spoil: `XMLHttpRequest.prototype.send = ${thrower('send')}`,
    delivered: 'none',
    code: 'request-failed',
  },
  'abort-throws': {
    where: 'a request is never answered and cannot be aborted',
    spoil: `XMLHttpRequest.prototype.send = function () {}; XMLHttpRequest.prototype.abort = ${thrower('abort')}`,
    delivered: 'none',
  },
  'xhr-status-throws': {
    where: 'the status of a request throws',
    spoil: getter('XMLHttpRequest.prototype', 'status', "throw new Error('status is spoiled')"),
    delivered: 'repeated',
    code: 'request-failed',
  },
  'xhr-text-throws': {
    where: 'the answer of a request throws',
    spoil: getter('XMLHttpRequest.prototype', 'responseText', "throw new Error('text is spoiled')"),
    delivered: 'repeated',
    code: 'request-failed',
  },
  'no-navigator': {
    where: 'there is no navigator',
    spoil: getter('window', 'navigator', 'return undefined'),
    delivered: 'all',
  },
  'beacon-throws': {
    where: 'a beacon throws',
    spoil: `Navigator.prototype.sendBeacon = ${thrower('sendBeacon')}`,
    delivered: 'all',
  },
  'no-crypto': { where: 'there is no crypto', spoil: getter('window', 'crypto', 'return undefined'), delivered: 'all' },
  'crypto-throws': {
    where: 'crypto throws',
    spoil: `Crypto.prototype.getRandomValues = ${thrower('getRandomValues')}`,
    delivered: 'all',
  },
  'no-console': { where: 'there is no console', spoil: 'window.console = undefined', delivered: 'all' },
  'null-console': { where: 'the console is null', spoil: 'window.console = null', delivered: 'all' },
  'empty-console': { where: 'the console has no functions', spoil: 'window.console = {}', delivered: 'all' },
  'console-throws': {
    where: 'the console throws',
    spoil: `console.warn = console.log = console.error = ${thrower('console')}`,
    delivered: 'all',
  },
  'no-performance': {
    where: 'there is no performance',
    spoil: getter('window', 'performance', 'return undefined'),
    delivered: 'all',
  },
  'date-throws': { where: 'Date.now throws', spoil: `Date.now = ${thrower('Date.now')}`, delivered: 'all' },
  'date-nan': { where: 'Date.now is not a number', spoil: 'Date.now = function () { return NaN }', delivered: 'all' },
  'date-text': { where: 'Date.now is a text', spoil: `Date.now = function () { return 'today' }`, delivered: 'all' },
  'no-date-now': { where: 'there is no Date.now', spoil: 'Date.now = undefined', delivered: 'all' },
  'date-stands': {
    where: 'the date is always the same',
    spoil: 'Date.now = function () { return 1767225600000 }',
    delivered: 'all',
  },
  'date-replaced': {
    where: 'Date is a class of someone else',
    spoil: `var Native = Date
      window.Date = function (at) { return at === undefined ? new Native(1767225600000) : new Native(at) }
      Date.now = function () { return 1767225600000 }; Date.parse = Native.parse; Date.UTC = Native.UTC; Date.prototype = Native.prototype`,
    delivered: 'all',
  },
  'listen-throws': {
    where: 'nothing can be listened to',
    spoil: `EventTarget.prototype.addEventListener = ${thrower('addEventListener')}`,
    delivered: 'app only',
  },
  'window-listen-throws': {
    where: 'the window cannot be listened to',
    spoil: `window.addEventListener = ${thrower('addEventListener')}`,
    delivered: 'all',
  },
  'video-listen-throws': {
    where: 'the video cannot be listened to',
    spoil: `HTMLVideoElement.prototype.addEventListener = ${thrower('addEventListener')}`,
    delivered: 'app only',
  },
  'document-listen-throws': {
    where: 'the document cannot be listened to',
    spoil: `document.addEventListener = ${thrower('addEventListener')}`,
    delivered: 'all',
  },
  'no-connection': {
    where: 'the content security policy forbids every connection',
    spoil: '',
    csp: "default-src 'self'; connect-src 'none'",
    delivered: 'none',
    code: 'request-failed',
  },
}
