/**
 * What every screen is.
 */
import type { Action } from '../keys.ts'

export interface Screen {
  readonly element: HTMLElement
  handle(action: Action): void
  /** Ends timers and media. */
  close(): void
}
