/**
 * `POST /networks/:networkId/segments`: puts a user into a cohort, keeps one out, or ends either.
 *
 * The request is the vendor's. In this emulator a segment is the cohort of the workspace with the same number, and the decision
 * reaches the next answer of the segmentation route; no document says either.
 */
import type { Overrides } from '../store/overrides.ts'
import type { Workspace } from '../workspace/types.ts'
import { parseOverrideRequest, refuseOverride } from './request.ts'

export interface OverrideApi {
  /** Takes one decision; throws Refusal. Nothing is stored unless it returns. */
  handle(text: unknown, networkId: string): void
}

export function createOverrideApi(
  workspace: Workspace,
  store: { readonly overrides: Overrides; transact<T>(work: () => T): T },
  now: () => number,
): OverrideApi {
  const behavioural = new Set(workspace.cohorts.map((cohort) => cohort.id))
  const contextual = new Set(workspace.contextual.map((cohort) => cohort.id))
  const network = workspace.admin?.networkId
  return {
    handle(text, networkId) {
      if (network !== undefined && networkId !== network)
        throw refuseOverride(404, `there is no network ${JSON.stringify(networkId)}`)
      const override = parseOverrideRequest(text, now())
      if (contextual.has(override.segmentId)) {
        throw refuseOverride(
          400,
          `segment_id: ${override.segmentId} is a contextual cohort, which nobody is a member of`,
        )
      }
      if (!behavioural.has(override.segmentId)) {
        throw refuseOverride(400, `segment_id: there is no segment ${override.segmentId}; it must be created first`)
      }
      store.transact(() => store.overrides.put(override))
    },
  }
}
