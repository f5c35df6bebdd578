/**
 * The demo app on LG's webOS TVs. With `disableBackHistoryAPI` in appinfo.json Back is a key like the others (461), and on the
 * first screen the app hands it on.
 */
import { createTracker } from 'ctv-tracker/webos'
import { startApp } from '../app.ts'

/** The member touched of LG's webOSTV.js, which the start page loads: https://webostv.developer.lge.com/develop/references/webostvjs-webos */
declare const webOS: { platformBack(): void } | undefined

startApp({
  createTracker,
  panelKey: { label: '', className: 'key-red' },
  panelHint: 'CH ▲▼ more · red close',
  start() {},
  readKeyCodes: () => ({}),
  leave() {
    if (typeof webOS !== 'undefined') webOS.platformBack()
  },
})
