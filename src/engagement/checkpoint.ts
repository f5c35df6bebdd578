/**
 * The meter with checkpoints. A checkpoint is the values of the meter's state in the order of state.ts, under the totals that the next
 * start would report; intervals become text. Pure. The tracker does without: it never goes on from one.
 */
import { copyFields } from '../copy-fields.ts'
import { formatIntervals, parseIntervals } from './coverage.ts'
import { createBareMeter } from './meter.ts'
import { createState } from './state.ts'
import type { MeterState } from './state.ts'
import type { Meter, MeterCheckpoint, MeterOptions } from './types.ts'
import type { Core, Mutable, View } from './views.ts'

/** To be raised with every change of `MeterState`, of its order too. */
const VERSION = 4

type Checkpoint = View & Mutable<MeterCheckpoint> & { state: unknown[] }

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

/** In the order in which they are written down there: names are no part of it, since what ships has shorter ones. */
const fields = (): (keyof MeterState)[] => Object.keys(createState()) as (keyof MeterState)[]

function formatCheckpoint(meter: Core): MeterCheckpoint {
  const { _view: view } = meter
  const checkpoint = { version: VERSION } as Checkpoint
  checkpoint.state = fields().map((field) => {
    const value = meter[field]
    return Array.isArray(value) ? formatIntervals(value) : value
  })
  copyFields(view, view, checkpoint)
  checkpoint.events = view.events.concat(meter._phase === 'closed' ? [] : 'end:recovered')
  return checkpoint
}

/** An open view goes on as if it had not been recovered. */
function restore(meter: Core, checkpoint: Checkpoint): void {
  const { _view: view } = meter
  const state = meter as unknown as Record<keyof MeterState, unknown>
  fields().forEach((field, place) => {
    const value = checkpoint.state[place]
    state[field] = Array.isArray(state[field]) ? parseIntervals(value as string) : value
  })
  copyFields(view, checkpoint, view)
  view.events = checkpoint.events.slice(0, meter._phase === 'closed' ? undefined : -1)
}
