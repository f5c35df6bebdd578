/**
 * What is credited goes into the view here, and nowhere else. Reads no clock.
 */
import { insert, overlap } from './coverage.ts'
import { isReplay } from './end.ts'
import { checkpointsDue, LEAD_IN_MS } from './rules.ts'
import { announce, rotate, save } from './views.ts'
import type { Core } from './views.ts'

/** Credits time for the slice `[fromMs, toMs]`; what was shown is the whole run up to there. */
export function commit(meter: Core, creditMs: number, fromMs: number, toMs: number): void {
  if (isReplay(meter)) rotate(meter, 'replay')
  const { _startMs: startMs } = meter
  if (!meter._shown.length) {
    meter._originMs = startMs
    if (Math.abs(meter._runMs - startMs) <= LEAD_IN_MS) meter._runMs = startMs
  }
  const adsMs = overlap(meter._adSpans, fromMs, toMs)
  const inAdsMs = adsMs && (creditMs * adsMs) / (toMs - fromMs)
  meter._adMs += inAdsMs
  meter._spentMs += creditMs - inAdsMs
  meter._phase = 'open'
  meter._isShowing = true
  meter._idleMs = 0
  insert(meter._shown, meter._runMs, toMs)
  meter._shownEndMs = toMs
  meter._isUnsaved = true
  if (creditMs > inAdsMs) {
    const { _view: view } = meter
    view.endedAt = meter._now
    if (view.startedAt === null) view.startedAt = meter._now
  }
  announce(meter)
  const due = checkpointsDue(meter._spentMs)
  if (due > meter._checkpoints) {
    meter._checkpoints = due
    save(meter)
  }
}
