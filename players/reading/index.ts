/**
 * Hook for an article: the time in which it is before the viewer, and how far down it was read.
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import { attempt } from '../attempt.ts'

/** The few members of an element that are touched. */
export interface ReadingElement {
  getBoundingClientRect(): { readonly top: number; readonly bottom: number }
}

/** The page is looked at so often: a TV app scrolls by moving elements, which fires no event. */
const LOOK_MS = 1000

/**
 * The hook of an article's element: watch it as content of the kind `article`. Time counts while a part of the element is in the window
 * and the app in the foreground; the share is the scroll depth: how much of the element's height was in the window or above its lower edge.
 */
export function reading(element: ReadingElement): PlayerHook {
  return {
    player: element,
    attach(emit, timers) {
      let isShown = false
      let isDetached = false
      let cancel = (): void => {}

      /** Null while the element has no size: not yet laid out, or taken away. */
      function depth(): { isInWindow: boolean; share: number } | null {
        const { top, bottom } = element.getBoundingClientRect()
        const { innerHeight } = window
        return bottom > top
          ? { isInWindow: bottom > 0 && top < innerHeight, share: (innerHeight - top) / (bottom - top) }
          : null
      }

      function look(): void {
        if (isDetached) return
        cancel()
        const seen = attempt(depth)
        const wasShown = isShown
        isShown = !!seen && seen.isInWindow
        // A text has no duration: its time is what passes, and its share what the hook says.
        if (isShown) emit({ signal: wasShown ? 'timeupdate' : 'playing', live: true, share: seen!.share })
        else if (wasShown) emit({ signal: 'pause', live: true })
        if (!isDetached) cancel = timers.after(LOOK_MS, look)
      }

      look()
      return {
        sample: look,
        detach() {
          isDetached = true
          cancel()
        },
      }
    },
  }
}
