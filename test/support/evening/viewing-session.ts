/**
 * A viewer with a remote control in front of a player, simulated in steps of 10 ms: the rows that a meter would see, and the truth.
 *
 * The truth is brute force (one mark for every 10 ms of content that was on screen) and shares nothing with the meter.
 */
import type { MeterSignal } from '../../../src/engagement/index.ts'

const STEP_MS = 10

export type AdStyle = 'other-element' | 'same-element' | 'mapped'

/** `quiet` means that the player fires no event for it. */
export type Action =
  | { kind: 'watch'; ms: number }
  | { kind: 'pause'; ms: number; quiet: boolean }
  | { kind: 'stall'; ms: number; quiet: boolean }
  | { kind: 'seek'; toShare: number; latencyMs: number; quiet: boolean }
  | { kind: 'rate'; rate: number }
  | { kind: 'hide'; ms: number; clockStops: boolean }
  /** `stallMs`: in its middle the ad waits for data, in an element of its own or in the content's. */
  | { kind: 'ad'; ms: number; style: AdStyle; lostEnd: boolean; stallMs?: number }
  /** The player tells a rate, and goes on at the one it had. */
  | { kind: 'lie'; rate: number }
  /** The player loads its source again and comes back to where it was: nothing is shown meanwhile. */
  | { kind: 'reattach'; latencyMs: number }

export interface Plan {
  /** Content without ads. */
  durationMs: number
  /** First position of the media timeline, which the player tells. */
  originMs: number
  /** Live positions are told within a window that moves on by so much at a time; 0: they are not. */
  segmentMs?: number
  live: boolean
  /** `durationchange` comes this late. */
  durationLateMs: number
  tickMs: number
  tickOffsetMs: number
  /** Positions are reported in steps of this size. */
  grainMs: number
  /** Noise on positions in `timeupdate` while content plays, up to this much either way. */
  jitterMs: number
  /** Ads stitched into the content's timeline, before these content positions. */
  stitched: { atShare: number; ms: number }[]
  /** The stitched ads are known at `load` and have no events. */
  spansKnown: boolean
  /** No `ended` event. */
  quietEnd: boolean
  /** The engine reports no position. */
  blind: boolean
  actions: Action[]
}

export interface TrueView {
  timeSpentMs: number
  adTimeMs: number
  /** Content shown at least once, or null for live. */
  shownMs: number
  reachedEnd: boolean
}

export interface Session {
  rows: MeterSignal[]
  views: TrueView[]
  /** Real time from first to last row. */
  wallMs: number
  /** Seeks of any kind, gaps of observation. */
  jumps: number
}

const VIEW_TIMEOUT_MS = 1_800_000

