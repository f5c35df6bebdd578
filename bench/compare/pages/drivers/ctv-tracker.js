/** As README.md shows it: the tracker watches the element. An ad plays in an element of its own, which nobody watches. */
window.driver = (function () {
  let tracker = null
  let view = null
  return {
    start(collector) {
      tracker = window.CtvTracker.createTracker({
        apiKey: '00000000-0000-4000-8000-000000000001',
        endpoints: { ccs: collector, contextual: collector },
        consent: 'granted',
      })
    },
    open(video, { content, live, kind, adSpans }) {
      view = tracker.watch(video, {
        id: content,
        url: `https://kestrel.example/${content}`,
        properties: { video_id: content, title: content },
        live,
        kind,
        adSpans,
      })
    },
    row() {},
    close: () => view.end(),
    track: (name) => tracker.track(name),
  }
})()
