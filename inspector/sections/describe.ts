/**
 * The whole panel from one inspection. Pure.
 */
import type { Inspection } from '../../src/api.ts'
import type { AdCall } from '../ad-call.ts'
import type { HistoryState } from '../history.ts'
import { describeActivations, describeAdCall } from './targeting.ts'
import { describeDelivery, describeDiagnostics, describeRequests } from './delivery.ts'
import { describeIdentity, describeStorage } from './identity.ts'
import type { Section } from './section.ts'
import { describeViews } from './views.ts'

/** What changes while a film plays comes first: most televisions show about twenty-five lines at once. */
export function describe(
  inspection: Inspection,
  history: HistoryState,
  adCall: AdCall | null,
  nowMs: number,
): Section[] {
  return [
    describeIdentity(inspection, history, nowMs),
    describeViews(inspection),
    describeActivations(inspection),
    describeAdCall(adCall, nowMs),
    describeDelivery(inspection, history),
    describeRequests(inspection),
    describeDiagnostics(inspection),
    describeStorage(inspection),
  ]
}
