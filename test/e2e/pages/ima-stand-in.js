/**
 * In the place of Google's `ima3.js` and `ima3_dai.js`, which are not to be had from npm: sends what it is handed, at the call.
 * What else plugins call does nothing; no ad ever comes.
 */
const origin = location.origin

/** Has every method. */
const settings = new Proxy({}, { get: () => () => {} })
const TYPES = new Proxy({}, { get: (_, name) => String(name) })

class AdDisplayContainer {
  initialize() {}
}
class AdsRequest {
  setAdWillAutoPlay() {}
  setAdWillPlayMuted() {}
}
class AdsLoader {
  getSettings() {
    return settings
  }
  addEventListener() {}
  contentComplete() {}
  requestAds({ adTagUrl }) {
    void fetch(adTagUrl)
  }
}
class VODStreamRequest {}
class StreamManager {
  requestStream({ contentSourceId, videoId, adTagParameters }) {
    const url = `${origin}/dai.google.com/ondemand/v1/hls/content/${contentSourceId}/vid/${videoId}/stream`
    void fetch(url, { method: 'POST', body: JSON.stringify(adTagParameters) })
  }
}

window.google = {
  ima: {
    settings,
    AdDisplayContainer,
    AdsLoader,
    AdsRequest,
    AdsManagerLoadedEvent: { Type: TYPES },
    AdErrorEvent: { Type: TYPES },
    ImaSdkSettings: { VpaidMode: TYPES },
    dai: { api: { StreamManager, VODStreamRequest } },
  },
}
