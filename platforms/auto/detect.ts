/**
 * Which platform this is, by what it can do: what a set has only for its own apps, then the token that HbbTV demands.
 *
 * Neither `Tizen` nor `Web0S` (with a zero) is looked for in the user agent: the browsers of these sets bear them too, without the APIs.
 * Nor is the global `webOS`: webOSTV.js makes it wherever it is loaded. `HbbTV/1.5.1` is HbbTV 2.0.2, not 1.5: versions are not
 * read at all. Where the apps of a portal bear that token as well, the terminal is asked whether the page is an application.
 */
import { isPortalSet } from '../devices/portal.ts'
import { isVidaa } from '../devices/vidaa.ts'
import { findApplication } from '../hbbtv/oipf.ts'
import { userAgent } from '../web/navigator.ts'

export type Platform = 'tizen' | 'webos' | 'hbbtv' | 'browser'

export function detectPlatform(): Platform {
  // Servers, and the doctor of ctv-tracker-tools.
  if (typeof window != 'object') return 'browser'
  const has = (name: string) => !!(window as unknown as Record<string, unknown>)[name]
  if (has('tizen') || has('webapis')) return 'tizen'
  if (has('PalmSystem') || has('PalmServiceBridge')) return 'webos'
  const isHbbtv =
    isPortalSet() || isVidaa() ? findApplication() : has('oipfObjectFactory') || /HbbTV\//.test(userAgent())
  return isHbbtv ? 'hbbtv' : 'browser'
}