/** Plays the plan to the end. Deterministic. */
export function simulate(plan: Plan): Session {
  const rows: MeterSignal[] = []
  const views: TrueView[] = []
  const spans: [number, number][] = []
  let adTotal = 0
  for (const ad of [...plan.stitched].sort((a, b) => a.atShare - b.atShare)) {
    const at = Math.round((plan.durationMs * ad.atShare) / STEP_MS) * STEP_MS + adTotal
    const last = spans[spans.length - 1]
    if (last && at <= last[1]) last[1] += ad.ms
    else spans.push([at, at + ad.ms])
    adTotal += ad.ms
  }
  const timelineMs = plan.durationMs + adTotal

  let clockMs = 0
  let wallMs = 0
  let position = 0
  let rate = 1
  let playing = true
  let stalled = false
  let hidden = false
  let inBreak = false
  let ended = false
  let foreign = -1
  let idleMs = 0
  let stillMs = 0
  let played = 0
  let jumps = 0
  let inSpan = false
  /** The player has nothing: it says 0, or nothing. */
  let isAway = false
  let seed = 12345

  // Whether a seek came since the last frame that counted: without one, playing on after an end is no replay.
  let resumed = false
  const isAd = new Uint8Array(timelineMs / STEP_MS + 1)
  for (const [from, to] of spans) isAd.fill(1, from / STEP_MS, to / STEP_MS)
  let marks = new Uint8Array(timelineMs / STEP_MS + 1)
  let view: TrueView = { timeSpentMs: 0, adTimeMs: 0, shownMs: 0, reachedEnd: false }
  views.push(view)
  const nextView = (): void => {
    view = { timeSpentMs: 0, adTimeMs: 0, shownMs: 0, reachedEnd: false }
    views.push(view)
    marks = new Uint8Array(timelineMs / STEP_MS + 1)
  }
  const adBefore = (at: number): number =>
    spans.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(at, to) - from), 0)
  const spanAt = (at: number): [number, number] | undefined => spans.find(([from, to]) => at >= from && at < to)

  // Standing still here is taken for the end: a published limit.
  const isNearEnd = (): boolean => timelineMs - position <= 2000

  const reported = (noisy: boolean): number => {
    if (foreign >= 0) return foreign / 1000
    seed = (seed * 1103515245 + 12345) % 2147483648
    const noise = noisy && stillMs === 0 ? Math.round((seed / 1073741824 - 1) * plan.jitterMs) : 0
    const grain = plan.grainMs
    const slidMs = plan.segmentMs ? Math.floor(wallMs / plan.segmentMs) * plan.segmentMs - 60_000 : 0
    return (plan.originMs + Math.max(0, Math.floor(position / grain) * grain + noise) - slidMs) / 1000
  }
  const row = (signal: MeterSignal['signal'], more: Partial<MeterSignal> = {}): void => {
    const at =
      plan.blind || signal === 'load' || signal === 'durationchange'
        ? {}
        : { position: reported(signal === 'timeupdate') }
    rows.push({ t: clockMs, signal, ...at, ...more })
  }

  /** Ten milliseconds of the player's life. */
  const step = (): void => {
    clockMs += STEP_MS
    wallMs += STEP_MS
    idleMs += STEP_MS
    stillMs += STEP_MS
    const inAd = isAd[Math.floor(position / STEP_MS)]
    if (inBreak) {
      if (idleMs > VIEW_TIMEOUT_MS && view.timeSpentMs > 0) nextView()
      view.adTimeMs += STEP_MS
      if (foreign >= 0) foreign += STEP_MS
    } else if (playing && !stalled && !hidden && !ended && rate !== 0) {
      const to = Math.max(0, Math.min(timelineMs, position + STEP_MS * rate))
      if (rate > 0 && rate <= 3) {
        if (idleMs > VIEW_TIMEOUT_MS && view.timeSpentMs > 0) nextView()
        if (inAd) view.adTimeMs += STEP_MS
        else {
          if (
            view.reachedEnd &&
            view.timeSpentMs > 0 &&
            position - adBefore(position) <= Math.max(30_000, timelineMs / 20) &&
            resumed
          )
            nextView()
          resumed = false
          view.timeSpentMs += STEP_MS
          for (let at = Math.floor(position / STEP_MS); at < to / STEP_MS; at++) {
            if (!marks[at] && !isAd[at]) {
              marks[at] = 1
              view.shownMs += STEP_MS
            }
          }
        }
        idleMs = 0
      }
      if (to !== position) stillMs = 0
      position = played = to
      const now = isAd[Math.floor(position / STEP_MS)] === 1
      if (!plan.spansKnown && now !== inSpan) {
        inSpan = now
        row(inSpan ? 'ad-start' : 'ad-end', { stitched: true })
      }
      if (position >= timelineMs && rate > 0 && rate <= 3 && !plan.live) {
        ended = true
        view.reachedEnd = true
        if (!plan.quietEnd) {
          playing = false
          row('pause')
          row('ended')
        }
      }
    }
    if (clockMs % plan.tickMs === plan.tickOffsetMs % plan.tickMs && !hidden && !isAway) row('timeupdate')
  }
  const run = (ms: number): void => {
    for (let i = 0; i < ms; i += STEP_MS) step()
  }
  const start = (): void => {
    playing = true
    row('play')
    row('playing')
  }

  rows.push({
    t: 0,
    signal: 'load',
    content: 'A',
    ...(plan.live ? { live: true } : {}),
    ...(plan.spansKnown
      ? { adSpans: spans.map(([a, b]) => [(a + plan.originMs) / 1000, (b + plan.originMs) / 1000] as const) }
      : {}),
  })
  let durationSent = false
  const sendDuration = (): void => {
    if (!durationSent && clockMs >= plan.durationLateMs) {
      durationSent = true
      row('durationchange', {
        duration: plan.live ? Infinity : (plan.originMs + timelineMs) / 1000,
        ...(plan.live ? {} : { start: plan.originMs / 1000 }),
      })
    }
  }
  sendDuration()
  if (spanAt(0) && !plan.spansKnown) {
    inSpan = true
    row('ad-start', { stitched: true })
  }
  start()

  for (const action of plan.actions) {
    sendDuration()
    switch (action.kind) {
      case 'watch':
        run(action.ms)
        break
      case 'pause':
        if (ended || inSpan || (action.quiet && isNearEnd())) break
        playing = false
        if (!action.quiet) row('pause')
        run(action.ms)
        playing = true
        if (!action.quiet) start()
        break
      case 'stall':
        if (ended || inSpan || isNearEnd()) break
        stalled = true
        if (!action.quiet) row('waiting')
        run(action.ms)
        stalled = false
        if (!action.quiet) row('playing')
        break
      case 'seek': {
        if (inSpan) break
        const wasEnded = ended
        let to = Math.round((timelineMs * action.toShare) / STEP_MS) * STEP_MS
        const span = spanAt(to)
        if (span) to = span[1]
        if (to >= timelineMs) to = Math.max(0, timelineMs - 5000)
        if (spanAt(to)) break
        // Whether this is a replay must not hang on ads that the meter cannot know of.
        if (to < 2000 && isNearEnd()) to = 5000
        if (view.reachedEnd && to < 40_000 + adTotal && !spanAt(0)) to = 0
        // A short silent skip looks like play, one as long as the silence before it like a coarse clock: published limits.
        const loud =
          !action.quiet || wasEnded || [played, position].some((from) => to > from && to - from < 4000 + 2 * stillMs)
        jumps++
        position = to
        ended = false
        resumed = true
        if (loud) {
          row('seeking')
          stalled = true
          run(action.latencyMs)
          stalled = false
          row('seeked')
          played = position
          stillMs = 0
          if (wasEnded && !playing) start()
          else row('playing')
        }
        break
      }
      case 'rate':
        if (inSpan) break
        rate = action.rate
        row('ratechange', { rate })
        break
      case 'lie':
        // Less of a lie than a few seconds is not found out.
        if (inSpan || rate !== 1 || timelineMs - position < 15_000) break
        row('ratechange', { rate: action.rate })
        run(12_000)
        row('ratechange', { rate: 1 })
        break
      case 'reattach':
        if (ended || inSpan || isNearEnd()) break
        jumps++
        rows.push({ t: clockMs, signal: 'seeking', position: 0 })
        stalled = isAway = true
        run(action.latencyMs)
        rows.push({ t: clockMs, signal: 'play', position: 0 })
        run(action.latencyMs)
        isAway = false
        row('seeking')
        run(action.latencyMs)
        row('seeked')
        stalled = false
        row('playing')
        stillMs = 0
        break
      case 'hide':
        if (inSpan) break
        row('suspend', { wall: 1_700_000_000_000 + wallMs })
        hidden = true
        if (action.clockStops) {
          wallMs += action.ms
          idleMs += action.ms
        } else run(action.ms)
        hidden = false
        row('resume', { wall: 1_700_000_000_000 + wallMs })
        break
      case 'ad': {
        if (inSpan || plan.blind) break
        const before = position
        row('ad-start')
        inBreak = true
        if (action.style === 'same-element') {
          foreign = 0
          row('durationchange', { duration: action.ms / 1000 })
        }
        run(action.ms / 2)
        if (action.stallMs) {
          row('waiting')
          const held = foreign
          run(action.stallMs)
          foreign = held
          row('playing', foreign < 0 ? { position: undefined } : {})
        }
        run(action.ms / 2)
        foreign = -1
        inBreak = false
        position = before
        if (action.style === 'same-element') row('durationchange', { duration: (plan.originMs + timelineMs) / 1000 })
        if (!action.lostEnd || ended) row('ad-end')
        if (!ended && action.style !== 'mapped') start()
        else if (action.lostEnd && !ended) row('playing')
        break
      }
    }
  }
  sendDuration()
  row('stop')
  // A view is a view once content was shown in it; only the first counts without.
  if (views.length > 1 && view.timeSpentMs === 0) views.pop()
  return { rows, views, wallMs, jumps }
}
