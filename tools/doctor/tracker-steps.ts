/**
 * Steps 5 and 6: what the tracker does. They are checked on the installed `ctv-tracker`, running here;
 * the app itself is not seen, and the details say so.
 */
import { idsFor } from './ad-call.ts'
import { failed, notChecked, passed } from './findings.ts'
import type { Findings } from './findings.ts'
import { loadTracker } from './installed-tracker.ts'
import type { Settings } from './settings.ts'
import { spendEvening } from './tracker-evening.ts'
import type { Evening } from './tracker-evening.ts'
import type { Step } from './types.ts'
import type { Activations } from './wire.ts'

export interface TrackerCheck {
  steps: Step[]
  eventsSent: number
}

export async function checkTracker(
  settings: Settings,
  behavioural: Activations,
  contextual: Activations,
  findings: Findings,
): Promise<TrackerCheck> {
  const installed = await loadTracker(settings.directory)
  if (typeof installed === 'string') {
    const why = `${installed}; this step is checked on it, so run the doctor in an app that has it`
    return { steps: [notChecked('signal-merging', why), notChecked('consent-gating', why)], eventsSent: 0 }
  }
  const platform = choosePlatform(settings.platforms, behavioural, contextual)
  const evening = await spendEvening(installed, {
    ...settings,
    // After the other test events, and still in the past.
    wallMs: settings.startMs + 600_000,
    platform,
  })
  const merging =
    platform === null
      ? notChecked('signal-merging', obstacleOf(behavioural, contextual))
      : judgeMerging(evening, platform, findings)
  return { steps: [merging, judgeConsent(evening, findings)], eventsSent: evening.adCall?.eventsSent ?? 0 }
}

/** A platform that both kinds of signals are activated for. */
function choosePlatform(wanted: readonly string[], behavioural: Activations, contextual: Activations): string | null {
  const candidates = wanted.length > 0 ? wanted : Object.keys(behavioural)
  return (
    candidates.find(
      (platform) => idsFor(behavioural, platform).length > 0 && idsFor(contextual, platform).length > 0,
    ) ?? null
  )
}

function obstacleOf(behavioural: Activations, contextual: Activations): string {
  if (Object.keys(behavioural).length === 0) return 'needs behavioural activations: see steps 1 to 3'
  if (Object.keys(contextual).length === 0) return 'needs contextual activations: see step 4'
  return 'no platform has both behavioural and contextual activations'
}

function judgeMerging({ version, adCall }: Evening, platform: string, findings: Findings): Step {
  const { behavioral, contextual, merged, missing, obstacle, url } = adCall!
  if (obstacle !== null) return notChecked('signal-merging', obstacle)
  const expected = [...new Set([...behavioral, ...contextual])]
  if (missing.length > 0 || merged.join() !== expected.join()) {
    const seen = `ctv-tracker ${version} gave ${merged.join(', ') || 'nothing'} for ${platform}, expected ${expected.join(', ')}; ad call: ${url}`
    return failed('signal-merging', seen, [findings.add('not-merged', seen)])
  }
  const what = `behavioural ${behavioral.join(', ')} and contextual ${contextual.join(', ')}`
  return passed(
    'signal-merging',
    `ctv-tracker ${version}, running here, put ${what} into an ad call for ${platform}; the ad calls of your app are not seen from here`,
  )
}

function judgeConsent(
  { version, ccsWithoutConsent, ccsAfterRevocation, contextualFlowed, adCall }: Evening,
  findings: Findings,
): Step {
  if (ccsWithoutConsent > 0 || ccsAfterRevocation > 0) {
    const seen = `ctv-tracker ${version} sent ${ccsWithoutConsent} CCS requests before consent and ${ccsAfterRevocation} after it was revoked`
    return failed('consent-gating', seen, [findings.add('consent-leak', seen)])
  }
  const asked = `ctv-tracker ${version}, running here, sent no CCS request in a simulated minute of viewing without consent${adCall === null ? '' : ' and in another after it was revoked'}`
  if (!contextualFlowed)
    return notChecked('consent-gating', `${asked}; that contextual signals still flow could not be seen: see step 4`)
  return passed(
    'consent-gating',
    `${asked}, and contextual signals flowed; when your app grants consent is not seen from here`,
  )
}
