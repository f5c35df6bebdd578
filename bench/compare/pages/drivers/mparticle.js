/** As mParticle documents its media SDK: the app logs each change of the player, and the playhead, here once a second. */
window.driver = (function () {
  const { mParticle, MediaSession } = window.MParticlePeer
  let session = null
  let content = ''
  let isLive = false
  let isWaiting = false
  let headAtMs = 0
  const rows = {
    durationchange(row) {
      if (session) return
      session = new MediaSession(
        mParticle,
        content,
        content,
        isLive ? 0 : row.duration * 1000,
        'Video',
        isLive ? 'LiveStream' : 'OnDemand',
        true,
        false,
      )
      session.logMediaSessionStart()
    },
    play: () => session.logPlay(),
    playing() {
      if (isWaiting) session.logBufferEnd()
      isWaiting = false
    },
    waiting() {
      isWaiting = true
      session.logBufferStart()
    },
    timeupdate(row) {
      if (row.t - headAtMs < 1000) return
      headAtMs = row.t
      session.logPlayheadPosition(row.position * 1000)
    },
    pause: () => session.logPause(),
    ended: () => session.logMediaContentEnd(),
    seeking: (row) => session.logSeekStart(row.position * 1000),
    seeked: (row) => session.logSeekEnd(row.position * 1000),
    'ad-start'() {
      session.logAdBreakStart({ id: 'break', title: 'break', duration: 30_000 })
      session.logAdStart({ id: 'ad', title: 'ad', duration: 30_000 })
    },
    'ad-end'() {
      session.logAdEnd()
      session.logAdBreakEnd()
    },
    stop: () => session.logMediaSessionEnd(),
  }
  return {
    start(collector) {
      const host = collector.replace(/^http:\/\//, '')
      mParticle.init('bench', {
        isDevelopmentMode: false,
        requestConfig: false,
        forceHttps: false,
        v1SecureServiceUrl: `${host}/v1/JS/`,
        v3SecureServiceUrl: `${host}/v3/JS/`,
        identityUrl: `${host}/v1/`,
        flags: { eventBatchingIntervalMillis: 10_000, offlineStorage: '100' },
      })
    },
    open(_video, row) {
      content = row.content
      isLive = !!row.live
      session = null
      isWaiting = false
      headAtMs = row.t
    },
    row(row) {
      // A session needs the length of the film.
      if (rows[row.signal] && (session || row.signal === 'durationchange')) rows[row.signal](row)
    },
    close() {},
    track: (name) => mParticle.logEvent(name),
  }
})()
