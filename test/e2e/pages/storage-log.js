/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * Writes down every call of the page's stores: what was called, how long it held the thread, how many bytes it handed over.
 *
 * Bytes are those of key and value as UTF-8, values of IndexedDB as JSON.
 */
;(function () {
  var calls = []
  var now = performance.now.bind(performance)
  var stringify = JSON.stringify

  function sizeOf(value) {
    var text = typeof value === 'string' ? value : stringify(value)
    return text === undefined ? 0 : unescape(encodeURIComponent(text)).length
  }

  /** Calls `native` as it was called; `written` lists what of its arguments goes into the store. */
  function logged(store, name, native, written) {
    return function () {
      var startMs = now()
      try {
        return native.apply(this, arguments)
      } finally {
        var ms = now() - startMs
        var bytes = null
        if (written) {
          bytes = 0
          for (var i = 0; i < written.length; i++) bytes += sizeOf(arguments[written[i]])
        }
        calls.push({ store: store, name: name, ms: ms, bytes: bytes })
      }
    }
  }

  function wrap(store, holder, name, written) {
    holder[name] = logged(store, name, holder[name], written)
  }

  function wrapAccessor(store, holder, name, setterBytes) {
    var accessor = Object.getOwnPropertyDescriptor(holder, name)
    Object.defineProperty(holder, name, {
      configurable: true,
      enumerable: accessor.enumerable,
      get: logged(store, 'get ' + name, accessor.get),
      set: accessor.set && logged(store, 'set ' + name, accessor.set, setterBytes),
    })
  }

  wrapAccessor('localStorage', window, 'localStorage')
  wrap('localStorage', Storage.prototype, 'getItem')
  wrap('localStorage', Storage.prototype, 'setItem', [0, 1])
  wrap('localStorage', Storage.prototype, 'removeItem')
  wrap('localStorage', Storage.prototype, 'key')
  wrap('indexedDB', IDBFactory.prototype, 'open')
  wrap('indexedDB', IDBFactory.prototype, 'deleteDatabase')
  wrap('indexedDB', IDBDatabase.prototype, 'transaction')
  wrap('indexedDB', IDBDatabase.prototype, 'createObjectStore')
  wrap('indexedDB', IDBObjectStore.prototype, 'put', [0, 1])
  wrap('indexedDB', IDBObjectStore.prototype, 'add', [0, 1])
  wrap('indexedDB', IDBObjectStore.prototype, 'get')
  wrap('indexedDB', IDBObjectStore.prototype, 'delete')
  wrap('indexedDB', IDBObjectStore.prototype, 'openCursor')
  wrap('indexedDB', IDBCursor.prototype, 'update', [0])
  wrap('indexedDB', IDBCursor.prototype, 'delete')
  wrap('indexedDB', IDBCursor.prototype, 'continue')
  wrapAccessor('cookie', Document.prototype, 'cookie', [0])

  /** The calls since the last time, and forgets them. */
  window.takeStorageCalls = function () {
    return calls.splice(0)
  }
})()
