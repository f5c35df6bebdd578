/**
 * What the doctor is asked and what it reports: types only.
 */
import type { ProblemId } from './problems.ts'

export interface DoctorAlias {
  tag: string
  id: string
}

export interface DoctorOptions {
  /** Public key of the workspace. It is in no report. */
  key: string
  /** Base URL of CCS. Default `https://api.permutive.app`. */
  endpoint?: string
  /** Base URL of the Contextual API. Default `https://api.permutive.com`; an endpoint that is not the vendor's stands for both. */
  contextualEndpoint?: string
  /** Who the test events are about: aliases, strongest first. */
  aliases?: readonly DoctorAlias[]
  /** Who the test events are about where there are no aliases. Default: a new id, so that no real profile is touched. */
  userId?: string
  /** Ad platforms that must be among the activations. Default: any. */
  platforms?: readonly string[]
  /** A cohort that the test events must lead into. Default: any. */
  cohort?: string
  /** Names of the play and of the completion event. Default `Videoview`, `VideoCompletion`. */
  playEvent?: string
  completionEvent?: string
  /** How the completion carries its totals. Default `flat`. */
  completionShape?: 'flat' | 'aggregations'
  /** Properties of the test events. Default: a sports clip, as in the vendor's guide. */
  properties?: Record<string, unknown>
  /** URL of the test content. Default: that of the vendor's guide. */
  url?: string
  /** An answer that takes longer is slow. Default 500 ms. */
  deadlineMs?: number
  /** An answer that takes longer is given up. Default 10,000 ms. */
  timeoutMs?: number
  /** Where the installed `ctv-tracker` is looked for. Default: the working directory. */
  directory?: string
}

export type StepId =
  'identity' | 'event-collection' | 'activations' | 'contextual-signals' | 'signal-merging' | 'consent-gating'

export interface Step {
  /** Its place in the vendor's list, from 1. */
  number: number
  id: StepId
  title: string
  status: 'passed' | 'failed' | 'not-checked'
  /** What was seen, or why nothing was. */
  detail: string
  problems: ProblemId[]
}

/** Something that is wrong, once, whatever steps it spoils. */
export interface Finding {
  problem: ProblemId
  /** Its place among the vendor's six common issues, or null where it is none of them. */
  commonIssue: number | null
  title: string
  cause: string
  remedy: string
  /** What it was recognised by. */
  seen: string
}

export interface DoctorReport {
  /** Whether all six steps were checked and passed, and nothing was found. */
  ok: boolean
  endpoints: { ccs: string; contextual: string }
  steps: Step[]
  findings: Finding[]
  /** Test events sent, accepted or not. */
  eventsSent: number
}
