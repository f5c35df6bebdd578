/**
 * The meter with checkpoints. A checkpoint is the meter's state as JSON, under the totals that the next start would report; the only
 * change of form is that intervals become text. Pure. The tracker does without: it never goes on from one.
 */
import { copyFields } from '../copy-fields.ts'
import { formatIntervals, parseIntervals } from './coverage.ts'
import { createBareMeter } from './meter.ts'
import { createState } from './state.ts'
import type { MeterState } from './state.ts'
import type { Meter, MeterCheckpoint, MeterOptions } from './types.ts'
import type { Core, Mutable, View } from './views.ts'

/** To be raised with every change of `MeterState`. */
const VERSION = 3

type StoredState = Omit<MeterState, 'shown' | 'adSpans'> & { shown: string; adSpans: string }
type Checkpoint = View & Mutable<MeterCheckpoint> & { state: StoredState }

/** Creates a meter for one player: feed it rows with `push`, read `views`. Rows it cannot read change nothing; nothing throws. */
export function createMeter(options: MeterOptions = {}): Meter {
  const checkpoint = (): MeterCheckpoint => formatCheckpoint(core)
  const { core, push, views, coverage, duration } = createBareMeter(options, () => {
    if (options.onCheckpoint) options.onCheckpoint(checkpoint())
  })
  const restored = options.restore as Checkpoint | undefined
  if (restored && restored.version === VERSION && restored.state) restore(core, restored)
  return { push: (row) => push(row, row && row.t), views, coverage, duration, checkpoint }
}

function formatCheckpoint(meter: Core): MeterCheckpoint {
  const { view } = meter
  const state = {} as StoredState
  copyFields(createState(), meter, state)
  state.shown = formatIntervals(meter.shown)
  state.adSpans = formatIntervals(meter.adSpans)
  const checkpoint = { version: VERSION, state } as Checkpoint
  copyFields(view, view, checkpoint)
  checkpoint.events = view.events.concat(meter.phase === 'closed' ? [] : 'end:recovered')
  return checkpoint
}

/** An open view goes on as if it had not been recovered. */
function restore(meter: Core, checkpoint: Checkpoint): void {
  const { view } = meter
  const { state } = checkpoint
  copyFields(createState(), state, meter)
  meter.shown = parseIntervals(state.shown)
  meter.adSpans = parseIntervals(state.adSpans)
  copyFields(view, checkpoint, view)
  view.events = checkpoint.events.slice(0, meter.phase === 'closed' ? undefined : -1)
}
