/**
 * The demo app on Samsung's Tizen TVs. The remote gives an app arrows, OK and Back; every other key must be asked for.
 */
import { createTracker } from 'ctv-tracker/tizen'
import { startApp } from '../app.ts'

/** The members touched of https://developer.samsung.com/smarttv/develop/api-references/tizen-web-device-api-references.html */
interface TizenApi {
  /** Needs the privilege `http://tizen.org/privilege/tv.inputdevice`. */
  tvinputdevice: { registerKey(name: string): void }
  application: { getCurrentApplication(): { exit(): void } }
}

declare const tizen: TizenApi | undefined

const KEYS = [
  'MediaPlayPause',
  'MediaPlay',
  'MediaPause',
  'MediaStop',
  'MediaFastForward',
  'MediaRewind',
  'ColorF0Red',
  'ColorF1Green',
  'ColorF2Yellow',
  'ColorF3Blue',
  'ChannelUp',
  'ChannelDown',
]

function registerKey(name: string): void {
  try {
    tizen!.tvinputdevice.registerKey(name)
  } catch (_) {
    // This set's remote has no such key (or this is no Tizen TV): the others work.
  }
}

startApp({
  createTracker,
  panelKey: { label: '', className: 'key-red' },
  panelHint: 'CH ▲▼ more · red close',
  start: () => KEYS.forEach(registerKey),
  readKeyCodes: () => ({}),
  leave() {
    if (typeof tizen !== 'undefined') tizen.application.getCurrentApplication().exit()
  },
})
