/**
 * `ctv-tracker/meter`: the engagement meter alone. It measures; it neither reads clocks nor sends anything.
 */
export { createMeter } from './checkpoint.ts'
export type { MeterSignal, SignalName } from './signal.ts'
export type { Meter, MeterCheckpoint, MeterOptions, MeterView } from './types.ts'
