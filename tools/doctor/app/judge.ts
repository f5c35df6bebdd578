/**
 * The six steps, judged from what an app really sent.
 * Pure.
 */
import { idsFor, idsIn } from '../ad-call.ts'
import { diagnose, failed, notChecked, passed } from '../findings.ts'
import type { Findings } from '../findings.ts'
import type { Step } from '../types.ts'
import { isRecord, parseSignals } from '../wire.ts'
import type { Activations, Signals } from '../wire.ts'
import type { Exchange } from './traffic.ts'

export interface Judgement {
  /** Consent was given in an earlier run, or the app vouches for it. */
  isConsented: boolean
  /** An answer that takes longer is slow. */
  deadlineMs: number
}

export function judgeApp(
  exchanges: readonly Exchange[],
  { isConsented, deadlineMs }: Judgement,
  findings: Findings,
): Step[] {
  const of = (api: Exchange['api']): Exchange[] => exchanges.filter((exchange) => exchange.api === api)
  const ccs = of('ccs')
  const contextual = of('contextual')
  for (const { api, answer } of exchanges)
    if (api !== 'ad' && answer.failure === null && answer.durationMs > deadlineMs)
      findings.add('slow', `${nameOf(api)} took ${answer.durationMs} ms, more than ${deadlineMs}`)
  const behavioural = latest(ccs)
  const content = latest(contextual)
  return [
    judgeIdentity(ccs, findings),
    judgeEvents(ccs, findings),
    judgeActivations(ccs, behavioural, findings),
    judgeContent(contextual, content, findings),
    judgeAdCalls(of('ad'), behavioural?.activations ?? {}, content?.activations ?? {}, findings),
    judgeConsent(exchanges, isConsented, findings),
  ]
}

function nameOf(api: Exchange['api']): string {
  return api === 'ccs' ? 'CCS' : 'the Contextual API'
}

function signalsOf({ api, answer }: Exchange): Signals | null {
  return api === 'ad' ? null : parseSignals(answer, api)
}

/** What the API said last, or null where it never did. */
function latest(exchanges: readonly Exchange[]): Signals | null {
  return (
    exchanges
      .map(signalsOf)
      .filter((signals) => signals !== null)
      .at(-1) ?? null
  )
}

/** What is wrong where no answer of the API came at all. */
function obstacleOf(
  exchanges: readonly Exchange[],
  place: string,
  findings: Findings,
): { detail: string; problems: Step['problems'] } | null {
  if (exchanges.some((exchange) => signalsOf(exchange) !== null)) return null
  const trouble = exchanges.map(({ answer }) => diagnose(answer, false, place)).find((each) => each !== null)
  if (trouble === undefined || trouble === null) return { detail: `no request to ${place} left`, problems: [] }
  return { detail: trouble.seen, problems: [findings.add(trouble.problem, trouble.seen)] }
}

function judgeIdentity(ccs: readonly Exchange[], findings: Findings): Step {
  const obstacle = obstacleOf(ccs, 'CCS', findings)
  if (obstacle !== null) return stopAt('identity', obstacle)
  const answered = ccs.flatMap((exchange) => {
    const signals = signalsOf(exchange)
    return signals === null
      ? []
      : [{ asked: identifierOf(exchange.body), userId: signals.userId, phase: exchange.phase }]
  })
  const users = new Set(answered.map(({ userId }) => userId))
  const asked = new Set(answered.map(({ asked: identifier }) => identifier))
  if (users.size === 1) {
    const over = answered.some(({ phase }) => phase === 'again') ? ', before and after it was opened anew' : ''
    return passed('identity', `${answered.length} requests${over}, one user_id: ${answered[0]!.userId}`)
  }
  const seen = `${answered.length} requests with ${asked.size} different identifiers gave ${users.size} user ids`
  // A login in between is a change of identity; the same identifier with two users is none.
  const isOneIdentity = asked.size === 1 || answered.every(({ asked: identifier }) => identifier.startsWith('user_id'))
  return isOneIdentity
    ? failed('identity', seen, [findings.add('fragmented-identity', seen)])
    : notChecked('identity', `${seen}: the app changed its identity meanwhile`)
}

function identifierOf({ user_id: userId, alias, aliases }: Record<string, unknown>): string {
  if (typeof userId === 'string') return `user_id ${userId}`
  return JSON.stringify(alias ?? aliases ?? null)
}

