/* eslint-disable no-var -- runs in Node 0.12 to 7, for the sake of their V8: ES5 only */
/**
 * Opens pages in a bare V8: each is a fresh `vm` context with a fake browser around it and no `require`.
 * Orders come in as JSON lines (open, answer, leave), news go out the same way (request, over, left).
 */
'use strict'
var vm = require('vm')

/** How often a page is asked whether it has finished. */
var LOOK_MS = 20

var pages = {}

function tell(news) {
  process.stdout.write(JSON.stringify(news) + '\n')
}

function openPage(order) {
  var timers = {}
  var lastTimer = 0
  var context = vm.createContext({
    bridge: {
      search: order.search,
      stored: order.stored,
      nowMs: function () {
        var time = process.hrtime()
        return time[0] * 1e3 + time[1] / 1e6
      },
      later: function (run, delayMs) {
        var timer = ++lastTimer
        timers[timer] = setTimeout(function () {
          delete timers[timer]
          run()
        }, delayMs)
        return timer
      },
      forget: function (timer) {
        clearTimeout(timers[timer])
        delete timers[timer]
      },
      send: function (request) {
        tell({ news: 'request', page: order.page, request: JSON.parse(request) })
      },
    },
  })
  var page = (pages[order.page] = {
    context: context,
    close: function () {
      clearInterval(looking)
      Object.keys(timers).forEach(function (timer) {
        clearTimeout(timers[timer])
      })
      delete pages[order.page]
    },
  })
  var looking = setInterval(function () {
    if (run(page, 'evening.isOver')) {
      clearInterval(looking)
      tell({ news: 'over', page: order.page, evening: JSON.parse(run(page, 'fakeBrowser.show(evening)')) })
    }
  }, LOOK_MS)
  try {
    order.scripts.forEach(function (script) {
      vm.runInContext(script.code, context, script.name)
    })
  } catch (error) {
    page.close()
    tell({ news: 'failed', page: order.page, error: String(error && error.stack) })
  }
}

function run(page, code) {
  return vm.runInContext(code, page.context, 'bare-host')
}

var orders = {
  open: openPage,
  answer: function (order) {
    if (pages[order.page]) run(pages[order.page], 'fakeBrowser.answer(' + JSON.stringify(order.answer) + ')')
  },
  leave: function (order) {
    var stored = JSON.parse(run(pages[order.page], 'fakeBrowser.leave()'))
    pages[order.page].close()
    tell({ news: 'left', page: order.page, stored: stored })
  },
}

var input = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', function (chunk) {
  input += chunk
  var lines = input.split('\n')
  input = lines.pop()
  lines.forEach(function (line) {
    var order = JSON.parse(line)
    orders[order.order](order)
  })
})
// Whoever gave the orders is gone.
process.stdin.on('end', function () {
  process.exit()
})
tell({ news: 'ready', v8: process.versions.v8 })
