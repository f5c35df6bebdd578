/**
 * Keys by their DOM names, with the codes a TV app sees. Remote-control keys that a desktop
 * keyboard lacks are given as `{ key, keyCode }` (Tizen Back 10009, webOS Back 461).
 */
export interface KeyStroke {
  key: string
  code?: string
  keyCode: number
  /** What the key types into a field, if anything. */
  text?: string
}

const NAMED: Readonly<Record<string, KeyStroke>> = {
  ArrowLeft: { key: 'ArrowLeft', code: 'ArrowLeft', keyCode: 37 },
  ArrowUp: { key: 'ArrowUp', code: 'ArrowUp', keyCode: 38 },
  ArrowRight: { key: 'ArrowRight', code: 'ArrowRight', keyCode: 39 },
  ArrowDown: { key: 'ArrowDown', code: 'ArrowDown', keyCode: 40 },
  Enter: { key: 'Enter', code: 'Enter', keyCode: 13, text: '\r' },
  Escape: { key: 'Escape', code: 'Escape', keyCode: 27 },
  Backspace: { key: 'Backspace', code: 'Backspace', keyCode: 8 },
  Delete: { key: 'Delete', code: 'Delete', keyCode: 46 },
  Tab: { key: 'Tab', code: 'Tab', keyCode: 9 },
  Home: { key: 'Home', code: 'Home', keyCode: 36 },
  End: { key: 'End', code: 'End', keyCode: 35 },
  PageUp: { key: 'PageUp', code: 'PageUp', keyCode: 33 },
  PageDown: { key: 'PageDown', code: 'PageDown', keyCode: 34 },
  MediaPlayPause: { key: 'MediaPlayPause', code: 'MediaPlayPause', keyCode: 179 },
  MediaStop: { key: 'MediaStop', code: 'MediaStop', keyCode: 178 },
  ' ': { key: ' ', code: 'Space', keyCode: 32, text: ' ' },
}

export type Key = string | KeyStroke

export function resolveKey(key: Key): KeyStroke {
  if (typeof key !== 'string') return key
  const named = NAMED[key]
  if (named) return named
  if (/^[a-z]$/i.test(key)) {
    const upper = key.toUpperCase()
    return { key, code: `Key${upper}`, keyCode: upper.charCodeAt(0), text: key }
  }
  if (/^[0-9]$/.test(key)) return { key, code: `Digit${key}`, keyCode: key.charCodeAt(0), text: key }
  throw new Error(`unknown key '${key}': use a DOM key name, a letter, a digit, or { key, keyCode }`)
}
