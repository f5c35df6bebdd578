/* eslint-disable no-var -- runs in whatever a console holds: ES5 only */
/**
 * The page's end of `console-engine.ts`, for engines that come as a console: Hermes reads its commands from the prompt, and so does the
 * JavaScriptCore shell by the loop at the end of what is put behind this file. News go out as lines that begin with `@`.
 */
/* global print -- every console has it */
var host = (function (global) {
  var hasEnded = false
  var timers = {}
  var lastTimer = 0

  function tell(news) {
    print('@' + JSON.stringify(news))
  }
  /** After each command: whether the page's script has finished. */
  function look() {
    if (hasEnded || !global.evening || !global.evening.isOver) return
    hasEnded = true
    tell({ news: 'over', evening: JSON.parse(global.fakeBrowser.show(global.evening)) })
  }
  function attempt(run) {
    try {
      run()
    } catch (error) {
      hasEnded = true
      tell({ news: 'failed', error: String((error && error.stack) || error) })
    }
  }

  return {
    /** What the harness hands in, and what the page asks of it. */
    open: function (page) {
      global.bridge = {
        search: page.search,
        stored: page.stored,
        nowMs: function () {
          return +new Date()
        },
        later: function (run, delayMs) {
          var timer = ++lastTimer
          timers[timer] = run
          tell({ news: 'timer', timer: timer, delayMs: delayMs })
          return timer
        },
        forget: function (timer) {
          delete timers[timer]
        },
        send: function (request) {
          tell({ news: 'request', request: JSON.parse(request) })
        },
        /** A call of a native module, which the harness carries out. */
        call: function (call) {
          tell({ news: 'call', call: call })
        },
      }
    },
    load: function (code) {
      attempt(function () {
        // eslint-disable-next-line no-eval -- a script of a page, in the global scope; a console has no other way to load one.
        ;(0, eval)(code)
      })
    },
    fire: function (timer) {
      var run = timers[timer]
      delete timers[timer]
      if (run) attempt(run)
    },
    run: attempt,
    look: look,
    tell: function (told) {
      tell({ news: 'told', told: told })
    },
    leave: function () {
      tell({ news: 'left', stored: JSON.parse(global.fakeBrowser.leave()) })
    },
  }
})(this)
