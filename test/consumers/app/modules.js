import { createTracker } from 'ctv-tracker/webos'
import { decorateAdTag } from 'ctv-tracker/ads'

window.playEvening(createTracker, decorateAdTag)
