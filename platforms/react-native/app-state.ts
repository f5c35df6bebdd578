/**
 * The life of a React Native app, as `AppState` tells it: `background` is hidden, `active` is visible.
 *
 * `inactive` changes nothing: on iOS and tvOS the picture is still on the screen, under a system dialogue or on the way to another app.
 * Nothing tells the exit: what is saved at `background` is what lasts. Source: reactnative.dev, AppState.
 */
import type { Lifecycle, LifecycleState } from '../../src/ports/lifecycle.ts'

/** The members touched of `AppState`. */
export interface AppStateModule {
  readonly currentState?: string | null
  /** Returns a subscription from React Native 0.65 on. */
  addEventListener(type: 'change', listener: (state: string) => void): { remove(): void } | void
  /** Until React Native 0.69. */
  removeEventListener?(type: 'change', listener: (state: string) => void): void
}

/** An app that hands in no `AppState`, or an odd one, is visible at all times; subscribing throws, which is reported. */
export function createAppStateLifecycle(appState: AppStateModule | null | undefined): Lifecycle {
  const isHidden = (): boolean => {
    try {
      return appState!.currentState == 'background'
    } catch (_odd) {
      return false
    }
  }
  return {
    isHidden,
    subscribe(listener) {
      if (!appState || typeof appState.addEventListener != 'function')
        throw new Error('native.AppState has no addEventListener')
      let state: LifecycleState = isHidden() ? 'hidden' : 'visible'
      let tell = listener
      function hear(next: string): void {
        const told = ({ active: 'visible', background: 'hidden' } as Record<string, LifecycleState>)[next]
        if (!told || told == state) return
        state = told
        tell(told)
      }
      const subscription = appState.addEventListener('change', hear)
      return () => {
        tell = () => {}
        if (subscription && typeof subscription.remove == 'function') subscription.remove()
        else if (appState.removeEventListener) appState.removeEventListener('change', hear)
      }
    },
  }
}
