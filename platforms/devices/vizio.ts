/**
 * Vizio SmartCast (VIZIO OS): hosted apps in a Chromium, with a companion library that the set itself serves.
 *
 * Vizio's documents are for its partners. Sources: support.kochava.com, Vizio Over the Top SDK Integration (`setAdvertiserIDListener`,
 * the id as `vida`); help.adjust.com, Track CTV app campaigns on Vizio (viewers reset and disable it); public apps that print `IFA`,
 * `IFA_TYPE` and `LMT`; github.com/shaka-project/shaka-player, lib/device/vizio.js (user agent).
 */
import { userAgent } from '../web/navigator.ts'
import type { DeviceIdentity } from './identity.ts'
import { attempt, createIdentity } from './identity.ts'

/** The members touched of the companion library. */
export interface VizioLibrary {
  setAdvertiserIDListener(listener: (told: { IFA?: unknown; LMT?: unknown }) => void): void
}

/** Told to the document once the library is there; whoever listens later hears nothing. */
const LOADED = 'VIZIO_LIBRARY_DID_LOAD'

/** A library that has not loaded by now does not serve this start: the tracker has gone on without an id. */
const PATIENCE_MS = 2000

function findLibrary(): VizioLibrary | undefined {
  return (window as unknown as { VIZIO?: VizioLibrary }).VIZIO
}

export function isVizio(): boolean {
  return !!findLibrary() || /VIZIO SmartCast/.test(userAgent())
}

/**
 * Vizio's advertising id, under the tag `vida`; withheld where the viewer limits ad tracking.
 *
 * The page loads the companion library itself. One that is not there within 2 s of a grant gives no id to this process. The listener of
 * the library is set, once for each grant: an app that sets one of its own hands on what that hears, by `hostAdId`.
 */
export function vizioAdId(): DeviceIdentity {
  return createIdentity('vida', (tell, isWanted) => {
    const ask = () =>
      isWanted() &&
      attempt(tell, () =>
        findLibrary()!.setAdvertiserIDListener((told) => attempt(tell, () => tell(told.LMT, told.IFA))),
      )
    if (isReady()) ask()
    else whenLoaded(ask, tell)
  })
}

/** An app may make the global before the library fills it. */
function isReady(): boolean {
  const library = findLibrary()
  return !!library && typeof library.setAdvertiserIDListener == 'function'
}

/** One of both runs, once, and nobody listens any more. */
function whenLoaded(loaded: () => void, late: () => void): void {
  const settle = (run: () => void) => () => {
    document.removeEventListener(LOADED, hear)
    clearTimeout(timer)
    run()
  }
  const hear = settle(loaded)
  const timer = setTimeout(settle(late), PATIENCE_MS)
  document.addEventListener(LOADED, hear)
}
