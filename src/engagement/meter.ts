/**
 * The engagement meter: turns player signals into time spent and share watched. A state machine without timers, clock reads or DOM.
 *
 * Two clocks are compared: wall time is credited only as far as the media position advanced by the same amount. State events are
 * hints that evidence overrides; only an ad break and a hidden app veto. All state lives in local variables (they are mangled,
 * property names are not). Inside, everything is milliseconds; -1 is "no position".
 */
import { insert, measure, overlap } from './coverage.ts'
import type { Intervals } from './coverage.ts'
import type { Memory, View } from './record.ts'
import {
  BACK_MS,
  BEHIND_MS,
  BREAK_MS,
  checkpointsDue,
  CREEP_MS,
  endZoneMs,
  MAX_AD_GAP_MS,
  MAX_BACKSTEP_MS,
  MAX_GAP_MS,
  MAX_HEARTBEAT_MS,
  MAX_LIVE_GAP_MS,
  MILESTONES,
  reachMs,
  SHARES,
  SLACK_MS,
  START_LAG_MS,
  START_MS,
  STILL_MS,
  TAIL_MS,
} from './rules.ts'
import type { MeterSignal } from './signal.ts'
import type { Meter, MeterOptions } from './types.ts'

const IDLE = 0
const PROGRESSING = 1
const PAUSED = 2
const WAITING = 3
const SEEKING = 4
const ENDED = 5

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && isFinite(value)
}

export interface BareMeter extends Omit<Meter, 'checkpoint'> {
  /** Everything a checkpoint holds; with `restored`, that is taken over before. */
  memory(restored?: Omit<Memory, 'view'>): Memory
}

