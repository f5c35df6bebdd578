/**
 * The demo app in a browser.
 */
import { createTracker } from 'ctv-tracker/browser'
import { startApp } from './app.ts'

startApp({
  createTracker,
  panelKey: { label: 'i', className: '' },
  panelHint: 'Page ▲▼ more · i close',
  start() {},
  readKeyCodes: () => ({}),
  leave() {},
})
