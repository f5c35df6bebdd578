/**
 * Steps 1 to 3: identity, event collection, activations. Three test events, sent as an app sends them,
 * two of them with synchronous validation.
 */
import { idsFor } from './ad-call.ts'
import { diagnose, failed, notChecked, passed } from './findings.ts'
import type { Findings } from './findings.ts'
import { post } from './post.ts'
import type { Answer } from './post.ts'
import type { ProblemId } from './problems.ts'
import { createTestEvents } from './settings.ts'
import type { Settings } from './settings.ts'
import type { Step } from './types.ts'
import { parseReason, parseSignals, segmentationUrl } from './wire.ts'
import type { Activations, Signals, WireEvent } from './wire.ts'

export interface Behaviour {
  steps: Step[]
  /** Empty unless the third step passed. */
  activations: Activations
  eventsSent: number
}

/** What became of one event. */
interface Outcome {
  signals: Signals | null
  /** Why the schema refused it, or null. */
  mismatch: string | null
  problem: ProblemId | null
}

export async function checkBehaviour(settings: Settings, findings: Findings): Promise<Behaviour> {
  const events = createTestEvents(settings)
  let eventsSent = 0

  async function send(event: WireEvent, synchronousValidation: boolean): Promise<Answer> {
    const body = JSON.stringify({ ...settings.identity, events: [event] })
    const answer = await post(segmentationUrl(settings.endpoints.ccs, settings.key, synchronousValidation), body, {
      timeoutMs: settings.timeoutMs,
    })
    // Where nobody answered, nobody got it.
    if (answer.status !== null) eventsSent += 1
    return answer
  }

  /**
   * An event that is refused with synchronous validation and accepted without it does not match its schema:
   * by the documents, that is the only difference between the two. The words of the refusal are not documented.
   */
  async function validate(event: WireEvent): Promise<Outcome> {
    const strict = await send(event, true)
    const signals = parseSignals(strict, 'ccs')
    const trouble = diagnose(strict, signals !== null, 'CCS')
    if (trouble?.problem !== 'refused-request') return outcomeOf(signals, null, trouble)
    const lenient = await send(event, false)
    const ignored = parseSignals(lenient, 'ccs')
    if (ignored === null) return outcomeOf(null, null, diagnose(lenient, false, 'CCS'))
    return outcomeOf(ignored, `${event.name}: ${parseReason(strict)}`, null)
  }

  function outcomeOf(signals: Signals | null, mismatch: string | null, trouble: ReturnType<typeof diagnose>): Outcome {
    return { signals, mismatch, problem: trouble === null ? null : findings.add(trouble.problem, trouble.seen) }
  }

  const nothing = (problem: ProblemId): Behaviour => ({
    steps: [
      failed('identity', 'CCS gave no answer to learn from', [problem]),
      notChecked('event-collection', 'needs an answer of CCS'),
      notChecked('activations', 'needs an answer of CCS'),
    ],
    activations: {},
    eventsSent,
  })

  const play = await validate(events.play)
  if (play.problem !== null) return nothing(play.problem)
  const completion = await validate(events.completion)
  if (completion.problem !== null) return nothing(completion.problem)
  const mismatches = [play.mismatch, completion.mismatch].filter((each) => each !== null)

  let latest = completion.signals!
  const userIds = [play.signals!.userId, latest.userId]
  if (mismatches.length === 0) {
    const plain = await send(events.second, false)
    const signals = parseSignals(plain, 'ccs')
    const trouble = diagnose(plain, signals !== null, 'CCS')
    if (trouble !== null) return nothing(findings.add(trouble.problem, trouble.seen))
    if (plain.durationMs > settings.deadlineMs)
      findings.add('slow', `CCS took ${plain.durationMs} ms, more than ${settings.deadlineMs}`)
    latest = signals!
    userIds.push(latest.userId)
  }

  const identity = judgeIdentity(userIds, settings, findings)
  const isStable = identity.status === 'passed'
  const collection = judgeCollection(mismatches, latest, isStable, settings, findings)
  const activations = judgeActivations(mismatches.length > 0, latest, isStable, settings, findings)
  return {
    steps: [identity, collection, activations],
    activations: activations.status === 'passed' ? (latest.activations ?? {}) : {},
    eventsSent,
  }
}

function judgeIdentity(userIds: string[], { aliases }: Settings, findings: Findings): Step {
  const different = [...new Set(userIds)]
  if (different.length === 1) return passed('identity', `${userIds.length} requests, one user_id: ${different[0]}`)
  const who = aliases.length === 0 ? 'the same user_id' : `the same ${aliases.map(({ tag }) => tag).join(', ')}`
  const seen = `${userIds.length} requests with ${who} gave ${different.length} user ids`
  return failed('identity', seen, [findings.add('fragmented-identity', seen)])
}

function judgeCollection(
  mismatches: string[],
  { cohorts }: Signals,
  isStable: boolean,
  { cohort, events }: Settings,
  findings: Findings,
): Step {
  if (mismatches.length > 0) {
    return failed('event-collection', 'events do not match their schema', [
      findings.add('schema-mismatch', mismatches.join('; ')),
    ])
  }
  const accepted = `${events.play} and ${events.completion} accepted`
  if (cohort !== null && cohorts.includes(cohort))
    return passed('event-collection', `${accepted}; the user entered cohort ${cohort}`)
  if (!isStable)
    return notChecked(
      'event-collection',
      `${accepted}; whether the user enters a cohort cannot be told while step 1 fails`,
    )
  if (cohorts.length === 0) {
    const seen = `${accepted}, and the user is in no cohort after three of them`
    return failed('event-collection', seen, [findings.add('empty-cohorts', seen)])
  }
  if (cohort === null) return passed('event-collection', `${accepted}; the user is in cohorts ${cohorts.join(', ')}`)
  const seen = `expected cohort ${cohort}, the user is in ${cohorts.join(', ')}`
  return failed('event-collection', seen, [findings.add('cohort-missing', seen)])
}

function judgeActivations(
  isIgnored: boolean,
  signals: Signals,
  isStable: boolean,
  { platforms, cohort }: Settings,
  findings: Findings,
): Step {
  const { cohorts } = signals
  if (isIgnored) return notChecked('activations', 'the events were ignored: see step 2')
  if (cohorts.length === 0)
    return notChecked('activations', `there is no cohort to activate: see step ${isStable ? 2 : 1}`)
  const activations = signals.activations ?? {}
  const filled = Object.keys(activations).filter((platform) => activations[platform]!.length > 0)
  const inCohorts = `the user is in cohorts ${cohorts.join(', ')}`
  const fail = (seen: string): Step =>
    failed('activations', seen, [findings.add('no-activations', `${inCohorts}; ${seen}`)])
  if (filled.length === 0 && !isStable)
    return notChecked('activations', 'what several users lack says nothing: see step 1')
  if (filled.length === 0)
    return fail(signals.activations === null ? 'the answer holds no activations' : 'activations are empty')
  for (const platform of platforms) {
    const ids = idsFor(activations, platform)
    if (ids.length === 0) return fail(`there are activations for ${filled.join(', ')}, and none for ${platform}`)
    if (cohort !== null && cohorts.includes(cohort) && !ids.includes(cohort))
      return fail(`cohort ${cohort} is not activated for ${platform}`)
  }
  return passed('activations', filled.map((platform) => `${platform}: ${activations[platform]!.join(', ')}`).join('; '))
}
