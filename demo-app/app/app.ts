/**
 * The demo app on any device: a small television service that measures what is watched and asks for ads that fit.
 */
import type { Tracker } from 'ctv-tracker/browser'
import { createInspector } from 'ctv-tracker/inspector'
import { mediaUrl, posterUrl, ROWS, toContent } from './clips.ts'
import type { Clip } from './clips.ts'
import { loadConfig } from './config.ts'
import type { Config } from './config.ts'
import { createChoices } from './consent-choice.ts'
import type { Choice } from './consent-choice.ts'
import type { Device } from './device.ts'
import { make, setClass } from './dom.ts'
import { watchCohorts } from './entered.ts'
import { nextFocus } from './focus.ts'
import type { Focus } from './focus.ts'
import { readAction } from './keys.ts'
import type { Action } from './keys.ts'
import { createCatalogue } from './screens/catalogue.ts'
import { createConsentScreen } from './screens/consent.ts'
import { createPlayer } from './screens/player.ts'
import type { Screen } from './screens/screen.ts'
import { fitStage } from './stage.ts'

declare global {
  interface Window {
    demo?: { tracker: Tracker }
  }
}

/** Keys that may repeat while held: good for moving and seeking, wrong for everything that switches. */
const REPEATING: Action[] = ['up', 'down', 'left', 'right', 'page-up', 'page-down', 'forward', 'rewind']

function run(root: HTMLElement, config: Config, device: Device): void {
  const tracker = device.createTracker({
    apiKey: config.apiKey,
    endpoints: { ccs: config.apiUrl, contextual: config.contextualUrl || config.apiUrl },
    debug: true,
    ...(config.storageKey ? { storageKey: config.storageKey } : {}),
  })
  const choices = createChoices(config.storageKey)
  const keyCodes = device.readKeyCodes()
  const enteredAt = watchCohorts(tracker)
  const inspector = createInspector(tracker, {
    cohortNames: config.cohortNames,
    hint: device.panelHint,
  })
  let screen: Screen | null = null
  let focus: Focus = { row: 0, column: 0 }

  function open(next: Screen): void {
    if (screen) {
      screen.close()
      root.removeChild(screen.element)
    }
    screen = next
    root.insertBefore(next.element, root.firstChild)
  }

  function apply(choice: Choice): void {
    if (choice === 'accepted') tracker.consent.grant()
    else tracker.consent.revoke()
  }

  function openConsent(current: Choice | null): void {
    open(
      createConsentScreen(
        current,
        (choice) => {
          choices.store(choice)
          apply(choice)
          openCatalogue(choice)
        },
        () => {
          if (current === null) device.leave()
          else openCatalogue(current)
        },
      ),
    )
  }

  function openCatalogue(choice: Choice): void {
    open(
      createCatalogue({
        rows: ROWS,
        focus,
        choice,
        visibleColumns: () => (inspector.isShown() ? 2 : 4),
        open(clip, at) {
          focus = at
          openPlayer(clip, choice)
        },
        dwell: (clip) => tracker.prefetch(toContent(clip)),
        openConsent: () => openConsent(choice),
        leave: () => device.leave(),
        panelKey: device.panelKey,
      }),
    )
  }

  function openPlayer(clip: Clip, choice: Choice): void {
    open(
      createPlayer({
        tracker,
        content: toContent(clip),
        title: clip.title,
        mediaUrl: mediaUrl(clip, config.media),
        poster: clip.isAudio ? posterUrl(clip) : '',
        adTag: config.adTag,
        getText: device.getText,
        onAdCall: (url) => inspector.setAdCall(url),
        enteredAt,
        leave(reason) {
          if (reason === 'ended')
            focus = nextFocus(
              ROWS.map((row) => row.clips.length),
              focus,
            )
          openCatalogue(choice)
        },
      }),
    )
  }

  function showPanel(shown: boolean): void {
    if (shown) inspector.show()
    else inspector.hide()
    setClass(root, 'has-panel', shown)
  }

  /** Returns whether the panel took the key. In the player, up and down are the panel's. */
  function handlePanelKey(action: Action): boolean {
    const inPlayer = screen !== null && screen.element.className.indexOf('player') === 0
    const direction =
      action === 'page-down' || (inPlayer && action === 'down')
        ? 1
        : action === 'page-up' || (inPlayer && action === 'up')
          ? -1
          : 0
    if (action === 'panel') showPanel(!inspector.isShown())
    else if (direction === 0) return false
    else if (!inspector.isShown()) {
      if (inPlayer) showPanel(true)
    } else if (!inspector.scroll(direction) && direction < 0) showPanel(false)
    return true
  }

  root.appendChild(inspector.element)
  document.addEventListener('keydown', (event) => {
    const action = readAction(event, keyCodes)
    if (!action) return
    event.preventDefault()
    if (event.repeat && REPEATING.indexOf(action) < 0) return
    tracker.activity()
    if (!handlePanelKey(action) && screen) screen.handle(action)
  })

  const choice = choices.read()
  if (choice === null) openConsent(null)
  else {
    apply(choice)
    openCatalogue(choice)
  }
  window.demo = { tracker }
}

/** Shows the app in the element `app` of the page. */
export function startApp(device: Device): void {
  fitStage()
  device.start()
  loadConfig((config) => {
    const root = document.getElementById('app')!
    if (config) run(root, config, device)
    else
      root.appendChild(
        make('div', 'message', ['The demo server does not answer. Start it with “npm start” and reload.']),
      )
  })
}
