/**
 * The meter with checkpoints. A checkpoint is the meter's state as JSON, under the totals that the next start would report; intervals
 * become text. Pure. The tracker does without: it never goes on from one.
 */
import { copyFields } from '../copy-fields.ts'
import { formatIntervals, parseIntervals } from './coverage.ts'
import { createBareMeter } from './meter.ts'
import type { MeterState } from './state.ts'
import type { Meter, MeterCheckpoint, MeterOptions } from './types.ts'
import type { Core, Mutable, View } from './views.ts'

/** To be raised with every change of `MeterState`. */
const VERSION = 5

type Checkpoint = View & Mutable<MeterCheckpoint> & { state: Record<string, unknown> }

/** What a checkpoint calls the fields of the state, whose own names are shorter in what ships. */
const NAMES: { readonly [field in keyof MeterState]: string } = {
  _now: 'now',
  _phase: 'phase',
  _spentMs: 'spentMs',
  _adMs: 'adMs',
  _shown: 'shown',
  _shownEndMs: 'shownEndMs',
  _announced: 'announced',
  _isReplayable: 'isReplayable',
  _idleMs: 'idleMs',
  _checkpoints: 'checkpoints',
  _durationMs: 'durationMs',
  _startMs: 'startMs',
  _originMs: 'originMs',
  _isLive: 'isLive',
  _adSpans: 'adSpans',
  _mode: 'mode',
  _isIntended: 'isIntended',
  _isShowing: 'isShowing',
  _rate: 'rate',
  _pace: 'pace',
  _timeline: 'timeline',
  _hasPositions: 'hasPositions',
  _ad: 'ad',
  _isAdRunning: 'isAdRunning',
  _adFromAt: 'adFromAt',
  _adFromMs: 'adFromMs',
  _adDurationMs: 'adDurationMs',
  _isSuspended: 'isSuspended',
  _suspendWallMs: 'suspendWallMs',
  _suspendIdleMs: 'suspendIdleMs',
  _anchorAt: 'anchorAt',
  _anchorMs: 'anchorMs',
  _stillAt: 'stillAt',
  _runMs: 'runMs',
  _debtMs: 'debtMs',
  _unseenMs: 'unseenMs',
  _slices: 'slices',
  _slicesMs: 'slicesMs',
  _sinceAt: 'sinceAt',
  _sinceMs: 'sinceMs',
  _sinceCreditMs: 'sinceCreditMs',
  _lowMs: 'lowMs',
  _movedMs: 'movedMs',
  _driftMs: 'driftMs',
  _lastAt: 'lastAt',
  _lastMs: 'lastMs',
  _reports: 'reports',
}
const fields = (): (keyof MeterState)[] => Object.keys(NAMES) as (keyof MeterState)[]

/** Creates a meter for one player: feed it rows with `push`, read `views`. Rows it cannot read change nothing; nothing throws. */
export function createMeter(options: MeterOptions = {}): Meter {
  const checkpoint = (): MeterCheckpoint => formatCheckpoint(core)
  const {
    _core: core,
    push,
    views,
    coverage,
    duration,
  } = createBareMeter(options, () => {
    if (options.onCheckpoint) options.onCheckpoint(checkpoint())
  })
  const restored = options.restore as Checkpoint | undefined
  if (restored && restored.version === VERSION && restored.state) restore(core, restored)
  return { push: (row) => push(row, row && row.t), views, coverage, duration, checkpoint }
}

function formatCheckpoint(meter: Core): MeterCheckpoint {
  const { _view: view } = meter
  const checkpoint = { version: VERSION, state: {} } as Checkpoint
  fields().forEach((field) => {
    const value = meter[field]
    checkpoint.state[NAMES[field]] = Array.isArray(value) ? formatIntervals(value) : value
  })
  copyFields(view, view, checkpoint)
  checkpoint.events = view.events.concat(meter._phase === 'closed' ? [] : 'end:recovered')
  return checkpoint
}

/** An open view goes on as if it had not been recovered. */
function restore(meter: Core, checkpoint: Checkpoint): void {
  const { _view: view } = meter
  const state = meter as unknown as Record<keyof MeterState, unknown>
  fields().forEach((field) => {
    const value = checkpoint.state[NAMES[field]]
    state[field] = Array.isArray(state[field]) ? parseIntervals(value as string) : value
  })
  copyFields(view, checkpoint, view)
  view.events = checkpoint.events.slice(0, meter._phase === 'closed' ? undefined : -1)
}
