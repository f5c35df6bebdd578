/**
 * The demo app on the television of the page: the same app, with that set's network below it.
 */
import { createTracker } from 'ctv-tracker/browser'
import { startApp } from '../../app/app.ts'
import { installSet } from './television-set.ts'
import type { TelevisionFrame } from './television-set.ts'

const set = (window.frameElement as TelevisionFrame).televisionSet
installSet(window, set)
window.kestrelTv = set.config
startApp({
  createTracker(options) {
    const tracker = createTracker({ ...options, ports: { transport: set.transport } })
    set.meet(tracker)
    return tracker
  },
  getText: set.getText,
  panelKey: { label: 'i', className: '' },
  panelHint: 'Page ▲▼ more · i close',
  start() {},
  readKeyCodes: () => ({}),
  leave() {},
})
