/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * An app that tracks without pause until it is killed: bursts of events, views that start and end, now and then
 * hidden for a moment. What it does comes from the plan in its address, random moments from the plan's seed.
 */
;(function () {
  var plan = window.plan
  var random = window.createRandom(plan.seed)
  var order = plan.firstOrder
  var tracker = window.CtvTracker.createTracker({
    apiKey: plan.apiKey,
    endpoints: { ccs: plan.api, contextual: plan.api },
    consent: plan.isConsenting ? 'granted' : 'required',
    queue: { maxEvents: 100000, delivery: plan.delivery },
  })
  var tell = window.tell
  window.tracker = tracker
  tracker.on('view', function (view) {
    // Its event has been tracked at this moment, between those with the numbers before and after.
    if (view.state !== 'open') tell('view', { viewId: view.viewId, state: view.state, order: ++order })
  })
  tracker.on('dropped', function (dropped) {
    tell('dropped', dropped)
  })
  tracker.on('diagnostic', function (diagnostic) {
    tell('diagnostic', diagnostic.code)
  })
  tell('begun', plan.cycle)
  if (plan.isQuiet) return
  if (plan.paceMs) return keepPace()

  function keepPace() {
    tracker.track('Crash', { n: ++order, text: 'An event of an evening in front of the television' })
    tell('tracked', { n: order, atMs: performance.now() })
    setTimeout(keepPace, plan.paceMs)
  }

  function watch(number) {
    var startedMs = performance.now()
    var lifeMs = 700 + random() * 1500
    var view = tracker.startView({
      id: 'film-' + number,
      url: 'https://app.example/film-' + number,
      properties: { film: number },
    })
    view.signal({ signal: 'durationchange', duration: 60 })
    view.signal({ signal: 'playing', position: 0 })
    function report() {
      var elapsedMs = performance.now() - startedMs
      view.signal({ signal: 'timeupdate', position: elapsedMs / 1000 })
      tell('spent', { viewId: view.id, spent: view.totals.timeSpentSeconds })
      if (random() < 0.3) view.track('Crash', { n: ++order })
      if (elapsedMs < lifeMs) return setTimeout(report, 60)
      view.end()
      watch(number + 2)
    }
    report()
  }

  function burst() {
    var length = random() < 0.02 ? 30 : 1 + Math.floor(random() * 3)
    for (var i = 0; i < length; i++)
      tracker.track('Crash', { n: ++order, text: 'An event of an evening in front of the television' })
    setTimeout(burst, random() * 250)
  }

  function setHidden(isHidden) {
    Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden })
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: isHidden ? 'hidden' : 'visible' })
    document.dispatchEvent(new Event('visibilitychange'))
  }

  /** As a remote's home button does: some devices go on running the page for a while. */
  function goHome() {
    setHidden(true)
    setTimeout(function () {
      setHidden(false)
    }, random() * 150)
    setTimeout(goHome, 200 + random() * 800)
  }

  watch(1)
  if (random() < 0.5) watch(2)
  burst()
  if (plan.isHiding) setTimeout(goHome, 200 + random() * 800)
})()
