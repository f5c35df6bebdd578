/**
 * The pages of the panel from one inspection. Pure.
 */
import type { Inspection } from '../../src/api.ts'
import { describeDelivery, describeDiagnostics, describeRequests } from './delivery.ts'
import { describeIdentity, describeStorage } from './identity.ts'
import { describeNow } from './now.ts'
import type { Seen } from './now.ts'
import type { Section } from './section.ts'
import { describeActivations, describeAdCall } from './targeting.ts'
import { describeViews } from './views.ts'

/** First the page for somebody on the sofa, then ids, bodies and everything else in small type. */
export const PAGES: readonly ((inspection: Inspection, seen: Seen) => Section[])[] = [describeNow, describeDetails]

function describeDetails(inspection: Inspection, seen: Seen): Section[] {
  const { history, adCall, nowMs } = seen
  return [
    describeIdentity(inspection, history, nowMs),
    describeViews(inspection),
    describeActivations(inspection, history, nowMs),
    describeAdCall(adCall, nowMs),
    describeDelivery(inspection, history),
    describeRequests(inspection, history),
    describeDiagnostics(history),
    describeStorage(inspection),
  ]
}
