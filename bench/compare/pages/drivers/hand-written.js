/** The hand-written tracker watches the element. */
window.driver = (function () {
  let tracker = null
  let view = null
  return {
    start(collector) {
      tracker = window.handWrittenTracker({ url: collector, key: 'bench' })
    },
    open(video, { content }) {
      view = tracker.watch(video, { video_id: content, title: content })
    },
    row() {},
    close: () => view.end(),
    track: (name) => tracker.track(name, {}),
  }
})()
