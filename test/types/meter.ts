/**
 * The meter alone.
 */
import { createMeter } from 'ctv-tracker/meter'

const meter = createMeter({ clock: 'wall', onCheckpoint: (checkpoint) => JSON.stringify(checkpoint) })
meter.push({ t: 0, signal: 'load', content: 'clip', duration: 'NaN' })
// @ts-expect-error: every row has its time
meter.push({ signal: 'play' })
// @ts-expect-error: no such clock
createMeter({ clock: 'sun' })

const share: number | null | undefined = meter.views[0]?.percentageWatched
// @ts-expect-error: views are the meter's to change
meter.views.push(meter.views[0])
