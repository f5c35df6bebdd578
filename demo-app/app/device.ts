/**
 * What the app must know of the device it runs on.
 */
import type { createTracker } from 'ctv-tracker/browser'
import type { GetText } from './http.ts'
import type { Action } from './keys.ts'

export interface Device {
  createTracker: typeof createTracker
  /** How the ad server is asked, where that is not over the network. */
  getText?: GetText
  /** The key that opens the panel, as the hint shows it. */
  panelKey: { label: string; className: string }
  /** Which keys scroll and close the panel, for its foot. */
  panelHint: string
  /** Called once, before anything is shown. */
  start(): void
  /** What keys mean whose codes only the set itself knows; read after `start`. */
  readKeyCodes(): Record<number, Action>
  /** Back on the first screen: gives the screen back to the television. */
  leave(): void
}
