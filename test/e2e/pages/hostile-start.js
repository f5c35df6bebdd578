/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * What `hostile.js` needs of the page before it is spoiled, and where it writes down what happens.
 */
;(function () {
  var performance = window.performance
  var query = location.search
  function parameter(name) {
    return decodeURIComponent(new RegExp('[?&]' + name + '=([^&]*)').exec(query)[1])
  }
  var native = window.ledger.native
  native.dispatchEvent = EventTarget.prototype.dispatchEvent
  native.Event = window.Event
  native.Date = window.Date

  window.evening = {
    profile: parameter('profile'),
    api: parameter('api'),
    key: parameter('key'),
    nowMs: performance.now.bind(performance),
    steps: [],
    /** What calls of the library threw. */
    thrown: [],
    /** What reached the page's error handlers. */
    errors: [],
    codes: [],
    beats: 0,
    freshAnswers: 0,
    isPlayed: false,
    isFlushed: false,
    isDestroyed: false,
  }
  native.addEventListener.call(window, 'error', function (event) {
    window.evening.errors.push(event.message)
  })
  native.addEventListener.call(window, 'unhandledrejection', function (event) {
    window.evening.errors.push('rejection: ' + event.reason)
  })
})()
