/**
 * Step 4: the Contextual API knows the content.
 */
import { diagnose, failed, passed } from './findings.ts'
import type { Findings } from './findings.ts'
import { post } from './post.ts'
import type { Settings } from './settings.ts'
import type { Step } from './types.ts'
import { contextualUrl, parseSignals } from './wire.ts'
import type { Activations } from './wire.ts'

export interface Content {
  step: Step
  /** Empty unless the step passed. */
  activations: Activations
}

export async function checkContent(settings: Settings, findings: Findings): Promise<Content> {
  const { url, properties } = settings.content
  const body = JSON.stringify({ url, page_properties: 'video' in properties ? properties : { video: properties } })
  const ask = () =>
    post(contextualUrl(settings.endpoints.contextual, settings.key), body, { timeoutMs: settings.timeoutMs })

  let answer = await ask()
  // The first answer for new content may take its time; ad calls live on those after it.
  if (answer.failure === null && answer.durationMs > settings.deadlineMs) answer = await ask()
  const signals = parseSignals(answer, 'contextual')
  const trouble = diagnose(answer, signals !== null, 'the Contextual API')
  const fail = (detail: string, problem: Parameters<Findings['add']>[0], seen = detail): Content => ({
    step: failed('contextual-signals', detail, [findings.add(problem, seen)]),
    activations: {},
  })
  if (trouble !== null) return fail('the Contextual API gave no answer to learn from', trouble.problem, trouble.seen)
  if (answer.durationMs > settings.deadlineMs) {
    findings.add(
      'slow',
      `the Contextual API took ${answer.durationMs} ms, more than ${settings.deadlineMs}, for content it knew`,
    )
  }
  const { cohorts, activations } = signals!
  const filled = Object.entries(activations ?? {}).filter(([, ids]) => ids.length > 0)
  if (cohorts.length === 0 && filled.length === 0)
    return fail(`no contextual cohort for ${url}`, 'no-contextual-cohorts')
  if (filled.length === 0) {
    const seen = `contextual cohorts ${cohorts.join(', ')} are activated for no platform`
    return fail(seen, 'no-activations')
  }
  return {
    step: passed('contextual-signals', filled.map(([platform, ids]) => `${platform}: ${ids.join(', ')}`).join('; ')),
    activations: activations!,
  }
}
