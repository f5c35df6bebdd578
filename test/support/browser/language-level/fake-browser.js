/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/* global createFakeNetwork -- fake-network.js, which is loaded before */
/**
 * A fake browser for engines that have only the language: what the library touches of a page, and no more.
 * Requests go over the bridge to a real server, localStorage lasts for one page and is handed on, the video only
 * says that it plays. There is no IndexedDB, no crypto, no cookie jar.
 */
;(function (window) {
  var bridge = window.bridge
  delete window.bridge

  function createTarget(target) {
    var listeners = {}
    target.addEventListener = function (type, listener) {
      listeners[type] = (listeners[type] || []).filter(function (other) {
        return other !== listener
      })
      listeners[type].push(listener)
    }
    target.removeEventListener = function (type, listener) {
      listeners[type] = (listeners[type] || []).filter(function (other) {
        return other !== listener
      })
    }
    return function fire(type, more) {
      var event = more || {}
      event.type = type
      ;(listeners[type] || []).forEach(function (listener) {
        listener.call(target, event)
      })
    }
  }

  /** As a browser does it: what is thrown ends here. */
  function guard(run) {
    return function () {
      try {
        run()
      } catch (error) {
        fireWindow('error', { message: String(error && error.stack) })
      }
    }
  }

  window.window = window.self = window
  var fireWindow = createTarget(window)
  window.onpagehide = null
  window.setTimeout = function (run, delayMs) {
    return bridge.later(guard(run), delayMs || 0)
  }
  window.clearTimeout = function (timer) {
    bridge.forget(timer)
  }
  window.performance = { now: bridge.nowMs }
  window.navigator = { userAgent: 'a fake browser', onLine: true }
  window.location = {
    href: 'http://127.0.0.1/' + bridge.search,
    search: bridge.search,
    protocol: 'http:',
    hostname: '127.0.0.1',
  }
  window.console = {
    warn: function (line) {
      fireWindow('error', { message: 'console: ' + line })
    },
  }
  window.console.log = window.console.error = window.console.warn

  var stored = JSON.parse(JSON.stringify(bridge.stored))
  window.localStorage = {
    getItem: function (key) {
      return Object.prototype.hasOwnProperty.call(stored, key) ? stored[key] : null
    },
    setItem: function (key, value) {
      stored[key] = String(value)
    },
    removeItem: function (key) {
      delete stored[key]
    },
    key: function (index) {
      return Object.keys(stored)[index] || null
    },
  }
  Object.defineProperty(window.localStorage, 'length', {
    get: function () {
      return Object.keys(stored).length
    },
  })

  var network = createFakeNetwork(bridge, guard)
  window.XMLHttpRequest = network.XMLHttpRequest

  /** Plays by the clock, tells so four times a second, and decodes nothing. */
  function createVideo() {
    var video = { nodeName: 'VIDEO', paused: true, ended: false, seeking: false, playbackRate: 1, duration: NaN }
    var fire = createTarget(video)
    var at = 0
    var sinceMs = 0
    var source = ''
    Object.defineProperty(video, 'currentTime', {
      get: function () {
        return video.paused ? at : at + (bridge.nowMs() - sinceMs) / 1e3
      },
    })
    Object.defineProperty(video, 'src', {
      get: function () {
        return source
      },
      set: function (next) {
        if (source) fire('emptied')
        source = next
        at = 0
        video.duration = 28
        fire('durationchange')
      },
    })
    video.play = function () {
      sinceMs = bridge.nowMs()
      video.paused = false
      fire('play')
      fire('playing')
      tick()
    }
    video.pause = function () {
      at = video.currentTime
      video.paused = true
      fire('pause')
    }
    function tick() {
      if (video.paused) return
      fire('timeupdate')
      window.setTimeout(tick, 250)
    }
    return video
  }

  var video = createVideo()
  window.document = {
    hidden: false,
    visibilityState: 'visible',
    cookie: '',
    getElementById: function () {
      return video
    },
  }
  createTarget(window.document)

  window.fakeBrowser = {
    answer: network.answer,
    leave: function () {
      fireWindow('pagehide')
      return JSON.stringify(stored)
    },
    show: function (evening) {
      return JSON.stringify(evening, function (_key, value) {
        return value === video ? undefined : value
      })
    },
  }
})(this)