function judgeEvents(ccs: readonly Exchange[], findings: Findings): Step {
  const obstacle = obstacleOf(ccs, 'CCS', findings)
  if (obstacle !== null) return stopAt('event-collection', obstacle)
  const names = ccs
    .flatMap(({ body }) => (Array.isArray(body['events']) ? body['events'] : []))
    .map((event) => (isRecord(event) ? String(event['name']) : '?'))
  if (names.length === 0) return notChecked('event-collection', 'no event left: did anything play?')
  const left = `${names.length} events left (${[...new Set(names)].join(', ')})`
  const refused = ccs.find(({ answer }) => answer.status !== null && answer.status >= 400)
  if (refused !== undefined) {
    const trouble = diagnose(refused.answer, false, 'CCS')!
    return failed('event-collection', `${left}; ${trouble.seen}`, [findings.add(trouble.problem, trouble.seen)])
  }
  const cohorts = latest(ccs)!.cohorts
  if (cohorts.length > 0) return passed('event-collection', `${left}; the user is in cohorts ${cohorts.join(', ')}`)
  const seen = `${left}, and the user is in no cohort`
  return failed('event-collection', seen, [findings.add('empty-cohorts', seen)])
}

function judgeActivations(ccs: readonly Exchange[], signals: Signals | null, findings: Findings): Step {
  if (signals === null) return notChecked('activations', 'needs an answer of CCS')
  if (!ccs.some(({ url }) => new URL(url).searchParams.get('activations') === 'true')) {
    const seen = 'no request asked for activations with activations=true'
    return failed('activations', seen, [findings.add('no-activations', seen)])
  }
  if (signals.cohorts.length === 0) return notChecked('activations', 'there is no cohort to activate: see step 2')
  const filled = filledOf(signals.activations)
  if (filled.length > 0) return passed('activations', formatActivations(filled))
  const seen = `the user is in cohorts ${signals.cohorts.join(', ')}, activated for no platform`
  return failed('activations', seen, [findings.add('no-activations', seen)])
}

function judgeContent(contextual: readonly Exchange[], signals: Signals | null, findings: Findings): Step {
  const obstacle = obstacleOf(contextual, 'the Contextual API', findings)
  if (obstacle !== null) return stopAt('contextual-signals', obstacle)
  const filled = filledOf(signals!.activations)
  if (filled.length > 0) return passed('contextual-signals', formatActivations(filled))
  const seen = `no contextual cohort for ${contextual.map(({ body }) => String(body['url'])).join(', ')}`
  return failed('contextual-signals', seen, [findings.add('no-contextual-cohorts', seen)])
}

function judgeAdCalls(
  ads: readonly Exchange[],
  behavioural: Activations,
  contextual: Activations,
  findings: Findings,
): Step {
  if (ads.length === 0) return notChecked('signal-merging', 'no ad request with permutive or prmtvctx left')
  const platforms = Object.keys(behavioural).filter((platform) => idsFor(contextual, platform).length > 0)
  if (platforms.length === 0)
    return notChecked(
      'signal-merging',
      'no platform has both behavioural and contextual activations: see steps 3 and 4',
    )
  const whole = ads.find(({ url }) => {
    const carried = idsIn(url)
    return platforms.some((platform) =>
      [...idsFor(behavioural, platform), ...idsFor(contextual, platform)].every((id) => carried.has(id)),
    )
  })
  if (whole !== undefined) return passed('signal-merging', `an ad request carried both: ${whole.url}`)
  const carriesBoth = ads.find(({ url }) => {
    const carried = idsIn(url)
    const has = (activations: Activations): boolean =>
      Object.values(activations)
        .flat()
        .some((id) => carried.has(id))
    return has(behavioural) && has(contextual)
  })
  if (carriesBoth !== undefined)
    return passed('signal-merging', `an ad request carried both, as they stood when it left: ${carriesBoth.url}`)
  const seen = `${ads.length} ad requests left, none with behavioural and contextual ids; the last: ${ads.at(-1)!.url}`
  return failed('signal-merging', seen, [findings.add('not-merged', seen)])
}

function judgeConsent(exchanges: readonly Exchange[], isConsented: boolean, findings: Findings): Step {
  if (isConsented) return notChecked('consent-gating', 'you said that consent was given before')
  const early = exchanges.filter(({ api, phase }) => api === 'ccs' && phase === 'untouched').length
  const flowed = exchanges.some((exchange) => exchange.api === 'contextual' && exchange.phase === 'untouched')
  if (early > 0) {
    const seen = `${early} CCS requests left a fresh profile before anybody pressed a key`
    return failed('consent-gating', seen, [findings.add('consent-not-asked', seen)])
  }
  return passed(
    'consent-gating',
    `no CCS request left before anybody pressed a key${flowed ? ', and contextual ones did' : ''}`,
  )
}

function filledOf(activations: Activations | null): [string, string[]][] {
  return Object.entries(activations ?? {}).filter(([, ids]) => ids.length > 0)
}

function formatActivations(filled: readonly [string, string[]][]): string {
  return filled.map(([platform, ids]) => `${platform}: ${ids.join(', ')}`).join('; ')
}

function stopAt(id: Step['id'], { detail, problems }: { detail: string; problems: Step['problems'] }): Step {
  return problems.length === 0 ? notChecked(id, detail) : failed(id, detail, problems)
}
