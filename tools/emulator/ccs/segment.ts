/**
 * `POST /ccs/v1/segmentation`: stores the events of a user and answers with the user's cohorts.
 * Pure but for the store, the clock and the id generator it is given.
 */
import { createContents } from '../contextual/segment.ts'
import { schemaMismatch } from '../envelope.ts'
import { resolveUser } from '../identity/resolve.ts'
import { activationsOf } from '../rules/activations.ts'
import { compileRule } from '../rules/cohort-rule.ts'
import type { Membership } from '../rules/cohort-rule.ts'
import type { Store } from '../store/store.ts'
import type { Cohort } from '../workspace/types.ts'
import type { LoadedWorkspace } from '../workspace/check.ts'
import { parseSegmentationRequest } from './request.ts'

/** The answer, as documented. */
export interface SegmentationResponse {
  user_id: string
  cohorts: string[]
  /** Only where `activations=true` was asked for. */
  activations?: Record<string, string[]>
}

export interface SegmentationOptions {
  activations: boolean
  synchronousValidation: boolean
}

export interface SegmentationParts {
  workspace: LoadedWorkspace
  store: Store
  /** Wall clock in ms. */
  now(): number
  newId(): string
}

export interface Segmentation {
  /** Handles one request; throws ApiError. Nothing is stored unless it returns. */
  handle(body: unknown, options: SegmentationOptions): SegmentationResponse
  /** The cohorts a user belongs to now: as overridden, else by the rules. */
  cohortsOf(userId: string): Cohort[]
}

/** `newId` makes the id of a user whom no alias leads to. */
export function createSegmentation({ workspace, store, now, newId }: SegmentationParts): Segmentation {
  const { cohorts, contextual, identifiers } = workspace.definition
  const configured = new Set(identifiers)
  const contents = createContents(contextual)
  const rules = cohorts.map((cohort) => ({ cohort, isMember: compileRule(cohort.rule, contents) }))

  function cohortsOf(userId: string): Cohort[] {
    // Rules may look at the cohorts before theirs, as they are answered.
    const member = new Set<string>()
    const history = { ...store.history(userId), nowMs: now(), cohorts: member }
    const overrides = store.overrides.of(userId)
    const belongs = (id: string, isMember: Membership): boolean => {
      const status = overrides.get(id) ?? 'reset'
      return status === 'reset' ? isMember(history) : status === 'add'
    }
    for (const { cohort, isMember } of rules) if (belongs(cohort.id, isMember)) member.add(cohort.id)
    return cohorts.filter(({ id }) => member.has(id))
  }

  return {
    cohortsOf,
    handle(body, options) {
      const { identifier, events } = parseSegmentationRequest(body)
      const checked = events.map((event) => ({ event, reasons: workspace.checkEvent(event.name, event.properties) }))
      if (options.synchronousValidation) {
        const all = checked.flatMap(({ reasons }, i) => reasons.map((reason) => `events[${i}]: ${reason}`))
        if (all.length > 0) throw schemaMismatch(all)
      }
      return store.transact(() => {
        const userId = resolveUser(identifier, store, (tag) => configured.has(tag), newId)
        store.ensureUser(userId)
        for (const { event, reasons } of checked) store.addEvent(userId, event, reasons)
        const member = cohortsOf(userId)
        const response: SegmentationResponse = { user_id: userId, cohorts: member.map((cohort) => cohort.id) }
        if (options.activations) response.activations = activationsOf(member)
        return response
      })
    },
  }
}
