/**
 * What is wrong and what to do, worst first, and the consent that everything hangs on. Pure.
 */
import type { Inspection } from '../../src/api.ts'
import { ADVICE } from '../advice.ts'
import { formatAge } from '../format.ts'
import type { HistoryState } from '../history.ts'
import type { Line, Section, Tone } from './section.ts'

const MOST_TROUBLES = 3

/** What these tell of is over as soon as the queue goes on. */
const PASSING = ['request-failed', 'unauthorised', 'delivery-stopped']
/** Nobody has to do anything. */
const HARMLESS = ['clock-corrected', 'storage-slow', 'device-id-unavailable']

const CONSENT: Record<Inspection['consent'], { text: string; tone: Tone }> = {
  granted: { text: 'granted', tone: 'good' },
  denied: { text: 'denied. Nothing is stored; ads follow the content only.', tone: 'warn' },
  unknown: { text: 'not known yet. Nothing is stored; ads follow the content only.', tone: 'warn' },
}

export function describeStatus(inspection: Inspection, history: HistoryState): Section {
  const lines = describeSending(inspection).concat(describeTroubles(history)).slice(0, MOST_TROUBLES)
  if (lines.length === 0) lines.push({ text: 'All is well.', tone: 'good' })
  const consent = CONSENT[inspection.consent]
  lines.push({ label: 'consent', text: consent.text, tone: consent.tone })
  return { title: 'Status', lines }
}

function describeSending({ queue, exchanges }: Inspection): Line[] {
  const { stopped, retryInMs } = queue
  if (stopped === null && retryInMs === null) return []
  const next = retryInMs === null ? '' : ' Next try in ' + formatAge(retryInMs) + '.'
  if (stopped === 'unauthorised') return [{ text: 'Sending waits: ' + ADVICE.unauthorised + next, tone: 'bad' }]
  const failed = countFailed(exchanges)
  const cause = failed > 1 ? failed + ' requests without a good answer.' : 'a request got no good answer.'
  return [{ text: 'Sending waits: ' + cause + next, tone: stopped ? 'bad' : 'warn' }]
}

/** CCS requests that failed in a row, up to the latest. */
function countFailed(exchanges: Inspection['exchanges']): number {
  let failed = 0
  exchanges.forEach(function ({ api, status, durationMs }) {
    if (api !== 'ccs' || durationMs === null) return
    failed = status >= 200 && status < 300 ? 0 : failed + 1
  })
  return failed
}

/** Latest first, each code once. */
function describeTroubles({ troubles }: HistoryState): Line[] {
  const lines: Line[] = []
  const codes: string[] = []
  troubles
    .slice()
    .reverse()
    .forEach(function ({ code }) {
      if (codes.indexOf(code) >= 0 || PASSING.indexOf(code) >= 0) return
      codes.push(code)
      lines.push({ text: ADVICE[code], tone: HARMLESS.indexOf(code) < 0 ? 'warn' : 'quiet' })
    })
  return lines
}
