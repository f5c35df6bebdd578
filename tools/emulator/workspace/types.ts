/**
 * The workspace: everything the emulator is told by its file, as `workspace.schema.json` describes it.
 */
import type { CohortRule } from '../rules/cohort-rule.ts'
import type { Predicate } from '../rules/predicate.ts'

export interface Workspace {
  /** Public API keys. */
  keys: string[]
  /** Identifier tags; aliases with other tags are ignored. */
  identifiers: string[]
  /** JSON Schema (draft-07) of the properties, by event name. Other events are not accepted. */
  events: Record<string, Record<string, unknown>>
  /** Behavioural cohorts, in the order in which answers list them. */
  cohorts: Cohort[]
  /** Contextual cohorts. */
  contextual: ContextualCohort[]
  /** Access to the segment APIs. Without it overrides refuse everybody, and counts every key. */
  admin?: AdminAccess
}

export interface AdminAccess {
  /** Secret keys, for servers only. */
  keys: string[]
  /** The one network that overrides are taken for. Default: any. */
  networkId?: string
  /** The one program that counts are answered for. Default: any. */
  programId?: string
}

export interface Cohort {
  id: string
  name: string
  rule: CohortRule
  /** Ad platforms the cohort is activated on. Default none. */
  activations?: string[]
}

export interface ContextualCohort {
  id: string
  name: string
  /** Looks at `url` and `page_properties.…`. */
  when: Predicate
  activations?: string[]
  /** Returned under `contextual_data.classifications` while the cohort matches. */
  classifications?: Record<string, unknown[]>
}
