/**
 * Walks the six verification steps of the vendor's Direct API guide against a workspace and names its common issues.
 * Reads the documents itself: it shares no code with the tracker.
 */
import { checkBehaviour } from './behavioural-steps.ts'
import { checkContent } from './contextual-step.ts'
import { createRedact, redactAll } from '../text/redact.ts'
import { createFindings } from './findings.ts'
import { fillOptions, mostEvents } from './settings.ts'
import type { Settings } from './settings.ts'
import { checkTracker } from './tracker-steps.ts'
import type { DoctorOptions, DoctorReport, Step } from './types.ts'

/** What the doctor is about to do. */
export interface Plan {
  endpoints: { ccs: string; contextual: string }
  /** One sentence: what is written, for whom, and where. */
  announcement: string
  /** Does it. `onStep` hears of each step as it is done. Never rejects for what it is there to find. */
  run(onStep?: (step: Step) => void): Promise<DoctorReport>
}

/** Nothing is sent before `run`. Throws TypeError for options that cannot be used. */
export function planDoctor(options: DoctorOptions): Plan {
  const settings = fillOptions(options)
  return {
    endpoints: settings.endpoints,
    announcement: announce(settings),
    run: (onStep = () => {}) => run(settings, onStep),
  }
}

async function run(settings: Settings, onStep: (step: Step) => void): Promise<DoctorReport> {
  const redact = createRedact([settings.key], 'KEY')
  const findings = createFindings()
  const steps: Step[] = []
  const tell = (done: Step[]): void => {
    for (const step of redactAll(done, redact)) {
      steps.push(step)
      onStep(step)
    }
  }
  const behaviour = await checkBehaviour(settings, findings)
  tell(behaviour.steps)
  const content = await checkContent(settings, findings)
  tell([content.step])
  const tracker = await checkTracker(settings, behaviour.activations, content.activations, findings)
  tell(tracker.steps)
  return {
    ok: findings.list.length === 0 && steps.every(({ status }) => status === 'passed'),
    endpoints: settings.endpoints,
    steps,
    findings: redactAll(findings.list, redact),
    eventsSent: behaviour.eventsSent + tracker.eventsSent,
  }
}

function announce({ aliases, userId, events, endpoints }: Settings): string {
  const who =
    aliases.length === 0 ? `user ${userId}` : `the user of ${aliases.map(({ tag, id }) => `${tag}=${id}`).join(', ')}`
  return `This writes up to ${mostEvents} test events (${events.play}, ${events.completion}) for ${who} into the workspace of this key at ${endpoints.ccs}.`
}
