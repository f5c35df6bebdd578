/**
 * `ctv-tracker-tools/admin`: clients of the segment APIs. They hold secret keys and are for servers
 * only; bundling them for a browser fails.
 */
export { segmentCounts } from './counts.ts'
export { SegmentsError, SegmentsValidationError } from './errors.ts'
export { segmentOverrides } from './overrides.ts'
export type {
  CountsPage,
  CountsRequest,
  SegmentCount,
  SegmentCounts,
  SegmentCountsOptions,
  SegmentType,
} from './counts.ts'
export type { ValidationIssue } from './errors.ts'
export type { ConnectionOptions } from './options.ts'
export type { OverrideRequest, QueuedOverride, SegmentOverrides, SegmentOverridesOptions } from './overrides.ts'
