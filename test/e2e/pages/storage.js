/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * An app that tracks many small events.
 */
;(function () {
  var api = decodeURIComponent(/[?&]api=([^&]*)/.exec(location.search)[1])
  var key = decodeURIComponent(/[?&]key=([^&]*)/.exec(location.search)[1])

  var tracker = window.CtvTracker.createTracker({
    apiKey: key,
    endpoints: { ccs: api, contextual: api },
    queue: { maxEvents: 2000 },
  })
  var heard = { sent: 0, dropped: 0, diagnostics: [] }
  tracker.on('sent', function (payload) {
    if (payload.status === 200) heard.sent += payload.events.length
  })
  tracker.on('dropped', function (payload) {
    heard.dropped += payload.events.length
  })
  tracker.on('diagnostic', function (payload) {
    heard.diagnostics.push(payload.code)
  })

  var tracked = 0
  function track() {
    tracker.track('Screenview', {
      screen: 'detail',
      row: 3,
      column: tracked % 20,
      item: 'vid_' + (100000 + tracked),
      categories: ['sports', 'football'],
      autoplay: false,
    })
    tracked++
  }

  window.storagePage = {
    tracker: tracker,
    heard: function () {
      heard.queued = tracker.inspect().queue.events.length
      return heard
    },
    /** Ten at a time; resolves when the last was tracked. */
    trackMany: function (count, everyMs) {
      return new Promise(function (resolve) {
        var left = count
        ;(function next() {
          for (var i = 0; i < 10 && left > 0; i++, left--) track()
          if (left > 0) window.ledger.native.setTimeout(next, everyMs)
          else resolve()
        })()
      })
    },
    /** Each waits for the answer about the one before: the worst case for what an answer writes. */
    trackOneByOne: function (count) {
      var left = count
      return (function next() {
        if (left-- === 0) return
        track()
        return tracker.flush().then(next)
      })()
    },
  }
})()
