/**
 * Page visibility and page exit, deduplicated by state.
 */
import type { Lifecycle, LifecycleState } from '../../src/ports/lifecycle.ts'

/** WebKit before Chromium 33 knows only the prefixed names. */
interface PrefixedDocument {
  webkitHidden?: boolean
}

export function createWebLifecycle(): Lifecycle {
  const isHidden = () => !!(document.hidden || (document as unknown as PrefixedDocument).webkitHidden)
  return {
    isHidden,
    subscribe(listener) {
      let state: LifecycleState = isHidden() ? 'hidden' : 'visible'
      function change(next: LifecycleState): void {
        if (next == state) return
        state = next
        listener(next)
      }
      const onVisibility = () => change(isHidden() ? 'hidden' : 'visible')
      // Not beforeunload: a page may announce to leave and stay, with its views suspended for good.
      const onExit = () => change('exit')
      const events: [EventTarget, string, () => void][] = [
        [document, 'visibilitychange', onVisibility],
        [document, 'webkitvisibilitychange', onVisibility],
        [window, 'pageshow', onVisibility],
        [window, 'onpagehide' in window ? 'pagehide' : 'unload', onExit],
      ]
      events.forEach(([target, name, run]) => {
        try {
          target.addEventListener(name, run)
        } catch (_spoiled) {
          // A page that lets nobody listen there: the other events still tell.
        }
      })
      return () => events.forEach(([target, name, run]) => target.removeEventListener(name, run))
    },
  }
}
