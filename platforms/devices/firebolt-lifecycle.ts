/**
 * The life of an app on Firebolt devices (Comcast X1 and Flex, Sky Glass, Xumo), over the module `Lifecycle` of `@firebolt-js/sdk`, which
 * the app hands in, beside the signals of the page.
 *
 * Sources: docs.developer.comcast.com, Lifecycle Management (what each state means); @firebolt-js/sdk 1.7.0, dist/lib/Lifecycle and
 * dist/lib/Events.
 */
import type { Lifecycle } from '../../src/ports/lifecycle.ts'
import { createWebLifecycle } from '../web/lifecycle.ts'

/** The members touched of the module `Lifecycle` of `@firebolt-js/sdk`. */
export interface FireboltLifecycle {
  state(): string
  listen(event: string, callback: () => void): PromiseLike<number>
  clear(id: number): unknown
}

const STATES = ['foreground', 'background', 'inactive', 'suspended', 'unloading']

/**
 * The life cycle of a Firebolt device, for `options.ports.lifecycle`. The app calls `Lifecycle.ready()` and `Lifecycle.finished()`
 * itself.
 *
 * `inactive`, `suspended`: hidden. `unloading`: the exit. `foreground`, and `background`, where media plays on in a part of the screen or
 * behind another app: visible, unless the page itself is hidden. Without the module, as in Firebolt 2, the page tells.
 */
export function fireboltLifecycle(lifecycle: FireboltLifecycle | undefined): Lifecycle {
  /** The state last heard of while somebody listens. The SDK's own is that of the moment only after the app has called `ready()`. */
  let heard = ''
  function isInactive(): boolean {
    try {
      return /^(inactive|suspended|unloading)$/.test(heard || lifecycle!.state())
    } catch (_absent) {
      return false
    }
  }
  /** All states as one signal. One that the platform does not tell leaves the others. */
  function hearAll(run: () => void): () => void {
    let isOver = false
    const clears: (() => void)[] = []
    function keep(id: unknown): void {
      const clear = () => clearListener(lifecycle!, id)
      if (isOver) clear()
      else clears.push(clear)
    }
    STATES.forEach((state) => {
      const hear = () => {
        if (isOver) return
        heard = state
        run()
      }
      try {
        lifecycle!.listen(state, hear).then(keep, () => {})
      } catch (_untold) {
        // This state is not told.
      }
    })
    return () => {
      isOver = true
      heard = ''
      clears.splice(0).forEach((clear) => clear())
    }
  }
  return createWebLifecycle((check, _hide, leave) => {
    let end = (): void => {}
    const target = {
      addEventListener: (_name: string, run: () => void) => void (end = hearAll(run)),
      removeEventListener: () => end(),
    } as unknown as EventTarget
    return [[target, 'firebolt', () => (heard == 'unloading' ? leave() : check())]]
  }, isInactive)
}

function clearListener(lifecycle: FireboltLifecycle, id: unknown): void {
  try {
    // Without an id the SDK would clear the listeners of the app as well.
    if (typeof id == 'number') lifecycle.clear(id)
  } catch (_refused) {
    // It hears on, and tells nobody.
  }
}
