/**
 * Collects what is found, each problem once, and the state of the six steps.
 */
import type { Answer } from './post.ts'
import { problems } from './problems.ts'
import type { ProblemId } from './problems.ts'
import type { Finding, Step, StepId } from './types.ts'
import { parseReason } from './wire.ts'

const titles: Readonly<Record<StepId, string>> = {
  identity: 'Identity: one stable user_id',
  'event-collection': 'Event collection: events accepted, the user enters a cohort',
  activations: 'Activations: cohorts per ad platform',
  'contextual-signals': 'Contextual signals: cohorts of the content',
  'signal-merging': 'Signal merging: both in the ad call',
  'consent-gating': 'Consent gating: no CCS call without consent',
}

const order = Object.keys(titles) as StepId[]

export interface Findings {
  readonly list: Finding[]
  /** Notes a problem; one already noted stays as it is. */
  add(problem: ProblemId, seen: string): ProblemId
}

export function createFindings(): Findings {
  const list: Finding[] = []
  return {
    list,
    add(problem, seen) {
      if (!list.some((finding) => finding.problem === problem)) list.push({ problem, ...problems[problem], seen })
      return problem
    },
  }
}

export function passed(id: StepId, detail: string): Step {
  return step(id, 'passed', detail, [])
}

export function failed(id: StepId, detail: string, found: ProblemId[]): Step {
  return step(id, 'failed', detail, found)
}

export function notChecked(id: StepId, detail: string): Step {
  return step(id, 'not-checked', detail, [])
}

function step(id: StepId, status: Step['status'], detail: string, found: ProblemId[]): Step {
  return { number: order.indexOf(id) + 1, id, title: titles[id], status, detail, problems: found }
}

/** What is wrong with a request that brought no answer of the API, or null where it did. */
export function diagnose(
  answer: Answer,
  isApiAnswer: boolean,
  place: string,
): { problem: ProblemId; seen: string } | null {
  const { status, failure, reason } = answer
  if (failure === 'timeout') return { problem: 'slow', seen: `${place}: ${reason}` }
  if (failure !== null) {
    // A status came before the connection broke: somebody is there.
    return { problem: status === null ? 'unreachable' : 'not-the-api', seen: `${place}: ${reason}` }
  }
  if (isApiAnswer) return null
  const seen = `${place} answered ${parseReason(answer)}`
  if (status === 401 || status === 403) return { problem: 'unauthorised', seen }
  if (status === 429 || status === 408 || (status !== null && status >= 500)) return { problem: 'service-error', seen }
  if (status === 404 || status === null || status < 400) return { problem: 'not-the-api', seen }
  return { problem: 'refused-request', seen }
}
