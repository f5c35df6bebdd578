/* eslint-disable no-var -- runs as it is in Hermes: ES5 only */
/* global createFakeNetwork -- fake-network.js, which is loaded before */
/**
 * A fake of what React Native puts around the language: timers, network, `performance`, console, and native modules whose calls go over the
 * bridge, so that what they keep outlives the process. There is no document, no localStorage, no `crypto` and no `navigator.onLine`.
 */
;(function (global) {
  var bridge = global.bridge
  delete global.bridge
  var thrown = []
  var waiting = {}
  var lastCall = 0

  function guard(run) {
    return function () {
      try {
        return run.apply(this, arguments)
      } catch (error) {
        thrown.push(String((error && error.stack) || error))
      }
    }
  }

  global.window = global
  global.navigator = { product: 'ReactNative' }
  global.performance = { now: bridge.nowMs }
  global.setTimeout = function (run, delayMs) {
    return bridge.later(guard(run), delayMs || 0)
  }
  global.clearTimeout = function (timer) {
    bridge.forget(timer)
  }
  global.setImmediate = function (run) {
    return bridge.later(guard(run), 0)
  }
  global.console = {
    warn: function (line) {
      thrown.push('console: ' + line)
    },
  }
  global.console.log = global.console.error = global.console.warn

  var network = createFakeNetwork(bridge, guard)
  global.XMLHttpRequest = network.XMLHttpRequest

  /** A method of a native module: its last argument is called with the harness's answer. */
  function native(method) {
    return function () {
      var given = Array.prototype.slice.call(arguments)
      var call = ++lastCall
      waiting[call] = given.pop()
      bridge.call({ id: call, method: method, given: given })
    }
  }
  global.nativeModules = {
    RNCAsyncStorage: {
      multiGet: native('multiGet'),
      multiSet: native('multiSet'),
      multiRemove: native('multiRemove'),
      getAllKeys: native('getAllKeys'),
    },
    RNGetRandomValues: {
      /** Random bytes of the harness, of which it hands in as many as are needed: a call of this kind answers at once. */
      getRandomBase64: function (count) {
        return bridge.stored['random' + count].split(' ')[--bridge.stored.left]
      },
    },
  }

  global.fakeBrowser = {
    answer: network.answer,
    answerCall: function (call, given) {
      var done = waiting[call]
      delete waiting[call]
      guard(done).apply(null, given)
    },
    thrown: thrown,
  }
})(this)
