window.playEvening(require('ctv-tracker/webos').createTracker, require('ctv-tracker/ads').decorateAdTag)
