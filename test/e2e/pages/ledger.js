/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * Keeps the books of what scripts leave open: listeners, timers, requests. Loaded before the script under test;
 * what the page itself needs, it takes from `ledger.native`.
 */
;(function () {
  var native = {
    setTimeout: window.setTimeout.bind(window),
    clearTimeout: window.clearTimeout.bind(window),
    addEventListener: EventTarget.prototype.addEventListener,
    removeEventListener: EventTarget.prototype.removeEventListener,
  }
  var timers = {}
  var listeners = []
  /** How often each of them was asked for. */
  var counts = { timers: 0, listeners: 0, requests: 0 }

  function wrapDelay(name, clearName, repeats) {
    var set = window[name]
    var clear = window[clearName]
    if (!set) return
    window[name] = function (run) {
      var rest = Array.prototype.slice.call(arguments, 1)
      counts.timers++
      var handle = set.apply(
        window,
        [
          function () {
            if (!repeats) delete timers[name + handle]
            return typeof run === 'function' ? run.apply(this, arguments) : undefined
          },
        ].concat(rest),
      )
      timers[name + handle] = name + ' ' + (rest[0] === undefined ? '' : rest[0])
      return handle
    }
    window[clearName] = function (handle) {
      delete timers[name + handle]
      clear.call(window, handle)
    }
  }
  wrapDelay('setTimeout', 'clearTimeout', false)
  wrapDelay('setInterval', 'clearInterval', true)
  wrapDelay('requestAnimationFrame', 'cancelAnimationFrame', false)
  wrapDelay('requestIdleCallback', 'cancelIdleCallback', false)

  function indexOf(target, type, listener) {
    for (var i = 0; i < listeners.length; i++) {
      if (listeners[i].target === target && listeners[i].type === type && listeners[i].listener === listener) return i
    }
    return -1
  }
  EventTarget.prototype.addEventListener = function (type, listener) {
    // Called bare, it is the window's.
    var target = this || window
    counts.listeners++
    native.addEventListener.apply(target, arguments)
    if (indexOf(target, type, listener) < 0) listeners.push({ target: target, type: type, listener: listener })
  }
  EventTarget.prototype.removeEventListener = function (type, listener) {
    var target = this || window
    native.removeEventListener.apply(target, arguments)
    var at = indexOf(target, type, listener)
    if (at >= 0) listeners.splice(at, 1)
  }

  function countCalls(holder, name) {
    var original = holder && holder[name]
    if (!original) return
    holder[name] = function () {
      counts.requests++
      return original.apply(this, arguments)
    }
  }
  countCalls(XMLHttpRequest.prototype, 'send')
  countCalls(Navigator.prototype, 'sendBeacon')
  countCalls(window, 'fetch')

  window.ledger = {
    native: native,
    counts: counts,
    /** What is open at this moment, in words. */
    open: function () {
      return {
        timers: Object.keys(timers).map(function (key) {
          return timers[key]
        }),
        listeners: listeners.map(function (entry) {
          return (
            (entry.target === window
              ? 'window '
              : entry.target === document
                ? 'document '
                : (entry.target.nodeName || '') + ' ') + entry.type
          )
        }),
      }
    },
  }
})()
