/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * The smallest TV app: one film, a remote, and the script-tag build.
 *
 * OK plays and pauses, ◀ ▶ seek by 10 s, Back leaves the film, red accepts, green refuses.
 */
;(function () {
  var addedByLibrary = window.globals.added()
  var patchedByLibrary = window.globals.patched()
  var api = /[?&]api=([^&]*)/.exec(location.search)
  var key = /[?&]key=([^&]*)/.exec(location.search)
  var video = document.getElementById('video')
  var heard = { activations: [], session: [], view: [], sent: [], dropped: [], consent: [], diagnostic: [] }
  var view = null

  var content = {
    id: 'football',
    url: 'https://kestrel.example/sports/football',
    properties: {
      video_id: 'football',
      title: 'Harbour Derby',
      categories: ['sports', 'football'],
      rating: 0,
      subtitled: false,
      released: new Date(1767225600000),
      // Nothing of the rest may reach the wire.
      series: null,
      season: undefined,
      score: NaN,
      subtitle: '',
      cast: [],
      rights: { regions: [], until: null },
    },
  }

  var tracker = window.CtvTracker.createTracker({
    apiKey: decodeURIComponent(key[1]),
    endpoints: { ccs: decodeURIComponent(api[1]), contextual: decodeURIComponent(api[1]) },
  })
  Object.keys(heard).forEach(function (name) {
    tracker.on(name, function (payload) {
      // What an app reads inside the listener belongs to the record.
      heard[name].push({ payload: payload, gam: tracker.activations.get('gam') })
    })
  })
  tracker.prefetch(content)

  function seek(seconds) {
    video.currentTime = Math.max(0, Math.min(video.duration - 0.2, video.currentTime + seconds))
  }

  function toggle() {
    if (!view) {
      video.src = 'football.webm'
      view = tracker.watch(video, content)
    }
    if (video.paused) video.play()
    else video.pause()
  }

  function back() {
    video.pause()
    if (view) view.end()
    view = null
  }

  document.addEventListener('keydown', function (event) {
    tracker.activity()
    if (event.keyCode === 13) toggle()
    else if (event.keyCode === 37) seek(-10)
    else if (event.keyCode === 39) seek(10)
    else if (event.keyCode === 461 || event.keyCode === 10009) back()
    else if (event.keyCode === 403) tracker.consent.grant()
    else if (event.keyCode === 404) tracker.consent.revoke()
    else return
    event.preventDefault()
  })

  window.evening = {
    tracker: tracker,
    video: video,
    heard: heard,
    addedByLibrary: addedByLibrary,
    patchedByLibrary: patchedByLibrary,
  }
})()
