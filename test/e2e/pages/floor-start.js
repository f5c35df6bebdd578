/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * What `floor.js` needs of the page before things are taken from it, and where it writes down what happens.
 */
;(function () {
  function parameter(name) {
    return decodeURIComponent(new RegExp('[?&]' + name + '=([^&]*)').exec(location.search)[1])
  }
  var listen = window.addEventListener.bind(window)
  var evening = {
    act: Number(parameter('act')),
    session: parameter('session'),
    api: parameter('api'),
    key: parameter('key'),
    setTimeout: window.setTimeout.bind(window),
    video: document.getElementById('video'),
    /** What calls of the library threw. */
    thrown: [],
    /** What reached the page's error handlers. */
    errors: [],
    codes: [],
    isOver: false,
  }
  window.evening = evening
  listen('error', function (event) {
    evening.errors.push(event.message)
  })
  listen('unhandledrejection', function (event) {
    evening.errors.push('rejection: ' + event.reason)
  })

  if (parameter('storage') === 'denied') {
    var refuse = function () {
      throw new Error('Access is denied for this document.')
    }
    var deny = function (holder, name) {
      Object.defineProperty(holder, name, { configurable: true, get: refuse, set: refuse })
    }
    deny(window, 'localStorage')
    deny(window, 'indexedDB')
    deny(document, 'cookie')
  }
  // Last, so that only the library's are new.
  evening.globals = Object.keys(window)
})()
