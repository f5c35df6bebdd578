/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * What each app plays, however it came by the tracker: a view to its end, and an ad call after it.
 */
window.playEvening = function (createTracker, decorateAdTag) {
  var evening = window.evening
  var tracker = createTracker({
    apiKey: evening.key,
    endpoints: { ccs: evening.api, contextual: evening.api },
    consent: 'granted',
  })
  var view = tracker.startView({
    url: 'https://kestrel.example/derby',
    properties: { session: evening.session, video_id: 'derby', categories: ['sports', 'football'] },
  })
  var position = 0
  view.signal({ signal: 'durationchange', duration: 1 })
  view.signal({ signal: 'playing', position: 0 })
  setTimeout(next, 250)

  function next() {
    position += 0.25
    view.signal({ signal: position < 1 ? 'timeupdate' : 'ended', position: position })
    if (position < 1) setTimeout(next, 250)
    else tracker.activations.fresh('gam', { deadlineMs: 10000 }).then(callAd)
  }

  function callAd(result) {
    evening.adTag = decorateAdTag('https://ads.example/gampad/ads?iu=/1/tv', result.ids, 'gam')
    tracker.flush().then(function () {
      evening.isOver = true
    })
  }
}
