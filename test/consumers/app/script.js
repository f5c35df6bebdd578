import 'ctv-tracker/dist/ctv-tracker.webos.min.js'

window.playEvening(window.CtvTracker.createTracker, window.CtvTracker.ads.decorateAdTag)