/** A meter without the form of its checkpoints: `createMeter` adds that. `onSave` is called when the open view should be saved. */
export function createBareMeter(
  options: Omit<MeterOptions, 'onCheckpoint' | 'restore'>,
  onSave: () => void,
): BareMeter {
  const wallClock = options.clock === 'wall'
  const timeoutMs = options.viewTimeoutMs || 1800000
  const views: View[] = []

  let view: View
  // 1 while a view is open, 2 if it was opened by a rotation and has no credit yet.
  let open = 0
  // The open view's totals.
  let spentMs = 0
  let adMs = 0
  let shown: Intervals
  let milestone = 0
  let shownEnd = -1
  // Something was watched up to a real end.
  let replayable = 0
  // The content.
  let durationMs = 0
  let live = 0
  let ads: Intervals = []
  // The player.
  let mode = IDLE
  let intent = 0
  let rate = 1
  let positions = 0
  // The ad break: 1 in an element or timeline of its own, 2 stitched into the content's timeline.
  let ad = 0
  let adRuns = 0
  let adFromT = 0
  let adFromMs = -1
  let adDurationMs = 0
  let suspended = 0
  let suspendWall = 0
  let suspendIdle = 0
  // Last accepted progress, the latest time that position was seen again, start of the run that goes through it.
  let anchorT = 0
  let anchorMs = -1
  let stillT = 0
  let runMs = -1
  let debtMs = 0
  // Slices seen while the state says that nothing plays.
  let slices = 0
  let slicesMs = 0
  // Inactivity and checkpoints.
  let lastT = NaN
  let idleMs = 0
  let saved = 0
  let unsaved = 0
  // The row in hand.
  let t = 0
  let at = -1
  // Its position, or else the last one.
  let here = -1

  function tell<A, B>(listener: ((a: A, b: B) => void) | undefined, a?: A, b?: B): void {
    try {
      if (listener) listener(a!, b!)
    } catch (_error) {
      // A listener's mistake must not leave the meter half-way through a row.
    }
  }

  function emit(event: string): void {
    view.events.push(event)
    unsaved = 1
    tell(options.onEvent, event, view)
  }

  function memory(restored?: Omit<Memory, 'view'>): Memory {
    if (restored) {
      shown = restored.shown
      ads = restored.ads
      ;[
        open,
        spentMs,
        adMs,
        milestone,
        shownEnd,
        replayable,
        durationMs,
        live,
        mode,
        intent,
        rate,
        positions,
        ad,
        adRuns,
        adFromT,
        adFromMs,
        adDurationMs,
        suspended,
        suspendWall,
        suspendIdle,
        anchorT,
        anchorMs,
        stillT,
        runMs,
        debtMs,
        slices,
        slicesMs,
        lastT,
        idleMs,
        saved,
      ] = restored.state
    }
    return {
      view,
      shown,
      ads,
      state: [
        open,
        spentMs,
        adMs,
        milestone,
        shownEnd,
        replayable,
        durationMs,
        live,
        mode,
        intent,
        rate,
        positions,
        ad,
        adRuns,
        adFromT,
        adFromMs,
        adDurationMs,
        suspended,
        suspendWall,
        suspendIdle,
        anchorT,
        anchorMs,
        stillT,
        runMs,
        debtMs,
        slices,
        slicesMs,
        lastT,
        idleMs,
        saved,
      ],
    }
  }

  function save(): void {
    if (unsaved) {
      unsaved = 0
      tell(onSave)
    }
  }

  function openView(content: string | null, by: number): void {
    view = {
      content,
      startedAt: null,
      endedAt: null,
      timeSpentSeconds: 0,
      adTimeSeconds: 0,
      percentageWatched: null,
      completed: false,
      reachedEnd: false,
      events: [],
    }
    views.push(view)
    if (views.length - 1 > options.keepViews!) views.shift()
    open = by
    spentMs = adMs = milestone = idleMs = saved = replayable = 0
    shownEnd = -1
    shown = []
    unsaved = 1
    update()
  }

  /** A view that a rotation opened and nobody watched leaves no trace. */
  function closeView(reason: string): void {
    if (open > 1) views.pop()
    else {
      announce()
      emit('end:' + reason)
    }
    open = 0
  }

  function rotate(reason: string): void {
    closeView(reason)
    openView(view.content, 2)
  }

  /** Brings the open view's numbers up to date. */
  function update(): void {
    const contentMs = durationMs - overlap(ads, 0, durationMs)
    const share = !live && contentMs > 0 ? Math.min(1, measure(shown, ads) / contentMs) : null
    view.timeSpentSeconds = spentMs / 1000
    view.adTimeSeconds = adMs / 1000
    view.percentageWatched = share
  }

  /** Announces what the numbers reached: not before progress or the end, because an ad's duration may leak in for a while. */
  function announce(): void {
    update()
    const share = view.percentageWatched
    while (milestone < 5 && (milestone ? share! >= SHARES[milestone]! : spentMs >= START_MS)) {
      if (milestone === 4) view.completed = true
      emit(MILESTONES[milestone++]!)
    }
  }

  function anchor(position: number): void {
    anchorT = stillT = t
    anchorMs = runMs = position
    slices = slicesMs = debtMs = 0
  }

  /** Credits time for the run from `runMs` to `to`; `from` is where the slice being credited starts. */
  function commit(creditMs: number, from: number, to: number): void {
    // What goes on from where it ended is not a replay, however short the content.
    if (
      replayable &&
      runMs - overlap(ads, 0, runMs) <= Math.max(30000, durationMs / 20) &&
      (!durationMs || runMs < durationMs - endZoneMs(durationMs))
    )
      rotate('replay')
    if (!shown.length && runMs <= 500) runMs = 0
    const adShare = (creditMs * overlap(ads, from, to)) / (to - from)
    creditMs -= adShare
    adMs += adShare
    spentMs += creditMs
    open = 1
    idleMs = 0
    insert(shown, runMs, to)
    shownEnd = to
    unsaved = 1
    if (creditMs > 0) {
      view.endedAt = t
      if (view.startedAt === null) view.startedAt = t
    }
    announce()
    const due = checkpointsDue(spentMs)
    if (due > saved) {
      saved = due
      save()
    }
  }

  /** Outside, it is buffering or trick play. */
  function isPlay(): boolean {
    return rate > 0 && rate <= 3
  }

  function isAtEnd(position: number): boolean {
    return (
      durationMs > 0 &&
      (mode === PROGRESSING || mode === WAITING) &&
      Math.abs(position - durationMs) <= endZoneMs(durationMs)
    )
  }

  function reachEnd(position: number): void {
    if (!live && position > 0 && (!durationMs || (position > durationMs && position < 2 * durationMs)))
      durationMs = Math.round(position)
    if (shownEnd >= 0 && Math.abs(position - shownEnd) <= endZoneMs(durationMs) && durationMs > shownEnd)
      insert(shown, shownEnd, durationMs)
    mode = ENDED
    if (view.startedAt !== null) replayable = 1
    announce()
    if (!view.reachedEnd) {
      view.reachedEnd = true
      emit('ended')
    }
    save()
  }

  function sample(): void {
    if (ad || suspended) return
    let dt = t - anchorT
    if (at < 0) {
      if (!positions) {
        anchorT = t
        if (isPlay() && mode === PROGRESSING && dt > 0 && dt <= MAX_HEARTBEAT_MS) {
          runMs = shownEnd < 0 ? 0 : shownEnd
          commit(dt, runMs, runMs + dt)
        }
      }
      return
    }
    if (anchorMs < 0 || !isPlay()) return anchor(at)
    const dp = at - anchorMs
    if (Math.abs(dp) < STILL_MS) {
      if (dt >= SLACK_MS && isAtEnd(at)) reachEnd(at)
      else if (dt > SLACK_MS && mode !== PROGRESSING) anchor(anchorMs)
      else stillT = t
      return
    }
    if (dp < 0) {
      if (dp >= -BACK_MS && dt <= BEHIND_MS) return
      if (at < BACK_MS && isAtEnd(anchorMs)) reachEnd(anchorMs)
      return anchor(at)
    }
    let credit = dp / rate
    if (
      credit > (dt < 0 ? MAX_BACKSTEP_MS : live || !durationMs ? MAX_LIVE_GAP_MS : MAX_GAP_MS) ||
      // A jump after standing still, or plainly a jump. Coarse positions stand still too, but then catch up with the clock.
      (dt >= 0 &&
        (dp > reachMs(rate * dt) ||
          (dp > reachMs(rate * (t - stillT)) && Math.abs(credit - dt) > Math.max(SLACK_MS, t - stillT))))
    )
      return anchor(at)
    const from = anchorMs
    if (dt < 0) dt = credit
    const lag = dt - credit
    if (lag > 0) debtMs = Math.min(SLACK_MS, debtMs + lag)
    else {
      const repaid = Math.min(debtMs, -lag)
      debtMs -= repaid
      credit = dt + repaid
    }
    anchorT = stillT = t
    anchorMs = at
    if (mode === PROGRESSING) return commit(credit, from, at)
    if (credit < dt / 2) return anchor(at)
    slicesMs += credit
    if (++slices > 1 && slicesMs >= (mode === PAUSED ? 2 * START_MS : START_MS)) {
      mode = PROGRESSING
      commit(slicesMs, runMs, at)
    }
  }

  /** Samples, then leaves the running state. */
  function halt(next: number): void {
    sample()
    if (mode === PROGRESSING || (mode !== ENDED && next === PAUSED)) {
      mode = next
      anchor(here)
    }
  }

  /** Engines report a pause a little early: pictures up to the position of the next play are still shown. */
  function isCreep(): boolean {
    const creep = here - anchorMs
    return (
      anchorMs >= 0 &&
      anchorMs === shownEnd &&
      creep > 0 &&
      creep <= CREEP_MS &&
      isPlay() &&
      creep / rate <= t - anchorT &&
      !ad &&
      !suspended
    )
  }

  function endAd(): void {
    ad = 0
    if (!durationMs && !live) durationMs = adDurationMs
    anchor(here)
  }

  const handlers: { [signal: string]: (row: MeterSignal) => void } = {
    load(row) {
      const content = typeof row.content === 'string' ? row.content : view.content
      const fresh = view.content === null && open && view.startedAt === null
      if (open && (content === view.content || fresh)) {
        view.content = content
        if (fresh) unsaved = 1
        if (ad !== 1) {
          mode = IDLE
          anchor(-1)
        }
      } else {
        if (open) closeView('content-change')
        durationMs = live = positions = intent = ad = mode = 0
        rate = 1
        ads = []
        openView(content, 1)
        anchor(-1)
      }
      const spans: unknown = row.adSpans
      if (spans instanceof Array) {
        spans.forEach((span) => {
          if (span && isNumber(span[0]) && isNumber(span[1]) && span[1] > span[0])
            insert(ads, span[0] * 1000, span[1] * 1000)
        })
      }
    },
    play() {
      adRuns = intent = 1
      if ((mode === PAUSED && !isCreep()) || anchorMs < 0) anchor(here)
      if (mode === PAUSED) mode = IDLE
    },
    playing() {
      adRuns = intent = 1
      if (mode === IDLE && isCreep()) commit((here - anchorMs) / rate, anchorMs, here)
      else sample()
      if (mode !== PROGRESSING) {
        mode = PROGRESSING
        anchor(here)
      }
    },
    pause() {
      adRuns = intent = 0
      halt(mode === SEEKING ? SEEKING : PAUSED)
      save()
    },
    waiting() {
      halt(WAITING)
    },
    seeking() {
      if (mode === PROGRESSING && !ad && !suspended && anchorMs >= 0) {
        // The position is the target already; what was shown since the last report is inferred.
        // An engine says that it plays a little before it does.
        const dt = t - anchorT - (anchorMs === runMs ? START_LAG_MS : 0)
        if (dt > 0 && dt <= TAIL_MS && stillT - anchorT <= 300 && isPlay()) {
          const from = anchorMs
          anchorMs += dt * rate
          commit(dt, from, anchorMs)
        }
        // A loop: what played ran to the very end.
        if (at >= 0 && at < BACK_MS && anchorMs === shownEnd && anchorMs >= durationMs - 500 && isAtEnd(anchorMs))
          reachEnd(anchorMs)
      }
      mode = SEEKING
      anchor(at)
    },
    seeked() {
      mode = intent ? PROGRESSING : PAUSED
      anchor(here)
    },
    ratechange: sample,
    timeupdate: sample,
    durationchange() {},
    ended() {
      sample()
      if (live || !durationMs || here >= durationMs - Math.max(endZoneMs(durationMs), durationMs / 20)) reachEnd(here)
    },
    'ad-start'(row) {
      if (ad) return
      sample()
      ad = row.stitched ? 2 : 1
      adRuns = 1
      adFromT = t
      adDurationMs = 0
      adFromMs = here
      anchor(here)
      save()
    },
    'ad-end'() {
      if (ad) endAd()
    },
    suspend(row) {
      if (suspended) return
      sample()
      suspended = 1
      suspendIdle = idleMs
      suspendWall = isNumber(row.wall) ? row.wall : 0
      save()
    },
    resume() {
      suspended = 0
      anchor(here)
    },
    error() {
      halt(IDLE)
      save()
    },
    stop() {
      sample()
      closeView('stop')
    },
  }

  function push(row: MeterSignal): void {
    if (!row || !isNumber(row.t) || typeof row.signal !== 'string' || !handlers.hasOwnProperty(row.signal)) return
    const elapsed = row.t - lastT
    t = lastT = row.t
    const signal = row.signal
    if (!open && signal !== 'load') return
    at = isNumber(row.position) && row.position >= 0 ? row.position * 1000 : -1
    here = at < 0 ? anchorMs : at
    const nextMs = isNumber(row.duration) && row.duration > 0 ? Math.round(row.duration * 1000) : 0
    const foreign = ad === 1

    if (elapsed > 0) {
      if (ad && adRuns && !suspended && elapsed < MAX_AD_GAP_MS) {
        adMs += elapsed
        view.adTimeSeconds = adMs / 1000
        unsaved = 1
      }
      // A clock that may be set can leap while the player runs; that is not inactivity.
      if (!(wallClock && elapsed > MAX_GAP_MS && mode === PROGRESSING && !ad && !suspended)) idleMs += elapsed
    }
    if (signal === 'resume' && suspended && isNumber(row.wall) && suspendWall)
      idleMs = Math.max(idleMs, suspendIdle + row.wall - suspendWall)
    if (idleMs > timeoutMs && view.startedAt !== null && open) {
      rotate('timeout')
      runMs = anchorMs
      slices = slicesMs = 0
    }
    if (ad === 2 && at >= 0 && Math.abs(at - anchorMs) > STILL_MS) {
      if (anchorMs >= 0 && at > anchorMs && at - anchorMs <= reachMs(t - anchorT)) insert(ads, anchorMs, at)
      anchor(at)
    }
    if (at >= 0 && !foreign) positions = 1

    if (foreign && !/-|load|sus|res|stop/.test(signal)) {
      // Everything else inside the break is the ad's own.
      if (nextMs) adDurationMs = nextMs
      if (/play/.test(signal)) adRuns = 1
      // The content's own pause comes with the break.
      if (signal === 'pause' && t - adFromT > 1000) adRuns = 0
      if (
        signal !== 'playing' ||
        at < 0 ||
        t - adFromT < 1000 ||
        Math.abs(at - adFromMs) > BREAK_MS ||
        (adDurationMs && adDurationMs !== durationMs && at < adDurationMs)
      )
        return
      // The content plays on where it was left: the end of the break got lost.
      endAd()
    }
    handlers[signal]!(row)

    if (isNumber(row.rate) && row.rate !== rate) {
      // A rate of 0 is buffering.
      if (!row.rate && mode === PROGRESSING) mode = WAITING
      else if (!rate && mode === WAITING) mode = PROGRESSING
      rate = row.rate
    }
    const own = ad !== 1 || signal === 'load'
    if (own && typeof row.live === 'boolean') {
      live = row.live ? 1 : 0
      if (live) durationMs = 0
    }
    if (own && !live && nextMs) {
      // Content cannot be shorter than what was shown of it: an ad's duration, or a teardown.
      const least = shown[shown.length - 2]! - 2000
      if (!(nextMs < least && durationMs >= least)) durationMs = nextMs
    }
    if (open && (row.duration !== undefined || row.live !== undefined)) update()
    if (signal === 'load') save()
  }

  openView(null, 1)
  unsaved = 0
  return {
    push,
    views,
    coverage() {
      const list: [number, number][] = []
      for (let i = 0; i < shown.length; i += 3) list.push([shown[i]! / 1000, shown[i + 1]! / 1000])
      return list
    },
    duration() {
      return durationMs > 0 ? durationMs / 1000 : null
    },
    memory,
  }
}
