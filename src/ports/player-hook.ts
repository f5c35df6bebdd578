/**
 * One player, turned into meter signals. A hook knows nothing of the tracker.
 */
import type { MeterSignal } from '../engagement/signal.ts'
import type { Timers } from './timers.ts'

/** A meter row without its time: the tracker stamps `t`, and `wall` where the meter wants it. */
export interface PlayerSignal extends Omit<MeterSignal, 't' | 'wall'> {
  /**
   * What the player knows of what it plays, such as the programme of a broadcast: properties of the view from now on, over those of the
   * content it was opened with. With `load` of other content they are those of the new view, and without them it has the content's alone.
   */
  properties?: Record<string, unknown>
  /** The share of the content that was seen so far, 0 to 1, where the player measures that itself: the greatest of a view counts. */
  share?: number
  /** With `load` of other content: its url for the Contextual API. Default: that of the content the view was opened with. */
  url?: string
}

export interface PlayerAttachment {
  /** Reports the position of this moment, so that nothing is lost before a view is suspended or ended. */
  sample(): void
  /** Removes every listener and timer. */
  detach(): void
}

export interface PlayerHook {
  /** The player itself: watching the same one again ends its former view. */
  readonly player: unknown
  /**
   * Starts reporting to `emit`, beginning with the state the player is in.
   * While it plays, the hook reports a position at least once a second.
   */
  attach(emit: (signal: PlayerSignal) => void, timers: Timers): PlayerAttachment
  /**
   * Called with the ids of each view that opens on the player, before `attach`, and again when another one follows; with null once consent
   * is gone, when nobody may know them any longer.
   */
  onView?(viewId: string | null, contentId: string | null): void
  /**
   * True where the player goes from one content to the next by itself and the hook tells of it (`load` with `content`): then it is listened
   * to before consent as well, so that the Contextual API hears of each content.
   */
  namesContent?: boolean
}
