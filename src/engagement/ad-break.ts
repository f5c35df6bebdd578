/**
 * Ad breaks: the time in them, and which of the player's words inside them are about the content. Reads no clock and announces nothing.
 */
import { anchor } from './anchor.ts'
import { insert, measure } from './coverage.ts'
import { AD_SWITCH_MS, BREAK_MS, MAX_AD_GAP_MS, isNumber, NOWHERE, reachMs, STILL_MS } from './rules.ts'
import type { SignalName } from './signal.ts'
import type { MeterState } from './state.ts'
import type { Core } from './views.ts'

export function startBreak(state: MeterState, kind: 'own' | 'stitched', hereMs: number): void {
  state._ad = kind
  state._isAdRunning = true
  state._adFromAt = state._now
  state._adFromMs = hereMs
  state._adDurationMs = 0
  anchor(state, hereMs)
}

/** Before the content told a duration, what the break told last is the content's: players announce it before they play on. */
export function endBreak(state: MeterState, hereMs: number): void {
  state._ad = null
  if (!state._durationMs && !state._isLive) state._durationMs = state._adDurationMs
  anchor(state, hereMs)
}

/** Time passed since the row before: in a break it is ad time, unless the viewer paused, left, or the clock leapt. */
export function countAdTime(meter: Core, elapsedMs: number): void {
  if (!meter._ad || !meter._isAdRunning || meter._isSuspended || elapsedMs >= MAX_AD_GAP_MS) return
  meter._adMs += elapsedMs
  meter._view.adTimeSeconds = meter._adMs / 1000
  meter._isUnsaved = true
}

/** Ads that lie on the timeline, as far as they are known by now. What was shown of them already was none of the content. */
export function addSpans(meter: Core, spans: unknown): void {
  if (!(spans instanceof Array)) return
  const { _adSpans: adSpans, _shown: shown } = meter
  const takenMs = measure(shown, adSpans)
  spans.forEach((span) => {
    if (span && isNumber(span[0]) && isNumber(span[1]) && span[1] > span[0])
      insert(adSpans, span[0] * 1000, span[1] * 1000)
  })
  const inAdsMs = Math.min(meter._spentMs, takenMs - measure(shown, adSpans))
  meter._spentMs -= inAdsMs
  meter._adMs += inAdsMs
}

/** A stitched ad lies where positions advance during its break; what is skipped over is none. */
export function followStitched(state: MeterState, toldMs: number): void {
  const { _anchorMs: anchorMs } = state
  if (toldMs === NOWHERE || Math.abs(toldMs - anchorMs) <= STILL_MS) return
  if (toldMs > anchorMs && toldMs - anchorMs <= reachMs(state._now - state._anchorAt))
    insert(state._adSpans, anchorMs, toldMs)
  anchor(state, toldMs)
}

/** In a break of its own the player speaks of the ad: of its duration, and of whether it runs. */
export function hearAd(state: MeterState, signal: SignalName, durationMs: number): void {
  if (durationMs) state._adDurationMs = durationMs
  if (signal === 'play' || signal === 'playing') state._isAdRunning = true
  // The content's own pause comes with the break.
  if (signal === 'pause' && state._now - state._adFromAt > AD_SWITCH_MS) state._isAdRunning = false
}

/** The player plays on where the content was left: the end of a break of its own got lost. */
export function isContentBack(state: MeterState, signal: SignalName, toldMs: number): boolean {
  const { _adDurationMs: adDurationMs } = state
  return (
    signal === 'playing' &&
    toldMs !== NOWHERE &&
    state._now - state._adFromAt >= AD_SWITCH_MS &&
    Math.abs(toldMs - state._adFromMs) <= BREAK_MS &&
    // Near the start of the content an ad begins at the same position.
    !(adDurationMs && adDurationMs !== state._durationMs && toldMs < adDurationMs)
  )
}
