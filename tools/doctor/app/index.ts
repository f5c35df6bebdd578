/**
 * Checks an app in the field: opens its page, plays, and judges the six steps by what really left.
 */
import { createFindings } from '../findings.ts'
import type { DoctorReport, Step } from '../types.ts'
import { useApp } from './browser.ts'
import type { AppOptions } from './browser.ts'
import { judgeApp } from './judge.ts'

export interface AppCheckOptions extends AppOptions {
  /** Consent was given in an earlier run, or the app vouches for it. Default false. */
  isConsented?: boolean
  /** An answer that takes longer is slow. Default 500 ms. */
  deadlineMs?: number
}

export interface AppReport extends DoctorReport {
  /** How the app was brought to play, or that it was not. */
  playing: string
}

/** Rejects where no browser is found or the page cannot be opened. `onStep` hears of each step when all are known. */
export async function checkApp(options: AppCheckOptions, onStep: (step: Step) => void = () => {}): Promise<AppReport> {
  const { isConsented = false, deadlineMs = 500 } = options
  const { traffic, playing } = await useApp(options)
  const findings = createFindings()
  const steps = judgeApp(traffic, { isConsented, deadlineMs }, findings)
  for (const step of steps) onStep(step)
  const originOf = (api: 'ccs' | 'contextual'): string => {
    const first = traffic.find((exchange) => exchange.api === api)
    return first === undefined ? 'none seen' : new URL(first.url).origin
  }
  return {
    ok: findings.list.length === 0 && steps.every(({ status }) => status === 'passed'),
    endpoints: { ccs: originOf('ccs'), contextual: originOf('contextual') },
    steps,
    findings: findings.list,
    eventsSent: 0,
    playing,
  }
}
