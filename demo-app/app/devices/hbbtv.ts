/**
 * The demo app on HbbTV terminals. It starts hidden and without keys, and asks for both.
 *
 * Members: https://developer.hbbtv.org/references/apis/application-apis/
 */
import { createTracker } from 'ctv-tracker/hbbtv'
import { startApp } from '../app.ts'
import type { Action } from '../keys.ts'

interface KeySet {
  setValue(mask: number): number
  readonly [group: string]: unknown
}

interface Application {
  show(): boolean
  destroyApplication(): void
  privateData: { keyset: KeySet }
}

/** Groups of keys and their bits; the set's own constants, where it has them, go first. */
const KEY_GROUPS: [name: string, bit: number][] = [
  ['RED', 0x1],
  ['GREEN', 0x2],
  ['YELLOW', 0x4],
  ['BLUE', 0x8],
  ['NAVIGATION', 0x10],
  ['VCR', 0x20],
]

/** The names of key codes; their numbers are the manufacturer's to choose. */
const KEYS: Record<string, Action> = {
  VK_LEFT: 'left',
  VK_UP: 'up',
  VK_RIGHT: 'right',
  VK_DOWN: 'down',
  VK_ENTER: 'ok',
  VK_BACK: 'back',
  VK_RED: 'panel',
  VK_GREEN: 'panel',
  VK_YELLOW: 'panel',
  VK_BLUE: 'panel',
  VK_PLAY: 'play',
  VK_PAUSE: 'pause',
  VK_PLAY_PAUSE: 'playpause',
  VK_STOP: 'stop',
  VK_FAST_FWD: 'forward',
  VK_REWIND: 'rewind',
  VK_PAGE_UP: 'page-up',
  VK_PAGE_DOWN: 'page-down',
}

function findApplication(): Application | null {
  const manager = document.getElementById('oipf-application-manager') as unknown as {
    getOwnerApplication?(document: Document): Application | null
  }
  try {
    return manager.getOwnerApplication!(document)
  } catch (_) {
    // A browser without HbbTV: the page is shown anyway, and has its keys.
    return null
  }
}

function readMask(keys: KeySet): number {
  return KEY_GROUPS.reduce(
    (mask, [name, bit]) => mask | (typeof keys[name] === 'number' ? (keys[name] as number) : bit),
    0,
  )
}

/** Sets define the codes as globals, some as members of `KeyEvent` only. */
function readKeyCodes(): Record<number, Action> {
  const globals = window as unknown as Record<string, unknown>
  const members = (globals['KeyEvent'] || {}) as Record<string, unknown>
  const codes: Record<number, Action> = {}
  Object.keys(KEYS).forEach((name) => {
    const code = typeof globals[name] === 'number' ? globals[name] : members[name]
    if (typeof code === 'number') codes[code] = KEYS[name]!
  })
  return codes
}

startApp({
  createTracker,
  panelKey: { label: '', className: 'key-red' },
  panelHint: '▲▼ more · red close',
  start() {
    const application = findApplication()
    if (!application) return
    application.privateData.keyset.setValue(readMask(application.privateData.keyset))
    application.show()
  },
  readKeyCodes,
  leave() {
    const application = findApplication()
    if (application) application.destroyApplication()
  },
})
