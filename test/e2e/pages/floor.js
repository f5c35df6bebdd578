/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * An evening on a page from which much was taken: two acts, a reload between them.
 * Act 1 ends in the middle of a film, act 2 begins with what is left of it.
 */
;(function () {
  var evening = window.evening
  evening.addedGlobals = Object.keys(window).filter(function (name) {
    return evening.globals.indexOf(name) < 0
  })
  var video = evening.video
  var tracker
  var view = null
  var isStarted = false
  var position = 0

  function step(name, run) {
    try {
      return run()
    } catch (error) {
      evening.thrown.push(name + ': ' + error)
      return undefined
    }
  }

  function track(name) {
    return function () {
      step(name, function () {
        tracker.track(name, { session: evening.session })
      })
    }
  }

  function contentOf(name) {
    return {
      id: name,
      url: 'https://kestrel.example/' + name,
      properties: { session: evening.session, video_id: name, categories: ['sports', 'football'] },
    }
  }

  function watch(name) {
    return function () {
      isStarted = false
      step('watch', function () {
        video.src = 'football.webm?' + name
        view = tracker.watch(video, contentOf(name))
      })
      video.play()
    }
  }

  function leave() {
    video.pause()
    step('end', function () {
      view.end()
    })
  }

  function untilStarted() {
    return isStarted
  }

  /** Moves a view driven by hand one step on. */
  function untilTold() {
    position += 0.25
    step('signal', function () {
      view.signal({ signal: 'timeupdate', position: position })
    })
    return isStarted
  }

  var beginning = [
    function () {
      step('create', function () {
        tracker = window.CtvTracker.createTracker({
          apiKey: evening.key,
          endpoints: { ccs: evening.api, contextual: evening.api },
        })
      })
      step('on', function () {
        tracker.on('diagnostic', function (payload) {
          if (evening.codes.indexOf(payload.code) < 0) evening.codes.push(payload.code)
        })
        tracker.on('view', function (payload) {
          if (payload.state === 'started') isStarted = true
        })
      })
      step('grant', function () {
        tracker.consent.grant()
      })
      step('get', function () {
        evening.atGrant = tracker.activations.get('gam')
      })
    },
  ]

  var acts = {
    1: [
      track('Opened'),
      watch('derby'),
      untilStarted,
      function () {
        step('rate', function () {
          view.track('Rated', { session: evening.session, stars: 5 })
        })
      },
      leave,
      function () {
        isStarted = false
        step('startView', function () {
          view = tracker.startView(contentOf('harbour'))
          view.signal({ signal: 'durationchange', duration: 60 })
          view.signal({ signal: 'playing', position: 0 })
        })
      },
      untilTold,
      track('Searched'),
      function () {
        step('ended', function () {
          view.signal({ signal: 'durationchange', duration: position })
          view.signal({ signal: 'ended', position: position })
        })
      },
      watch('cup'),
      untilStarted,
    ],
    2: [track('Returned'), watch('final'), untilStarted, leave],
  }

  var script = beginning.concat(acts[evening.act])
  // Where nothing can be kept, the viewer ends the film before the reload.
  if (evening.act === 1 && /storage=denied/.test(location.search)) script.push(leave)
  script.push(function () {
    step('fresh', function () {
      tracker.activations.fresh('gam', { deadlineMs: 10000 }).then(function (result) {
        evening.fresh = result.ids
        step('flush', function () {
          tracker.flush().then(function () {
            evening.inspection = tracker.inspect()
            evening.isOver = true
          })
        })
      })
    })
  })

  /** One step at a time; a step that returns false is not done yet. */
  ;(function next() {
    if (script[0]() !== false) script.shift()
    if (script.length > 0) evening.setTimeout(next, 100)
  })()
})()
