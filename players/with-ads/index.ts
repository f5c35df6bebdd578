/**
 * Ad breaks that the app runs itself: over the hook of any player that knows nothing of them.
 */
import type { PlayerHook, PlayerSignal } from '../../src/ports/player-hook.ts'
import { attempt } from '../attempt.ts'

export { withAdEvents } from './ad-events.ts'
export type { AdEventOptions, AdEventView } from './ad-events.ts'

export interface HookWithAds extends PlayerHook {
  /**
   * Tells of an ad break: `true` before an ad is opened, in this player or in another; `false` once the content is there again. What the
   * player does in between is ad time, and no part of the content. Without a view it is kept for the next one.
   */
  setAd(isAd: boolean): void
}

/** The same hook, told of ad breaks by the app. */
export function withAds(hook: PlayerHook): HookWithAds {
  let inAd = false
  const listeners: (() => void)[] = []
  return {
    player: hook.player,
    namesContent: hook.namesContent,
    onView(viewId, contentId) {
      if (hook.onView) hook.onView(viewId, contentId)
    },
    setAd(isAd) {
      if (isAd == inAd) return
      inAd = isAd
      listeners.slice().forEach((listener) => listener())
    },
    attach(emit, timers) {
      let doing = ''
      const attachment = hook.attach((row: PlayerSignal) => {
        if (/^(playing|pause|waiting|ended|error)$/.test(row.signal)) doing = row.signal
        emit(row)
      }, timers)
      function change(): void {
        if (inAd) attempt(attachment.sample)
        emit({ signal: inAd ? 'ad-start' : 'ad-end' })
        if (inAd) return
        // Said during the break, it was taken for the ad's. Where an ad ended, the content has not begun.
        if (doing) emit({ signal: /g$/.test(doing) ? (doing as 'playing') : 'pause' })
        attempt(attachment.sample)
      }
      listeners.push(change)
      if (inAd) change()
      return {
        sample: () => attachment.sample(),
        detach() {
          const place = listeners.indexOf(change)
          if (place >= 0) listeners.splice(place, 1)
          attachment.detach()
        },
      }
    },
  }
}
