/**
 * The numbers of the meter and what follows from them alone: pure functions of numbers. Everything is milliseconds.
 */

/** "No position": far below any, and plain JSON. Positions of a live stream may be negative. */
export const NOWHERE = -1e15

/** What is announced, and the share it needs; `start` needs `START_MS` instead. */
export type Milestone = readonly [event: string, share: number]

/** In the order in which they are announced, with further ones at any per cent. */
export function milestonesWith(more: readonly number[]): Milestone[] {
  const usual: Milestone[] = [
    ['25', 0.25],
    ['50', 0.5],
    ['75', 0.75],
    ['complete', 0.9],
  ]
  const others = more
    .filter((percent) => !/^(25|50|75)$/.test('' + percent))
    .map((percent): Milestone => ['' + percent, percent / 100])
  return [['start', 0] as Milestone].concat(usual.concat(others).sort((a, b) => a[1] - b[1]))
}

/** Inactivity after which progress belongs to a new view, where the options say nothing else. */
export const VIEW_TIMEOUT_MS = 1800000

/** Less is zapping. */
export const START_MS = 500

/**
 * A poll every second and half a second of platform granularity: more than this ahead of the clock is a seek, more lag is not paid back.
 */
export const SLACK_MS = 1500

/** Positions closer than this are the same one. */
export const STILL_MS = 20

/** Keyframe re-anchoring stays below, keys of a remote control skip further. */
export const BACK_MS = 1000

/** How long positions may stay behind before they are believed. */
export const BEHIND_MS = 3000

/** What may be inferred between the last report and `seeking`: one poll and jitter. */
export const TAIL_MS = 1250

/** A player that stood still for longer before `seeking` was not playing up to it. */
export const TAIL_STILL_MS = 300

/** Content whose first report comes within this of its beginning was shown from the beginning. */
export const LEAD_IN_MS = 500

/** A seek to the beginning from within this of the end is a loop. */
export const LOOP_MS = 500

/** After a real end, play from within this of the beginning (or a twentieth of the content) is another view. */
export const REPLAY_MS = 30000

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

/** So long after the start of a break, what a player says may still come from the content it leaves. */
export const AD_SWITCH_MS = 1000

/** A duration so much shorter than what was shown is not the content's: it is an ad's, or comes from a teardown. */
export const SHORTER_MS = 2000

/** Positions that differ from the clock by less over seconds keep step with it, however coarse they are. */
export const IN_STEP_MS = 1000

/** A rate that is not obeyed for less is not noticed. */
export const LIE_MS = 2000

/** How long a position of a live stream is looked at before it is judged what kind it is. */
export const LONG_VIEW_MS = 10000

/** No segment of a live stream is longer. */
export const MAX_SEGMENT_MS = 12000

/** How far a position may climb in a window that slides. */
export const MAX_WINDOW_MS = 30000

/** `ended` so soon after a pause belongs to it. */
export const END_PAUSE_MS = 250

/** How near its declared end content may end: rounding of segments and of declared durations. */
export function endZoneMs(lengthMs: number): number {
  return Math.max(500, Math.min(2000, lengthMs / 50))
}

/** How far a position may advance in a time before it has jumped. Passes rates up to about 2.5 that nobody reported. */
export function reachMs(ms: number): number {
  return ms + Math.max(SLACK_MS, ms / 2)
}

/** Outside, it is buffering or trick play. */
export function isPlayRate(rate: number): boolean {
  return rate > 0 && rate <= 3
}

/** Number of checkpoints due: every 10 s in the first minute, then every 30 s. */
export function checkpointsDue(spentMs: number): number {
  return Math.floor(Math.min(spentMs / 10000, 4 + spentMs / 30000))
}

/** Rows come from players: any of their numbers may be missing, NaN, infinite or text. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && isFinite(value)
}
