/**
 * In the place of Google's `ima3.js` and `ima3_dai.js`, which are not to be had from npm: sends what it is handed, at the call.
 */
const origin = location.origin

class AdDisplayContainer {
  initialize() {}
}
class AdsRequest {}
class AdsLoader {
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

window.google = { ima: { AdDisplayContainer, AdsRequest, AdsLoader, dai: { api: { StreamManager, VODStreamRequest } } } }
