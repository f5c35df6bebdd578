/**
 * Remote keys and keyboard keys, as actions. `keyCode` because televisions send codes that `key` does not name.
 */

export type Action =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'ok'
  | 'back'
  | 'playpause'
  | 'play'
  | 'pause'
  | 'stop'
  | 'forward'
  | 'rewind'
  | 'panel'
  | 'page-up'
  | 'page-down'

const ACTIONS: Record<number, Action> = {
  37: 'left',
  38: 'up',
  39: 'right',
  40: 'down',
  13: 'ok',
  8: 'back', // Backspace
  27: 'back', // Escape
  461: 'back', // webOS, HbbTV
  10009: 'back', // Tizen
  19: 'pause',
  32: 'playpause', // space
  415: 'play',
  10252: 'playpause', // Tizen, one key for both
  413: 'stop',
  417: 'forward',
  412: 'rewind',
  73: 'panel', // i
  403: 'panel', // red
  404: 'panel', // green
  405: 'panel', // yellow
  406: 'panel', // blue
  33: 'page-up', // also channel up on webOS
  34: 'page-down',
  427: 'page-up', // Tizen, channel up
  428: 'page-down',
}

interface KeyPress {
  keyCode: number
  ctrlKey?: boolean
  altKey?: boolean
  metaKey?: boolean
}

/** The action of a key press, or null when the app has no use for it. What the set says of its own codes goes first. */
export function readAction(event: KeyPress, ofDevice: Record<number, Action> = {}): Action | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null
  return ofDevice[event.keyCode] || ACTIONS[event.keyCode] || null
}
