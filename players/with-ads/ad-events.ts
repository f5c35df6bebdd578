/**
 * Events of the ad breaks that a hook knows of, in the view of the content.
 */
import type { PlayerHook } from '../../src/ports/player-hook.ts'
import { attempt } from '../attempt.ts'

/** The part of a view that tells of its ads. */
export interface AdEventView {
  readonly totals: { readonly adTimeSeconds: number }
  track(name: string, properties?: Record<string, unknown>): void
}

export interface AdEventOptions {
  /** The view that watches the hook. A function, because the hook is made before its view. */
  view(): AdEventView
  /** Properties of the ad that begins, for both events. Asked when it begins. Default: none. */
  properties?(): Record<string, unknown>
  /** Name of the event at the start of a break. Default `VideoAdView`. */
  adView?: string
  /** Name of the event at the end of a break. Default `VideoAdCompletion`. */
  adCompletion?: string
}

interface Break {
  properties: Record<string, unknown>
  /** Seconds of advertising in the view when it began. */
  fromS: number
}

/**
 * The same hook; the view sends an event when an ad break begins, and one when it ends, with the seconds of the break as
 * `time_spent_seconds`. A break that the end of the view cuts off has no completion.
 */
export function withAdEvents(hook: PlayerHook, options: AdEventOptions): PlayerHook {
  const { adView = 'VideoAdView', adCompletion = 'VideoAdCompletion' } = options

  function start(): Break {
    const view = options.view()
    const properties = (options.properties && attempt(options.properties)) || {}
    view.track(adView, properties)
    return { properties, fromS: view.totals.adTimeSeconds }
  }

  function finish({ properties, fromS }: Break): void {
    const view = options.view()
    const told: Record<string, unknown> = { time_spent_seconds: +(view.totals.adTimeSeconds - fromS).toFixed(3) }
    Object.keys(properties).forEach((name) => (told[name] = properties[name]))
    view.track(adCompletion, told)
  }

  return {
    player: hook.player,
    namesContent: hook.namesContent,
    onView(viewId, contentId) {
      if (hook.onView) hook.onView(viewId, contentId)
    },
    attach(emit, timers) {
      let current: Break | null = null
      /** Told by the player and not yet sent: while the hook is being attached there is no view. */
      let untold: ('ad-start' | 'ad-end')[] = []
      let cancel = (): void => {}

      function tell(): void {
        cancel()
        const told = untold
        untold = []
        told.forEach((signal) => {
          if (signal == 'ad-start') current = current || attempt(start) || null
          else if (current) attempt(finish.bind(null, current))
          if (signal == 'ad-end') current = null
        })
      }

      const attachment = hook.attach((row) => {
        emit(row)
        if (row.signal != 'ad-start' && row.signal != 'ad-end') return
        untold.push(row.signal)
        cancel()
        cancel = timers.after(0, tell)
      }, timers)
      return {
        sample() {
          tell()
          attachment.sample()
        },
        detach() {
          cancel()
          attachment.detach()
        },
      }
    },
  }
}
