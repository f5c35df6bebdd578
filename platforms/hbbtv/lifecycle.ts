/**
 * The life of an HbbTV application. No terminal promises to tell its end, so every signal that some have is heard.
 */
import type { Lifecycle } from '../../src/ports/lifecycle.ts'
import type { LifeSignal } from '../web/lifecycle.ts'
import { createWebLifecycle } from '../web/lifecycle.ts'
import type { OipfApplication } from './oipf.ts'
import { findApplication } from './oipf.ts'

export function createHbbtvLifecycle(): Lifecycle {
  let application: OipfApplication | null | undefined
  /** Found anew until there is one: its object may come later than the script. */
  const owner = () => (application = application || findApplication())

  /** Applications that the broadcast starts are hidden until they call `show()`; terminals of the bare profile do not say so. */
  function isHidden(): boolean {
    try {
      return owner()!.visible === false
    } catch (_unknown) {
      return false
    }
  }

  return createWebLifecycle((check, hide, leave) => {
    const checkSoon = () => void setTimeout(check, 0)
    const signals: LifeSignal[] = [
      // A channel change should fire both (HbbTV-Association/ReferenceApplication, issue 35); some engines have only one.
      [window, 'unload', leave],
      [
        window,
        'beforeunload',
        () => {
          // Saves everything. Whoever still runs a moment later has stayed, or plays on until unload.
          hide()
          checkSoon()
        },
      ],
      // The red button: the app shows itself while it handles the key, and not every engine has an event for that.
      [window, 'keydown', checkSoon],
    ]
    const app = owner()
    // OIPF DAE 7.2.6: told to the application object itself, without bubbling.
    return app
      ? signals.concat([
          [app, 'ApplicationShown', check],
          [app, 'ApplicationHidden', check],
        ])
      : signals
  }, isHidden)
}
