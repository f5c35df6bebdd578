/**
 * A fake of what a Tizen TV gives a page, for a browser that is none: no Samsung code. Run before the page's own scripts.
 *
 * Imitates developer.samsung.com/smarttv, Tizen Web Device API references, "TVInputDevice API" and "Application API", and the guide
 * "Remote Control": arrows, OK and Back reach every app, another key only once it was registered; a name that the set does not
 * know is an InvalidValuesError. What happened is in `window.fakeSet`.
 */
;(function () {
  const CODES = {
    MediaPlayPause: 10252,
    MediaPlay: 415,
    MediaPause: 19,
    MediaStop: 413,
    MediaFastForward: 417,
    MediaRewind: 412,
    ColorF0Red: 403,
    ColorF1Green: 404,
    ColorF2Yellow: 405,
    ColorF3Blue: 406,
    ChannelUp: 427,
    Info: 457,
    Exit: 10182,
  }
  const fakeSet = { registered: [], hasExited: false, keysHeldBack: 0 }
  window.fakeSet = fakeSet
  window.tizen = {
    tvinputdevice: {
      registerKey: function (name) {
        if (!CODES.hasOwnProperty(name)) throw new DOMException('unknown key: ' + name, 'InvalidValuesError')
        fakeSet.registered.push(name)
      },
    },
    application: {
      getCurrentApplication: function () {
        return {
          exit: function () {
            fakeSet.hasExited = true
          },
        }
      },
    },
  }
  window.addEventListener(
    'keydown',
    function (event) {
      Object.keys(CODES).forEach(function (name) {
        if (CODES[name] !== event.keyCode || fakeSet.registered.indexOf(name) >= 0) return
        fakeSet.keysHeldBack++
        event.stopImmediatePropagation()
      })
    },
    true,
  )
})()
