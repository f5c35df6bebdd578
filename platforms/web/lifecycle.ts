/**
 * Page visibility and page exit, deduplicated by state; a device adds the signals that only it has.
 */
import type { Lifecycle, LifecycleState } from '../../src/ports/lifecycle.ts'

/** Where a signal is told, under which name, and what follows. */
export type LifeSignal = [target: EventTarget, name: string, run: () => void]

/** `check` looks at visibility again, `hide` tells that the app is hidden whatever the page says, `leave` tells its exit. */
export type AddSignals = (check: () => void, hide: () => void, leave: () => void) => LifeSignal[]

/** WebKit before Chromium 33 knows only the prefixed names. */
interface PrefixedDocument {
  webkitHidden?: boolean
}

/** `isElsewhereHidden` says whether the app is hidden in a way of which the page knows nothing. */
export function createWebLifecycle(addSignals?: AddSignals, isElsewhereHidden?: () => boolean): Lifecycle {
  const isHidden = () =>
    !!(
      document.hidden ||
      (document as unknown as PrefixedDocument).webkitHidden ||
      (isElsewhereHidden && isElsewhereHidden())
    )
  return {
    isHidden,
    subscribe(listener) {
      let state: LifecycleState = isHidden() ? 'hidden' : 'visible'
      function change(next: LifecycleState): void {
        if (next == state) return
        state = next
        listener(next)
      }
      const check = () => change(isHidden() ? 'hidden' : 'visible')
      const hide = () => change('hidden')
      // Not beforeunload: a page may announce to leave and stay, with its views suspended for good.
      const leave = () => change('exit')
      const signals: LifeSignal[] = [
        [document, 'visibilitychange', check],
        [document, 'webkitvisibilitychange', check],
        // Chromium 68 and later stop a hidden page altogether; one that another engine stops in sight is as good as hidden.
        [document, 'freeze', hide],
        [document, 'resume', check],
        [window, 'pageshow', check],
        [window, 'online', () => listener('online')],
        [window, 'onpagehide' in window ? 'pagehide' : 'unload', leave],
      ]
      const heard = signals.concat(addSignals ? addSignals(check, hide, leave) : []).filter(([target, name, run]) => {
        try {
          target.addEventListener(name, run)
          return true
        } catch (_spoiled) {
          // A page, or an object of the device, that lets nobody listen: the other signals still tell.
          return false
        }
      })
      return () => {
        heard.forEach(([target, name, run]) => target.removeEventListener(name, run))
        // What a device looks at a moment later is not told any more.
        listener = () => {}
      }
    },
  }
}
