/**
 * The views of one meter and what is told of them: events, and that the open view should be saved. It decides nothing about credit.
 *
 * Reads no clock. Listeners are the app's own and hear of each event at once; what they throw is absorbed.
 */
import { measure, overlap } from './coverage.ts'
import { START_MS } from './rules.ts'
import type { Milestone } from './rules.ts'
import { endOf, lengthOf, resetView } from './state.ts'
import type { MeterState } from './state.ts'
import type { MeterOptions, MeterView } from './types.ts'

export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** The totals that a user of the meter reads. */
export type View = Mutable<MeterView> & { events: string[] }

/** A meter at work: what it remembers, and beside it what no checkpoint keeps. */
export interface Core extends MeterState {
  _options: Omit<MeterOptions, 'onCheckpoint' | 'restore'>
  _onSave: () => void
  _milestones: readonly Milestone[]
  /** Oldest first. */
  _views: View[]
  /** The open view, or else the one closed last. */
  _view: View
  /** There is news since the open view was saved. */
  _isUnsaved: boolean
}

export function createTotals(content: string | null): View {
  return {
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
}

export function openView(meter: Core, content: string | null, phase: MeterState['_phase']): void {
  const { _options: options, _views: views } = meter
  views.push((meter._view = createTotals(content)))
  if (views.length - 1 > options.keepViews!) views.shift()
  resetView(meter, phase)
  meter._isUnsaved = true
  refresh(meter)
}

/** Ends the open view. One that a rotation opened and nobody watched leaves no trace. */
export function closeView(meter: Core, reason: string): void {
  if (meter._phase === 'provisional') meter._views.pop()
  else {
    announce(meter)
    emit(meter, 'end:' + reason)
  }
  meter._phase = 'closed'
}

/** What follows is another view of the same content. */
export function rotate(meter: Core, reason: string): void {
  closeView(meter, reason)
  // The long view goes on: what the closed view was credited counts for no other.
  meter._sinceCreditMs -= meter._spentMs + meter._adMs
  openView(meter, meter._view.content, 'provisional')
}

/** Brings the open view's numbers up to date. */
export function refresh(meter: Core): void {
  const { _view: view, _adSpans: adSpans } = meter
  const contentMs = meter._durationMs && lengthOf(meter) - overlap(adSpans, meter._startMs, endOf(meter))
  view.timeSpentSeconds = meter._spentMs / 1000
  view.adTimeSeconds = meter._adMs / 1000
  view.percentageWatched =
    contentMs > 0 ? Math.min(1, measure(meter._shown, adSpans, meter._startMs) / contentMs) : null
}

/** Announces what the numbers reached: not before progress or the end, because an ad's duration may leak in for a while. */
export function announce(meter: Core): void {
  const { _view: view, _milestones: milestones } = meter
  refresh(meter)
  const share = view.percentageWatched!
  while (
    meter._announced < milestones.length &&
    (meter._announced ? share >= milestones[meter._announced]![1] : meter._spentMs >= START_MS)
  ) {
    const event = milestones[meter._announced++]![0]
    if (event === 'complete') view.completed = true
    emit(meter, event)
  }
}

export function emit(meter: Core, event: string): void {
  const { _options: options, _view: view } = meter
  view.events.push(event)
  meter._isUnsaved = true
  try {
    if (options.onEvent) options.onEvent(event, view)
  } catch (_error) {
    // A listener's mistake must not leave the meter half-way through a row.
  }
}

/** Asks for a checkpoint, where there is something new. */
export function save(meter: Core): void {
  if (!meter._isUnsaved) return
  meter._isUnsaved = false
  try {
    meter._onSave()
  } catch (_error) {
    // Nor must an app that cannot save.
  }
}
