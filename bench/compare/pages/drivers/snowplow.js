/**
 * As Snowplow documents its media plugin: the app reports each change of the player, and its position on `timeupdate`.
 * At the start of a seek the position is the one left behind, which suits its count best.
 */
window.driver = (function () {
  const sp = window.SnowplowPeer
  let id = ''
  let isWaiting = false
  let lastPosition = 0
  const at = (position) => ({ id, player: { currentTime: position } })
  const rows = {
    durationchange: (row) =>
      sp.updateMediaTracking({
        id,
        player: isFinite(row.duration) ? { duration: row.duration } : { livestream: true },
      }),
    play: (row) => sp.trackMediaPlay(at(row.position)),
    playing(row) {
      if (isWaiting) sp.trackMediaBufferEnd(at(row.position))
      isWaiting = false
    },
    waiting(row) {
      isWaiting = true
      sp.trackMediaBufferStart(at(row.position))
    },
    timeupdate: (row) => sp.updateMediaTracking(at(row.position)),
    pause: (row) => sp.trackMediaPause(at(row.position)),
    ended: (row) => sp.trackMediaEnd(at(row.position)),
    seeking: () => sp.trackMediaSeekStart(at(lastPosition)),
    seeked: (row) => sp.trackMediaSeekEnd(at(row.position)),
    ratechange: (row) => sp.trackMediaPlaybackRateChange(Object.assign({ newRate: row.rate }, at(row.position))),
    'ad-start'() {
      sp.trackMediaAdBreakStart({ id, adBreak: { breakId: 'break' } })
      sp.trackMediaAdStart({ id, ad: { adId: 'ad' } })
    },
    'ad-end'() {
      sp.trackMediaAdComplete({ id })
      sp.trackMediaAdBreakEnd({ id })
    },
    stop(row) {
      sp.trackMediaPause(at(row.position))
      sp.endMediaTracking({ id })
    },
  }
  return {
    start(collector) {
      sp.newTracker('sp', collector, { appId: 'bench', encodeBase64: false, plugins: [sp.SnowplowMediaPlugin()] })
    },
    open(_video, { content }) {
      id = `${content}-${Date.now()}`
      isWaiting = false
      lastPosition = 0
      sp.startMediaTracking({ id, player: { currentTime: 0, paused: true, label: content } })
    },
    row(row) {
      if (rows[row.signal]) rows[row.signal](row)
      if (row.position !== undefined) lastPosition = row.position
    },
    close() {},
    track: (name) => sp.trackStructEvent({ category: 'bench', action: name }),
  }
})()
