/**
 * The numbers of the meter and what follows from them alone. Everything is milliseconds.
 */

/** Milestones in the order in which they are announced, and the share each needs (`start` needs `START_MS` instead). */
export const MILESTONES = ['start', '25', '50', '75', 'complete']
export const SHARES = [0, 0.25, 0.5, 0.75, 0.9]

/** Less is zapping. */
export const START_MS = 500

/** A poll every second and half a second of platform granularity: more than this ahead of the clock is a seek, more lag is not paid back. */
export const SLACK_MS = 1500

/** Positions closer than this are the same one. */
export const STILL_MS = 20

/** Keyframe re-anchoring stays below, keys of a remote control skip further. */
export const BACK_MS = 1000

/** How long positions may stay behind before they are believed. */
export const BEHIND_MS = 3000

/** What may be inferred between the last report and `seeking`: one poll and jitter. */
export const TAIL_MS = 1250

/** An engine says that it plays a little before it does (measured in Chromium 119). */
export const START_LAG_MS = 25

/** An engine reports a pause a little early: pictures up to so much later are still shown (measured in Chromium 119). */
export const CREEP_MS = 150

/** The longest slice that counts: hidden timers run once a minute, but live cannot tell sleep from play. */
export const MAX_GAP_MS = 60000
export const MAX_LIVE_GAP_MS = 10000
export const MAX_HEARTBEAT_MS = 5000

/** The longest slice credited by position alone, when the clock stepped back. */
export const MAX_BACKSTEP_MS = 2000

/** The longest slice of ad time: breaks often come without any report, but a clock may leap in them. */
export const MAX_AD_GAP_MS = 300000

/** Content that goes on within this distance of the break goes on where it was left. */
export const BREAK_MS = 2000

/** How near its declared end content may end: rounding of segments and of declared durations. */
export function endZoneMs(durationMs: number): number {
  return Math.max(500, Math.min(2000, durationMs / 50))
}

/** How far a position may advance in a time before it has jumped. Passes rates up to about 2.5 that nobody reported. */
export function reachMs(ms: number): number {
  return ms + Math.max(SLACK_MS, ms / 2)
}

/** Number of checkpoints due: every 10 s in the first minute, then every 30 s. */
export function checkpointsDue(spentMs: number): number {
  return Math.floor(spentMs < 60000 ? spentMs / 10000 : 4 + spentMs / 30000)
}
