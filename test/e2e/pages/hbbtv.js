/* eslint-disable no-var -- runs as it is in the oldest engine */
/** An HbbTV page that plays by the clock; `api` and `key` come from the page. */
var heard = []
;['beforeunload', 'unload', 'pagehide'].forEach(function (name) {
  window.addEventListener(name, function () {
    heard.push(name)
  })
})
var tracker = CtvTracker.createTracker({
  apiKey: window.key,
  endpoints: { ccs: window.api, contextual: window.api },
  consent: 'granted',
})
var view = null

/** Begins a film; a position each tenth of a second. */
window.play = function () {
  var startedAt = performance.now()
  view = tracker.startView({ id: 'film', url: 'app://film', properties: { title: 'Film' } })
  view.signal({ signal: 'durationchange', duration: 600 })
  view.signal({ signal: 'playing', position: 0 })
  setInterval(function () {
    view.signal({ signal: 'timeupdate', position: (performance.now() - startedAt) / 1000 })
  }, 100)
}
window.seconds = function () {
  return view.totals.timeSpentSeconds
}
window.heardEvents = function () {
  return heard
}
window.leave = function (url) {
  location.href = url
}
