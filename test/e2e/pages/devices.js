/** An app that a portal or a set opens, as its bundler makes it of the built package; `api` and `key` come from the page. */
import { createTracker } from 'ctv-tracker'
import { detectDevice, vizioAdId } from 'ctv-tracker/devices'

window.device = detectDevice()
window.start = function (isVizio) {
  const tracker = createTracker({
    apiKey: window.key,
    endpoints: { ccs: window.api, contextual: window.api },
    consent: 'granted',
    identity: isVizio ? vizioAdId() : { deviceId: true },
  })
  window.codes = []
  tracker.on('diagnostic', function (told) {
    window.codes.push(told.code)
  })
  window.view = tracker.startView({ id: 'film', url: 'app://film', properties: { title: 'Film' } })
  window.view.signal({ signal: 'playing', position: 0 })
  const startedAt = performance.now()
  window.playing = setInterval(function () {
    window.view.signal({ signal: 'timeupdate', position: (performance.now() - startedAt) / 1000 })
  }, 100)
  window.tracker = tracker
}
