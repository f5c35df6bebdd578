/**
 * The meter with checkpoints: its memory as plain JSON, and back. The tracker does without: it never goes on from one.
 */
import { copyFields } from '../copy-fields.ts'
import { formatIntervals, parseIntervals } from './coverage.ts'
import { createBareMeter } from './meter.ts'
import type { Checkpoint } from './record.ts'
import type { Meter, MeterCheckpoint, MeterOptions } from './types.ts'

const VERSION = 1

/** Creates a meter for one player: feed it rows with `push`, read `views`. Rows it cannot read change nothing; nothing throws. */
export function createMeter(options: MeterOptions = {}): Meter {
  const { push, views, coverage, duration, memory } = createBareMeter(options, () => {
    if (options.onCheckpoint) options.onCheckpoint(checkpoint())
  })

  function checkpoint(): MeterCheckpoint {
    const { view, shown, ads, state } = memory()
    const record = { version: VERSION, state, shown: formatIntervals(shown), ads: formatIntervals(ads) } as Checkpoint
    copyFields(view, view, record)
    record.events = view.events.concat(state[0] ? 'end:recovered' : [])
    return record
  }

  const restored = options.restore as Checkpoint | undefined
  if (restored && restored.version === VERSION && restored.state) {
    const { view } = memory({
      state: restored.state,
      shown: parseIntervals(restored.shown),
      ads: parseIntervals(restored.ads),
    })
    copyFields(view, restored, view)
    // An open view's record ends with `end:recovered`.
    view.events = restored.events.slice(0, restored.state[0] ? -1 : undefined)
  }
  return { push, views, coverage, duration, checkpoint }
}
