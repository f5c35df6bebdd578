/**
 * A page with one video, the script-tag build, and a record of what the player's hook reported.
 */
;(function () {
  const parameters = new URLSearchParams(location.search)
  const video = document.getElementById('video')
  const signals = []
  const viewIds = []
  let view = null

  const api = parameters.get('api')
  const { createTracker, players } = window.CtvTracker
  const tracker = createTracker({
    apiKey: parameters.get('key'),
    endpoints: { ccs: api, contextual: api },
    consent: 'granted',
  })
  tracker.on('view', ({ viewId, state }) => {
    if (state === 'started') viewIds.push(viewId)
  })

  /** The video's own hook, listened to. */
  function recorded(hook) {
    return {
      player: hook.player,
      attach: (emit, timers) =>
        hook.attach((signal) => {
          signals.push(Object.assign({ wallMs: performance.now() }, signal))
          emit(signal)
        }, timers),
    }
  }

  window.stage = {
    video,
    signals,
    /** Ids of the views that had started, in order. */
    viewIds,
    /** Totals of the open view. */
    readTotals: () => view.totals,
    watch(id) {
      const content = { id, url: `https://kestrel.example/${id}`, properties: { video_id: id, title: id } }
      view = tracker.watch(recorded(players.html5(video)), content)
    },
    end: () => view.end(),
    /** Keeps events of the video from everybody who asks for them after this. */
    hush(...names) {
      for (const name of names) window.addEventListener(name, (event) => event.stopImmediatePropagation(), true)
    },
  }
})()
