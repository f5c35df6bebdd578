/**
 * Hook for media elements: `<video>`, `<audio>`, and every player that drives one.
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import { attachElement } from './element.ts'
import type { MediaElement } from './element.ts'

export type { MediaElement }

function isMediaElement(player: unknown): player is MediaElement {
  const element = player as MediaElement | null
  return (
    !!element &&
    typeof element.addEventListener == 'function' &&
    typeof element.currentTime == 'number' &&
    typeof element.paused == 'boolean'
  )
}

/** The hook of a media element; null for anything else. */
export function html5(player: unknown): PlayerHook | null {
  if (!isMediaElement(player)) return null
  return { player, attach: (emit, timers) => attachElement(player, emit, timers) }
}
