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
  const { startMs } = meter
  if (!meter.shown.length && Math.abs(meter.runMs - startMs) <= LEAD_IN_MS) meter.runMs = startMs
  const adsMs = meter.adSpans.length && overlap(meter.adSpans, fromMs, toMs)
  const inAdsMs = adsMs && (creditMs * adsMs) / (toMs - fromMs)
  meter.adMs += inAdsMs
  meter.spentMs += creditMs - inAdsMs
  meter.phase = 'open'
  meter.isShowing = true
  meter.idleMs = 0
  insert(meter.shown, meter.runMs, toMs)
  meter.shownEndMs = toMs
  meter.isUnsaved = true
  if (creditMs > inAdsMs) {
    const { view } = meter
    view.endedAt = meter.now
    if (view.startedAt === null) view.startedAt = meter.now
  }
  announce(meter)
  const due = checkpointsDue(meter.spentMs)
  if (due > meter.checkpoints) {
    meter.checkpoints = due
    save(meter)
  }
}
