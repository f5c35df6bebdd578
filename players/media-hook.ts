/**
 * What the hooks have in common whose player drives a media element or acts like one: the html5 hook's signals, amended by what only
 * the player knows, and its ad breaks.
 */
import type { PlayerAttachment, PlayerHook, PlayerSignal } from '../src/ports/player-hook.ts'
import { attempt } from './attempt.ts'
import { attachElement } from './html5/element.ts'
import type { MediaElement } from './html5/element.ts'

export interface CmcdOptions {
  /**
   * Gives the player the id of the view as the session id of its CMCD requests, and the content's id as the content id, so that logs of
   * the CDN and events share one key. Without consent there is no view, and nothing is given. Default false.
   */
  cmcd?: boolean
}

/** What to do at which of the player's own events. */
interface Handlers {
  [type: string]: (...given: never[]) => void
}

/** Reports a signal that the element does not give, or ad spans on the timeline of the content. */
export type Report = (signal: PlayerSignal['signal'], adSpans?: PlayerSignal['adSpans']) => void

/** No ad, one on a timeline of its own, one stitched into the content's. */
export type Ad = 0 | 1 | 2

/** An ad break begins or ends. */
export type SetAd = (ad: Ad) => void

/** Looks for the element anew, or lets go of it: given `true`, or the event that says so. */
export type Follow = (isGone?: unknown) => void

/**
 * A hook for `player` over the element it plays with. `on` and `off` are the methods by which it is listened to; events whose names begin
 * with `ad` are those of `ads`, where there is one.
 *
 * `connect` gives what the player's own events do, and may tell of an ad break that runs. `amend` may change a row about the content before
 * the meter sees it, `live` too, which is given once there is a duration; where it returns true the meter does not see the row.
 */
export function createMediaHook(
  player: unknown,
  on: string,
  off: string,
  element: () => MediaElement | null | undefined,
  connect: (setAd: SetAd, follow: Follow, report: Report) => Handlers,
  amend?: (row: PlayerSignal) => boolean | void,
  ads?: unknown,
): PlayerHook {
  return {
    player,
    attach(emit, timers) {
      let current: MediaElement | null | undefined | false
      let attachment: PlayerAttachment | null | undefined | false
      let ad = 0 as Ad

      /** A player's time, duration and rate in an ad of its own are none of the content's. */
      function pass(row: PlayerSignal): void {
        if (ad == 1) return emit({ signal: row.signal, adSpans: row.adSpans })
        // Without a duration another source is being loaded.
        if ((row.duration as number) > 0) row.live = row.duration == Infinity
        if (!amend || !amend(row)) emit(row)
      }
      const report: Report = (signal, adSpans) => {
        if (current) pass({ signal, position: current.currentTime, duration: current.duration, adSpans })
      }
      function follow(isGone?: unknown): void {
        const next = !isGone && element()
        if (next == current) return
        if (attachment) {
          attachment.detach()
          pass({ signal: 'seeking', position: 0 })
        }
        current = next
        attachment = next && attachElement(next, pass, timers)
      }
      const handlers = connect(
        (next) => {
          if (next == ad) return
          report('timeupdate')
          emit({ signal: next ? 'ad-start' : 'ad-end', stitched: next > 1 })
          // What it said in the break was taken for the ad's. Its times may still be those of the ad.
          if (ad == 1 && current)
            emit({ signal: current.paused ? 'pause' : current.readyState! < 3 ? 'waiting' : 'playing' })
          ad = next
        },
        follow,
        report,
      )
      const stops: (() => void)[] = []
      function detach(): void {
        // A player that was destroyed may throw at every call.
        stops.forEach(attempt)
        if (attachment) attachment.detach()
      }

      try {
        Object.keys(handlers).forEach((type) => {
          const source = ((/^ad/.test(type) && ads) || player) as {
            [method: string]: (type: string, handler: unknown) => void
          }
          const handler = (first: never, second: never) => void attempt(() => handlers[type]!(first, second))
          stops.push(() => source[off]!(type, handler))
          source[on]!(type, handler)
        })
        follow()
      } catch (error) {
        detach()
        throw error
      }
      return {
        sample() {
          if (attachment) attachment.sample()
        },
        detach,
      }
    },
  }
}
