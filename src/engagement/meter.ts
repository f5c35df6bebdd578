/**
 * The engagement meter: turns player signals into time spent and share watched. A state machine without timers, clock reads or DOM.
 *
 * Two clocks are compared: wall time is credited only as far as the media position advanced by the same amount. State events are
 * hints that evidence overrides; only an ad break and a hidden app veto. All state lives in local variables (they are mangled,
 * property names are not). Inside, everything is milliseconds; -1 is "no position".
 */
import { formatIntervals, insert, measure, overlap, parseIntervals } from './coverage.ts'
import type { Intervals } from './coverage.ts'
import type { MeterSignal } from './signal.ts'
import type { Meter, MeterCheckpoint, MeterOptions, MeterView } from './types.ts'

const IDLE = 0
const PROGRESSING = 1
const PAUSED = 2
const WAITING = 3
const SEEKING = 4
const ENDED = 5

const VERSION = 1
const RECOVERED = 'end:recovered'

/** Milestones in the order in which they are announced, and the share each needs (`start` needs half a second instead). */
const MILESTONES = ['start', '25', '50', '75', 'complete']
const SHARES = [0, 0.25, 0.5, 0.75, 0.9]

/** Media time that may run ahead of the wall clock before it counts as a seek; also the most lag that is paid back. */
const SLACK_MS = 1500
/** Positions closer than this are the same position. */
const STILL_MS = 20

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type View = Mutable<MeterView> & { events: string[] }
/** As many numbers as the meter has. */
type State = [number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number]
type Fields = { [key: string]: unknown }
/** The public totals and what it takes to go on from them. */
type Checkpoint = Mutable<MeterCheckpoint> & { state: State; shown: string; ads: string }

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && isFinite(value)
}

/** Copies what `keys` names. */
function copyFields(keys: object, from: object, to: object): void {
  for (const key in keys) (to as Fields)[key] = (from as Fields)[key]
}

