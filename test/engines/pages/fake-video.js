/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * A fake: stands in for the media element where the engine has none (PhantomJS). It shows nothing.
 * The page's own <video> is given the members and the events of a clip of 28 s, in the order of
 * https://html.spec.whatwg.org/multipage/media.html; nothing global is touched. As the WebKit of that age, `play()` returns nothing.
 */
;(function () {
  if (window.HTMLVideoElement) return

  var TICK_MS = 250
  var DURATION_S = 28

  var video = document.getElementById('video')
  var positionS = 0
  var sinceMs = 0
  var ticker = null

  function now() {
    return new Date().getTime()
  }

  function fire(type) {
    var event = document.createEvent('Event')
    event.initEvent(type, false, false)
    video.dispatchEvent(event)
  }

  function fireSoon(types) {
    setTimeout(function () {
      types.forEach(fire)
    }, 0)
  }

  function isRunning() {
    return !video.paused && !video.ended && !video.seeking
  }

  /** Takes over what has run since, at rate 1. */
  function settle() {
    if (isRunning()) positionS = Math.min(DURATION_S, positionS + (now() - sinceMs) / 1000)
    sinceMs = now()
  }

  function tick() {
    settle()
    if (!isRunning()) return
    fire('timeupdate')
    if (positionS < DURATION_S) return
    video.ended = true
    video.paused = true
    clearInterval(ticker)
    fire('pause')
    fire('ended')
  }

  video.isFake = true
  video.duration = NaN
  video.playbackRate = 1
  video.paused = true
  video.ended = false
  video.seeking = false

  Object.defineProperty(video, 'currentTime', {
    get: function () {
      settle()
      return positionS
    },
    set: function (seconds) {
      settle()
      positionS = Math.max(0, Math.min(DURATION_S, seconds))
      video.seeking = true
      video.ended = false
      setTimeout(function () {
        fire('seeking')
        setTimeout(function () {
          sinceMs = now()
          video.seeking = false
          fire('timeupdate')
          fire('seeked')
        }, 60)
      }, 0)
    },
  })

  Object.defineProperty(video, 'src', {
    set: function () {
      settle()
      positionS = 0
      video.paused = true
      video.ended = false
      video.duration = DURATION_S
      fireSoon(['emptied', 'loadstart', 'durationchange', 'loadedmetadata', 'loadeddata', 'canplay'])
    },
  })

  video.play = function () {
    if (!video.paused) return
    settle()
    video.paused = false
    sinceMs = now()
    clearInterval(ticker)
    ticker = setInterval(tick, TICK_MS)
    fireSoon(['play', 'playing'])
  }

  video.pause = function () {
    if (video.paused) return
    settle()
    video.paused = true
    clearInterval(ticker)
    fireSoon(['timeupdate', 'pause'])
  }
})()
