/**
 * Hook for the `video/broadcast` object of HbbTV: a view for each programme, as far as the terminal knows of programmes.
 *
 * It only looks: the object is the app's, and nothing here creates, binds or tunes one.
 */
import type { PlayerHook, PlayerSignal } from '../../src/ports/player-hook.ts'
import { attempt } from '../attempt.ts'
import { listen } from '../dae-events.ts'
import { createTvHook } from '../tv-hook.ts'

/** A channel, as far as the terminal tells. */
export interface BroadcastChannel {
  readonly name?: string
  readonly ccid?: string
  readonly onid?: number
  readonly tsid?: number
  readonly sid?: number
}

/** A programme of the broadcaster's guide (EIT present/following). */
export interface BroadcastProgramme {
  readonly name?: string
  /** Unix time, seconds. */
  readonly startTime?: number
  /** Seconds. */
  readonly duration?: number
}

/** The few members of a `video/broadcast` object that are touched. */
export interface BroadcastObject {
  /** 0 unrealized, 1 connecting, 2 presenting, 3 stopped. */
  readonly playState?: number
  readonly currentChannel?: BroadcastChannel | null
  /** The present programme first; empty while none is known. */
  readonly programmes?: ArrayLike<BroadcastProgramme> | null
}

export interface BroadcastOptions {
  /**
   * Properties of the view of a programme, over those of the content; what is undefined leaves the content's. Null is what the terminal
   * does not tell. Default: none.
   */
  properties?(programme: BroadcastProgramme | null, channel: BroadcastChannel | null): { [name: string]: unknown }
  /** The url of another channel's or programme's content, for the Contextual API. Default, and where it is none: the url of `watch`. */
  url?(programme: BroadcastProgramme | null, channel: BroadcastChannel | null): string | undefined
}

type Named = BroadcastChannel & BroadcastProgramme

const keyOf = ({ ccid, onid, tsid, sid, startTime, name }: Named): string =>
  [ccid, onid, tsid, sid, startTime, name].join(' ')

/**
 * The hook of a `video/broadcast` object. Another channel or programme is a new view under the same handle. The share watched is that of
 * the programme's length, and without a programme the broadcast is live. Before consent it is listened to as well, for the Contextual API.
 */
export function broadcast(object: BroadcastObject, options: BroadcastOptions = {}): PlayerHook {
  const hook = createTvHook(object, (look, stops, emit) => {
    let channelKey: string | undefined
    let programmeKey: string | undefined
    /** The programme of the channel before, which some terminals show for a while after the change. */
    let staleKey: string | undefined
    listen(
      object as object,
      ['PlayStateChange', 'ChannelChangeSucceeded', 'ChannelChangeError', 'ProgrammesChanged'],
      (type) => {
        if (/^Pr/.test(type)) staleKey = ''
        look()
      },
      stops,
    )
    return () => {
      const { playState } = object
      const channel = attempt(() => object.currentChannel) || null
      let programme = attempt(() => object.programmes![0]) || null
      const isOtherChannel = channel && channelKey && keyOf(channel) != channelKey
      if (isOtherChannel) {
        staleKey = programmeKey
        programmeKey = undefined
      }
      if (!programme) staleKey = undefined
      // While it connects, channel and guide may be of before and of after.
      else if (playState == 1 || keyOf(programme) == staleKey) programme = null
      // While nothing is told, what was told holds.
      const key = programme ? keyOf(programme) : programmeKey
      const isNext = isOtherChannel || (programmeKey && key != programmeKey)
      const row: PlayerSignal = { signal: playState == 2 ? 'playing' : playState == 1 ? 'waiting' : 'pause' }
      if (isNext || key != programmeKey || (channel && !channelKey))
        row.properties = attempt(() => options.properties!(programme, channel))
      if (channel) channelKey = keyOf(channel)
      programmeKey = key
      if (isNext) {
        emit({ signal: 'timeupdate' })
        emit({
          signal: 'load',
          content: channelKey + ' ' + key,
          properties: row.properties,
          url: attempt(() => options.url!(programme, channel)),
        })
        if (playState == 2) emit({ signal: 'playing' })
      }
      if (programme) row.duration = programme.duration
      if (programme || !key) row.live = !((row.duration as number) > 0)
      return row
    }
  })
  hook.namesContent = true
  return hook
}
