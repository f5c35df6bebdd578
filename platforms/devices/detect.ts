/**
 * Which family of sets this is: the platforms that have an adapter, and those whose apps are pages in a plain engine.
 */
import type { Platform } from '../auto/detect.ts'
import { detectPlatform } from '../auto/detect.ts'
import { isPortalSet, isTitanOs } from './portal.ts'
import { isVidaa } from './vidaa.ts'
import { isVizio } from './vizio.ts'

/** `whale`: Whale TV, and what came before it (Philips Saphi and NetTV, sets of the Smart TV Alliance). */
export type Device = Platform | 'vidaa' | 'vizio' | 'titan' | 'whale'

/**
 * Which family of sets this is. `hbbtv` where the page is an HbbTV application, whatever the set; `browser` for all others, apps in a
 * WebView and Firebolt devices among them: there the app knows by the host or the SDK that it was given.
 */
export function detectDevice(): Device {
  const platform = detectPlatform()
  if (platform != 'browser' || typeof window != 'object') return platform
  if (isVidaa()) return 'vidaa'
  if (isVizio()) return 'vizio'
  if (isTitanOs()) return 'titan'
  return isPortalSet() ? 'whale' : 'browser'
}
