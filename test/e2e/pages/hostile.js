/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * A TV app on a page whose globals another script has spoiled: an evening from the first call to the last.
 *
 * It asks nothing of those globals itself: what it needs, it took before they were spoiled.
 */
;(function () {
  var native = window.ledger.native
  var evening = window.evening
  var video = document.getElementById('video')
  var tracker
  var other
  var view

  /** One step of the app; what the library throws into it is written down. */
  function step(name, run) {
    evening.steps.push(name)
    try {
      return run()
    } catch (error) {
      evening.thrown.push(name + ': ' + error)
      return undefined
    }
  }

  // A film that plays by itself: position follows the time that went by.
  var film = { isPaused: true, at: 0, sinceMs: 0 }
  function position() {
    return film.isPaused ? film.at : film.at + (evening.nowMs() - film.sinceMs) / 1000
  }
  function pretend(name, read) {
    Object.defineProperty(video, name, { configurable: true, get: read })
  }
  pretend('currentTime', position)
  pretend('duration', function () {
    return 20
  })
  pretend('paused', function () {
    return film.isPaused
  })
  function fire(target, name) {
    native.dispatchEvent.call(target, new native.Event(name))
  }
  function play() {
    film.sinceMs = evening.nowMs()
    film.isPaused = false
    fire(video, 'play')
    fire(video, 'playing')
  }
  function pause() {
    film.at = position()
    film.isPaused = true
    fire(video, 'pause')
  }

  var isHidden = false
  Object.defineProperty(document, 'hidden', {
    configurable: true,
    get: function () {
      return isHidden
    },
  })
  function setHidden(next) {
    isHidden = next
    fire(document, 'visibilitychange')
  }

  var content = {
    id: 'derby',
    url: 'https://kestrel.example/' + evening.profile,
    properties: { profile: evening.profile, categories: ['sports', 'football'] },
  }

  function useEverything(when) {
    step(when + ' ids', function () {
      return tracker.ids
    })
    step(when + ' cohorts', function () {
      return tracker.cohorts
    })
    step(when + ' get', function () {
      tracker.activations.get('gam')
      tracker.activations.get('gam', { split: true })
    })
    step(when + ' inspect', function () {
      evening.inspection = tracker.inspect()
    })
    step(when + ' activity', function () {
      tracker.activity()
    })
    step(when + ' fresh', function () {
      tracker.activations.fresh('gam', { deadlineMs: 50 }).then(function () {
        evening.freshAnswers++
      })
    })
    step(when + ' view', function () {
      evening.viewId = view.id
      evening.totals = view.totals
    })
  }

  var script = [
    function () {
      step('create', function () {
        tracker = window.CtvTracker.createTracker({
          apiKey: evening.key,
          endpoints: { ccs: evening.api, contextual: evening.api },
          storageKey: 'hostile-' + evening.profile,
          debug: true,
        })
      })
      if (!tracker) return
      step('on', function () {
        tracker.on('diagnostic', function (payload) {
          if (evening.codes.indexOf(payload.code) < 0) evening.codes.push(payload.code)
        })
        tracker.on('activations', function () {
          throw new Error('a listener of the app that throws')
        })
      })
      step('prefetch', function () {
        tracker.prefetch(content)
      })
      step('grant', function () {
        tracker.consent.grant()
      })
      step('track', function () {
        tracker.track('Pageview', {
          profile: evening.profile,
          list: ['a', 'b'],
          nested: { at: new native.Date(0), none: [], deep: { flag: false } },
        })
      })
      step('watch', function () {
        view = tracker.watch(video, content)
      })
      play()
    },
    function () {
      fire(video, 'timeupdate')
    },
    function () {
      fire(video, 'timeupdate')
      useEverything('during')
      evening.during = evening.inspection
    },
    function () {
      fire(video, 'timeupdate')
      setHidden(true)
      setHidden(false)
      // Another viewer, who changes their mind.
      step('another', function () {
        other = window.CtvTracker.createTracker({
          apiKey: evening.key,
          endpoints: { ccs: evening.api, contextual: evening.api },
          storageKey: 'hostile-other-' + evening.profile,
          consent: 'granted',
        })
      })
      step('another track', function () {
        other.track('Pageview', { profile: 'another' })
        other.identify({ tag: 'internal_id', id: 'someone' })
        other.startView(content).signal({ signal: 'playing', position: 0 })
      })
      step('another revoke', function () {
        other.consent.revoke()
      })
    },
    function () {
      fire(video, 'timeupdate')
      pause()
      step('view.track', function () {
        view.track('Pageview', { profile: evening.profile, inView: true })
      })
      step('end', function () {
        view.end()
      })
      step('flush', function () {
        tracker.flush().then(function () {
          evening.isFlushed = true
        })
      })
    },
  ]

  function next() {
    var act = script.shift()
    if (!act) {
      evening.isPlayed = true
      return
    }
    act()
    if (tracker) native.setTimeout(next, 200)
    else evening.isPlayed = true
  }
  // The app has work of its own, and it goes on.
  ;(function beat() {
    evening.beats++
    native.setTimeout(beat, 50)
  })()

  evening.leave = function () {
    step('destroy', function () {
      tracker.destroy().then(function () {
        evening.isDestroyed = true
      })
    })
    step('another destroy', function () {
      other.destroy()
    })
    useEverything('afterwards')
    step('afterwards grant', function () {
      tracker.consent.grant()
    })
    step('afterwards watch', function () {
      tracker.watch(video, content).end()
    })
    step('afterwards track', function () {
      tracker.track('Pageview')
    })
    step('afterwards destroy', function () {
      tracker.destroy()
    })
    play()
    fire(video, 'timeupdate')
    setHidden(true)
    fire(window, 'pagehide')
  }

  next()
})()
