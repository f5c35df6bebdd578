/**
 * A fake of what an HbbTV terminal offers beside its web engine, for tests: no terminal.
 *
 * Imitates developer.hbbtv.org, references, "The application/oipfApplicationManager embedded object", "The Application class" and
 * "The Configuration class", with ETSI TS 102 796 clause 12.1.5 for the distinctive identifier. The bare profile has neither
 * `visible` nor application events; OIPF DAE 7.2.2 and 7.2.6 have both, told to the application object without bubbling.
 */
import { vi } from 'vitest'

export const HBBTV_USER_AGENT =
  'Mozilla/5.0 (Linux; armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36 HbbTV/1.5.1 (+DRM; Vendor; Model; 1.0; 1.0;)'
export const DEVICE_ID = '3f9a1c0d7be84e55a1d2c3b4e5f60718'

export interface TerminalOptions {
  /** `embedded` in the document, made by the `factory` alone, or `none`. */
  objects?: 'embedded' | 'factory' | 'none'
  /** `bare`: the HbbTV profile; `visible`: the property, without events; `dae`: both. */
  application?: 'bare' | 'visible' | 'dae'
  /** Applications that the broadcast starts are hidden. */
  isHidden?: boolean
  deviceId?: unknown
  /** What the viewer answers when the terminal asks; `later` and `never` are the test's business. */
  answer?: 'grant' | 'deny' | 'grant twice' | 'later' | 'throws' | 'missing'
}

export interface FakeTerminal {
  deviceId: unknown
  /** Times the distinctive identifier was read. */
  reads: number
  /** Times the viewer was asked. */
  asked: number
  /** Answers the viewer's question by hand. */
  reply(isGranted: unknown): void
  /** As the application does at the red button. */
  show(): void
  hide(): void
  remove(): void
}

export function installFakeTerminal({
  objects = 'embedded',
  application = 'bare',
  isHidden = false,
  deviceId = DEVICE_ID,
  answer = 'grant',
}: TerminalOptions = {}): FakeTerminal {
  let isShown = !isHidden
  let pending: ((isGranted: unknown) => void) | null = null
  const owner = application === 'dae' ? new EventTarget() : {}
  if (application !== 'bare') Object.defineProperty(owner, 'visible', { get: () => isShown })
  function turn(next: boolean, name: string): void {
    if (isShown === next) return
    isShown = next
    if (owner instanceof EventTarget) owner.dispatchEvent(new Event(name))
  }
  const terminal: FakeTerminal = {
    deviceId,
    reads: 0,
    asked: 0,
    reply: (isGranted) => pending!(isGranted),
    show: () => turn(true, 'ApplicationShown'),
    hide: () => turn(false, 'ApplicationHidden'),
    remove() {
      for (const object of embedded) object.remove()
      vi.unstubAllGlobals()
    },
  }
  const configuration = {
    get deviceId() {
      terminal.reads++
      if (terminal.deviceId instanceof Error) throw terminal.deviceId
      return terminal.deviceId
    },
    requestAccessToDistinctiveIdentifier(done: (isGranted: unknown) => void) {
      terminal.asked++
      pending = done
      if (answer === 'throws') throw new Error('not now')
      if (answer === 'later') return
      queueMicrotask(() => {
        terminal.deviceId = answer === 'deny' ? '#2' : DEVICE_ID
        done(answer !== 'deny')
        if (answer === 'grant twice') done(true)
      })
    },
  }
  if (answer === 'missing') Reflect.deleteProperty(configuration, 'requestAccessToDistinctiveIdentifier')
  const members = {
    oipfConfiguration: { configuration },
    oipfApplicationManager: { getOwnerApplication: (page: unknown) => (page === document ? owner : null) },
  }
  const embedded: HTMLElement[] = []
  if (objects === 'embedded') {
    for (const [name, given] of Object.entries(members)) {
      const object = document.createElement('object')
      object.setAttribute('type', 'application/' + name)
      document.body.append(Object.assign(object, given))
      embedded.push(object)
    }
  } else if (objects === 'factory') {
    vi.stubGlobal('oipfObjectFactory', {
      createConfigurationObject: () => members.oipfConfiguration,
      createApplicationManagerObject: () => members.oipfApplicationManager,
    })
  }
  return terminal
}
