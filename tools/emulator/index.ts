/**
 * `ctv-tracker-tools/emulator`: the local emulator as a library.
 */
export { startEmulator } from './start.ts'
export { StateError } from './store/database.ts'
export { WorkspaceError } from './workspace/load.ts'
export { findWorkspaceMistakes, sampleWorkspacePath } from './workspace/load.ts'
export type { EmulatedUser, Emulator, EmulatorOptions, InjectRequest, InjectResponse } from './types.ts'
export type { CountsPage } from './counts/counts.ts'
export type { SegmentCount } from './counts/count.ts'
export type { Fault, RouteName } from './faults.ts'
export type { SeenRequest } from './request-log.ts'
export type { OverrideStatus, StoredOverride } from './store/overrides.ts'
export type { StoredEvent, StoredUser } from './store/store.ts'
export type { PrioritisedAlias } from './identity/resolve.ts'
export type { AdminAccess, Cohort, ContextualCohort, Workspace } from './workspace/types.ts'
export type { Bounds, CohortRule, DistinctRule, EventRule, Window } from './rules/cohort-rule.ts'
export type { Condition, Predicate } from './rules/predicate.ts'
export type { ErrorBody } from './envelope.ts'
