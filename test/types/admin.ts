/**
 * The clients of the segment APIs as a server types them.
 */
import { segmentCounts, segmentOverrides, SegmentsValidationError } from 'ctv-tracker-tools/admin'
import type {
  CountsPage,
  SegmentCount,
  SegmentOverrides,
  ValidationIssue,
  SegmentsError,
} from 'ctv-tracker-tools/admin'

const overrides: SegmentOverrides = segmentOverrides({
  baseUrl: 'http://127.0.0.1:8787',
  networkId: '42',
  apiKey: 'secret',
})

overrides.add({ user: 'viewer@example.com', segmentId: 12345 }).then(({ queued }) => {
  const isQueued: true = queued
})
overrides.block({
  user: 'viewer',
  segmentId: '12345',
  metadata: { team: 1 },
  referenceId: 'r',
  statusChangeTimestamp: new Date(0),
  description: 'd',
})
overrides.reset({ user: 'viewer', segmentId: 12345, statusChangeTimestamp: 1_705_327_200 })
// @ts-expect-error: a segment is needed
overrides.add({ user: 'viewer' })
// @ts-expect-error: options are written as in TypeScript, not as on the wire
overrides.add({ user: 'viewer', segment_id: 12345 })
// @ts-expect-error: the key is required
segmentOverrides({ baseUrl: 'http://127.0.0.1:8787', networkId: '42' })

const counts = segmentCounts({
  baseUrl: 'http://127.0.0.1:8787',
  apiKey: 'secret',
  programId: 'evenings',
  timeoutMs: 1000,
})
counts
  .list({ segmentType: 'growth', segmentBasis: 'labels', minWeight: 0.5, forceRefresh: true, page: 1, size: 50 })
  .then((page: CountsPage) => page.total)
// @ts-expect-error: no such type
counts.list({ segmentType: 'all' })
// @ts-expect-error: assets are asked for as `asset`
counts.list({ segmentBasis: 'assets' })

async function take(): Promise<void> {
  for await (const count of counts.all()) {
    const each: SegmentCount = count
    // @ts-expect-error: camel case throughout
    const users: number = count.user_count
  }
  for await (const { items } of counts.pages({ size: 10 })) {
    const last: SegmentCount | undefined = items[items.length - 1]
  }
}

function explain(error: SegmentsError | SegmentsValidationError): readonly ValidationIssue[] {
  const status: number | null = error.status
  return error instanceof SegmentsValidationError ? error.issues : []
}
