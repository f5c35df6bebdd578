/**
 * The views of one meter and what is told of them: events, and that the open view should be saved. It decides nothing about credit.
 *
 * Listeners are the app's own: what they throw is absorbed.
 */
import { measure, overlap } from './coverage.ts'
import { MILESTONES, SHARES, START_MS } from './rules.ts'
import { resetView } from './state.ts'
import type { MeterState } from './state.ts'
import type { MeterOptions, MeterView } from './types.ts'

export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** The totals that a user of the meter reads. */
export type View = Mutable<MeterView> & { events: string[] }

/** A meter at work: what every room of it gets. */
export interface Core {
  readonly options: Omit<MeterOptions, 'onCheckpoint' | 'restore'>
  readonly onSave: () => void
  readonly state: MeterState
  /** Oldest first. */
  readonly views: View[]
  /** The open view, or else the one closed last. */
  view: View
  /** There is news since the open view was saved. */
  isUnsaved: boolean
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

export function openView(core: Core, content: string | null, phase: MeterState['phase']): void {
  const { options, state, views } = core
  views.push((core.view = createTotals(content)))
  if (views.length - 1 > options.keepViews!) views.shift()
  resetView(state, phase)
  core.isUnsaved = true
  refresh(core)
}

/** A view that a rotation opened and nobody watched leaves no trace. */
export function closeView(core: Core, reason: string): void {
  if (core.state.phase === 'provisional') core.views.pop()
  else {
    announce(core)
    emit(core, 'end:' + reason)
  }
  core.state.phase = 'closed'
}

/** What follows is another view of the same content. */
export function rotate(core: Core, reason: string): void {
  closeView(core, reason)
  openView(core, core.view.content, 'provisional')
}

/** Brings the open view's numbers up to date. */
export function refresh({ state, view }: Core): void {
  const { durationMs, adSpans } = state
  const contentMs = durationMs - overlap(adSpans, 0, durationMs)
  view.timeSpentSeconds = state.spentMs / 1000
  view.adTimeSeconds = state.adMs / 1000
  view.percentageWatched =
    !state.isLive && contentMs > 0 ? Math.min(1, measure(state.shown, adSpans) / contentMs) : null
}

/** Announces what the numbers reached: not before progress or the end, because an ad's duration may leak in for a while. */
export function announce(core: Core): void {
  const { state, view } = core
  refresh(core)
  const share = view.percentageWatched!
  while (state.announced < 5 && (state.announced ? share >= SHARES[state.announced]! : state.spentMs >= START_MS)) {
    if (state.announced === 4) view.completed = true
    emit(core, MILESTONES[state.announced++]!)
  }
}

export function emit(core: Core, event: string): void {
  const { options, view } = core
  view.events.push(event)
  core.isUnsaved = true
  try {
    if (options.onEvent) options.onEvent(event, view)
  } catch (_error) {
    // A listener's mistake must not leave the meter half-way through a row.
  }
}

/** Asks for a checkpoint, where there is something new. */
export function save(core: Core): void {
  if (!core.isUnsaved) return
  core.isUnsaved = false
  try {
    core.onSave()
  } catch (_error) {
    // As above.
  }
}