export function createMeter(options: MeterOptions): Meter {
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

  function emit(event: string): void {
    view.events.push(event)
    unsaved = 1
    if (options.onEvent) {
      try {
        options.onEvent(event, view)
      } catch (_error) {
        // A listener's mistake must not leave the meter half-way through a row.
      }
    }
  }

  function checkpoint(): MeterCheckpoint {
    const record = { version: VERSION } as Checkpoint
    copyFields(view, view, record)
    record.events = view.events.concat(open ? RECOVERED : [])
    record.state = [
      open, spentMs, adMs, milestone, shownEnd, replayable, durationMs, live, mode, intent, rate, positions, ad, adRuns, adFromT, adFromMs,
      adDurationMs, suspended, suspendWall, suspendIdle, anchorT, anchorMs, stillT, runMs, debtMs, slices, slicesMs, lastT, idleMs, saved,
    ]
    record.shown = formatIntervals(shown)
    record.ads = formatIntervals(ads)
    return record
  }

  function save(): void {
    if (unsaved && options.onCheckpoint) {
      unsaved = 0
      try {
        options.onCheckpoint(checkpoint())
      } catch (_error) {
        // As above.
      }
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
    while (milestone < 5 && (milestone ? share! >= SHARES[milestone]! : spentMs >= 500)) {
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
      (!durationMs || runMs < durationMs - endZone())
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
    const due = Math.floor(spentMs < 60000 ? spentMs / 10000 : 4 + spentMs / 30000)
    if (due > saved) {
      saved = due
      save()
    }
  }

  function endZone(): number {
    return Math.max(500, Math.min(2000, durationMs / 50))
  }

  function isAtEnd(position: number): boolean {
    return durationMs > 0 && (mode === PROGRESSING || mode === WAITING) && Math.abs(position - durationMs) <= endZone()
  }

  function reachEnd(position: number): void {
    if (!live && position > 0 && (!durationMs || (position > durationMs && position < 2 * durationMs))) durationMs = Math.round(position)
    if (shownEnd >= 0 && Math.abs(position - shownEnd) <= endZone() && durationMs > shownEnd) insert(shown, shownEnd, durationMs)
    mode = ENDED
    if (view.startedAt !== null) replayable = 1
    announce()
    if (!view.reachedEnd) {
      view.reachedEnd = true
      emit('ended')
    }
    save()
  }

  /** How far the position may advance in a time before it counts as a seek. */
  function reach(ms: number): number {
    return ms + Math.max(SLACK_MS, ms / 2)
  }

  function sample(): void {
    if (ad || suspended) return
    let dt = t - anchorT
    // Outside, it is buffering or trick play.
    const plays = rate > 0 && rate <= 3
    if (at < 0) {
      if (!positions) {
        anchorT = t
        if (plays && mode === PROGRESSING && dt > 0 && dt <= 5000) {
          runMs = shownEnd < 0 ? 0 : shownEnd
          commit(dt, runMs, runMs + dt)
        }
      }
      return
    }
    if (anchorMs < 0 || !plays) return anchor(at)
    const dp = at - anchorMs
    if (Math.abs(dp) < STILL_MS) {
      if (dt >= 1500 && isAtEnd(at)) reachEnd(at)
      else if (dt > 1500 && mode !== PROGRESSING) anchor(anchorMs)
      else stillT = t
      return
    }
    if (dp < 0) {
      if (dp >= -1000 && dt <= 3000) return
      if (at < 1000 && isAtEnd(anchorMs)) reachEnd(anchorMs)
      return anchor(at)
    }
    let credit = dp / rate
    if (
      credit > (dt < 0 ? 2000 : live || !durationMs ? 10000 : 60000) ||
      // A jump after standing still, or plainly a jump. Coarse positions stand still too, but then catch up with the clock.
      (dt >= 0 && (dp > reach(rate * dt) || (dp > reach(rate * (t - stillT)) && Math.abs(credit - dt) > Math.max(SLACK_MS, t - stillT))))
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
    if (++slices > 1 && slicesMs >= (mode === PAUSED ? 1000 : 500)) {
      mode = PROGRESSING
      commit(slicesMs, runMs, at)
    }
  }

  /** Samples, then leaves the running state. */
  function halt(next: number): void {
    sample()
    if (mode === PROGRESSING || (mode !== ENDED && next === PAUSED)) mode = next
    anchor(at < 0 ? anchorMs : at)
  }

  function endAd(): void {
    ad = 0
    if (!durationMs && !live) durationMs = adDurationMs
    anchor(at)
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
          if (span && isNumber(span[0]) && span[1] > span[0] && isNumber(span[1])) insert(ads, span[0] * 1000, span[1] * 1000)
        })
      }
    },
    play() {
      adRuns = intent = 1
      if (mode === PAUSED) {
        mode = IDLE
        anchor(at < 0 ? anchorMs : at)
      }
    },
    playing() {
      adRuns = intent = 1
      sample()
      if (mode !== PROGRESSING) {
        mode = PROGRESSING
        anchor(at < 0 ? anchorMs : at)
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
        const dt = t - anchorT
        if (dt > 0 && dt <= 1250 && stillT - anchorT <= 300 && rate > 0 && rate <= 3) {
          const from = anchorMs
          anchorMs += dt * rate
          commit(dt, from, anchorMs)
        }
        // A loop: what played ran to the very end.
        if (at >= 0 && at < 1000 && anchorMs === shownEnd && anchorMs >= durationMs - 500 && isAtEnd(anchorMs)) reachEnd(anchorMs)
      }
      mode = SEEKING
      anchor(at)
    },
    seeked() {
      mode = intent ? PROGRESSING : PAUSED
      anchor(at)
    },
    ratechange: sample,
    timeupdate: sample,
    durationchange() {},
    ended() {
      sample()
      const position = at < 0 ? anchorMs : at
      if (live || !durationMs || position >= durationMs - Math.max(endZone(), durationMs / 20)) reachEnd(position)
    },
    'ad-start'(row) {
      if (ad) return
      sample()
      ad = row.stitched ? 2 : 1
      adRuns = 1
      adFromT = t
      adDurationMs = 0
      adFromMs = at < 0 ? anchorMs : at
      anchor(adFromMs)
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
      anchor(at)
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
    if (!row || !isNumber(row.t) || !handlers.hasOwnProperty(row.signal)) return
    const elapsed = row.t - lastT
    t = lastT = row.t
    const signal = row.signal
    if (!open && signal !== 'load') return
    at = isNumber(row.position) && row.position >= 0 ? row.position * 1000 : -1
    const foreign = ad === 1

    if (elapsed > 0) {
      if (ad && adRuns && !suspended && elapsed < 300000) {
        adMs += elapsed
        view.adTimeSeconds = adMs / 1000
        unsaved = 1
      }
      // A clock that may be set can leap while the player runs; that is not inactivity.
      if (!(wallClock && elapsed > 60000 && mode === PROGRESSING && !ad && !suspended)) idleMs += elapsed
    }
    if (signal === 'resume' && suspended && isNumber(row.wall) && suspendWall) idleMs = Math.max(idleMs, suspendIdle + row.wall - suspendWall)
    if (idleMs > timeoutMs && view.startedAt !== null && open) {
      rotate('timeout')
      runMs = anchorMs
      slices = slicesMs = 0
    }
    if (ad === 2 && at >= 0 && Math.abs(at - anchorMs) > STILL_MS) {
      if (anchorMs >= 0 && at > anchorMs && at - anchorMs <= reach(t - anchorT)) insert(ads, anchorMs, at)
      anchor(at)
      update()
    }
    if (at >= 0 && !foreign) positions = 1

    if (foreign && !/-|^load|^suspend|^resume|^stop/.test(signal)) {
      // Everything else inside the break is the ad's own.
      if (isNumber(row.duration) && row.duration > 0) adDurationMs = Math.round(row.duration * 1000)
      const play = signal === 'play' || signal === 'playing'
      if (play) adRuns = 1
      // The content's own pause comes with the break.
      if (signal === 'pause' && t - adFromT > 1000) adRuns = 0
      if (
        signal !== 'playing' ||
        at < 0 ||
        t - adFromT < 1000 ||
        Math.abs(at - adFromMs) > 2000 ||
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
    if (typeof row.live === 'boolean' && ad !== 1) {
      live = row.live ? 1 : 0
      if (live) durationMs = 0
    }
    if (isNumber(row.duration) && row.duration > 0 && !live && ad !== 1) {
      const next = Math.round(row.duration * 1000)
      // Content cannot be shorter than what was shown of it: an ad's duration, or a teardown.
      const least = shown[shown.length - 2]! - 2000
      if (!(next < least && durationMs >= least)) durationMs = next
    }
    if (open && (row.duration !== undefined || row.live !== undefined)) update()
    if (signal === 'load') save()
  }

  openView(null, 1)
  unsaved = 0
  const restored = options.restore as Checkpoint | undefined
  if (restored && restored.version === VERSION && restored.state) {
    copyFields(view!, restored, view!)
    view!.events = restored.events.filter((event) => event !== RECOVERED)
    shown = parseIntervals(restored.shown)
    ads = parseIntervals(restored.ads)
    ;[
      open, spentMs, adMs, milestone, shownEnd, replayable, durationMs, live, mode, intent, rate, positions, ad, adRuns, adFromT, adFromMs,
      adDurationMs, suspended, suspendWall, suspendIdle, anchorT, anchorMs, stillT, runMs, debtMs, slices, slicesMs, lastT, idleMs, saved,
    ] = restored.state as State
  }

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
    checkpoint,
  }
}
